// SPDX-License-Identifier: Apache-2.0

package field

import (
	"cmp"
	"slices"

	"truce/place"
)

// Arc is every bearing clockwise from From over Span millidegrees.
type Arc struct {
	From place.Bearing
	Span int64
}

// Middle is the bearing in the middle of the arc.
func (a Arc) Middle() place.Bearing { return place.Bearing((int64(a.From) + a.Span/2) % 360_000) }

// Towards returns the smallest arc in which all of some cells lie, seen from anywhere in a circle. ok is false where the
// circle is among them, so that they lie to no side of it, or there are none.
func Towards(from place.Circle, cells []Cell) (arc Arc, ok bool) {
	vantage := place.NewVantage(from.Centre)
	arcs := make([]Arc, 0, len(cells))
	for i := range cells {
		middle := place.NewFix(cells[i].Middle())
		bearing, distance := vantage.Look(&middle)
		half := place.Distance(cells[i].Middle(), cells[i].High) + from.Radius
		if distance <= half {
			return Arc{}, false
		}
		// The angle whose sine is x is at most 57.296 x + 32.8 x^3 degrees: its series has no negative terms, and all after the
		// first add up to 32.704.
		x := int64(half)*million/int64(distance) + 1
		turn := min(90_000, x*57_296/million+x*x/million*x/million*32_800/million+2)
		arcs = append(arcs, Arc{place.Bearing((int64(bearing) - turn + 360_000) % 360_000), 2 * turn})
	}
	if len(arcs) == 0 {
		return Arc{}, false
	}
	return cover(arcs), true
}

// cover is the smallest arc that holds all arcs: what the widest gap between them leaves.
func cover(arcs []Arc) Arc {
	slices.SortFunc(arcs, func(a, b Arc) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Span, b.Span)) })
	from, widest := int64(arcs[0].From), int64(-1)
	end := int64(arcs[0].From) + arcs[0].Span
	for i := 1; i <= len(arcs); i++ {
		next := int64(arcs[i%len(arcs)].From)
		if i == len(arcs) {
			next += 360_000
		}
		if gap := next - end; gap > widest {
			widest, from = gap, next%360_000
		}
		if i < len(arcs) {
			end = max(end, next+arcs[i].Span)
		}
	}
	return Arc{place.Bearing(from), 360_000 - max(0, widest)}
}
