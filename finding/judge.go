// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"
	"slices"

	"truce/act"
	"truce/agreement"
	"truce/finding/actors"
	"truce/finding/facts"
	"truce/finding/sieve"
	"truce/finding/wording"
	"truce/incident"
	"truce/known"
	"truce/observation"
)

// stage orders the conditions of a term: the further an incident gets, the nearer the term came to it.
type stage int

const (
	unfit stage = iota // an exercise under a text in force, or the reverse
	inForce
	inArea
	pastLine
	inTime
	ofAct
	onTarget
	withWeapon
	narrowed
	applies // every condition of scope holds or may hold
)

// ruled is the outcome of one rule: a term under one reading. Where stage is below applies the term does not
// apply and there is no verdict.
type ruled struct {
	verdict Verdict
	stage   stage
	// mayBeAct says that the act holds or may hold; a term of another act never came near.
	mayBeAct bool
	because  string
	reasons  []Reason
	class    string
	// pending are the exemptions that hang on other incidents or on answers, which the docket settles.
	pending []agreement.CompiledExemption
}

// bench is what one incident is judged with: what the rules ask of it again and again is worked out once.
type bench struct {
	d          *Docket
	text       *agreement.Compiled
	incident   *incident.Incident
	actors     []actors.Actor
	force      known.Answer
	forceWords string
	areas      map[int]known.Answer
	sites      map[*observation.Observation]*agreement.Site
	facts      map[string]any
	// neutral is of the accounts of no side alone; nil where all are, or none is.
	neutral *bench
	// others are of the accounts that are not of an actor; nil where all are.
	others map[agreement.PartyID]*bench
}

// judge derives what depends on the incident alone. A rule that the sieve rules out is asked only for the words of what
// came nearest.
func (d *Docket) judge(h *hearing) {
	found, applied := d.sift(h.incident), false
	var b *bench
	h.rules = nil
	if found.Asks() {
		b = newBench(d, h.incident)
		for i, r := range d.rules {
			if found.Mark(i) == sieve.Ask {
				own := b.rule(r)
				h.rules = append(h.rules, placed[ruled]{i, own})
				applied = applied || own.stage == applies
			}
		}
	}
	if !applied && len(d.rules) > 0 {
		h.nearest = d.nearest(h, b, found)
		h.rules = nil
	}
	if !d.silent(h) {
		h.attr, h.origins, h.layers = d.attribution(h)
	}
}

// silent tells whether an incident can neither count for another case nor count others: no term applies to it, nothing is
// said of where it came from that a sequence could rest on, and it is no act that an exemption asks for.
func (d *Docket) silent(h *hearing) bool {
	return h.rules == nil && !slices.ContainsFunc(h.incident.Members, func(m *observation.Observation) bool {
		return d.follows > 0 && m.Sighting.Origin != nil || act.SetOf(m.Sighting.Act).Meets(d.excuses)
	})
}

// nearest is the rule that came nearest to an incident that no term applies to, and why it does not apply.
type nearest struct {
	rule    int
	because string
}

// nearest finds the rule that came nearest: of those whose act it may be, else of all, the first that got furthest.
func (d *Docket) nearest(h *hearing, b *bench, found *sieve.Sifted) nearest {
	mayBe := func(i int) bool {
		return found.Mark(i) == sieve.Ask && h.rules.of(i).mayBeAct || found.MayBe(i)
	}
	ask := func(i int) ruled {
		if b == nil {
			b = newBench(d, h.incident)
		}
		return b.rule(d.rules[i])
	}
	far := func(i int) ruled {
		switch found.Mark(i) {
		case sieve.Ask:
			return h.rules.of(i)
		case sieve.Unfit:
			return ruled{stage: unfit}
		case sieve.NotInForce:
			return ruled{stage: inForce}
		case sieve.Elsewhere:
			return ruled{stage: inArea, because: d.briefs[d.rules[i]].fails[inArea]}
		default:
			return ask(i)
		}
	}
	may := false // whether the act may be that of some rule: then no other is nearer
	for i := range d.rules {
		may = may || mayBe(i)
	}
	best, at := ruled{}, -1
	for i := range d.rules {
		if may && !mayBe(i) {
			continue
		}
		if own := far(i); at < 0 || own.stage > best.stage {
			best, at = own, i
		}
	}
	if best.because == "" {
		best = ask(at)
	}
	return nearest{at, best.because}
}

