// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"errors"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/agreement/people"
	"truce/engine"
	"truce/finding"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/response"
)

// door is where some of those who may act in a case do: the watch, for the mission and its cell, or whoever speaks for a member or a
// party.
type door struct {
	*pages
	needs access.Compartment
}

// doors are the routes of what is done in a case rather than decided.
func (p *pages) doors() []api.Route {
	watch, member := door{p, access.Watching}, door{p, access.Filing}
	at := func(d door, below string) string { return "/cases/{agreement}/{number}" + d.below(below) }
	return []api.Route{
		{Pattern: "/watch/owed", Title: "what the cases owe of the mission and its cell", Needs: access.Mission, Page: p.owedPage},
		{Pattern: at(watch, "step"), Title: "enters that a step which is owed by the mission or its cell was done", Needs: watch.needs, Page: watch.stepPage, Act: watch.step},
		{Pattern: at(member, "step"), Title: "enters that a step which one's own side or body owes was done", Needs: member.needs, Page: member.stepPage, Act: member.step},
		{Pattern: at(watch, "admit"), Title: "enters a decision on admission that a body adopted in words", Needs: watch.needs, Page: watch.admittedPage, Act: watch.admitted},
		{Pattern: at(watch, "verify"), Title: "enters what was seen at a site of a case", Needs: watch.needs, Page: watch.verifyPage, Act: watch.verify},
		{Pattern: at(watch, "follow-up"), Title: "enters what was seen of a remedy", Needs: watch.needs, Page: watch.followPage, Act: watch.follow},
		{Pattern: at(watch, "correct"), Title: "puts right what was published of a case", Needs: watch.needs, Page: watch.correctPage, Act: watch.correct},
		{Pattern: at(watch, "answer"), Title: "answers on a condition of an exemption, for the mission or its cell", Needs: watch.needs, Page: watch.answerPage, Act: watch.answer},
		{Pattern: at(member, "answer"), Title: "answers on a condition of an exemption, for one's own side", Needs: member.needs, Page: member.answerPage, Act: member.answer},
		{Pattern: at(watch, "pause"), Title: "stops a clock of a case or lets it go on, where the text lets the mission", Needs: watch.needs, Page: watch.pausePage, Act: watch.pause},
		{Pattern: at(member, "pause"), Title: "stops a clock of a case or lets it go on, where the text lets one's own side or body", Needs: member.needs, Page: member.pausePage, Act: member.pause},
		{Pattern: at(member, "appeal"), Title: "appeals against a determination, where the text lets one's own side", Needs: member.needs, Page: member.appealPage, Act: member.appeal},
	}
}

// below is the end of the address of a form behind a door.
func (d door) below(form string) string {
	if d.needs == access.Watching {
		return "/watch/" + form
	}
	return "/" + form
}

// acting is a case as those see it who act in it, with the names in which they may.
type acting struct {
	*sitting
	door
	state *engine.State
}

// enter reads a case behind a door.
func (d door) enter(a *api.Ask, f func(*acting) error) error {
	return d.sitAs(a, d.needs, func(state *engine.State, s *sitting) error { return f(&acting{s, d, state}) })
}

// form is the address of a form of the case behind the same door.
func (s *acting) form(name string) string { return s.address(s.below(name)) }

// names are those in which the acts of whoever asks are entered: for the watch the mission and its cell, for others their own and
// those of the bodies that they alone decide for.
func (s *acting) names() []string {
	if s.needs == access.Watching {
		return watchNames(s.register.Text())
	}
	if s.member == "" {
		return nil
	}
	out := []string{s.member}
	for _, b := range s.bodies() {
		if s.alone(b) == nil && string(b.ID) != s.member {
			out = append(out, string(b.ID))
		}
	}
	return out
}

// watchNames are those for whom the mission's watch acts under a text: the mission, and its bodies of officers, who verify or call
// and decide nothing. Whoever has members has somebody else to speak for it.
func watchNames(text *agreement.Compiled) (out []string) {
	for _, b := range text.Agreement().Bodies {
		has := func(act string) bool { return slices.Contains(b.Competent, act) }
		if len(b.Members) > 0 || has("determine") || has("appeal") {
			continue
		}
		switch {
		case has("verify"):
			out = slices.Insert(out, 0, string(b.ID))
		case has("call") && (b.Decides == "chair" || b.Decides == "sole"):
			out = append(out, string(b.ID))
		}
	}
	if !slices.ContainsFunc(out, func(name string) bool { return people.Is(text, name, agreement.Mission) }) {
		out = append(out, agreement.Mission)
	}
	return out
}

// errNobody says that somebody speaks for no member, party or body.
var errNobody = errors.New("you speak for no member, party or body of this agreement")

// who is somebody by name: the mission where the text has no body that is it.
func (s *sitting) who(id string) string {
	if id == agreement.Mission {
		return "the mission"
	}
	return s.words.Name(id)
}

// voice is the first of the names in which the procedure would take an act now, or why it takes it in none of them: of the reasons, that
// for a name that the text means. Words are those by which the text says who may; none where it says so by what a body is competent for.
func (s *acting) voice(words []string, act func(by string) response.Act) (by string, why error) {
	for _, by := range s.names() {
		made := act(by)
		err := s.refuses(&made)
		if err == nil {
			err = s.own(by, words)
		}
		if err == nil {
			return by, nil
		}
		if why == nil || slices.Contains(words, by) || errors.Is(err, errMembers) {
			why = err
		}
	}
	if why == nil {
		why = errNobody
	}
	return "", why
}

// own returns an error where somebody is not whom the text means by some words, though the record would take the act from them: as one
// of the members of a body that decides by all of them, since what one of them fills in is no act of it; as a body that may determine
// what another owes; or as anybody, where the text names nobody: then the mission enters it.
func (s *acting) own(by string, words []string) error {
	if words == nil {
		return nil
	}
	why := fmt.Errorf("it is for %s", desk.Or(s.list(slices.DeleteFunc(slices.Clone(words), func(word string) bool { return word == "" })), "the mission"))
	for _, word := range words {
		b := s.ofID(word)
		switch {
		case b != nil && s.needs != access.Watching && s.sits(b):
			if why = s.alone(b); why == nil {
				return nil
			}
		case people.Is(s.register.Text(), by, word) || b == nil && s.side(by, word):
			return nil
		}
	}
	return why
}

// ofID is the body of an ID, nil where the text has none.
func (s *sitting) ofID(id string) *agreement.Body {
	for i := range s.text().Bodies {
		if string(s.text().Bodies[i].ID) == id {
			return &s.text().Bodies[i]
		}
	}
	return nil
}

// side tells whether somebody is the side of the case that a word names.
func (s *acting) side(by, word string) bool {
	party, is := s.register.Text().Party(by)
	complaints := s.register.Complaints()
	switch word {
	case agreement.Respondent:
		if f := s.c.Finding; f != nil {
			return is && (f.Released.Attribution.Level != finding.Party || f.Released.Attribution.Party == party)
		}
		return slices.ContainsFunc(complaints, func(l *response.Lodged) bool {
			return l.Case == s.c.Number && (l.Complaint.Respondent == by || is && (l.Complaint.Respondent == "" || l.Complaint.Respondent == string(party)))
		})
	case agreement.Complainant:
		return slices.ContainsFunc(complaints, func(l *response.Lodged) bool { return l.Case == s.c.Number && l.Complaint.Complainant == by }) || is && s.c.Papers == nil
	}
	return word == "" && s.needs == access.Watching
}
