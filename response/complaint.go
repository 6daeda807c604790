// SPDX-License-Identifier: Apache-2.0

package response

import (
	"errors"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/agreement/people"
	"truce/finding"
	"truce/likeness"
	"truce/response/clock"
	"truce/when"
)

// Lodged is a complaint on record, with what became of it.
type Lodged struct {
	Number    int               `json:"complaint"`
	At        when.Instant      `json:"at"`
	Complaint Complaint         `json:"says"`
	Admission *Filed[Admission] `json:"admission,omitempty"`
	// Case is the case that it is in.
	Case int `json:"case"`
}

func (r *Register) complain(c *Complaint) (func(), error) {
	switch {
	case c.Complainant == "" || c.Says == "":
		return nil, errors.New("complaint: say who complains and of what")
	case r.oneself(c.Complainant, c.Respondent):
		return nil, errors.New("complaint: nobody complains of themselves")
	case c.Incident.IsZero() != (c.Term == ""):
		return nil, errors.New("complaint: name the finding that it is about by its incident and term together, or neither")
	case !c.Incident.IsZero() && r.CaseOf(c.Incident, c.Term) == nil:
		return nil, fmt.Errorf("complaint: there is no case on %s under term %q of %s", c.Incident, c.Term, r.ref)
	}
	if err := r.article(c.Article); err != nil {
		return nil, fmt.Errorf("complaint: %w", err)
	}
	if c.Respondent != "" {
		if err := r.known("complaint", c.Respondent); err != nil {
			return nil, err
		}
	}
	return func() {
		l := &Lodged{Number: len(r.complaints) + 1, At: r.now, Complaint: *c}
		if p, ok := r.text.Party(c.Respondent); ok {
			l.Complaint.Respondent = string(p)
		}
		r.complaints = append(r.complaints, l)
		into := r.CaseOf(c.Incident, c.Term)
		if c.Incident.IsZero() {
			into = r.open(&Case{})
		}
		l.Case = into.Number
		into.papers().Complaints = append(into.Papers.Complaints, l.Number)
		if into.starts[clock.Reported] == 0 {
			r.begin(into, clock.Reported, r.now)
		}
		r.begin(into, clock.Complained, r.now)
	}, nil
}

// oneself tells whether two names are of the same party, body or person, however they are spelled.
func (r *Register) oneself(a, b string) bool {
	p, isParty := r.text.Party(a)
	q, isToo := r.text.Party(b)
	body := r.bodyOf(a)
	return isParty && isToo && p == q || body != "" && body == r.bodyOf(b) || likeness.Fold(a) == likeness.Fold(b)
}

func (r *Register) admit(a *Admission) (func(), error) {
	if a.Complaint < 1 || a.Complaint > len(r.complaints) {
		return nil, fmt.Errorf("admission: there is no complaint %d of %s", a.Complaint, r.ref)
	}
	l := r.complaints[a.Complaint-1]
	rule := &agreement.Admission{}
	if p := r.text.Agreement().Procedure; p != nil && p.Admission != nil {
		rule = p.Admission
	}
	switch {
	case l.Admission != nil:
		return nil, fmt.Errorf("admission: complaint %d was %s already", a.Complaint, l.Admission.Act.Outcome)
	case !slices.Contains([]string{"admitted", "rejected", "joined"}, a.Outcome):
		return nil, fmt.Errorf("admission: outcome %q: use admitted, rejected or joined", a.Outcome)
	case a.Outcome == "rejected" && a.Reason == "":
		return nil, errors.New("admission: a complaint is rejected for a reason")
	case a.Outcome == "rejected" && len(rule.Grounds) > 0 && !slices.Contains(rule.Grounds, a.Reason):
		return nil, fmt.Errorf("admission: the text rejects on %q, not on %q", rule.Grounds, a.Reason)
	case a.Outcome == "joined" && (r.Case(a.Into) == nil || a.Into == l.Case || !r.stands(r.Case(a.Into))):
		return nil, errors.New("admission: say to which other case it is joined, one whose complaint was not joined away or rejected")
	case a.Outcome != "joined" && a.Into != 0:
		return nil, errors.New("admission: only what is joined goes into another case")
	case rule.By != "" && !people.Is(r.text, a.By, string(rule.By)) || rule.By == "" && !people.May(r.text, a.By, "determine"):
		return nil, fmt.Errorf("admission: %s may not admit complaints", a.By)
	}
	return func() { r.admitted(l, *a) }, nil
}

