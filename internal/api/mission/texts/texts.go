// SPDX-License-Identifier: Apache-2.0

// Package texts turns the agreements on record into pages: what each article asks, what it leaves open, and what changed from another
// text. It follows the package desk.
package texts

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"truce/agreement"
	"truce/agreement/diff"
	"truce/agreement/lint"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
)

// pages are those of the texts.
type pages struct{ *desk.Desk }

// Routes are the routes of the texts.
func Routes(of *desk.Desk) []api.Route {
	d := &pages{of}
	return []api.Route{
		{Pattern: "/agreement", Title: "the agreements on record", Needs: access.Open, Page: d.agreementsPage},
		{Pattern: "/agreement/{ref}", Title: "one agreement: its articles and what they ask", Needs: access.Open, Page: d.agreementPage},
		{Pattern: "/agreement/{ref}/lint", Title: "what a text leaves open", Needs: access.Open, Page: d.lintPage},
		{Pattern: "/agreement/{ref}/diff", Title: "what changed in effect from another version, and for whom", Needs: access.Open, Page: d.diffPage},
	}
}

func agreementAddress(ref string) string { return "/agreement/" + url.PathEscape(ref) }

// compiled are the texts on record. They never change, so they may be read after the state was.
func (d *pages) compiled() []*agreement.Compiled {
	var out []*agreement.Compiled
	d.Read(func(s *engine.State) error {
		for _, k := range s.Dockets() {
			out = append(out, k.Text())
		}
		return nil
	})
	return out
}

// text returns the text of a reference.
func (d *pages) text(ref string) (*agreement.Compiled, error) {
	for _, c := range d.compiled() {
		if c.Ref() == ref {
			return c, nil
		}
	}
	return nil, api.ErrNotFound
}

func (d *pages) agreementsPage(*api.Ask) (page.Page, error) {
	l := page.List{
		ID: "agreements", Empty: "No agreement is on record yet. " + desk.Adopt,
		Columns: []page.Column{
			{Key: "agreement", Name: "Agreement"},
			{Key: "title", Name: "Title"},
			{Key: "kind", Name: "Kind"},
			{Key: "articles", Name: "Articles", Number: true},
			{Key: "terms", Name: "Terms", Number: true},
			{Key: "parties", Name: "Parties"},
		},
	}
	exercise := false
	for _, c := range d.compiled() {
		t := c.Agreement()
		exercise = exercise || t.Exercise
		var parties []string
		for _, p := range t.Parties {
			parties = append(parties, p.Name)
		}
		l.Rows = append(l.Rows, page.Row{ID: c.Ref(), Cells: []page.Cell{
			{Text: c.Ref(), Link: agreementAddress(c.Ref())}, {Text: t.Title}, {Text: string(t.Kind)}, {Text: fmt.Sprint(len(t.Articles))}, {Text: fmt.Sprint(len(t.Terms))}, {Text: strings.Join(parties, ", ")},
		}})
	}
	return page.Page{Title: "Agreements", Exercise: exercise, Lead: "The texts under which the record is judged, each in its version.", Blocks: []page.Block{l}}, nil
}

func (d *pages) agreementPage(a *api.Ask) (page.Page, error) {
	c, err := d.text(a.PathValue("ref"))
	if err != nil {
		return page.Page{}, err
	}
	t := c.Agreement()
	p := page.Page{Title: t.Title, Exercise: t.Exercise, Lead: "What the articles say stands here in our words, with their citation; the authoritative text decides."}
	ways := page.Links{Links: []page.Link{{Text: "What it leaves open", To: agreementAddress(c.Ref()) + "/lint"}, {Text: "What changed", To: agreementAddress(c.Ref()) + "/diff"}}}
	if a.Viewer.May(access.Mission) {
		ways.Links = append(ways.Links, page.Link{Text: "On the map", To: "/map"})
	}
	p.Blocks = append(p.Blocks, factsOf(c), ways)
	if low, high, ok := c.Bounds(); ok {
		at := "?text=" + url.QueryEscape(c.Ref())
		p.Blocks = append(p.Blocks, page.Map{
			ID: "map", Title: "What it draws", Text: "Zones, lines and places as the text names them, and the belts that its terms measure from a line.",
			West: low.Lon, South: low.Lat, East: high.Lon, North: high.Lat,
			Layers: []page.Layer{
				{Kind: "zones", Name: "Zones, lines and places", Source: c.Ref() + ", each with where it was read", From: "/map/agreement" + at},
				{Kind: "belts", Name: "Belts that weapons keep out of", Source: "its terms, each with its article", From: "/map/belts" + at},
			},
		})
	}
	for _, x := range t.Articles {
		p.Blocks = append(p.Blocks, page.Prose{ID: string(x.ID), Title: "Article " + string(x.ID) + ": " + x.Title, Paragraphs: []string{x.Says}, Quoted: x.Cite})
		for _, l := range []page.List{termsOf(c, x.ID), mattersOf(c, x.ID)} {
			if len(l.Rows) > 0 {
				p.Blocks = append(p.Blocks, l)
			}
		}
	}
	p.Blocks = append(p.Blocks, mattersOf(c, ""))
	return p, nil
}

