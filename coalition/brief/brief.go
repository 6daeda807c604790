// SPDX-License-Identifier: Apache-2.0

// Package brief turns a coalition's record into one page for one state: what it has undertaken and how strongly, by what it is bound, what is open, what it
// pledged, where it meets whom next and owes what, where it stands on the articles, and which releases of a mission are for it to
// read. It adds nothing to the record, and says of each line who said it.
package brief

import (
	"slices"
	"strings"

	"truce/coalition"
	"truce/coalition/force"
	"truce/coalition/meeting"
	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/coalition/undertaking"
	"truce/when"
)

// Brief is the page of one state, as that state reads it. It is for that state and no other.
type Brief struct {
	State sourced.Name `json:"state"`
	AsOf  when.Instant `json:"as_of"`
	// Exercise says that something on the page is invented; each such line says so too.
	Exercise bool `json:"exercise,omitempty"`

	Texts []Text `json:"texts,omitempty"`
	// Bound is by what somebody who may be quoted says that the state is bound; it follows from no position on a text.
	Bound []sourced.Line[undertaking.Relation] `json:"bound,omitempty"`
	// Relations are where it is represented and of what it is a member.
	Relations []sourced.Line[undertaking.Relation] `json:"relations,omitempty"`
	Roles     []sourced.Line[undertaking.Role]     `json:"roles,omitempty"`
	Pledges   []Marked[force.Pledge]               `json:"pledges,omitempty"`
	// Hanging are the decisions on which its pledges hang, none where it pledged nothing.
	Hanging  []Marked[force.Decision]    `json:"hanging,omitempty"`
	Meetings []Meeting                   `json:"meetings,omitempty"`
	Actions  []Action                    `json:"actions,omitempty"`
	Cells    []Cell                      `json:"cells,omitempty"`
	RedLines []Marked[readiness.RedLine] `json:"red_lines,omitempty"`
	Releases []Release                   `json:"releases,omitempty"`
	// Said are the statements on record that are about the state or for it.
	Said []Said `json:"said,omitempty"`
	// Sources are those on whom the page rests.
	Sources []string `json:"sources"`
}

// Marked is a line of a register, and whether what it is about is invented.
type Marked[T any] struct {
	sourced.Line[T]
	Exercise bool `json:"exercise,omitempty"`
}

// Action is an action item, and whether its meeting is invented.
type Action struct {
	meeting.Item
	Exercise bool `json:"exercise,omitempty"`
}

// Said is a statement on record, and whether its source is invented.
type Said struct {
	statement.Entry
	Exercise bool `json:"exercise,omitempty"`
}

// Text is an instrument that counts, and how the state stands on it.
type Text struct {
	Text       undertaking.Text `json:"text"`
	Title      string           `json:"title"`
	Exercise   bool             `json:"exercise,omitempty"`
	Components []Component      `json:"components"`
	// Owing are the steps that are on record and not done, and Taken is how many are done or not needed. None on record does not mean
	// that none is owed.
	Owing []sourced.Line[undertaking.Step] `json:"owing,omitempty"`
	Taken int                              `json:"taken,omitempty"`
}

// Component is what the state has undertaken of one component, as far as is on record.
type Component struct {
	ID      sourced.Name        `json:"component"`
	Title   string              `json:"title"`
	Binding undertaking.Binding `json:"binding"`
	Stance  undertaking.Stance  `json:"stance"`
	// Whole says that the stance is on the text as a whole.
	Whole bool `json:"whole,omitempty"`
	// What the text asks of it, empty where it asks nothing of it.
	What        undertaking.What `json:"what,omitempty"`
	Reservation string           `json:"reservation,omitempty"`
	// By is whose word the stance is, the zero Said where nothing is on record.
	By sourced.Said `json:"by,omitzero"`
}

// Meeting is a meeting that is still to come or going on, and the state's part in it.
type Meeting struct {
	Meeting meeting.Meeting `json:"meeting"`
	// Stage is the last on record, empty where none is.
	Stage meeting.Stage `json:"stage,omitempty"`
	Mode  meeting.Mode  `json:"mode,omitempty"`
}

// Cell is where the state stands on an article, on whose word.
type Cell struct {
	Text    readiness.Version `json:"text"`
	Article sourced.Name      `json:"article"`
	Title   string            `json:"title"`
	Status  readiness.Status  `json:"status"`
	Self    bool              `json:"self"`
	// Disputed and ConditionalOn are those of readiness.Stand, so that a brief says what the register does.
	Disputed      bool           `json:"disputed,omitempty"`
	ConditionalOn []sourced.Name `json:"conditional_on,omitempty"`
	Exercise      bool           `json:"exercise,omitempty"`
}

