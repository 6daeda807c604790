// SPDX-License-Identifier: Apache-2.0

// Package rules turns the steps, the ways of admission and appeal and the ladder of a text into the rules of what is owed, each with
// its clock. It is a part of response.
package rules

import (
	"cmp"
	"slices"

	"truce/agreement"
	"truce/response/clock"
)

// Kind is what sort of thing is owed.
type Kind string

// The kinds of what is owed.
const (
	StepObligation   Kind = "step"
	RungObligation   Kind = "rung"
	RemedyObligation Kind = "remedy"
)

// Rule is what the text says of something owed. Many obligations share one.
type Rule struct {
	Kind Kind `json:"kind"`
	// Name is the kind of step, the ID of the rung, or "remedy".
	Name    string              `json:"name"`
	Article agreement.ArticleID `json:"article"`
	// By is the body, party or role that owes it; empty means that nobody does.
	By string `json:"by,omitempty"`
	// Owes says in words what a rung owes, On what it may run on.
	Owes string `json:"owes,omitempty"`
	On   string `json:"on,omitempty"`
	// Within and After are as the text writes them.
	Within agreement.Duration `json:"within,omitempty"`
	After  string             `json:"after,omitempty"`
	// Reported says that the figures are of the press and not of a published text.
	Reported bool `json:"reported,omitempty"`

	// Clock is the time allowed, compiled.
	Clock clock.Clock `json:"-"`
}

// Rung is a rung of the ladder with its rule.
type Rung struct {
	*Rule
	Rung *agreement.Rung
}

// Steps returns the rules of the steps of a text in its order, then those that its rules of admission and appeal owe. Its error is a
// time or zone of the text that cannot be read.
func Steps(text *agreement.Compiled) ([]*Rule, error) {
	p := text.Agreement().Procedure
	if p == nil {
		return nil, nil
	}
	var out []*Rule
	for _, s := range p.Steps {
		c, err := clock.New(text, clock.Allowed{Within: s.Within, After: s.After, Zone: s.Zone, In: s.In})
		if err != nil {
			return nil, err
		}
		out = append(out, &Rule{
			Kind: StepObligation, Name: s.Does, Article: s.Article, By: s.By, Within: s.Within, After: s.After,
			Reported: s.Reported, Clock: c,
		})
	}
	if a := p.Admission; a != nil {
		c, err := clock.New(text, clock.Allowed{Within: a.Within, After: "complaint"})
		if err != nil {
			return nil, err
		}
		out = append(out, &Rule{Kind: StepObligation, Name: "admission", Article: a.Article, By: string(a.By), Within: a.Within, After: "complaint", Clock: c})
	}
	if a := p.Appeal; a != nil {
		c, err := clock.New(text, clock.Allowed{Within: a.Within, After: "appeal"})
		if err != nil {
			return nil, err
		}
		out = append(out, &Rule{Kind: StepObligation, Name: "decide-appeal", Article: a.Article, By: hearsAppeals(text), Within: a.Within, After: "appeal", Clock: c})
	}
	return out, nil
}

func hearsAppeals(text *agreement.Compiled) string {
	for _, b := range text.Agreement().Bodies {
		if slices.Contains(b.Competent, "appeal") {
			return string(b.ID)
		}
	}
	return ""
}

// Repeats tells whether a step may be owed more than once in a case.
func Repeats(step string) bool {
	return step == "determine" || step == "decide-appeal" || step == "appeal" || step == "publish" || step == "meet"
}

// Rungs returns the rules of the ladder of a text in its order. Its error is a time or zone of the text that cannot be read.
func Rungs(text *agreement.Compiled) ([]Rung, error) {
	var out []Rung
	ladder := text.Agreement().Ladder
	for i := range ladder {
		g := &ladder[i]
		c, err := clock.New(text, clock.Allowed{Within: g.Within, After: g.After, Zone: g.Zone, In: g.In})
		if err != nil {
			return nil, err
		}
		out = append(out, Rung{&Rule{
			Kind: RungObligation, Name: g.ID, Article: g.Article, By: string(g.By), Owes: g.Owes, On: g.On, Within: g.Within, After: g.After,
			Reported: g.Reported, Clock: c,
		}, g})
	}
	return out, nil
}

// Stricter compares two rungs by which asks for more: one with a declared word, then the severity, the recurrence, the confidence.
func (g *Rung) Stricter(than *Rung) int {
	declared := func(g *Rung) int { return min(len(g.Rung.Declared), 1) }
	return cmp.Or(cmp.Compare(declared(g), declared(than)), cmp.Compare(g.Rung.Severity, than.Rung.Severity),
		cmp.Compare(g.Rung.Recurrence, than.Rung.Recurrence), cmp.Compare(g.Rung.Confidence, than.Rung.Confidence))
}