func factsOf(c *agreement.Compiled) page.Facts {
	t := c.Agreement()
	f := page.Facts{Facts: []page.Fact{{Name: "Reference", Text: c.Ref()}, {Name: "Kind", Text: string(t.Kind)}}}
	var languages []string
	for _, l := range t.Languages {
		text := l.Tag
		if l.Authoritative {
			text += " (authoritative)"
		}
		languages = append(languages, text)
	}
	for _, each := range []struct {
		name string
		list []string
	}{{"Languages", languages}, {"Parties", names(t.Parties)}, {"Armed actors who are not bound", names(t.Others)}} {
		if len(each.list) > 0 {
			f.Facts = append(f.Facts, page.Fact{Name: each.name, Text: strings.Join(each.list, ", ")})
		}
	}
	if p := t.Publication; p != nil {
		text := fmt.Sprintf("after %s, coarsened to cells of %s", p.Delay, p.Cell)
		if p.Reported {
			text += " (reported)"
		}
		f.Facts = append(f.Facts, page.Fact{Name: "The public sees it", Text: text})
	}
	for _, x := range t.Times {
		reported := ""
		if x.Reported {
			reported = " (reported)"
		}
		switch {
		case x.Event != "":
			f.Facts = append(f.Facts, page.Fact{Name: "Start event " + string(x.ID), Text: string(x.Event) + reported})
		case x.Open:
			f.Facts = append(f.Facts, page.Fact{Name: "Start event " + string(x.ID), Text: "open: its day is not known yet"})
		}
	}
	f.Facts = append(f.Facts, page.Fact{Name: "Digest", Text: c.Digest().String()})
	return f
}

func names(list []agreement.Party) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.Name)
	}
	return out
}

// termsOf are the terms of an article under each combination of readings that touches them, each with every condition that it has.
func termsOf(c *agreement.Compiled, article agreement.ArticleID) page.List {
	l := page.List{ID: "terms-" + name(article), Empty: "This article makes no term.", Columns: []page.Column{
		{Key: "term", Name: "Term"},
		{Key: "sense", Name: "Sense"},
		{Key: "binds", Name: "Binds"},
		{Key: "acts", Name: "Acts, with and against what"},
		{Key: "where", Name: "Where"},
		{Key: "when", Name: "When"},
		{Key: "unless", Name: "Unless, and how it is read"},
		{Key: "severity", Name: "Severity, S1 to S4, if nothing raises it"},
	}}
	same := map[agreement.TermID]int{}
	for _, r := range c.Rules() {
		x := r.Term
		if x.Article != article {
			continue
		}
		id := string(x.ID)
		if same[x.ID]++; same[x.ID] > 1 {
			id = fmt.Sprintf("%s-%d", id, same[x.ID])
		}
		says := diff.ConditionsOf(c, r)
		l.Rows = append(l.Rows, page.Row{ID: id, Cells: []page.Cell{
			{Text: string(x.ID)},
			{Text: string(x.Sense)},
			{Text: cmp.Or(strings.Join(bound(c, x), ", "), "all parties")},
			{Text: strings.Join(append([]string{desk.Plain(diff.ActWords(r.Acts))}, says.Weapons...), ", ")},
			{Text: cmp.Or(strings.Join(says.Places, "; "), "anywhere in force")},
			{Text: cmp.Or(strings.Join(says.Times, "; "), "at all times in force")},
			{Text: strings.Join(append(says.Exemptions, says.Readings...), "; ")},
			{Text: x.Severity.String()},
		}})
	}
	return l
}

