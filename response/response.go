// SPDX-License-Identifier: Apache-2.0

// Package response turns findings and acts of people into cases of the agreed procedure: what is owed, by whom, by when and
// how late, votes and what they decide, remedies and what became of them. It follows finding on the path and ends it. A
// case judges nothing: a deadline that passes is a fact, and what a body decides is its own. The format is
// docs/spec/procedure.md.
package response

import (
	"container/heap"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/agreement/people"
	"truce/canon"
	"truce/finding"
	"truce/response/ballot"
	"truce/response/clock"
	"truce/response/rules"
	"truce/when"
)

// Options are what a register needs from outside.
type Options struct {
	// Verify tells whether a signature is a member's, by a key on record, and who answers for that key: the member, or the party that
	// it speaks for. nil means that there are no keys, and nobody signs.
	Verify func(Signature) (holder string, err error)
	// Roots returns the custodial roots of what a follow-up rests on; nil means that nobody can tell.
	Roots func(*FollowUp) []string
}

// Register holds all cases under one text. It is not safe for concurrent use.
type Register struct {
	text    *agreement.Compiled
	ref     string
	options Options
	steps   []*Rule // in order of the text
	rungs   []rules.Rung
	remedy  *Rule
	bodies  map[agreement.BodyID]*agreement.Body
	// sides are the parties by ID, whom a call has to reach, and alone each party by itself.
	sides []string
	alone map[agreement.PartyID][]string

	now        when.Instant
	cases      []*Case
	threads    map[thread]*Case
	complaints []*Lodged
	motions    []*Motion
	digests    map[canon.Digest]*Motion
	remedies   []*Remedy
	recused    []Filed[Recusal]
	proxies    []Proxy
	log        []Filed[LogLine]
	due        deadlines
	closing    []*deadline // of due, motions that close and pauses that end
	ids        int
	events     []Event // of what is being done
}

type thread struct {
	incident canon.IncidentID
	term     agreement.TermID
}

// New opens the register of a text. Its error is a time or zone of the text that cannot be read.
func New(text *agreement.Compiled, o Options, now when.Instant) (*Register, error) {
	r := &Register{
		text: text, ref: text.Ref(), options: o, now: now, threads: map[thread]*Case{}, digests: map[canon.Digest]*Motion{},
		bodies: map[agreement.BodyID]*agreement.Body{}, alone: map[agreement.PartyID][]string{}, remedy: &Rule{Kind: RemedyObligation, Name: "remedy", By: agreement.Respondent},
	}
	a := text.Agreement()
	for i := range a.Bodies {
		r.bodies[a.Bodies[i].ID] = &a.Bodies[i]
	}
	for _, p := range a.Parties {
		r.sides = append(r.sides, string(p.ID))
	}
	for _, p := range slices.Concat(a.Parties, a.Others) {
		r.alone[p.ID] = []string{string(p.ID)}
	}
	var err error
	if r.steps, err = rules.Steps(text); err == nil {
		r.rungs, err = rules.Rungs(text)
	}
	if err != nil {
		return nil, fmt.Errorf("procedure of %s: %w", r.ref, err)
	}
	return r, nil
}

// Text returns the text.
func (r *Register) Text() *agreement.Compiled { return r.text }

// Ref returns the reference of the text.
func (r *Register) Ref() string { return r.ref }

// Now returns the register's clock: the last instant that it was moved to.
func (r *Register) Now() when.Instant { return r.now }

// Cases returns all cases in order of opening, Complaints, Motions and Remedies theirs. None may be changed.
func (r *Register) Cases() []*Case { return r.cases }

// Complaints returns all complaints in order of recording.
func (r *Register) Complaints() []*Lodged { return r.complaints }

// Motions returns all motions in order of recording.
func (r *Register) Motions() []*Motion { return r.motions }

// Recusals returns all recusals in order of recording, each with its time.
func (r *Register) Recusals() []Filed[Recusal] { return r.recused }

// Remedies returns all remedies in order of recording.
func (r *Register) Remedies() []*Remedy { return r.remedies }

// Log returns the lines of all logs in order of recording.
func (r *Register) Log() []Filed[LogLine] { return r.log }

// Case returns a case by its number, or nil.
func (r *Register) Case(number int) *Case {
	if number < 1 || number > len(r.cases) {
		return nil
	}
	return r.cases[number-1]
}

// CaseOf returns the case of a finding, or nil.
func (r *Register) CaseOf(id canon.IncidentID, term agreement.TermID) *Case {
	return r.threads[thread{id, term}]
}

