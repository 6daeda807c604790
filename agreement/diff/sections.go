// SPDX-License-Identifier: Apache-2.0

package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/agreement"
	"truce/when"
)

func (f *facets) force() {
	doc := f.doc
	p := f.whole(part{key: "force", kind: Force, subject: "the instrument"})
	p.has("kind", string(doc.Kind))
	p.has("exercise", mark(doc.Exercise))
	p.has("addressee", said(doc.Addressee))
	p.has("entry into force", beginText(f.c, doc.Force.From))
	p.has("end of force", endText(f.c, doc.Force.Until))
	p.has("late window", lengthText(doc.LateWindow))
	p.has("unit of account", said(doc.Counting.Unit))
	p.has("zone of the civil day", doc.Counting.Day)
	for _, a := range sorted(doc.Force.Area) {
		p.holds("area", a)
	}
	for _, c := range doc.Force.Contested {
		p.holds("contested span", fmt.Sprintf("from %s until %s (%s; contested by %s)",
			beginText(f.c, c.From), endText(f.c, c.Until), c.About, among(sorted(c.By))))
	}
	for _, l := range doc.Languages {
		if l.Authoritative {
			p.holds("authoritative language", l.Tag)
		}
	}
	for _, a := range sorted(doc.Amends) {
		p.holds("amendment of", a)
	}
}

func (f *facets) parties() {
	if f.doc.Declarant != "" {
		f.whole(part{key: "declarant", kind: Parties, party: f.doc.Declarant, subject: "the declaration by " + string(f.doc.Declarant)})
	}
	add := func(role string, list []agreement.Party) {
		for _, each := range list {
			p := f.whole(part{key: role + "/" + string(each.ID), kind: Parties, party: each.ID, subject: role + " " + string(each.ID)})
			p.has("accession", beginText(f.c, each.From))
			p.has("end", endText(f.c, each.Until))
			p.isCalled(each.Name, each.Aliases)
		}
	}
	add("party", f.doc.Parties)
	add("other armed actor", f.doc.Others)
	for _, c := range f.doc.Control {
		p := f.whole(part{
			key: fmt.Sprintf("control/%s/%s", c.Party, c.Place), kind: Parties, party: c.Party,
			subject: fmt.Sprintf("control of %s by %s", c.Place, c.Party),
		})
		p.has("beginning", beginText(f.c, c.From))
		p.has("end", endText(f.c, c.Until))
	}
}

// isCalled adds the names by which reports mean the whole: they decide what a report resolves to. They are matched whole
// and without case, and which of them is the first is of no effect.
func (p part) isCalled(name string, aliases []string) {
	var names []string
	for _, n := range append([]string{name}, aliases...) {
		names = append(names, strings.ToLower(strings.Join(strings.Fields(n), " ")))
	}
	for _, n := range sorted(names) {
		p.holds("name", said(n))
	}
}

// times compares start events. Windows are compared where terms use them, by what they say and not by name.
func (f *facets) times() {
	for _, t := range f.doc.Times {
		if t.Event == "" && !t.Open {
			continue
		}
		p := f.whole(part{key: "time/" + string(t.ID), kind: Clock, article: t.Article, subject: "the start event " + string(t.ID)})
		date := beginText(f.c, t.Event)
		if t.Open && date == "" {
			date = "open"
		}
		p.has("date", date)
	}
}

func (f *facets) quiet() {
	for _, q := range f.doc.Quiet {
		p := f.whole(part{key: "quiet/" + q.ID, kind: Clock, article: q.Article, subject: "the quiet clock " + q.ID})
		p.has("days", number(q.Days))
		p.has("place", string(q.Place))
		p.has("zone", q.Zone)
		p.has("start", beginText(f.c, q.From))
		p.has("reach outside", metresText(q.Near))
		p.has("covered hours of a day", number(q.Hours))
		p.has("resetting acts", ActWords(leavesOf(q.Resets)))
	}
}

// questions compares what a ruling rests on: what is asked, and what each reading means.
func (f *facets) questions() {
	for _, q := range f.doc.Questions {
		p := f.whole(part{key: "question/" + string(q.ID), kind: Reading, article: q.Article, subject: "the question " + string(q.ID)})
		p.has("words", said(q.Asks))
		p.has("ruling body", string(q.RuledBy))
		for _, r := range q.Readings {
			p.holds("reading", string(r.ID))
			p.has("meaning of "+string(r.ID), said(r.Means))
			for _, clock := range slices.Sorted(maps.Keys(r.Quiet)) {
				f.clockUnder(p, fmt.Sprintf(" of the quiet clock %s under %s", clock, r.ID), r.Quiet[clock])
			}
		}
	}
}

