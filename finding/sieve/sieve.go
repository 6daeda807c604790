// SPDX-License-Identifier: Apache-2.0

// Package sieve turns the terms of a text into a few comparisons of whole numbers that rule most of them out for most
// incidents, before any condition is asked for its reasons. It is a part of finding. What it rules out cannot apply; what it
// leaves is asked in full, so that it changes speed and no finding.
package sieve

import (
	"truce/act"
	"truce/agreement"
	"truce/finding/actors"
	"truce/incident"
	"truce/known"
	"truce/observation"
	"truce/place"
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
	force []box // of the area of the instrument; nil where that rules nothing out
	areas []agreement.PlaceID
	named map[*agreement.Place][]bool // by place of the text: for each rule, whether the text may put it there

	marks  []Mark
	mayBe  []bool
	member []sighted // of the incident that is looked at
}

// rule is what rules a term out under one reading.
type rule struct {
	acts  act.Set
	where []box // nil where the place rules nothing out
	void  bool
	// of is the rule itself, and same says that it is of the same term as the one before it.
	of   *agreement.Rule
	same bool
}

// box is bounds on the ground.
type box struct{ low, high place.Point }

func (b box) apart(o box) bool {
	return b.low.Lat > o.high.Lat || o.low.Lat > b.high.Lat || b.low.Lon > o.high.Lon || o.low.Lon > b.high.Lon
}

// sighted is what one account says of act and place.
type sighted struct {
	acts act.Set
	box  box
	lies bool   // whether the box says anything
	near []bool // of the place of the text that it names; nil where it names none
}

// New returns the sieve of rules of a text.
func New(text *agreement.Compiled, rules []*agreement.Rule) *Sieve {
	s := &Sieve{
		text: text, areas: text.Agreement().Force.Area, named: map[*agreement.Place][]bool{},
		marks: make([]Mark, len(rules)), mayBe: make([]bool, len(rules)),
	}
	boxes := boxesOf(text)
	s.force = all(boxes, s.areas)
	for i, r := range rules {
		s.rules = append(s.rules, rule{
			acts: act.SetOf(r.Acts...), where: all(boxes, r.Where), void: r.Void,
			of: r, same: i > 0 && rules[i-1].Term == r.Term,
		})
	}
	return s
}

// Sift marks each rule for an incident, and tells whether any is left to be asked. Rules of one term are asked together or
// not at all. mayBe tells of each rule that is ruled out whether the act may be one of its acts. Both lists are the sieve's
// and hold until the next call.
func (s *Sieve) Sift(inc *incident.Incident) (marks []Mark, mayBe []bool, ask bool) {
	if s.divided(inc) {
		clear(s.marks)
		return s.marks, s.mayBe, len(s.rules) > 0
	}
	if inc.Exercise != s.text.Agreement().Exercise {
		for i := range s.marks {
			s.marks[i], s.mayBe[i] = Unfit, false
		}
		return s.marks, s.mayBe, false
	}
	s.look(inc)
	force, _ := s.text.InForce(inc.When)
	elsewhere := s.outOfArea()
	for i := range s.rules {
		r := &s.rules[i]
		s.mayBe[i] = !r.void && s.may(r.acts)
		switch {
		case r.void:
			s.marks[i] = Unfit
		case force == known.No:
			s.marks[i] = NotInForce
		case elsewhere || s.apart(i, r.where):
			s.marks[i] = Elsewhere
		case !s.mayBe[i] || s.past(r, inc):
			s.marks[i] = Otherwise
		default:
			s.marks[i] = Ask
		}
	}
	return s.marks, s.mayBe, s.together()
}

// together asks every rule of a term of which one is asked, and tells whether any is.
func (s *Sieve) together() bool {
	ask := false
	for first := 0; first < len(s.rules); {
		end, any := first, false
		for end == first || end < len(s.rules) && s.rules[end].same {
			any = any || s.marks[end] == Ask
			end++
		}
		if any && end-first > 1 {
			clear(s.marks[first:end])
		}
		ask, first = ask || any, end
	}
	return ask
}

// divided tells whether some accounts are of sides to the text and others are not. Then what only sides rule out stays open,
// and everything is asked.
func (s *Sieve) divided(inc *incident.Incident) bool {
	if len(inc.Members) == 1 {
		return false
	}
	sides := 0
	for _, m := range inc.Members {
		if actors.Interested(s.text, m) {
			sides++
		}
	}
	return sides > 0 && sides < len(inc.Members)
}

// look takes down what the accounts of an incident say of act and place.
func (s *Sieve) look(inc *incident.Incident) {
	s.member = s.member[:0]
	for _, m := range inc.Members {
		s.member = append(s.member, s.sight(m))
	}
}

func (s *Sieve) sight(m *observation.Observation) (out sighted) {
	out.acts = act.SetOf(m.Sighting.Act)
	where := &m.Sighting.Where
	out.box.low, out.box.high, out.lies = where.Bounds()
	if where.Name == "" {
		return out
	}
	if p, ok := s.text.PlaceNamed(where.Name); ok {
		out.near = s.nearOf(p)
	}
	return out
}

// may tells whether the act may be one of some acts, as incident.Is has it.
func (s *Sieve) may(acts act.Set) bool {
	yes, no := false, false
	for i := range s.member {
		switch s.member[i].acts.Within(acts) {
		case known.Yes:
			yes = true
		case known.No:
			no = true
		case known.Unknown:
		}
	}
	return yes || !no
}

// apart tells whether every account puts it outside of all places of a rule.
func (s *Sieve) apart(rule int, where []box) bool {
	if where == nil {
		return false
	}
	for i := range s.member {
		m := &s.member[i]
		if !m.lies || m.near != nil && m.near[rule] {
			return false
		}
		for _, b := range where {
			if !b.apart(m.box) {
				return false
			}
		}
	}
	return true
}

// outOfArea tells whether every account puts it outside of the area of the instrument.
func (s *Sieve) outOfArea() bool { return s.apart(len(s.rules), s.force) }

// past tells whether the time, the target or the weapon rules out what act and place do not.
func (s *Sieve) past(r *rule, inc *incident.Incident) bool {
	if r.of.Time(inc.When) == known.No {
		return true
	}
	if len(r.of.Targets) > 0 && inc.Hit(r.of.Targets...) == known.No {
		return true
	}
	if len(inc.Members) > 1 {
		return inc.Used(r.of.Weapons) == known.No
	}
	var weapon act.Weapon
	if w := inc.Members[0].Sighting.Weapon; w != nil {
		weapon = *w
	}
	return r.of.Weapon(weapon) == known.No
}
