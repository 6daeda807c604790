// SPDX-License-Identifier: Apache-2.0

package coverage

import (
	"cmp"
	"slices"

	"truce/act"
	"truce/place"
	"truce/report"
	"truce/when"
)

// ByMeans is how long somebody watched by some means.
type ByMeans struct {
	Means report.Means `json:"means"`
	// Watched counts an instant once, however many watched; Observers once for each source that did.
	Watched   when.Duration `json:"watched_ms"`
	Observers when.Duration `json:"observers_ms"`
}

// Hole is a span in which nobody watched. Why is empty where nobody is on record as having tried.
type Hole struct {
	Time when.Interval `json:"time"`
	Why  Cause         `json:"why,omitempty"`
}

// Watched is who watched the whole of a region over a span.
type Watched struct {
	Covered when.Duration `json:"covered_ms"`
	By      []ByMeans     `json:"by,omitempty"`
	// Holes are the rest of the span, in order.
	Holes []Hole `json:"holes,omitempty"`
}

// Over returns who watched the whole of a region over a span by means that perceive every one of some acts there, gaps taken
// out. A watch of a part of the region does not count: what happens in the other part would go unseen. Where no act is named
// whatever means will do.
func (l *Ledger) Over(region place.Region, acts []act.Act, span when.Interval) Watched {
	a := askedOf(acts)
	t := newTimes()
	for i := range l.watches {
		w := &l.watches[i]
		if !w.Time.Overlaps(span) {
			continue
		}
		day, night := w.covers(region, a)
		l.enter(t, w, w.lit(day, night, span))
	}
	for _, g := range l.gaps {
		if touch, ok := place.Touch(g.Where, region); ok && touch {
			t.lost[g.Reason] = append(t.lost[g.Reason], g.Time)
		}
	}
	return t.watched(span)
}

// covers tells whether a watch perceives what is asked in the whole of a region, by day and by night.
func (w *Watch) covers(region place.Region, a asked) (day, night bool) {
	can := a.within(w.Means)
	if !can.byDay && !can.byNight || w.Where.HasGeometry() && !within(w.Where, region) {
		return false, false
	}
	if !w.Post.HasGeometry() {
		return can.byDay, can.byNight
	}
	if can.boundless {
		// Nothing is asked, so no means bounds it; and without a word of the source nobody knows what was in view.
		return w.Where.HasGeometry(), w.Where.HasGeometry()
	}
	gap, ok := place.Gap(w.Post, region)
	return ok && can.byDay && gap.Most <= can.day, ok && can.byNight && gap.Most <= can.night
}

// within tells whether all of the smaller region lies in the larger.
func within(larger, smaller place.Region) bool {
	share, ok := place.Overlap(larger, smaller)
	return ok && share == 1_000_000 && larger.Area() >= smaller.Area()
}

// lit returns when a watch counts that counts by day, by night, or both: its own time in a span.
func (w *Watch) lit(day, night bool, span when.Interval) Spans {
	own := Union(w.Time).And(Union(span))
	if day == night {
		if !day {
			return nil
		}
		return own
	}
	post := w.Post
	if !post.HasGeometry() {
		post = w.Where
	}
	at, ok := post.Centre()
	if !ok || len(own) == 0 {
		return nil
	}
	light := Daylight(at, own[0])
	if day {
		return own.And(light)
	}
	return own.Less(light)
}

// times gathers when somebody watched one piece of ground.
type times struct {
	watches []observed
	lost    map[Cause][]when.Interval
}

// observed is when one source watched by one means.
type observed struct {
	means  report.Means
	source string
	spans  Spans
}

func newTimes() *times { return &times{lost: map[Cause][]when.Interval{}} }

// enter counts when a watch would have counted, less the gaps that cut it.
func (l *Ledger) enter(t *times, w *Watch, own Spans) {
	if len(own) == 0 {
		return
	}
	t.enter(w, own, l.gapsOf(w))
}

func (t *times) enter(w *Watch, own Spans, gaps []Gap) {
	for _, g := range gaps {
		cut := Union(g.Time)
		t.lost[g.Reason] = append(t.lost[g.Reason], own.And(cut)...)
		own = own.Less(cut)
	}
	t.watches = append(t.watches, observed{w.Means, w.Source, own})
}

// all returns when anybody watched.
func (t *times) all() Spans { return unionOf(t.watches) }

func unionOf(list []observed) Spans {
	var all []when.Interval
	for _, o := range list {
		all = append(all, o.spans...)
	}
	return Union(all...)
}

// by returns the times by means, in order of their words, those of nothing left out.
func (t *times) by() []ByMeans {
	slices.SortStableFunc(t.watches, func(a, b observed) int {
		return cmp.Or(cmp.Compare(a.means, b.means), cmp.Compare(a.source, b.source))
	})
	var out []ByMeans
	for i := 0; i < len(t.watches); {
		one := ByMeans{Means: t.watches[i].means}
		first := i
		for i < len(t.watches) && t.watches[i].means == one.Means {
			source := i
			for i < len(t.watches) && t.watches[i].means == one.Means && t.watches[i].source == t.watches[source].source {
				i++
			}
			one.Observers += unionOf(t.watches[source:i]).Total()
		}
		if one.Watched = unionOf(t.watches[first:i]).Total(); one.Watched > 0 {
			out = append(out, one)
		}
	}
	return out
}

// unwatched divides what is left of a span by why: each cause takes what no cause before it did, and the last is nobody's.
func (t *times) unwatched(span when.Interval, watched Spans) (byCause []Spans, nobody Spans) {
	rest := Union(span).Less(watched)
	for _, c := range Causes() {
		lost := rest.And(Union(t.lost[c]...))
		byCause, rest = append(byCause, lost), rest.Less(lost)
	}
	return byCause, rest
}

func (t *times) watched(span when.Interval) Watched {
	all := t.all()
	out := Watched{Covered: all.Total(), By: t.by()}
	byCause, nobody := t.unwatched(span, all)
	for i, c := range Causes() {
		for _, s := range byCause[i] {
			out.Holes = append(out.Holes, Hole{s, c})
		}
	}
	for _, s := range nobody {
		out.Holes = append(out.Holes, Hole{Time: s})
	}
	slices.SortFunc(out.Holes, func(a, b Hole) int { return cmp.Compare(a.Time.From, b.Time.From) })
	return out
}
