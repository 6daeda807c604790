// SPDX-License-Identifier: Apache-2.0

package outward

import (
	"fmt"
	"strings"

	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/place"
	"truce/territory"
	"truce/territory/shares"
	"truce/when"
)

// near is how near a place must be to the unit of a roll that it is taken for by its name.
const near = 20 * 1000 * place.Metre

// question is what the page is asked: where, at which time, and from which time on.
type question struct {
	at, since             when.Interval
	atFault, sinceFault   string
	where                 place.Region
	whereText, whereFault string
	changes               bool
}

// territory is the page of who held what. It shows layers that their sources published, each by itself: it merges none, and calls
// none right.
func (p *pages) territory(a *api.Ask) (page.Page, error) {
	_, exercise := p.Site()
	z := p.zoned()
	out := page.Page{Title: "Territory", Exercise: exercise, Lead: "Who held what, by which source, as of when. Names are those of each source and settle no status; holding ground is not firing from it."}
	err := p.Read(func(s *engine.State) error {
		q := asks(a, s, z)
		maps := territory.KnownBy(s.Layers(), a.Now)
		out.Blocks = append(out.Blocks, layersOf(maps, z), q.form(a, s))
		if q.whereText != "" && q.whereFault == "" {
			out.Blocks = append(out.Blocks, q.held(maps, z))
		}
		out.Blocks = append(out.Blocks, q.shared(maps, z), needs())
		if q.changes {
			out.Blocks = append(out.Blocks, q.changed(maps, z))
		}
		out.Blocks = append(out.Blocks, compared(maps, q.at))
		return nil
	})
	return out, err
}

func asks(a *api.Ask, s *engine.State, z when.Zone) question {
	today := z.Whole(z.DateOf(a.Now))
	q := question{whereText: desk.Cut(strings.TrimSpace(a.URL.Query().Get("where")), 120)}
	q.at, q.atFault = asked(a, "at", z, today)
	q.since, q.sinceFault = asked(a, "since", z, when.Interval{})
	q.changes = q.since != when.Interval{} && q.sinceFault == ""
	if q.whereText == "" {
		return q
	}
	for _, d := range s.Dockets() {
		if r := d.Text().Locate(place.Region{Name: q.whereText}); r.HasGeometry() {
			q.where = r
			return q
		}
	}
	for _, m := range s.Layers() {
		for i := range m.Layer.Marks {
			if strings.EqualFold(m.Layer.Marks[i].Name, q.whereText) {
				q.where = place.Region{Circle: &m.Layer.Marks[i].At}
				return q
			}
		}
	}
	c, err := place.ParsePoint(q.whereText)
	if err != nil {
		q.whereFault = "no text and no layer on record draws that place, and it is no position: write a place of the agreement by its name, or a position such as 47.5, 37.5"
		return q
	}
	q.where = place.Region{Circle: &c}
	return q
}

func (q question) form(a *api.Ask, s *engine.State) page.Form {
	v := a.URL.Query()
	var names []string
	for _, d := range s.Dockets() {
		for _, pl := range d.Text().Agreement().Places {
			if len(names) < 6 {
				names = append(names, string(pl.ID))
			}
		}
	}
	help := "A position such as 47.5, 37.5, or a populated place of a layer by its name."
	if len(names) > 0 {
		help = "A place of the agreement, such as " + strings.Join(names, ", ") + "; or a position such as 47.5, 37.5."
	}
	return page.Form{ID: "ask", Title: "Who held a place, and what changed", Filter: true, Action: "/territory", Submit: "Ask every layer", Fields: []page.Field{
		{Name: "where", Label: "Where", Value: v.Get("where"), Error: q.whereFault, Help: help},
		{Name: "at", Label: "At", Value: v.Get("at"), Error: q.atFault, Help: "A day such as 2026-02-01, or a day and a time; left out, today."},
		{Name: "since", Label: "What changed since", Value: v.Get("since"), Error: q.sinceFault, Help: "An earlier day; left out, no change is counted."},
	}}
}

