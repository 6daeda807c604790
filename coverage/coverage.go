// SPDX-License-Identifier: Apache-2.0

// Package coverage turns records of who was watching, and of gaps in it, into how much of a span of time a
// place was covered. It follows observation on the path and keeps "no data" apart from "quiet". Everything in
// it is mission-internal: it says where nobody looks.
package coverage

import (
	"errors"
	"fmt"
	"slices"

	"truce/place"
	"truce/report"
	"truce/when"
)

// Watch says that a place could be observed by some means over a span of time.
type Watch struct {
	Source string        `json:"source"`
	Means  report.Means  `json:"means"`
	Where  place.Region  `json:"where"`
	Time   when.Interval `json:"time"`
}

// Gap says that somebody who should have been watching could not: it cuts that source's watches in the region.
type Gap struct {
	Source string       `json:"source"`
	Means  report.Means `json:"means,omitempty"` // empty: all means of the source
	// Reason is "denied", "delayed", "jammed" or "dark".
	Reason string        `json:"reason"`
	Where  place.Region  `json:"where,omitzero"` // empty: all places of the source
	Time   when.Interval `json:"time"`
}

// Check returns an error if the watch names no source, place or time, or a means that is not in the list.
func (w Watch) Check() error {
	if !w.Where.HasGeometry() {
		return fmt.Errorf("watch of %s: no place on the ground", w.Source)
	}
	return w.check("watch")
}

// Check returns an error if the gap names no source or time, a place without geometry, or a means or reason that is
// not in the list.
func (g Gap) Check() error {
	if !slices.Contains([]string{"denied", "delayed", "jammed", "dark"}, g.Reason) {
		return fmt.Errorf("gap of %s: reason %q: use denied, delayed, jammed or dark", g.Source, g.Reason)
	}
	if !g.Where.IsUnknown() && !g.Where.HasGeometry() {
		return fmt.Errorf("gap of %s: a place by its name alone; give it on the ground, or leave it out for all places", g.Source)
	}
	return Watch{Source: g.Source, Means: g.Means, Where: g.Where, Time: g.Time}.check("gap")
}

// check is what watches and gaps must both fulfil.
func (w Watch) check(what string) error {
	switch {
	case w.Source == "":
		return fmt.Errorf("%s: no source", what)
	case w.Time.IsUnknown():
		return fmt.Errorf("%s of %s: no time", what, w.Source)
	}
	if err := errors.Join(w.Means.Check(), w.Time.Check(), w.Where.Check()); err != nil {
		return fmt.Errorf("%s of %s: %w", what, w.Source, err)
	}
	return nil
}

// Ledger holds the watches and gaps on record, in the order they were entered. Whoever enters them writes each source
// in one way: a gap cuts the watches of the very same source.
type Ledger struct {
	watches []Watch
	gaps    []Gap
}

// Add enters a watch.
func (l *Ledger) Add(w Watch) { l.watches = append(l.watches, w) }

// AddGap enters a gap.
func (l *Ledger) AddGap(g Gap) { l.gaps = append(l.gaps, g) }

// Without returns the ledger less the watches of some sources.
func (l *Ledger) Without(is func(source string) bool) *Ledger {
	return &Ledger{watches: slices.DeleteFunc(slices.Clone(l.watches), func(w Watch) bool { return is(w.Source) }), gaps: l.gaps}
}

// Covered returns for how long in the span somebody watched the whole of the region, gaps taken out and
// overlapping watches counted once.
func (l *Ledger) Covered(region place.Region, span when.Interval) when.Duration {
	var spans []when.Interval
	for _, w := range l.watches {
		part, ok := w.Time.Intersect(span)
		if !ok || !covers(w.Where, region) {
			continue
		}
		spans = append(spans, l.without(w, part)...)
	}
	return total(spans)
}

// covers tells whether all of the smaller region lies in the larger. A watch of a part of the region does not
// count: what happens in the other part would go unseen.
func covers(larger, smaller place.Region) bool {
	share, ok := place.Overlap(larger, smaller)
	return ok && share == 1_000_000 && larger.Area() >= smaller.Area()
}

// without cuts the source's gaps out of a span of a watch.
func (l *Ledger) without(w Watch, span when.Interval) []when.Interval {
	spans := []when.Interval{span}
	for _, g := range l.gaps {
		if g.Source != w.Source || g.Means != "" && g.Means != w.Means {
			continue
		}
		// A gap that only grazes the place that was watched cuts it all the same: what went unseen is not known.
		if touch, ok := place.Touch(g.Where, w.Where); ok && !touch {
			continue
		}
		spans = cut(spans, g.Time)
	}
	return spans
}

func cut(spans []when.Interval, gap when.Interval) []when.Interval {
	var out []when.Interval
	for _, s := range spans {
		if !s.Overlaps(gap) {
			out = append(out, s)
			continue
		}
		if s.From < gap.From {
			out = append(out, when.Interval{From: s.From, To: gap.From - 1})
		}
		if gap.To < s.To {
			out = append(out, when.Interval{From: gap.To + 1, To: s.To})
		}
	}
	return out
}

// total adds up the union of the spans. An interval includes both its ends, so its time is one millisecond more
// than their difference.
func total(spans []when.Interval) when.Duration {
	slices.SortFunc(spans, func(a, b when.Interval) int { return int(min(max(a.From-b.From, -1), 1)) })
	var sum when.Duration
	var last when.Instant = -1 << 62
	for _, s := range spans {
		from := max(s.From, last+1)
		if from <= s.To {
			sum += when.Duration(s.To-from) + 1
			last = s.To
		}
	}
	return sum
}