func (r *Register) admitted(l *Lodged, a Admission) {
	l.Admission = &Filed[Admission]{r.now, a}
	c := r.cases[l.Case-1]
	r.complete(c, "admission", a.By)
	r.note(Event{Case: c.Number, What: Entered, Says: fmt.Sprintf("complaint %d is %s", l.Number, a.Outcome)})
	switch a.Outcome {
	case "joined":
		l.Case = a.Into
		into := r.cases[a.Into-1]
		into.papers().Complaints = append(into.Papers.Complaints, l.Number)
		if !r.stands(c) {
			r.dropAll(c, func(*Obligation) bool { return true }, fmt.Sprintf("joined to case %d", a.Into))
		}
	case "rejected":
		if !r.stands(c) {
			r.dropAll(c, func(*Obligation) bool { return true }, "the complaint is rejected: "+a.Reason)
		}
	case "admitted":
		if c.starts[clock.Admitted] == 0 {
			r.begin(c, clock.Admitted, r.now)
		}
	}
}

// decide prepares a decision on paper on a complaint without a finding.
func (r *Register) decide(d *Decided, at when.Instant) (func(), error) {
	c := r.Case(d.Case)
	switch {
	case c == nil:
		return nil, fmt.Errorf("decided: there is no case %d of %s", d.Case, r.ref)
	case c.Finding != nil:
		return nil, fmt.Errorf("decided: case %d is on a finding: determine that", d.Case)
	case !people.May(r.text, d.By, "determine"):
		return nil, fmt.Errorf("decided: %s may not determine", d.By)
	case d.None == (d.Outcome != ""):
		return nil, errors.New("decided: give an outcome, or say that the body divided")
	}
	if err := r.complained(c, d.Outcome); err != nil {
		return nil, fmt.Errorf("decided: %w", err)
	}
	if err := r.OnPaper(d.By); err != nil {
		return nil, err
	}
	if err := r.turn(c, determining, d.By, at); err != nil {
		return nil, fmt.Errorf("decided: %w", err)
	}
	return func() { r.decided(c, *d) }, nil
}

// complained returns an error unless a case without a finding may be decided so; an empty outcome is a division.
func (r *Register) complained(c *Case, outcome finding.Verdict) error {
	switch {
	case !slices.Contains([]finding.Verdict{"", finding.Violation, finding.NoViolation, finding.Undetermined}, outcome):
		return fmt.Errorf("outcome %q: use violation, no-violation or undetermined", outcome)
	case !r.pursues(c, func(l *Lodged) bool { return l.Admission != nil }):
		return fmt.Errorf("no complaint of case %d is admitted", c.Number)
	}
	return nil
}

// pursues tells whether a complaint that is in a case and was not rejected is such a one.
func (r *Register) pursues(c *Case, which func(*Lodged) bool) bool {
	return c.Papers != nil && slices.ContainsFunc(c.Papers.Complaints, func(n int) bool {
		l := r.complaints[n-1]
		return l.Case == c.Number && (l.Admission == nil || l.Admission.Act.Outcome != "rejected") && which(l)
	})
}

// stands tells whether a case has a finding, or a complaint that was neither rejected nor joined to another case.
func (r *Register) stands(c *Case) bool {
	return c.Finding != nil || r.pursues(c, func(*Lodged) bool { return true })
}

func (r *Register) decided(c *Case, d Decided) {
	c.papers().Decided = append(c.papers().Decided, Filed[Decided]{r.now, d})
	r.determine(c, d.None, d.By)
}
