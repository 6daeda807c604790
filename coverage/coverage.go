// SPDX-License-Identifier: Apache-2.0

// Package coverage turns records of who was watching, and of gaps in it, into how much of a span of time a
// place was covered, by which means, and how often something was seen there an hour of watching. It follows observation
// on the path and keeps "no data" apart from "quiet". Everything in it is mission-internal: it says where nobody looks.
// The method is docs/spec/coverage.md.
package coverage

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"truce/place"
	"truce/report"
	"truce/when"
)

// Watch says that a place could be observed by some means over a span of time.
type Watch struct {
	Source string       `json:"source"`
	Means  report.Means `json:"means"`
	// Where is the ground that could be observed, in the word of the source. It may be left out where Post is given.
	Where place.Region `json:"where"`
	// Post, if given, is where the observer or the sensor was, as far as that is known: only ground within the reach of the
	// means (see Reaches) of all of it was surely watched. A patrol gives a watch for each leg of its way.
	Post place.Region  `json:"post,omitzero"`
	Time when.Interval `json:"time"`
}

// Cause says why somebody who should have been watching could not.
type Cause string

// The causes of a gap. Unknown is a full answer: the source did not watch, and nobody noted why.
const (
	Denied  Cause = "denied"
	Delayed Cause = "delayed"
	Jammed  Cause = "jammed"
	Dark    Cause = "dark"
	Unknown Cause = "unknown"
)

// Causes returns the causes in the order in which time that several of them took is counted: under the first.
func Causes() []Cause { return []Cause{Denied, Delayed, Jammed, Dark, Unknown} }

// Gap says that somebody who should have been watching could not: it cuts that source's watches in the region.
type Gap struct {
	Source string        `json:"source"`
	Means  report.Means  `json:"means,omitempty"` // empty: all means of the source
	Reason Cause         `json:"reason"`
	Where  place.Region  `json:"where,omitzero"` // empty: all places of the source
	Time   when.Interval `json:"time"`
}

// Check returns an error if the watch names no source, place or time, or a means that is not in the list.
func (w Watch) Check() error {
	if !w.Where.HasGeometry() && (!w.Post.HasGeometry() || !w.Where.IsUnknown()) {
		return fmt.Errorf("watch of %s: no place on the ground", w.Source)
	}
	if !w.Post.IsUnknown() && !w.Post.HasGeometry() {
		return fmt.Errorf("watch of %s: a post by its name alone; give it on the ground", w.Source)
	}
	if err := w.Post.Check(); err != nil {
		return fmt.Errorf("watch of %s: post: %w", w.Source, err)
	}
	return w.check("watch")
}

// Check returns an error if the gap names no source or time, a place without geometry, or a means or reason that is
// not in the list.
func (g Gap) Check() error {
	if !slices.Contains(Causes(), g.Reason) {
		return fmt.Errorf("gap of %s: reason %q: use denied, delayed, jammed, dark or unknown", g.Source, g.Reason)
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

// Gaps returns the gaps that share an instant with a period, in the order they were entered.
func (l *Ledger) Gaps(period when.Interval) []Gap {
	return slices.DeleteFunc(slices.Clone(l.gaps), func(g Gap) bool { return !g.Time.Overlaps(period) })
}

// Period returns the least interval that holds every watch and gap; not known where there is none.
func (l *Ledger) Period() when.Interval {
	var all when.Interval
	for _, w := range l.watches {
		all = all.Hull(w.Time)
	}
	for _, g := range l.gaps {
		all = all.Hull(g.Time)
	}
	return all
}

// Without returns the ledger less the watches of some sources.
func (l *Ledger) Without(is func(source string) bool) *Ledger {
	return &Ledger{watches: slices.DeleteFunc(slices.Clone(l.watches), func(w Watch) bool { return is(w.Source) }), gaps: l.gaps}
}

// With returns the ledger with gaps besides its own; itself where there are none.
func (l *Ledger) With(gaps []Gap) *Ledger {
	if len(gaps) == 0 {
		return l
	}
	return &Ledger{watches: l.watches, gaps: slices.Concat(l.gaps, gaps)}
}

// Sources returns everybody of whom a watch is on record, in the order of their names.
func (l *Ledger) Sources() []string {
	seen := map[string]bool{}
	for _, w := range l.watches {
		seen[w.Source] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// Last returns the last instant of which a watch of somebody is on record; zero for none.
func (l *Ledger) Last(source string) when.Instant {
	var last when.Instant
	for _, w := range l.watches {
		if w.Source == source {
			last = max(last, w.Time.To)
		}
	}
	return last
}

// gapsOf returns the gaps that cut a watch.
func (l *Ledger) gapsOf(w *Watch) []Gap {
	var out []Gap
	for _, g := range l.gaps {
		if g.Source != w.Source || g.Means != "" && g.Means != w.Means || !g.Time.Overlaps(w.Time) {
			continue
		}
		// A gap that only grazes the place that was watched cuts it all the same: what went unseen is not known.
		ground := w.Where
		if !ground.HasGeometry() {
			ground = w.Post
		}
		if touch, ok := place.Touch(g.Where, ground); ok && !touch {
			continue
		}
		out = append(out, g)
	}
	return out
}
