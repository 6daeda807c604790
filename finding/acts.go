// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"errors"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/agreement/people"
	"truce/canon"
	"truce/when"
)

// Act is an act of people that was found in order. Called, it takes effect and returns the changes. It is called at
// once or not at all; only the docket's clock may move in between.
type Act func() []Change

// Rule prepares a competent body's ruling on a question. Its error says what the text does not know or who is not
// competent.
func (d *Docket) Rule(q agreement.QuestionID, reading agreement.ReadingID, by agreement.BodyID) (Act, error) {
	if err := people.MayRule(d.text, q, reading, by); err != nil {
		return nil, err
	}
	return func() []Change {
		d.ruled[q] = reading
		return d.again(func(*hearing) bool { return true }, Cause{ByRuling, fmt.Sprintf("ruling by %s: %s", by, ruling(q, reading))})
	}, nil
}

// standing returns the case and the finding that an act is on, or an error if there is none or it no longer stands.
func (d *Docket) standing(id canon.IncidentID, t agreement.TermID) (*hearing, *record, error) {
	h := d.cases[id]
	n := slices.IndexFunc(d.terms, func(each term) bool { return each.ID == t })
	if h == nil || n < 0 || h.records.of(n) == nil {
		return nil, nil, fmt.Errorf("there is no finding on %s under term %s of %s", id, t, d.text.Ref())
	}
	rec := h.records.of(n)
	if rec.gone != "" && !rec.determined() {
		return nil, nil, fmt.Errorf("the finding on %s under term %s of %s is withdrawn: %s", id, t, d.text.Ref(), rec.gone)
	}
	return h, rec, nil
}

// Answer prepares an answer on a condition of an exemption. The last answer of those whom the text lets settle it
// stands; that of anybody else whom the text knows is kept as a claim. Its error says who is not known.
func (d *Docket) Answer(a Answer) (Act, error) {
	h, _, err := d.standing(a.Incident, a.Term)
	switch {
	case err != nil:
		return nil, fmt.Errorf("answer: %w", err)
	case a.By == "":
		return nil, errors.New("answer: say who answers")
	case !people.Known(d.text, a.By):
		return nil, fmt.Errorf("answer: %s knows no %q: name a party, a body, a member of one or the mission", d.text.Ref(), a.By)
	}
	if err := people.CheckCondition(d.text, a.Term, a.Exemption, a.Condition); err != nil {
		return nil, err
	}
	return func() []Change {
		a.Entered = d.now
		d.answers.put(a.Incident, d.turn(), a)
		return d.lookAgain(h, Cause{ByAnswer, "answer by " + a.By})
	}, nil
}

// Determine prepares the act of a competent body on a finding. A body that divides without a majority records no
// determination, with its members' positions; the assessment then stands as it was. Its error says who is not
// competent, or why the finding is not open to it.
func (d *Docket) Determine(id canon.IncidentID, t agreement.TermID, act Determination) (Act, error) {
	if err := people.Competent(d.text, act.By, "determine"); err != nil {
		return nil, err
	}
	cause := "determination by " + string(act.By)
	h, rec, err := d.standing(id, t)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", cause, err)
	case act.None && act.Outcome != "":
		return nil, fmt.Errorf("%s: a body that divides has no outcome, not %q", cause, act.Outcome)
	case !act.None && !slices.Contains([]Verdict{Violation, NoViolation, Exempt, Undetermined}, act.Outcome):
		return nil, fmt.Errorf("%s: outcome %q: use violation, no-violation, exempt or undetermined", cause, act.Outcome)
	case act.None && rec.act != nil && !rec.act.None:
		return nil, fmt.Errorf("%s: a determination by %s stands; file the members' positions as opinions", cause, rec.act.By)
	case rec.status == Final || rec.status == Withdrawn:
		return nil, fmt.Errorf("%s: the finding is %s", cause, rec.status)
	}
	return func() []Change {
		rec.act = &act
		if !act.None {
			rec.status = Determined
		}
		return d.lookAgain(h, Cause{ByDetermination, cause})
	}, nil
}

