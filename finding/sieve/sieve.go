// SPDX-License-Identifier: Apache-2.0

// Package sieve turns the terms of a text into a few comparisons of whole numbers that rule most of them out for most
// incidents, before any condition is asked for its reasons. It is a part of finding. What it rules out cannot apply; what it
// leaves is asked in full, so that it changes speed and no finding.
package sieve

import (
	"truce/act"
	"truce/agreement"
	"truce/incident"
	"truce/known"
	"truce/observation"
)

// Mark says what the sieve found of one rule.
type Mark uint8

// The marks, in the order in which conditions are asked.
const (
	// Ask leaves the rule to be asked in full.
	Ask Mark = iota
	// Unfit is a rule that does not exist under its reading, or of a text that never meets the incident, since only
	// one of the two is an exercise.
	Unfit
	// NotInForce is a rule of a text that did not bind then.
	NotInForce
	// Elsewhere is a rule that may have been in force, but not where it happened.
	Elsewhere
	// Otherwise is a rule that something rules out that is asked after the place, and perhaps the place too.
	Otherwise
)

// Sieve is the terms of one text. It is used by one goroutine at a time.
type Sieve struct {
	text  *agreement.Compiled
	rules []rule
	void  bitset // rules that do not exist under their reading
	acts  map[act.Act]acts
	cells *cells
	times *times
	force []box // of the area of the instrument; nil where that rules nothing out
	areas []agreement.PlaceID
	named map[*agreement.Place]named

	found Sifted
}

// rule is what rules a term out under one reading.
type rule struct {
	where []box // nil where the place rules nothing out
	of    *agreement.Rule
	// first and end are the rules of the same term.
	first, end int
}

// acts says of one act which rules it surely is of, and surely not.
type acts struct{ yes, no bitset }

// named says of a place of the text for which rules the text may put it where they apply, whatever the geometry says, and
// whether it may put it into the area of the instrument.
type named struct {
	rules bitset
	area  bool
}

// Sifted is what the sieve found of each rule. It holds until the sieve's next answer.
type Sifted struct {
	all Mark // the mark of every rule but those that are void; otherwise only where it is not Ask
	// own says that the rules have marks of their own.
	own                  bool
	void, near, may, ask bitset
}

// New returns the sieve of rules of a text.
func New(text *agreement.Compiled, rules []*agreement.Rule) *Sieve {
	n := len(rules)
	s := &Sieve{
		text: text, areas: text.Agreement().Force.Area, named: map[*agreement.Place]named{}, acts: map[act.Act]acts{}, void: newBits(n),
	}
	boxes := boxesOf(text)
	s.force = all(boxes, s.areas)
	for i, r := range rules {
		s.rules = append(s.rules, rule{where: all(boxes, r.Where), of: r, first: i, end: i + 1})
		if r.Void {
			s.void.set(i)
		}
		if i > 0 && rules[i-1].Term == r.Term {
			s.rules[i].first = s.rules[i-1].first
		}
		for k := s.rules[i].first; k < i; k++ {
			s.rules[k].end = i + 1
		}
	}
	for _, a := range append(act.Acts(), "") {
		own := acts{newBits(n), newBits(n)}
		for i, r := range rules {
			switch a.Is(r.Acts...) {
			case known.Yes:
				own.yes.set(i)
			case known.No:
				own.no.set(i)
			case known.Unknown:
			}
		}
		s.acts[a] = own
	}
	s.cells, s.times = newCells(s.rules), newTimes(rules)
	s.found = Sifted{void: s.void, near: newBits(n), may: newBits(n), ask: newBits(n)}
	return s
}

// Sift says of each rule what rules it out for an incident. Rules of one term are asked together or not at all.
func (s *Sieve) Sift(inc *incident.Incident) *Sifted {
	f := &s.found
	f.all, f.own = Ask, false
	switch {
	case s.divided(inc):
		return f
	case inc.Exercise != s.text.Agreement().Exercise:
		f.all = Unfit
		return f
	}
	s.mayBe(inc)
	if force, _ := s.text.InForce(inc.When); force == known.No {
		f.all = NotInForce
		return f
	}
	f.own = true
	clear(f.near)
	clear(f.ask)
	for _, m := range inc.Members {
		s.nearTo(m)
	}
	for i := range f.near.and(f.may) {
		if !s.past(i, inc) {
			for k := s.rules[i].first; k < s.rules[i].end; k++ {
				f.ask.set(k)
			}
		}
	}
	return f
}