func layersOf(maps []*territory.Map, z when.Zone) page.List {
	l := page.List{ID: "layers", Title: "Layers on record", Columns: []page.Column{
		{Key: "layer", Name: "Layer"},
		{Key: "kind", Name: "What it claims"},
		{Key: "source", Name: "Source"},
		{Key: "published", Name: "Published"},
		{Key: "speaks_of", Name: "Speaks of"},
		{Key: "areas", Name: "Areas", Number: true},
		{Key: "places", Name: "Places", Number: true},
		{Key: "holders", Name: "Holders, as it names them"},
	}, Empty: "No layer of who held what is on record, so nothing here can say it. A mission enters dated layers with their source from a table of places or a file of areas: truce help territory says how."}
	for _, m := range maps {
		y := &m.Layer
		mark := ""
		if y.Exercise {
			mark = "exercise"
		}
		l.Rows = append(l.Rows, page.Row{ID: strings.TrimPrefix(m.ID.String(), "layer:"), Mark: mark, Cells: []page.Cell{
			{Text: y.Name},
			{Text: string(y.Kind)},
			{Text: y.Source},
			{Text: api.Clock(y.Published, z)},
			{Text: desk.When(y.Valid, z)},
			number(int64(len(y.Areas))), number(int64(len(y.Marks))),
			{Text: strings.Join(y.Names(), ", ")},
		}})
	}
	return l
}

// held is what each layer says of the place throughout the time.
func (q question) held(maps []*territory.Map, z when.Zone) page.List {
	l := page.List{ID: "held", Title: "Who held " + q.whereText + ", " + desk.When(q.at, z), Columns: []page.Column{
		{Key: "layer", Name: "Layer"},
		{Key: "kind", Name: "What it claims"},
		{Key: "source", Name: "Source"},
		{Key: "state", Name: "State"},
		{Key: "holder", Name: "Holder, in the source's name"},
		{Key: "why", Name: "What that rests on"},
		{Key: "border", Name: "Nearest border of the layer"},
	}, Empty: "Could not tell: no layer that was published by then is on record."}
	for _, m := range maps {
		s := m.Say(q.where, q.at)
		border := "none"
		if s.Border != nil {
			border = fmt.Sprintf("%s, %s to %s away", s.Border.Name, s.Border.Distance.Least, s.Border.Distance.Most)
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
			{Text: s.Layer}, {Text: string(s.Kind)}, {Text: s.Source}, {Text: string(s.State), Status: strings.ReplaceAll(string(s.State), " ", "-")}, {Text: s.Holder}, {Text: s.Why}, {Text: border},
		}})
	}
	return l
}

// questions are a layer's own places as the denominator: with Crimea and Sevastopol in and, where it has any, out.
func questions(m *territory.Map, at when.Interval) []shares.Question {
	account := shares.Of(&m.Layer)
	q := shares.Question{Roll: shares.RollOf(account), Account: account, At: at, Within: near, Crimea: true}
	out := q
	out.Crimea = false
	if in, without := q.Answer(), out.Answer(); in.Crimea == without.Crimea {
		return []shares.Question{q}
	}
	return []shares.Question{q, out}
}

// shared is how the places of each layer were shared, with what nobody knows beside it and the denominator named.
func (q question) shared(maps []*territory.Map, z when.Zone) page.List {
	l := page.List{ID: "shares", Title: "Shares of places, " + desk.When(q.at, z), Lead: "At most is what a holder had if all that is not known were its own too. A share of places is not one of ground or of people.", Columns: []page.Column{
		{Key: "layer", Name: "Layer"},
		{Key: "denominator", Name: "Of what (denominator)"},
		{Key: "of", Name: "Of", Number: true},
		{Key: "crimea", Name: "Crimea and Sevastopol"},
		{Key: "holder", Name: "Holder"},
		{Key: "number", Name: "Number", Number: true},
		{Key: "least", Name: "At least", Number: true},
		{Key: "most", Name: "At most", Number: true},
	}, Empty: "No layer on record names places, so there is no denominator and no share."}
	for _, m := range maps {
		if len(m.Layer.Marks) == 0 {
			l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
				{Text: m.Layer.Name}, {Text: "could not tell: the layer draws areas and names no places; it needs a roll of places, or borders and a line"}, {}, {}, {}, {}, {}, {},
			}})
			continue
		}
		for _, each := range questions(m, q.at) {
			l.Rows = append(l.Rows, sharesOf(m.Layer.Name, each.Answer())...)
		}
	}
	return l
}

