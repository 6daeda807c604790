// SPDX-License-Identifier: Apache-2.0

package undertaking

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/coalition/sourced"
	"truce/when"
)

// Status is how far the mission's procedure has come, as far as it has been released.
type Status string

// The statuses of a released record. They are the mission's words.
const (
	Assessed    Status = "assessed"
	Notified    Status = "notified"
	Replied     Status = "replied"
	Determined  Status = "determined"
	UnderAppeal Status = "under-appeal"
	Final       Status = "final"
	Retracted   Status = "withdrawn"
)

// Statuses returns the closed list.
func Statuses() []Status {
	return []Status{Assessed, Notified, Replied, Determined, UnderAppeal, Final, Retracted}
}

// Outcome is what a body of the mission determined.
type Outcome string

// The outcomes of a released record. NoDetermination is a body that divided.
const (
	Violation       Outcome = "violation"
	NoViolation     Outcome = "no-violation"
	Exempt          Outcome = "exempt"
	Undetermined    Outcome = "undetermined"
	NoDetermination Outcome = "no-determination"
)

// Outcomes returns the closed list.
func Outcomes() []Outcome {
	return []Outcome{Violation, NoViolation, Exempt, Undetermined, NoDetermination}
}

// Released is what this register needs of a released record of the mission, and nothing else of the mission reaches it.
type Released struct {
	// ID names the record as the mission does.
	ID      string  `json:"id"`
	Article string  `json:"article"`
	Outcome Outcome `json:"outcome"`
	Status  Status  `json:"status"`
	// Act is the day of what happened.
	Act when.Date `json:"act"`
	// Severity is 1 to 4, 0 where none is released; Provisional says that it may still change.
	Severity    int64 `json:"severity,omitempty"`
	Provisional bool  `json:"provisional,omitempty"`
	// Respondent is whom the body names, empty where it names nobody. Whose ground it came from is not enough.
	Respondent sourced.Name `json:"respondent,omitempty"`
}

// Check returns what is wrong with a released record.
func (d Released) Check() error {
	var f sourced.Faults
	f.Title("id", d.ID)
	f.Note("article", d.Article)
	sourced.Pick(&f, "outcome", d.Outcome, Outcomes())
	sourced.Pick(&f, "status", d.Status, Statuses())
	f.Day("act", d.Act)
	f.Within("severity", d.Severity, 4)
	f.Maybe("respondent", d.Respondent)
	return f.Err()
}

// Clause is one condition of an undertaking, answered on the text.
type Clause struct {
	ID     sourced.Name `json:"clause"`
	Words  string       `json:"words"`
	Answer Answer       `json:"answer"`
	Reason string       `json:"reason"`
}

// Standing is one state's undertaking beside a released determination: on the text, and as the state itself reads it.
type Standing struct {
	Text      Text         `json:"text"`
	Component sourced.Name `json:"component"`
	Title     string       `json:"title"`
	State     sourced.Name `json:"state"`
	What      What         `json:"what"`
	Words     string       `json:"words,omitempty"`
	Binding   Binding      `json:"binding"`
	Exercise  bool         `json:"exercise,omitempty"`
	// Conditions are apparently met, not met or unknown, on the text: not met if any clause is not, else unknown if any is.
	Conditions Answer   `json:"conditions"`
	Clauses    []Clause `json:"clauses"`
	// Reservation is what the state excepts; whether it reaches this case is for the state to say.
	Reservation string `json:"reservation,omitempty"`
	// Owing are the steps that are still missing.
	Owing []Step `json:"owing,omitempty"`
	// Reading is the state's own stated reading, nil where it has stated none.
	Reading *sourced.Line[Reading] `json:"reading,omitempty"`
	// Act is the recorded act of the competent authority, nil where there is none.
	Act *sourced.Line[Authority] `json:"act,omitempty"`
}

