// SPDX-License-Identifier: Apache-2.0

package response

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/agreement/people"
	"truce/finding"
	"truce/response/bounds"
	"truce/response/rules"
	"truce/when"
)

// Deed is an act that was found in order. Called, it takes effect. It is called at once or not at all; only the register's
// clock may move in between.
type Deed func() []Event

// Prepare finds an act in order as of a time, or says why it is not, and changes nothing.
func (r *Register) Prepare(a *Act, at when.Instant) (Deed, error) {
	name, value, err := a.Kind()
	if err != nil {
		return nil, err
	}
	if err := bounds.Check(value); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	do, err := r.prepare(a, at)
	if err != nil {
		return nil, err
	}
	return func() []Event { do(); return r.flush() }, nil
}

func (r *Register) prepare(a *Act, at when.Instant) (func(), error) {
	switch {
	case a.Complaint != nil:
		return r.complain(a.Complaint)
	case a.Admission != nil:
		return r.admit(a.Admission)
	case a.Done != nil:
		return r.done(a.Done, at)
	case a.Verification != nil:
		return r.verify(a.Verification)
	case a.Motion != nil:
		return r.move(a.Motion, at)
	case a.Vote != nil:
		return r.vote(a.Vote, at)
	case a.Recusal != nil:
		return r.recuse(a.Recusal)
	case a.Proxy != nil:
		return r.proxy(a.Proxy)
	case a.Pause != nil:
		return r.pause(a.Pause, at)
	case a.Resume != nil:
		return r.resume(a.Resume)
	default:
		return r.prepareLater(a, at)
	}
}

// prepareLater prepares what comes after a decision, and what is only kept.
func (r *Register) prepareLater(a *Act, at when.Instant) (func(), error) {
	switch {
	case a.Appeal != nil:
		return r.appeal(a.Appeal, at)
	case a.Appealed != nil:
		return r.decideAppeal(a.Appealed, at)
	case a.Revision != nil:
		return r.revise(a.Revision)
	case a.Remedy != nil:
		return r.order(a.Remedy)
	case a.FollowUp != nil:
		return r.followUp(a.FollowUp)
	case a.Correction != nil:
		return r.correct(a.Correction)
	case a.Decided != nil:
		return r.decide(a.Decided, at)
	case a.Declaration != nil:
		return r.declare(a.Declaration)
	case a.Claim != nil:
		return r.claim(a.Claim)
	default:
		return r.logLine(a.Log, at)
	}
}

// known returns an error for somebody whom the text does not know.
func (r *Register) known(what, who string) error {
	if who == "" || !people.Known(r.text, who) {
		return fmt.Errorf("%s: %s knows no %q: name a party, a body, a member of one or the mission", what, r.ref, who)
	}
	return nil
}

// OnPaper returns an error where somebody is a body, by its ID or its name, that the text lets decide only by the signatures
// of its members.
func (r *Register) OnPaper(by string) error {
	for _, b := range r.text.Agreement().Bodies {
		if b.Signatures > 0 && people.Is(r.text, by, string(b.ID)) {
			return fmt.Errorf("%s: %s decides with %d signatures over a motion, not on paper", r.ref, b.ID, b.Signatures)
		}
	}
	return nil
}

// acts tells whether somebody may act as whom the text names: the role in the case, a body or one of its members, a party.
func (r *Register) acts(c *Case, by, word string) bool {
	if word == "" {
		return people.Known(r.text, by)
	}
	b := r.bodies[agreement.BodyID(word)]
	if b != nil && by == word {
		return true
	}
	party, isParty := r.text.Party(by)
	switch word {
	case agreement.Respondent:
		if c.Finding != nil && c.Finding.Released.Attribution.Level != finding.Party {
			return isParty
		}
		return slices.ContainsFunc(r.respondents(c), func(who string) bool { return who == by || isParty && who == string(party) })
	case agreement.Complainant:
		return r.complains(c, by) || c.Papers == nil && isParty
	}
	if b != nil && slices.ContainsFunc(b.Members, func(m agreement.Member) bool { return m.ID == by }) {
		return true
	}
	return people.Is(r.text, by, word)
}

func (r *Register) complains(c *Case, by string) bool {
	if c.Papers == nil {
		return false
	}
	return slices.ContainsFunc(c.Papers.Complaints, func(n int) bool { return r.complaints[n-1].Complaint.Complainant == by })
}

