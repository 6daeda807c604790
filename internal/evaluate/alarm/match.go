// SPDX-License-Identifier: Apache-2.0

package alarm

import (
	"cmp"
	"slices"

	"truce/when"
)

// pair is one alert as two observers have it.
type pair struct{ first, second Alert }

// match pairs alerts of two observers, each list in order of region and time: those whose beginnings lie within the window
// and are nearest to each other. Where two are equally near neither is paired.
func match(one, two []Alert) []pair {
	var out []pair
	for _, a := range one {
		b, ok := nearest(a, two)
		if !ok {
			continue
		}
		if back, ok := nearest(b, one); ok && back == a {
			out = append(out, pair{a, b})
		}
	}
	return out
}

// from returns the index of the first alert of a region that begins at a time or later.
func from(list []Alert, region string, at when.Instant) int {
	i, _ := slices.BinarySearchFunc(list, Alert{Region: region, From: at}, func(a, b Alert) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.From, b.From))
	})
	return i
}

// near returns the alerts of the same region that begin within the window.
func near(a Alert, list []Alert) []Alert {
	const window = when.Instant(Window)
	first, last := from(list, a.Region, a.From-window), from(list, a.Region, a.From+window+1)
	return list[first:last]
}

// nearest returns the one alert of a list that begins nearest to another; ok is false where there is none, or no one.
func nearest(a Alert, list []Alert) (best Alert, ok bool) {
	least, ties := when.Instant(Window)+1, 0
	for _, b := range near(a, list) {
		distance := max(a.From-b.From, b.From-a.From)
		switch {
		case distance < least:
			best, least, ties = b, distance, 1
		case distance == least:
			ties++
		}
	}
	return best, ties == 1
}

// moved returns alerts as many whole days later.
func moved(list []Alert, days int64) []Alert {
	out := slices.Clone(list)
	for i := range out {
		out[i].From += when.Instant(days) * when.Instant(when.Day)
		out[i].To += when.Instant(days) * when.Instant(when.Day)
	}
	return out
}

// pairsOf returns the paired alerts of one observer.
func pairsOf(pairs []pair, second bool) map[Alert]bool {
	out := map[Alert]bool{}
	for _, p := range pairs {
		if second {
			out[p.second] = true
		} else {
			out[p.first] = true
		}
	}
	return out
}

// unmatched says why alerts have no counterpart.
func unmatched(list []Alert, paired map[Alert]bool, other *File) []Reason {
	reach := longest(other)
	why := counter{}
	for _, a := range list {
		if !paired[a] {
			why.add(reason(a, other, reach))
		}
	}
	return why.reasons(several, overMore, overOne, part, nothing)
}

func reason(a Alert, other *File, reach when.Instant) string {
	whole, parts, began := 0, 0, 0
	list := other.Alerts[from(other.Alerts, a.Region, a.From-reach-when.Instant(Window)):]
	for _, b := range list {
		if b.Region != a.Region || b.From > max(a.To, a.From+when.Instant(Window)) {
			break
		}
		overlap := b.From <= a.To && a.From <= b.To
		switch {
		case b.Below && overlap:
			parts++
		case b.Below:
		case max(a.From-b.From, b.From-a.From) <= when.Instant(Window):
			began++
			whole++
		case overlap:
			whole++
		}
	}
	switch {
	case began > 0:
		return several
	case whole > 1:
		return overMore
	case whole == 1:
		return overOne
	case parts > 0:
		return part
	}
	return nothing
}

// longest is how long the longest alert of a file took.
func longest(f *File) when.Instant {
	var out when.Instant
	for _, a := range f.Alerts {
		out = max(out, a.To-a.From)
	}
	return out
}
