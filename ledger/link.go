// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/act"
	"truce/incident"
	"truce/known"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// strength orders links: the joiner would join the two, they are one event counted differently, or they may be one.
type strength int

const (
	maybe strength = iota
	differs
	joins
)

// link is two items of the two lists that have something to do with each other.
type link struct {
	a, b *entry
	kind strength
	pair incident.Pair
	// says is what differs, of a link that differs.
	says string
	// whole is the item of which the other may be a part: it lasts at least twice as long and all of the other's time lies
	// in it. nil where neither is.
	whole *entry
}

func (l *link) other(e *entry) *entry {
	if e == l.a {
		return l.b
	}
	return l.a
}

// bounds tell cheaply that two items are apart.
type bounds struct {
	low, high place.Point
	ground    bool
	name      string
}

func boundsOf(o *observation.Observation) bounds {
	b := bounds{name: strings.ToLower(o.Where().Name)}
	b.low, b.high, b.ground = o.Where().Box()
	return b
}

func (b *bounds) meets(o *bounds) bool {
	if !b.ground || !o.ground {
		return b.name != "" && b.name == o.name
	}
	return b.low.Lat <= o.high.Lat && o.low.Lat <= b.high.Lat && b.low.Lon <= o.high.Lon && o.low.Lon <= b.high.Lon
}

// slack is more than the joiner ever lets two times be apart.
const slack = when.Instant(when.Hour)

// connect links the items that may be one event. Both lists are in order of time, so that few pairs are looked at.
func connect(left, right []*entry, d Definition) {
	w := weigher{d, map[[2]int]weighed{}}
	longest := when.Duration(0)
	for _, e := range right {
		longest = max(longest, e.Seen.When().Length())
	}
	for _, a := range left {
		at := a.Seen.When()
		if at.IsUnknown() {
			continue
		}
		first, _ := slices.BinarySearchFunc(right, at.From-slack-when.Instant(longest), func(e *entry, t when.Instant) int {
			return cmp.Compare(e.Seen.When().From, t)
		})
		for _, b := range right[first:] {
			other := b.Seen.When()
			if other.From > at.To+slack {
				break
			}
			if other.IsUnknown() || other.To < at.From-slack || !a.bounds.meets(&b.bounds) {
				continue
			}
			if l := w.between(a, b); l != nil {
				a.links, b.links = append(a.links, l), append(b.links, l)
			}
		}
	}
}

// weigher weighs each two accounts once, however many items say the same: lists of villages and days say little else.
type weigher struct {
	d    Definition
	done map[[2]int]weighed
}

// weighed is what two accounts come to; linked is false where they have nothing to do with each other.
type weighed struct {
	linked bool
	kind   strength
	pair   incident.Pair
	says   string
}

// between links two items, or returns nil. Where both are outside there is nothing to link.
func (w *weigher) between(a, b *entry) *link {
	if a.in.holds == known.No && b.in.holds == known.No {
		return nil
	}
	key := [2]int{a.says, b.says}
	found, ok := w.done[key]
	if !ok {
		found = weigh(a.Seen, b.Seen)
		w.done[key] = found
	}
	if !found.linked {
		return nil
	}
	l := &link{a: a, b: b, kind: found.kind, pair: found.pair, says: found.says, whole: wholeOf(a, b)}
	if says := apart(a, b, w.d); says != "" {
		if l.kind == maybe {
			return nil
		}
		l.kind, l.says = differs, strings.TrimPrefix(l.says+"; "+says, "; ")
	}
	return l
}

func weigh(a, b *observation.Observation) weighed {
	p := incident.Weigh(a, b)
	if p.Joins {
		return weighed{linked: true, kind: joins, pair: p}
	}
	// What happened may be one thing of which each list counts another part: then all but what was done and how often says
	// so, and says it twice as surely, since the acts speak against it.
	if shared, ofA, ofB := act.Overlap(a.Sighting.Act, b.Sighting.Act); shared == 0 && ofA > 0 && ofB > 0 {
		if bare := incident.Weigh(withoutAct(a), withoutAct(b)); bare.Strong {
			acts := []string{string(a.Sighting.Act), string(b.Sighting.Act)}
			slices.Sort(acts) // so that exchanging the lists changes no words
			return weighed{true, differs, bare, fmt.Sprintf("one counts %s, the other %s", acts[0], acts[1])}
		}
	}
	return weighed{linked: p.Possible, kind: maybe, pair: p}
}

// apart says what of the definition, or of the unit, parts two items that are one event.
func apart(a, b *entry, d Definition) string {
	var says []string
	for _, e := range []*entry{a, b} {
		if e.in.holds == known.No {
			says = append(says, "one is outside: "+strings.Join(e.in.out, ", "))
		}
	}
	units := []string{cmp.Or(a.Unit, d.Unit), cmp.Or(b.Unit, d.Unit)}
	slices.Sort(units)
	if units[0] != units[1] {
		says = append(says, fmt.Sprintf("one counts by %s, the other by %s", units[0], units[1]))
	}
	return strings.Join(says, "; ")
}

// withoutAct is an account that says nothing of what was done and how often.
func withoutAct(o *observation.Observation) *observation.Observation {
	bare := *o
	bare.Sighting.Act, bare.Sighting.Count = "", report.Count{}
	return &bare
}

func wholeOf(a, b *entry) *entry {
	i, j := a.Seen.When(), b.Seen.When()
	switch {
	case j.Within(i) == known.Yes && i.Length() >= 2*max(j.Length(), when.Minute):
		return a
	case i.Within(j) == known.Yes && j.Length() >= 2*max(i.Length(), when.Minute):
		return b
	}
	return nil
}
