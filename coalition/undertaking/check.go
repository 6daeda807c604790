// SPDX-License-Identifier: Apache-2.0

package undertaking

import (
	"errors"

	"truce/coalition/sourced"
)

// maxHours is the longest period of a ladder, a leap year.
const maxHours = 24 * 366

// members lists the union.
func (r *Record) members() []sourced.One {
	return []sourced.One{
		{Kind: "instrument", Set: r.Instrument != nil},
		{Kind: "component", Set: r.Component != nil},
		{Kind: "stipulation", Set: r.Stipulation != nil},
		{Kind: "condition", Set: r.Condition != nil},
		{Kind: "position", Set: r.Position != nil},
		{Kind: "step", Set: r.Step != nil},
		{Kind: "relation", Set: r.Relation != nil},
		{Kind: "role", Set: r.Role != nil},
		{Kind: "reading", Set: r.Reading != nil},
		{Kind: "answer", Set: r.Answer != nil},
		{Kind: "act", Set: r.Act != nil},
		{Kind: "figure", Set: r.Figure != nil},
		{Kind: "share", Set: r.Share != nil},
	}
}

// Check returns what is wrong with the record by itself, each fault a *sourced.Fault; nil where nothing is.
func (r *Record) Check() error {
	var f sourced.Faults
	switch f.Union(r.members()) {
	case "instrument":
		r.Instrument.check(&f)
	case "component":
		r.Component.check(&f)
	case "stipulation":
		r.Stipulation.check(&f)
	case "condition":
		r.Condition.check(&f)
	case "position":
		r.Position.check(&f)
	case "step":
		r.Step.check(&f)
	case "relation":
		r.Relation.check(&f)
	case "role":
		r.Role.check(&f)
	case "reading":
		r.Reading.check(&f)
	case "answer":
		r.Answer.check(&f)
	case "act":
		r.Act.check(&f)
	case "figure":
		r.Figure.check(&f)
	case "share":
		r.Share.check(&f)
	}
	return f.Err()
}

// Said returns the source of the record. The record has passed Check.
func (r *Record) Said() sourced.Said {
	switch {
	case r.Instrument != nil:
		return r.Instrument.Said
	case r.Component != nil:
		return r.Component.Said
	case r.Stipulation != nil:
		return r.Stipulation.Said
	case r.Condition != nil:
		return r.Condition.Said
	case r.Position != nil:
		return r.Position.Said
	case r.Step != nil:
		return r.Step.Said
	case r.Relation != nil:
		return r.Relation.Said
	case r.Role != nil:
		return r.Role.Said
	case r.Reading != nil:
		return r.Reading.Said
	case r.Answer != nil:
		return r.Answer.Said
	case r.Act != nil:
		return r.Act.Said
	case r.Figure != nil:
		return r.Figure.Said
	case r.Share != nil:
		return r.Share.Said
	}
	return sourced.Said{}
}

func checkText(f *sourced.Faults, instrument, version sourced.Name) {
	f.Name("instrument", instrument)
	f.Name("version", version)
}

func (i *Instrument) check(f *sourced.Faults) {
	checkText(f, i.ID, i.Version)
	sourced.Pick(f, "kind", i.Kind, Kinds())
	f.Title("title", i.Title)
	f.Names("parties", i.Parties)
	i.Said.Check(f)
}

func (c *Component) check(f *sourced.Faults) {
	checkText(f, c.Instrument, c.Version)
	f.Name("component", c.ID)
	f.Title("title", c.Title)
	f.Maybe("addressee", c.Addressee)
	f.Words("scope", c.Scope)
	sourced.Pick(f, "binding", c.Binding, Bindings())
	f.MaybeDay("from", c.From)
	f.MaybeDay("expires", c.Expires)
	if !c.From.IsZero() && !c.Expires.IsZero() && c.Expires.Compare(c.From) < 0 {
		f.Add("expires", errors.New("is before the day from which it can be called on"))
	}
	c.Said.Check(f)
}

func (d *Stipulation) check(f *sourced.Faults) {
	checkText(f, d.Instrument, d.Version)
	f.Name("component", d.Component)
	f.Maybe("state", d.State)
	sourced.Pick(f, "what", d.What, Whats())
	f.Words("words", d.Words)
	if d.What == Proposed && d.State == "" {
		f.Add("state", errors.New("is missing; what a text merely proposes it proposes of somebody"))
	}
	d.Said.Check(f)
}