// Advances returns the status that an act brings the finding of its case to, and by whom; empty where it brings it to none.
// Whoever keeps the docket asks it for that first, so that what it refuses is not done at all.
func (r *Register) Advances(a *Act) (t Thread, to finding.Status, by string) {
	var of Thread
	switch {
	case a.Done != nil && a.Done.Step == "notice":
		of, to, by = a.Done.Thread, finding.Notified, a.Done.By
	case a.Done != nil && a.Done.Step == "reply":
		of, to, by = a.Done.Thread, finding.Replied, a.Done.By
	case a.Appeal != nil:
		of, to, by = a.Appeal.Thread, finding.UnderAppeal, a.Appeal.By
	case a.Appealed != nil && a.Appealed.Outcome == "upheld":
		of, to, by = a.Appealed.Thread, finding.Final, a.Appealed.By
	default:
		return t, "", ""
	}
	c, err := r.find(of)
	if err != nil || c.Finding == nil || to == finding.Final && !c.settles() {
		return t, "", ""
	}
	if a.Done != nil && len(r.reached(a.Done)) > 0 {
		if d := r.obligationOf(c, a.Done); d != nil && len(r.after(d, a.Done)) > 0 {
			return t, "", "" // somebody is still to be reached
		}
	}
	from := map[finding.Status]finding.Status{finding.Notified: finding.Assessed, finding.Replied: finding.Notified, finding.UnderAppeal: finding.Determined, finding.Final: finding.UnderAppeal}[to]
	if c.Status() != from {
		return t, "", ""
	}
	return Thread{Incident: c.Incident, Term: c.Term}, to, by
}

// done prepares a step or a rung that was done.
func (r *Register) done(d *Done, at when.Instant) (func(), error) {
	c, err := r.find(d.Thread)
	if err != nil {
		return nil, fmt.Errorf("done: %w", err)
	}
	did := d.At
	if did == 0 {
		did = at
	}
	switch {
	case (d.Step == "") == (d.Rung == ""):
		return nil, errors.New("done: name the step or the rung")
	case did > at:
		return nil, fmt.Errorf("done: %s is later than the entry", did)
	case d.Step == "notice" && d.Summary == "":
		return nil, errors.New("done: a notice says in a summary what it is about")
	case did < c.Opened && (d.Step == "notice" || d.Step == "invite"):
		return nil, fmt.Errorf("done: case %d was opened %s, and nobody gave notice of it before", c.Number, c.Opened)
	case d.Reply != 0 && d.Reply <= at:
		return nil, fmt.Errorf("done: a reply is due after the notice, not %s", d.Reply)
	case d.Step == "determine" || d.Step == "appeal" || d.Step == "admission" || d.Step == "decide-appeal" || d.Step == "remedy":
		return nil, fmt.Errorf("done: %s has an act of its own", d.Step)
	}
	obligation := r.obligationOf(c, d)
	if obligation == nil {
		return nil, fmt.Errorf("done: nothing of case %d is owed that is called %q", c.Number, d.Step+d.Rung)
	}
	switch {
	case obligation.State == Waiting || obligation.State == Paused && obligation.On == "determination" && c.determination() == nil:
		return nil, fmt.Errorf("done: rung %s waits for a determination", d.Rung)
	case d.Step == "reply":
		if err := r.replies(c, d, obligation); err != nil {
			return nil, err
		}
	case !r.acts(c, d.By, obligation.By) && !people.May(r.text, d.By, "determine"):
		return nil, fmt.Errorf("done: %s is owed by %q, and %s is not that", obligation.Name, obligation.By, d.By)
	}
	for _, who := range d.To {
		if err := r.known("done: to", who); err != nil {
			return nil, err
		}
	}
	if err := r.leavesTime(c, d, did, at); err != nil {
		return nil, err
	}
	return func() {
		filed := *d
		filed.At = did
		if d.Summary != "" || d.Says != "" || len(d.To) > 0 { // the rest stands in the obligation
			c.papers().Steps = append(c.papers().Steps, Filed[Done]{r.now, filed})
		}
		r.reach(c, r.obligationOf(c, d), &filed)
		r.owesNothing(c)
	}, nil
}

// obligationOf returns the obligation that an act does: the open one, else one whose time ran out, else a new one of a step whose clock has
// not begun. It changes nothing, so that a new one is not in the case yet.
func (r *Register) obligationOf(c *Case, d *Done) *Obligation {
	var late *Obligation
	for _, each := range c.Obligations {
		if each.Name != d.Step+d.Rung || (each.Kind == RungObligation) != (d.Rung != "") || each.Kind == RemedyObligation {
			continue
		}
		if each.IsOpen() && (r.acts(c, d.By, each.By) || people.May(r.text, d.By, "determine")) {
			return each
		}
		if each.IsOpen() || each.State == Defaulted || each.State == Dropped && each.Kind == StepObligation {
			late = each
		}
	}
	if late != nil {
		return late
	}
	for _, s := range r.steps {
		if s.Name == d.Step && (rules.Repeats(d.Step) || !slices.ContainsFunc(c.Obligations, func(each *Obligation) bool { return each.Rule == s })) {
			return &Obligation{Rule: s, Case: c.Number, State: Open}
		}
	}
	return nil
}