// Release is a mission's released finding beside the state's own undertakings.
type Release struct {
	Released coalition.Released `json:"released"`
	// Standings are the state's, on the text, beside its own reading; none where no undertaking of the state hangs on a determination.
	Standings []undertaking.Standing `json:"standings,omitempty"`
	// Fault is why it could not be set beside them.
	Fault string `json:"fault,omitempty"`
}

// Make returns the page of a state from what the view knows. The reader is the state itself, whoever asked.
func Make(s *coalition.State, state sourced.Name, v sourced.View) Brief {
	v = v.For(state)
	b := Brief{State: state, AsOf: v.AsOf}
	b.bound(s.Undertakings(), v)
	b.pledged(s.Force(), v)
	b.meets(s.Meetings(), v)
	b.stands(s.Readiness(), v)
	for _, r := range s.ReleasesAsOf(v.AsOf) {
		if !r.SupersededBy.IsZero() {
			continue
		}
		one := Release{Released: r}
		var all []undertaking.Standing
		if err := error(nil); r.Doubt.IsZero() { // nothing hangs on what may be superseded
			if all, err = s.Undertakings().Stand(r.ForRegister(), v); err != nil {
				one.Fault = err.Error()
			}
		}
		for _, x := range all {
			if x.State == state {
				one.Standings = append(one.Standings, x)
			}
		}
		b.Exercise = b.Exercise || r.Exercise
		b.Releases = append(b.Releases, one)
		b.rests("the log "+r.Origin, sourced.Said{})
	}
	for _, e := range s.Statements().About(state, v.AsOf) {
		one := Said{Entry: e}
		if x, ok := s.Statements().Source(e.Fact.Source, v.AsOf); ok {
			one.Exercise = x.Exercise
			b.rests(x.Outlet+", "+string(x.ID), sourced.Said{})
		}
		b.Exercise = b.Exercise || one.Exercise
		b.Said = append(b.Said, one)
	}
	slices.Sort(b.Sources)
	return b
}

// rests notes a source of the page once.
func (b *Brief) rests(by string, said sourced.Said) {
	if said.By != "" {
		by = said.By
		if said.OnlyReported() {
			by += " (reported)"
		}
		if said.In != "" {
			by += ", " + said.In
		}
	}
	if !slices.Contains(b.Sources, by) {
		b.Sources = append(b.Sources, by)
	}
}

func (b *Brief) bound(g *undertaking.Register, v sourced.View) {
	for _, i := range g.Instruments(v) {
		t := undertaking.Text{Instrument: i.Is.ID, Version: i.Is.Version}
		if counts, ok := g.InForce(i.Is.ID, v); !ok || counts != t {
			continue
		}
		one := Text{Text: t, Title: i.Is.Title, Exercise: i.Is.Exercise}
		for _, c := range g.Components(t, v) {
			one.Components = append(one.Components, b.component(g, t, c.Is, v))
		}
		one.Taken = taken(g, t, b.State, v)
		for _, step := range g.Owing(i.Is.ID, v) {
			if step.Is.State == b.State {
				one.Owing = append(one.Owing, step)
				b.rests("", step.Said)
			}
		}
		b.Exercise = b.Exercise || i.Is.Exercise
		b.Texts = append(b.Texts, one)
	}
	b.Bound = g.Tied(undertaking.BoundBy, b.State, v)
	b.Relations = slices.Concat(g.Tied(undertaking.RepresentedAt, b.State, v), g.Tied(undertaking.MemberOf, b.State, v))
	for _, l := range slices.Concat(b.Bound, b.Relations) {
		b.rests("", l.Said)
	}
	for _, l := range g.Roles("", v) {
		if l.Is.Who == b.State {
			b.Roles = append(b.Roles, l)
			b.rests("", l.Said)
		}
	}
}

// taken counts the steps of a state that are done or not needed, for the text and each component of it.
func taken(g *undertaking.Register, t undertaking.Text, state sourced.Name, v sourced.View) int {
	seen := map[int64]bool{}
	for _, c := range append(g.Components(t, v), sourced.Line[undertaking.Component]{}) {
		for _, step := range g.Steps(t.Instrument, c.Is.ID, state, v) {
			if step.Is.Progress == undertaking.Done || step.Is.Progress == undertaking.NotNeeded {
				seen[step.Seq] = true
			}
		}
	}
	return len(seen)
}

// invented tells whether a text on the page is an invented one.
func (b Brief) invented(id sourced.Name) bool {
	return slices.ContainsFunc(b.Texts, func(t Text) bool { return t.Text.Instrument == id && t.Exercise })
}

