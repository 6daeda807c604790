// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"cmp"

	"truce/coalition"
	"truce/coalition/sourced"
	"truce/coalition/undertaking"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
)

func (d *Desk) undertakings() []api.Route {
	return []api.Route{{Pattern: "/undertakings", Title: "who undertook what, on what condition, and what is missing", Needs: access.Registers, Noted: true, Page: d.undertakingsPage}}
}

func (d *Desk) undertakingsPage(a *api.Ask) (page.Page, error) {
	p := page.Page{Title: "Undertakings", Lead: "Represented at is not member of is not bound by. Whether an undertaking is called on is for the authority that a state's law names."}
	v := view(a)
	err := d.read(func(s *coalition.State) error {
		g := s.Undertakings()
		texts := page.List{ID: "texts", Title: "Texts", Empty: "No text is on record. The secretariat enters a table with truce undertakings --import.", Columns: []page.Column{
			{Key: "text", Name: "Text"}, {Key: "title", Name: "Title"}, {Key: "kind", Name: "Kind"}, {Key: "parties", Name: "Parties by the text itself"}, {Key: "said", Name: "According to"},
		}}
		components := page.List{ID: "components", Title: "Components", Empty: "No component is on record.", Columns: []page.Column{
			{Key: "text", Name: "Text"},
			{Key: "component", Name: "Component"},
			{Key: "title", Name: "Title"},
			{Key: "binding", Name: "Binding level"},
			{Key: "addressee", Name: "Addressee"},
			{Key: "scope", Name: "Scope"},
			{Key: "expires", Name: "Expires"},
		}}
		positions := page.List{ID: "positions", Title: "Where each state stands", Empty: "No position is on record.", Columns: []page.Column{
			{Key: "text", Name: "Text"}, {Key: "component", Name: "Component"}, {Key: "state", Name: "State"}, {Key: "stance", Name: "Position"}, {Key: "reservation", Name: "Reservation"}, {Key: "said", Name: "According to"},
		}}
		owing := page.List{ID: "owing", Title: "What is still missing", Empty: "No step of ratification is open on record.", Columns: []page.Column{
			{Key: "text", Name: "Text"}, {Key: "component", Name: "Component"}, {Key: "state", Name: "State"}, {Key: "owner", Name: "Who has to act"}, {Key: "progress", Name: "How far"}, {Key: "words", Name: "In what words"},
		}}
		for _, i := range g.Instruments(v) {
			t := undertaking.Text{Instrument: i.Is.ID, Version: i.Is.Version}
			ref := string(i.Is.ID) + "@" + string(i.Is.Version)
			texts.Rows = append(texts.Rows, page.Row{Mark: mark(i.Is.Exercise), Cells: []page.Cell{{Text: ref}, {Text: i.Is.Title}, {Text: words(i.Is.Kind)}, {Text: joined(i.Is.Parties)}, {Text: by(i.Said)}}})
			for _, c := range g.Components(t, v) {
				components.Rows = append(components.Rows, page.Row{Mark: mark(i.Is.Exercise), Cells: []page.Cell{
					{Text: ref}, {Text: string(c.Is.ID)}, {Text: c.Is.Title}, {Text: words(c.Is.Binding)}, {Text: string(c.Is.Addressee)}, {Text: c.Is.Scope}, {Text: day(c.Is.Expires)},
				}})
			}
			for _, x := range g.Positions(t, v) {
				positions.Rows = append(positions.Rows, page.Row{Mark: mark(i.Is.Exercise), Cells: []page.Cell{
					{Text: ref}, {Text: cmp.Or(string(x.Is.Component), "the whole text")}, {Text: string(x.Is.State)}, {Text: words(x.Is.Stance)}, {Text: x.Is.Reservation}, {Text: by(x.Said)},
				}})
			}
			if counts, ok := g.InForce(i.Is.ID, v); ok && counts == t {
				for _, x := range g.Owing(i.Is.ID, v) {
					owing.Rows = append(owing.Rows, page.Row{Mark: mark(i.Is.Exercise), Cells: []page.Cell{
						{Text: ref}, {Text: cmp.Or(string(x.Is.Component), "the whole text")}, {Text: string(x.Is.State)}, {Text: words(x.Is.Owner)}, {Text: words(x.Is.Progress)}, {Text: x.Is.Words},
					}})
				}
			}
		}
		p.Blocks = []page.Block{texts, components, positions, owing, relationList(g, v), roleList(g, v)}
		return nil
	})
	return p, err
}

func relationList(g *undertaking.Register, v sourced.View) page.List {
	l := page.List{ID: "relations", Title: "Represented at, member of, bound by", Lead: "Three lists in one table: none follows from another.", Empty: "Nothing is on record.", Columns: []page.Column{
		{Key: "state", Name: "State"}, {Key: "relation", Name: "Relation"}, {Key: "to", Name: "To what"}, {Key: "said", Name: "According to"},
	}}
	for _, x := range g.Relations("", v) {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: string(x.Is.State)}, {Text: words(x.Is.Tie)}, {Text: string(x.Is.To)}, {Text: by(x.Said)}}})
	}
	return l
}

func roleList(g *undertaking.Register, v sourced.View) page.List {
	l := page.List{ID: "roles", Title: "Founders, co-chairs, brokers", Lead: "A broker, founder or co-chair is bound to nothing by that.", Empty: "Nothing is on record.", Columns: []page.Column{
		{Key: "who", Name: "Who"}, {Key: "role", Name: "Role"}, {Key: "of", Name: "Of what"}, {Key: "said", Name: "According to"},
	}}
	for _, x := range g.Roles("", v) {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: string(x.Is.Who)}, {Text: words(x.Is.Part)}, {Text: string(x.Is.Of)}, {Text: by(x.Said)}}})
	}
	return l
}
