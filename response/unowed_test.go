// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"slices"
	"testing"

	"truce/agreement"
	"truce/finding"
	"truce/response"
)

// told is a case of a violation of which both sides, or the one that it points at, were told.
func told(t *testing.T, change func(*agreement.Agreement), f *finding.Finding) *response.Register {
	t.Helper()
	r := register(t, text(t, "paris-exercise-mended", change), response.Options{})
	r.Take(f, "")
	do(t, r, r.Now(), response.Act{Done: &response.Done{Thread: response.Thread{Case: 1}, Step: "notice", By: "coordination-cell", Summary: "told"}})
	return r
}

func TestAKeyThatSignedNothingIsOfNoVote(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	r.Take(invented(1, start(t), 3, 2), "")
	do(t, r, r.Now(), motionOf("special-commission", "guarantor-jade", 0))
	do(t, r, r.Now(), response.Act{Vote: &response.Vote{Motion: r.Motions()[0].Digest, By: "guarantor-ochre", Choice: response.Yes, Key: "guarantor-ochre-key"}})
	if b := r.Motions()[0].Ballots[0]; b.Key != "" {
		t.Errorf("the vote reads as signed by %q", b.Key)
	}
}

func TestANoticeOnWhatIsNotAViolationOwesNobodyAReply(t *testing.T) {
	for _, now := range []*finding.Finding{version(t, finding.Withdrawn, finding.Violation), version(t, finding.Assessed, finding.Undetermined)} {
		r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
		r.Take(invented(1, start(t), 3, 2), "")
		take(r, now)
		do(t, r, r.Now(), response.Act{Done: &response.Done{Thread: response.Thread{Case: 1}, Step: "notice", By: "coordination-cell", Summary: "told"}})
		r.Fire(start(t) + 100*hour)
		if p := r.Case(1).Papers; p != nil && len(p.ExParte) > 0 {
			t.Errorf("%s, %s: ex parte as to %v", now.Released.Status, now.Released.Verdict, p.ExParte)
		}
		for _, d := range r.Case(1).Obligations {
			if d.Name == "reply" && (d.IsOpen() || d.RanOut != 0) {
				t.Errorf("%s, %s: the reply is %s", now.Released.Status, now.Released.Verdict, d.State)
			}
		}
	}
}

func TestNobodyIsInDefaultWhomTheFindingPointsAtNoMore(t *testing.T) {
	whoever := invented(1, start(t), 3, 2)
	whoever.Released.Attribution = finding.Attribution{}
	r := told(t, nil, whoever)
	r.Take(version(t, finding.Notified, finding.Violation), "coordination-cell") // that is at Cobalt alone
	r.Fire(start(t) + 100*hour)
	if got := r.Case(1).Papers.ExParte; !slices.Equal(got, []string{"cobalt"}) {
		t.Errorf("ex parte as to %v", got)
	}

	r = told(t, nil, invented(1, start(t), 3, 2))
	other := version(t, finding.Notified, finding.Violation)
	other.Released.Attribution.Party = "amber"
	r.Take(other, "coordination-cell")
	r.Fire(start(t) + 100*hour)
	if p := r.Case(1).Papers; len(p.ExParte) > 0 {
		t.Errorf("ex parte as to %v, of whom no reply was taken", p.ExParte)
	}
}

func TestARungThatWasDoneIsNotOwedAgainWhenTheSeverityComesBack(t *testing.T) {
	graded := func(s agreement.Severity) *finding.Finding { return invented(1, start(t), s, 2) }
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	r.Take(graded(3), "")
	r.Fire(start(t) + hour)
	do(t, r, r.Now(), response.Act{Done: &response.Done{Thread: response.Thread{Case: 1}, Rung: "verify", By: "monitoring-mission"}})
	take(r, graded(4))
	r.Fire(start(t) + 30*hour)
	take(r, graded(3))
	r.Fire(start(t) + 60*hour)
	for _, d := range r.Case(1).Obligations {
		if d.Kind == response.RungObligation && d.Name == "verify" && (d.IsOpen() || d.RanOut != 0) {
			t.Errorf("the rung is %s again, ran out %v", d.State, d.RanOut != 0)
		}
	}
}

func TestARungRunsOutOnceHoweverTheSeverityTurns(t *testing.T) {
	graded := func(s agreement.Severity) *finding.Finding { return invented(1, start(t), s, 2) }
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	r.Take(graded(3), "")
	ran := 0
	count := func(list []response.Event) {
		for _, e := range list {
			if e.What == response.RanOut && e.Obligation.Kind == response.RungObligation && e.Obligation.Name == "verify" {
				ran++
			}
		}
	}
	count(r.Fire(start(t) + 25*hour))
	for range 2 {
		count(r.Take(graded(4), ""))
		count(r.Take(graded(3), ""))
	}
	count(r.Fire(start(t) + 60*hour))
	if ran != 1 {
		t.Errorf("it ran out %d times", ran)
	}
}

func TestTwoAppealsThatAreRemandedOweOneDetermination(t *testing.T) {
	r := told(t, func(a *agreement.Agreement) {
		a.Procedure.Appeal = &agreement.Appeal{Article: "1", By: []string{"respondent", "complainant"}, Within: "14 d", Suspensive: true}
	}, invented(1, start(t), 3, 2))
	r.Take(version(t, finding.Notified, finding.Violation), "coordination-cell")
	f := version(t, finding.Determined, finding.Violation)
	r.Fire(start(t) + 2*hour)
	f.Released.Determination = &finding.Determination{By: "special-commission", At: r.Now(), Outcome: finding.Violation}
	r.Take(f, "special-commission")
	for range 2 {
		do(t, r, r.Now(), response.Act{Appeal: &response.Appeal{Thread: response.Thread{Case: 1}, By: "cobalt", Ground: "g"}})
	}
	for range 2 {
		do(t, r, r.Now(), response.Act{Appealed: &response.AppealDecision{Thread: response.Thread{Case: 1}, By: "appeal-panel", Outcome: "remanded"}})
	}
	owed := 0
	for _, d := range r.Case(1).Obligations {
		if d.Name == "determine" && d.IsOpen() {
			owed++
		}
	}
	if owed != 1 {
		t.Errorf("%d determinations are owed", owed)
	}
}

func TestTheClockOfAReplyStandsWhileItsFindingDoesNot(t *testing.T) {
	r := told(t, nil, invented(1, start(t), 3, 2))
	r.Take(version(t, finding.Notified, finding.Violation), "coordination-cell")
	due := owed(t, r.Case(1), "reply").Due
	r.Fire(start(t) + hour)
	take(r, version(t, finding.Withdrawn, finding.Violation))
	gone := start(t) + 100*hour - r.Now()
	r.Fire(start(t) + 100*hour)
	r.Take(version(t, finding.Notified, finding.Violation), "")
	if d := owed(t, r.Case(1), "reply"); !d.IsOpen() || d.Due != due+gone {
		t.Errorf("the reply is %s, due %s; it was due %s", d.State, d.Due, due)
	}
	r.Fire(due + gone - 1)
	if p := r.Case(1).Papers; len(p.ExParte) > 0 {
		t.Errorf("ex parte as to %v", p.ExParte)
	}
	r.Fire(due + gone)
	if p := r.Case(1).Papers; !slices.Equal(p.ExParte, []string{"cobalt"}) {
		t.Errorf("ex parte as to %v once its time is over", p.ExParte)
	}
}
