// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"fmt"
	"slices"
	"strconv"

	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
	"truce/when"
)

// worded are the motions by which a body, or any where none is named, adopted a decision in words on the case since a time, the last
// first. Of words the record draws nothing: the mission enters what they decide.
func (s *sitting) worded(body string, since when.Instant) (out []*response.Motion) {
	if s.c.Papers == nil {
		return nil
	}
	for _, m := range slices.Backward(s.register.Motions()) {
		if m.Content.Case == s.c.Number && m.State == response.Adopted && m.Content.Proposes.Text != "" && m.Closed >= since && (body == "" || string(m.Content.Body) == body) {
			out = append(out, m)
		}
	}
	return out
}

// byMotion asks which of some motions decided what a form enters.
func (s *sitting) byMotion(a *api.Ask, list []*response.Motion, value string) page.Field {
	f := page.Field{Name: "motion", Label: "Decided by", Kind: "choice", Value: value, Error: a.Fault("motion"), Help: "What the body adopted in words. Enter what it says, and nothing else."}
	for _, m := range list {
		f.Options = append(f.Options, page.Option{Value: strconv.Itoa(m.Content.Number), Text: fmt.Sprintf("Motion %d of the %s, adopted %s: %s", m.Content.Number, s.words.Name(string(m.Content.Body)), api.Clock(m.Closed, s.words.Zone), desk.Cut(m.Content.Proposes.Text, 160))})
	}
	return f
}

// motionSent is that which the form names of some motions. Its error is a refusal where it names none of them.
func motionSent(a *api.Ask, list []*response.Motion) (*response.Motion, error) {
	for _, m := range list {
		if strconv.Itoa(m.Content.Number) == a.Sent.Get("motion") {
			return m, nil
		}
	}
	return nil, api.Refuse("motion", "choose the motion by which the body decided it: it is one that was adopted in words, on this case")
}

// admitting are the motions in words that may have decided on the admission of a complaint: of bodies that the text lets, since it was
// lodged.
func (s *acting) admitting(l *response.Lodged) []*response.Motion {
	if s.needs != access.Watching {
		return nil
	}
	return slices.DeleteFunc(s.worded("", l.At), func(m *response.Motion) bool {
		return s.refuses(&response.Act{Admission: &response.Admission{Complaint: l.Number, Outcome: "admitted", By: string(m.Content.Body)}}) != nil
	})
}

// admits tells whether the watch can enter a decision on admission of the case now.
func (s *acting) admits() bool {
	return slices.ContainsFunc(s.waiting(), func(l *response.Lodged) bool { return len(s.admitting(l)) > 0 })
}

func (d door) admittedPage(a *api.Ask) (out page.Page, err error) {
	err = d.enter(a, func(s *acting) error {
		out = s.page("Enter a decision on admission", "A body decided in words whether a complaint is looked into. The record draws nothing from words, so the mission enters what was adopted.")
		list := s.waiting()
		if len(list) == 0 {
			out.Blocks = append(out.Blocks, page.Note{Kind: page.Help, Text: "No complaint in this case waits for a decision on admission."})
		}
		for _, l := range list {
			motions := s.admitting(l)
			if out.Blocks = append(out.Blocks, s.lodged(l)); len(motions) == 0 {
				out.Blocks = append(out.Blocks, page.Note{Kind: page.Help, Text: "No body that may admit it has adopted a decision in words on this case since it was lodged. A member of the body moves one on the page of the case."})
				continue
			}
			out.Blocks = append(out.Blocks, page.Form{
				ID: "admit-" + strconv.Itoa(l.Number), Action: s.form("admit"), Submit: "Enter it", Lead: "It is entered unsigned, in the name of the body, and not taken back.",
				Fields: s.outcomeOf(a, l, s.byMotion(a, motions, s.sentOn(a, l)("motion"))),
			})
		}
		out.Blocks = append(out.Blocks, s.back())
		return nil
	})
	return out, err
}

func (d door) admitted(a *api.Ask) (api.Done, error) {
	var what response.Admission
	to := ""
	err := d.enter(a, func(s *acting) (err error) {
		to = s.address("")
		if what, err = s.outcomeSent(a); err != nil {
			return err
		}
		m, err := motionSent(a, s.admitting(s.register.Complaints()[what.Complaint-1]))
		if err != nil {
			return err
		}
		if what.By = string(m.Content.Body); what.Outcome != "rejected" && what.Reason == "" {
			what.Reason = fmt.Sprintf("by motion %d", m.Content.Number)
		}
		return nil
	})
	if err != nil {
		return api.Done{}, err
	}
	return api.Done{To: to, Message: fmt.Sprintf("Complaint %d is %s.", what.Complaint, what.Outcome)}, d.take(a, response.Act{Admission: &what}, admitFaults())
}
