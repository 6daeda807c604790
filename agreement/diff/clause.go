// SPDX-License-Identifier: Apache-2.0

package diff

import (
	"slices"
	"strings"

	"truce/act"
	"truce/agreement"
)

// clause is the smallest effect of a term: one party, one sense, one act, and under which conditions.
type clause struct {
	party   agreement.PartyID
	sense   agreement.Sense
	act     act.Act
	article agreement.ArticleID
	// of is the weapon class, or the model, that the clause speaks of; empty for a clause that was not split.
	of    string
	scope scope
}

// The dimensions of a scope, in the order in which they are written.
const (
	targets = iota
	weapons
	where
	notWhere
	keepBack
	beyond
	windows
	span
	severity
	exemptions
	narrow
	reading
	dimensions
)

// scope is the conditions under which a clause holds.
type scope [dimensions]value

// value is one condition: a text in which equal effects are equal, empty for no restriction, and what its reach
// is compared by.
type value struct {
	text string
	// set is the members of a condition that is a set.
	set []string
	// reach is a distance to be kept, comparable with others of the same measure (line and storage).
	reach   int64
	measure string
	// rule is the rule on weapons.
	rule act.WeaponRule
}

// equal tells whether two scopes have the same effect.
func (s scope) equal(t scope) bool {
	for d := range s {
		if s[d].text != t[d].text {
			return false
		}
	}
	return true
}

// distance is how different two scopes are: the number of dimensions in which they differ, a reading counting
// for three since it is another meaning of the text.
func (s scope) distance(t scope) int {
	n := 0
	for d := range s {
		if s[d].text != t[d].text {
			n++
			if d == reading {
				n += 2
			}
		}
	}
	return n
}

// key orders scopes.
func (s scope) key() string {
	parts := make([]string, len(s))
	for d := range s {
		parts[d] = s[d].text
	}
	return strings.Join(parts, "\x00")
}

// words writes the scope after the name of an act.
func (s scope) words() string {
	lead := [dimensions]string{
		targets: " against ", weapons: " with ", where: " in ", notWhere: " but not in ", keepBack: " closer than ", beyond: " farther than ",
		windows: " during ", span: " ", exemptions: " unless exempt (", narrow: " where ", reading: " under reading ",
	}
	var b strings.Builder
	for d, v := range s {
		if v.text == "" || d == severity {
			continue
		}
		if d == weapons && len(v.rule.Classes)+len(v.rule.Models) == 0 && !strings.HasPrefix(v.text, "weapons") {
			lead[d] = " " // the class stands before it
		}
		b.WriteString(lead[d] + v.text)
		if d == exemptions {
			b.WriteString(")")
		}
	}
	return b.String()
}

// setOf returns a set as a value: sorted, each once.
func setOf[T ~string](list []T) value {
	set := make([]string, len(list))
	for i, w := range list {
		set[i] = string(w)
	}
	slices.Sort(set)
	set = slices.Compact(set)
	return value{text: among(set), set: set}
}

// merge joins clauses that differ only in their targets or only in their places, so that one term split in two,
// or two joined in one, has the same clauses.
func merge(list []clause) []clause {
	for again := true; again; {
		again = false
		for i := 0; i < len(list) && !again; i++ {
			for j := i + 1; j < len(list) && !again; j++ {
				if joined, ok := join(list[i], list[j]); ok {
					list = slices.Delete(list, j, j+1)
					list[i], again = joined, true
				}
			}
		}
	}
	return list
}

// join joins two clauses of one party, sense and act if one set of conditions says both.
func join(a, b clause) (clause, bool) {
	if a.of != b.of {
		return a, false
	}
	if a.scope.equal(b.scope) {
		return a, true
	}
	for _, d := range []int{targets, where, windows} {
		t := b.scope
		t[d] = a.scope[d]
		if !a.scope.equal(t) {
			continue
		}
		if a.scope[d].text == "" || b.scope[d].text == "" {
			a.scope[d] = value{}
			return a, true
		}
		a.scope[d] = unite(d, a.scope[d], b.scope[d])
		return a, true
	}
	return a, false
}

func unite(d int, a, b value) value {
	v := setOf(slices.Concat(a.set, b.set))
	if d == targets {
		v.text = targetWords(v.set)
	}
	return v
}

// split takes clauses apart by weapon class and model, so that a class which moves from one term to another is told
// as what it is. Where a clause covers weapons whatever their class, nothing is split.
func split(list []clause) []clause {
	var out []clause
	for _, c := range list {
		r := c.scope[weapons].rule
		for _, class := range r.Classes {
			c.of = string(class)
			c.scope[weapons] = calibreValue(r)
			out = append(out, c)
		}
		for _, model := range r.Models {
			c.of, c.scope[weapons] = strings.ToLower(model), value{}
			out = append(out, c)
		}
	}
	return out
}

// classless tells whether a clause covers weapons whatever their class.
func classless(c clause) bool {
	r := c.scope[weapons].rule
	return len(r.Classes) == 0 && (len(r.Models) == 0 || r.AtLeast != 0 || r.AtMost != 0)
}

// direction says how a dimension changed in reach.
func direction(d int, old, new value) Kind {
	switch d {
	case windows, span:
		return Moved
	case severity:
		return Severity
	case exemptions:
		return Exemption
	case reading:
		return Reading
	}
	up, down := reaches(d, old, new), reaches(d, new, old)
	switch {
	case up && !down:
		return Widened
	case down && !up:
		return Narrowed
	}
	return Altered
}

// reaches tells whether whatever a reaches b reaches too.
func reaches(d int, a, b value) bool {
	switch {
	case d == notWhere:
		return within(b.set, a.set)
	case d == weapons:
		return rulesWithin(a.rule, b.rule)
	case b.text == "":
		return true
	case a.text == "":
		return false
	case d == keepBack:
		return a.measure == b.measure && a.reach <= b.reach
	case d == beyond:
		return a.measure == b.measure && a.reach >= b.reach
	}
	return len(b.set) > 0 && within(a.set, b.set)
}

// within tells whether a is a subset of b.
func within(a, b []string) bool {
	return !slices.ContainsFunc(a, func(w string) bool { return !slices.Contains(b, w) })
}

// rulesWithin tells whether every weapon of a is surely one of b.
func rulesWithin(a, b act.WeaponRule) bool {
	if !within(fold(b.ExceptModels), fold(a.ExceptModels)) {
		return false
	}
	if len(b.Classes)+len(b.Models) == 0 && b.AtLeast == 0 && b.AtMost == 0 {
		return true
	}
	classes := len(b.Classes) == 0 || len(a.Classes) > 0 &&
		!slices.ContainsFunc(a.Classes, func(c act.Class) bool { return !slices.Contains(b.Classes, c) })
	return classes && within(fold(a.Models), fold(b.Models)) && a.AtLeast >= b.AtLeast &&
		(b.AtMost == 0 || a.AtMost != 0 && a.AtMost <= b.AtMost)
}