// find returns the case that a thread names.
func (r *Register) find(t Thread) (*Case, error) {
	if t.Case == 0 && !t.Incident.IsZero() {
		if c := r.CaseOf(t.Incident, t.Term); c != nil {
			return c, nil
		}
		return nil, fmt.Errorf("there is no case on %s under term %s of %s", t.Incident, t.Term, r.ref)
	}
	c := r.Case(t.Case)
	switch {
	case c == nil:
		return nil, fmt.Errorf("there is no case %d of %s", t.Case, r.ref)
	case !t.Incident.IsZero() && t.Incident != c.Incident || t.Term != "" && t.Term != c.Term:
		return nil, fmt.Errorf("it names case %d of %s and what is another: %s under term %q: name one of both", t.Case, r.ref, t.Incident, t.Term)
	}
	return c, nil
}

// names returns an error where what a motion proposes names another case than the motion, or another body as whose act it is.
func (r *Register) names(c *Case, p *Proposal, body agreement.BodyID) error {
	var on Thread
	var by string
	switch {
	case p.Remedy != nil:
		on, by = p.Remedy.Thread, p.Remedy.By
	case p.Declaration != nil:
		on, by = p.Declaration.Thread, p.Declaration.By
	case p.Appealed != nil:
		on, by = p.Appealed.Thread, p.Appealed.By
	}
	if by != "" && !people.Is(r.text, by, string(body)) && !slices.Contains(ballot.Voters(r.bodies[body]), by) {
		return fmt.Errorf("it proposes an act of %s to %s: leave out by whom", by, body)
	}
	if on == (Thread{}) {
		return nil
	}
	other, err := r.find(on)
	switch {
	case err != nil:
		return err
	case other != c:
		return fmt.Errorf("it proposes something on case %d and is on case %d itself: name the case of the motion alone", other.Number, c.Number)
	}
	return nil
}

// note keeps what came about.
func (r *Register) note(e Event) {
	e.At, e.Agreement = r.now, r.ref
	if r.events == nil {
		r.events = make([]Event, 0, 4)
	}
	r.events = append(r.events, e)
}

// flush returns what came about since it was last asked.
func (r *Register) flush() []Event {
	out := r.events
	r.events = nil
	return out
}

func (r *Register) open(c *Case) *Case {
	c.Number, c.Opened = len(r.cases)+1, r.now
	c.Obligations = make([]*Obligation, 0, 8)
	r.cases = append(r.cases, c)
	r.note(Event{Case: c.Number, What: Opened})
	return c
}

// Take makes a version of a finding known. by is who did the act that brought it about; empty for the machine. Only Version,
// and of Released what is about the incident, the verdict, the grade and the acts of people, are read.
func (r *Register) Take(f *finding.Finding, by string) []Event {
	key := thread{f.Released.Incident, f.Released.Term}
	c := r.threads[key]
	verdict := f.Released.Verdict
	if c == nil {
		if f.Released.Status == finding.Withdrawn || verdict != finding.Violation && verdict != finding.Undetermined {
			return nil
		}
		c = r.open(&Case{Incident: key.incident, Term: key.term})
		r.threads[key] = c
	}
	was := c.stood
	c.Finding = f
	if c.starts[clock.Reported] == 0 {
		began := f.Released.When.From
		if f.Released.When.IsUnknown() {
			began = r.now
		}
		r.begin(c, clock.Breach, began)
		r.begin(c, clock.Reported, r.now)
	}
	if f.Released.Status == finding.Withdrawn {
		r.owesNothing(c)
		return r.flush()
	}
	c.stood = f
	if verdict == finding.Violation && c.starts[clock.Assessed] == 0 {
		r.begin(c, clock.Assessed, r.now)
	}
	r.follow(c, verdict)
	r.progress(c, was, by)
	r.climb(c)
	r.suspend(c, by)
	r.release(c, "no appeal is open any more")
	return r.flush()
}

// follow lets what only a violation owes go where none is assessed any more, and brings back what went with the assessment or with
// the finding and is owed again. Rungs come back as climb has it.
func (r *Register) follow(c *Case, verdict finding.Verdict) {
	always := func(d *Obligation) bool { return d.Name == "call" || d.Name == "verify" }
	for _, d := range c.Obligations {
		again := func(o *Obligation) bool { return o.Rule == d.Rule && o.IsOpen() && d.Kind == StepObligation }
		switch {
		case !d.isGone() || d.Kind == RungObligation || slices.ContainsFunc(c.Obligations, again):
		case verdict == finding.Violation || always(d):
			r.comeBack(c, d)
		default:
			d.Detail.Says = notAssessed
		}
	}
	if verdict != finding.Violation && c.determination() == nil {
		r.letGo(c, func(d *Obligation) bool { return !always(d) }, notAssessed)
	}
}

