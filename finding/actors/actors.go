// SPDX-License-Identifier: Apache-2.0

// Package actors turns what accounts say of who did it into those who may have done it, and tells for whom an account
// speaks. It is a part of finding.
package actors

import (
	"cmp"
	"slices"

	"truce/agreement"
	"truce/incident"
	"truce/incident/copies"
	"truce/observation"
	"truce/report"
)

// Actor is somebody who may have done it: a party or another armed actor of the text, or, with an empty ID, a
// name that the text does not know.
type Actor struct {
	ID   agreement.PartyID
	Name string
}

// Possible returns who may have done it. Where every account names somebody, as seen, as said without an
// interest, or as the sides of a clash, it is whoever any of them names. Beside an account that names nobody, names
// narrow something only where two independent roots saw who did it: everybody else is possible then whom the text
// knows to be armed in the area. A claim narrows nothing, nor does control of the ground; a side that names nobody undoes
// nobody's word.
func Possible(text *agreement.Compiled, inc *incident.Incident) []Actor {
	var named []Actor
	silent := false
	for _, m := range inc.Members {
		own := NamedBy(text, m)
		silent = silent || len(own) == 0 && !Interested(text, m)
		for _, a := range own {
			if !slices.Contains(named, a) {
				named = append(named, a)
			}
		}
	}
	if silent && rootsThatSaw(text, inc) < 2 {
		named = nil
	}
	if len(named) > 0 {
		slices.SortFunc(named, func(a, b Actor) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Name, b.Name)) })
		return named
	}
	for _, a := range text.Actors(inc.When) {
		named = append(named, Actor{ID: a.ID, Name: text.PartyName(a.ID)})
	}
	return named // in document order
}

// rootsThatSaw counts the independent roots of the accounts that saw who did it.
func rootsThatSaw(text *agreement.Compiled, inc *incident.Incident) int {
	return len(copies.Of(inc.Members).Independent(sawWho(text)).Roots)
}

// NamedBy returns whom one account names: the actors it gives other than as a claim, else the sides of the clash. Of
// a side's own account only what it says against itself counts.
func NamedBy(text *agreement.Compiled, m *observation.Observation) []Actor {
	var named []Actor
	for _, c := range m.Sighting.Actors {
		if disinterested(text, m, c.Actor) && (c.Basis == "said" || c.Basis == "observed" && atFirstHand(m)) {
			named = add(named, text, c.Actor)
		}
	}
	if len(named) == 0 {
		for _, side := range m.Sighting.Between {
			if !disinterested(text, m, side) {
				return nil
			}
			named = add(named, text, side)
		}
	}
	return named
}

// sawWho tells whether an account names somebody whom it saw do it, and is no claim of a side.
func sawWho(text *agreement.Compiled) func(*observation.Observation) bool {
	return func(m *observation.Observation) bool {
		return atFirstHand(m) && slices.ContainsFunc(m.Sighting.Actors, func(c report.Claim) bool {
			return c.Basis == "observed" && disinterested(text, m, c.Actor)
		})
	}
}

// disinterested tells whether no side speaks in an account, or a side only against itself. A side speaks where the
// source or any custodial root is a party or other armed actor of the text, whatever the account calls itself.
func disinterested(text *agreement.Compiled, m *observation.Observation, of string) bool {
	named, _ := text.Party(of)
	interested := false
	for _, holder := range append([]string{m.Source}, m.Roots...) {
		side, ok := text.Party(holder)
		if ok && side == named {
			return true
		}
		interested = interested || ok
	}
	return !interested
}

// Interested tells whether a side speaks in an account, of whomever.
func Interested(text *agreement.Compiled, m *observation.Observation) bool {
	return slices.ContainsFunc(append([]string{m.Source}, m.Roots...), func(holder string) bool { _, side := text.Party(holder); return side })
}

// atFirstHand tells whether an account was made by somebody or something that could see who did it. What is told,
// read or concluded from a crater is a claim, whatever it calls itself.
func atFirstHand(m *observation.Observation) bool {
	return slices.Contains([]report.Means{report.Seen, report.Camera, report.UAV}, m.Sighting.Means)
}

// Seen returns the one actor whom the accounts at first hand name, if none of them names another.
func Seen(text *agreement.Compiled, inc *incident.Incident) (Actor, bool) {
	var seen []Actor
	for _, m := range inc.Members {
		for _, c := range m.Sighting.Actors {
			if c.Basis == "observed" && atFirstHand(m) && disinterested(text, m, c.Actor) {
				seen = add(seen, text, c.Actor)
			}
		}
	}
	if len(seen) != 1 || seen[0].ID == "" {
		return Actor{}, false
	}
	return seen[0], true
}

func add(list []Actor, text *agreement.Compiled, name string) []Actor {
	a := Actor{Name: name}
	if id, ok := text.Party(name); ok {
		a = Actor{ID: id, Name: text.PartyName(id)}
	}
	if slices.Contains(list, a) {
		return list
	}
	return append(list, a)
}

// SpeaksFor tells whether the source or a root of an account is one of some actors.
func SpeaksFor(text *agreement.Compiled, actors []Actor, m *observation.Observation) bool {
	return slices.ContainsFunc(append([]string{m.Source}, m.Roots...), func(holder string) bool {
		party, ok := text.Party(holder)
		return ok && slices.ContainsFunc(actors, func(a Actor) bool { return a.ID == party })
	})
}
