// SPDX-License-Identifier: Apache-2.0

package incidents

import (
	"fmt"
	"slices"
	"strconv"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/observation"
)

// forms puts what can be done with an incident below what is known of it.
func (v *view) forms(out page.Page) page.Page {
	a := v.asked
	action := desk.IncidentPath(v.inc.ID)
	as := page.Field{Name: "as", Label: "Who decides, by function or call sign", Kind: "text", Value: desk.By(a), Required: true, Max: desk.MaxName, Error: a.Fault("as"), Help: "No name of a person is needed."}
	reason := page.Field{Name: "reason", Label: "Reason", Kind: "area", Required: true, Max: 500, Value: a.Value("reason", ""), Error: a.Fault("reason")}
	do := func(what string) page.Field { return page.Field{Name: "do", Kind: "hidden", Value: what} }
	if own := v.options(); len(own) > 0 {
		out.Blocks = append(out.Blocks, page.Form{
			ID: "join", Title: "Join with another incident", Lead: "Says that an account here and one elsewhere are of one event. It is an entry with your reason. It holds these two together; every other account of both incidents is then grouped anew by its own evidence, so that one may leave. What moved is said when it is done, and the findings are judged again.", Action: action, Submit: "Join",
			Fields: []page.Field{
				do("join"),
				{Name: "a", Label: "Account here", Kind: "choice", Options: own, Value: a.Value("a", "")},
				{Name: "other", Label: "The other incident, by the first letters of its ID", Kind: "text", Required: true, Max: 50, Value: a.Value("other", ""), Error: a.Fault("other")},
				reason, as,
			},
		})
		if len(own) > 1 {
			out.Blocks = append(out.Blocks, page.Form{
				ID: "split", Title: "Split two accounts", Lead: "Says that two accounts here are not of one event.", Action: action, Submit: "Split",
				Fields: []page.Field{do("split"), {Name: "a", Label: "One account", Kind: "choice", Options: own, Value: a.Value("a", "")}, {Name: "b", Label: "The other account", Kind: "choice", Options: own, Value: a.Value("b", own[1].Value), Error: a.Fault("b")}, reason, as},
			})
		}
	}
	out.Blocks = append(out.Blocks, page.Form{
		ID: "rate", Title: "Rate a source or a report", Lead: "Two axes, each apart. Leave one as it is to say nothing on it.", Action: action, Submit: "Rate",
		Fields: append([]page.Field{
			do("rate"),
			{Name: "root", Label: "Source (custodial root)", Kind: "choice", Options: v.roots(), Value: a.Value("root", "")},
			reliability(a),
			{Name: "report", Label: "Report", Kind: "choice", Options: v.reports(), Value: a.Value("report", "")},
			credibility(a),
		}, as),
	}, page.Form{
		ID: "confirm", Title: "Confirm harm to people", Lead: "The mission's own word on how many, once it knows. Until then a severity that rests on it is provisional. No names.", Action: action, Submit: "Confirm",
		Fields: []page.Field{
			do("confirm"), choice(a, "harm", "Harm", "killed", "injured", "missing"), choice(a, "of", "Of whom", "civilian", "combatant", "unknown"), choice(a, "age", "Age", "unknown", "adult", "child"),
			{Name: "least", Label: "At least", Kind: "number", Required: true, Value: a.Value("least", ""), Error: a.Fault("least")},
			{Name: "most", Label: "At most", Kind: "number", Required: true, Value: a.Value("most", ""), Error: a.Fault("most")},
			reason,
		},
	})
	return out
}

func choice(a *api.Ask, name, label string, words ...string) page.Field {
	f := page.Field{Name: name, Label: label, Kind: "choice", Value: a.Value(name, words[0]), Error: a.Fault(name)}
	for _, w := range words {
		f.Options = append(f.Options, page.Option{Value: w, Text: w})
	}
	return f
}

func reliability(a *api.Ask) page.Field {
	return page.Field{Name: "reliability", Label: "Reliability of the source", Kind: "choice", Value: a.Value("reliability", ""), Error: a.Fault("reliability"), Options: []page.Option{
		{Text: "say nothing"}, {Value: "A", Text: "A, reliable"}, {Value: "B", Text: "B, usually reliable"}, {Value: "C", Text: "C, fairly reliable"}, {Value: "D", Text: "D, not usually reliable"}, {Value: "E", Text: "E, unreliable"}, {Value: "F", Text: "F, cannot be judged"},
	}}
}

func credibility(a *api.Ask) page.Field {
	return page.Field{Name: "credibility", Label: "Credibility of the report", Kind: "choice", Value: a.Value("credibility", ""), Error: a.Fault("credibility"), Options: []page.Option{
		{Text: "say nothing"}, {Value: "1", Text: "1, confirmed by others"}, {Value: "2", Text: "2, probably true"}, {Value: "3", Text: "3, possibly true"}, {Value: "4", Text: "4, doubtful"}, {Value: "5", Text: "5, improbable"}, {Value: "6", Text: "6, cannot be judged"},
	}}
}

// options are the accounts of the incident, as choices.
func (v *view) options() []page.Option {
	var out []page.Option
	for i, m := range v.inc.Members {
		out = append(out, page.Option{Value: m.ID.String(), Text: fmt.Sprintf("%d: %s", i+1, m.Source)})
	}
	return out
}

func (v *view) roots() []page.Option {
	var names []string
	for _, m := range v.inc.Members {
		names = append(names, m.Roots...)
	}
	slices.Sort(names)
	var out []page.Option
	for _, name := range slices.Compact(names) {
		out = append(out, page.Option{Value: name, Text: name})
	}
	return out
}

