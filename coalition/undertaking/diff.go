// SPDX-License-Identifier: Apache-2.0

package undertaking

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/coalition/sourced"
	"truce/when"
)

// Direction is which way a change goes for a state, on the text.
type Direction string

// The directions of a change.
const (
	BindsMore Direction = "binds-more"
	BindsLess Direction = "binds-less"
	Differs   Direction = "differs"
)

// Directions returns the closed list.
func Directions() []Direction { return []Direction{BindsMore, BindsLess, Differs} }

// Effect is what a change does to one state, or where State is empty to each that signs.
type Effect struct {
	State     sourced.Name `json:"state"`
	Direction Direction    `json:"direction"`
	Was       string       `json:"was"`
	Is        string       `json:"is"`
}

// Change is one difference between two versions of a text, with its effect on each state.
type Change struct {
	// Component is empty for a change of the text as a whole.
	Component sourced.Name `json:"component,omitempty"`
	// What changed: "component", "title", "addressee", "scope", "binding", "constitutional", "from", "expires", "stipulation",
	// "condition" and its name, or "parties".
	What    string   `json:"what"`
	Was     string   `json:"was"`
	Is      string   `json:"is"`
	Effects []Effect `json:"effects,omitempty"`
}

// none is what stands on the side of a change that lacks the thing.
const none = "none"

// Compare says what changed between two versions of a text, or two texts, in effect and for whom. Its error says which of
// them is not on record.
func (g *Register) Compare(from, to Text, v sourced.View) ([]Change, error) {
	var sides [2]version
	for i, t := range []Text{from, to} {
		l, ok := g.Instrument(t, v)
		if !ok {
			return nil, fmt.Errorf("%s is not on record as of then", t)
		}
		sides[i] = g.version(l.Is, v)
	}
	c := comparison{was: sides[0], is: sides[1]}
	c.states = slices.Concat(c.was.states(), c.is.states())
	slices.Sort(c.states)
	c.states = append(slices.Compact(c.states), "")
	c.parties()
	for _, id := range c.ids() {
		c.component(id)
	}
	return c.changes, nil
}

// part is a component with all that hangs on it.
type part struct {
	component    Component
	stipulations []Stipulation
	conditions   []Condition
}

// version is one version of a text, whole.
type version struct {
	instrument Instrument
	signers    []sourced.Name // who signed or endorsed it or a component
	order      []sourced.Name
	parts      map[sourced.Name]part
}

func (g *Register) version(i Instrument, v sourced.View) version {
	out := version{instrument: i, parts: map[sourced.Name]part{}}
	t := Text{i.ID, i.Version}
	for _, p := range g.Positions(t, v) {
		if p.Is.Stance == Signed || p.Is.Stance == Endorsed {
			out.signers = append(out.signers, p.Is.State)
		}
	}
	for _, l := range g.Components(t, v) {
		p := part{component: l.Is}
		for _, d := range g.Stipulations(t, l.Is.ID, v) {
			p.stipulations = append(p.stipulations, d.Is)
		}
		for _, c := range g.Conditions(t, l.Is.ID, v) {
			p.conditions = append(p.conditions, c.Is)
		}
		out.order = append(out.order, l.Is.ID)
		out.parts[l.Is.ID] = p
	}
	return out
}

func (w version) states() []sourced.Name {
	out := slices.Concat(w.instrument.Parties, w.signers)
	for _, id := range w.order {
		for _, d := range w.parts[id].stipulations {
			if d.State != "" {
				out = append(out, d.State)
			}
		}
	}
	return out
}

// stipulation is what a part asks of a state: what it asks of it by name, or else of each that signs.
func (p part) stipulation(state sourced.Name) (Stipulation, bool) {
	for _, of := range []sourced.Name{state, ""} {
		if i := slices.IndexFunc(p.stipulations, func(d Stipulation) bool { return d.State == of }); i >= 0 {
			return p.stipulations[i], true
		}
	}
	return Stipulation{}, false
}

// binds tells whether a part asks more of a state than it proposes.
func (p part) binds(state sourced.Name) bool {
	d, ok := p.stipulation(state)
	return ok && d.What != Proposed
}

// comparison gathers the changes between two versions.
type comparison struct {
	was, is version
	// states are those that either text or a signature names, and the empty name at the end: each that signs.
	states  []sourced.Name
	changes []Change
}

