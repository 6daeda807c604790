// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"truce/engine"
	"truce/finding"
	"truce/internal/api/mission"
	"truce/response"
)

// adopts has the members of the commission adopt a decision in words on a case, and returns the number of the motion.
func adopts(t *testing.T, desk *mission.Desk, at, words string) string {
	t.Helper()
	enter := func(act response.Act) {
		t.Helper()
		if _, err := desk.Enter(t.Context(), engine.Entry{Procedure: &engine.Procedure{Agreement: "paris-exercise@1", Act: act}}); err != nil {
			t.Fatal(err)
		}
	}
	number, err := strconv.Atoi(at[strings.LastIndex(at, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	enter(response.Act{Motion: &response.Move{Body: "special-commission", By: "guarantor-ochre", Thread: response.Thread{Case: number}, Proposes: response.Proposal{Text: words}}})
	var m response.Motion
	last := func() {
		register(desk, func(r *response.Register) { m = *r.Motions()[len(r.Motions())-1] })
	}
	last()
	for _, member := range []string{"guarantor-jade", "guarantor-ochre", "guarantor-slate", "guarantor-umber", "amber-member", "cobalt-member"} {
		if m.State == response.Undecided {
			enter(response.Act{Vote: &response.Vote{Motion: m.Digest, By: member, Choice: response.Yes}})
		}
		last()
	}
	if m.State != response.Adopted {
		t.Fatalf("the motion is %s: %s", m.State, m.Because)
	}
	return strconv.Itoa(m.Content.Number)
}

// A recusal says what it does: a motion that was decided before stands as it was counted, and one that leaves no quorum is said to.
func TestARecusalSaysWhatItDoesToEachMotionAndToTheQuorum(t *testing.T) {
	people, desk := shown(t, "commissioner guarantor-jade", "commissioner guarantor-ochre")
	jade, ochre := people[0], people[1]
	const at = "/cases/paris-exercise@1/9"
	number := adopts(t, desk, at, "We meet on Monday.")
	counted := func() (out response.Count) {
		register(desk, func(r *response.Register) {
			n, _ := strconv.Atoi(number)
			out = r.Count(r.Motions()[n-1])
		})
		return out
	}
	before := counted()
	_, text := jade.get(at)
	quiet(t, text, "Who stepped back")
	jade.post(at+"/recuse", url.Values{"body": {"special-commission"}, "reason": {"a cousin serves there"}})
	ochre.post(at+"/recuse", url.Values{"body": {"special-commission"}, "reason": {"a brother too"}, "all": {"yes"}})
	if after := counted(); after.Yes != before.Yes || after.Eligible != before.Eligible {
		t.Errorf("a motion that was decided is counted anew: %+v, was %+v", after, before)
	}
	status, text := jade.get(at)
	says(t, status, text, "Who stepped back", "motion "+number+" had ended before and stays as it was", "4 of 6 may vote, and 5 have to take part: it cannot decide any more")
	status, text = jade.get("/cases/paris-exercise@1/6")
	says(t, status, text, "everything that comes before the body", "a brother too", "5 of 6 may vote, and 5 have to take part")
	quiet(t, text, "a cousin serves there")
}

// What a body of several owes is entered by the mission, once the body has adopted in words that it was done.
func TestTheWatchEntersWhatABodyOwesOnceItIsAdopted(t *testing.T) {
	people, desk := shown(t, "duty officer", "commissioner guarantor-jade")
	duty, jade := people[0], people[1]
	const at = "/cases/paris-exercise@1/3"
	var of response.Case
	register(desk, func(r *response.Register) { of = *r.Case(3) })
	act := engine.Determination{
		On:  engine.On{Agreement: "paris-exercise@1", Incident: of.Incident, Term: of.Term},
		Act: finding.Determination{By: "special-commission", At: desk.Clock(), Outcome: finding.Violation, Reasons: "seen"},
	}
	if _, err := desk.Enter(t.Context(), engine.Entry{Determination: &act}); err != nil {
		t.Fatal(err)
	}
	_, text := duty.get(at)
	quiet(t, text, `value="rung:l2"`)
	number := adopts(t, desk, at, "One tier of benefits is paused from today.")
	status, text := duty.get(at)
	says(t, status, text, `value="rung:l2"`)
	status, text = duty.get(at + "/watch/step?of=rung:l2")
	says(t, status, text, "One tier of benefits is paused from today.", "in the name of the Special Commission", `name="motion"`)
	_, text = jade.get(at)
	quiet(t, text, `value="rung:l2"`)
	status, text = duty.post(at+"/watch/step", url.Values{"of": {"rung:l2"}})
	beside(t, "motion", status, text)
	status, text = duty.post(at+"/watch/step", url.Values{"of": {"rung:l2"}, "motion": {number}})
	says(t, status, text, "On record:", "by the Special Commission", "By motion "+number+".")
	if o := obligation(t, desk, 3, "l2"); o.Done == 0 || o.DoneBy != "special-commission" {
		t.Errorf("%+v", o)
	}
}
