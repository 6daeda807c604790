// SPDX-License-Identifier: Apache-2.0

package findings

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"truce/app"
	"truce/engine"
	"truce/engine/whatif"
	"truce/finding"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/journal/sqlite"
)

// limit is how long a question of what would be may take; a longer one belongs to the command line.
const limit = 20 * time.Second

// mostAsked is how many observations a record has at most that is asked here. Of 28,000 the least set took six to sixteen seconds on a
// machine under load; a longer record is refused at once, before its journal is read for nothing.
const mostAsked = 40_000

const mark = whatif.Mark + ": it tells where nobody looked and whom a finding hangs on. It is derived now, stands in no finding and goes to nobody outside."

// question is a finding with a record of its own to ask of. The running record is not held meanwhile.
type question struct {
	finding *finding.Finding
	title   string
	record  *whatif.Record
	watch   whatif.Watch
}

// ask opens the record as it was when it was asked.
func (p *pages) ask(ctx context.Context, a *api.Ask) (*question, error) {
	w, err := named(a)
	if err != nil {
		return nil, err
	}
	q := &question{watch: func(int64, int64) error { return ctx.Err() }}
	var journal *sqlite.Journal
	var upTo int64
	err = p.Room.Read(func(r *app.Record) error {
		_, list, err := w.find(r.State())
		if err != nil {
			return err
		}
		if len(r.State().Observations()) > mostAsked {
			return context.DeadlineExceeded
		}
		q.finding, journal, upTo = list[len(list)-1], r.Journal(), r.State().Seq()
		return nil
	})
	if err != nil {
		return nil, err
	}
	r := &q.finding.Released
	q.title = string(r.Term) + ", article " + string(r.Article) + ": " + desk.VerdictWords(r)
	entries, err := app.Entries(ctx, journal, upTo)
	if err != nil {
		return nil, err
	}
	q.record, err = whatif.Open(entries, q.watch)
	return q, err
}

// unanswered is a page that says why a question has no answer here; another error is returned as it is.
func unanswered(err error, title string, exercise bool) (page.Page, error) {
	text := ""
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		text = "This record is too long to be asked here: the answer takes more than " + limit.String() + ". Ask at the command line: truce help flips, truce help whatif."
	case errors.Is(err, engine.ErrMissing):
		text = "Content was destroyed that the question rests on: what would have been found cannot be told any more."
	case errors.Is(err, whatif.ErrChange):
		text = err.Error()
	default:
		return page.Page{}, err
	}
	return page.Page{Title: title, Exercise: exercise, Blocks: []page.Block{page.Note{Kind: page.Inside, Text: mark}, page.Note{Kind: page.Warning, Text: text}}}, nil
}

// least is the page of the fewest inputs without which a finding would be another.
func (p *pages) least(a *api.Ask) (page.Page, error) {
	ctx, done := context.WithTimeout(a.Context(), limit)
	defer done()
	_, exercise := p.Site()
	q, err := p.ask(ctx, a)
	if err != nil {
		return unanswered(err, "What would change it", exercise)
	}
	m, err := q.record.Least(q.finding.ID, false, q.watch)
	if err != nil {
		return unanswered(err, "What would change it", exercise)
	}
	out := page.Page{Title: "What would change it", Exercise: exercise, Lead: q.title, Blocks: []page.Block{page.Note{Kind: page.Inside, Text: mark}}}
	sets := page.List{
		ID: "flip-set", Title: "The fewest that change something", Inside: true, Lead: fmt.Sprintf("Up to %s were left out together.", desk.Counted(m.UpTo, "input")), Columns: []page.Column{{Key: "without", Name: "Without"}, {Key: "finding", Name: "The finding"}, {Key: "changes", Name: "What changes"}, {Key: "because", Name: "Because"}},
		Empty: "Nothing that could be left out changes it.",
	}
	for _, set := range m.Sets {
		sets.Rows = append(sets.Rows, page.Row{Cells: []page.Cell{{Text: strings.Join(set.Without, ", ")}, {Text: string(set.Kind)}, {Text: aspects(set.Aspects)}, {Text: strings.Join(set.Because, "; ")}}})
	}
	ratings := page.List{ID: "ratings", Title: "Ratings one step better or worse", Inside: true, Columns: []page.Column{{Key: "of", Name: "Of"}, {Key: "by", Name: "By"}, {Key: "step", Name: "Step"}, {Key: "changes", Name: "What changes"}}, Empty: fmt.Sprintf("None of %s that were tried changes it.", desk.Counted(m.Rated, "rating"))}
	for _, step := range m.Ratings {
		ratings.Rows = append(ratings.Rows, page.Row{Cells: []page.Cell{{Text: step.Of}, {Text: step.By}, {Text: step.From + " to " + step.To}, {Text: aspects(step.Aspects)}}})
	}
	open := page.List{ID: "open", Title: "What nothing on record settles", Inside: true, Columns: []page.Column{{Key: "condition", Name: "Condition"}, {Key: "asks", Name: "What is asked"}, {Key: "needs", Name: "What would close it"}, {Key: "means", Name: "By what means"}, {Key: "by", Name: "Whose act"}}, Empty: "No condition is open."}
	for _, u := range m.Open {
		var means []string
		for _, one := range u.Means {
			means = append(means, string(one))
		}
		open.Rows = append(open.Rows, page.Row{Cells: []page.Cell{{Text: u.Condition}, {Text: u.Asks}, {Text: u.Needs}, {Text: strings.Join(means, ", ")}, {Text: strings.Join(u.By, ", ")}}})
	}
	firm := page.Facts{Title: "What stays as it is", Inside: true, Facts: []page.Fact{{Name: "Changed by none of them", Text: desk.Or(strings.Join(m.Firm, ", "), "nothing")}}}
	out.Blocks = append(out.Blocks, sets, firm, ratings, open)
	return out, nil
}

