// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"strconv"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
)

// acts enters one act of the procedure.
func (d *Desk) acts(a *api.Ask, ref string, act response.Act) error {
	_, err := d.Enter(a.Context(), engine.Entry{Procedure: &engine.Procedure{Agreement: ref, Act: act}})
	return d.refusal(err)
}

// texts are the agreements under which something can be filed, and articles their articles.
func (d *Desk) texts() (texts, articles []page.Option) {
	d.read(func(s *engine.State) error {
		for _, r := range s.Registers() {
			texts = append(texts, page.Option{Value: r.Ref(), Text: r.Ref()})
			for _, x := range r.Text().Agreement().Articles {
				articles = append(articles, page.Option{Value: string(x.ID), Text: "Article " + string(x.ID) + ", " + x.Title})
			}
		}
		return nil
	})
	return texts, articles
}

func (d *Desk) complainPage(a *api.Ask) (page.Page, error) {
	_, exercise := d.Site()
	texts, articles := d.texts()
	p := page.Page{Title: "File a complaint", Exercise: exercise, Lead: "A complaint is a report with standing: whether it is admitted is decided and recorded. It is filed in the name of " + d.wording().Name(a.Viewer.Member) + "."}
	if len(texts) == 0 {
		p.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "No agreement with a procedure is on record yet, under which anybody could complain. " + desk.Adopt}}
		return p, nil
	}
	q := a.URL.Query()
	p.Blocks = append(d.onFinding(a), page.Form{ID: "complaint", Action: "/complain", Submit: "File it", Fields: []page.Field{
		{Name: "agreement", Label: "Agreement", Kind: "choice", Value: a.Value("agreement", q.Get("agreement")), Options: texts},
		{Name: "article", Label: "Article", Kind: "choice", Value: a.Value("article", q.Get("article")), Options: articles, Error: a.Fault("article")},
		{Name: "respondent", Label: "Against whom", Kind: "choice", Value: a.Value("respondent", ""), Options: d.sides(), Help: "Nobody's, where you do not know."},
		{Name: "says", Label: "What happened", Kind: "area", Value: a.Value("says", ""), Required: true, Max: 4000, Error: a.Fault("says")},
		{Name: "seeks", Label: "Remedy sought", Kind: "area", Value: a.Value("seeks", ""), Max: 1000, Error: a.Fault("seeks")},
		{Name: "incident", Kind: "hidden", Value: a.Value("incident", q.Get("incident"))},
		{Name: "term", Kind: "hidden", Value: a.Value("term", q.Get("term"))},
	}})
	return p, nil
}

// onFinding says of which finding something is filed, as the address or the form names it; nothing where it names none that stands.
func (d *Desk) onFinding(a *api.Ask) []page.Block {
	q := a.URL.Query()
	id, err := incidentID(a.Value("incident", q.Get("incident")))
	if err != nil || id.IsZero() {
		return nil
	}
	var out []page.Block
	d.read(func(s *engine.State) error {
		for _, f := range desk.Findings(s, id) {
			r := &f.Released
			if string(r.Term) == a.Value("term", q.Get("term")) && r.Agreement == a.Value("agreement", q.Get("agreement")) {
				out = []page.Block{page.Facts{Facts: []page.Fact{
					{Name: "On the finding", Text: desk.VerdictWords(r), Link: desk.FindingPath(r), Status: string(r.Status)},
					{Name: "Article", Text: string(r.Article) + " of " + r.Agreement},
					{Name: "In words", Text: r.Attribution.Words},
				}}}
			}
		}
		return nil
	})
	return out
}

func (d *Desk) complain(a *api.Ask) (api.Done, error) {
	c := response.Complaint{
		Complainant: a.Viewer.Member, Respondent: a.Sent.Get("respondent"), Article: agreement.ArticleID(a.Sent.Get("article")), Says: a.Sent.Get("says"),
		Seeks: a.Sent.Get("seeks"), Term: agreement.TermID(a.Sent.Get("term")),
	}
	id, err := incidentID(a.Sent.Get("incident"))
	if err != nil {
		return api.Done{}, err
	}
	c.Incident = id
	if strings.TrimSpace(c.Says) == "" {
		return api.Done{}, api.Refuse("says", "say what happened: a complaint without words is none")
	}
	return api.Done{To: "/cases", Message: "Your complaint is on record. Whether it is admitted stands in its case."}, d.acts(a, a.Sent.Get("agreement"), response.Act{Complaint: &c})
}

// incidentID reads the ID of an incident, none where it is empty.
func incidentID(text string) (id canon.IncidentID, err error) {
	if text == "" {
		return id, nil
	}
	if err := id.UnmarshalText([]byte(text)); err != nil {
		return id, api.Refuse("incident", "%.60q names no incident: follow the link from the page of its finding", text)
	}
	return id, nil
}

