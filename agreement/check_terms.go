// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"fmt"
	"maps"
	"slices"

	"truce/act"
	"truce/agreement/document"
	"truce/agreement/gazetteer"
	"truce/canon"
)

func (c *checker) terms() {
	for i := range c.a.Terms {
		t, path := &c.a.Terms[i], item("terms", i)
		c.refer(child(path, "article"), "article", string(t.Article))
		c.binds(path, t)
		c.weapons(child(path, "weapons"), t.Weapons)
		c.keepBack(child(path, "keep_back"), t.KeepBack)
		if b := t.Beyond; b != nil {
			c.lineRef(child(path, "beyond.line"), b.Line)
			c.length(child(path, "beyond.by"), b.By)
		}
		referAll(c, child(path, "where"), "place", t.Where)
		referAll(c, child(path, "not_where"), "place", t.NotWhere)
		c.windows(child(path, "when"), t.When)
		c.span(path, t.From, t.Until)
		if t.Narrow != "" {
			if _, err := c.narrows.Compile(t.Narrow); err != nil {
				c.Add(child(path, "narrow"), err.Error(), "")
			}
		}
		for j := range t.Exemptions {
			c.exemption(item(child(path, "exemptions"), j), &t.Exemptions[j])
		}
	}
}

// binds checks that a term binds only whom its kind of instrument can bind.
func (c *checker) binds(path string, t *Term) {
	at := child(path, "binds")
	referAll(c, at, "party", t.Binds)
	switch declarant := c.a.Declarant; {
	case declarant != "":
		for i, p := range t.Binds {
			if p != declarant && c.ids["party"][string(p)] {
				c.Add(item(at, i), fmt.Sprintf("this text is the undertaking of %q and cannot bind %q", declarant, p),
					fmt.Sprintf("bind %q only", declarant))
			}
		}
	case c.a.Kind == Parallel && len(t.Binds) == 0:
		c.Add(path, "parallel undertakings bind each declarant to its own text, and this term does not say whom", "add \"binds\"")
	}
}

func (c *checker) windows(path string, times []TimeID) {
	referAll(c, path, "time", times)
	for i, id := range times {
		j := slices.IndexFunc(c.a.Times, func(t Time) bool { return t.ID == id })
		if j >= 0 && c.a.Times[j].isEvent() {
			c.Add(item(path, i), fmt.Sprintf("time %q is a start event, not a window", id), "use it in from and until")
		}
	}
}

func (c *checker) weapons(path string, w *Weapons) {
	if w == nil {
		return
	}
	least, err := w.AtLeast.Parse()
	if err != nil {
		c.Add(child(path, "at_least"), err.Error(), "")
	}
	most, err := w.AtMost.Parse()
	if err != nil {
		c.Add(child(path, "at_most"), err.Error(), "")
	}
	if most > 0 && least > most {
		c.Add(child(path, "at_most"), fmt.Sprintf("calibre at most %s is less than at least %s", w.AtMost, w.AtLeast), "exchange them")
	}
	for i, model := range w.ExceptModels {
		if slices.ContainsFunc(w.Models, func(m string) bool { return gazetteer.Fold(m) == gazetteer.Fold(model) }) {
			c.Add(item(child(path, "except_models"), i), fmt.Sprintf("model %q is both listed and excepted", model), "leave one out")
		}
	}
}

func (c *checker) keepBack(path string, k *KeepBack) {
	if k == nil {
		return
	}
	if n, err := k.AtLeast.Parse(); err != nil {
		c.Add(child(path, "at_least"), err.Error(), "")
	} else if n == 0 {
		c.Add(child(path, "at_least"), "a distance of 0 m keeps nothing back", "give the distance")
	}
	if k.From == "" && len(k.PerParty) == 0 {
		c.Add(path, "no line is named", "add \"from\" or \"per_party\"")
	}
	c.lineRef(child(path, "from"), k.From)
	for _, p := range slices.Sorted(maps.Keys(k.PerParty)) {
		at := child(child(path, "per_party"), string(p))
		c.refer(at, "party", string(p))
		c.lineRef(at, k.PerParty[p])
	}
	referAll(c, child(path, "storage"), "place", k.Storage)
}

func (c *checker) lineRef(path string, id PlaceID) {
	c.refer(path, "place", string(id))
	i := slices.IndexFunc(c.a.Places, func(p Place) bool { return p.ID == id })
	if i >= 0 && c.a.Places[i].Kind != LinePlace {
		c.Add(path, fmt.Sprintf("place %q is a %s, not a line", id, c.a.Places[i].Kind), "name a place of kind \"line\"")
	}
}