// Everything returns the answer that leaves every rule to be asked.
func Everything() *Sifted { return &Sifted{all: Ask} }

// Asks tells whether any rule is left to be asked.
func (f *Sifted) Asks() bool { return !f.own && f.all == Ask || f.own && f.ask.any() }

// Mark returns what was found of a rule.
func (f *Sifted) Mark(rule int) Mark {
	switch {
	case !f.own && f.all == Ask || f.own && f.ask.has(rule):
		return Ask
	case f.void.has(rule):
		return Unfit
	case !f.own:
		return f.all
	case !f.near.has(rule):
		return Elsewhere
	default:
		return Otherwise
	}
}

// MayBe tells of a rule that is ruled out whether the act may be one of its acts.
func (f *Sifted) MayBe(rule int) bool {
	return (f.own || f.all == NotInForce) && f.may.has(rule) && !f.void.has(rule)
}

// divided tells whether some accounts are of sides to the text and others are not. Then what only sides rule out stays open,
// and everything is asked.
func (s *Sieve) divided(inc *incident.Incident) bool {
	if len(inc.Members) == 1 {
		return false
	}
	sides := 0
	for _, m := range inc.Members {
		if s.speaksForASide(m) {
			sides++
		}
	}
	return sides > 0 && sides < len(inc.Members)
}

// mayBe finds the rules of which the act may be, as incident.Is has it: unless some account says that it surely is not, and none
// that it surely is.
func (s *Sieve) mayBe(inc *incident.Incident) {
	may := s.found.may
	for w := range may {
		var yes, no uint64
		for _, m := range inc.Members {
			own := s.acts[m.Sighting.Act]
			yes, no = yes|own.yes[w], no|own.no[w]
		}
		may[w] = (yes | ^no) &^ s.void[w]
	}
}

// nearTo adds the rules that the place of one account does not rule out.
func (s *Sieve) nearTo(m *observation.Observation) {
	near := s.found.near
	low, high, lies := m.Sighting.Where.Around()
	if !lies {
		near.fill(len(s.rules))
		return
	}
	b := box{low, high}
	var n named
	if m.Sighting.Where.Name != "" {
		if p, ok := s.text.PlaceNamed(m.Sighting.Where.Name); ok {
			n = s.nearOf(p)
		}
	}
	if s.force != nil && !n.area && apart(s.force, b) {
		return
	}
	for w := range near {
		if n.rules != nil {
			near[w] |= n.rules[w]
		}
	}
	s.cells.near(b, s.rules, near)
}

// past tells whether the target, the weapon or the time rules out what act and place do not. Windows of civil time are dear, so
// that they come last.
func (s *Sieve) past(rule int, inc *incident.Incident) bool {
	r := s.rules[rule].of
	if len(r.Targets) > 0 && inc.Hit(r.Targets...) == known.No || !s.armed(r, inc) {
		return true
	}
	return s.times.not(rule, r, inc.When)
}

// armed tells whether any account's weapon may fall under a rule.
func (s *Sieve) armed(r *agreement.Rule, inc *incident.Incident) bool {
	for _, m := range inc.Members {
		var weapon act.Weapon
		if w := m.Sighting.Weapon; w != nil {
			weapon = *w
		}
		if r.Weapon(weapon) != known.No {
			return true
		}
	}
	return false
}

// speaksForASide is actors.Interested without its list.
func (s *Sieve) speaksForASide(m *observation.Observation) bool {
	if _, side := s.text.Party(m.Source); side {
		return true
	}
	for _, root := range m.Roots {
		if _, side := s.text.Party(root); root != m.Source && side {
			return true
		}
	}
	return false
}