// whatIf is the page that folds the record without a source, or under a reading, and lists what would be found.
func (p *pages) whatIf(a *api.Ask) (page.Page, error) {
	ctx, done := context.WithTimeout(a.Context(), limit)
	defer done()
	_, exercise := p.Site()
	q, err := p.ask(ctx, a)
	if err != nil {
		return unanswered(err, "What if", exercise)
	}
	out := page.Page{Title: "What if", Exercise: exercise, Lead: q.title, Blocks: []page.Block{page.Note{Kind: page.Inside, Text: mark}, q.form(a)}}
	without, reading := a.URL.Query().Get("without"), a.URL.Query().Get("reading")
	if without == "" && reading == "" {
		return out, nil
	}
	var c whatif.Change
	if without != "" {
		c.Sources = []string{without}
	}
	if reading != "" {
		c.Readings = []string{reading}
	}
	result, err := q.record.Ask(c, q.watch)
	if err != nil {
		return unanswered(err, "What if", exercise)
	}
	list := page.List{
		ID: "flips", Title: "What would be otherwise", Inside: true, Lead: fmt.Sprintf("%d as they are; incidents %d, now %d; outside every text %d, now %d.", result.Unchanged, result.After.Incidents, result.Before.Incidents, result.After.Outside, result.Before.Outside),
		Columns: []page.Column{{Key: "finding", Name: "Finding"}, {Key: "kind", Name: "It"}, {Key: "article", Name: "Article"}, {Key: "changes", Name: "What changes"}, {Key: "because", Name: "Because"}}, Empty: "Nothing would be found otherwise.",
	}
	for _, f := range result.Flips {
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: string(f.Term) + " on " + f.Incident.Short()}, {Text: string(f.Kind)}, {Text: string(f.Article)}, {Text: aspects(f.Aspects)}, {Text: strings.Join(f.Because, "; ")}}})
	}
	for _, l := range result.Lapsed {
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: fmt.Sprintf("entry %d", l.Seq)}, {Text: "lapses"}, {}, {}, {Text: l.Why}}})
	}
	out.Blocks = append(out.Blocks, list)
	return out, nil
}

func (q *question) form(a *api.Ask) page.Form {
	sources, readings := []page.Option{{Text: "no source left out"}}, []page.Option{{Text: "no other reading"}}
	for _, name := range q.record.Sources() {
		sources = append(sources, page.Option{Value: name, Text: name})
	}
	for _, name := range q.record.Readings() {
		readings = append(readings, page.Option{Value: name, Text: name})
	}
	v := a.URL.Query()
	return page.Form{ID: "what-if", Title: "What shall have been otherwise", Action: a.URL.Path, Filter: true, Submit: "Ask", Fields: []page.Field{
		{Name: "agreement", Kind: "hidden", Value: q.finding.Released.Agreement},
		{Name: "without", Label: "Without the source or root", Kind: "choice", Value: v.Get("without"), Options: sources},
		{Name: "reading", Label: "As if ruled", Kind: "choice", Value: v.Get("reading"), Options: readings},
	}}
}

func aspects(list []whatif.Aspect) string {
	var out []string
	for _, a := range list {
		out = append(out, a.Name+": "+desk.Or(a.Before, "nothing")+" → "+desk.Or(a.After, "nothing"))
	}
	return strings.Join(out, "; ")
}
