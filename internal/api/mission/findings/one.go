// SPDX-License-Identifier: Apache-2.0

package findings

import (
	"fmt"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
	"truce/when"
)

// which is the finding that an address names.
type which struct {
	incident  canon.IncidentID
	term      agreement.TermID
	agreement string // empty for the text that came on record last
}

func named(a *api.Ask) (which, error) {
	id, err := desk.IncidentID(a.PathValue("id"))
	return which{id, agreement.TermID(a.PathValue("term")), a.URL.Query().Get("agreement")}, err
}

// find returns all versions of a finding, oldest first, with its docket.
func (w which) find(s *engine.State) (*finding.Docket, []*finding.Finding, error) {
	dockets := s.Dockets()
	for i := len(dockets) - 1; i >= 0; i-- {
		d := dockets[i]
		if w.agreement != "" && d.Text().Ref() != w.agreement {
			continue
		}
		if list := d.Versions(w.incident, w.term); len(list) > 0 {
			return d, list, nil
		}
	}
	return nil, nil, api.ErrNotFound
}

// view is one finding as it is looked at.
type view struct {
	s        *engine.State
	text     *agreement.Agreement
	compiled *agreement.Compiled
	versions []*finding.Finding
	zone     when.Zone
	viewer   access.Viewer
}

func (v *view) last() *finding.Finding { return v.versions[len(v.versions)-1] }

// one is the page of one finding.
func (p *pages) one(a *api.Ask) (page.Page, error) {
	w, err := named(a)
	if err != nil {
		return page.Page{}, err
	}
	var out page.Page
	err = p.Read(func(s *engine.State) error {
		d, list, err := w.find(s)
		if err != nil {
			return err
		}
		v := view{s: s, text: d.Text().Agreement(), compiled: d.Text(), versions: list, zone: p.Zone(), viewer: a.Viewer}
		out = v.page()
		return nil
	})
	return out, err
}

func (v *view) page() page.Page {
	r := &v.last().Released
	out := page.Page{Title: "Article " + desk.Article(v.text, r.Article) + ": " + string(r.Term), Exercise: r.Exercise, Lead: desk.VerdictWords(r) + ". " + standing(r)}
	out.Blocks = append(out.Blocks, v.article()...)
	out.Blocks = append(out.Blocks, v.outcome(), v.readings())
	if d := r.Determination; d != nil {
		out.Blocks = append(out.Blocks, v.determination(d))
	}
	out.Blocks = append(out.Blocks, v.positions())
	if v.viewer.May(access.Mission) {
		out.Blocks = append(out.Blocks, v.inside()...)
	}
	links := page.Links{Title: "From here"}
	if c := v.procedure(); c != nil {
		links.Links = append(links.Links, page.Link{Text: fmt.Sprintf("Case %d of the procedure", c.Number), To: desk.CasePath(r.Agreement, c.Number)})
	}
	if v.viewer.May(access.Mission) {
		links.Links = append(links.Links, page.Link{Text: "The incident, with every report in it", To: desk.IncidentPath(r.Incident)})
	}
	if v.viewer.May(access.Inside) {
		links.Links = append(links.Links,
			page.Link{Text: "What would change it (mission only)", To: page.With(desk.FindingPath(r)+"/least", "agreement", r.Agreement)},
			page.Link{Text: "What if (mission only)", To: page.With(desk.FindingPath(r)+"/whatif", "agreement", r.Agreement)})
	}
	links.Links = append(append(links.Links, v.filing()...), page.Link{Text: "All findings", To: "/findings"})
	out.Blocks = append(out.Blocks, links)
	return out
}

// standing says what a status is worth.
func standing(r *finding.Released) string {
	switch r.Status {
	case finding.Determined, finding.UnderAppeal, finding.Final:
		return "The machine's assessment stands beside what the body decided."
	case finding.Withdrawn:
		return "It is withdrawn, and stays on record."
	default:
		return "This is an assessment, prima facie; no competent body has determined anything."
	}
}

// article is the text that the finding rests on.
func (v *view) article() []page.Block {
	r := &v.last().Released
	for _, article := range v.text.Articles {
		if article.ID == r.Article {
			return []page.Block{page.Prose{Title: "Article " + string(article.ID) + ", " + article.Title, Paragraphs: []string{article.Says}, Quoted: "Paraphrase of " + r.Agreement + ": " + article.Cite}}
		}
	}
	return nil
}

