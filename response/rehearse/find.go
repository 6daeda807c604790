// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
)

// findings names what the runs show, in order of article.
func (r *rehearsal) findings() []Finding {
	out := slices.Concat(r.deadlocks(), r.lateness(), r.ownerless(), r.emptyCells(), r.idleRungs(), r.ratifications())
	order := map[agreement.ArticleID]int{}
	for i := range r.doc.Articles {
		order[r.doc.Articles[i].ID] = i + 1
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(order[a.Article], order[b.Article]), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject))
	})
	return out
}

// deadlocks finds the decisions that no more failures than are tolerated stop. What is stopped with a determination that
// it waits for is named beside it, and who stops it alone in the same way stands in one finding.
func (r *rehearsal) deadlocks() []Finding {
	var out []Finding
	for _, s := range r.alone() {
		if len(s.Failures) > r.options.Tolerate {
			continue
		}
		d := r.decisions[r.named(s.Decision)]
		f := Finding{Kind: Deadlock, Article: d.article, Subject: d.name, Shown: s.Shown}
		f.Says = fmt.Sprintf("%s %s: %s", sentence(causes(s.Failures)), stops(s.Failures, d), r.whyStopped(d, s))
		if len(s.With) > 0 {
			f.Says += "; with it fall " + among(s.With)
		}
		f.Says += "."
		f.Mend = r.mendStop(d, s)
		if b := r.body(d.by); b != nil && b.Article != "" {
			f.Article = b.Article
		}
		out = append(out, f)
	}
	return out
}

// alone joins the stops that take one failure of the same kind.
func (r *rehearsal) alone() []Stop {
	var out []Stop
	for _, s := range r.stops() {
		i := slices.IndexFunc(out, func(known Stop) bool {
			return len(s.Failures) == 1 && len(known.Failures) == 1 && known.Decision == s.Decision && known.Failures[0].How == s.Failures[0].How
		})
		if i < 0 {
			out = append(out, s)
			continue
		}
		f := &out[i].Failures[0]
		f.Of = slices.Concat(f.Of, s.Failures[0].Of)
		slices.Sort(f.Of)
	}
	return out
}

// causes writes failures as the subject of a sentence.
func causes(list []Fails) string {
	if len(list) == 0 {
		return "nobody's failure"
	}
	nouns := map[Behaviour]string{Absent: "absence (or refusal to take part)", Refuses: "refusal", Slow: "delay", Recused: "recusal"}
	words := make([]string, len(list))
	for i, f := range list {
		who := f.Of[0]
		if len(f.Of) > 1 {
			who = strings.Join(f.Of[:len(f.Of)-1], ", ") + " or " + f.Of[len(f.Of)-1]
		}
		words[i] = fmt.Sprintf("one %s of %s", nouns[f.How], who)
	}
	return among(words)
}

func stops(list []Fails, d decision) string {
	verb := "stops"
	if len(list) > 1 {
		verb = "together stop"
	}
	return verb + " " + d.noun()
}

// noun is a decision in a sentence.
func (d decision) noun() string {
	switch d.name {
	case "determine":
		return "the determination"
	case "verify":
		return "the verification"
	case "publish":
		return "the publication"
	case "decide-appeal":
		return "the decision of an appeal"
	}
	if d.rung {
		return d.name
	}
	return "the " + d.name
}

// whyStopped says what the body came to, and that nothing takes its place.
func (r *rehearsal) whyStopped(d decision, s Stop) string {
	why := r.reasons[s.Decision+"/"+r.keyOf(s.Shown)]
	if why == "" {
		why = fmt.Sprintf("%s does not act", d.by)
	}
	b := r.body(d.by)
	switch {
	case b == nil:
		return why
	case b.Fallback == "":
		return why + ", and it has no fallback"
	default:
		return fmt.Sprintf("%s, and its fallback %s does not act either", why, b.Fallback)
	}
}

// mendStop says who must change what.
func (r *rehearsal) mendStop(d decision, s Stop) string {
	b := r.body(d.by)
	if b == nil {
		return "the drafters name in the procedure who acts when " + d.by + " does not"
	}
	if slices.ContainsFunc(s.Failures, func(f Fails) bool { return slices.Contains(f.Of, agreement.Respondent) }) {
		return "the drafters set a time for the reply, after which the matter goes on without it"
	}
	mend := fmt.Sprintf("the drafters name in article %s a fallback for %s", b.Article, b.ID)
	if b.Fallback != "" {
		mend = fmt.Sprintf("the drafters give %s in article %s a fallback that can act", b.ID, b.Article)
	}
	for _, f := range s.Failures {
		switch {
		case len(b.Members) == 0:
		case b.Decides == "chair" || b.Decides == "sole":
			mend += ", or let more than one of its members decide"
		case f.How == Refuses && b.Decides == "consensus" && !slices.ContainsFunc(b.Members, func(m agreement.Member) bool { return m.Veto }):
			mend += ", or let it decide by less than consensus"
		case f.How == Refuses:
			mend += fmt.Sprintf(", or take the veto from %s", among(f.Of))
		case f.How == Absent && b.Signatures > b.Quorum:
			mend += fmt.Sprintf(", or ask for fewer signatures so that %s can be missing", among(f.Of))
		case f.How == Absent:
			mend += fmt.Sprintf(", or lower its quorum so that %s can be missing", among(f.Of))
		}
	}
	return mend
}

