// SPDX-License-Identifier: Apache-2.0

package parting_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/place"
	"truce/place/parting"
)

func at(lat, lon int32) place.Point {
	return place.Point{Lat: lat * 100_000, Lon: lon * 100_000}
}

// box is a rectangle by hundredths of a degree.
func box(south, west, north, east int32) []place.Polygon {
	return []place.Polygon{{Rings: [][]place.Point{{at(south, west), at(south, east), at(north, east), at(north, west)}}}}
}

// plain is two units side by side, 2 degrees high, parted by a meridian at 31 E that stops short of both ends.
func plain() parting.Question {
	return parting.Question{
		Units:     []parting.Unit{{Name: "west", Polygons: box(4500, 3000, 4700, 3150)}, {Name: "east", Polygons: box(4500, 3150, 4700, 3300)}},
		Lines:     [][]place.Point{{at(4501, 3100), at(4600, 3100)}, {at(4699, 3100), at(4600, 3100)}},
		Tolerance: 500 * place.Metre,
		Close:     3 * place.Kilometre,
		Cell:      20_000,
		Seeds:     []parting.Seed{{Name: "Mill", At: at(4600, 3050), Side: "Amber"}, {Name: "Ford", At: at(4600, 3200), Side: "Cobalt"}},
	}
}

func part(tb testing.TB, q parting.Question) parting.Result {
	tb.Helper()
	r, err := q.Part()
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// sum adds up what the parts give a side.
func sum(r parting.Result, side string) (s parting.Side) {
	for _, p := range r.Parts {
		for _, each := range p.Sides {
			if each.Name == side {
				s.Least, s.About, s.Most = s.Least+each.Least, s.About+each.About, s.Most+each.Most
			}
		}
	}
	return s
}

func TestAStraightLinePartsARectangleAsItsAreasSay(t *testing.T) {
	r := part(t, plain())
	want := map[string]int64{"Amber": box(4500, 3000, 4700, 3100)[0].Area(), "Cobalt": box(4500, 3100, 4700, 3300)[0].Area()}
	for side, area := range want {
		s := sum(r, side)
		if s.Least > area || s.Most < area {
			t.Errorf("%s: %d to %d m2, the truth is %d", side, s.Least, s.Most, area)
		}
		if off := s.About - area; off > area/500 || off < -area/500 {
			t.Errorf("%s: about %d m2, the truth is %d", side, s.About, area)
		}
	}
	if len(r.Carried) != 2 || len(r.Open) != 0 || !r.Crosses {
		t.Errorf("carried %v, open %v, crosses %t", r.Carried, r.Open, r.Crosses)
	}
}

func TestWhatCannotBeToldIsNotGivenToASide(t *testing.T) {
	for _, each := range []struct {
		name   string
		change func(*parting.Question)
		why    func(parting.Result) bool
	}{
		{"a line that ends inside parts nothing", func(q *parting.Question) { q.Close = 0 }, func(r parting.Result) bool { return len(r.Open) == 2 }},
		{"a gap in the middle of the line lets one piece be of both", func(q *parting.Question) {
			q.Lines[1] = []place.Point{at(4699, 3100), at(4650, 3100)}
			q.Close = 3 * place.Kilometre
		}, func(r parting.Result) bool { return len(r.Open) == 2 }},
		{"a line that lies elsewhere crosses nothing", func(q *parting.Question) { q.Lines = [][]place.Point{{at(4500, 3500), at(4700, 3500)}} }, func(r parting.Result) bool { return !r.Crosses }},
		{"no seed speaks for anything", func(q *parting.Question) { q.Seeds = nil }, func(r parting.Result) bool { return r.Seeds.Spoke == 0 }},
		{"seeds by the line say nothing", func(q *parting.Question) {
			q.Seeds = []parting.Seed{{Name: "Quay", At: at(4600, 3100), Side: "Amber"}}
		}, func(r parting.Result) bool { return r.Seeds.Near == 1 }},
		{"seeds on no unit say nothing", func(q *parting.Question) {
			q.Seeds = []parting.Seed{{Name: "Quay", At: at(4600, 2900), Side: "Amber"}, {Name: "Isle", At: at(1000, 1000), Side: "Cobalt"}}
		}, func(r parting.Result) bool { return r.Seeds.Outside == 2 }},
	} {
		t.Run(each.name, func(t *testing.T) {
			q := plain()
			each.change(&q)
			r := part(t, q)
			for _, p := range r.Parts {
				if len(p.Sides) != 0 || p.Unassigned != p.Cells {
					t.Errorf("%s has sides %v and %d of %d m2 unassigned", p.Unit, p.Sides, p.Unassigned, p.Cells)
				}
			}
			if !each.why(r) {
				t.Errorf("the reason does not show: %+v", r)
			}
		})
	}
}

func TestNothingToPartIsSaid(t *testing.T) {
	for name, change := range map[string]func(*parting.Question){
		"no border":           func(q *parting.Question) { q.Units = nil },
		"a unit without one":  func(q *parting.Question) { q.Units[0].Polygons = nil },
		"no line":             func(q *parting.Question) { q.Lines = nil },
		"a line of one point": func(q *parting.Question) { q.Lines[0] = q.Lines[0][:1] },
		"too many cells":      func(q *parting.Question) { q.Cell = 200 },
	} {
		q := plain()
		change(&q)
		_, err := q.Part()
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if (name == "no border" || name == "no line" || name == "a unit without one") != errors.Is(err, parting.ErrNothing) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASeedThatDissentsIsNamedAndTwoSidesAreNotDecided(t *testing.T) {
	q := plain()
	for range 19 {
		q.Seeds = append(q.Seeds, parting.Seed{Name: "Mill", At: at(4600, 3050), Side: "Amber"})
	}
	q.Seeds = append(q.Seeds, parting.Seed{Name: "Quay", At: at(4610, 3020), Side: "Cobalt"})
	r := part(t, q)
	if got := r.Pieces[1]; got.Side != "Amber" || !slices.Equal(got.Dissent, []string{"Quay"}) {
		t.Errorf("one of 21: %+v", got)
	}
	q.Seeds = append(q.Seeds, parting.Seed{Name: "Rock", At: at(4620, 3020), Side: "Cobalt"})
	if got := part(t, q).Pieces[1]; got.Side != "" {
		t.Errorf("two of 22: %+v", got)
	}
}

// question is a rectangle of two units, parted by a line of a few corners from its south to its north.
func question(t *rapid.T) parting.Question {
	q := plain()
	line := []place.Point{at(4500, rapid.Int32Range(3020, 3280).Draw(t, "south"))}
	for i := range rapid.IntRange(0, 4).Draw(t, "corners") {
		line = append(line, at(4520+int32(i)*40, rapid.Int32Range(3020, 3280).Draw(t, "corner")))
	}
	line = append(line, at(4700, rapid.Int32Range(3020, 3280).Draw(t, "north")))
	q.Lines = [][]place.Point{line}
	q.Cell = 200_000
	q.Tolerance = place.Length(rapid.Int64Range(0, 3_000_000).Draw(t, "tolerance"))
	q.Seeds = []parting.Seed{{Name: "Mill", At: at(4600, 3001), Side: "Amber"}, {Name: "Ford", At: at(4600, 3299), Side: "Cobalt"}}
	return q
}

func TestPartsAddUpAndHoldTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := question(t)
		r, err := q.Part()
		if err != nil {
			t.Fatal(err)
		}
		// The ground west of the line, as a polygon of its own.
		ring := []place.Point{at(4500, 3000)}
		ring = append(ring, q.Lines[0]...)
		ring = append(ring, at(4700, 3000))
		whole := int64(0)
		for _, p := range r.Parts {
			total := p.Unassigned
			for _, s := range p.Sides {
				total += s.About
				if s.Least > s.About || s.About > s.Most {
					t.Errorf("%s, %s: %d, %d, %d m2 are out of order", p.Unit, s.Name, s.Least, s.About, s.Most)
				}
			}
			if total != p.Cells {
				t.Errorf("%s: sides and the rest are %d m2, its cells %d", p.Unit, total, p.Cells)
			}
			if off := p.Drawn - p.Cells; off > p.Drawn/100 || off < -p.Drawn/100 {
				t.Errorf("%s: cells %d m2, border %d", p.Unit, p.Cells, p.Drawn)
			}
			whole += p.Drawn
		}
		west := place.Polygon{Rings: [][]place.Point{ring}}.Area()
		s := sum(r, "Amber")
		slack := whole / 200
		if west < s.Least-slack || west > s.Most+slack {
			t.Errorf("Amber has %d to %d m2, the truth is %d", s.Least, s.Most, west)
		}
	})
}

