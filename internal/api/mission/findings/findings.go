// SPDX-License-Identifier: Apache-2.0

// Package findings turns the findings on record into pages: to whoever may see what is released the outcome, the article, the
// status and the words; to the mission, besides, the reasons, what people said, how it changed, and what would change it.
package findings

import (
	"slices"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/internal/store"
	"truce/when"
)

// pages are the pages of the topic.
type pages struct{ *desk.Desk }

// Routes are the pages of the topic.
func Routes(d *desk.Desk) []api.Route {
	p := &pages{Desk: d}
	return []api.Route{
		{Pattern: "/findings", Title: "findings: outcome, article and status", Needs: access.Released, Noted: true, Alike: true, Page: p.list},
		{Pattern: "/findings/{id}/{term}", Title: "a finding: the article beside the verdict", Needs: access.Released, Noted: true, Page: p.one},
		{Pattern: "/findings/{id}/{term}/least", Title: "what would change a finding: its flip set", Needs: access.Inside, Noted: true, Page: p.least},
		{Pattern: "/findings/{id}/{term}/whatif", Title: "what would be found without a source", Needs: access.Inside, Noted: true, Page: p.whatIf},
		{Pattern: "/findings/{id}/{term}/reading", Title: "files a second reading of a finding", Needs: access.Inside, Noted: true, Page: p.readingPage, Act: p.reading},
	}
}

// pageSize is how many rows a page has.
const pageSize = 100

// filter says which findings are listed. What is not set leaves nothing out; withdrawn ones are listed by that status alone.
type filter struct {
	outcome finding.Verdict
	status  finding.Status
	article agreement.ArticleID
	span    when.Interval
	text    string          // the one text on record, empty where there are more
	after   canon.FindingID // that the page before ended with
	cursor  store.Cursor    // behind which a page of the projections begins
}

func (f *filter) keeps(r *finding.Released) bool {
	switch {
	case f.outcome != "" && r.Verdict != f.outcome,
		f.status != "" && r.Status != f.status,
		f.status == "" && r.Status == finding.Withdrawn,
		f.article != "" && r.Article != f.article,
		f.span != (when.Interval{}) && (r.When.IsUnknown() || !r.When.Overlaps(f.span)):
		return false
	}
	return true
}

// choose returns the findings of one page, the last recorded first, and whether there are more. It is the one place where a list
// of findings comes from. Its error is store.ErrCursor where no finding is the one behind which the page begins.
func choose(s *engine.State, f filter) (rows []*finding.Finding, more bool, err error) {
	started := f.after.IsZero()
	for _, d := range slices.Backward(s.Dockets()) {
		d.Backward(func(versions []*finding.Finding) bool {
			last := versions[len(versions)-1]
			switch {
			case !started:
				started = slices.ContainsFunc(versions, func(v *finding.Finding) bool { return v.ID == f.after })
			case !f.keeps(&last.Released):
			case len(rows) == pageSize:
				more = true
			default:
				rows = append(rows, last)
			}
			return !more
		})
	}
	if !started {
		err = store.ErrCursor
	}
	return rows, more, err
}

// list is the page of all findings. It shows nothing that is not released, whoever looks.
func (p *pages) list(a *api.Ask) (page.Page, error) {
	z := p.Zone()
	_, exercise := p.Site()
	out := page.Page{Title: "Findings", Exercise: exercise, Lead: "One incident under one term each, the last recorded first. A finding is an assessment unless its status says that a body determined it."}
	list := page.List{
		ID: "findings", Live: true, Empty: "No finding on record fits: take a choice away to see more. Where nothing was found there may have been nobody to see: a day without reports is quiet only where somebody watched.",
		Columns: []page.Column{
			{Key: "finding", Name: "Term"},
			{Key: "article_title", Name: "Article"},
			{Key: "when", Name: "When"},
			{Key: "outcome", Name: "Outcome (status)"},
			{Key: "attribution", Name: "Attribution, in words"},
			{Key: "contested", Name: "Contested by"},
			{Key: "agreement", Name: "Text"},
			{Key: "article", FileOnly: true},
			{Key: "incident", FileOnly: true},
			{Key: "verdict", FileOnly: true},
			{Key: "status", FileOnly: true},
			{Key: "from", FileOnly: true},
			{Key: "to", FileOnly: true},
		},
	}
	f, err := asked(a, z)
	form := filterForm(a)
	if a.URL.Query().Get("after") != "" {
		list.Empty = api.NothingFollows
	}
	kept := p.projected(&f)
	var texts titles
	readErr := p.Read(func(s *engine.State) error {
		texts = titlesOf(s)
		form.Fields[2].Options = append(form.Fields[2].Options, articles(s)...)
		switch {
		case err != nil:
			return err
		case f.article != "" && !written(s, f.article):
			return api.Refuse("article", "no text on record has an article %.40q: choose one of the list", f.article)
		case kept != nil:
			f.text = onlyText(s)
			return nil
		case f.cursor != "":
			return store.ErrCursor
		}
		rows, more, err := choose(s, f)
		for _, one := range rows {
			list.Rows = append(list.Rows, row(&one.Released, z, texts))
		}
		if more {
			list.Next = page.With(a.URL.RequestURI(), "after", rows[len(rows)-1].ID.String())
		}
		return err
	})
	if kept != nil && readErr == nil {
		readErr = fill(a, &list, chosen{kept, f, z, texts})
	}
	out.Blocks = []page.Block{form}
	if fault := desk.Fault(readErr); fault != nil {
		return a.Unread(out, fault)
	}
	out.Blocks = append(out.Blocks, list)
	return out, readErr
}