// keyOf is the key of the failures of a run.
func (r *rehearsal) keyOf(run *Run) string {
	var list []failure
	for _, f := range run.Failures {
		list = append(list, failure{slices.IndexFunc(r.cast.actors, func(a actor) bool { return a.name == f.Actor }), f.How})
	}
	return key(r.fails(list))
}

// key makes one text of a set of failures.
func key(list []Fails) string {
	var words []string
	for _, f := range list {
		words = append(words, strings.Join(f.Of, " ")+"="+string(f.How))
	}
	return strings.Join(words, ";")
}

// lateness finds what is late although nobody fails: the clocks of the text do not fit each other, the body or the week.
func (r *rehearsal) lateness() []Finding {
	var out []Finding
	for i, d := range r.decisions {
		at := slices.IndexFunc(r.clean, func(c cleanRun) bool { return c.marks[i].late })
		if d.by == "" || at < 0 {
			continue
		}
		ordinary := slices.IndexFunc(r.clean, func(c cleanRun) bool { return c.play.start == 0 && c.marks[i].late })
		f := Finding{Article: d.article, Subject: d.name}
		switch {
		case ordinary < 0:
			f = r.overWeekend(f, d, at, i)
		case d.waits && early(d.after):
			f = r.outruns(f, d, ordinary, i)
		default:
			f = r.cannotMeet(f, d, ordinary, i)
		}
		out = append(out, f)
	}
	return out
}

// early tells whether an event comes before any determination.
func early(after string) bool {
	return slices.Contains([]string{"breach", "report", "assessment", "call", "verify", "notice", "reply"}, after)
}

func (r *rehearsal) overWeekend(f Finding, d decision, at, i int) Finding {
	c := r.clean[at]
	f.Kind, f.Shown = OverWeekend, r.run(c.play)
	f.Says = fmt.Sprintf("After a breach on %s, %s falls due on %s and %s, although nobody fails; after a breach on %s it is in time.",
		r.day(f.Shown.Breach), d.noun(), r.day(c.marks[i].due), r.doneWords(c, i), r.day(r.starts[0]))
	f.Mend = fmt.Sprintf("the drafters let the %s of %s in article %s run in working days, or let %s meet on any day", d.within, d.noun(), d.article, d.by)
	return f
}

func (r *rehearsal) outruns(f Finding, d decision, at, i int) Finding {
	c := r.clean[at]
	f.Kind, f.Shown = OutrunsDecision, r.run(c.play)
	f.Says = fmt.Sprintf("The %s of %s run from the %s and are over before the determination that it needs: it %s, although nobody fails.",
		d.within, d.name, d.after, r.doneWords(c, i))
	f.Mend = fmt.Sprintf("the drafters let the clock of %s in article %s run from the determination", d.name, d.article)
	return f
}

func (r *rehearsal) cannotMeet(f Finding, d decision, at, i int) Finding {
	c := r.clean[at]
	f.Kind, f.Shown = CannotMeet, r.run(c.play)
	why := ""
	if b := r.body(d.by); b != nil && b.Convenes != "" {
		why = fmt.Sprintf(" %s needs %s to convene.", b.ID, b.Convenes)
	}
	f.Says = fmt.Sprintf("%s cannot keep the %s of %s after the %s: it %s, although nobody fails.%s",
		sentence(d.by), d.within, d.noun(), d.after, r.doneWords(c, i), why)
	f.Mend = fmt.Sprintf("the drafters lengthen the time of %s in article %s, or let %s act without convening", d.noun(), d.article, d.by)
	return f
}

// doneWords says when a decision was taken in a run, after the breach.
func (r *rehearsal) doneWords(c cleanRun, i int) string {
	if !c.marks[i].taken {
		return "is never taken"
	}
	return fmt.Sprintf("is taken %s after the breach", c.marks[i].took)
}

