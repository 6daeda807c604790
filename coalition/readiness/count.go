// SPDX-License-Identifier: Apache-2.0

package readiness

import (
	"fmt"
	"slices"
	"strings"

	"truce/coalition/sourced"
	"truce/known"
)

// Texts returns every version of every text.
func (g *Register) Texts(v sourced.View) []sourced.Line[Text] { return g.texts.All(v) }

// Latest returns the version of a text that was said last.
func (g *Register) Latest(text sourced.Name, v sourced.View) (Version, bool) {
	var out Version
	var best sourced.Line[Text]
	ok := false
	for _, l := range g.texts.All(v) {
		if l.Is.ID == text && (!ok || l.Said.On.Compare(best.Said.On) >= 0) {
			best, ok = l, true
			out = Version{text, l.Is.Version}
		}
	}
	return out, ok
}

// Articles returns the articles of a version of a text, in the order of first entry, dropped ones left out.
func (g *Register) Articles(of Version, v sourced.View) []sourced.Line[Article] {
	return only(g.articles.All(v), func(a Article) bool { return a.Text == of.Text && a.Version == of.Version && !a.Dropped })
}

// RedLines returns what parties say that they will not accept, of one text and of the whole; what is lifted is left out.
func (g *Register) RedLines(text sourced.Name, v sourced.View) []sourced.Line[RedLine] {
	return only(g.redLines.All(v), func(r RedLine) bool { return (r.Text == "" || r.Text == text) && !r.Lifted })
}

// Contacts returns the last contacts on a text.
func (g *Register) Contacts(text sourced.Name, v sourced.View) []sourced.Line[Contact] {
	return only(g.contacts.All(v), func(c Contact) bool { return c.Text == text })
}

// Claims returns what is claimed of a version of a text.
func (g *Register) Claims(of Version, v sourced.View) []sourced.Line[Claim] {
	return only(g.claims.All(v), func(c Claim) bool { return c.Text == of.Text && c.Version == of.Version })
}

// Stand is where a party stands on an article, and on whose word.
type Stand struct {
	Party  sourced.Name `json:"party"`
	Status Status       `json:"status"`
	// Self says that the party itself said so; its own word stands over that of others.
	Self bool `json:"self"`
	// Disputed says that others differ in the status or in what it is conditional on, and the party itself has said nothing: the status is then unknown.
	Disputed bool `json:"disputed,omitempty"`
	// ConditionalOn is of the word that counts.
	ConditionalOn []sourced.Name `json:"conditional_on,omitempty"`
	// Words are all words on it that stand, the party's own first.
	Words []sourced.Line[Cell] `json:"words,omitempty"`
}

// Row is one article with every party of the text.
type Row struct {
	Article Article `json:"article"`
	Stands  []Stand `json:"stands"`
}

// Grid returns every article with where each party stands. With selfOnly a party stands only where it says so itself.
func (g *Register) Grid(of Version, selfOnly bool, v sourced.View) []Row {
	text, ok := g.texts.Last(of, v)
	if !ok {
		return nil
	}
	type place struct{ article, party sourced.Name }
	cells := map[place][]sourced.Line[Cell]{}
	for _, l := range g.cells.All(v) {
		if l.Is.Text == of.Text && l.Is.Version == of.Version {
			at := place{l.Is.Article, l.Is.Party}
			cells[at] = append(cells[at], l)
		}
	}
	var out []Row
	for _, a := range g.Articles(of, v) {
		row := Row{Article: a.Is}
		for _, p := range text.Is.Parties {
			row.Stands = append(row.Stands, stand(p, selfOnly, cells[place{a.Is.ID, p}]))
		}
		out = append(out, row)
	}
	return out
}