func (c *comparison) ids() []sourced.Name {
	out := slices.Clone(c.was.order)
	for _, id := range c.is.order {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func (c *comparison) parties() {
	var effects []Effect
	for _, s := range c.states {
		was, is := slices.Contains(c.was.instrument.Parties, s), slices.Contains(c.is.instrument.Parties, s)
		switch {
		case was && !is:
			effects = append(effects, Effect{s, BindsLess, "a party to the text", "not a party to the text"})
		case !was && is:
			effects = append(effects, Effect{s, BindsMore, "not a party to the text", "a party to the text"})
		}
	}
	if effects != nil {
		c.changes = append(c.changes, Change{"", "parties", names(c.was.instrument.Parties), names(c.is.instrument.Parties), effects})
	}
}

func names(list []sourced.Name) string {
	if len(list) == 0 {
		return none
	}
	return strings.Join(sourced.Words(list), ", ")
}

func (c *comparison) component(id sourced.Name) {
	was, had := c.was.parts[id]
	is, has := c.is.parts[id]
	if had != has {
		change := Change{Component: id, What: "component", Was: none, Is: none}
		if had {
			change.Was = was.component.Title
		} else {
			change.Is = is.component.Title
		}
		change.Effects = c.stipulations(was, is)
		c.changes = append(c.changes, change)
		return
	}
	a, b := was.component, is.component
	c.field(id, "title", [2]string{a.Title, b.Title}, nil)
	c.field(id, "addressee", [2]string{orNone(string(a.Addressee)), orNone(string(b.Addressee))}, c.each(was, is, Differs))
	c.field(id, "scope", [2]string{orNone(a.Scope), orNone(b.Scope)}, c.each(was, is, Differs))
	c.field(id, "binding", [2]string{string(a.Binding), string(b.Binding)}, c.each(was, is, stronger(a.Binding, b.Binding, Bindings())))
	c.field(id, "constitutional", [2]string{yesNo(a.Constitutional), yesNo(b.Constitutional)}, c.each(was, is, less(b.Constitutional)))
	c.field(id, "from", [2]string{dayOrNone(a.From), dayOrNone(b.From)}, c.each(was, is, less(a.From.Compare(b.From) < 0)))
	c.field(id, "expires", [2]string{dayOrNone(a.Expires), dayOrNone(b.Expires)}, c.each(was, is, less(endsSooner(b.Expires, a.Expires))))
	c.stipulation(id, was, is)
	c.conditions(id, was, is)
}

// field records a change of one field, if it is one.
func (c *comparison) field(id sourced.Name, what string, pair [2]string, effects []Effect) {
	if pair[0] != pair[1] {
		c.changes = append(c.changes, Change{id, what, pair[0], pair[1], effects})
	}
}

// each is one effect on every state that a part binds, before or after.
func (c *comparison) each(was, is part, d Direction) []Effect {
	var out []Effect
	for _, s := range c.states {
		if was.binds(s) || is.binds(s) {
			out = append(out, Effect{s, d, asks(was, s), asks(is, s)})
		}
	}
	return out
}

// asks says what a part asks of a state.
func asks(p part, state sourced.Name) string {
	d, ok := p.stipulation(state)
	if !ok {
		return none
	}
	if d.Words != "" {
		return string(d.What) + ": " + d.Words
	}
	return string(d.What)
}

// stipulations is the effect of what is asked of each state, where that changed.
func (c *comparison) stipulations(was, is part) []Effect {
	var out []Effect
	for _, s := range c.states {
		before, after := asks(was, s), asks(is, s)
		if before == after {
			continue
		}
		a, _ := was.stipulation(s)
		b, _ := is.stipulation(s)
		out = append(out, Effect{s, stronger(a.What, b.What, Whats()), before, after})
	}
	return out
}

func (c *comparison) stipulation(id sourced.Name, was, is part) {
	for _, e := range c.stipulations(was, is) {
		c.changes = append(c.changes, Change{id, "stipulation", e.Was, e.Is, []Effect{e}})
	}
}

// conditions compares the clauses by their names: one more makes the undertaking harder to call on.
func (c *comparison) conditions(id sourced.Name, was, is part) {
	find := func(p part, id sourced.Name) (Condition, bool) {
		i := slices.IndexFunc(p.conditions, func(c Condition) bool { return c.ID == id })
		if i < 0 {
			return Condition{}, false
		}
		return p.conditions[i], true
	}
	for _, a := range was.conditions {
		b, kept := find(is, a.ID)
		switch what := "condition " + string(a.ID); {
		case !kept:
			c.changes = append(c.changes, Change{id, what, a.Words, none, c.each(was, is, BindsMore)})
		case conditionWords(a) != conditionWords(b):
			c.changes = append(c.changes, Change{id, what, conditionWords(a), conditionWords(b), c.each(was, is, Differs)})
		}
	}
	for _, b := range is.conditions {
		if _, had := find(was, b.ID); !had {
			c.changes = append(c.changes, Change{id, "condition " + string(b.ID), none, b.Words, c.each(was, is, BindsLess)})
		}
	}
}

func conditionWords(c Condition) string {
	words := fmt.Sprintf("%s (needs %s", c.Words, c.Needs)
	if c.Severity != 0 {
		words += fmt.Sprintf(" S%d", c.Severity)
	}
	if c.Respondent != "" {
		words += " " + string(c.Respondent)
	}
	return words + ")"
}

// stronger tells which way a change of a word goes in a list that begins with the weakest and ends with unknown. Nothing is
// weaker than everything but what is merely proposed, which asks nothing either.
func stronger[T ~string](was, is T, list []T) Direction {
	rank := func(w T) int { return slices.Index(list, w) }
	unknown := len(list) - 1
	a, b := rank(was), rank(is)
	switch {
	case a == unknown || b == unknown:
		return Differs
	case string(was) == string(Proposed) && b < 0, string(is) == string(Proposed) && a < 0, a == b:
		return Differs
	case a < b:
		return BindsMore
	}
	return BindsLess
}

func less(is bool) Direction {
	if is {
		return BindsLess
	}
	return BindsMore
}

// endsSooner tells whether a period that expires on a is over before one that expires on b; the zero Date never comes.
func endsSooner(a, b when.Date) bool {
	return !a.IsZero() && (b.IsZero() || a.Compare(b) < 0)
}

func orNone(text string) string { return cmp.Or(text, none) }

func dayOrNone(d when.Date) string {
	if d.IsZero() {
		return none
	}
	return d.String()
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
