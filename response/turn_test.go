// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"slices"
	"strings"
	"testing"

	"truce/agreement"
	"truce/finding"
	"truce/response"
	"truce/when"
)

// noticed is a register with one case in which notice was given, so that the Commission owes a determination within 72 hours and
// the umpire acts where it cannot.
func noticed(t *testing.T, change func(*agreement.Agreement)) *response.Register {
	t.Helper()
	r := register(t, text(t, "paris-exercise-mended", change), response.Options{})
	r.Take(invented(1, start(t), 3, 2), "")
	do(t, r, start(t), response.Act{Done: &response.Done{Thread: response.Thread{Case: 1}, Step: "notice", By: "coordination-cell", Summary: "told"}})
	return r
}

func turn(r *response.Register, by string, at when.Instant) error {
	return r.Turn(response.Thread{Incident: incidentID(1), Term: "ceasefire"}, "determine", by, at)
}

func motionOf(body agreement.BodyID, by string, closes when.Instant) response.Act {
	return response.Act{Motion: &response.Move{
		Body: body, By: by, Thread: response.Thread{Case: 1}, Closes: closes,
		Proposes: response.Proposal{Determination: &response.Outcome{Outcome: finding.Violation, Reasons: "seen"}},
	}}
}

func TestABodyActsInThePlaceOfAnotherOnlyOnceThatHasFailed(t *testing.T) {
	at := start(t)
	recuse := func(t *testing.T, r *response.Register, members ...string) {
		for _, m := range members {
			do(t, r, r.Now(), response.Act{Recusal: &response.Recusal{Body: "special-commission", Member: m, Case: 1, By: m, Reason: "kin"}})
		}
	}
	for name, each := range map[string]struct {
		happens func(*testing.T, *response.Register)
		at      when.Instant
		may     bool
	}{
		"at once it may not": {func(*testing.T, *response.Register) {}, at, false},
		"a moment before the time of the first it may not": {func(*testing.T, *response.Register) {}, at + 72*hour - 1, false},
		"when the time of the first is over it may":        {func(*testing.T, *response.Register) {}, at + 72*hour, true},
		"with two of five recused there is a quorum":       {func(t *testing.T, r *response.Register) { recuse(t, r, "guarantor-jade", "guarantor-ochre") }, at, false},
		"with three of five recused there is none": {func(t *testing.T, r *response.Register) {
			recuse(t, r, "guarantor-jade", "guarantor-ochre", "guarantor-slate")
		}, at, true},
		"after a vote without a quorum it may": {func(t *testing.T, r *response.Register) {
			do(t, r, at, motionOf("special-commission", "guarantor-jade", at+hour))
			r.Fire(at + hour)
		}, at + hour, true},
		"while that vote is open it may not": {func(t *testing.T, r *response.Register) {
			do(t, r, at, motionOf("special-commission", "guarantor-jade", at+hour))
		}, at, false},
		"after a division on paper it may": {func(t *testing.T, r *response.Register) {
			f := invented(1, at, 3, 2)
			f.Released.Determination = &finding.Determination{By: "special-commission", At: at, None: true}
			r.Take(f, "special-commission")
		}, at, true},
	} {
		r := noticed(t, nil)
		each.happens(t, r)
		err := turn(r, "Umpire", each.at)
		if (err == nil) != each.may {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && !strings.Contains(err.Error(), "first that has to divide or fail in a vote") {
			t.Errorf("%s: it does not say what comes first: %v", name, err)
		}
		if _, moved := r.Prepare(ptr(motionOf("umpire", "umpire", 0)), each.at); (moved == nil) != each.may {
			t.Errorf("%s: a motion before the umpire: %v", name, moved)
		}
		if err := turn(r, "special-commission", each.at); err != nil {
			t.Errorf("%s: the first body: %v", name, err)
		}
	}
}

func ptr(a response.Act) *response.Act { return &a }

func TestWhatADividedBodyOwedIsNotDoneUntilAnotherDetermines(t *testing.T) {
	r := noticed(t, nil)
	at := start(t)
	f := invented(1, at, 3, 2)
	f.Released.Determination = &finding.Determination{By: "special-commission", At: at, None: true}
	r.Take(f, "special-commission")
	d := owed(t, r.Case(1), "determine")
	if !d.IsOpen() || d.Detail == nil || d.Detail.Fallback != "umpire" {
		t.Fatalf("after a division the determination is %s: %+v", d.State, d.Detail)
	}
	g := invented(1, at, 3, 2)
	g.Released.Status, g.Released.Determination = finding.Determined, &finding.Determination{By: "umpire", At: at, Outcome: finding.Violation}
	r.Take(g, "umpire")
	if d.State != response.Fulfilled || d.DoneBy != "umpire" {
		t.Errorf("%s by %s", d.State, d.DoneBy)
	}
}

func TestWhereNobodyStandsInADivisionEndsIt(t *testing.T) {
	r := noticed(t, func(a *agreement.Agreement) { a.Bodies[0].Fallback = "" })
	f := invented(1, start(t), 3, 2)
	f.Released.Determination = &finding.Determination{By: "special-commission", At: start(t), None: true}
	r.Take(f, "special-commission")
	if d := owed(t, r.Case(1), "determine"); d.IsOpen() {
		t.Errorf("it is %s, and nobody is left to do it", d.State)
	}
}

func TestBodiesThatStandInForEachOtherKeepNobodyFromActing(t *testing.T) {
	r := noticed(t, func(a *agreement.Agreement) {
		a.Bodies[1].Fallback = "special-commission"
		a.Procedure.Steps = slices.DeleteFunc(a.Procedure.Steps, func(s agreement.Step) bool { return s.Does == "determine" })
	})
	if err := turn(r, "special-commission", r.Now()); err != nil {
		t.Error(err)
	}
	if err := turn(r, "umpire", r.Now()); err == nil {
		t.Error("the second of the text may act before the first failed")
	}
}

func TestADecisionOnPaperOnAComplaintWaitsItsTurn(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	complaint(t, r)
	do(t, r, r.Now(), response.Act{Admission: &response.Admission{Complaint: 1, Outcome: "admitted", By: "special-commission"}})
	umpire := response.Act{Decided: &response.Decided{Case: 1, By: "umpire", Outcome: finding.NoViolation, Reason: "x"}}
	refuses(t, r, "a decision of the umpire before the Commission", umpire)
	do(t, r, r.Now(), response.Act{Decided: &response.Decided{Case: 1, By: "special-commission", None: true}})
	do(t, r, r.Now(), umpire)
}

func TestNobodyIsInDefaultByAnEntryThatIsDatedBack(t *testing.T) {
	at := start(t)
	notice := func(did when.Instant) response.Act {
		return response.Act{Done: &response.Done{Thread: response.Thread{Case: 1}, Step: "notice", By: "coordination-cell", Summary: "told", At: did}}
	}
	for name, each := range map[string]struct {
		entered when.Instant
		taken   bool
	}{
		"a moment before the time for a reply is over it is taken": {at + 24*hour - 1, true},
		"when that time would be over it is not":                   {at + 24*hour, false},
		"nor when that of the Commission would be over as well":    {at + 72*hour, false},
	} {
		r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
		r.Take(invented(1, at, 3, 2), "")
		r.Fire(each.entered)
		a := notice(at)
		if _, err := r.Prepare(&a, each.entered); (err == nil) != each.taken {
			t.Errorf("%s: %v", name, err)
		}
		a = notice(0)
		do(t, r, each.entered, a)
		if c := r.Case(1); c.Papers != nil && len(c.Papers.ExParte) > 0 {
			t.Errorf("%s: ex parte as to %v", name, c.Papers.ExParte)
		}
	}
}