func newBench(d *Docket, inc *incident.Incident) *bench {
	b := oneBench(d, inc)
	if len(inc.Members) == 1 {
		return b
	}
	if only := inc.Only(func(o *observation.Observation) bool { return !actors.Interested(d.text, o) }); only != nil && only != inc {
		b.neutral = oneBench(d, only)
	}
	return b
}

func oneBench(d *Docket, inc *incident.Incident) *bench {
	b := &bench{
		d: d, text: d.text, incident: inc, areas: map[int]known.Answer{}, sites: map[*observation.Observation]*agreement.Site{},
		others: map[agreement.PartyID]*bench{},
	}
	b.force, b.forceWords = d.text.InForce(inc.When)
	return b
}

// without is the bench of the accounts that are not of an actor: the same where none is, nil where all are.
func (b *bench) without(by actors.Actor) *bench {
	other, ok := b.others[by.ID]
	if !ok {
		rest := b.incident.Only(func(m *observation.Observation) bool { return !actors.SpeaksFor(b.text, []actors.Actor{by}, m) })
		switch rest {
		case nil:
		case b.incident:
			other = b
		default:
			other = oneBench(b.d, rest)
		}
		b.others[by.ID] = other
	}
	return other
}

// holds answers a condition of a rule. What no account but a side's rules out stays not known: nobody takes a finding away by
// a report of their own.
func (b *bench) holds(r *agreement.Rule, c stage) known.Answer {
	answer := b.asks(r, c)
	if answer == known.No && b.neutral != nil && b.neutral.asks(r, c) != known.No {
		return known.Unknown
	}
	return answer
}

// scope are the conditions of a term's scope in the order in which they are asked, by the stage that one which fails leaves
// behind.
func scope() [7]stage {
	return [...]stage{inForce, inArea, pastLine, inTime, ofAct, onTarget, withWeapon}
}

// asks answers a condition of a rule's scope.
func (b *bench) asks(r *agreement.Rule, c stage) known.Answer {
	switch c {
	case inForce:
		return b.force
	case inArea:
		return b.area(r)
	case pastLine:
		return r.IsPast(b.incident.Where)
	case inTime:
		return r.Time(b.incident.When)
	case ofAct:
		return b.incident.Is(r.Acts...)
	case onTarget:
		return b.target(r)
	default:
		return b.incident.Used(r.Weapons)
	}
}

// says puts a condition of a rule's scope into words.
func (b *bench) says(r *agreement.Rule, w *brief, c stage) string {
	switch c {
	case inForce:
		return b.forceWords
	case pastLine:
		return wording.Off(r, b.incident.Where)
	default:
		return w.says[c]
	}
}

// fails says that a condition of a rule's scope does not hold.
func (b *bench) fails(r *agreement.Rule, w *brief, c stage) string {
	if words := w.fails[c]; words != "" {
		return words
	}
	return wording.NotSo(c.String(), b.says(r, w, c))
}

// area asks the ground once for all rules of the same places. Each account is asked for itself: one that is sure
// stands unless another is sure of the opposite, and one that straddles a line undoes nobody's word.
func (b *bench) area(r *agreement.Rule) known.Answer {
	key := b.d.briefs[r].ground
	a, ok := b.areas[key]
	if !ok {
		a = b.incident.Lay(func(m *observation.Observation) known.Answer { return r.AreaOf(b.site(m)) })
		b.areas[key] = a
	}
	return a
}

// site finds the place of an account once for all rules.
func (b *bench) site(m *observation.Observation) *agreement.Site {
	site, ok := b.sites[m]
	if !ok {
		site = b.text.Find(m.Where())
		b.sites[m] = site
	}
	return site
}

