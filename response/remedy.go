// SPDX-License-Identifier: Apache-2.0

package response

import (
	"errors"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/agreement/people"
	"truce/finding"
	"truce/response/clock"
	"truce/when"
)

// Remedy is a remedy on record and what became of it.
type Remedy struct {
	Number int          `json:"remedy"`
	Case   int          `json:"case"`
	At     when.Instant `json:"at"`
	Order  Order        `json:"order"`
	// Verifiable says that anybody can see whether it was complied with: what, how many, where and by when.
	Verifiable bool              `json:"verifiable"`
	FollowUps  []Filed[FollowUp] `json:"follow_ups,omitempty"`
	// OwnWord says that compliance is said by the respondent alone: every custodial root of what the last follow-up rests on is its own.
	OwnWord bool `json:"own_word,omitempty"`

	obligation *Obligation
}

// SaysRespondent is the state of a remedy with which its respondent alone says that it complied. It is no compliance.
const SaysRespondent = "as-the-respondent-says"

// State is what is known of compliance: the last follow-up, SaysRespondent or "not-known". It is never guessed.
func (r *Remedy) State() string {
	if r.OwnWord {
		return SaysRespondent
	}
	if n := len(r.FollowUps); n > 0 {
		return r.FollowUps[n-1].Act.State
	}
	return "not-known"
}

// Later returns the assessed violations of the same term, attributed to the respondent, of after the remedy was due. They are
// shown beside it and decide nothing.
func (r *Register) Later(rem *Remedy) []*Case {
	var out []*Case
	term := r.cases[rem.Case-1].Term
	for _, c := range r.cases {
		if c.Finding == nil || c.Term != term || c.Number == rem.Case {
			continue
		}
		f := c.Finding.Released
		since := max(rem.Order.Until, rem.At)
		if f.Verdict == finding.Violation && f.Status != finding.Withdrawn && f.Attribution.Level == finding.Party &&
			string(f.Attribution.Party) == rem.Order.Respondent && f.When.From > since {
			out = append(out, c)
		}
	}
	return out
}

// orderable returns an error unless a body may give a remedy in a case.
func (r *Register) orderable(c *Case, o *Order, by string) error {
	b := r.bodies[agreement.BodyID(by)]
	_, isParty := r.text.Party(o.Respondent)
	switch {
	case !people.May(r.text, by, "remedy") || b == nil:
		return fmt.Errorf("remedy: %s may give none", by)
	case !slices.Contains([]string{"requested", "recommended", "ordered"}, o.Force):
		return fmt.Errorf("remedy: force %q: use requested, recommended or ordered", o.Force)
	case len(b.Remedies) > 0 && !slices.Contains(b.Remedies, o.Force):
		return fmt.Errorf("remedy: of %s they may be %v, not %s", by, b.Remedies, o.Force)
	case !isParty:
		return fmt.Errorf("remedy: %q is no party of %s", o.Respondent, r.ref)
	case o.Says == "":
		return errors.New("remedy: say what is to be done")
	case o.Force == "ordered" && c.Outcome() != finding.Violation:
		return errors.New("remedy: nothing is ordered before a violation is determined")
	}
	return r.checkable(o.Check)
}

func (r *Register) checkable(k *Check) error {
	if k == nil {
		return nil
	}
	if _, err := k.Away.Parse(); err != nil {
		return fmt.Errorf("remedy: %w", err)
	}
	if k.What == "" || k.Count < 1 {
		return errors.New("remedy: a check says what and how many")
	}
	if k.From != "" && !slices.ContainsFunc(r.text.Agreement().Places, func(p agreement.Place) bool { return p.ID == k.From }) {
		return fmt.Errorf("remedy: %s has no place %q", r.ref, k.From)
	}
	return nil
}

func (r *Register) order(o *Order) (func(), error) {
	c, err := r.find(o.Thread)
	if err != nil {
		return nil, fmt.Errorf("remedy: %w", err)
	}
	if err := r.OnPaper(o.By); err != nil {
		return nil, err
	}
	if err := r.orderable(c, o, o.By); err != nil {
		return nil, err
	}
	return func() { r.ordered(c, *o) }, nil
}

func (r *Register) ordered(c *Case, o Order) {
	if p, ok := r.text.Party(o.Respondent); ok {
		o.Respondent = string(p)
	}
	rem := &Remedy{Number: len(r.remedies) + 1, Case: c.Number, At: r.now, Order: o}
	rem.Verifiable = o.Check != nil && o.Until != 0 && (o.Check.Away == "" || o.Check.From != "")
	r.remedies = append(r.remedies, rem)
	c.papers().Remedies = append(c.Papers.Remedies, rem.Number)
	r.complete(c, "remedy", o.By)
	rem.obligation = r.add(c, r.remedy)
	rem.obligation.Start, rem.obligation.Due = r.now, o.Until
	rem.obligation.detail().Says = fmt.Sprintf("remedy %d, %s of %s: %s", rem.Number, o.Force, o.Respondent, o.Says)
	r.schedule(rem.obligation)
	r.note(Event{Case: c.Number, What: Owed, Obligation: rem.obligation})
	r.suspend(c, "")
}