func (c *checker) exemption(path string, e *Exemption) {
	c.refer(child(path, "article"), "article", string(e.Article))
	c.duration(child(path, "within"), e.Within)
	c.unique("condition", child(path, "conditions"), each(e.Conditions, func(v *Condition) string { return v.ID }))
	for i := range e.Conditions {
		d, at := &e.Conditions[i], item(child(path, "conditions"), i)
		ways := 0
		for _, given := range []bool{len(d.Acts) > 0, len(d.PrecededBy) > 0, d.Answered} {
			if given {
				ways++
			}
		}
		if ways != 1 {
			c.Add(at, fmt.Sprintf("condition %q has %d ways of being known", d.ID, ways),
				"give exactly one of acts, preceded_by and answered")
		}
		c.duration(child(at, "within"), d.Within)
		if (d.Within != "") != (len(d.PrecededBy) > 0) {
			c.Add(child(at, "within"), "preceded_by and within belong together", "give both or neither")
		}
		if d.Exclusive && !d.Answered {
			c.Add(child(at, "exclusive"), "only an answer on record can be the only proof", "add \"answered: true\"")
		}
		for n, by := range d.ShownBy {
			if by != Claimant && by != Mission && !c.ids["actor"][by] {
				c.refer(item(child(at, "shown_by"), n), "body", by)
			}
		}
	}
}

// contradictions refuses a term that prohibits exactly what another permits or requires.
func (c *checker) contradictions() {
	seen := map[string]int{}
	for i := range c.a.Terms {
		t := c.a.Terms[i]
		if t.Sense == "" {
			continue
		}
		key := scope(t)
		for _, sense := range opposites(t.Sense) {
			if j, ok := seen[string(sense)+key]; ok {
				other := c.a.Terms[j]
				c.Add(item("terms", i), fmt.Sprintf("term %q %s exactly what term %q %s", t.ID, t.Sense, other.ID, other.Sense),
					"take one out, or narrow one by place, time, weapon or party")
			}
		}
		if _, ok := seen[string(t.Sense)+key]; !ok {
			seen[string(t.Sense)+key] = i
		}
	}
}

func opposites(s Sense) []Sense {
	if s == Prohibits {
		return []Sense{Permits, Requires}
	}
	return []Sense{Prohibits}
}

// scope is what a term covers, in bytes: equal for terms that differ only in sense and in what follows from them.
func scope(t Term) string {
	t.ID, t.Article, t.Sense, t.Severity, t.Exemptions, t.Reported = "", "", "", 0, nil, false
	t.Binds, t.Where, t.NotWhere, t.When = sorted(t.Binds), sorted(t.Where), sorted(t.NotWhere), sorted(t.When)
	var acts []act.Act
	for _, a := range t.Acts {
		acts = append(acts, a.Leaves()...)
	}
	var targets []act.Target
	for _, g := range t.Targets {
		targets = append(targets, g.Leaves()...)
	}
	t.Acts, t.Targets = sorted(acts), sorted(targets)
	data, err := canon.Encode(t)
	if err != nil {
		return ""
	}
	return string(data)
}

func sorted[T ~string](list []T) []T { return slices.Compact(slices.Sorted(slices.Values(list))) }

func (c *checker) quiet() {
	for i := range c.a.Quiet {
		q, path := &c.a.Quiet[i], item("quiet", i)
		c.refer(child(path, "article"), "article", string(q.Article))
		c.refer(child(path, "place"), "place", string(q.Place))
		c.zone(child(path, "zone"), q.Zone)
		c.moment(child(path, "from"), q.From)
		c.length(child(path, "near"), q.Near)
	}
}

func (c *checker) questions() {
	for i := range c.a.Questions {
		q, path := &c.a.Questions[i], item("questions", i)
		c.refer(child(path, "article"), "article", string(q.Article))
		c.refer(child(path, "ruled_by"), "body", string(q.RuledBy))
		if len(q.Readings) < 2 {
			c.Add(child(path, "readings"), fmt.Sprintf("question %q has fewer than two readings", q.ID), "add another; with one there is no question")
		}
		for j := range q.Readings {
			c.reading(item(child(path, "readings"), j), &q.Readings[j])
		}
	}
}

func (c *checker) reading(path string, r *Reading) {
	for _, id := range slices.Sorted(maps.Keys(r.Terms)) {
		at, change := child(child(path, "terms"), string(id)), r.Terms[id]
		c.refer(at, "term", string(id))
		c.weapons(child(at, "weapons"), change.Weapons)
		c.keepBack(child(at, "keep_back"), change.KeepBack)
		referAll(c, child(at, "where"), "place", change.Where)
		c.windows(child(at, "when"), change.When)
		c.span(at, change.From, change.Until)
	}
	for _, id := range slices.Sorted(maps.Keys(r.Quiet)) {
		at, change := child(child(path, "quiet"), id), r.Quiet[id]
		c.refer(at, "quiet clock", id)
		c.moment(child(at, "from"), change.From)
		c.length(child(at, "near"), change.Near)
		c.refer(child(at, "place"), "place", string(change.Place))
	}
}