// rule judges the incident against one rule, exemptions apart. The first condition that does not hold ends it.
func (b *bench) rule(r *agreement.Rule) ruled {
	switch {
	case r.Void:
		return ruled{stage: unfit, because: "under this reading the term does not exist"}
	case b.incident.Exercise != b.text.Agreement().Exercise:
		return ruled{stage: unfit, because: "an exercise and a text in force never meet: " + b.text.Ref()}
	}
	out := ruled{stage: applies, mayBeAct: b.incident.Is(r.Acts...) != known.No}
	w := b.d.briefs[r]
	var answers [withWeapon + 1]known.Answer
	failed := unfit
	for _, c := range scope() {
		if c == pastLine && r.Beyond == nil {
			continue
		}
		if answers[c] = b.holds(r, c); answers[c] == known.No {
			failed = c
			break
		}
	}
	if failed != unfit && r.Reading == "" { // nobody asks for the reasons: the term has no other reading
		out.stage, out.because = failed, b.fails(r, w, failed)
		return out
	}
	open := ""
	out.reasons = make([]Reason, 0, len(answers)+2)
	for _, c := range scope() {
		if c == pastLine && r.Beyond == nil {
			continue
		}
		says := b.says(r, w, c)
		out.reasons = append(out.reasons, Reason{r.Reading, c.String(), answers[c], says})
		if c == failed {
			out.stage, out.because = c, b.fails(r, w, c)
			return out
		}
		if answers[c] == known.Unknown && open == "" {
			open = "not known: " + c.String() + " (" + says + ")"
		}
	}
	b.narrow(r, &out, &open)
	if out.stage < applies {
		return out
	}
	b.conclude(r, &out, open)
	return out
}

// target asks for a target only where the term names any.
func (b *bench) target(r *agreement.Rule) known.Answer {
	if len(r.Targets) == 0 {
		return known.Yes
	}
	return b.incident.Hit(r.Targets...)
}

// narrow runs the term's expression, only where every typed condition holds.
func (b *bench) narrow(r *agreement.Rule, out *ruled, open *string) {
	if r.Term.Narrow == "" || *open != "" {
		return
	}
	holds, says := b.narrowed(r)
	out.reasons = append(out.reasons, Reason{r.Reading, "the expression", holds, says})
	switch holds {
	case known.No:
		out.stage, out.because = narrowed, wording.NotSo("the expression", says)
	case known.Unknown:
		*open = "not known: the expression (" + says + ")"
	case known.Yes:
	}
}

// narrowed answers a rule's expression, and quotes it.
func (b *bench) narrowed(r *agreement.Rule) (known.Answer, string) {
	if b.facts == nil {
		b.facts = facts.Of(b.incident)
	}
	holds, err := r.Narrowed(b.facts)
	if err != nil {
		return known.Unknown, r.Term.Narrow + ": " + err.Error()
	}
	return holds, r.Term.Narrow
}

