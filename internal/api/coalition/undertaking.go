// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"cmp"
	"fmt"
	"strings"

	"truce/coalition"
	"truce/coalition/sourced"
	"truce/coalition/undertaking"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
)

func (d *Desk) undertakings() []api.Route {
	return []api.Route{
		{Pattern: "/undertakings", Title: "who undertook what, on what condition, and what is missing", Needs: access.Registers, Noted: true, Page: d.undertakingsPage},
		{Pattern: "/undertakings/changes", Title: "what changed in effect between two versions of a text, and for whom", Needs: access.Registers, Page: d.changesPage},
	}
}

// wholeText is what stands in the place of a component where none is named.
const wholeText = "the whole text"

func (d *Desk) undertakingsPage(a *api.Ask) (page.Page, error) {
	p := page.Page{Title: "Undertakings", Lead: "Represented at is not member of is not bound by. Whether an undertaking is called on is for the authority that a state's law names."}
	v := view(a)
	err := d.read(func(s *coalition.State) error {
		g := s.Undertakings()
		texts := newTexts()
		for _, i := range g.Instruments(v) {
			texts.add(g, i, v)
		}
		p.Blocks = texts.blocks()
		if len(texts.texts.Rows) > 1 {
			p.Blocks = append(p.Blocks, comparing(g, v))
		}
		for _, tie := range undertaking.Ties() {
			p.Blocks = append(p.Blocks, relationList(g, tie, v))
		}
		p.Blocks = append(p.Blocks, roleList(g, v), shareList(g, v))
		return nil
	})
	return told(p), err
}

// textLists are the lists of a page of texts, filled text by text.
type textLists struct {
	texts, components, asks, conditions, positions, owing, figures page.List
}

func newTexts() *textLists {
	return &textLists{
		texts: page.List{
			ID: "texts", Title: "Texts", Empty: "No text is on record. The secretariat prints an empty table with truce undertakings --template and enters it with truce undertakings RECORD --import FILE.",
			Columns: columns("Text", "Title", "Kind", "Stands as|standing", "Parties by the text itself|parties", "According to"),
		},
		components: page.List{
			ID: "components", Title: "Components", Empty: "No component of a text is on record: what a text is made of is entered as rows of the kind component.",
			Columns: columns("Text", "Component", "Title", "Binding level|binding", "Addressee", "Scope", "Each state's own constitutional steps|constitutional", "From", "Expires", "According to"),
		},
		asks: page.List{
			ID: "asks", Title: "What each component asks of whom", Empty: "Nothing is on record of what the texts ask. It is entered as rows of the kind stipulation.",
			Columns: columns("Text", "Component", "Of whom|of", "What", "In our words|words", "According to"),
		},
		conditions: page.List{
			ID: "conditions", Title: "On what condition", Empty: "No condition is on record. That a component has none does not follow.",
			Columns: columns("Text", "Component", "Condition", "What it needs|needs", "In our words|words", "According to"),
		},
		positions: page.List{
			ID: "positions", Title: "Where each state stands", Lead: "Signed, endorsed, attended and silent are four things. A position on a component stands over that on the whole text.", Empty: "No position of a state is on record. Silence is neither agreement nor refusal.",
			Columns: columns("Text", "Component", "State", "Position|stance", "Reservation", "According to"),
		},
		owing: page.List{
			ID: "owing", Title: "Steps that are missing", Empty: "No step of ratification is open on record. That none is owed does not follow.",
			Columns: columns("Text", "Component", "State", "Who has to act|owner", "How far|progress", "In what words|words", "According to"),
		},
		figures: page.List{
			ID: "periods", Title: "Periods", Lead: "A period that only the press gives is marked reported: it is configuration until a text has it.", Empty: "No period of a response is on record.",
			Columns: columns("Text", "Period", "Hours#", "Basis", "From", "Owed within it|owed", "According to"),
		},
	}
}

func (l *textLists) blocks() []page.Block {
	return []page.Block{l.texts, l.components, l.asks, l.conditions, l.positions, l.owing, l.figures}
}

