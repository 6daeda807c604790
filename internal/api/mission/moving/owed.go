// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"cmp"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
	"truce/watch"
)

// Of what is owed the watch sees this much, and a page of its own so much more; and so many cases, the newest, are looked through for
// it.
const (
	firstOwed = 8
	mostOwed  = 200
	mostCases = 2000
)

// due is something that is owed by the mission or its cell.
type due struct {
	s *acting
	o *response.Obligation
}

// Owed lists what the cases owe of the mission and its cell, as the watch shows it beside the rest: first what can still be done in time,
// the next due before; then what is late, the newest before. It leads those who may to the form of each.
func Owed(a *api.Ask, state *engine.State) page.List {
	l := owedList(a, state, firstOwed)
	if l.Next != "" {
		l.Lead += " There is more of it."
		l.Next = "/watch/owed"
	}
	return l
}

// owedPage is the same at length.
func (p *pages) owedPage(a *api.Ask) (page.Page, error) {
	_, exercise := p.Site()
	out := page.Page{Title: "Owed by the mission and its cell", Exercise: exercise, Lead: "What the cases owe of those for whom the watch acts, by when, and how late it is."}
	err := p.Read(func(s *engine.State) error {
		l := owedList(a, s, mostOwed)
		if l.Title = ""; l.Next != "" {
			l.Lead += fmt.Sprintf(" The first %d are shown, of the newest %d cases; the rest stands in its cases.", mostOwed, mostCases)
		}
		out.Blocks = []page.Block{l, page.Links{Links: []page.Link{{Text: "Back to the watch", To: "/watch"}, {Text: "Every case", To: "/cases"}}}}
		return nil
	})
	return out, err
}

// owedList lists so much of what is owed; Next is set where there is more.
func owedList(a *api.Ask, state *engine.State, most int) page.List {
	l := page.List{
		ID: "owed", Title: "Owed in the cases by the mission and its cell", Live: true, Inside: true,
		Lead:  "First what can still be in time, then what is late and can still be done. A step is done by an entry that says so.",
		Empty: "No case owes anything of the mission or its cell.",
		Columns: []page.Column{
			{Key: "step", Name: "Step"}, {Key: "case", Name: "Case"}, {Key: "finding", Name: "Finding (status)"}, {Key: "by", Name: "By"}, {Key: "due", Name: "Due"}, {Key: "late", Name: "Late by"}, {Key: "reach", Name: "Still to be reached"},
		},
	}
	list, more := owing(a, state)
	if len(list) > most {
		list, more = list[:most], true
	}
	if more {
		l.Next = "/cases"
	}
	for _, d := range list {
		l.Rows = append(l.Rows, d.row(a.Viewer.May(access.Watching)))
	}
	return l
}

// CallOwed is where the call that the case of a finding owes of the cell is entered, empty where none is open or the viewer does not enter it.
func CallOwed(a *api.Ask, state *engine.State, of watch.Ref) string {
	r := state.Register(of.Agreement)
	if r == nil || !of.IsFinding() || !a.Viewer.May(access.Watching) {
		return ""
	}
	c := r.CaseOf(of.Incident, agreement.TermID(of.Term))
	if c == nil {
		return ""
	}
	s := &acting{sitting: &sitting{register: r, c: c, at: max(a.Now, state.Now())}, door: door{needs: access.Watching}, state: state}
	for _, o := range s.mine() {
		if o.Kind == response.StepObligation && o.Name == "call" {
			return s.formOf(o)
		}
	}
	return ""
}

// owing is what is owed in the newest cases, in order; more says that older ones were not looked at.
func owing(a *api.Ask, state *engine.State) (out []due, more bool) {
	words := desk.WordingOf(state)
	for _, r := range state.Registers() {
		names, looked := watchNames(r.Text()), 0
		for _, c := range slices.Backward(r.Cases()) {
			if looked++; looked > mostCases {
				more = true
				break
			}
			var s *acting
			for _, o := range c.Obligations {
				if !o.IsOpen() || hasForm(o) || o.State == response.Waiting || !slices.Contains(names, o.By) {
					continue
				}
				if s == nil {
					s = &acting{sitting: &sitting{register: r, c: c, at: max(a.Now, state.Now()), words: words}, door: door{needs: access.Watching}, state: state}
				}
				out = append(out, due{s, o})
			}
		}
	}
	slices.SortStableFunc(out, func(x, y due) int {
		lateX, lateY := x.o.Late(x.s.at), y.o.Late(y.s.at)
		switch {
		case (lateX > 0) != (lateY > 0):
			return cmp.Compare(lateX, lateY)
		case lateX > 0:
			return cmp.Compare(lateX, lateY)
		case (x.o.Due == 0) != (y.o.Due == 0):
			return cmp.Compare(y.o.Due, x.o.Due)
		}
		return cmp.Compare(x.o.Due, y.o.Due)
	})
	return out, more
}

func (d due) row(may bool) page.Row {
	c, o := d.s.c, d.o
	row := page.Row{ID: fmt.Sprintf("owed-%s-%d-%s", d.s.register.Ref(), c.Number, o.Name), Cells: []page.Cell{
		{Text: desk.Step(o)},
		{Text: fmt.Sprintf("case %d of %s", c.Number, d.s.register.Ref()), Link: d.s.address("")},
		{Text: "a complaint without a finding"},
		{Text: d.s.who(o.By)},
		{Text: "no time set"},
		{},
		{Text: d.s.list(desk.Unreached(o))},
	}}
	if c.Finding != nil {
		row.Cells[2] = desk.Verdict(&c.Finding.Released)
	}
	if o.Due != 0 {
		row.Cells[4].Text = api.Clock(o.Due, d.s.words.Zone)
	}
	if o.State == response.Paused {
		row.Cells[4].Text = "its clock stands"
	}
	if late := o.Late(d.s.at); late > 0 {
		row.Mark, row.Cells[5] = "late", page.Cell{Text: desk.Lateness(late), Status: "late"}
	}
	if may {
		row.Forms = []page.Form{d.s.button(o)}
	}
	return row
}
