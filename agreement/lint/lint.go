// SPDX-License-Identifier: Apache-2.0

// Package lint turns compiled agreements into complaints about the draft: what is undefined, missing, open,
// contradictory or unowned, with the article, the reason and the mend. Each check has a page entry in
// docs/spec/lint.md. A clean agreement yields nothing.
package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/place"
	"truce/when"
)

// Complaint is one thing that a lawyer should mend, or decide to leave, before a text is signed.
type Complaint struct {
	// Check is the slug of the check that found it; a slug never changes its meaning.
	Check string `json:"check"`
	// Agreement is the instrument, or the first of several in order of ID.
	Agreement agreement.ID `json:"agreement"`
	// Article is where to look first; empty where the complaint is about the instrument as a whole.
	Article agreement.ArticleID `json:"article,omitempty"`
	// Subject is the word, term, body, step or question that the complaint is about.
	Subject string `json:"subject"`
	// Says states the defect in one sentence.
	Says string `json:"says"`
	// Why states what goes wrong if it stays.
	Why string `json:"why"`
	// Mend states what would make the complaint go away.
	Mend string `json:"mend"`
}

// Check returns the complaints about one or more instruments, in a fixed order that does not depend on the
// order of the arguments. Several instruments are read as texts of one settlement: those that amend one another
// are read together, and those that rival one another are compared.
func Check(a ...*agreement.Compiled) []Complaint {
	texts := make([]*text, 0, len(a))
	for _, c := range a {
		if c != nil {
			texts = append(texts, newText(c))
		}
	}
	slices.SortStableFunc(texts, func(x, y *text) int {
		return cmp.Or(cmp.Compare(x.doc.ID, y.doc.ID), cmp.Compare(x.doc.Version, y.doc.Version))
	})
	var out []Complaint
	for _, t := range texts {
		for _, check := range []func(*text) []Complaint{
			undefinedWords, termsWithoutPlace, termsWithoutTime, localTimes, stoppableBodies, oneSidedBodies,
			unmappedPlaces, keepBackLines, declarationsBindOthers, unanswerableExemptions, reportedFigures,
			languages,
		} {
			out = append(out, check(t)...)
		}
	}
	for _, s := range settlements(texts) {
		for _, check := range []func(settlement) []Complaint{
			weaponOverlaps, weaponGaps, silentActs, contradictions, clocksWithoutStart, clocksFromBreach,
			unownedDeadlines, stepsWithoutDeadline, emptyCells, rungsOnAssessment, nobodyDetermines, differingReadings,
		} {
			out = append(out, check(s)...)
		}
	}
	out = append(out, rivalTexts(texts)...)
	sortComplaints(out, texts)
	return out
}

// text is one instrument with what the checks look up in it.
type text struct {
	*agreement.Compiled
	doc    *agreement.Agreement
	places map[agreement.PlaceID]*agreement.Place
	order  map[agreement.ArticleID]int
}

func newText(c *agreement.Compiled) *text {
	doc := c.Agreement()
	t := &text{
		Compiled: c, doc: doc,
		places: make(map[agreement.PlaceID]*agreement.Place, len(doc.Places)),
		order:  make(map[agreement.ArticleID]int, len(doc.Articles)),
	}
	for i := range doc.Places {
		t.places[doc.Places[i].ID] = &doc.Places[i]
	}
	for i := range doc.Articles {
		t.order[doc.Articles[i].ID] = i + 1
	}
	return t
}

// complain begins a complaint about the instrument, with the check's reason and mend.
func (t *text) complain(check string, article agreement.ArticleID, subject string) Complaint {
	c := Complaint{Check: check, Agreement: t.doc.ID, Article: article, Subject: subject}
	for _, r := range checks {
		if r.Check == check {
			c.Why, c.Mend = r.Why, r.Mend
			return c
		}
	}
	panic("lint: check " + check + " has no reason")
}

// says completes a complaint with what was found, in one sentence.
func (c Complaint) says(format string, args ...any) Complaint {
	c.Says = fmt.Sprintf(format, args...)
	return c
}

// settlement is a set of instruments that are read together: each amends another of them, or there is one.
type settlement []*text

// settlements groups the texts that amend one another, in the order given.
func settlements(texts []*text) []settlement {
	group := make([]int, len(texts))
	for i := range group {
		group[i] = i
	}
	for i, t := range texts {
		for j, u := range texts {
			if group[i] != group[j] && slices.Contains(t.doc.Amends, u.doc.ID) {
				low, high := min(group[i], group[j]), max(group[i], group[j])
				for k := range group {
					if group[k] == high {
						group[k] = low
					}
				}
			}
		}
	}
	var out []settlement
	for i := range texts {
		var s settlement
		for j, t := range texts {
			if group[j] == i {
				s = append(s, t)
			}
		}
		if len(s) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// base is the instrument that a complaint about the whole settlement is filed under: one that amends none of
// the others, or the first.
func (s settlement) base() *text {
	for _, t := range s {
		if !slices.ContainsFunc(s, func(u *text) bool { return slices.Contains(t.doc.Amends, u.doc.ID) }) {
			return t
		}
	}
	return s[0]
}

// body finds a body by name in the settlement; nil if there is none.
func (s settlement) body(id string) *agreement.Body {
	for _, t := range s {
		for i := range t.doc.Bodies {
			if string(t.doc.Bodies[i].ID) == id {
				return &t.doc.Bodies[i]
			}
		}
	}
	return nil
}

// competent tells whether any body of the settlement may do the thing.
func (s settlement) competent(thing string) bool {
	return slices.ContainsFunc(s, func(t *text) bool {
		return slices.ContainsFunc(t.doc.Bodies, func(b agreement.Body) bool {
			return slices.Contains(b.Competent, thing)
		})
	})
}

func sortComplaints(list []Complaint, texts []*text) {
	order := func(c Complaint) int {
		for _, t := range texts {
			if t.doc.ID == c.Agreement {
				return t.order[c.Article]
			}
		}
		return 0
	}
	slices.SortStableFunc(list, func(x, y Complaint) int {
		return cmp.Or(
			cmp.Compare(x.Agreement, y.Agreement), cmp.Compare(order(x), order(y)), cmp.Compare(x.Check, y.Check),
			cmp.Compare(x.Subject, y.Subject), cmp.Compare(x.Says, y.Says))
	})
}

// length reads a duration of the document; ok is false where none is given.
func length(d agreement.Duration) (l when.Duration, ok bool) {
	l, err := d.Parse()
	return l, err == nil && d != ""
}

// metres reads a length of the document; ok is false where none is given.
func metres(m agreement.Metres) (l place.Length, ok bool) {
	l, err := m.Parse()
	return l, err == nil && m != ""
}

// among joins words as a sentence does: "a, b and c".
func among[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// unique keeps the first of equal words.
func unique[T comparable](list []T) []T {
	var out []T
	for _, w := range list {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// plural returns the word with an s unless n is one.
func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// sentence begins a sentence.
func sentence(words string) string {
	if words == "" {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