func (l *textLists) add(g *undertaking.Register, i sourced.Line[undertaking.Instrument], v sourced.View) {
	t := undertaking.Text{Instrument: i.Is.ID, Version: i.Is.Version}
	ref, mark := t.String(), i.Is.Exercise
	counting, ok := g.InForce(i.Is.ID, v)
	counts := ok && counting == t
	standing := "an earlier version"
	switch {
	case i.Is.Draft:
		standing = "a draft, which nobody can sign"
	case counts:
		standing = "the version that counts"
	}
	add(&l.texts, mark, ref, i.Is.Title, words(i.Is.Kind), standing, joined(i.Is.Parties), by(i.Said))
	for _, c := range g.Components(t, v) {
		add(&l.components, mark, ref, string(c.Is.ID), c.Is.Title, words(c.Is.Binding), string(c.Is.Addressee), c.Is.Scope, yes(c.Is.Constitutional), day(c.Is.From), day(c.Is.Expires), by(c.Said))
		for _, x := range g.Stipulations(t, c.Is.ID, v) {
			add(&l.asks, mark, ref, string(c.Is.ID), cmp.Or(string(x.Is.State), "each that signs or endorses"), words(x.Is.What), x.Is.Words, by(x.Said))
		}
		for _, x := range g.Conditions(t, c.Is.ID, v) {
			add(&l.conditions, mark, ref, string(c.Is.ID), string(x.Is.ID), needs(x.Is), x.Is.Words, by(x.Said))
		}
	}
	for _, x := range g.Positions(t, v) {
		add(&l.positions, mark, ref, cmp.Or(string(x.Is.Component), wholeText), string(x.Is.State), words(x.Is.Stance), x.Is.Reservation, by(x.Said))
	}
	if !counts {
		return
	}
	for _, x := range g.Owing(i.Is.ID, v) {
		add(&l.owing, mark, ref, cmp.Or(string(x.Is.Component), wholeText), string(x.Is.State), words(x.Is.Owner), words(x.Is.Progress), x.Is.Words, by(x.Said))
	}
	for _, x := range g.Figures(i.Is.ID, v) {
		add(&l.figures, mark, ref, string(x.Is.ID), fmt.Sprint(x.Is.Hours), words(x.Is.Basis), x.Is.Start, x.Is.Owed, by(x.Said))
	}
}

// needs is what a condition needs, with its least severity or its respondent.
func needs(c undertaking.Condition) string {
	text := words(c.Needs)
	if c.Severity > 0 {
		text += fmt.Sprintf(" S%d or worse", c.Severity)
	}
	if c.Respondent != "" {
		text += ": " + string(c.Respondent)
	}
	return text
}

// boundLead says what makes a state bound here: the same on the page of all texts and on that of one state.
const boundLead = "Only where somebody who may be quoted says so. It follows from no signature, no membership and no presence."

func relationList(g *undertaking.Register, tie undertaking.Tie, v sourced.View) page.List {
	name := strings.ToUpper(words(tie)[:1]) + words(tie)[1:]
	l := page.List{
		ID: string(tie), Title: name, Lead: "It says nothing of the other two relations.", Empty: "Nobody is on record as " + words(tie) + " anything.",
		Columns: columns("State", "What", "According to"),
	}
	if tie == undertaking.BoundBy {
		l.Lead, l.Empty = boundLead, "Nobody is on record as bound by anything. What was signed or endorsed stands above."
	}
	for _, x := range g.Tied(tie, "", v) {
		add(&l, false, string(x.Is.State), string(x.Is.To), by(x.Said))
	}
	return l
}

func roleList(g *undertaking.Register, v sourced.View) page.List {
	l := page.List{
		ID: "roles", Title: "Parts that bind nobody", Lead: "A broker, founder, host or co-chair is bound to nothing by that.", Empty: "No broker, founder or co-chair is on record.",
		Columns: columns("Who", "Part", "Of what|of", "According to"),
	}
	for _, x := range g.Roles("", v) {
		add(&l, false, string(x.Is.Who), words(x.Is.Part), string(x.Is.Of), by(x.Said))
	}
	return l
}