func row(r *finding.Released, z when.Zone, texts titles) page.Row {
	var contested []string
	for _, o := range r.Contested {
		contested = append(contested, o.By)
	}
	from, to := "", ""
	if !r.When.IsUnknown() {
		from, to = api.RFC3339(r.When.From), api.RFC3339(r.When.To)
	}
	out := page.Row{ID: r.Incident.Short() + "-" + string(r.Term), Cells: []page.Cell{
		{Text: string(r.Term), Link: address(r)},
		{Text: texts.of(r.Agreement, r.Article)},
		{Text: desk.When(r.When, z)},
		desk.Verdict(r),
		{Text: r.Attribution.Words},
		{Text: strings.Join(contested, ", ")},
		{Text: r.Agreement},
		{Text: string(r.Article)},
		{Text: r.Incident.String()},
		{Text: string(r.Verdict)},
		{Text: string(r.Status)},
		{Text: from},
		{Text: to},
	}}
	if r.Exercise {
		out.Mark = "exercise"
	}
	return out
}

// titles are the articles of the texts on record, by their number and title.
type titles map[string]*agreement.Agreement

func titlesOf(s *engine.State) titles {
	out := titles{}
	for _, d := range s.Dockets() {
		out[d.Text().Ref()] = d.Text().Agreement()
	}
	return out
}

func (t titles) of(ref string, article agreement.ArticleID) string {
	if a := t[ref]; a != nil {
		return desk.Article(a, article)
	}
	return string(article)
}

// address is that of a finding's page, with the text that it is under.
func address(r *finding.Released) string {
	return page.With(desk.FindingPath(r), "agreement", r.Agreement)
}

func articles(s *engine.State) []page.Option {
	var out []page.Option
	for _, d := range s.Dockets() {
		for _, article := range d.Text().Agreement().Articles {
			o := page.Option{Value: string(article.ID), Text: string(article.ID) + ", " + article.Title}
			if !article.Context && !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
	}
	return out
}

// written reports whether a text on record has an article.
func written(s *engine.State, id agreement.ArticleID) bool {
	return slices.ContainsFunc(s.Dockets(), func(d *finding.Docket) bool {
		return slices.ContainsFunc(d.Text().Agreement().Articles, func(x agreement.Article) bool { return x.ID == id })
	})
}

func outcomes() []finding.Verdict {
	return []finding.Verdict{finding.Violation, finding.NoViolation, finding.Exempt, finding.Undetermined}
}

func statuses() []finding.Status {
	return []finding.Status{finding.Assessed, finding.Notified, finding.Replied, finding.Determined, finding.UnderAppeal, finding.Final, finding.Withdrawn}
}

func filterForm(a *api.Ask) page.Form {
	q := a.URL.Query()
	verdicts := []page.Option{{Text: "any outcome"}}
	for _, v := range outcomes() {
		verdicts = append(verdicts, page.Option{Value: string(v), Text: desk.Plain(string(v)) + " (whatever its status)"})
	}
	words := []page.Option{{Text: "any but withdrawn"}}
	for _, status := range statuses() {
		words = append(words, page.Option{Value: string(status), Text: desk.Plain(string(status))})
	}
	return page.Form{ID: "filter", Title: "Which findings", Action: "/findings", Filter: true, Submit: "Show", Fields: []page.Field{
		{Name: "outcome", Label: "Outcome", Kind: "choice", Value: q.Get("outcome"), Options: verdicts},
		{Name: "status", Label: "Status", Kind: "choice", Value: q.Get("status"), Options: words},
		{Name: "article", Label: "Article", Kind: "choice", Value: q.Get("article"), Options: []page.Option{{Text: "any article"}}},
		{Name: "from", Label: "From (time of the agreement's zone)", Kind: "time", Value: q.Get("from")},
		{Name: "to", Label: "To", Kind: "time", Value: q.Get("to")},
	}}
}

// asked reads which findings are asked for. Its error is an *api.Refused.
func asked(a *api.Ask, z when.Zone) (filter, error) {
	q := a.URL.Query()
	f := filter{outcome: finding.Verdict(q.Get("outcome")), status: finding.Status(q.Get("status")), article: agreement.ArticleID(q.Get("article"))}
	var err error
	if f.span, err = desk.Span(q.Get("from"), q.Get("to"), z); err != nil {
		return f, api.Refuse("from", "%v", err)
	}
	if f.outcome != "" && !slices.Contains(outcomes(), f.outcome) {
		return f, api.Refuse("outcome", "%.40q is no outcome of a finding: choose one of the list", f.outcome)
	}
	if f.status != "" && !slices.Contains(statuses(), f.status) {
		return f, api.Refuse("status", "%.40q is no status of a finding: choose one of the list", f.status)
	}
	after := q.Get("after")
	if !strings.HasPrefix(after, "finding:") {
		f.cursor = store.Cursor(after)
	} else if f.after.UnmarshalText([]byte(after)) != nil {
		return f, api.NoSuchPage("after")
	}
	return f, nil
}
