// SPDX-License-Identifier: Apache-2.0

package undertaking

import (
	"cmp"
	"slices"

	"truce/coalition/sourced"
)

// Instruments returns every version of every text on record, in the order of first entry.
func (g *Register) Instruments(v sourced.View) []sourced.Line[Instrument] {
	return g.instruments.All(v)
}

// Instrument returns one version of a text.
func (g *Register) Instrument(t Text, v sourced.View) (sourced.Line[Instrument], bool) {
	return g.instruments.Last(t, v)
}

// InForce returns the version of an instrument that counts: of those that are no draft, the one said last. ok is false where
// only drafts are on record, or nothing.
func (g *Register) InForce(instrument sourced.Name, v sourced.View) (t Text, ok bool) {
	var best sourced.Line[Instrument]
	for _, l := range g.instruments.All(v) {
		if l.Is.ID == instrument && !l.Is.Draft && (!ok || l.Said.On.Compare(best.Said.On) >= 0) {
			best, ok = l, true
		}
	}
	return Text{best.Is.ID, best.Is.Version}, ok
}

// Components returns the components of a version of a text.
func (g *Register) Components(t Text, v sourced.View) []sourced.Line[Component] {
	return only(g.components.All(v), func(c Component) bool { return c.Instrument == t.Instrument && c.Version == t.Version })
}

// Stipulations returns what a component asks of whom.
func (g *Register) Stipulations(t Text, component sourced.Name, v sourced.View) []sourced.Line[Stipulation] {
	return only(g.stipulations.All(v), func(d Stipulation) bool {
		return d.Instrument == t.Instrument && d.Version == t.Version && d.Component == component
	})
}

// Conditions returns the clauses on which a component depends.
func (g *Register) Conditions(t Text, component sourced.Name, v sourced.View) []sourced.Line[Condition] {
	return only(g.conditions.All(v), func(c Condition) bool {
		return c.Instrument == t.Instrument && c.Version == t.Version && c.Component == component
	})
}

// Position returns where a state stands on a component: its position on that, or else on the text as a whole. ok is false
// where nothing was said of either, which is unknown and not silence.
func (g *Register) Position(t Text, component, state sourced.Name, v sourced.View) (sourced.Line[Position], bool) {
	if component != "" {
		if l, ok := g.positions.Last(stipulationKey{t.Instrument, t.Version, component, state}, v); ok {
			return l, true
		}
	}
	return g.positions.Last(stipulationKey{t.Instrument, t.Version, "", state}, v)
}

// Positions returns every position on a text and its components, by component and state.
func (g *Register) Positions(t Text, v sourced.View) []sourced.Line[Position] {
	out := only(g.positions.All(v), func(p Position) bool { return p.Instrument == t.Instrument && p.Version == t.Version })
	slices.SortStableFunc(out, func(a, b sourced.Line[Position]) int {
		return cmp.Or(cmp.Compare(a.Is.Component, b.Is.Component), cmp.Compare(a.Is.State, b.Is.State))
	})
	return out
}

// Steps returns the steps of a state for a component and for the instrument as a whole, in the order of first entry. Where
// nothing is recorded nothing is known: it does not mean that nothing is owed.
func (g *Register) Steps(instrument, component, state sourced.Name, v sourced.View) []sourced.Line[Step] {
	return only(g.steps.All(v), func(s Step) bool {
		return s.Instrument == instrument && s.State == state && (s.Component == "" || s.Component == component)
	})
}

// Owing returns every step that is not done and is needed, of every state: who owes what.
func (g *Register) Owing(instrument sourced.Name, v sourced.View) []sourced.Line[Step] {
	out := only(g.steps.All(v), func(s Step) bool {
		return s.Instrument == instrument && s.Progress != Done && s.Progress != NotNeeded
	})
	slices.SortStableFunc(out, func(a, b sourced.Line[Step]) int { return cmp.Compare(a.Is.State, b.Is.State) })
	return out
}

// RepresentedAt returns who is recorded as represented at something. That says nothing of membership or of being bound.
func (g *Register) RepresentedAt(what sourced.Name, v sourced.View) []sourced.Line[Relation] {
	return g.related(RepresentedAt, what, v)
}

// MemberOf returns who is recorded as a member of something. That says nothing of having been there or of being bound.
func (g *Register) MemberOf(what sourced.Name, v sourced.View) []sourced.Line[Relation] {
	return g.related(MemberOf, what, v)
}

// BoundBy returns who is recorded as bound by something, because somebody who may be quoted says so. It is never derived
// from a signature, from membership or from presence.
func (g *Register) BoundBy(what sourced.Name, v sourced.View) []sourced.Line[Relation] {
	return g.related(BoundBy, what, v)
}

func (g *Register) related(tie Tie, what sourced.Name, v sourced.View) []sourced.Line[Relation] {
	out := only(g.relations.All(v), func(r Relation) bool { return r.Tie == tie && r.To == what && !r.Ended })
	slices.SortStableFunc(out, func(a, b sourced.Line[Relation]) int { return cmp.Compare(a.Is.State, b.Is.State) })
	return out
}

// Relations returns every relation of a state, of every state where it is empty, that has not ended.
func (g *Register) Relations(state sourced.Name, v sourced.View) []sourced.Line[Relation] {
	return only(g.relations.All(v), func(r Relation) bool { return (state == "" || r.State == state) && !r.Ended })
}

// Tied returns who has a relation of one kind, of one state alone where it is named, and to what. Who is bound is said by the tie
// BoundBy and by nothing else: whatever counts or lists it asks here.
func (g *Register) Tied(tie Tie, state sourced.Name, v sourced.View) []sourced.Line[Relation] {
	return only(g.Relations(state, v), func(r Relation) bool { return r.Tie == tie })
}

// Roles returns the parts that anybody plays in something, empty for everything. They bind nobody.
func (g *Register) Roles(of sourced.Name, v sourced.View) []sourced.Line[Role] {
	return only(g.roles.All(v), func(r Role) bool { return (of == "" || r.Of == of) && !r.Ended })
}

// Figures returns the periods of the ladders of an instrument.
func (g *Register) Figures(instrument sourced.Name, v sourced.View) []sourced.Line[Figure] {
	return only(g.figures.All(v), func(f Figure) bool { return f.Instrument == instrument })
}

// PositionHistory returns every statement on the position of a state that a view sees and that is not corrected, the oldest
// first.
func (g *Register) PositionHistory(t Text, component, state sourced.Name, v sourced.View) []sourced.Line[Position] {
	return g.positions.Of(stipulationKey{t.Instrument, t.Version, component, state}).Standing(v)
}

// States returns every state of which a position, a stipulation or a step of an instrument is on record, sorted.
func (g *Register) States(instrument sourced.Name, v sourced.View) []sourced.Name {
	var out []sourced.Name
	for _, l := range g.positions.All(v) {
		if l.Is.Instrument == instrument {
			out = append(out, l.Is.State)
		}
	}
	for _, l := range g.stipulations.All(v) {
		if l.Is.Instrument == instrument && l.Is.State != "" {
			out = append(out, l.Is.State)
		}
	}
	for _, l := range g.steps.All(v) {
		if l.Is.Instrument == instrument {
			out = append(out, l.Is.State)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func only[T any](all []sourced.Line[T], want func(T) bool) []sourced.Line[T] {
	var out []sourced.Line[T]
	for _, l := range all {
		if want(l.Is) {
			out = append(out, l)
		}
	}
	return out
}
