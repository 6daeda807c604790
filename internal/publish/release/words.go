// SPDX-License-Identifier: Apache-2.0

package release

import (
	"regexp"
	"strings"

	"truce/agreement"
	"truce/finding"
)

// words say where something came from. They are written here and not taken from the finding, whose words may give a time, or
// name a source or what was left open by whom.
func words(text *agreement.Compiled, a finding.Attribution) string {
	switch {
	case a.Level == finding.Party && a.Party != "":
		return "by " + text.PartyName(a.Party) + ", on more than whose area it came from"
	case a.Level == finding.Area && a.Party != "":
		return "from the area controlled by " + text.PartyName(a.Party) + "; who controls the ground need not be who acted"
	case a.Level == finding.Direction:
		return "a direction is known, and not whose area it came from"
	}
	return "cannot be attributed"
}

// speaker names who holds something: a party or other actor of the text by its name, a member whom the text entitles to an opinion
// by its ID, and anybody else as nobody in particular.
func speaker(text *agreement.Compiled, by string) string {
	if party, ok := text.Party(by); ok {
		return text.PartyName(party)
	}
	for _, b := range text.Agreement().Bodies {
		for _, member := range b.Members {
			if member.ID == by && member.Opinion {
				return by
			}
		}
	}
	return "a member"
}

// bodyName is the name of a body of the text.
func bodyName(text *agreement.Compiled, id agreement.BodyID) string {
	for _, b := range text.Agreement().Bodies {
		if b.ID == id {
			return b.Name
		}
	}
	return "a body"
}

// addressee names who was told, or who told: a party or a body of the text by its name, and anybody else as somebody else.
func addressee(text *agreement.Compiled, who string) string {
	if party, ok := text.Party(who); ok {
		return text.PartyName(party)
	}
	for _, b := range text.Agreement().Bodies {
		if string(b.ID) == who || b.Name == who {
			return b.Name
		}
	}
	return "somebody else"
}

// addText takes the titles of a text into the release.
func (m *maker) addText(d *finding.Docket) {
	a := d.Text().Agreement()
	t := Text{Ref: d.Text().Ref(), Title: a.Title, Articles: map[string]string{}}
	if a.Publication != nil {
		t.Article = string(a.Publication.Article)
	}
	for _, each := range a.Articles {
		t.Articles[string(each.ID)] = each.Title
	}
	m.release.Texts = append(m.release.Texts, t)
}

// name notes names that no free text in the release may repeat. Names of two letters or less would forbid half of all words.
func (m *maker) name(names ...string) {
	for _, n := range names {
		if n = strings.ToLower(strings.TrimSpace(n)); len(n) > 2 {
			m.names[n] = true
		}
	}
}

// telling is what in a free text gives a time or a place away: a clock, a date, decimals, degrees, or many digits in a row.
var telling = regexp.MustCompile(`\d\s*[:.,]\s*\d|\d{4}-\d|\d\s*(h|am|pm|°|º|'|′|km|m|metres|meters)\b|\d\s*[°º′″'"]|\d{5}|[0-9]{1,2}[C-X][A-Z]{2}`)

// discreet returns a free text that people wrote, or nothing where it gives a time or a place, or a name that only the mission
// knows.
func (m *maker) discreet(text string) (clean string, ok bool) {
	if telling.MatchString(text) || m.isNamed(text) {
		return "", false
	}
	return text, true
}

// isNamed tells whether a text holds a name that only the mission knows. The names of parties and bodies are in the texts and may
// be said, though a party may be a source.
func (m *maker) isNamed(text string) bool {
	low := strings.ToLower(text)
	for n := range m.names {
		if strings.Contains(low, n) && !m.isOfText(n) {
			return true
		}
	}
	return false
}

func (m *maker) isOfText(name string) bool {
	for _, d := range m.state.Dockets() {
		if _, ok := d.Text().Party(name); ok {
			return true
		}
		for _, b := range d.Text().Agreement().Bodies {
			if strings.EqualFold(string(b.ID), name) || strings.EqualFold(b.Name, name) {
				return true
			}
		}
	}
	return false
}