// reach records whom a step reached, and that it is done where that is everybody.
func (r *Register) reach(c *Case, d *Obligation, by *Done) {
	if d.id == 0 {
		d = r.add(c, d.Rule)
		r.address(c, d)
	}
	if to := r.reached(by); len(to) > 0 && d.Detail != nil && len(d.Detail.To) > 0 {
		for _, who := range to {
			if !slices.Contains(d.Detail.Reached, who) {
				d.Detail.Reached = append(d.Detail.Reached, who)
			}
		}
		if missing := d.missing(); len(missing) > 0 {
			r.note(Event{Case: c.Number, What: Partly, Obligation: d, Says: "not reached yet: " + strings.Join(missing, ", ")})
			return
		}
	}
	r.finish(c, d, by.At, by.By)
	if by.Reply != 0 && (d.Name == "notice" || d.Name == "invite") {
		r.replyBy(c, by.Reply)
	}
}

// after are those whom a step has to reach and still will not have when an act of it is done.
func (r *Register) after(d *Obligation, by *Done) []string {
	reached := r.reached(by)
	return slices.DeleteFunc(d.missing(), func(who string) bool { return slices.Contains(reached, who) })
}

// reached are those whom an act reaches, parties by their IDs: of a reply, whoever replies.
func (r *Register) reached(d *Done) []string {
	out := slices.Clone(d.To)
	if d.Step == "reply" {
		out = []string{d.By}
	}
	for i, who := range out {
		if p, ok := r.text.Party(who); ok {
			out[i] = string(p)
		}
	}
	return out
}

// missing are those whom a step has to reach and did not.
func (d *Obligation) missing() []string {
	if d.Detail == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(d.Detail.To), func(who string) bool { return slices.Contains(d.Detail.Reached, who) })
}

// replyBy sets the time for a reply where the text sets none.
func (r *Register) replyBy(c *Case, due when.Instant) {
	for _, d := range c.Obligations {
		if d.Kind == StepObligation && d.Name == "reply" && d.IsOpen() && d.Due == 0 {
			d.Due = due
			r.schedule(d)
		}
	}
}

func (r *Register) verify(v *Verification) (func(), error) {
	c, err := r.find(v.Thread)
	switch {
	case err != nil:
		return nil, fmt.Errorf("verification: %w", err)
	case v.Site == "":
		return nil, errors.New("verification: name the site")
	case !slices.Contains([]string{"detected", "visited", "access-pending", "access-denied"}, v.State):
		return nil, fmt.Errorf("verification: state %q: use detected, visited, access-pending or access-denied", v.State)
	case !slices.Contains([]string{"", "found", "none", "unknown"}, v.Remnants):
		return nil, fmt.Errorf("verification: remnants %q: use found, none or unknown", v.Remnants)
	case v.State != "visited" && (v.Remnants == "found" || v.Remnants == "none"):
		return nil, errors.New("verification: what lies at a site is known of one that was visited")
	case !people.May(r.text, v.By, "verify", "determine") && v.By != agreement.Mission:
		return nil, fmt.Errorf("verification: %s may not verify", v.By)
	}
	return func() {
		c.papers().Verifications = append(c.papers().Verifications, Filed[Verification]{r.now, *v})
		r.note(Event{Case: c.Number, What: Entered, Says: v.Site + ": " + v.State})
	}, nil
}

// pausable returns the open obligation of a halt, where the text lets whoever stops it do so.
func (r *Register) pausable(h *Halt) (*Case, *Obligation, agreement.Pause, error) {
	c, err := r.find(h.Thread)
	if err != nil {
		return nil, nil, agreement.Pause{}, err
	}
	if h.Reason == "" {
		return nil, nil, agreement.Pause{}, errors.New("say why")
	}
	i := slices.IndexFunc(c.Obligations, func(d *Obligation) bool { return d.Name == h.Of && d.IsOpen() })
	if i < 0 {
		return nil, nil, agreement.Pause{}, fmt.Errorf("no clock of %q runs in case %d", h.Of, c.Number)
	}
	if p := r.text.Agreement().Procedure; p != nil {
		for _, rule := range p.Pauses {
			may := slices.ContainsFunc(rule.By, func(word string) bool { return r.acts(c, h.By, word) })
			if may && (len(rule.Of) == 0 || slices.Contains(rule.Of, h.Of)) {
				return c, c.Obligations[i], rule, nil
			}
		}
	}
	return nil, nil, agreement.Pause{}, fmt.Errorf("%s: the text does not let %s stop the clock of %s", r.ref, h.By, h.Of)
}

func (r *Register) pause(h *Halt, at when.Instant) (func(), error) {
	c, d, rule, err := r.pausable(h)
	if err != nil {
		return nil, fmt.Errorf("pause: %w", err)
	}
	if d.State == Paused || d.RanOut != 0 || d.Due <= at {
		return nil, fmt.Errorf("pause: the clock of %s does not run", h.Of)
	}
	most, err := rule.Most.Parse()
	if err != nil {
		return nil, err
	}
	return func() { r.stop(c, d, Stopped{By: h.By, Reason: h.Reason}, most) }, nil
}