// File prepares an opinion on a finding: it marks the finding contested where the agreement entitles whoever files
// it, and stands beside it as a position otherwise. It changes no outcome.
func (d *Docket) File(id canon.IncidentID, t agreement.TermID, o Opinion) (Act, error) {
	h, _, err := d.standing(id, t)
	n := slices.IndexFunc(d.terms, func(each term) bool { return each.ID == t })
	switch {
	case err != nil:
		return nil, fmt.Errorf("opinion of %s: %w", o.By, err)
	case o.By == "" || o.Holds == "":
		return nil, errors.New("opinion: say whose it is and what it holds")
	case !people.Known(d.text, o.By):
		return nil, fmt.Errorf("opinion: %s knows no %q: name a party, a body, a member of one or the mission", d.text.Ref(), o.By)
	}
	return func() []Change {
		d.filed.put(id, d.turn(), opinion{o, n, people.EntitledToOpinion(d.text, o.By)})
		return d.lookAgain(h, Cause{ByOpinion, "opinion of " + o.By})
	}, nil
}

// comesAfter returns the statuses after which one may come by an act of people; none for one that no such act
// sets. Determined has an act of its own.
func comesAfter(to Status) []Status {
	switch to {
	case Notified:
		return []Status{Assessed}
	case Replied:
		return []Status{Notified}
	case UnderAppeal:
		return []Status{Determined, Final}
	case Final:
		return []Status{Determined, UnderAppeal}
	case Withdrawn:
		return []Status{Assessed, Notified, Replied, Determined, UnderAppeal}
	default:
		return nil
	}
}

// Advance prepares a step of the procedure: notified, replied, under-appeal, final or withdrawn, by whom the
// text lets take it. What people withdraw stays withdrawn whatever is found later.
func (d *Docket) Advance(id canon.IncidentID, t agreement.TermID, to Status, by string) (Act, error) {
	cause := string(to) + " by " + by
	h, rec, err := d.standing(id, t)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", cause, err)
	case by == "":
		return nil, fmt.Errorf("%s: say who takes the step", to)
	case !slices.Contains(comesAfter(to), rec.status):
		return nil, fmt.Errorf("%s: a finding that is %s cannot become %s", cause, rec.status, to)
	}
	if err := d.mayAdvance(h, to, by); err != nil {
		return nil, fmt.Errorf("%s: %w", cause, err)
	}
	return func() []Change {
		rec.status = to
		return d.lookAgain(h, Cause{ByStep, cause})
	}, nil
}

// Current returns the current version of the finding on an incident under a term, or nil where none stands.
func (d *Docket) Current(id canon.IncidentID, t agreement.TermID) *Finding {
	_, rec, err := d.standing(id, t)
	if err != nil || len(rec.versions) == 0 {
		return nil
	}
	return rec.versions[len(rec.versions)-1]
}

// Zone is the zone by whose civil days the text cuts periods.
func (d *Docket) Zone() when.Zone { return d.zone }

// Now returns the docket's clock: the last instant that it was moved to.
func (d *Docket) Now() when.Instant { return d.now }

// Changed says which version of a finding was when a motion was moved and is now; empty where they are one or there was none.
func Changed(was, is *Finding) string {
	if was == nil || is == nil || was.Version == is.Version {
		return ""
	}
	a, b, form := was.Released, is.Released, "The finding has changed since the motion was moved: it was version %d (%s, %s, S%d/C%d, by %q) and is version %d (%s, %s, S%d/C%d, by %q)."
	return fmt.Sprintf(form, was.Version, a.Verdict, a.Status, a.Grade.Severity, a.Grade.Confidence, a.Attribution.Party, is.Version, b.Verdict, b.Status, b.Grade.Severity, b.Grade.Confidence, b.Attribution.Party)
}
