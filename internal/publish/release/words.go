// SPDX-License-Identifier: Apache-2.0

package release

import (
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
