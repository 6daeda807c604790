// SPDX-License-Identifier: Apache-2.0

// Package wording turns what the terms of an agreement ask, and where things were, into the words that findings say it in.
// It follows agreement and stands below finding, whose conditions it writes.
package wording

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/known"
	"truce/place"
)

// List writes closed words one after the other; any where there are none.
func List[T ~string](words []T) string {
	if len(words) == 0 {
		return "any"
	}
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

// NotSo says that a condition does not hold.
func NotSo(name, says string) string {
	if name == "in force" {
		return says
	}
	return "not " + name + ": " + says
}

// Place says where a term applies.
func Place(text *agreement.Compiled, r *agreement.Rule) string {
	where := List(slices.Concat(text.Agreement().Force.Area, r.Where))
	if len(r.NotWhere) > 0 {
		where += ", not " + List(r.NotWhere)
	}
	return where
}

// Off says how far from a rule's line something somewhere in a region was, and how far that is too far.
func Off(r *agreement.Rule, where place.Region) string {
	past, off := r.Past(where)
	if past == known.Unknown && off == (place.Range{}) {
		return fmt.Sprintf("how far from %s is not known; farther than %s", r.Beyond.Line, r.Beyond.By)
	}
	return fmt.Sprintf("%s from %s; farther than %s", Distance(off), r.Beyond.Line, r.Beyond.By)
}

// Time says when the term applies within the force of the instrument.
func Time(r *agreement.Rule) string {
	var words []string
	if from := r.Term.From; from != "" {
		words = append(words, "from "+string(from))
	}
	if until := r.Term.Until; until != "" {
		words = append(words, "until "+string(until))
	}
	if len(r.When) > 0 {
		words = append(words, "in "+List(r.When))
	}
	if len(words) == 0 {
		return "always, while in force"
	}
	return strings.Join(words, " ")
}

// Weapon says which weapons a term covers.
func Weapon(r *agreement.Rule) string {
	w := r.Weapons
	words := List(w.Classes)
	if w.AtLeast > 0 {
		words += ", at least " + w.AtLeast.String()
	}
	if w.AtMost > 0 {
		words += ", at most " + w.AtMost.String()
	}
	if len(w.Models) > 0 {
		words += ", " + strings.Join(w.Models, ", ")
	}
	return words
}

// Direction says from which direction, where the origin lies all on one side of the place that was hit.
func Direction(origin, hit place.Region) string {
	from, ok := place.Towards(hit, origin)
	if !ok {
		return ""
	}
	return From(from)
}

// From says from which direction, by the word for a wind.
func From(wind string) string {
	article := "a"
	if wind[0] == 'e' {
		article = "an"
	}
	return "from " + article + " " + wind + " direction"
}

// Distance writes one length, or both bounds.
func Distance(r place.Range) string {
	if r.Least == r.Most {
		return r.Least.String()
	}
	return r.Least.String() + " to " + r.Most.String()
}
