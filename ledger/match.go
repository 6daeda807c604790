// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"slices"
	"strings"

	"truce/known"
)

// clearBy is by how much one partner must be better than every other to be the one: two to one, in hundredths of a bit.
const clearBy = 100

// match pairs the items that the joiner would join, where it is clear which of them belong together, and returns the events
// in the order of the left list. What is not clear is left: it is a possible same. A round takes everything that is clear at
// once, so that nothing depends on the order of the items or on which list is called A:
//
//  1. two items each of which is clearly the other's best, neither being a part of the other;
//  2. a whole with its parts, where each part belongs to nothing else: one list gives as one item what the other gives as
//     several, or as one that is shorter;
//  3. as 1, parts and wholes among them.
func match(left, right []*entry) []Event {
	all := slices.Concat(left, right)
	event := 0
	take := func(items ...*entry) {
		event++
		for _, e := range items {
			e.class, e.event = Matched, event
		}
	}
	for {
		taken := pairUp(left, take, func(l *link) bool { return l.whole == nil }) || gather(all, take) ||
			pairUp(left, take, func(*link) bool { return true })
		if !taken {
			return eventsOf(left, right)
		}
	}
}

// alive are the links of an item to others that are not matched yet and that would be joined.
func (e *entry) alive() []*link {
	var out []*link
	for _, l := range e.links {
		if l.kind == joins && l.other(e).class == "" {
			out = append(out, l)
		}
	}
	return out
}

// best is the link of an item that is clearly better than its others, of those that are asked for; nil where none is.
func (e *entry) best(of func(*link) bool) *link {
	var best *link
	clear := false
	for _, l := range e.alive() {
		switch {
		case !of(l):
		case best == nil || l.pair.Score >= best.pair.Score+clearBy:
			best, clear = l, true
		case l.pair.Score > best.pair.Score:
			best, clear = l, false
		case l.pair.Score > best.pair.Score-clearBy:
			clear = false
		}
	}
	if !clear {
		return nil
	}
	return best
}

// pairUp takes every two items of which each is the other's clear best.
func pairUp(left []*entry, take func(...*entry), of func(*link) bool) bool {
	var found []*link
	for _, a := range left {
		if a.class != "" {
			continue
		}
		if l := a.best(of); l != nil && l.b.best(of) == l {
			found = append(found, l)
		}
	}
	for _, l := range found {
		take(l.a, l.b)
	}
	return len(found) > 0
}

// gather takes every whole with its parts, where none of the parts may belong elsewhere and the whole has nothing else.
func gather(all []*entry, take func(...*entry)) bool {
	var found [][]*entry
	for _, e := range all {
		if e.class != "" {
			continue
		}
		links := e.alive()
		group := []*entry{e}
		for _, l := range links {
			if part := l.other(e); l.whole == e && len(part.alive()) == 1 {
				group = append(group, part)
			}
		}
		if len(group) > 1 && len(group) == len(links)+1 {
			found = append(found, group)
		}
	}
	for _, group := range found {
		take(group...)
	}
	return len(found) > 0
}

// eventsOf lists the events and numbers them in the order of the left list.
func eventsOf(left, right []*entry) []Event {
	out := []Event{}
	at := map[int]int{}
	for _, e := range left {
		if e.event == 0 {
			continue
		}
		if _, ok := at[e.event]; !ok {
			out = append(out, Event{})
			at[e.event] = len(out)
		}
		e.event = at[e.event]
		out[e.event-1].A = append(out[e.event-1].A, e.ID)
	}
	for _, e := range right {
		if e.event > 0 {
			e.event = at[e.event]
			out[e.event-1].B = append(out[e.event-1].B, e.ID)
		}
	}
	return out
}

// classify gives every item that is not matched its class. What is surely outside is outside whatever it is like. Of the rest,
// a link that would join leaves a possible same, since it is not clear with which; then comes what is counted differently;
// then what may be the same. For these two only an item counts that is not matched: one that is has its partner.
func classify(list []*entry) {
	for _, e := range list {
		if e.class == "" {
			e.class = e.unmatched()
		}
	}
}

func (e *entry) unmatched() Class {
	has := func(kind strength, taken bool) bool {
		return slices.ContainsFunc(e.links, func(l *link) bool { return l.kind == kind && (taken || l.other(e).event == 0) })
	}
	switch {
	case e.in.holds == known.No:
		return Outside
	case has(joins, true):
		return Possible
	case has(differs, false):
		return Differing
	case has(maybe, false):
		return Possible
	}
	return Only
}

// partners are the links that the class of an item rests on, in the order of the other list.
func (e *entry) partners() []*link {
	var out []*link
	for _, l := range e.links {
		free := l.other(e).event == 0
		switch e.class {
		case Matched:
			if l.kind == joins && l.other(e).event == e.event {
				out = append(out, l)
			}
		case Possible:
			if l.kind == joins || l.kind == maybe && free {
				out = append(out, l)
			}
		case Differing, Outside:
			if l.kind == differs && free {
				out = append(out, l)
			}
		case Only:
		}
	}
	return out
}

// mostPartners is how many partners are told of an item that is not matched: where nothing tells hundreds apart, more of them
// say nothing.
const mostPartners = 20

// placed writes an item as it is told.
func (e *entry) placed() Placed {
	p := Placed{ID: e.ID, Class: e.class, Open: e.in.open}
	links := e.partners()
	if e.class != Matched && len(links) > mostPartners {
		p.LeftOut, links = len(links)-mostPartners, links[:mostPartners]
	}
	for _, l := range links {
		p.Partners = append(p.Partners, Partner{ID: l.other(e).ID, Score: l.pair.Score, Reasons: l.pair.Reasons, Differs: l.says})
	}
	p.Because = e.because(p.Partners)
	return p
}

func (e *entry) because(partners []Partner) string {
	switch e.class {
	case Matched:
		if len(partners) > 1 {
			return "the other list gives it as several"
		}
		return "both list it"
	case Differing:
		return partners[0].Differs
	case Possible:
		return "nothing decides whether the other list has it"
	case Outside:
		return "outside of the definition: " + strings.Join(e.in.out, ", ")
	case Only:
	}
	return "the other list has nothing like it"
}