// overlappingQuestions refuses two questions that set the same of one term or clock, since no order of theirs is
// given, and more combinations of readings than anybody can rule on.
func (c *checker) overlappingQuestions() {
	set := map[string]int{}
	for i := range c.a.Questions {
		for j := range c.a.Questions[i].Readings {
			r, path := &c.a.Questions[i].Readings[j], item(child(item("questions", i), "readings"), j)
			for _, id := range slices.Sorted(maps.Keys(r.Terms)) {
				at, change := child(child(path, "terms"), string(id)), r.Terms[id]
				for _, field := range change.sets() {
					c.claim(set, "term "+string(id)+": "+field, at, i)
				}
			}
			for _, id := range slices.Sorted(maps.Keys(r.Quiet)) {
				at, change := child(child(path, "quiet"), id), r.Quiet[id]
				for _, field := range change.sets() {
					c.claim(set, "quiet "+id+": "+field, at, i)
				}
			}
		}
	}
	for i := range c.a.Terms {
		if n := combinations(c.a.touching(c.a.Terms[i].ID)); n > maxCombinations {
			c.Add(item("terms", i), fmt.Sprintf("more than %d combinations of readings", maxCombinations), "split the term")
		}
	}
	for i := range c.a.Quiet {
		if n := combinations(c.a.touchingQuiet(c.a.Quiet[i].ID)); n > maxCombinations {
			c.Add(item("quiet", i), fmt.Sprintf("more than %d combinations of readings", maxCombinations), "split the clock")
		}
	}
}

func (c *checker) claim(set map[string]int, what, path string, question int) {
	if other, ok := set[what]; ok && other != question {
		c.Add(path, fmt.Sprintf("question %q already sets %s", c.a.Questions[other].ID, what), "ask both in one question")
		return
	}
	set[what] = question
}

func (c *checker) evidence() {
	c.duration("evidence.sequence", c.a.Evidence.Sequence)
	c.duration("evidence.recurrence", c.a.Evidence.Recurrence)
	for i, r := range c.a.Severity {
		if r.CivilianKilled == 0 && r.CivilianHarmed == 0 && r.Killed == 0 && r.Recurrence == 0 && len(r.Targets) == 0 && len(r.Acts) == 0 {
			c.Add(item("severity", i), "a raise that needs nothing lifts every finding", "name what must be reached")
		}
	}
}

// starters are what may start a clock besides the ID of a time.
var starters = [...]string{
	"breach", "report", "assessment", "notice", "determination",
	"call", "verify", "reply", "determine", "appeal", "remedy", "publish", "invite", "meet", "complaint", "admission", "revision",
}

func (c *checker) procedure() {
	for i := range c.a.Bodies {
		b, path := &c.a.Bodies[i], item("bodies", i)
		c.refer(child(path, "article"), "article", string(b.Article))
		c.duration(child(path, "convenes"), b.Convenes)
		if len(b.Members) > 0 && b.Quorum > len(b.Members) {
			c.Add(child(path, "quorum"), fmt.Sprintf("a quorum of %d of %d members can never be met", b.Quorum, len(b.Members)), "lower it or add members")
		}
		whose := "body " + string(b.ID)
		if b.ID == Mission && slices.Contains(b.Competent, "verify") {
			whose = "the mission"
		}
		c.named(path, whose, []string{string(b.ID), b.Name}, c.names)
		c.voting(path, b)
		for j, m := range b.Members {
			c.refer(child(item(child(path, "members"), j), "party"), "actor", string(m.Party))
			whose := "member " + m.ID
			if m.ID == string(m.Party) {
				whose = "party " + m.ID // a party may sit in a body under its own ID
			}
			c.named(item(child(path, "members"), j), whose, []string{m.ID}, c.names)
		}
	}
	if c.a.Procedure != nil {
		for i, s := range c.a.Procedure.Steps {
			path := item("procedure.steps", i)
			c.refer(child(path, "article"), "article", string(s.Article))
			c.role(child(path, "by"), s.By)
			c.clock(path, s.Within, s.After)
			c.civil(path, s.Zone, "in", s.In)
		}
		c.paths(c.a.Procedure)
	}
	c.gates()
	for i, r := range c.a.Ladder {
		path := item("ladder", i)
		c.refer(child(path, "article"), "article", string(r.Article))
		c.refer(child(path, "by"), "body", string(r.By))
		c.clock(path, r.Within, r.After)
		c.civil(path, r.Zone, "in", r.In)
	}
	if p := c.a.Publication; p != nil {
		c.refer("publication.article", "article", string(p.Article))
		c.duration("publication.delay", p.Delay)
		c.length("publication.cell", p.Cell)
	}
}

func (c *checker) clock(path string, within Duration, after string) {
	c.duration(child(path, "within"), within)
	if !slices.Contains(starters[:], after) && after != "" && !c.ids["time"][after] {
		c.Add(child(path, "after"), fmt.Sprintf("nothing called %q starts a clock", after),
			document.Suggest(after, slices.Concat(starters[:], slices.Sorted(maps.Keys(c.ids["time"])))))
	}
}