func (d *Desk) replyPage(a *api.Ask) (page.Page, error) {
	_, exercise := d.Site()
	q := a.URL.Query()
	ref, number := a.Value("agreement", q.Get("agreement")), a.Value("case", q.Get("case"))
	p := page.Page{Title: "File a reply", Exercise: exercise, Lead: "The reply of " + d.wording().Name(a.Viewer.Member) + " to the notice in this case. It stands beside the assessment and changes no outcome by itself."}
	err := d.read(func(s *engine.State) error {
		f, ok := caseOf(s, ref, number)
		if !ok {
			p.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "A reply is filed in a case: choose it first, and follow its link.", Link: page.Link{Text: "Cases", To: "/cases"}}}
			return nil
		}
		text, article, link := desk.CaseWords(f.register, f.c)
		facts := []page.Fact{{Name: "Case", Text: number + " of " + ref, Link: desk.CasePath(ref, f.c.Number)}, {Name: "Finding", Text: text, Link: link, Status: string(f.c.Status())}, desk.ArticleFact(f.register, article)}
		p.Blocks = []page.Block{
			page.Facts{Facts: append(facts, f.papers().Notices(a)...)},
			page.Form{ID: "reply", Action: "/reply", Submit: "File it", Fields: []page.Field{
				{Name: "agreement", Kind: "hidden", Value: ref},
				{Name: "case", Kind: "hidden", Value: number},
				{Name: "says", Label: "What you say to it", Kind: "area", Value: a.Value("says", ""), Required: true, Max: 4000, Error: a.Fault("says")},
			}},
		}
		return nil
	})
	return p, err
}

func (d *Desk) reply(a *api.Ask) (api.Done, error) {
	n, err := strconv.Atoi(a.Sent.Get("case"))
	if err != nil {
		return api.Done{}, api.Refuse("case", "want the number of the case")
	}
	if strings.TrimSpace(a.Sent.Get("says")) == "" {
		return api.Done{}, api.Refuse("says", "say what you reply: a reply without words is none")
	}
	act := response.Done{Thread: response.Thread{Case: n}, Step: "reply", By: a.Viewer.Member, Says: a.Sent.Get("says")}
	return api.Done{To: desk.CasePath(a.Sent.Get("agreement"), n), Message: "Your reply is on record."}, d.acts(a, a.Sent.Get("agreement"), response.Act{Done: &act})
}

func (d *Desk) opinionPage(a *api.Ask) (page.Page, error) {
	_, exercise := d.Site()
	q := a.URL.Query()
	p := page.Page{Title: "File a position", Exercise: exercise, Lead: "A position of " + d.wording().Name(a.Viewer.Member) + " on a finding. That of a member whom the agreement entitles marks it contested; it changes no outcome, and the machine's stands beside it."}
	on := d.onFinding(a)
	if on == nil {
		p.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "A position is filed on a finding: choose it first, and follow its link.", Link: page.Link{Text: "Findings", To: "/findings"}}}
		return p, nil
	}
	hidden := func(name string) page.Field {
		return page.Field{Name: name, Kind: "hidden", Value: a.Value(name, q.Get(name))}
	}
	p.Blocks = append(on, page.Form{ID: "opinion", Action: "/opinion", Submit: "File it", Fields: []page.Field{
		hidden("agreement"), hidden("incident"), hidden("term"),
		{Name: "holds", Label: "What you hold", Kind: "area", Value: a.Value("holds", ""), Required: true, Max: 4000, Error: a.Fault("holds"), Help: "That there is a position, and whose, is released with the finding. Its words go on record: you, the bodies and the mission read them on these pages, and from the next checkpoint on so does whoever is given a bundle of the record, the other sides, the guarantors and the monitors among them."},
	}})
	return p, nil
}

func (d *Desk) opinion(a *api.Ask) (api.Done, error) {
	id, err := incidentID(a.Sent.Get("incident"))
	if err != nil {
		return api.Done{}, err
	}
	if strings.TrimSpace(a.Sent.Get("holds")) == "" {
		return api.Done{}, api.Refuse("holds", "say what you hold: a position without words is none")
	}
	o := engine.Opinion{
		On:      engine.On{Agreement: a.Sent.Get("agreement"), Incident: id, Term: agreement.TermID(a.Sent.Get("term"))},
		Opinion: finding.Opinion{By: a.Viewer.Member, At: a.Now, Holds: a.Sent.Get("holds")},
	}
	_, err = d.Enter(a.Context(), engine.Entry{Opinion: &o})
	return api.Done{To: "/findings/" + strings.TrimPrefix(id.String(), "incident:") + "/" + string(o.On.Term), Message: "Your position is on record."}, d.refusal(err)
}