// Stand sets every undertaking of every text that is no draft beside a released determination. It returns only those of the
// reader, and those of states that share theirs with the reader; a reader without a name sees nothing. Nobody is alerted.
func (g *Register) Stand(d Released, v sourced.View) ([]Standing, error) {
	if err := d.Check(); err != nil {
		return nil, fmt.Errorf("released record: %w", err)
	}
	if v.Reader == "" {
		return nil, nil
	}
	var out []Standing
	for _, i := range g.instruments.All(v) {
		t := Text{i.Is.ID, i.Is.Version}
		if counts, ok := g.InForce(i.Is.ID, v); !ok || counts != t {
			continue
		}
		for _, c := range g.Components(t, v) {
			for _, s := range g.asked(t, c.Is.ID, v) {
				if g.MaySee(s.instrumentShare(c.Is.ID), v) {
					out = append(out, g.stand(asking{i.Is, c.Is, s.state, s.stipulation}, d, v))
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Standing) int { return cmp.Compare(a.State, b.State) })
	return out, nil
}

// MaySee tells whether the reader of a view may see how the undertaking of a state stands: it is the state's own, or the state
// shares it.
func (g *Register) MaySee(s Share, v sourced.View) bool {
	if v.Reader == "" {
		return false
	}
	if v.Reader == s.State {
		return true
	}
	v.Day = when.Date{}                                         // what was said of the right to read counts, whatever is left out of the answer
	for _, component := range []sourced.Name{s.Component, ""} { // leave for a component stands over leave for all
		if l, ok := g.shares.Last(shareKey{s.Instrument, component, s.State, v.Reader}, v); ok {
			return !l.Is.Ended
		}
	}
	return false
}

// Shares returns the leaves that the reader gave and was given, ended ones included; a reader without a name sees none, and
// nobody sees those between two others.
func (g *Register) Shares(v sourced.View) []sourced.Line[Share] {
	return only(g.shares.All(v), func(s Share) bool { return v.Reader != "" && (s.State == v.Reader || s.With == v.Reader) })
}

// asked is a state and what a component asks of it.
type asked struct {
	text        Text
	state       sourced.Name
	stipulation Stipulation
}

func (a asked) instrumentShare(component sourced.Name) Share {
	return Share{Instrument: a.text.Instrument, Component: component, State: a.state}
}

// asked lists the states of which a component asks something, or asks it only of those who sign: those that the text names, and
// where it speaks to each that signs, everyone with a position on it.
func (g *Register) asked(t Text, component sourced.Name, v sourced.View) []asked {
	var out []asked
	var each *Stipulation
	for _, d := range g.Stipulations(t, component, v) {
		if d.Is.State == "" {
			each = &d.Is
			continue
		}
		out = append(out, asked{t, d.Is.State, d.Is})
	}
	if each == nil {
		return out
	}
	for _, p := range g.Positions(t, v) {
		named := slices.ContainsFunc(out, func(a asked) bool { return a.state == p.Is.State })
		if !named && (p.Is.Component == "" || p.Is.Component == component) {
			out = append(out, asked{t, p.Is.State, *each})
		}
	}
	return out
}

// asking is one undertaking of one state.
type asking struct {
	instrument  Instrument
	component   Component
	state       sourced.Name
	stipulation Stipulation
}

func (g *Register) stand(a asking, d Released, v sourced.View) Standing {
	t := Text{a.instrument.ID, a.instrument.Version}
	out := Standing{
		Text: t, Component: a.component.ID, Title: a.component.Title, State: a.state, What: a.stipulation.What, Words: a.stipulation.Words,
		Binding: a.component.Binding, Exercise: a.instrument.Exercise,
	}
	out.Clauses = append(out.Clauses, stipulation(a.stipulation))
	position, known := g.Position(t, a.component.ID, a.state, v)
	out.Clauses = append(out.Clauses, signature(position.Is, known))
	out.Reservation = position.Is.Reservation
	out.Clauses = append(out.Clauses, force(a.component, d)...)
	steps := g.Steps(t.Instrument, a.component.ID, a.state, v)
	if c, asks := ratified(a.component, steps); asks {
		out.Clauses = append(out.Clauses, c)
	}
	for _, s := range steps {
		if s.Is.Progress != Done && s.Is.Progress != NotNeeded {
			out.Owing = append(out.Owing, s.Is)
		}
	}
	for _, c := range g.Conditions(t, a.component.ID, v) {
		answer, reason := g.answer(c.Is, d, v)
		out.Clauses = append(out.Clauses, Clause{c.Is.ID, c.Is.Words, answer, reason})
	}
	out.Conditions = together(out.Clauses)
	for _, about := range []string{"", d.ID} {
		if l, ok := g.readings.Last(readingKey{t.Instrument, a.component.ID, a.state, about}, v); ok {
			out.Reading = &l
		}
	}
	if l, ok := g.acts.Last(readingKey{t.Instrument, a.component.ID, a.state, d.ID}, v); ok {
		out.Act = &l
	}
	return out
}

// together is not met if any clause is not, else unknown if any is.
func together(clauses []Clause) Answer {
	out := Met
	for _, c := range clauses {
		switch c.Answer {
		case NotMet:
			return NotMet
		case Unknown:
			out = Unknown
		}
	}
	return out
}

func stipulation(d Stipulation) Clause {
	c := Clause{ID: "asked", Words: "the text asks something of this state", Answer: Met, Reason: "it asks to " + string(d.What)}
	switch d.What {
	case Proposed:
		c.Answer, c.Reason = NotMet, "the text names the state and only proposes what it may do"
	case UnknownWhat:
		c.Answer, c.Reason = Unknown, "what the text asks is not known"
	}
	return c
}

func signature(p Position, known bool) Clause {
	c := Clause{ID: "signed", Words: "the state stands behind the text", Answer: Unknown, Reason: "no position of this state is on record"}
	if !known {
		return c
	}
	c.Reason = "its position: " + string(p.Stance)
	switch p.Stance {
	case Signed, Endorsed:
		c.Answer = Met
	case Attended, Silent, Withdrawn:
		c.Answer = NotMet
	}
	if p.Reservation != "" {
		c.Reason += ", with a reservation"
	}
	return c
}

// force answers whether the text is in force, and on the day of the act.
func force(c Component, d Released) []Clause {
	var out []Clause
	law := Clause{ID: "in-force", Words: "the text is in force"}
	switch c.Binding {
	case LegalInForce:
		law.Answer, law.Reason = Met, "legally binding and in force"
		out = append(out, law)
	case LegalNotInForce:
		law.Answer, law.Reason = NotMet, "legally binding once in force, which it is not"
		out = append(out, law)
	case UnknownBinding:
		law.Answer, law.Reason = Unknown, "how strongly it binds is not known"
		out = append(out, law)
	}
	if c.From.IsZero() && c.Expires.IsZero() {
		return out
	}
	days := Clause{ID: "period", Words: "the act falls in the period of the text", Answer: Met, Reason: "the act is of " + d.Act.String()}
	switch {
	case !c.From.IsZero() && d.Act.Compare(c.From) < 0:
		days.Answer, days.Reason = NotMet, fmt.Sprintf("the act is of %s, before %s", d.Act, c.From)
	case !c.Expires.IsZero() && d.Act.Compare(c.Expires) > 0:
		days.Answer, days.Reason = NotMet, fmt.Sprintf("the act is of %s, after it expired on %s", d.Act, c.Expires)
	}
	return append(out, days)
}

// ratified answers whether the state has taken its own steps. It is asked where the text says so, or steps are on record.
func ratified(c Component, steps []sourced.Line[Step]) (out Clause, asks bool) {
	out = Clause{ID: "steps", Words: "the state has taken its own constitutional steps", Answer: Met, Reason: "every step on record is done or not needed"}
	if len(steps) == 0 {
		out.Answer, out.Reason = Unknown, "no step of this state is on record"
		return out, c.Constitutional
	}
	var missing, unknown []string
	for _, s := range steps {
		switch s.Is.Progress {
		case Owed, UnderWay, Refused:
			missing = append(missing, fmt.Sprintf("%s: %s", s.Is.Owner, s.Is.Progress))
		case UnknownProgress:
			unknown = append(unknown, string(s.Is.Owner)+": not known")
		}
	}
	switch {
	case missing != nil:
		out.Answer, out.Reason = NotMet, strings.Join(append(missing, unknown...), "; ")
	case unknown != nil:
		out.Answer, out.Reason = Unknown, strings.Join(unknown, "; ")
	}
	return out, true
}

// answer answers a condition of the text.
func (g *Register) answer(c Condition, d Released, v sourced.View) (Answer, string) {
	if c.Needs.answered() {
		return g.recorded(c, d, v)
	}
	made, why := determined(d)
	switch c.Needs {
	case NeedsDetermination:
		return made, why
	case NeedsFinal:
		if made != NotMet && d.Status != Final {
			return NotMet, "the determination is not final: " + string(d.Status)
		}
		return made, why
	case NeedsSeverity:
		switch {
		case made == NotMet:
			return NotMet, why
		case d.Severity == 0:
			return Unknown, "no severity is released"
		case d.Provisional:
			return Unknown, fmt.Sprintf("S%d is provisional", d.Severity)
		case d.Severity < c.Severity:
			return NotMet, fmt.Sprintf("S%d, and the text asks for S%d", d.Severity, c.Severity)
		}
		return made, fmt.Sprintf("S%d, and the text asks for S%d; %s", d.Severity, c.Severity, why)
	default: // NeedsRespondent
		switch {
		case made == NotMet:
			return NotMet, why
		case d.Respondent == "":
			return Unknown, "the determination names nobody"
		case d.Respondent != c.Respondent:
			return NotMet, fmt.Sprintf("the determination names %s, and the text asks for %s", d.Respondent, c.Respondent)
		}
		return made, fmt.Sprintf("the determination names %s; %s", d.Respondent, why)
	}
}

// determined answers whether a body has determined a violation.
func determined(d Released) (Answer, string) {
	status := fmt.Sprintf("%s (%s)", d.Outcome, d.Status)
	switch d.Status {
	case Determined, Final:
		if d.Outcome != Violation {
			return NotMet, "the body did not determine a violation: " + status
		}
		return Met, "a body determined it: " + status
	case UnderAppeal:
		if d.Outcome != Violation {
			return NotMet, "the body did not determine a violation: " + status
		}
		return Unknown, "under appeal, and whether that suspends it is not in the release"
	case Retracted:
		return NotMet, "withdrawn"
	}
	return NotMet, "only " + string(d.Status) + ": no body has determined it"
}

// recorded is what a body answered on this determination, or else on all.
func (g *Register) recorded(c Condition, d Released, v sourced.View) (Answer, string) {
	for _, about := range []string{d.ID, ""} {
		if l, ok := g.answers.Last(answerKey{c.Instrument, c.Component, c.ID, about}, v); ok {
			return l.Is.Is, fmt.Sprintf("answered by %s on %s", l.Is.Body, l.Said.On)
		}
	}
	return Unknown, "no body has answered it; it is never computed"
}