// shareList are the leaves that the viewer's own state gave or was given, and no others.
func shareList(g *undertaking.Register, v sourced.View) page.List {
	l := page.List{
		ID: "shares", Title: "Who may see how your undertakings stand beside a release", Lead: "Yours, and those of others that are shared with you. Nobody else sees this list.",
		Empty:   "Your state shares the standing of its undertakings with nobody, and nobody shares theirs with it. A share is entered as a row of the kind share in the table of undertakings.",
		Columns: columns("State", "Shares with|with", "Text", "Component", "Stands|standing", "According to"),
	}
	for _, x := range g.Shares(v) {
		stands := "shared"
		if x.Is.Ended {
			stands = "ended"
		}
		add(&l, false, string(x.Is.State), string(x.Is.With), string(x.Is.Instrument), cmp.Or(string(x.Is.Component), "every component"), stands, by(x.Said))
	}
	return l
}

// comparing is the form that asks for what changed between two texts.
func comparing(g *undertaking.Register, v sourced.View) page.Form {
	var options []page.Option
	from, to := "", ""
	last := map[sourced.Name]string{} // the version before, by text
	for _, i := range g.Instruments(v) {
		ref := undertaking.Text{Instrument: i.Is.ID, Version: i.Is.Version}.String()
		options = append(options, page.Option{Value: ref, Text: ref + ", " + i.Is.Title})
		if before := last[i.Is.ID]; before != "" && from == "" {
			from, to = before, ref
		}
		last[i.Is.ID] = ref
	}
	return page.Form{
		ID: "compare", Title: "Compare two versions", Action: "/undertakings/changes", Submit: "Show what changed", Filter: true,
		Fields: []page.Field{{Name: "from", Label: "From", Kind: "choice", Options: options, Value: from}, {Name: "to", Label: "To", Kind: "choice", Options: options, Value: to}},
	}
}

func (d *Desk) changesPage(a *api.Ask) (page.Page, error) {
	v, q := view(a), a.URL.Query()
	p := page.Page{Title: "What changed", Lead: "Between two texts, clause by clause, in effect and for whom, on the text."}
	err := d.read(func(s *coalition.State) error {
		g := s.Undertakings()
		if len(g.Instruments(v)) == 0 {
			p.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "No text is on record, so there is nothing to compare.", Link: page.Link{Text: "Undertakings", To: "/undertakings"}}}
			return nil
		}
		form := comparing(g, v)
		if !q.Has("from") {
			p.Blocks = []page.Block{form}
			return nil
		}
		var sides [2]undertaking.Text
		invented := false
		for i, name := range []string{"from", "to"} {
			id, version, _ := strings.Cut(q.Get(name), "@")
			sides[i] = undertaking.Text{Instrument: sourced.Name(id), Version: sourced.Name(version)}
			line, ok := g.Instrument(sides[i], v)
			if !ok {
				return api.ErrNotFound
			}
			invented = invented || line.Is.Exercise
			form.Fields[i].Value = q.Get(name)
		}
		changes, err := g.Compare(sides[0], sides[1], v)
		if err != nil {
			return err
		}
		p.Title, p.Exercise = "What changed from "+sides[0].String()+" to "+sides[1].String(), invented
		p.Blocks = []page.Block{changeList(changes), form}
		return nil
	})
	return told(p), err
}

func changeList(changes []undertaking.Change) page.List {
	l := page.List{ID: "changes", Empty: "Nothing changed in effect between the two.", Columns: columns("Component", "What", "Was", "Is", "For whom|state", "Effect", "Was for it|was_for_it", "Is for it|is_for_it")}
	for _, c := range changes {
		if len(c.Effects) == 0 {
			add(&l, false, cmp.Or(string(c.Component), wholeText), words(c.What), c.Was, c.Is, "", "", "", "")
		}
		for _, e := range c.Effects {
			add(&l, false, cmp.Or(string(c.Component), wholeText), words(c.What), c.Was, c.Is, cmp.Or(string(e.State), "each that signs"), words(e.Direction), e.Was, e.Is)
		}
	}
	return l
}