// ownerless finds what nobody owes, and what is owed without a time.
func (r *rehearsal) ownerless() []Finding {
	var out []Finding
	for _, d := range r.decisions {
		switch {
		case d.by == "" && d.within != "":
			out = append(out, Finding{
				Kind: Unowned, Article: d.article, Subject: d.name,
				Says: fmt.Sprintf("The %s of %s run out in every run, and nobody owes it.", d.within, d.noun()),
				Mend: fmt.Sprintf("the drafters name in article %s who owes %s", d.article, d.noun()),
			})
		case d.by == "":
			out = append(out, Finding{
				Kind: Unowned, Article: d.article, Subject: d.name,
				Says: fmt.Sprintf("%s comes in no run: nobody owes it, and no time is set.", sentence(d.noun())),
				Mend: fmt.Sprintf("the drafters name in article %s who owes %s, and by when", d.article, d.noun()),
			})
		case d.within == "" && d.name != "appeal":
			out = append(out, Finding{
				Kind: Endless, Article: d.article, Subject: d.name,
				Says: fmt.Sprintf("No time is set for %s: whatever %s does, it is never late.", d.noun(), d.by),
				Mend: fmt.Sprintf("the drafters set in article %s by when %s owes %s", d.article, d.by, d.noun()),
			})
		}
	}
	return out
}

// emptyCells finds the cells for which no run owed a rung.
func (r *rehearsal) emptyCells() []Finding {
	var out []Finding
	for i, m := range r.matters {
		if r.climbed[i] || !r.seen[i] {
			continue
		}
		list := cellList(m.cells, len(cells(r.doc))/(severities*confidences))
		f := Finding{Kind: EmptyCell, Subject: list, Shown: r.run(play{matter: i, base: Prompt})}
		if len(r.doc.Ladder) > 0 {
			f.Article = r.doc.Ladder[0].Article
		}
		var terms []string
		for _, c := range m.cells {
			terms = append(terms, termsAt(r.doc, c.Severity)...)
		}
		slices.Sort(terms)
		f.Says = fmt.Sprintf("A finding at %s leads to no rung.", list)
		if terms = slices.Compact(terms); len(terms) > 0 {
			f.Says = fmt.Sprintf("A finding at %s leads to no rung; such are those under %s.", list, among(terms))
		}
		f.Mend = "the drafters add a rung for these cells, if only a call"
		out = append(out, f)
	}
	return out
}

// idleRungs finds rungs that nothing comes to: another stands before them in every cell.
func (r *rehearsal) idleRungs() []Finding {
	var out []Finding
	if slices.Contains(r.seen, false) {
		return nil // one that was not played may come to it
	}
	for i, d := range r.decisions {
		if d.rung && d.by != "" && r.scores[i].owed == 0 && len(r.stuckBefore(i)) == 0 {
			out = append(out, Finding{
				Kind: Idle, Article: d.article, Subject: d.name,
				Says: fmt.Sprintf("No finding of any severity, confidence and recurrence comes to %s.", d.name),
				Mend: fmt.Sprintf("the drafters take %s out of article %s, or mend what it asks for", d.name, d.article),
			})
		}
	}
	return out
}

// ratifications finds members whose act needs what is not there in the time that the text gives their body.
func (r *rehearsal) ratifications() []Finding {
	var out []Finding
	for i := range r.doc.Bodies {
		b := &r.doc.Bodies[i]
		for _, m := range b.Members {
			if m.Needs == "" {
				continue
			}
			says := r.ratificationGap(b, m)
			if says == "" {
				continue
			}
			f := Finding{Kind: OpenRatification, Article: b.Article, Subject: m.ID, Says: says}
			f.Mend = fmt.Sprintf("whoever speaks for %s gets the %s before the day the text comes into force, or the drafters give in article %s a time that waits for it", m.ID, strings.TrimPrefix(m.Needs, "the "), b.Article)
			out = append(out, f)
		}
	}
	return out
}

// ratificationGap says what a member's open ratification comes to, or nothing where the body's clocks wait for it.
func (r *rehearsal) ratificationGap(b *agreement.Body, m agreement.Member) string {
	if m.Within == "" {
		return fmt.Sprintf("The act of %s in %s needs %s, and no time is set: its vote counts in no run.", m.ID, b.ID, m.Needs)
	}
	takes, err := m.Within.Parse()
	if err != nil {
		return ""
	}
	for _, d := range r.decisions {
		allowed, err := d.within.Parse()
		if d.by == string(b.ID) && err == nil && d.within != "" && takes > allowed {
			return fmt.Sprintf("The act of %s in %s needs %s, which takes %s, and %s leaves %s.", m.ID, b.ID, m.Needs, m.Within, d.noun(), d.within)
		}
	}
	return ""
}

// sentence begins a sentence.
func sentence(words string) string {
	if words == "" {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