func (b *Brief) component(g *undertaking.Register, t undertaking.Text, c undertaking.Component, v sourced.View) Component {
	out := Component{ID: c.ID, Title: c.Title, Binding: c.Binding, Stance: undertaking.UnknownStance}
	if p, ok := g.Position(t, c.ID, b.State, v); ok {
		out.Stance, out.Whole, out.Reservation, out.By = p.Is.Stance, p.Is.Component == "", p.Is.Reservation, p.Said
		b.rests("", p.Said)
	}
	named := false
	for _, d := range g.Stipulations(t, c.ID, v) {
		if d.Is.State == b.State || d.Is.State == "" && !named {
			out.What, named = d.Is.What, d.Is.State == b.State
		}
	}
	return out
}

func (b *Brief) pledged(g *force.Register, v sourced.View) {
	for _, p := range g.OwnPledges(v) {
		b.Pledges = append(b.Pledges, Marked[force.Pledge]{p.Pledge, p.Exercise})
		b.Exercise = b.Exercise || p.Exercise
		b.rests("", p.Pledge.Said)
	}
	for _, d := range g.Decisions(v) {
		one, hangs := Marked[force.Decision]{Line: d}, false
		for _, p := range b.Pledges {
			if d.Is.Concerns(p.Is) {
				named := len(d.Is.Pledges)+len(d.Is.Lines) > 0 // what concerns every pledge is no part of an exercise for that
				hangs, one.Exercise = true, one.Exercise || named && p.Exercise
			}
		}
		if hangs && !d.Is.Choice.Settled() {
			b.Hanging = append(b.Hanging, one)
			b.rests("", d.Said)
		}
	}
}

func (b *Brief) meets(g *meeting.Register, v sourced.View) {
	today := v.Day
	if today.IsZero() {
		today = sourced.DayOf(v.AsOf)
	}
	for _, m := range g.Meetings(v) {
		last := m.Is.Last
		if last.IsZero() {
			last = m.Is.First
		}
		if last.Compare(today) < 0 || m.Is.Cancelled {
			continue
		}
		one := Meeting{Meeting: m.Is}
		for _, a := range g.Attendances(m.Is.ID, v) {
			if a.Who == b.State {
				one.Stage, one.Mode = a.Last().Stage, a.Last().Mode
			}
		}
		b.Meetings = append(b.Meetings, one)
		b.Exercise = b.Exercise || m.Is.Exercise
		b.rests("", m.Said)
	}
	for _, a := range g.Actions("", v) {
		if a.Line.Is.Owner == b.State && (a.Line.Is.Progress == meeting.ToDo || a.Line.Is.Progress == meeting.UnderWay) {
			m, _ := g.Meeting(a.Line.Is.Meeting, v)
			b.Actions = append(b.Actions, Action{a, m.Is.Exercise})
			b.Exercise = b.Exercise || m.Is.Exercise
			b.rests("", a.Line.Said)
		}
	}
}

func (b *Brief) stands(g *readiness.Register, v sourced.View) {
	invented := map[sourced.Name]bool{}
	for _, t := range g.Texts(v) {
		invented[t.Is.ID] = invented[t.Is.ID] || t.Is.Exercise
		of := readiness.Version{Text: t.Is.ID, Version: t.Is.Version}
		if latest, ok := g.Latest(t.Is.ID, v); !ok || latest != of || !slices.Contains(t.Is.Parties, b.State) {
			continue
		}
		for _, row := range g.Grid(of, false, v) {
			for _, x := range row.Stands {
				if x.Party == b.State {
					b.Cells = append(b.Cells, Cell{of, row.Article.ID, row.Article.Title, x.Status, x.Self, x.Disputed, x.ConditionalOn, t.Is.Exercise})
					for _, w := range x.Words {
						b.rests("", w.Said)
					}
				}
			}
		}
		b.Exercise = b.Exercise || t.Is.Exercise
	}
	var seen []sourced.Name
	for _, t := range append([]sourced.Name{""}, texts(g, v)...) {
		for _, l := range g.RedLines(t, v) {
			if l.Is.Party == b.State && !slices.Contains(seen, l.Is.ID) {
				seen = append(seen, l.Is.ID)
				b.RedLines = append(b.RedLines, Marked[readiness.RedLine]{l, invented[l.Is.Text]})
				b.Exercise = b.Exercise || invented[l.Is.Text]
				b.rests("", l.Said)
			}
		}
	}
}

func texts(g *readiness.Register, v sourced.View) []sourced.Name {
	var out []sourced.Name
	for _, t := range g.Texts(v) {
		out = append(out, t.Is.ID)
	}
	return out
}

// words writes a word of a closed list as people do.
func words[T ~string](w T) string { return strings.ReplaceAll(string(w), "-", " ") }