func (v *view) reports() []page.Option {
	var out []page.Option
	for i, m := range v.inc.Members {
		o := page.Option{Value: m.Report.String(), Text: fmt.Sprintf("of account %d, %s", i+1, m.Report.Short())}
		if !slices.ContainsFunc(out, func(have page.Option) bool { return have.Value == o.Value }) {
			out = append(out, o)
		}
	}
	return out
}

// act takes what a form of an incident sent.
func (p *pages) act(a *api.Ask) (api.Done, error) {
	id, err := desk.IncidentID(a.PathValue("id"))
	if err != nil {
		return api.Done{}, err
	}
	done := api.Done{To: desk.IncidentPath(id)}
	if err := p.Own(a, "as", desk.By(a)); err != nil {
		return done, err
	}
	var e engine.Entry
	switch a.Sent.Get("do") {
	case "join", "split":
		e.Link, err = p.link(a, id)
		done.Message = "Your decision is on record, and what rests on it was judged again."
	case "rate":
		e.Rating, err = rating(a)
		done.Message = "The rating is on record, beside those of others."
	case "confirm":
		e.Confirmation, err = confirmation(a, id)
		done.Message = "The confirmation is on record."
	default:
		err = api.Refuse("do", "the form says nothing that can be done with an incident: send it from the page")
	}
	if err != nil {
		return done, err
	}
	return p.enter(a, e, done)
}

// enter enters an act. After a decision on two accounts it leads to the incident that holds the first of them now, which a join may have
// made part of another, and says what became of the accounts beside the two.
func (p *pages) enter(a *api.Ask, e engine.Entry, done api.Done) (api.Done, error) {
	if e.Link == nil {
		return done, p.Take(a.Context(), e)
	}
	var before []*observation.Observation
	err := p.Read(func(s *engine.State) error {
		before = touched(s, e.Link)
		return nil
	})
	if err == nil {
		err = p.Take(a.Context(), e)
	}
	if err != nil {
		return done, err
	}
	return done, p.Read(func(s *engine.State) error {
		if inc := s.Holding(e.Link.A); inc != nil {
			done.To, done.Message = desk.IncidentPath(inc.ID)+"#linked", done.Message+moved(s, e.Link, before)
		}
		return nil
	})
}

// link reads a decision on two accounts. A join may name another incident instead of one of its accounts.
func (p *pages) link(a *api.Ask, id canon.IncidentID) (*engine.Link, error) {
	l := &engine.Link{Same: a.Sent.Get("do") == "join", By: desk.By(a), Reason: a.Sent.Get("reason")}
	if l.Reason == "" {
		return nil, api.Refuse("reason", "a decision on two accounts needs a reason: others will read it")
	}
	if err := l.A.UnmarshalText([]byte(a.Sent.Get("a"))); err != nil {
		return nil, api.Refuse("a", "no account is named: choose one")
	}
	other := a.Sent.Get("other")
	return l, p.Read(func(s *engine.State) error {
		if inc := s.Holding(l.A); inc == nil || inc.ID != id {
			return api.Refuse("a", "the account is no part of this incident any more: look at the page again")
		}
		if other == "" {
			if err := l.B.UnmarshalText([]byte(a.Sent.Get("b"))); err != nil || l.B == l.A {
				return api.Refuse("b", "choose two different accounts")
			}
			return nil
		}
		found, err := named(p.Newest(s), other, id)
		if err != nil {
			return err
		}
		l.B = found.Members[0].ID
		return nil
	})
}

// named finds the one other incident whose ID begins with some letters.
func named(list []*incident.Incident, letters string, but canon.IncidentID) (*incident.Incident, error) {
	f := filter{letters: beginning(letters)}
	var found *incident.Incident
	for _, inc := range list {
		if inc.ID == but || !f.keeps(nil, inc) {
			continue
		}
		if found != nil {
			return nil, api.Refuse("other", "several incidents begin so: give more letters")
		}
		found = inc
	}
	if found == nil {
		return nil, api.Refuse("other", "no other incident begins so: take the letters from the list of incidents")
	}
	return found, nil
}

func rating(a *api.Ask) (*engine.Rating, error) {
	r := &engine.Rating{Reliability: a.Sent.Get("reliability"), Credibility: a.Sent.Get("credibility"), By: desk.By(a)}
	if r.Reliability == "" && r.Credibility == "" {
		return nil, api.Refuse("reliability", "give a reliability of the source, a credibility of the report, or both")
	}
	if r.Reliability != "" {
		r.Root = a.Sent.Get("root")
	}
	if r.Credibility != "" {
		if err := r.Report.UnmarshalText([]byte(a.Sent.Get("report"))); err != nil {
			return nil, api.Refuse("credibility", "a credibility is of one report: choose which")
		}
	}
	return r, nil
}

func confirmation(a *api.Ask, id canon.IncidentID) (*finding.Confirmation, error) {
	c := &finding.Confirmation{Incident: id, Harm: a.Sent.Get("harm"), Of: a.Sent.Get("of"), Age: a.Sent.Get("age"), By: agreement.Mission, Reason: a.Sent.Get("reason")}
	if c.Reason == "" {
		return nil, api.Refuse("reason", "say how the mission knows: others will read it")
	}
	for _, n := range []struct {
		name string
		to   *int64
	}{{"least", &c.Least}, {"most", &c.Most}} {
		var err error
		if *n.to, err = strconv.ParseInt(a.Sent.Get(n.name), 10, 64); err != nil || *n.to < 0 {
			return nil, api.Refuse(n.name, "give a whole number of people, 0 for nobody")
		}
	}
	return c, nil
}