// conclude asks in each possible world, one for each actor who may have done it, whether that actor is bound, of a
// withdrawal term how far off the weapon stood, and whether the actor was permitted to do it.
func (b *bench) conclude(r *agreement.Rule, out *ruled, open string) {
	if b.actors == nil {
		b.actors = actors.Possible(b.text, b.incident)
	}
	var broken, worlds, nears []known.Answer
	permittedBy := ""
	for _, a := range b.actors {
		bound := known.Unknown // a name that the text does not know may be another name of a party
		if a.ID != "" {
			bound = r.Binds(a.ID, b.incident.When)
		}
		says := a.Name + " is bound"
		breaks := bound
		if r.HasKeepBack() {
			near, distance, line := r.TooClose(a.ID, b.incident.Where)
			breaks = known.And(bound, near)
			says += fmt.Sprintf("; %s from %s: nearer than allowed", wording.Distance(distance), line)
			if bound != known.No {
				nears = append(nears, near)
			}
		}
		out.reasons = append(out.reasons, Reason{r.Reading, "the actor", breaks, says})
		permitted := known.No
		if breaks != known.No {
			var by string
			if permitted, by = b.permitted(r, a); permitted != known.No {
				permittedBy = by
				says := a.Name + ": article " + by
				if permitted == known.Unknown && b.without(a) != b {
					says += "; its own account alone does not show it"
				}
				out.reasons = append(out.reasons, Reason{r.Reading, "permitted", permitted, says})
			}
		}
		broken = append(broken, breaks)
		worlds = append(worlds, known.And(breaks, permitted.Not()))
	}
	if open == "" {
		b.classify(r, out, known.All(nears...))
	}
	carry(b.incident, r, out)
	switch world := known.All(worlds...); {
	case world == known.No && known.All(broken...) == known.No:
		out.verdict, out.because = NoViolation, "no possible actor breaks it"
	case world == known.No:
		out.verdict, out.because = NoViolation, "permitted by article "+permittedBy
	case open != "":
		out.verdict, out.because = Undetermined, open
	case world == known.Unknown && known.All(broken...) != known.Unknown:
		out.verdict, out.because = Undetermined, "not known: whether article "+permittedBy+" permits it"
	case world == known.Unknown:
		out.verdict, out.because = Undetermined, "not known: whether whoever did it is bound, or how far off it was"
	default:
		out.verdict, out.because = Violation, "every condition of the term holds"
		out.pending = r.Exemptions
	}
}

// permitted tells whether a term that permits something covers what an actor did, and by which article. A
// permission is read as the rule is: where its own readings part and no body has ruled, it is not known.
func (b *bench) permitted(r *agreement.Rule, by actors.Actor) (known.Answer, string) {
	best, article := known.No, ""
	for _, p := range b.d.permits {
		var readings []known.Answer
		for _, under := range p.rules {
			if !b.d.excluded(under.Reading) && readTogether(r, under) {
				readings = append(readings, b.permits(under, by))
			}
		}
		if holds := known.All(readings...); len(readings) > 0 && holds > best {
			best, article = holds, string(p.term.Article)
		}
	}
	return best, article
}

// readTogether tells whether two rules give no question two answers.
func readTogether(a, b *agreement.Rule) bool {
	for _, q := range b.Questions {
		if own, ok := a.Takes(q); ok {
			if other, _ := b.Takes(q); own != other {
				return false
			}
		}
	}
	return true
}

// permits tells whether a permission covers what an actor did. What only the actor's own account shows is not known.
func (b *bench) permits(p *agreement.Rule, by actors.Actor) known.Answer {
	holds := b.covers(p, by)
	if others := b.without(by); holds == known.Yes && (others == nil || others != b && others.covers(p, by) != known.Yes) {
		return known.Unknown
	}
	return holds
}

func (b *bench) covers(p *agreement.Rule, by actors.Actor) known.Answer {
	if p.Void || b.force == known.No || by.ID == "" {
		return known.No
	}
	holds := known.And(b.force, p.Binds(by.ID, b.incident.When), p.Time(b.incident.When), b.incident.Is(p.Acts...),
		b.target(p), b.incident.Used(p.Weapons))
	if holds != known.No {
		holds = known.And(holds, b.area(p))
	}
	if holds != known.No {
		holds = known.And(holds, p.IsPast(b.incident.Where))
	}
	if holds != known.No && p.HasKeepBack() {
		holds = known.And(holds, p.IsTooClose(by.ID, b.incident.Where).Not())
	}
	if holds == known.Yes && !b.expressly(p) {
		return known.No
	}
	if holds == known.Yes && p.Term.Narrow != "" {
		holds, _ = b.narrowed(p)
	}
	return holds
}

// expressly tells whether somebody saw the permitted act itself: a permission covers only what was reported as
// such, so that an unnamed explosion is not taken for permitted demining.
func (b *bench) expressly(r *agreement.Rule) bool {
	for _, m := range b.incident.Members {
		if m.Sighting.Act.Is(r.Acts...) == known.Yes {
			return true
		}
	}
	return false
}
