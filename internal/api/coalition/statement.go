// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"fmt"
	"strings"

	"truce/coalition"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
)

func (d *Desk) statements() []api.Route {
	return []api.Route{{Pattern: "/statements", Title: "who said what about which article, in which story", Needs: access.Registers, Page: d.statementsPage}}
}

func (d *Desk) statementsPage(a *api.Ask) (page.Page, error) {
	about := sourced.Name(a.URL.Query().Get("about"))
	p := page.Page{Title: "Statements", Lead: "A story is a source: what it says is what somebody said."}
	err := d.read(func(s *coalition.State) error {
		g := s.Statements()
		entries := g.Facts(a.Now)
		if about != "" {
			entries = g.About(about, a.Now)
		}
		p.Blocks = []page.Block{factList(g, entries, a), sourceList(g, a), page.Form{
			ID: "about", Title: "About one matter", Action: "/statements", Submit: "Show", Filter: true,
			Fields: []page.Field{{Name: "about", Label: "State, text or meeting", Help: "As the registers write it, such as Ukraine; empty for all.", Kind: "text", Value: string(about)}},
		}}
		return nil
	})
	return told(p), err
}

func factList(g *statement.Register, entries []statement.Entry, a *api.Ask) page.List {
	l := page.List{
		ID: "facts", Title: "Facts", Lead: "Each stands at its place in the source, with how it was attributed there. The words of the source are not kept.",
		Empty:   "No fact is on record about that. The secretariat enters a story with truce statement source and each fact with truce statement add.",
		Columns: columns("Fact", "In our words|says", "Nature", "How given|mode", "How attributed|grade", "Speaker", "Office|role", "Said for|for", "About", "Article", "Figure", "Flags", "Source", "Characters|at"),
	}
	for _, x := range entries {
		f := x.Fact
		source, _ := g.Source(f.Source, a.Now)
		figure := ""
		if f.Figure != nil {
			figure = f.Figure.String()
		}
		var flags []string
		for _, flag := range f.Flags {
			flags = append(flags, words(flag.Word)+": "+flag.Says)
		}
		row := add(&l, source.Exercise, string(f.ID), f.Says, words(f.Nature), words(f.Mode), words(f.Grade), f.Speaker, f.Role, string(f.For), joined(f.About), f.Article, figure, strings.Join(flags, "; "), string(f.Source), fmt.Sprintf("%d to %d", f.At.RuneOffset, f.At.RuneOffset+f.At.RuneLength))
		row.ID, row.Cells[12].Link = string(f.ID), "#row-source-"+string(f.Source)
	}
	return l
}

func sourceList(g *statement.Register, a *api.Ask) page.List {
	l := page.List{
		ID: "sources", Title: "Sources", Lead: "A source is held by its digest: whoever has the file can look each fact up with truce statement check.", Empty: "No source is on record. The secretariat enters a story with truce statement source.",
		Columns: columns("Source", "Title", "Outlet", "Kind", "Language", "Published", "Where to read it|in", "What its lines say|layout", "Digest"),
	}
	for _, x := range g.Sources(a.Now) {
		row := add(&l, x.Exercise, string(x.ID), x.Title, x.Outlet, words(x.Kind), x.Language, day(x.Published), x.In, layoutOf(x), x.Digest.String())
		row.ID = "source-" + string(x.ID)
	}
	return l
}

// layoutOf says what the lines of a source say of it, and what it has.
func layoutOf(s statement.Source) string {
	text := fmt.Sprintf("%d bytes, %d words", s.Bytes, s.Layout.Words)
	if n := s.Layout.Claimed; n > 0 {
		text += fmt.Sprintf(" where a line of it says %d", n)
		if s.Layout.CountDiffers() {
			text += ", which differs"
		}
	}
	if s.Layout.Slug != "" {
		text += ", slug " + s.Layout.Slug
	}
	if d := s.Layout.Dateline; d != nil {
		text += ", dateline " + d.Place
	}
	return text
}
