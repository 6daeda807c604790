// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"fmt"

	"truce/coalition"
	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
)

func (d *Desk) readiness() []api.Route {
	return []api.Route{{Pattern: "/readiness", Title: "how far a text is agreed, article by party, and the claim beside the count", Needs: access.Registers, Noted: true, Page: d.readinessPage}}
}

func (d *Desk) readinessPage(a *api.Ask) (page.Page, error) {
	v := view(a)
	p := page.Page{Title: "Readiness", Lead: "Who says what of each article, and with what authority. A public claim stands beside the count as consistent with it or not, and is never confirmed by it."}
	err := d.read(func(s *coalition.State) error {
		g := s.Readiness()
		texts := g.Texts(v)
		if len(texts) == 0 {
			p.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "No text is on record. The secretariat enters a table with truce readiness --import."}}
			return nil
		}
		for i, t := range texts {
			of := readiness.Version{Text: t.Is.ID, Version: t.Is.Version}
			l := page.List{ID: fmt.Sprint("grid-", i+1), Title: t.Is.Title, Lead: "Version " + string(t.Is.Version) + ", according to " + by(t.Said) + ".", Empty: "No article of it is on record.", Columns: []page.Column{
				{Key: "article", Name: "Article"}, {Key: "title", Name: "Title"},
			}}
			for _, party := range t.Is.Parties {
				l.Columns = append(l.Columns, page.Column{Key: string(party), Name: string(party)})
			}
			for _, r := range g.Grid(of, false, v) {
				row := page.Row{Mark: mark(t.Is.Exercise), Cells: []page.Cell{{Text: string(r.Article.ID)}, {Text: r.Article.Title}}}
				for _, party := range t.Is.Parties {
					row.Cells = append(row.Cells, page.Cell{Text: standOf(r, string(party))})
				}
				l.Rows = append(l.Rows, row)
			}
			p.Blocks = append(p.Blocks, l)
			claims, err := claimList(g, of, i+1, v)
			if err != nil {
				return err
			}
			p.Blocks = append(p.Blocks, claims)
		}
		lines := page.List{ID: "red-lines", Title: "Red lines", Empty: "No red line is on record.", Columns: []page.Column{{Key: "party", Name: "Party"}, {Key: "article", Name: "Article"}, {Key: "words", Name: "In words"}, {Key: "said", Name: "According to"}}}
		for _, x := range g.RedLines("", v) {
			lines.Rows = append(lines.Rows, page.Row{Cells: []page.Cell{{Text: string(x.Is.Party)}, {Text: string(x.Is.Article)}, {Text: x.Is.Words}, {Text: by(x.Said)}}})
		}
		p.Blocks = append(p.Blocks, lines)
		return nil
	})
	return p, err
}

// standOf is where a party stands on the article of a row, and by whose word.
func standOf(r readiness.Row, party string) string {
	for _, s := range r.Stands {
		if string(s.Party) != party {
			continue
		}
		text := words(s.Status)
		switch {
		case s.Disputed:
			text += ", disputed by others"
		case s.Self:
			text += ", by its own word"
		case len(s.Words) > 0:
			text += ", by the word of " + string(s.Words[0].Is.AssertedBy)
		}
		if len(s.ConditionalOn) > 0 {
			text += ", conditional on " + joined(s.ConditionalOn)
		}
		return text
	}
	return "silent"
}

// claimList sets each public claim beside the counts that it may mean, alike ones in one row.
func claimList(g *readiness.Register, of readiness.Version, n int, v sourced.View) (page.List, error) {
	l := page.List{ID: fmt.Sprint("claims-", n), Title: "Public claims beside the count", Empty: "No public claim about it is on record.", Columns: []page.Column{
		{Key: "claim", Name: "Claim"}, {Key: "said", Name: "According to"}, {Key: "verdict", Name: "Beside the count"}, {Key: "count", Name: "Count"}, {Key: "ways", Name: "Ways of counting that give it", Number: true},
	}}
	for _, c := range g.Claims(of, v) {
		beside, err := g.Compare(c.Is, v)
		if err != nil {
			return l, err
		}
		at := map[string]int{}
		ways := map[string]int{}
		for _, b := range beside {
			key := words(b.Verdict) + "|" + b.Reason
			if ways[key]++; ways[key] == 1 {
				at[key] = len(l.Rows)
				l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: c.Is.Words}, {Text: by(c.Said)}, {Text: words(b.Verdict)}, {Text: b.Reason}, {}}})
			}
			l.Rows[at[key]].Cells[4].Text = fmt.Sprint(ways[key])
		}
	}
	return l, nil
}