// owesNothing lets go what is owed on a finding that does not stand, or that is no violation, also what an act began: it comes back with it.
func (r *Register) owesNothing(c *Case) {
	switch {
	case c.Finding == nil:
	case c.Status() == finding.Withdrawn:
		r.letGo(c, func(*Obligation) bool { return true }, "the finding is withdrawn")
	default:
		r.follow(c, c.Finding.Released.Verdict)
	}
}

const notAssessed = "no violation is assessed"

// progress reads the status of a finding as steps that were done.
func (r *Register) progress(c *Case, was *finding.Finding, by string) {
	status, before := c.Finding.Released.Status, finding.Assessed
	var act *finding.Determination
	if was != nil {
		before, act = was.Released.Status, was.Released.Determination
	}
	if now := c.Finding.Released.Determination; now != nil && (act == nil || essence(now) != essence(act)) {
		r.determine(c, now.None, string(now.By))
	}
	if status == before {
		return
	}
	switch status {
	case finding.Notified:
		r.complete(c, "notice", by)
	case finding.Replied:
		r.complete(c, "reply", by)
	case finding.UnderAppeal:
		r.complete(c, "appeal", by)
	case finding.Final:
		r.complete(c, "decide-appeal", by)
		r.dropAll(c, func(d *Obligation) bool { return d.Name == "appeal" }, "the determination is final")
	default:
	}
}

// decision is what tells two determinations apart.
type decision struct {
	by      agreement.BodyID
	at      when.Instant
	outcome finding.Verdict
	none    bool
}

func essence(d *finding.Determination) decision { return decision{d.By, d.At, d.Outcome, d.None} }

// determine records that a body decided on a case, or divided.
func (r *Register) determine(c *Case, none bool, by string) {
	if none && r.fallBack(c, r.bodies[r.bodyOf(by)], determining) {
		return // it is still to be determined, by whoever acts instead
	}
	r.complete(c, "determine", by)
	if none {
		return
	}
	r.dropAll(c, func(d *Obligation) bool { return d.Name == "notice" || d.Name == "reply" }, "determined without it")
	r.begin(c, clock.Determined, r.now)
}

// begin records that something happened in a case that clocks run from.
func (r *Register) begin(c *Case, e clock.Event, at when.Instant) {
	c.starts[e] = max(at, 1)
	for _, s := range r.steps {
		if s.Clock.After == e || s.Clock.After == 0 && e == clock.Reported {
			r.owe(c, s, at)
		}
	}
	for _, d := range c.Obligations {
		if d.Kind == RungObligation && d.Start == 0 && d.Clock.After == e && d.IsOpen() {
			r.start(d, at)
		}
	}
}

// owe opens a step of a case, unless it is done or open already.
func (r *Register) owe(c *Case, rule *Rule, at when.Instant) *Obligation {
	for _, d := range c.Obligations {
		if d.Rule == rule && (d.IsOpen() || !rules.Repeats(rule.Name)) {
			if d.IsOpen() && d.Start == 0 && rule.Clock.After != 0 { // some were reached before it was owed to all
				r.start(d, at)
			}
			return d
		}
	}
	d := r.add(c, rule)
	r.address(c, d)
	if rule.Clock.Named != 0 {
		at = rule.Clock.Named
	}
	if rule.Clock.After != 0 || rule.Clock.Named != 0 {
		r.start(d, at)
	}
	r.note(Event{Case: c.Number, What: Owed, Obligation: d})
	return d
}

// address says whom a step has to reach.
func (r *Register) address(c *Case, d *Obligation) {
	switch d.Name {
	case "call":
		d.detail().To = r.sides
	case "notice", "invite", "reply":
		d.detail().To = r.respondents(c)
	}
}

func (r *Register) add(c *Case, rule *Rule) *Obligation {
	r.ids++
	d := &Obligation{Rule: rule, Case: c.Number, State: Open, id: r.ids}
	c.Obligations = append(c.Obligations, d)
	return d
}

func (r *Register) start(d *Obligation, at when.Instant) {
	d.Start = at
	d.Due = d.Clock.Due(at, d.paused())
	r.schedule(d)
}

func (r *Register) schedule(d *Obligation) {
	if d.Due != 0 && d.RanOut == 0 && d.IsOpen() {
		heap.Push(&r.due, &deadline{at: max(d.Due, r.now), id: d.id, obligation: d})
	}
}