func sharesOf(layer string, s shares.Shares) []page.Row {
	row := func(holder string, n int64, least, most string) page.Row {
		return page.Row{Cells: []page.Cell{{Text: layer}, {Text: s.Denominator}, number(s.Of), {Text: s.Crimea}, {Text: holder}, number(n), {Text: least}, {Text: most}}}
	}
	if s.None != "" {
		return []page.Row{row("could not tell: "+s.None, s.Of, "", "")}
	}
	var out []page.Row
	for _, h := range s.Held {
		out = append(out, row(h.Holder, h.Number, percent(h.Least), percent(h.Most)))
	}
	for _, n := range []struct {
		name   string
		number int64
	}{{"contested", s.Contested}, {"mixed", s.Mixed}, {"could not tell", s.Untold}, {"unmatched", s.Unmatched}} {
		if n.number > 0 {
			out = append(out, row(n.name, n.number, "", ""))
		}
	}
	return out
}

// changed is which places of each layer were in other hands at the time than at the earlier one.
func (q question) changed(maps []*territory.Map, z when.Zone) page.List {
	l := page.List{ID: "changes", Title: "What changed hands, " + desk.When(q.since, z) + " to " + desk.When(q.at, z), Lead: "A place that changed hands and back in between is not seen.", Columns: []page.Column{
		{Key: "layer", Name: "Layer"}, {Key: "denominator", Name: "Of what (denominator)"}, {Key: "of", Name: "Of", Number: true}, {Key: "from", Name: "From"}, {Key: "to", Name: "To"}, {Key: "number", Name: "Number", Number: true}, {Key: "which", Name: "Which"},
	}, Empty: "No layer on record names places, so no change can be counted."}
	for _, m := range maps {
		if len(m.Layer.Marks) == 0 {
			continue
		}
		first := questions(m, q.since)[0]
		c := first.Until(q.at)
		row := func(from, to string, n int64, which string) page.Row {
			return page.Row{Cells: []page.Cell{{Text: m.Layer.Name}, {Text: c.Denominator}, number(c.Of), {Text: from}, {Text: to}, number(n), {Text: which}}}
		}
		if c.None != "" {
			l.Rows = append(l.Rows, row("could not tell: "+c.None, "", 0, ""))
			continue
		}
		l.Rows = append(l.Rows, row("alike at both times", "", c.Same, ""))
		for _, move := range c.Moves {
			l.Rows = append(l.Rows, row(move.From, move.To, move.Number, movedNames(c.Units, move)))
		}
	}
	return l
}

func movedNames(units []shares.Moved, move shares.Move) string {
	var names []string
	for _, u := range units {
		if u.From == move.From && u.To == move.To && len(names) < 12 {
			names = append(names, u.Name)
		}
	}
	return strings.Join(names, ", ")
}

// compared lays every two layers side by side at the places of either.
func compared(maps []*territory.Map, at when.Interval) page.List {
	l := page.List{ID: "compared", Title: "Layers beside each other", Lead: "At each place of either layer: whether both name one holder. Neither is called right.", Columns: []page.Column{
		{Key: "first", Name: "First"},
		{Key: "second", Name: "Second"},
		{Key: "agree", Name: "Agree", Number: true},
		{Key: "differ", Name: "Differ", Number: true},
		{Key: "only_first", Name: "Only the first", Number: true},
		{Key: "only_second", Name: "Only the second", Number: true},
		{Key: "neither", Name: "Neither", Number: true},
	}, Empty: "There are no two layers to lay beside each other."}
	for i := range maps {
		for k := range i {
			c := territory.Compare(maps[k], maps[i], at)
			l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
				{Text: c.A}, {Text: c.B}, number(int64(c.Agree)), number(int64(c.Differ)), number(int64(c.OnlyA)), number(int64(c.OnlyB)), number(int64(c.Neither)),
			}})
		}
	}
	return l
}

// needs says what shares of ground need, which no record holds.
func needs() page.Note {
	return page.Note{Kind: page.Help, Text: "Shares of ground need borders and the line that parts it, and shares of another list of places need that list; neither is on record. truce territory shares takes them as files, and truce territory claim holds a stated share beside every figure."}
}