// stand picks the word that counts: the party's own, else what all others agree on.
func stand(party sourced.Name, selfOnly bool, words []sourced.Line[Cell]) Stand {
	out := Stand{Party: party, Status: UnknownStatus}
	slices.SortStableFunc(words, func(a, b sourced.Line[Cell]) int {
		return map[bool]int{true: 0, false: 1}[a.Is.Self()] - map[bool]int{true: 0, false: 1}[b.Is.Self()]
	})
	out.Words = words
	switch {
	case len(words) == 0:
	case words[0].Is.Self():
		out.Status, out.Self, out.ConditionalOn = words[0].Is.Status, true, words[0].Is.ConditionalOn
	case selfOnly:
	default:
		for _, w := range words[1:] {
			out.Disputed = out.Disputed || w.Is.Status != words[0].Is.Status || !sameNames(w.Is.ConditionalOn, words[0].Is.ConditionalOn)
		}
		if !out.Disputed {
			out.Status, out.ConditionalOn = words[0].Is.Status, words[0].Is.ConditionalOn
		}
	}
	return out
}

// sameNames tells whether two lists hold the same names, in whatever order; neither holds one twice.
func sameNames(a, b []sourced.Name) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(n sourced.Name) bool { return !slices.Contains(b, n) })
}

// Weight is how much an article counts for. Nothing is weighted unless somebody says how.
type Weight struct {
	Article sourced.Name `json:"article"`
	Weight  int64        `json:"weight"`
}

// Way is one way to count.
type Way struct {
	// Parties are those who all have to agree, empty for every party of the text.
	Parties []sourced.Name `json:"parties"`
	// Counts are the statuses that count as agreement.
	Counts []Status `json:"counts"`
	// SelfOnly counts only what a party says of itself.
	SelfOnly bool `json:"self_only"`
	// Whole is "nothing is agreed until everything is agreed".
	Whole bool `json:"whole,omitempty"`
	// Weights are of the articles, each above nought; none for one each. An article that is not named counts for one.
	Weights []Weight `json:"weights,omitempty"`
}

// String says the way in a line.
func (w Way) String() string {
	words := strings.Join(sourced.Words(w.Parties), " and ") + ", counting " + strings.Join(sourced.Words(w.Counts), ", ")
	if w.SelfOnly {
		words += ", each party's own word only"
	} else {
		words += ", whoever says so"
	}
	if w.Whole {
		words += ", nothing agreed until everything is"
	}
	if len(w.Weights) > 0 {
		words += ", weighted"
	}
	return words
}

// Count is how much of a text is agreed in one way of counting. Yes, No and Unknown add up to Of.
type Count struct {
	Way     Way   `json:"way"`
	Of      int64 `json:"of"`
	Yes     int64 `json:"yes"`
	No      int64 `json:"no"`
	Unknown int64 `json:"unknown"`
	// Open are the articles that are not agreed, and Untold those of which it is unknown.
	Open   []sourced.Name `json:"open,omitempty"`
	Untold []sourced.Name `json:"untold,omitempty"`
}

// Least and Most are the share that is agreed in parts per million, with everything unknown taken as not agreed, and as agreed.
func (c Count) Least() int64 { return c.share(c.Yes) }

// Most is said at Least.
func (c Count) Most() int64 { return c.share(c.Yes + c.Unknown) }

func (c Count) share(n int64) int64 {
	if c.Of == 0 {
		return 0
	}
	return n * Million / c.Of
}

// Count counts a version of a text in one way. Its error says what is wrong with the way.
func (g *Register) Count(of Version, w Way, v sourced.View) (Count, error) {
	text, ok := g.texts.Last(of, v)
	if !ok {
		return Count{}, fmt.Errorf("no text %s is on record as of then", of)
	}
	if len(w.Parties) == 0 {
		w.Parties = text.Is.Parties
	}
	if err := w.check(text.Is); err != nil {
		return Count{}, err
	}
	rows := g.Grid(of, w.SelfOnly, v)
	for _, weight := range w.Weights {
		if !slices.ContainsFunc(rows, func(r Row) bool { return r.Article.ID == weight.Article }) {
			return Count{}, fmt.Errorf("%s has no article %.70q to weigh", of, string(weight.Article))
		}
	}
	return w.count(rows), nil
}

