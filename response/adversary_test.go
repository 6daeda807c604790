// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"testing"

	"truce/agreement"
	"truce/response"
)

func TestAThousandComplaintsAtOnceAreAThousandCases(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	const many = 1000
	for range many {
		complaint(t, r)
	}
	for n := range many {
		do(t, r, r.Now(), response.Act{Admission: &response.Admission{Complaint: n + 1, Outcome: "rejected", By: "special-commission", Reason: "one and the same"}})
	}
	if at, ok := r.NextDue(); ok || len(r.Cases()) != many {
		t.Errorf("%d cases, and a clock runs to %s", len(r.Cases()), at)
	}
}

func TestAVoteAtTheInstantOfClosingIsTooLate(t *testing.T) {
	r := noticed(t, nil)
	at := start(t)
	do(t, r, at, motionOf("special-commission", "guarantor-jade", at+hour))
	m := r.Motions()[0]
	vote := response.Act{Vote: &response.Vote{Motion: m.Digest, By: "guarantor-jade", Choice: response.Yes}}
	if _, err := r.Prepare(&vote, at+hour-1); err != nil {
		t.Errorf("a moment before: %v", err)
	}
	if _, err := r.Prepare(&vote, at+hour); err == nil {
		t.Error("a vote at the instant at which it closes is taken")
	}
	r.Fire(at + hour)
	if m.State != response.NoQuorum || m.Closed != at+hour {
		t.Errorf("%s at %s", m.State, m.Closed)
	}
}

func TestWithoutAQuorumInTheTextItIsAllWhoAreNotRecused(t *testing.T) {
	r := noticed(t, func(a *agreement.Agreement) { a.Bodies[0].Quorum = 0 })
	at := start(t)
	do(t, r, at, motionOf("special-commission", "guarantor-jade", at+hour))
	m := r.Motions()[0]
	if n := r.Count(m); n.Quorum != 5 {
		t.Errorf("the quorum is %d of %d", n.Quorum, n.Eligible)
	}
	for _, who := range []string{"guarantor-jade", "guarantor-ochre", "guarantor-slate", "guarantor-umber", "guarantor-teal"} {
		if m.State == response.Undecided {
			do(t, r, at, response.Act{Recusal: &response.Recusal{Body: "special-commission", Member: who, By: who, Reason: "kin"}})
		}
	}
	if m.State != response.NoQuorum {
		t.Errorf("with everybody recused it is %s", m.State)
	}
}

func TestALadderOfABodyThatIsMissingIsNoAgreement(t *testing.T) {
	a := *text(t, "paris-exercise-mended", nil).Agreement()
	a.Ladder[0].By = "nobody-in-particular"
	if _, err := agreement.Compile(&a, nil); err == nil {
		t.Error("a rung that is owed by a body which the text has not is taken")
	}
}
