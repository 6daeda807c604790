// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"cmp"
	"strings"
)

// maxCombinations bounds the combinations of readings of one term or clock.
const maxCombinations = 64

// touching returns the questions of which a reading changes the term, in document order.
func (a *Agreement) touching(id TermID) []*Question {
	return a.asking(func(r *Reading) bool { _, ok := r.Terms[id]; return ok })
}

func (a *Agreement) touchingQuiet(id string) []*Question {
	return a.asking(func(r *Reading) bool { _, ok := r.Quiet[id]; return ok })
}

func (a *Agreement) asking(touches func(*Reading) bool) []*Question {
	var out []*Question
	for i := range a.Questions {
		for j := range a.Questions[i].Readings {
			if touches(&a.Questions[i].Readings[j]) {
				out = append(out, &a.Questions[i])
				break
			}
		}
	}
	return out
}

// combinations counts the ways to read the questions, and stops counting above the limit.
func combinations(questions []*Question) int {
	n := 1
	for _, q := range questions {
		if n *= max(1, len(q.Readings)); n > maxCombinations {
			return n
		}
	}
	return n
}

// combine returns every way to read the questions: one reading of each, the last question varying fastest.
func combine(questions []*Question) [][]*Reading {
	out := [][]*Reading{nil}
	for _, q := range questions {
		var longer [][]*Reading
		for _, so := range out {
			for i := range q.Readings {
				longer = append(longer, append(so[:len(so):len(so)], &q.Readings[i]))
			}
		}
		out = longer
	}
	return out
}

// name writes a combination as "question=reading", joined by ";".
func name(questions []*Question, chosen []*Reading) (string, []QuestionID) {
	parts, ids := make([]string, len(chosen)), make([]QuestionID, len(chosen))
	for i, r := range chosen {
		parts[i], ids[i] = string(questions[i].ID)+"="+string(r.ID), questions[i].ID
	}
	return strings.Join(parts, ";"), ids
}

// takes returns the reading of a question in a combination's name.
func takes(combination string, q QuestionID) (ReadingID, bool) {
	for part := range strings.SplitSeq(combination, ";") {
		if id, reading, _ := strings.Cut(part, "="); id == string(q) && id != "" {
			return ReadingID(reading), true
		}
	}
	return "", false
}

// sets names what a change sets.
func (c Change) sets() []string {
	return given([]bool{
		c.Void, len(c.Acts) > 0, len(c.Targets) > 0, c.Weapons != nil, len(c.Where) > 0, c.KeepBack != nil,
		len(c.When) > 0, c.From != "", c.Until != "",
	},
		"void", "acts", "targets", "weapons", "where", "keep_back", "when", "from", "until")
}

func (c QuietChange) sets() []string {
	return given([]bool{c.Void, c.Days != 0, c.From != "", c.Near != "", c.Hours != 0, c.Place != ""},
		"void", "days", "from", "near", "hours", "place")
}

func given(flags []bool, names ...string) []string {
	var out []string
	for i, flag := range flags {
		if flag {
			out = append(out, names[i])
		}
	}
	return out
}

// under returns the term as a combination of readings has it, and whether it exists at all.
func (t Term) under(chosen []*Reading) (_ Term, void bool) {
	for _, r := range chosen {
		c := r.Terms[t.ID]
		void = void || c.Void
		t.Acts, t.Targets = either(c.Acts, t.Acts), either(c.Targets, t.Targets)
		t.Where, t.When = either(c.Where, t.Where), either(c.When, t.When)
		t.Weapons, t.KeepBack = cmp.Or(c.Weapons, t.Weapons), cmp.Or(c.KeepBack, t.KeepBack)
		t.From, t.Until = cmp.Or(c.From, t.From), cmp.Or(c.Until, t.Until)
	}
	return t, void
}

func (q Quiet) under(chosen []*Reading) (_ Quiet, void bool) {
	for _, r := range chosen {
		c := r.Quiet[q.ID]
		void = void || c.Void
		q.Days, q.Hours = cmp.Or(c.Days, q.Days), cmp.Or(c.Hours, q.Hours)
		q.From, q.Near, q.Place = cmp.Or(c.From, q.From), cmp.Or(c.Near, q.Near), cmp.Or(c.Place, q.Place)
	}
	return q, void
}

func either[T any](a, b []T) []T {
	if len(a) > 0 {
		return a
	}
	return b
}