func TestOrderDecidesNothingAndSwappedSidesSwapShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := question(t)
		r, err := q.Part()
		if err != nil {
			t.Fatal(err)
		}
		p := q
		p.Units, p.Seeds = slices.Clone(q.Units), slices.Clone(q.Seeds)
		slices.Reverse(p.Units)
		slices.Reverse(p.Seeds)
		again, err := p.Part()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(r, again); d != "" {
			t.Errorf("turned round:\n%s", d)
		}
		p.Seeds[0].Side, p.Seeds[1].Side = p.Seeds[1].Side, p.Seeds[0].Side
		swapped, err := p.Part()
		if err != nil {
			t.Fatal(err)
		}
		a, b := sum(r, "Amber"), sum(swapped, "Cobalt")
		a.Name, b.Name = "", ""
		if a != b {
			t.Errorf("got %+v, swapped %+v", a, b)
		}
	})
}

// go test -fuzz FuzzPart -fuzztime 30s ./place/parting
func FuzzPart(f *testing.F) {
	f.Add([]byte{10, 10, 200, 10, 200, 200, 10, 200}, []byte{100, 0, 100, 255})
	f.Add([]byte{0, 0, 255, 255, 0, 255, 255, 0}, []byte{0, 0, 1, 1, 2, 2})
	f.Fuzz(func(t *testing.T, border, line []byte) {
		points := func(data []byte) (out []place.Point) {
			for i := 0; i+1 < len(data) && i < 80; i += 2 {
				out = append(out, at(4500+int32(data[i]), 3000+int32(data[i+1])))
			}
			return out
		}
		q := parting.Question{
			Units: []parting.Unit{{Name: "a", Polygons: []place.Polygon{{Rings: [][]place.Point{points(border)}}}}},
			Lines: [][]place.Point{points(line)}, Tolerance: place.Kilometre, Close: 5 * place.Kilometre, Cell: 100_000,
			Seeds: []parting.Seed{{Name: "m", At: at(4600, 3100), Side: "Amber"}},
		}
		r, err := q.Part()
		if err != nil {
			return
		}
		for _, p := range r.Parts {
			total := p.Unassigned
			for _, s := range p.Sides {
				total += s.About
			}
			if total != p.Cells {
				t.Errorf("%d m2 are given out of %d", total, p.Cells)
			}
		}
	})
}