// clockUnder adds what a reading sets in a clock of silence. What it sets in terms is compared clause by clause.
func (f *facets) clockUnder(p part, of string, q agreement.QuietChange) {
	p.has("voidness"+of, mark(q.Void))
	p.has("days"+of, number(q.Days))
	p.has("place"+of, string(q.Place))
	p.has("start"+of, beginText(f.c, q.From))
	p.has("reach outside"+of, metresText(q.Near))
	p.has("covered hours of a day"+of, number(q.Hours))
}

// definitions compares the words that the text explains.
func (f *facets) definitions() {
	for _, word := range slices.Sorted(maps.Keys(f.doc.Definitions)) {
		p := f.whole(part{key: "definition/" + word, kind: Reading, subject: "the definition of " + said(word)})
		p.has("words", said(f.doc.Definitions[word]))
	}
}

func (f *facets) evidence() {
	e := f.doc.Evidence
	p := f.whole(part{key: "evidence", kind: Evidence, subject: "the evidence rule"})
	for _, level := range []struct {
		name string
		t    agreement.Threshold
	}{{"C2", e.C2}, {"C3", e.C3}} {
		p.has("independent sources for "+level.name, number(level.t.Roots))
		p.has("means for "+level.name, number(level.t.Means))
		p.has("reliability for "+level.name, level.t.Reliability)
	}
	p.has("independence", said(e.Independent))
	p.has("sequence window", lengthText(e.Sequence))
	p.has("recurrence window", lengthText(e.Recurrence))
	for _, r := range f.doc.Severity {
		p.holds("rule raising severity", raise(r))
	}
}

// raise writes what lifts a severity.
func raise(r agreement.Raise) string {
	text := fmt.Sprintf("to %s at", r.To)
	for _, part := range []struct {
		n    int
		name string
	}{{r.CivilianKilled, "civilians killed"}, {r.CivilianHarmed, "civilians harmed"}, {r.Killed, "killed"}, {r.Recurrence, "times"}} {
		if part.n != 0 {
			text += fmt.Sprintf(" %d %s", part.n, part.name)
		}
	}
	if len(r.Targets) > 0 {
		text += " against " + targetValue(r.Targets).text
	}
	if len(r.Acts) > 0 {
		text += " by " + ActWords(leavesOf(r.Acts))
	}
	return text
}

func (f *facets) bodies() {
	for _, b := range f.doc.Bodies {
		p := f.whole(part{key: "body/" + string(b.ID), kind: Bodies, article: b.Article, subject: "the body " + string(b.ID)})
		quorum := number(b.Quorum)
		if b.Quorum == 0 {
			quorum = "all"
		}
		p.isCalled(b.Name, nil)
		p.has("quorum", quorum)
		p.has("way of deciding", b.Decides)
		p.has("time to convene", lengthText(b.Convenes))
		p.has("fallback", said(b.Fallback))
		p.has("time to sit", string(b.Sits))
		p.has("number of signatures", number(b.Signatures))
		p.has("time of silence", lengthText(b.Silence))
		p.has("force of remedies", strings.Join(sorted(b.Remedies), ", "))
		for _, c := range sorted(b.Competent) {
			p.holds("competence", c)
		}
		for _, m := range b.Members {
			member := f.whole(part{
				key: p.key + "/member/" + m.ID, kind: Bodies, party: m.Party, article: b.Article,
				subject: fmt.Sprintf("the seat of %s in the body %s", m.ID, b.ID),
			})
			f.list[len(f.list)-1].under = p.key
			member.has("party", string(m.Party))
			member.has("veto", mark(m.Veto))
			member.has("right to an opinion", mark(m.Opinion))
			member.has("chair", mark(m.Chair))
			member.has("proxies", strings.Join(sorted(m.Proxies), ", "))
			member.has("need", said(m.Needs))
			member.has("time for its need", lengthText(m.Within))
		}
	}
}

func mark(yes bool) string {
	if yes {
		return "given"
	}
	return ""
}

func (f *facets) procedure() {
	if f.doc.Procedure == nil {
		return
	}
	seen := make(map[string]int)
	for _, s := range f.doc.Procedure.Steps {
		seen[s.Does]++
		name := s.Does
		if n := seen[s.Does]; n > 1 {
			name = fmt.Sprintf("%s (%d)", s.Does, n)
		}
		p := f.whole(part{key: "step/" + name, kind: Procedure, article: s.Article, subject: "the step " + name})
		p.has("owner", s.By)
		p.has("time", lengthText(s.Within))
		p.has("start", s.After)
		p.has("zone of its days", s.Zone)
		p.has("window", string(s.In))
	}
	f.paths(f.doc.Procedure)
}