// bound are the names of the parties that a term names.
func bound(c *agreement.Compiled, x *agreement.Term) []string {
	var out []string
	for _, p := range c.Agreement().Parties {
		if slices.Contains(x.Binds, p.ID) {
			out = append(out, p.Name)
		}
	}
	return out
}

// mattersOf is what an article sets beside its terms: bodies, steps with their clocks, rungs, exemptions, rules; of the whole text for
// no article.
func mattersOf(c *agreement.Compiled, article agreement.ArticleID) page.List {
	l := page.List{ID: "sets-" + cmp.Or(name(article), "all"), Title: "What article " + string(article) + " sets beside terms", Empty: "Nothing beside its terms.", Columns: []page.Column{
		{Key: "kind", Name: "Of"}, {Key: "what", Name: "What"}, {Key: "says", Name: "As it is computed"},
	}}
	if article == "" {
		l.Title = "What holds for the whole text"
	}
	for _, m := range diff.Matters(c) {
		if m.Article == article {
			l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: string(m.Kind)}, {Text: m.Name}, {Text: m.Says}}})
		}
	}
	return l
}

// name is an article as a part of an address.
func name(article agreement.ArticleID) string {
	return strings.ToLower(strings.Map(plain, string(article)))
}

// plain keeps letters and digits.
func plain(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return '-'
}

func joined[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return strings.Join(out, ", ")
}

func (d *pages) lintPage(a *api.Ask) (page.Page, error) {
	c, err := d.text(a.PathValue("ref"))
	if err != nil {
		return page.Page{}, err
	}
	l := page.List{ID: "lint", Empty: "Nothing: the linter finds nothing that this text leaves open.", Columns: []page.Column{
		{Key: "article", Name: "Article"}, {Key: "check", Name: "Check"}, {Key: "what", Name: "What is open"}, {Key: "mend", Name: "What would mend it"},
	}}
	for _, x := range lint.Check(c) {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: string(x.Article)}, {Text: x.Check}, {Text: x.Says + " " + x.Why}, {Text: x.Mend}}})
	}
	return page.Page{Title: "What " + c.Ref() + " leaves open", Exercise: c.Agreement().Exercise, Lead: "Found by machine before anybody has to argue about it; each with its article.", Blocks: []page.Block{l}}, nil
}

func (d *pages) diffPage(a *api.Ask) (page.Page, error) {
	c, err := d.text(a.PathValue("ref"))
	if err != nil {
		return page.Page{}, err
	}
	from := a.URL.Query().Get("from")
	p := page.Page{Title: "What changed to " + c.Ref(), Exercise: c.Agreement().Exercise, Lead: "In effect and for whom; words that decide nothing are not compared."}
	others := page.Links{Title: "From"}
	for _, o := range d.compiled() {
		if o.Ref() != c.Ref() {
			others.Links = append(others.Links, page.Link{Text: o.Ref(), To: agreementAddress(c.Ref()) + "/diff?from=" + url.QueryEscape(o.Ref())})
		}
	}
	if from == "" {
		if len(others.Links) == 0 {
			p.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "Only one text is on record. A later version, or a rival text, is compared here once it is."}}
			return p, nil
		}
		p.Blocks = []page.Block{others}
		return p, nil
	}
	old, err := d.text(from)
	if err != nil {
		return p, err
	}
	compare := diff.Compare
	if old.Agreement().ID != c.Agreement().ID {
		compare = diff.Rival
	}
	l := page.List{ID: "diff", Title: "From " + old.Ref(), Empty: "Nothing differs in effect.", Columns: []page.Column{
		{Key: "kind", Name: "Kind"}, {Key: "what", Name: "What"}, {Key: "for", Name: "For whom"}, {Key: "old", Name: old.Ref()}, {Key: "new", Name: c.Ref()},
	}}
	for _, x := range compare(old, c) {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: string(x.Kind)}, {Text: x.Says}, {Text: cmp.Or(joined(x.For), "everybody under the text")}, {Text: x.Old}, {Text: x.New}}})
	}
	p.Blocks = []page.Block{l, others}
	return p, nil
}