func (c *Condition) check(f *sourced.Faults) {
	checkText(f, c.Instrument, c.Version)
	f.Name("component", c.Component)
	f.Name("condition", c.ID)
	sourced.Pick(f, "needs", c.Needs, NeedsList())
	f.Within("severity", c.Severity, 4)
	if (c.Needs == NeedsSeverity) != (c.Severity != 0) {
		f.Add("severity", errors.New("is given if and only if the condition needs a severity"))
	}
	f.Maybe("respondent", c.Respondent)
	if (c.Needs == NeedsRespondent) != (c.Respondent != "") {
		f.Add("respondent", errors.New("is given if and only if the condition needs a respondent"))
	}
	f.Title("words", c.Words)
	c.Said.Check(f)
}

func (p *Position) check(f *sourced.Faults) {
	checkText(f, p.Instrument, p.Version)
	f.Maybe("component", p.Component)
	f.Name("state", p.State)
	sourced.Pick(f, "stance", p.Stance, Stances())
	f.Words("reservation", p.Reservation)
	p.Said.Check(f)
}

func (s *Step) check(f *sourced.Faults) {
	f.Name("instrument", s.Instrument)
	f.Maybe("component", s.Component)
	f.Name("state", s.State)
	sourced.Pick(f, "owner", s.Owner, Owners())
	sourced.Pick(f, "progress", s.Progress, Progresses())
	f.Words("words", s.Words)
	s.Said.Check(f)
}

func (r *Relation) check(f *sourced.Faults) {
	sourced.Pick(f, "relation", r.Tie, Ties())
	f.Name("state", r.State)
	f.Name("to", r.To)
	r.Said.Check(f)
}

func (r *Role) check(f *sourced.Faults) {
	sourced.Pick(f, "role", r.Part, Parts())
	f.Name("who", r.Who)
	f.Name("of", r.Of)
	r.Said.Check(f)
}

func (r *Reading) check(f *sourced.Faults) {
	f.Name("instrument", r.Instrument)
	f.Name("component", r.Component)
	f.Name("state", r.State)
	f.Note("about", r.About)
	sourced.Pick(f, "holds", r.Holds, Answers())
	f.Words("words", r.Words)
	r.Said.Check(f)
}

func (a *Answered) check(f *sourced.Faults) {
	f.Name("instrument", a.Instrument)
	f.Name("component", a.Component)
	f.Name("condition", a.Condition)
	f.Note("about", a.About)
	f.Name("body", a.Body)
	sourced.Pick(f, "is", a.Is, Answers())
	f.Words("words", a.Words)
	a.Said.Check(f)
}

func (a *Authority) check(f *sourced.Faults) {
	f.Name("instrument", a.Instrument)
	f.Name("component", a.Component)
	f.Name("state", a.State)
	f.Title("about", a.About)
	f.Title("authority", a.Authority)
	sourced.Pick(f, "decided", a.Decided, Verdicts())
	if a.Said.OnlyReported() {
		f.Add("grade", errors.New("an act of an authority is on record by its own word or a named one's; what only the press or an unnamed speaker gives is entered as a statement"))
	}
	f.Words("words", a.Words)
	a.Said.Check(f)
}

func (g *Figure) check(f *sourced.Faults) {
	f.Name("instrument", g.Instrument)
	f.Name("figure", g.ID)
	f.Within("hours", g.Hours, maxHours)
	if g.Hours == 0 {
		f.Add("hours", errors.New("is missing; a period is at least an hour"))
	}
	f.Title("start", g.Start)
	f.Title("owed", g.Owed)
	sourced.Pick(f, "basis", g.Basis, Bases())
	if g.Basis == FromText && g.Said.OnlyReported() {
		f.Add("basis", errors.New("a figure that only the press or an unnamed speaker gives is reported"))
	}
	g.Said.Check(f)
}

func (s *Share) check(f *sourced.Faults) {
	f.Name("instrument", s.Instrument)
	f.Maybe("component", s.Component)
	f.Name("state", s.State)
	f.Name("with", s.With)
	s.Said.Check(f)
}
