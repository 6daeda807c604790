// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"strings"
	"testing"

	"truce/agreement"
	"truce/finding"
	"truce/response"
)

// refuses fails unless an act is refused as of the register's clock.
func refuses(t *testing.T, r *response.Register, name string, a response.Act) {
	t.Helper()
	if _, err := r.Prepare(&a, r.Now()); err == nil {
		t.Errorf("%s is taken", name)
	}
}

// owed is the last obligation of a name in a case.
func owed(t *testing.T, c *response.Case, name string) *response.Obligation {
	t.Helper()
	var out *response.Obligation
	for _, d := range c.Obligations {
		if d.Name == name {
			out = d
		}
	}
	if out == nil {
		t.Fatalf("case %d owes no %s", c.Number, name)
	}
	return out
}

func TestABodyThatSignsDoesNothingOnPaperUnderItsName(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", func(a *agreement.Agreement) { a.Bodies[0].Signatures = 3 }), response.Options{})
	r.Take(invented(1, start(t), 3, 2), "")
	for _, by := range []string{"special-commission", "Special Commission", "SPECIAL-COMMISSION", "special  commission"} {
		refuses(t, r, "a declaration of "+by, response.Act{Declaration: &response.Declaration{Thread: response.Thread{Case: 1}, By: by, Word: "expanded-attack", Reason: "x"}})
	}
}

func complaint(t *testing.T, r *response.Register) {
	t.Helper()
	do(t, r, r.Now(), response.Act{Complaint: &response.Complaint{Complainant: "amber", Respondent: "cobalt", Article: "1", Says: "shells"}})
}

func TestNoComplaintIsLostByJoining(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	for range 3 {
		complaint(t, r)
	}
	admit := func(n int, outcome string, into int) response.Act {
		return response.Act{Admission: &response.Admission{Complaint: n, Outcome: outcome, Into: into, By: "special-commission", Reason: "the same shells"}}
	}
	do(t, r, r.Now(), admit(1, "joined", 2))
	refuses(t, r, "a complaint joined to the case that was joined to its own", admit(2, "joined", 1))
	do(t, r, r.Now(), admit(2, "rejected", 0))
	if d := owed(t, r.Case(2), "call"); !d.IsOpen() {
		t.Errorf("the rejection of one complaint ends the case of another: %+v", d.Detail)
	}
	do(t, r, r.Now(), admit(3, "rejected", 0))
	if d := owed(t, r.Case(3), "call"); d.IsOpen() {
		t.Error("a case whose only complaint is rejected goes on")
	}
}

func TestABodyVotesOnNoComplaintThatIsNotAdmitted(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	complaint(t, r)
	move := func(outcome finding.Verdict) response.Act {
		return response.Act{Motion: &response.Move{
			Body: "special-commission", By: "guarantor-jade", Thread: response.Thread{Case: 1},
			Proposes: response.Proposal{Determination: &response.Outcome{Outcome: outcome, Reasons: "seen"}},
		}}
	}
	refuses(t, r, "a determination on a complaint that is not admitted", move(finding.Violation))
	do(t, r, r.Now(), response.Act{Admission: &response.Admission{Complaint: 1, Outcome: "admitted", By: "special-commission"}})
	refuses(t, r, "an exemption where no finding is", move(finding.Exempt))
	do(t, r, r.Now(), move(finding.Violation))
}

// adopt has the judges adopt a motion, and returns what came about.
func adopt(t *testing.T, r *response.Register, m *response.Motion) (says []string) {
	t.Helper()
	for _, member := range []string{"judge-1", "judge-2", "judge-3"} {
		if m.State == response.Undecided {
			for _, e := range do(t, r, r.Now(), response.Act{Vote: &response.Vote{Motion: m.Digest, By: member, Choice: response.Yes}}) {
				says = append(says, e.Says)
			}
		}
	}
	if m.State != response.Adopted {
		t.Fatalf("motion %d: %s %s", m.Content.Number, m.State, m.Because)
	}
	return says
}

func TestAnAppealIsDecidedOnceHoweverManyMotionsSaySo(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", func(a *agreement.Agreement) {
		a.Procedure.Appeal = &agreement.Appeal{Article: "14", By: []string{"cobalt"}}
	}), response.Options{})
	f := invented(1, start(t), 3, 2)
	f.Released.Status, f.Released.Determination = finding.Determined, &finding.Determination{By: "special-commission", At: start(t), Outcome: finding.Violation}
	r.Take(f, "special-commission")
	on := response.Thread{Case: 1}
	do(t, r, r.Now(), response.Act{Appeal: &response.Appeal{Thread: on, By: "cobalt", Ground: "new facts"}})
	for range 2 {
		do(t, r, r.Now(), response.Act{Motion: &response.Move{
			Body: "appeal-panel", By: "judge-1", Thread: on, Proposes: response.Proposal{Appealed: &response.AppealDecision{Outcome: "remanded", Reason: "again"}},
		}})
	}
	adopt(t, r, r.Motions()[0])
	says := adopt(t, r, r.Motions()[1])
	if n := len(r.Case(1).Papers.Appealed); n != 1 || says[len(says)-1] != "not carried out: appealed: no appeal is open in case 1" {
		t.Errorf("one appeal was decided %d times: %q", n, says)
	}
}

