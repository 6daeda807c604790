// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"fmt"
	"strings"
)

// Sentences say a result as somebody may read it out: every number with what it counts, none that is a sum over both
// lists, and what the numbers do not show.
func (r *Result) Sentences() []string {
	out := []string{
		fmt.Sprintf("Both lists are held to one definition: %s. What counts as one is %s.", r.Definition, r.Unit),
		fmt.Sprintf("%s lists %s, %s lists %s.", r.A.Name, counted(r.A.Counts.Items, "item"), r.B.Name, counted(r.B.Counts.Items, "item")),
	}
	switch n := len(r.Events); {
	case n == 0:
		out = append(out, "No item of one is matched with one of the other.")
	default:
		words := fmt.Sprintf("Both claim %s: %s gives %s as %s, %s as %s.", counted(n, "event"), r.A.Name, them(n),
			counted(r.A.Counts.Matched, "item"), r.B.Name, counted(r.B.Counts.Matched, "item"))
		if several := r.several(); several > 0 {
			words += fmt.Sprintf(" In %s of these one list gives as one what the other gives as several.", fmt.Sprint(several))
		}
		out = append(out, words)
	}
	for _, s := range []*Side{&r.A, &r.B} {
		c := s.Counts
		out = append(out, fmt.Sprintf("Of the %s of %s: on both lists %d; on its list only %d; on the other list as another act or in another unit %d; "+
			"not decided whether the other list has them %d; outside of the definition %d.",
			counted(c.Items, "item"), s.Name, c.Matched, c.Only, c.Differing, c.Possible, c.Outside))
		if c.Open > 0 {
			out = append(out, fmt.Sprintf("Of those that are not outside, %d may be: they do not say enough.", c.Open))
		}
		if len(s.Twice) > 0 {
			out = append(out, fmt.Sprintf("The list of %s has %s that it gives more than once in the same words.", s.Name, counted(len(s.Twice), "item")))
		}
	}
	if r.Alike {
		out = append(out, "The two lists say exactly the same, item for item: one may be a copy of the other, and then it is the claim of one.")
	}
	return append(out,
		"That both claim an event does not show that it happened, and that one list alone has it does not show that it did not.",
		"The numbers of the two lists are not to be added, subtracted or averaged: what is matched stands in both, and what is not decided may.")
}

// several is how many events are one item on one list and several on the other.
func (r *Result) several() int {
	n := 0
	for _, e := range r.Events {
		if len(e.A) > 1 || len(e.B) > 1 {
			n++
		}
	}
	return n
}

// Sentences say two totals as somebody may read them out.
func (t *Totals) Sentences() []string {
	var out []string
	for _, c := range []*Claim{&t.A, &t.B} {
		words := fmt.Sprintf("%s states %s", c.By, c.Number())
		if c.Unit != "" {
			words += ", counting " + c.Unit
		}
		if !c.Period.IsUnknown() {
			words += ", of " + c.Period.String()
		}
		if c.Area != "" {
			words += ", in " + c.Area
		}
		out = append(out, words+".")
	}
	if t.Comparable {
		return append(out, "Nothing that the two said stands against comparing them; whether they count the same events, only the items tell.")
	}
	var why []string
	for _, r := range t.Reasons {
		why = append(why, strings.ReplaceAll(string(r.Obstacle), "-", " ")+" ("+r.Says+")")
	}
	return append(out, "The two totals are not comparable: "+strings.Join(why, "; ")+".",
		"Neither says how many of the other's it holds. No difference and no average of them means anything.")
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}
