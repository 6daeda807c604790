// SPDX-License-Identifier: Apache-2.0

package findings

import (
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/finding"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
)

// readingPage is the form of a second reading: what somebody of the mission, who looked at the same evidence, holds on a finding.
func (p *pages) readingPage(a *api.Ask) (page.Page, error) {
	w, err := named(a)
	if err != nil {
		return page.Page{}, err
	}
	out := page.Page{Title: "A second reading", Lead: "What somebody of the mission holds on a finding after looking at the same evidence. It changes no outcome, and the machine's stays beside it."}
	err = p.Read(func(s *engine.State) error {
		_, list, err := w.find(s)
		if err != nil {
			return err
		}
		r := &list[len(list)-1].Released
		out.Exercise = r.Exercise
		out.Blocks = []page.Block{
			page.Note{Kind: page.Inside, Text: "The words stay with the mission. That the mission holds a position of its own is released with the finding."},
			page.Facts{Facts: []page.Fact{
				{Name: "Finding", Text: desk.VerdictWords(r), Link: desk.FindingPath(r), Status: string(r.Status)},
				{Name: "Article", Text: string(r.Article) + ", " + string(r.Term), Link: "/agreement/" + r.Agreement},
				{Name: "In words", Text: r.Attribution.Words},
			}},
			page.Form{ID: "reading", Action: desk.FindingPath(r) + "/reading", Submit: "File it", Fields: []page.Field{
				{Name: "agreement", Kind: "hidden", Value: r.Agreement},
				{Name: "holds", Label: "What you hold, and why", Kind: "area", Required: true, Max: 2000, Value: a.Value("holds", ""), Error: a.Fault("holds"), Help: "Which account you weigh otherwise, or what the finding leaves out. Undetermined is a position too."},
				{Name: "as", Label: "Who reads, by function or call sign", Value: desk.By(a), Required: true, Max: desk.MaxName, Error: a.Fault("as"), Help: "No name of a person is needed."},
			}},
		}
		return nil
	})
	return out, err
}

// reading files a second reading in the name of the mission, whom every text knows.
func (p *pages) reading(a *api.Ask) (api.Done, error) {
	w, err := named(a)
	if err != nil {
		return api.Done{}, err
	}
	holds := strings.TrimSpace(a.Sent.Get("holds"))
	if holds == "" {
		return api.Done{}, api.Refuse("holds", "say what you hold: others will read it beside the finding")
	}
	if err := p.Own(a, "as", desk.By(a)); err != nil {
		return api.Done{}, err
	}
	if text := a.Sent.Get("agreement"); text != "" {
		w.agreement = text
	}
	o := engine.Opinion{Opinion: finding.Opinion{By: agreement.Mission, At: a.Now, Holds: desk.By(a) + ": " + holds}}
	var done api.Done
	err = p.Read(func(s *engine.State) error {
		_, list, err := w.find(s)
		if err != nil {
			return err
		}
		r := &list[len(list)-1].Released
		o.On = engine.On{Agreement: r.Agreement, Incident: r.Incident, Term: r.Term}
		done = api.Done{To: desk.FindingPath(r), Message: "Your second reading is on record, beside the finding."}
		return nil
	})
	if err != nil {
		return done, err
	}
	return done, p.Take(a.Context(), engine.Entry{Opinion: &o})
}

// filing leads to what whoever looks at a finding may file on it.
func (v *view) filing() (out []page.Link) {
	r := &v.last().Released
	named := func(path string) string {
		to := page.With(path, "agreement", r.Agreement)
		return page.With(page.With(to, "incident", r.Incident.String()), "term", string(r.Term))
	}
	if v.viewer.May(access.Filing) && v.viewer.Member != "" {
		out = append(out, page.Link{Text: "File a position of " + v.viewer.Member, To: named("/opinion")},
			page.Link{Text: "File a complaint about it", To: page.With(named("/complain"), "article", string(r.Article))})
	}
	if v.viewer.May(access.Inside) {
		out = append(out, page.Link{Text: "File a second reading (mission only)", To: page.With(desk.FindingPath(r)+"/reading", "agreement", r.Agreement)})
	}
	return out
}
