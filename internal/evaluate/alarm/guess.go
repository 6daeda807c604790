// SPDX-License-Identifier: Apache-2.0

package alarm

import (
	"cmp"
	"slices"

	"truce/when"
)

// Guess is how well ends that were filled in are recognised without reading the flag that says so. It is the flag that
// they are then compared with.
type Guess struct {
	// Filler is the length that stands out among the lengths of the second observer's alerts: the most frequent to the
	// second, if it comes ten times as often as the next. 0 where none does.
	Filler when.Duration `json:"filler_ms"`
	Times  int64         `json:"times"`
	Next   int64         `json:"times_of_the_next"`
	// ByLength takes every alert of that length for filled in. ByOther does so only where the first observer has another
	// end, more than the window away, of the alert's counterpart or, where it has none, of what was on when it began; it is
	// over the alerts that have either.
	ByLength Recognised `json:"by_length"`
	ByOther  Recognised `json:"by_length_and_the_other_end"`
	// Unmatched are those flagged that have no counterpart.
	Unmatched []Reason `json:"flagged_unmatched"`
}

// outstanding is how many times as often as the next a length must come to be taken for a filler.
const outstanding = 10

// recognise looks for a length that stands out, and compares those who have it with the flag.
func recognise(list []Alert, pairs []pair, other *File) Guess {
	var g Guess
	g.Filler, g.Times, g.Next = filler(list)
	counterpart := map[Alert]Alert{}
	for _, p := range pairs {
		counterpart[p.second] = p.first
	}
	reach, why := longest(other), counter{}
	for _, a := range list {
		g.ByLength.add(g.has(a), a.Guessed)
		b, ok := counterpart[a]
		if a.Guessed && !ok {
			why.add(reason(a, other, reach))
		}
		if !ok {
			b, ok = on(a, other, reach)
		}
		if ok {
			apart := max(a.To-b.To, b.To-a.To) > when.Instant(Window)
			g.ByOther.add(g.has(a) && apart, a.Guessed)
		}
	}
	g.Unmatched = why.reasons(several, overMore, overOne, part, nothing)
	return g
}

// on returns the alert of the other for the whole region that was on when one began; ok is false where there is none.
func on(a Alert, other *File, reach when.Instant) (b Alert, ok bool) {
	for _, b := range other.Alerts[from(other.Alerts, a.Region, a.From-reach):] {
		if b.Region != a.Region || b.From > a.From {
			break
		}
		if !b.Below && b.To >= a.From {
			return b, true
		}
	}
	return b, false
}

func (g Guess) has(a Alert) bool { return g.Filler > 0 && when.Duration(a.To-a.From) == g.Filler }

func filler(list []Alert) (length when.Duration, times, next int64) {
	lengths := make([]when.Duration, len(list))
	for i, a := range list {
		lengths[i] = when.Duration(a.To - a.From)
	}
	slices.Sort(lengths)
	type often struct {
		length when.Duration
		times  int64
	}
	var all []often
	for _, l := range lengths {
		if n := len(all); n > 0 && all[n-1].length == l {
			all[n-1].times++
			continue
		}
		all = append(all, often{l, 1})
	}
	slices.SortFunc(all, func(a, b often) int { return cmp.Or(cmp.Compare(b.times, a.times), cmp.Compare(a.length, b.length)) })
	if len(all) == 0 {
		return 0, 0, 0
	}
	if len(all) > 1 {
		next = all[1].times
	}
	if all[0].times < outstanding*max(next, 1) {
		return 0, all[0].times, next
	}
	return all[0].length, all[0].times, next
}
