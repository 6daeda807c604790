// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/agreement/document"
	"truce/agreement/narrowing"
	"truce/agreement/reckoning"
	"truce/likeness"
	"truce/when"
)

// checker finds what the schema cannot: references, times, geometry and terms that contradict each other.
type checker struct {
	*findings
	a       *Agreement
	times   reckoning.Reckoning
	ids     map[string]map[string]bool // by the noun of the reference
	narrows narrowing.Compiler
	names   map[string]string // whom a name means, among parties, bodies and their members
}

// check finds the faults of a whole agreement.
func check(a *Agreement, f *findings) {
	c := &checker{findings: f, a: a, times: newReckoning(a, nil), ids: map[string]map[string]bool{}, names: map[string]string{Mission: "the mission"}}
	c.register()
	c.instrument()
	c.force()
	c.articles()
	c.places()
	c.control()
	c.timeList()
	c.terms()
	c.contradictions()
	c.quiet()
	c.questions()
	c.overlappingQuestions()
	c.evidence()
	c.procedure()
}

// register collects the IDs of each kind and refuses those that stand twice.
func (c *checker) register() {
	a := c.a
	parties := each(a.Parties, func(v *Party) string { return string(v.ID) })
	c.note("source", "sources", each(a.Sources, func(v *Source) string { return v.ID }))
	c.note("article", "articles", each(a.Articles, func(v *Article) string { return string(v.ID) }))
	c.note("party", "parties", parties)
	c.note("actor", "parties", parties)
	c.note("actor", "others", each(a.Others, func(v *Party) string { return string(v.ID) }))
	c.note("place", "places", each(a.Places, func(v *Place) string { return string(v.ID) }))
	c.note("time", "times", each(a.Times, func(v *Time) string { return string(v.ID) }))
	c.note("term", "terms", each(a.Terms, func(v *Term) string { return string(v.ID) }))
	c.note("quiet clock", "quiet", each(a.Quiet, func(v *Quiet) string { return v.ID }))
	c.note("question", "questions", each(a.Questions, func(v *Question) string { return string(v.ID) }))
	c.note("body", "bodies", each(a.Bodies, func(v *Body) string { return string(v.ID) }))
	c.note("rung", "ladder", each(a.Ladder, func(v *Rung) string { return v.ID }))
	for i := range a.Terms {
		path := child(item("terms", i), "exemptions")
		c.unique("exemption", path, each(a.Terms[i].Exemptions, func(v *Exemption) string { return v.ID }))
	}
	for i := range a.Questions {
		path := child(item("questions", i), "readings")
		c.unique("reading", path, each(a.Questions[i].Readings, func(v *Reading) string { return string(v.ID) }))
	}
	for i := range a.Bodies {
		path := child(item("bodies", i), "members")
		c.unique("member", path, each(a.Bodies[i].Members, func(v *Member) string { return v.ID }))
	}
}

func each[T any](list []T, id func(*T) string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = id(&list[i])
	}
	return out
}

// note keeps the IDs of a list for references by that noun.
func (c *checker) note(noun, path string, ids []string) {
	if c.ids[noun] == nil {
		c.ids[noun] = map[string]bool{}
	}
	c.distinct(noun, path, ids, c.ids[noun])
}

func (c *checker) unique(noun, path string, ids []string) {
	c.distinct(noun, path, ids, map[string]bool{})
}

func (c *checker) distinct(noun, path string, ids []string, seen map[string]bool) {
	for i, id := range ids {
		if id != "" && seen[id] {
			c.Add(child(item(path, i), "id"), fmt.Sprintf("%s %q appears twice", noun, id), "give it an ID of its own")
		}
		seen[id] = true
	}
}

// refer checks that a reference, if given, names something of its kind.
func (c *checker) refer(path, noun, id string) {
	if id == "" || c.ids[noun][id] || c.Full() {
		return
	}
	known := slices.DeleteFunc(slices.Sorted(maps.Keys(c.ids[noun])), func(s string) bool { return s == "" })
	mend := document.Suggest(id, known)
	if mend == "" || len(known) > 12 && mend[0] == 't' {
		mend = "define it or name one that is"
	}
	c.Add(path, fmt.Sprintf("no %s %q in the document", noun, id), mend)
}

func referAll[T ~string](c *checker, path, noun string, ids []T) {
	for i, id := range ids {
		c.refer(item(path, i), noun, string(id))
	}
}

// moment checks that a time point can be resolved.
func (c *checker) moment(path string, p TimePoint) {
	if p == "" {
		return
	}
	switch _, err := c.times.Resolve(string(p)); {
	case errors.Is(err, reckoning.ErrCircle) && strings.HasSuffix(path, ".event"):
		c.Add(path, reckoning.ErrCircle.Error(), "give one of them a date")
	case err != nil && !errors.Is(err, reckoning.ErrStart):
		c.Add(path, err.Error(), "")
	}
}

