// SPDX-License-Identifier: Apache-2.0

package coverage

import (
	"cmp"
	"slices"

	"truce/when"
)

// Spans is a set of instants: intervals in order of time that neither overlap nor touch. An interval holds both its ends, so
// its time is one millisecond more than their difference.
type Spans []when.Interval

// Union returns the instants in any of some intervals, which may be given in any order and overlap. One that is not known
// holds none.
func Union(list ...when.Interval) Spans {
	list = slices.DeleteFunc(slices.Clone(list), func(i when.Interval) bool { return i.IsUnknown() || i.To < i.From })
	slices.SortFunc(list, func(a, b when.Interval) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	var out Spans
	for _, i := range list {
		if n := len(out); n > 0 && i.From <= out[n-1].To+1 {
			out[n-1].To = max(out[n-1].To, i.To)
			continue
		}
		out = append(out, i)
	}
	return out
}

// And returns the instants in both sets.
func (s Spans) And(other Spans) Spans {
	var out Spans
	for i, k := 0, 0; i < len(s) && k < len(other); {
		from, to := max(s[i].From, other[k].From), min(s[i].To, other[k].To)
		if from <= to {
			out = append(out, when.Interval{From: from, To: to})
		}
		if s[i].To < other[k].To {
			i++
		} else {
			k++
		}
	}
	return out
}

// Less returns the instants in s that are not in the other set.
func (s Spans) Less(other Spans) Spans {
	var out Spans
	k := 0
	for _, i := range s {
		for k < len(other) && other[k].To < i.From {
			k++
		}
		from := i.From
		for n := k; n < len(other) && other[n].From <= i.To; n++ {
			if from < other[n].From {
				out = append(out, when.Interval{From: from, To: other[n].From - 1})
			}
			from = other[n].To + 1
		}
		if from <= i.To {
			out = append(out, when.Interval{From: from, To: i.To})
		}
	}
	return out
}

// Total returns how much time the set holds.
func (s Spans) Total() when.Duration {
	var sum when.Duration
	for _, i := range s {
		sum += i.Length() + 1
	}
	return sum
}

// Holds tells whether all of an interval is in the set.
func (s Spans) Holds(i when.Interval) bool {
	k, _ := slices.BinarySearchFunc(s, i.From, func(each when.Interval, t when.Instant) int { return cmp.Compare(each.To, t) })
	return !i.IsUnknown() && k < len(s) && s[k].From <= i.From && i.To <= s[k].To
}

// Touches tells whether some of an interval is in the set.
func (s Spans) Touches(i when.Interval) bool {
	k, _ := slices.BinarySearchFunc(s, i.From, func(each when.Interval, t when.Instant) int { return cmp.Compare(each.To, t) })
	return !i.IsUnknown() && k < len(s) && s[k].From <= i.To
}
