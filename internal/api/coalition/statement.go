// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"fmt"

	"truce/coalition"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
)

func (d *Desk) statements() []api.Route {
	return []api.Route{{Pattern: "/statements", Title: "who said what about which article, in which story", Needs: access.Registers, Page: d.statementsPage}}
}

func (d *Desk) statementsPage(a *api.Ask) (page.Page, error) {
	sources := page.List{ID: "sources", Title: "Sources", Empty: "No source is on record. Enter a story with truce statement add.", Columns: []page.Column{
		{Key: "source", Name: "Source"}, {Key: "title", Name: "Title"}, {Key: "outlet", Name: "Outlet"}, {Key: "published", Name: "Published"}, {Key: "digest", Name: "Digest"},
	}}
	facts := page.List{ID: "facts", Title: "Facts", Lead: "Each stands at its place in the source, with how it was attributed there. The words of the source are not kept.", Empty: "No fact is on record.", Columns: []page.Column{
		{Key: "fact", Name: "Fact"}, {Key: "says", Name: "In our words"}, {Key: "speaker", Name: "Speaker"}, {Key: "grade", Name: "How attributed"}, {Key: "article", Name: "Article"}, {Key: "about", Name: "About"}, {Key: "source", Name: "Source"}, {Key: "at", Name: "Characters"},
	}}
	err := d.read(func(s *coalition.State) error {
		for _, x := range s.Statements().Sources(a.Now) {
			sources.Rows = append(sources.Rows, page.Row{ID: string(x.ID), Mark: mark(x.Exercise), Cells: []page.Cell{{Text: string(x.ID)}, {Text: x.Title}, {Text: x.Outlet}, {Text: day(x.Published)}, {Text: x.Digest.String()}}})
		}
		for _, x := range s.Statements().Facts(a.Now) {
			f := x.Fact
			facts.Rows = append(facts.Rows, page.Row{ID: string(f.ID), Cells: []page.Cell{
				{Text: string(f.ID)}, {Text: f.Says}, {Text: f.Speaker}, {Text: words(f.Grade)}, {Text: f.Article}, {Text: joined(f.About)}, {Text: string(f.Source), Link: "#row-" + string(f.Source)}, {Text: fmt.Sprintf("%d to %d", f.At.RuneOffset, f.At.RuneOffset+f.At.RuneLength)},
			}})
		}
		return nil
	})
	return page.Page{Title: "Statements", Lead: "A story is a source: what it says is what somebody said.", Blocks: []page.Block{facts, sources}}, err
}