func (r *Register) stop(c *Case, d *Obligation, p Stopped, most when.Duration) {
	if p.From = r.now; most > 0 {
		p.Ends = r.now + when.Instant(most)
	}
	d.State = Paused
	d.detail().Pauses = append(d.Detail.Pauses, p)
	if p.Ends != 0 {
		r.wake(d, p.Ends)
	}
	r.note(Event{Case: c.Number, What: Stops, Obligation: d, Says: p.Reason})
}

func (r *Register) resume(h *Halt) (func(), error) {
	c, d, _, err := r.pausable(h)
	if err != nil {
		return nil, fmt.Errorf("resume: %w", err)
	}
	switch {
	case d.State != Paused:
		return nil, fmt.Errorf("resume: the clock of %s does not stand", h.Of)
	case d.suspended():
		return nil, fmt.Errorf("resume: an appeal suspends %s until it is decided", h.Of)
	}
	return func() {
		if d.State == Paused {
			r.goOn(c, d, h.Reason)
			r.suspend(c, "")
		}
	}, nil
}

// goOn ends the pause that a clock stands in.
func (r *Register) goOn(c *Case, d *Obligation, reason string) {
	d.Detail.Pauses[len(d.Detail.Pauses)-1].To = r.now
	d.State = Open
	if d.Kind == RungObligation && d.On == "determination" && c.determination() == nil {
		d.State = Waiting
	}
	if d.Start != 0 && d.Clock.Within != 0 {
		d.Due = d.Clock.Due(d.Start, d.paused())
	}
	r.schedule(d)
	r.note(Event{Case: c.Number, What: GoesOn, Obligation: d, Says: reason})
}

func (r *Register) declare(d *Declaration) (func(), error) {
	c, err := r.find(d.Thread)
	switch {
	case err != nil:
		return nil, fmt.Errorf("declaration: %w", err)
	case d.Word == "" || d.Reason == "":
		return nil, errors.New("declaration: say what is declared and why")
	case !people.May(r.text, d.By, "determine"):
		return nil, fmt.Errorf("declaration: %s may not determine, and so not declare", d.By)
	}
	if err := r.OnPaper(d.By); err != nil {
		return nil, err
	}
	return func() { r.declared(c, *d) }, nil
}

func (r *Register) declared(c *Case, d Declaration) {
	c.papers().Declarations = append(c.papers().Declarations, Filed[Declaration]{r.now, d})
	r.note(Event{Case: c.Number, What: Entered, Says: d.By + " declares " + d.Word})
	r.climb(c)
	r.suspend(c, "")
}

// claim prepares what a party claims to follow from the text.
func (r *Register) claim(cl *Claim) (func(), error) {
	c, err := r.find(cl.Thread)
	switch {
	case err != nil:
		return nil, fmt.Errorf("claim: %w", err)
	case cl.Says == "":
		return nil, errors.New("claim: say what is claimed")
	}
	if err := r.known("claim", cl.By); err != nil {
		return nil, err
	}
	if err := r.article(cl.Article); err != nil {
		return nil, err
	}
	return func() {
		c.papers().Claims = append(c.papers().Claims, Filed[Claim]{r.now, *cl})
		r.note(Event{Case: c.Number, What: Entered, Says: "claim of " + cl.By + ", from which nothing follows by itself"})
	}, nil
}

func (r *Register) article(id agreement.ArticleID) error {
	if !slices.ContainsFunc(r.text.Agreement().Articles, func(a agreement.Article) bool { return a.ID == id }) {
		return fmt.Errorf("%s has no article %q", r.ref, id)
	}
	return nil
}

func (r *Register) logLine(l *LogLine, at when.Instant) (func(), error) {
	switch {
	case r.bodies[l.Body] == nil:
		return nil, fmt.Errorf("log: %s has no body %q", r.ref, l.Body)
	case l.Says == "":
		return nil, errors.New("log: a line says something")
	case l.At == 0 || l.At > at:
		return nil, errors.New("log: say when it was, no later than the entry")
	}
	return func() {
		r.log = append(r.log, Filed[LogLine]{r.now, *l})
		r.note(Event{What: Entered, Says: fmt.Sprintf("line %d of the log of %s (unsigned)", r.LogNumber(l.Body, len(r.log)), l.Body)})
	}, nil
}

// LogNumber returns the number in its own log that the n-th line of all has.
func (r *Register) LogNumber(body agreement.BodyID, n int) int {
	count := 0
	for _, l := range r.log[:n] {
		if l.Act.Body == body {
			count++
		}
	}
	return count
}
