// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/known"
	"truce/observation"
)

// member returns the one observation that a label means: a source name, or "source#n" for its n-th observation.
func (r *Run) member(label string) (*observation.Observation, error) {
	source, nth, numbered := strings.Cut(label, "#")
	n := 1
	if numbered {
		var err error
		if n, err = strconv.Atoi(nth); err != nil || n < 1 {
			return nil, fmt.Errorf("%q: write the number after # from 1", label)
		}
	}
	for _, o := range r.state.Observations() {
		if o.Source == source {
			if n--; n == 0 {
				return o, nil
			}
		}
	}
	return nil, fmt.Errorf("nothing on record from %q", label)
}

// event returns the incident that holds what a label means.
func (r *Run) event(label string) (*incident.Incident, error) {
	o, err := r.member(label)
	if err != nil {
		return nil, err
	}
	if inc := r.holding(o); inc != nil {
		return inc, nil
	}
	return nil, fmt.Errorf("%q is in no incident", label)
}

// holding returns the incident that an observation is in, or nil.
func (r *Run) holding(o *observation.Observation) *incident.Incident {
	for _, inc := range r.state.Incidents() {
		if slices.Contains(inc.MemberIDs, o.ID) {
			return inc
		}
	}
	return nil
}

// on reads the named words of= (the agreement, which may be left out where there is one), on= and term=.
func (r *Run) on(s step) (engine.On, error) {
	ref, err := r.ref(s)
	if err != nil {
		return engine.On{}, err
	}
	if s.get("on") == "" || s.get("term") == "" {
		return engine.On{}, errors.New("name the incident by on=SOURCE and the term by term=ID")
	}
	inc, err := r.event(s.get("on"))
	if err != nil {
		return engine.On{}, err
	}
	return engine.On{Agreement: ref, Incident: inc.ID, Term: agreement.TermID(s.get("term"))}, nil
}

func (r *Run) ref(s step) (string, error) {
	of := s.get("of")
	var found []string
	for _, t := range r.texts {
		if of == "" || t.Ref() == of || string(t.Agreement().ID) == of {
			found = append(found, t.Ref())
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("of=%q means %d agreements of the case: name one", of, len(found))
	}
	return found[0], nil
}

func (r *Run) rate(s step) error {
	rating := engine.Rating{Root: s.get("root"), Reliability: s.get("reliability"), Credibility: s.get("credibility"), By: s.get("by")}
	if label := s.get("report"); label != "" {
		o, err := r.member(label)
		if err != nil {
			return err
		}
		rating.Report = o.Report
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Rating: &rating})
}

func (r *Run) rule(s step) error {
	ref, err := r.ref(s)
	if err != nil {
		return err
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Ruling: &engine.Ruling{
		Agreement: ref, Question: agreement.QuestionID(s.get("question")),
		Reading: agreement.ReadingID(s.get("reading")), By: agreement.BodyID(s.get("by")),
	}})
}

func (r *Run) determine(s step) error {
	on, err := r.on(s)
	if err != nil {
		return err
	}
	act := finding.Determination{
		By: agreement.BodyID(s.get("by")), At: r.now, Outcome: finding.Verdict(s.get("outcome")),
		None: s.get("outcome") == "none", Intent: s.get("intent"), Reasons: s.get("reasons"),
	}
	if act.None {
		act.Outcome = ""
	}
	if p := s.get("ex-parte"); p != "" {
		act.ExParte = strings.Split(p, ",")
	}
	for _, p := range s.named {
		if member, ok := strings.CutPrefix(p.key, "member:"); ok {
			act.Members = append(act.Members, finding.Opinion{By: member, At: r.now, Holds: p.value})
		}
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Determination: &engine.Determination{On: on, Act: act}})
}

func (r *Run) opinion(s step) error {
	on, err := r.on(s)
	if err != nil {
		return err
	}
	o := finding.Opinion{By: s.get("by"), At: r.now, Holds: s.get("holds")}
	return r.enter(s.line, engine.Entry{Time: r.now, Opinion: &engine.Opinion{On: on, Opinion: o}})
}

func (r *Run) answer(s step) error {
	on, err := r.on(s)
	if err != nil {
		return err
	}
	a := finding.Answer{
		Incident: on.Incident, Term: on.Term, Exemption: s.get("exemption"), Condition: s.get("condition"),
		By: s.get("by"), At: r.now, Says: s.get("says"),
	}
	states := map[string]known.Answer{"yes": known.Yes, "no": known.No, "unknown": known.Unknown}
	met, ok := states[s.get("met")]
	if !ok {
		return errors.New("met= is yes, no or unknown")
	}
	a.Met = met
	return r.enter(s.line, engine.Entry{Time: r.now, Answer: &engine.Answer{Agreement: on.Agreement, Answer: a}})
}

func (r *Run) advance(s step) error {
	on, err := r.on(s)
	if err != nil {
		return err
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Advance: &engine.Advance{
		On: on, To: finding.Status(s.get("to")), By: s.get("by"),
	}})
}

// confirm enters people's word on how many were harmed: number= is a number or its bounds, such as 29-31.
func (r *Run) confirm(s step) error {
	inc, err := r.event(s.get("on"))
	if err != nil {
		return err
	}
	low, high, ranged := strings.Cut(s.get("number"), "-")
	if !ranged {
		high = low
	}
	least, errLeast := strconv.ParseInt(low, 10, 64)
	most, errMost := strconv.ParseInt(high, 10, 64)
	if errLeast != nil || errMost != nil {
		return fmt.Errorf("number=%s: write a number or its bounds, such as 29-31", s.get("number"))
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Confirmation: &finding.Confirmation{
		Incident: inc.ID, Harm: s.get("harm"), Of: cmp.Or(s.get("of"), "unknown"), Age: cmp.Or(s.get("age"), "unknown"),
		Least: least, Most: most, By: s.get("by"), Reason: s.get("because"),
	}})
}

func (r *Run) join(s step) error  { return r.link(s, true) }
func (r *Run) split(s step) error { return r.link(s, false) }

func (r *Run) link(s step, same bool) error {
	if len(s.words) != 2 {
		return errors.New("name two observations")
	}
	var ids [2]canon.ObservationID
	for i, label := range s.words {
		o, err := r.member(label)
		if err != nil {
			return err
		}
		ids[i] = o.ID
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Link: &engine.Link{
		A: ids[0], B: ids[1], Same: same, By: s.get("by"), Reason: s.get("because"),
	}})
}

// refuse runs the rest of the line and passes if it is refused with the words of error=.
func (r *Run) refuse(s step) error {
	inner := s.inner()
	err := verbs()[inner.verb].run(r, inner)
	switch {
	case err == nil:
		r.fail(s, "%s is not refused", inner.verb)
	case s.get("error") == "" || !strings.Contains(err.Error(), s.get("error")):
		r.fail(s, "%s is refused with %q", inner.verb, err)
	default:
		r.result.Passed++
	}
	return nil
}

func (r *Run) fail(s step, format string, values ...any) {
	r.result.Failures = append(r.result.Failures, fmt.Sprintf("%s:%d: ", r.c.Name, s.line)+fmt.Sprintf(format, values...))
}
