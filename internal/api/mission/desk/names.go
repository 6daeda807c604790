// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"slices"
	"strings"

	"truce/agreement"
	"truce/agreement/people"

	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/observation"
	"truce/spelling/unseen"
)

// MaxName is how many characters a call sign or the name of a function may have.
const MaxName = 120

// ofLiaison begins the name under which the officer of a party reports: what the officer of that party alone may say.
const ofLiaison = "liaison of "

// Liaison is the name under which the officer of a party reports.
func Liaison(member string) string { return ofLiaison + member }

// Side is whose word a report is that is sent in the name of a member: the party that the member speaks for in the texts on record, or
// the member itself. The name under which an officer reports is its own, so a report that did not say whose word it is would count as
// that of a witness whom no text knows.
func Side(s *engine.State, member string) []string {
	var out []string
	for _, k := range s.Dockets() {
		for _, b := range k.Text().Agreement().Bodies {
			for _, m := range b.Members {
				if m.Party != "" && same(m.ID, member) && !slices.Contains(out, string(m.Party)) {
					out = append(out, string(m.Party))
				}
			}
		}
	}
	if len(out) == 0 {
		out = append(out, member)
	}
	return out
}

// Own refuses a function or call sign, as it was sent in a field, in which the viewer may not act: one that does not fit in a
// line, that of a party, of a body, of a member of one or of a party's liaison, and that of another person whom the record names, in
// whatever letters: what the record would fold into a name is that name.
func (d *Desk) Own(a *api.Ask, field, name string) error {
	if len([]rune(name)) > MaxName || strings.ContainsFunc(name, unseen.Sign) {
		return api.Refuse(field, "a name is one line of at most %d characters, without signs that nobody sees", MaxName)
	}
	theirs := strings.HasPrefix(folded(name)+" ", ofLiaison)
	err := d.Read(func(s *engine.State) error {
		theirs = theirs || isOutside(s, name) || !same(name, a.Viewer.Person) && isPerson(s, name)
		return nil
	})
	if err == nil && theirs {
		return api.Refuse(field, "%.60q is the name of somebody else on this record: give your own function or call sign", name)
	}
	return err
}

// isOutside tells whether a name is that of a party, of a body or of a member of one, in any text on record.
func isOutside(s *engine.State, name string) bool {
	for _, k := range s.Dockets() {
		text := k.Text().Agreement()
		if _, is := k.Text().Party(folded(name)); is {
			return true
		}
		for _, p := range text.Parties {
			if same(name, string(p.ID)) || same(name, p.Name) {
				return true
			}
		}
		for _, b := range text.Bodies {
			if same(name, string(b.ID)) || same(name, b.Name) {
				return true
			}
			for _, m := range b.Members {
				if same(name, m.ID) {
					return true
				}
			}
		}
	}
	return false
}

// isPerson tells whether a name is that of somebody who is on duty, or who signs with a key on record.
func isPerson(s *engine.State, name string) bool {
	for _, o := range s.Room().OnDuty() {
		if same(name, o.Name) {
			return true
		}
	}
	for _, e := range s.Keys() {
		if same(name, e.Key.Name) {
			return true
		}
	}
	return false
}

// folded is a name as the record folds those of its sources: what looks alike is one.
func folded(name string) string { return observation.Root(name) }

func same(a, b string) bool { return folded(a) == folded(b) }

// InBundles says to those who write the reasons of a determination who reads them, and Elsewhere to those on whose pages they are not
// where they are: docs/spec/bundle.md has what a bundle discloses.
const (
	InBundles = "Once the body has decided, they are on record with what is held of the intent: every bundle for the sides and the members has them, and so has one for the public."
	Elsewhere = "not on this page; a bundle of the record has them"
)

// Reasoned tells whether a viewer reads on pages what a body gave as its reasons and what its members held: the mission, the bodies, and
// whom the text knows as a party or a member. A bundle discloses a determination to whoever is given one.
func Reasoned(v access.Viewer, text *agreement.Compiled) bool {
	return v.May(access.Mission) || v.May(access.Judging) || v.May(access.Filing) && people.Known(text, v.Member)
}