func TestAMotionSaysThatItsFindingChangedBetweenTheVotes(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	f := invented(1, start(t), 3, 2)
	r.Take(f, "")
	do(t, r, r.Now(), response.Act{Motion: &response.Move{
		Body: "special-commission", By: "guarantor-jade", Thread: response.Thread{Case: 1}, Proposes: response.Proposal{Text: "to look again"},
	}})
	m := r.Motions()[0]
	exact := m.Bytes
	if says := finding.Changed(m.On, r.Case(1).Finding); says != "" {
		t.Errorf("nothing has changed, and it says %q", says)
	}
	again := *f
	again.Version, again.Released.Grade.Severity = 2, 1
	r.Take(&again, "")
	says := finding.Changed(m.On, r.Case(1).Finding)
	if !strings.Contains(says, "it was version 1 (violation") || !strings.Contains(says, "and is version 2 (violation") || !strings.Contains(says, "S3/") || !strings.Contains(says, "S1/") {
		t.Errorf("it says %q", says)
	}
	if m.Bytes != exact {
		t.Error("the bytes of a motion changed")
	}
}

func TestANoticeIsOfACaseThatIsOpenAndAReplyComesAfterIt(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	at := start(t)
	r.Take(invented(1, at, 3, 2), "")
	r.Fire(at + hour)
	done := response.Done{Thread: response.Thread{Case: 1}, Step: "notice", By: "coordination-cell", Summary: "told"}
	early, reply := done, done
	early.At = at - 400*hour
	reply.Reply = at + hour
	refuses(t, r, "a notice of before the case was opened", response.Act{Done: &early})
	refuses(t, r, "a notice with a reply that is due at once", response.Act{Done: &reply})
	if r.Case(1).Papers != nil && len(r.Case(1).Papers.ExParte) > 0 {
		t.Error("ex parte without a notice")
	}
}

func TestAPauseAddsToAClockThatRunsAndToNoOther(t *testing.T) {
	r := register(t, withPauses(t), response.Options{})
	at := start(t)
	r.Take(invented(1, at, 3, 2), "")
	halt := &response.Halt{Thread: response.Thread{Case: 1}, By: "special-commission", Reason: "access"}
	for _, d := range r.Case(1).Obligations {
		if d.Due == 0 && d.IsOpen() {
			halt.Of = d.Name
			refuses(t, r, "a pause of "+d.Name+", which has no clock", response.Act{Pause: halt})
		}
	}
	notice := response.Done{Thread: response.Thread{Case: 1}, Step: "notice", By: "coordination-cell", Summary: "told"}
	do(t, r, at, response.Act{Done: &notice})
	d := owed(t, r.Case(1), "determine")
	halt.Of = "determine"
	pause := response.Act{Pause: halt}
	do(t, r, d.Due-hour, pause)
	// What was done while its clock stood is not late by the time that it stood.
	r.Fire(d.Due + 3*hour)
	f := invented(1, at, 3, 2)
	f.Released.Status, f.Released.Determination = finding.Determined, &finding.Determination{By: "special-commission", At: r.Now(), Outcome: finding.Violation}
	r.Take(f, "special-commission")
	if d.State != response.Fulfilled || d.RanOut != 0 || d.Late(r.Now()) != 0 {
		t.Errorf("%s, ran out %s, late %s", d.State, d.RanOut, d.Late(r.Now()))
	}
}

func TestAPauseThatEndsByItselfIsSeenWithoutATick(t *testing.T) {
	r := register(t, withPauses(t), response.Options{})
	at := start(t)
	r.Take(invented(1, at, 3, 2), "")
	do(t, r, at, response.Act{Done: &response.Done{Thread: response.Thread{Case: 1}, Step: "notice", By: "coordination-cell", Summary: "told"}})
	do(t, r, at, response.Act{Pause: &response.Halt{Thread: response.Thread{Case: 1}, Of: "determine", By: "special-commission", Reason: "access"}})
	if r.Closing(at+48*hour-1) || !r.Closing(at+48*hour) {
		t.Error("a pause of 48 hours at the longest ends after 48 hours")
	}
}
