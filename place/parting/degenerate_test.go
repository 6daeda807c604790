// SPDX-License-Identifier: Apache-2.0

package parting_test

import (
	"testing"

	"truce/place"
	"truce/place/parting"
)

// A line of no length, one that goes back on itself, crosses itself, turns on one spot or lies elsewhere decides nothing that a proper one
// would not: it is refused, or leaves open whatever it does not part.
func TestALineThatIsNoProperOneGivesNobodyGround(t *testing.T) {
	for name, lines := range map[string][][]place.Point{
		"of no length":                          {{at(4600, 3100), at(4600, 3100)}},
		"of no length, beside the border":       {{at(4500, 3100), at(4500, 3100)}},
		"there and back on itself":              {{at(4520, 3100), at(4600, 3100), at(4520, 3100)}},
		"an eight that crosses itself":          {{at(4580, 3080), at(4620, 3120), at(4620, 3080), at(4580, 3120), at(4580, 3080)}},
		"outside of the area":                   {{at(4000, 2000), at(4100, 2000)}},
		"a point far away":                      {{at(1000, 1000), at(1000, 1000)}},
		"along the border, and no more":         {{at(4500, 3000), at(4500, 3300)}},
		"ending inside, far from every border":  {{at(4550, 3100), at(4650, 3100)}},
		"twice the same, and both ending short": {{at(4550, 3100), at(4650, 3100)}, {at(4550, 3100), at(4650, 3100)}},
	} {
		t.Run(name, func(t *testing.T) {
			q := plain()
			q.Lines = lines
			r, err := q.Part()
			if err != nil {
				return // refused, with what cannot be drawn
			}
			for _, p := range r.Parts {
				total := p.Unassigned
				for _, s := range p.Sides {
					total += s.About
					if s.Least > s.About || s.About > s.Most {
						t.Errorf("%s, %s: %d, %d, %d m2 are out of order", p.Unit, s.Name, s.Least, s.About, s.Most)
					}
				}
				if total != p.Cells {
					t.Errorf("%s: %d m2 are given out of %d", p.Unit, total, p.Cells)
				}
			}
			if a, b := sum(r, "Amber"), sum(r, "Cobalt"); a.Least > 0 || b.Least > 0 {
				t.Errorf("both seeds are in one piece, and Amber has %d m2 surely, Cobalt %d", a.Least, b.Least)
			}
		})
	}
}

// A loop around one seed gives that side the loop, and the ground around it to the other, whichever way the loop runs.
func TestALoopPartsWhatIsInItFromWhatIsAround(t *testing.T) {
	for name, loop := range map[string][]place.Point{
		"one way": {at(4580, 3030), at(4620, 3030), at(4620, 3070), at(4580, 3070), at(4580, 3030)},
		"other":   {at(4580, 3030), at(4580, 3070), at(4620, 3070), at(4620, 3030), at(4580, 3030)},
	} {
		q := plain()
		q.Lines = [][]place.Point{loop}
		r := part(t, q)
		truth := box(4580, 3030, 4620, 3070)[0].Area()
		if a := sum(r, "Amber"); a.Least > truth || a.Most < truth || a.About == 0 {
			t.Errorf("%s: Amber has %d to %d m2, the loop %d", name, a.Least, a.Most, truth)
		}
		if len(r.Open)+len(r.Carried) != 0 {
			t.Errorf("%s: a loop has no end, and %v are open, %v carried", name, r.Open, r.Carried)
		}
	}
	var none parting.Question
	if _, err := none.Part(); err == nil {
		t.Error("nothing at all is parted")
	}
}
