// SPDX-License-Identifier: Apache-2.0

package coverage

import (
	"slices"

	"truce/place"
	"truce/when"
)

// WholeMonths returns the civil months of a zone that lie in an interval and were over at a time.
func WholeMonths(zone when.Zone, all when.Interval, until when.Instant) []when.Interval {
	next := func(d when.Date) when.Date {
		d.Day = 1
		if d.Month++; d.Month > 12 {
			d.Year, d.Month = d.Year+1, 1
		}
		return d
	}
	if all.IsUnknown() {
		return nil
	}
	first := zone.DateOf(all.From)
	if first.Day > 1 || zone.Whole(first).From < all.From {
		first = next(first)
	}
	var out []when.Interval
	for month := first; ; month = next(month) {
		span := when.Interval{From: zone.Whole(month).From, To: zone.Whole(next(month).Add(-1)).To}
		if next(month).Check() != nil || span.To > min(all.To, until) {
			return out
		}
		out = append(out, span)
	}
}

// Outermost leaves out the areas that lie in another: what is seen there is counted in the other.
func Outermost(areas []Area) []Area {
	return slices.DeleteFunc(slices.Clone(areas), func(a Area) bool {
		return slices.ContainsFunc(areas, func(other Area) bool {
			share, ok := place.Overlap(other.Where, a.Where)
			return ok && share == 1_000_000 && other.Where.Area() > a.Where.Area()
		})
	})
}