// outcome is what is released of the finding: outcome, article, status and words.
func (v *view) outcome() page.Facts {
	r := &v.last().Released
	f := page.Facts{Title: "What was found", Facts: []page.Fact{
		{Name: "Outcome (status)", Text: desk.VerdictWords(r), Status: string(r.Status)},
		{Name: "Text and term", Text: r.Agreement + ", " + string(r.Term), Link: "/agreement/" + r.Agreement + "#" + string(r.Article)},
		{Name: "When it happened", Text: desk.When(r.When, v.zone)},
		{Name: "Attribution", Text: r.Attribution.Words},
	}}
	if r.Class != "" {
		f.Facts = append(f.Facts, page.Fact{Name: "Class", Text: r.Class})
	}
	for _, o := range r.Contested {
		f.Facts = append(f.Facts, page.Fact{Name: "Contested", Text: "by " + o.By + " since " + api.Clock(o.At, v.zone) + "; it changes no outcome"})
	}
	for _, ruled := range r.Ruled {
		f.Facts = append(f.Facts, page.Fact{Name: "Ruled by the competent body", Text: ruled})
	}
	if r.Since != "" {
		f.Facts = append(f.Facts, page.Fact{Name: "Since a body determined", Text: r.Since})
	}
	return f
}

// readings is the outcome under each reading; the sentence that decides it is the mission's.
func (v *view) readings() page.List {
	r := &v.last().Released
	list := page.List{ID: "readings", Title: "By reading of the text", Columns: []page.Column{{Key: "reading", Name: "Reading"}, {Key: "outcome", Name: "Outcome (status)"}}, Empty: "No reading of the text is recorded for it."}
	inside := v.viewer.May(access.Mission)
	if inside {
		list.Columns = append(list.Columns, page.Column{Key: "because", Name: "Because"})
	}
	for _, one := range r.ByReading {
		row := page.Row{Cells: []page.Cell{{Text: desk.Or(one.Reading, "the plain text")}, {Text: desk.Plain(string(one.Verdict)) + " (" + desk.Plain(string(r.Status)) + ")", Status: string(r.Status)}}}
		if inside {
			row.Cells = append(row.Cells, page.Cell{Text: v.said(one.Because)})
		}
		list.Rows = append(list.Rows, row)
	}
	return list
}

func (v *view) determination(d *finding.Determination) page.Facts {
	outcome := desk.Plain(string(d.Outcome)) + " (" + desk.Plain(string(v.last().Released.Status)) + ")"
	if d.None {
		outcome = "no determination: the body divided without a majority"
	}
	f := page.Facts{Title: "What the competent body decided", Facts: []page.Fact{{Name: "Body", Text: string(d.By)}, {Name: "When", Text: api.Clock(d.At, v.zone)}, {Name: "Outcome (status)", Text: outcome, Status: string(v.last().Released.Status)}}}
	if len(d.ExParte) > 0 {
		f.Facts = append(f.Facts, page.Fact{Name: "Ex parte as to", Text: strings.Join(d.ExParte, ", ")})
	}
	if c := v.procedure(); c != nil {
		f.Facts = append(f.Facts, desk.Early(c, d, v.zone)...)
	}
	if !desk.Reasoned(v.viewer, v.compiled) {
		f.Facts = append(f.Facts, page.Fact{Name: "Reasons", Text: desk.Elsewhere})
		return f
	}
	if d.Reasons != "" {
		f.Facts = append(f.Facts, page.Fact{Name: "Reasons", Text: d.Reasons})
	}
	if d.Intent != "" {
		f.Facts = append(f.Facts, page.Fact{Name: "Intent, in the body's word", Text: "it says: " + d.Intent})
	}
	for _, m := range d.Members {
		f.Facts = append(f.Facts, page.Fact{Name: "Position of " + m.By, Text: m.Holds})
	}
	return f
}

// procedure is the case on the finding, nil where there is none.
func (v *view) procedure() *response.Case {
	r := &v.last().Released
	register := v.s.Register(r.Agreement)
	if register == nil {
		return nil
	}
	return register.CaseOf(r.Incident, r.Term)
}
