// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/agreement/people"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
	"truce/response/ballot"
)

// reasonOf is the reason that a form sent.
func reasonOf(a *api.Ask) string { return strings.TrimSpace(a.Sent.Get("reason")) }

func (p *pages) recusePage(a *api.Ask) (out page.Page, err error) {
	err = p.sit(a, func(s *sitting) error {
		out = s.page("Recuse yourself", "A recused member takes no part in what a body decides on the case: votes that were cast on open motions become void, and the quorum may be lost.")
		if len(s.bodies()) == 0 {
			out.Blocks = []page.Block{s.outsider(), s.back()}
			return nil
		}
		f := page.Form{ID: "recuse", Action: s.address("/recuse"), Submit: "Recuse " + s.member, Lead: "It is entered unsigned, in the name of " + s.member + ", and not taken back.", Fields: []page.Field{}}
		body := page.Field{Name: "body", Label: "From what is before", Kind: "choice", Value: a.Value("body", ""), Error: a.Fault("body")}
		for _, b := range s.bodies() {
			if !s.register.IsRecused(b.ID, s.member, s.c.Number) {
				body.Options = append(body.Options, page.Option{Value: string(b.ID), Text: b.Name})
			}
		}
		out.Blocks = append(out.Blocks, s.recusedFrom()...)
		if len(body.Options) > 0 {
			f.Fields = []page.Field{
				body,
				{Name: "all", Label: "From everything that comes before it, not this case alone", Kind: "tick", Value: a.Value("all", "")},
				{Name: "reason", Label: "Why", Kind: "area", Required: true, Max: 1000, Value: a.Value("reason", ""), Error: a.Fault("reason")},
			}
			out.Blocks = append(out.Blocks, f)
		}
		out.Blocks = append(out.Blocks, s.back())
		return nil
	})
	return out, err
}

func (p *pages) recuse(a *api.Ask) (api.Done, error) {
	r := response.Recusal{Body: agreement.BodyID(a.Sent.Get("body")), Member: a.Viewer.Member, By: a.Viewer.Member, Reason: reasonOf(a)}
	to := ""
	err := p.sit(a, func(s *sitting) error {
		if to = s.address(""); a.Sent.Get("all") != "yes" {
			r.Case = s.c.Number
		}
		switch {
		case s.body(string(r.Body)) == nil:
			return api.Refuse("body", "choose a body in which you sit")
		case r.Reason == "":
			return api.Refuse("reason", "say why: the others read it")
		}
		return s.unvoided(&r)
	})
	if err != nil {
		return api.Done{}, err
	}
	return api.Done{To: to, Message: r.Member + " is recused. Votes of a recused member do not count."}, p.take(a, response.Act{Recusal: &r}, []fault{{"member", "body"}, {"a text of", "reason"}})
}

// unvoided refuses a recusal, which is entered by a session alone, that would make void what the member signed for or against.
func (s *sitting) unvoided(r *response.Recusal) error {
	for _, m := range s.register.Motions() {
		if m.State != response.Undecided || m.Content.Body != r.Body || r.Case != 0 && m.Content.Case != r.Case {
			continue
		}
		for _, b := range m.Ballots {
			if b.Member == r.Member && b.Key != "" && b.Void == "" && !b.Replaced && b.Choice != response.Abstain {
				return api.Refuse("body", "your vote on motion %d stands, signed by the key %s, and a recusal, which nobody signs, would make it void: sign an abstention there first", m.Content.Number, b.Key)
			}
		}
	}
	return nil
}

// waiting are the complaints of the case on whose admission nobody has decided.
func (s *sitting) waiting() (out []*response.Lodged) {
	for _, l := range s.register.Complaints() {
		if l.Case == s.c.Number && l.Admission == nil {
			out = append(out, l)
		}
	}
	return out
}

// admitters are the bodies that the member alone decides for and that the text lets decide on admission, or why none is: another body
// decides by its members, and what one of them fills in is no act of it.
func (s *sitting) admitters(l *response.Lodged) (out []page.Option, why error) {
	for _, b := range s.bodies() {
		err := s.refuses(&response.Act{Admission: &response.Admission{Complaint: l.Number, Outcome: "admitted", By: string(b.ID)}})
		if err == nil {
			err = s.alone(b)
		}
		if err == nil {
			out = append(out, page.Option{Value: string(b.ID), Text: b.Name})
		} else if why == nil || errors.Is(err, errMembers) {
			why = err
		}
	}
	return out, why
}

// errMembers says that a body decides by its members.
var errMembers = errors.New("it decides by its members, not by one of them")

// alone returns an error unless a body decides by one person, and the member is that person and not recused.
func (s *sitting) alone(b *agreement.Body) error {
	voice := ballot.Voice(b)
	switch {
	case b.Decides != "chair" && b.Decides != "sole":
		return fmt.Errorf("the %s: %w. Move it, as a decision in words; when it is adopted the mission enters the decision", b.Name, errMembers)
	case s.member != voice && !people.Is(s.register.Text(), s.member, voice):
		return fmt.Errorf("for the %s %s decides alone", b.Name, voice)
	case s.register.IsRecused(b.ID, voice, s.c.Number):
		return fmt.Errorf("%s is recused from this case in the %s", voice, b.Name)
	}
	return nil
}

// grounds are those on which the text lets a complaint be rejected; none means any.
func (s *sitting) grounds() []string {
	if p := s.text().Procedure; p != nil && p.Admission != nil {
		return p.Admission.Grounds
	}
	return nil
}