// respondents are those whom a case is against: the one that a complaint names or the finding points at, else every party.
func (r *Register) respondents(c *Case) []string {
	if c.Finding != nil {
		if p := c.Finding.Released.Attribution.Party; p != "" {
			return r.alone[p]
		}
		return r.sides
	}
	if c.Papers != nil && len(c.Papers.Complaints) > 0 {
		if who := r.complaints[c.Papers.Complaints[0]-1].Complaint.Respondent; who != "" {
			return []string{who}
		}
	}
	return r.sides
}

// complete records a step as done now, where the text has it.
func (r *Register) complete(c *Case, step, by string) {
	for _, d := range c.Obligations {
		if d.Kind == StepObligation && d.Name == step && d.IsOpen() {
			r.finish(c, d, r.now, by)
			return
		}
	}
	if slices.ContainsFunc(c.Obligations, func(d *Obligation) bool { return d.Kind == StepObligation && d.Name == step && d.Recorded == r.now }) {
		return
	}
	for _, d := range c.Obligations {
		if d.Kind == StepObligation && d.Name == step && (d.State == Defaulted || d.State == Lapsed) {
			r.finish(c, d, r.now, by)
			return
		}
	}
	for _, s := range r.steps {
		if s.Name == step {
			r.finish(c, r.add(c, s), r.now, by)
			return
		}
	}
}

// finish records that something owed was done at a time, and starts the clocks that run from it.
func (r *Register) finish(c *Case, d *Obligation, at when.Instant, by string) {
	if d.State == Paused {
		r.goOn(c, d, "it is done")
	}
	d.State, d.Done, d.Recorded, d.DoneBy = Fulfilled, at, r.now, by
	if d.Due != 0 && at > d.Due && d.RanOut == 0 {
		d.RanOut = d.Due
	}
	for _, o := range c.Obligations {
		if o.Rule == d.Rule && d.Kind != RemedyObligation && o.isGone() {
			o.Detail.gone = false // what was done is not owed again
		}
	}
	r.note(Event{Case: c.Number, What: Did, Obligation: d})
	if e := clock.EventOf(d.Name); d.Kind == StepObligation && e > 0 && e != clock.EventOf("determine") {
		r.begin(c, e, at)
	}
}

// dropAll lets open obligations of a case go, for a reason, and for good those that might have come back.
func (r *Register) dropAll(c *Case, which func(*Obligation) bool, reason string) {
	for _, d := range c.Obligations {
		if d.isGone() && which(d) {
			d.Detail.gone, d.Detail.Says = false, reason
		}
		if d.IsOpen() && which(d) {
			if d.State == Paused {
				r.goOn(c, d, reason)
			}
			d.State = Dropped
			d.detail().Says = reason
			r.note(Event{Case: c.Number, What: Drops, Obligation: d, Says: reason})
		}
	}
}

// letGo drops open obligations of a case with what the machine assessed, as dropAll does: they may come back.
func (r *Register) letGo(c *Case, which func(*Obligation) bool, reason string) {
	r.dropAll(c, func(d *Obligation) bool {
		if !d.IsOpen() || !which(d) {
			return false
		}
		d.detail().gone, d.Detail.said, d.Detail.left = true, d.Detail.Says, r.now
		return true
	}, reason)
}

// isGone tells whether something was dropped that may come back.
func (d *Obligation) isGone() bool { return d.State == Dropped && d.Detail.gone }

// comeBack has something owed again that was let go. Its clock keeps its start: one that ran out meanwhile runs out at once. That of a reply
// stood meanwhile: nobody is in default for a time in which no reply was asked.
func (r *Register) comeBack(c *Case, d *Obligation) {
	if d.Kind == StepObligation && d.Name == "reply" && d.Start != 0 && d.Due != 0 {
		d.Detail.Pauses = append(d.Detail.Pauses, Stopped{From: d.Detail.left, To: r.now, By: d.By, Reason: d.Detail.Says})
		d.Due = d.Clock.Due(d.Start, d.paused())
	}
	d.Detail.Says, d.Detail.said, d.Detail.gone, d.State = d.Detail.said, "", false, Open
	what := Owed
	if d.Kind == RungObligation && d.On == "determination" && c.determination() == nil {
		d.State, what = Waiting, Waits
	}
	if begun := c.starts[d.Clock.After]; d.Start == 0 && begun != 0 {
		r.start(d, begun)
	} else {
		r.schedule(d)
	}
	r.note(Event{Case: c.Number, What: what, Obligation: d})
}
