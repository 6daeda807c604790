// SPDX-License-Identifier: Apache-2.0

// Package people turns a name into what the text of an agreement makes of whoever bears it: a party, a body, a member
// of one, the mission, and what a body may do. Names are compared whole, without regard to case and repeated spaces.
package people

import (
	"slices"
	"strings"

	"truce/agreement"
)

// Known tells whether a text knows somebody: a party or other armed actor, a body by its ID or name, or a member of
// one. The mission that keeps the record is known to every text.
func Known(text *agreement.Compiled, name string) bool {
	if _, ok := text.Party(name); ok || isMission(text, name) {
		return true
	}
	if _, ok := body(text, name); ok {
		return true
	}
	return slices.ContainsFunc(text.Agreement().Bodies, func(b agreement.Body) bool {
		return slices.ContainsFunc(b.Members, func(m agreement.Member) bool { return same(m.ID, name) })
	})
}

// May tells whether somebody is a body that the text makes competent for one of the acts of Compiled.Competent.
func May(text *agreement.Compiled, name string, acts ...string) bool {
	b, ok := body(text, name)
	return ok && slices.ContainsFunc(acts, func(act string) bool { return slices.Contains(b.Competent, act) })
}

// Is tells whether somebody is whom the text means by a word: the ID of a body or party, or "mission". The other
// roles are of a case and not of the text.
func Is(text *agreement.Compiled, name, word string) bool {
	if word == agreement.Mission {
		return isMission(text, name)
	}
	if b, ok := body(text, name); ok && string(b.ID) == word {
		return true
	}
	p, ok := text.Party(name)
	return ok && string(p) == word
}

// isMission tells whether somebody is the mission: by that word, or a body that may verify.
func isMission(text *agreement.Compiled, name string) bool {
	return same(name, agreement.Mission) || May(text, name, "verify")
}

// body returns a body by its ID, or else by its name.
func body(text *agreement.Compiled, name string) (*agreement.Body, bool) {
	bodies := text.Agreement().Bodies
	i := slices.IndexFunc(bodies, func(b agreement.Body) bool { return same(string(b.ID), name) })
	if i < 0 {
		i = slices.IndexFunc(bodies, func(b agreement.Body) bool { return same(b.Name, name) })
	}
	if i < 0 {
		return nil, false
	}
	return &bodies[i], true
}

func same(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}