func (p *pages) admitPage(a *api.Ask) (out page.Page, err error) {
	err = p.sit(a, func(s *sitting) error {
		out = s.page("Decide on admission", "Whether a complaint is looked into at all. It decides nothing of what the complaint says.")
		list := s.waiting()
		switch {
		case len(s.bodies()) == 0:
			out.Blocks = []page.Block{s.outsider()}
		case len(list) == 0:
			out.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "No complaint in this case waits for a decision on admission."}}
		default:
			for _, l := range list {
				out.Blocks = append(out.Blocks, s.admission(a, l)...)
			}
		}
		out.Blocks = append(out.Blocks, s.back())
		return nil
	})
	return out, err
}

// lodged is a complaint on which somebody decides.
func (s *sitting) lodged(l *response.Lodged) page.Facts {
	return page.Facts{Title: fmt.Sprintf("Complaint %d", l.Number), Facts: []page.Fact{
		{Name: "Complainant", Text: l.Complaint.Complainant},
		{Name: "Respondent", Text: desk.Or(l.Complaint.Respondent, "nobody is named")},
		{Name: "Article", Text: string(l.Complaint.Article)},
		{Name: "Lodged", Text: api.Clock(l.At, s.words.Zone)},
		{Name: "Says", Text: l.Complaint.Says},
	}}
}

// admission is a complaint and the form that decides on it.
func (s *sitting) admission(a *api.Ask, l *response.Lodged) []page.Block {
	facts := s.lodged(l)
	by, why := s.admitters(l)
	if len(by) == 0 {
		note := page.Note{Kind: page.Warning, Text: "You cannot decide on it here: " + why.Error() + "."}
		if errors.Is(why, errMembers) {
			note.Link = page.Link{Text: "Move it", To: s.address("/move")}
		}
		return []page.Block{facts, note}
	}
	value := s.sentOn(a, l)
	return []page.Block{facts, page.Form{
		ID: "admit-" + strconv.Itoa(l.Number), Action: s.address("/admit"), Submit: "Decide", Lead: "It is entered unsigned, in the name of the body.", Fields: s.outcomeOf(a, l, page.Field{
			Name: "by", Label: "Decided by", Kind: "choice", Value: value("by"), Options: by, Error: a.Fault("by"),
		}),
	}}
}

// sentOn returns what the form on one complaint of several sent before under a name, empty for nothing.
func (s *sitting) sentOn(a *api.Ask, l *response.Lodged) func(string) string {
	return func(name string) string {
		if a.Value("complaint", "") != strconv.Itoa(l.Number) {
			return ""
		}
		return a.Value(name, "")
	}
}

// outcomeOf are the fields that say what was decided on the admission of a complaint, behind one that says by whom.
func (s *sitting) outcomeOf(a *api.Ask, l *response.Lodged, by page.Field) []page.Field {
	value := s.sentOn(a, l)
	reason := page.Field{Name: "reason", Label: "Reason", Kind: "area", Max: 1000, Value: value("reason"), Error: a.Fault("reason"), Help: "Needed where it is rejected."}
	if list := s.grounds(); len(list) > 0 {
		reason = page.Field{Name: "reason", Label: "Ground, where it is rejected", Kind: "choice", Value: value("reason"), Options: append([]page.Option{{Text: "none"}}, desk.Choices(list...)...), Error: a.Fault("reason")}
	}
	return []page.Field{
		{Name: "complaint", Kind: "hidden", Value: strconv.Itoa(l.Number)},
		by,
		{Name: "outcome", Label: "Decision", Kind: "choice", Value: value("outcome"), Options: desk.Choices("admitted", "rejected", "joined"), Error: a.Fault("outcome")},
		{Name: "into", Label: "Joined to case", Kind: "number", Value: value("into"), Error: a.Fault("into"), Help: "Left out where it is not joined to another."},
		reason,
	}
}

// outcomeSent reads these fields, of a complaint of the case that waits for a decision.
func (s *sitting) outcomeSent(a *api.Ask) (d response.Admission, err error) {
	d = response.Admission{Outcome: a.Sent.Get("outcome"), Reason: reasonOf(a)}
	if d.Complaint, err = strconv.Atoi(a.Sent.Get("complaint")); err != nil {
		return d, &api.Refused{Reason: "Nothing was entered: the form does not say on which complaint."}
	}
	if text := a.Sent.Get("into"); text != "" {
		if d.Into, err = strconv.Atoi(text); err != nil {
			return d, api.Refuse("into", "give the number of the other case")
		}
	}
	switch {
	case !slices.ContainsFunc(s.waiting(), func(l *response.Lodged) bool { return l.Number == d.Complaint }):
		return d, &api.Refused{Reason: fmt.Sprintf("Nothing was entered: complaint %d does not wait for a decision in this case.", d.Complaint)}
	case d.Outcome == "rejected" && d.Reason == "":
		return d, api.Refuse("reason", "a complaint is rejected for a reason")
	}
	return d, nil
}

// admitFaults are the fields beside which the reasons of the procedure on an admission stand.
func admitFaults() []fault {
	return []fault{{"other case", "into"}, {"another case", "into"}, {"rejects on", "reason"}, {"may not admit", "by"}}
}

func (p *pages) admit(a *api.Ask) (api.Done, error) {
	var d response.Admission
	to := ""
	err := p.sit(a, func(s *sitting) (err error) {
		to = s.address("")
		if d, err = s.outcomeSent(a); err != nil {
			return err
		}
		d.By = a.Sent.Get("by")
		switch b := s.body(d.By); {
		case b == nil:
			return api.Refuse("by", "choose a body in which you sit")
		case s.alone(b) != nil:
			return &api.Refused{Reason: "Nothing was entered: " + s.alone(b).Error() + "."}
		}
		return nil
	})
	if err != nil {
		return api.Done{}, err
	}
	return api.Done{To: to, Message: fmt.Sprintf("Complaint %d is %s.", d.Complaint, d.Outcome)}, p.take(a, response.Act{Admission: &d}, admitFaults())
}