// paths are what the procedure says of pauses, appeals and complaints.
func (f *facets) paths(doc *agreement.Procedure) {
	for i, s := range doc.Pauses {
		p := f.whole(part{key: fmt.Sprintf("pause/%d", i), kind: Procedure, article: s.Article, subject: fmt.Sprintf("the right %d to pause", i+1)})
		p.has("holders", strings.Join(sorted(s.By), ", "))
		p.has("reach", strings.Join(sorted(s.Of), ", "))
		p.has("longest", lengthText(s.Most))
	}
	if a := doc.Appeal; a != nil {
		p := f.whole(part{key: "appeal", kind: Procedure, article: a.Article, subject: "the right to appeal"})
		p.has("holders", strings.Join(sorted(a.By), ", "))
		p.has("grounds", strings.Join(sorted(a.Grounds), "; "))
		p.has("suspension", mark(a.Suspensive))
		p.has("time to decide", lengthText(a.Within))
	}
	if a := doc.Admission; a != nil {
		p := f.whole(part{key: "admission", kind: Procedure, article: a.Article, subject: "the admission of complaints"})
		p.has("owner", string(a.By))
		p.has("time", lengthText(a.Within))
		p.has("grounds", strings.Join(sorted(a.Grounds), "; "))
	}
}

func (f *facets) gates() {
	for _, g := range f.doc.Gates {
		p := f.whole(part{key: "gate/" + g.ID, kind: Procedure, article: g.Article, subject: "the gate " + g.ID})
		p.isCalled(g.Name, nil)
		p.has("window", lengthText(g.Window))
		p.has("authority", string(g.By))
		p.has("consequence", said(g.Consequence))
		for _, n := range g.Indicators {
			bound := fmt.Sprintf("at most %d", n.AtMost)
			if n.AtLeast > 0 {
				bound = fmt.Sprintf("at least %d", n.AtLeast)
			}
			p.has("indicator "+n.ID, fmt.Sprintf("%s %s of %s %s %v on %s %s", bound, n.Counts, n.Severity, n.Confidence, n.Terms, n.On, n.Clock))
		}
	}
}

func (f *facets) ladder() {
	for _, r := range f.doc.Ladder {
		p := f.whole(part{key: "rung/" + r.ID, kind: Ladder, article: r.Article, subject: "the rung " + r.ID})
		p.has("severity", r.Severity.String())
		p.has("confidence", r.Confidence.String())
		p.has("recurrence", number(r.Recurrence))
		p.has("ground", r.On)
		p.has("duty", said(r.Owes))
		p.has("owner", string(r.By))
		p.has("time", lengthText(r.Within))
		p.has("start", r.After)
		p.has("zone of its days", r.Zone)
		p.has("window", string(r.In))
		p.has("declaration", r.Declared)
	}
}

func (f *facets) publication() {
	if f.doc.Publication == nil {
		return
	}
	p := f.whole(part{key: "publication", kind: Publication, article: f.doc.Publication.Article, subject: "the publication rule"})
	p.has("delay", lengthText(f.doc.Publication.Delay))
	p.has("cell", metresText(f.doc.Publication.Cell))
}

// beginText writes when a time point begins, so that equal beginnings are equal however the documents write them:
// as the instant, or as written while its start event is open.
func beginText(c *agreement.Compiled, p agreement.TimePoint) string {
	if i, ok := resolve(c, p); ok {
		return i.From.String()
	}
	return string(p)
}

// endText writes the instant before which something ends: of a day its end, of a clock time that time.
func endText(c *agreement.Compiled, p agreement.TimePoint) string {
	i, ok := resolve(c, p)
	switch {
	case !ok:
		return string(p)
	case i.Length() >= 20*when.Hour:
		return (i.To + 1).String()
	}
	return i.From.String()
}

func resolve(c *agreement.Compiled, p agreement.TimePoint) (when.Interval, bool) {
	if p == "" {
		return when.Interval{}, false
	}
	i, err := c.Resolve(p)
	return i, err == nil && !i.IsUnknown()
}

// lengthText writes a duration so that "24 h" and "1 d" are equal.
func lengthText(d agreement.Duration) string {
	l, err := d.Parse()
	if d == "" || err != nil {
		return string(d)
	}
	return l.String()
}

func metresText(m agreement.Metres) string {
	l, err := m.Parse()
	if m == "" || err != nil {
		return string(m)
	}
	return l.String()
}

func sorted[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