// maxWeight keeps the sum of all weights, a million times, within an int64.
const maxWeight = 1_000_000

func (w Way) check(t Text) error {
	for i, p := range w.Parties {
		if !slices.Contains(t.Parties, p) || slices.Contains(w.Parties[:i], p) {
			return fmt.Errorf("%.70q is no party of the text or is named twice; its parties are %s", string(p), strings.Join(sourced.Words(t.Parties), ", "))
		}
	}
	if len(w.Counts) == 0 {
		return fmt.Errorf("no status counts as agreement; name some of %s", strings.Join(sourced.Words(Statuses()), ", "))
	}
	for _, s := range w.Counts {
		if !slices.Contains(Statuses(), s) || s == UnknownStatus || s == Silent {
			return fmt.Errorf("%.40q cannot count as agreement", string(s))
		}
	}
	for i, weight := range w.Weights {
		if weight.Weight < 1 || weight.Weight > maxWeight {
			return fmt.Errorf("the weight of %.70q is not between 1 and %d", string(weight.Article), maxWeight)
		}
		if slices.ContainsFunc(w.Weights[:i], func(o Weight) bool { return o.Article == weight.Article }) {
			return fmt.Errorf("article %.70q is weighted twice", string(weight.Article))
		}
	}
	return nil
}

func (w Way) count(rows []Row) Count {
	agreed := w.agreed(rows)
	out := Count{Way: w}
	for _, r := range rows {
		n := w.weight(r.Article.ID)
		out.Of += n
		switch agreed[r.Article.ID] {
		case known.Yes:
			out.Yes += n
		case known.No:
			out.No += n
			out.Open = append(out.Open, r.Article.ID)
		default:
			out.Unknown += n
			out.Untold = append(out.Untold, r.Article.ID)
		}
	}
	if w.Whole {
		switch {
		case out.No > 0:
			out.Yes, out.No, out.Unknown = 0, out.Of, 0
		case out.Unknown > 0:
			out.Yes, out.Unknown = 0, out.Of
		}
	}
	return out
}

func (w Way) weight(id sourced.Name) int64 {
	for _, each := range w.Weights {
		if each.Article == id {
			return each.Weight
		}
	}
	return 1
}

// agreed tells of every article whether all the parties agree. It begins with what each article is by itself and then takes back
// what hangs on articles that are not agreed, so that articles which hang on each other alone are agreed together.
func (w Way) agreed(rows []Row) map[sourced.Name]known.Answer {
	out := map[sourced.Name]known.Answer{}
	for _, r := range rows {
		answer := known.Yes
		for _, s := range r.Stands {
			if slices.Contains(w.Parties, s.Party) {
				answer = worse(answer, w.answer(s.Status))
			}
		}
		out[r.Article.ID] = answer
	}
	for changed := true; changed; {
		changed = false
		for _, r := range rows {
			for _, s := range r.Stands {
				if !slices.Contains(w.Parties, s.Party) {
					continue
				}
				for _, on := range s.ConditionalOn {
					hangs, there := out[on]
					if !there { // dropped from this version: whether the party still agrees is not on record
						hangs = known.Unknown
					}
					if answer := worse(out[r.Article.ID], hangs); answer != out[r.Article.ID] {
						out[r.Article.ID], changed = answer, true
					}
				}
			}
		}
	}
	return out
}

func (w Way) answer(s Status) known.Answer {
	switch {
	case slices.Contains(w.Counts, s):
		return known.Yes
	case s == Silent || s == UnknownStatus:
		return known.Unknown
	}
	return known.No
}

// worse is no if either is, else unknown if either is.
func worse(a, b known.Answer) known.Answer {
	switch {
	case a == known.No || b == known.No:
		return known.No
	case a == known.Unknown || b == known.Unknown:
		return known.Unknown
	}
	return known.Yes
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