func (r *Register) followUp(f *FollowUp) (func(), error) {
	if f.Remedy < 1 || f.Remedy > len(r.remedies) {
		return nil, fmt.Errorf("follow-up: there is no remedy %d of %s", f.Remedy, r.ref)
	}
	rem := r.remedies[f.Remedy-1]
	switch {
	case !slices.Contains([]string{"complied", "not-complied", "not-known"}, f.State):
		return nil, fmt.Errorf("follow-up: state %q: use complied, not-complied or not-known", f.State)
	case f.State != "not-known" && len(f.Observations)+len(f.Findings) == 0:
		return nil, fmt.Errorf("follow-up: %s rests on nothing: name observations or findings, or say not-known", f.State)
	case !people.May(r.text, f.By, "verify", "determine") && f.By != agreement.Mission:
		return nil, fmt.Errorf("follow-up: %s may not verify", f.By)
	}
	return func() {
		seen := rem.State() == "complied"
		rem.FollowUps = append(rem.FollowUps, Filed[FollowUp]{r.now, *f})
		rem.OwnWord = f.State == "complied" && !seen && r.ownWord(f, rem.Order.Respondent)
		c := r.cases[rem.Case-1]
		if rem.State() == "complied" && (rem.obligation.IsOpen() || rem.obligation.isGone()) {
			r.finish(c, rem.obligation, r.now, rem.Order.Respondent)
		}
		r.note(Event{Case: rem.Case, What: Entered, Obligation: rem.obligation, Says: fmt.Sprintf("remedy %d: %s", rem.Number, rem.State())})
	}, nil
}

// ownWord tells whether all that a follow-up rests on is of custodial roots of the respondent itself.
func (r *Register) ownWord(f *FollowUp, respondent string) bool {
	if r.options.Roots == nil {
		return false
	}
	return !slices.ContainsFunc(r.options.Roots(f), func(root string) bool {
		p, is := r.text.Party(root)
		return !is || string(p) != respondent
	})
}

// appeal prepares an appeal by whom the text lets appeal, in time and on a ground of the text.
func (r *Register) appeal(a *Appeal, at when.Instant) (func(), error) {
	c, err := r.find(a.Thread)
	if err != nil {
		return nil, fmt.Errorf("appeal: %w", err)
	}
	var rule *agreement.Appeal
	if p := r.text.Agreement().Procedure; p != nil {
		rule = p.Appeal
	}
	switch {
	case rule == nil:
		return nil, fmt.Errorf("appeal: %s knows no appeal by those whom it concerns", r.ref)
	case c.Outcome() == "":
		return nil, fmt.Errorf("appeal: nothing is determined in case %d", c.Number)
	case c.Status() == finding.Final:
		return nil, fmt.Errorf("appeal: case %d is final", c.Number)
	case !slices.ContainsFunc(rule.By, func(word string) bool { return r.acts(c, a.By, word) }):
		return nil, fmt.Errorf("appeal: the text lets %v appeal, and %s is not that", rule.By, a.By)
	case len(rule.Grounds) > 0 && !slices.Contains(rule.Grounds, a.Ground):
		return nil, fmt.Errorf("appeal: ground %q: the text has %q", a.Ground, rule.Grounds)
	}
	for _, d := range c.Obligations {
		if d.Kind == StepObligation && d.Name == "appeal" && (d.State == Lapsed || d.IsOpen() && d.Due != 0 && d.Due <= at) {
			return nil, fmt.Errorf("appeal: the time was over %s", d.Due)
		}
	}
	return func() {
		c.papers().Appeals = append(c.Papers.Appeals, Filed[Appeal]{r.now, *a})
		r.complete(c, "appeal", a.By)
		r.suspend(c, a.By)
		r.note(Event{Case: c.Number, What: Entered, Says: "appeal of " + a.By + ": " + a.Ground})
	}, nil
}

const appealed = "an appeal suspends it"