// span checks two time points and that the second does not come before the first.
func (c *checker) span(path string, from, until TimePoint) {
	c.moment(child(path, "from"), from)
	c.moment(child(path, "until"), until)
	if s, err := spanOf(c.times, from, until); err == nil && from != "" && s.Empty() {
		c.Add(child(path, "until"), fmt.Sprintf("ends (%s) before it begins (%s)", until, from), "exchange them or mend one")
	}
}

func (c *checker) duration(path string, d Duration) {
	if _, err := d.Parse(); err != nil {
		c.Add(path, err.Error(), "")
	}
}

func (c *checker) length(path string, m Metres) {
	if _, err := m.Parse(); err != nil {
		c.Add(path, err.Error(), "")
	}
}

func (c *checker) zone(path, name string) {
	if name == "" {
		return
	}
	if _, err := when.LoadZone(name); err != nil {
		c.Add(path, err.Error(), "")
	}
}

// instrument checks the head of the document: kind, sources and parties.
func (c *checker) instrument() {
	a := c.a
	c.zone("counting.day", a.Counting.Day)
	c.duration("late_window", a.LateWindow)
	c.refer("declarant", "party", string(a.Declarant))
	if a.Kind == Declaration && a.Declarant == "" {
		c.Add("declarant", "a unilateral declaration binds its declarant, and none is named", "add \"declarant\"")
	}
	if a.Kind != Declaration && a.Kind != Parallel && a.Declarant != "" {
		c.Add("declarant", fmt.Sprintf("an instrument of kind %q has no declarant", a.Kind), "leave it out or mend the kind")
	}
	invented := slices.ContainsFunc(a.Sources, func(s Source) bool { return s.Standing == "invented" })
	if a.Exercise && !invented {
		c.Add("exercise", "an exercise without an invented source passes for a real text",
			"add a source of standing \"invented\", or leave \"exercise\" out")
	}
	for i, s := range a.Sources {
		if s.Standing == "invented" && !a.Exercise {
			c.Add(child(item("sources", i), "standing"), "an invented source in a text that is no exercise", "set \"exercise: true\"")
		}
	}
	for i := range a.Parties {
		c.party(item("parties", i), &a.Parties[i])
	}
	for i := range a.Others {
		c.party(item("others", i), &a.Others[i])
	}
}

func (c *checker) party(path string, p *Party) {
	c.span(path, p.From, p.Until)
	c.named(path, "party "+string(p.ID), append([]string{string(p.ID), p.Name}, p.Aliases...), c.names)
}

// named refuses a name that means two things, or looks so. words are the ID, the name and the aliases.
func (c *checker) named(path, whose string, words []string, names map[string]string) {
	for i, word := range words {
		at := item(child(path, "aliases"), i-2)
		if i < 2 {
			at = child(path, [...]string{"id", "name"}[i])
		}
		if other, taken := names[likeness.Fold(word)]; taken && other != whose {
			c.Add(at, fmt.Sprintf("the name %q of %s already means %s", word, whose, other), "add what tells them apart")
			continue
		}
		names[likeness.Fold(word)] = whose
	}
}

func (c *checker) force() {
	f := &c.a.Force
	c.span("force", f.From, f.Until)
	referAll(c, "force.area", "place", f.Area)
	for i, each := range f.Contested {
		path := item("force.contested", i)
		c.span(path, each.From, each.Until)
		c.refer(child(path, "source"), "source", each.Source)
	}
}

func (c *checker) articles() {
	for i, each := range c.a.Articles {
		c.refer(child(item("articles", i), "source"), "source", each.Source)
	}
}

func (c *checker) control() {
	for i, each := range c.a.Control {
		path := item("control", i)
		c.refer(child(path, "party"), "actor", string(each.Party))
		c.refer(child(path, "place"), "place", string(each.Place))
		c.refer(child(path, "source"), "source", each.Source)
		c.span(path, each.From, each.Until)
	}
}

func (c *checker) timeList() {
	for i := range c.a.Times {
		t, path := &c.a.Times[i], item("times", i)
		c.refer(child(path, "article"), "article", string(t.Article))
		c.zone(child(path, "zone"), t.Zone)
		ways := 0
		for _, given := range []bool{t.Event != "", t.Open, t.isWindow(), t.Span != nil} {
			if given {
				ways++
			}
		}
		if ways != 1 {
			c.Add(path, fmt.Sprintf("time %q is given in %d ways", t.ID, ways),
				"give exactly one of event, open, from with to, and span")
		}
		c.moment(child(path, "event"), t.Event)
		if t.Span != nil {
			c.span(child(path, "span"), t.Span.From, t.Span.Until)
		}
		if t.isWindow() {
			c.windowOf(path, t)
		}
	}
}

func (c *checker) windowOf(path string, t *Time) {
	switch {
	case t.From == "" || t.To == "":
		c.Add(path, "a window needs both from and to", "add the other")
	case t.Zone == "":
		c.Add(path, "a window needs the zone of its clock", "add \"zone\", such as \"Europe/Kyiv\"")
	case !c.Spoilt(child(path, "zone")):
		if _, err := t.window(); err != nil {
			c.Add(path, err.Error(), "")
		}
	}
}