// suspend lets the rungs and remedies of a case stand still where the text says so and an appeal is open: that of whoever appealed
// last, or where no appeal was entered that of by.
func (r *Register) suspend(c *Case, by string) {
	if p := r.text.Agreement().Procedure; p == nil || p.Appeal == nil || !p.Appeal.Suspensive || !c.underAppeal() {
		return
	}
	if c.Papers != nil && len(c.Papers.Appeals) > 0 {
		by = c.Papers.Appeals[len(c.Papers.Appeals)-1].Act.By
	}
	for _, d := range c.Obligations {
		if (d.Kind == RungObligation || d.Kind == RemedyObligation) && (d.State == Open || d.State == Waiting) && d.RanOut == 0 {
			r.stop(c, d, Stopped{By: by, Reason: appealed}, 0)
		}
	}
}

// release lets go on what appeals suspended, once none is open.
func (r *Register) release(c *Case, reason string) {
	if c.underAppeal() {
		return
	}
	for _, d := range c.Obligations {
		if d.suspended() {
			r.goOn(c, d, reason)
		}
	}
}

// decidable returns an error unless somebody may decide an appeal in a case so.
func (r *Register) decidable(c *Case, a *AppealDecision, by string, at when.Instant) error {
	switch {
	case !people.May(r.text, by, "appeal"):
		return fmt.Errorf("appealed: %s hears no appeals", by)
	case !slices.Contains([]string{"upheld", "remanded"}, a.Outcome):
		return fmt.Errorf("appealed: outcome %q: use upheld or remanded", a.Outcome)
	case c.Papers == nil || len(c.Papers.Appeals) <= len(c.Papers.Appealed):
		return fmt.Errorf("appealed: no appeal is open in case %d", c.Number)
	}
	return r.turn(c, onAppeals, by, at)
}

func (r *Register) decideAppeal(a *AppealDecision, at when.Instant) (func(), error) {
	c, err := r.find(a.Thread)
	if err != nil {
		return nil, fmt.Errorf("appealed: %w", err)
	}
	if err := r.OnPaper(a.By); err != nil {
		return nil, err
	}
	if err := r.decidable(c, a, a.By, at); err != nil {
		return nil, err
	}
	return func() { r.appealed(c, *a) }, nil
}

func (r *Register) appealed(c *Case, a AppealDecision) {
	c.papers().Appealed = append(c.Papers.Appealed, Filed[AppealDecision]{r.now, a})
	r.complete(c, "decide-appeal", a.By)
	r.release(c, "the appeal is "+a.Outcome)
	if a.Outcome == "remanded" && !c.determines() {
		r.again(c)
	}
	r.note(Event{Case: c.Number, What: Entered, Says: "the appeal is " + a.Outcome})
}

// determines tells whether a determination is owed: two appeals that are remanded, or a revision beside one, ask for one.
func (c *Case) determines() bool {
	return slices.ContainsFunc(c.Obligations, func(d *Obligation) bool { return d.Kind == StepObligation && d.Name == "determine" && d.IsOpen() })
}

// again has the body that determines decide a second time. Its clock runs as from the notice, where the text has one.
func (r *Register) again(c *Case) {
	for _, s := range r.steps {
		if s.Name == "determine" {
			d := r.add(c, s)
			r.start(d, r.now)
			r.note(Event{Case: c.Number, What: Owed, Obligation: d})
			return
		}
	}
}

func (r *Register) revise(v *Revision) (func(), error) {
	c, err := r.find(v.Thread)
	switch {
	case err != nil:
		return nil, fmt.Errorf("revision: %w", err)
	case v.Facts == "":
		return nil, errors.New("revision: say which facts are new")
	case c.Outcome() == "":
		return nil, fmt.Errorf("revision: nothing is determined in case %d", c.Number)
	}
	if err := r.known("revision", v.By); err != nil {
		return nil, err
	}
	return func() {
		c.papers().Revisions = append(c.Papers.Revisions, Filed[Revision]{r.now, *v})
		r.note(Event{Case: c.Number, What: Entered, Says: "revision sought by " + v.By})
		r.begin(c, clock.Revised, r.now)
		if !c.determines() {
			r.again(c)
		}
	}, nil
}

func (r *Register) correct(k *Correction) (func(), error) {
	c, err := r.find(k.Thread)
	switch {
	case err != nil:
		return nil, fmt.Errorf("correction: %w", err)
	case k.Cause == "" || k.Extent == "":
		return nil, errors.New("correction: say what was wrong and how far")
	case !people.May(r.text, k.By, "verify", "determine", "call") && k.By != agreement.Mission:
		return nil, fmt.Errorf("correction: the mission corrects what it published, or a body that verifies or determines, not %s", k.By)
	}
	return func() {
		c.papers().Corrections = append(c.Papers.Corrections, Filed[Correction]{r.now, *k})
		r.note(Event{Case: c.Number, What: Entered, Says: fmt.Sprintf("correction, told to %v", k.Told)})
	}, nil
}
