// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"testing"

	"truce/agreement"
	"truce/finding"
	"truce/response"
)

func TestWhatAppealsSuspendGoesOnOnlyWhenNoneIsOpen(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", func(a *agreement.Agreement) {
		a.Procedure.Appeal = &agreement.Appeal{Article: "14", By: []string{"cobalt", "amber"}, Suspensive: true}
		a.Procedure.Pauses = []agreement.Pause{{Article: "14", By: []string{"special-commission"}, Most: "48 h"}}
	}), response.Options{})
	at := start(t)
	on := response.Thread{Case: 1}
	f := invented(1, at, 3, 2)
	f.Released.Status, f.Released.Determination = finding.Determined, &finding.Determination{By: "special-commission", At: at, Outcome: finding.Violation}
	r.Take(f, "special-commission")
	rung := owed(t, r.Case(1), "l2")
	// One clock stands for another reason when the appeals come.
	do(t, r, at+hour, response.Act{Pause: &response.Halt{Thread: on, Of: "verify", By: "special-commission", Reason: "access"}})
	for _, by := range []string{"cobalt", "amber"} {
		do(t, r, at+hour, response.Act{Appeal: &response.Appeal{Thread: on, By: by, Ground: "facts"}})
	}
	if rung.State != response.Paused {
		t.Fatalf("the rung is %s under appeal", rung.State)
	}
	refuses(t, r, "a resumption of what an appeal suspends", response.Act{Resume: &response.Halt{Thread: on, Of: "l2", By: "special-commission", Reason: "enough"}})
	do(t, r, at+hour, response.Act{Remedy: &response.Order{Thread: on, By: "special-commission", Force: "requested", Respondent: "cobalt", Says: "stop", Until: at + 90*hour}})
	remedy := r.Case(1).Obligations[len(r.Case(1).Obligations)-1]
	if remedy.State != response.Paused {
		t.Errorf("a remedy that is given under an appeal is %s", remedy.State)
	}
	upheld := response.Act{Appealed: &response.AppealDecision{Thread: on, By: "appeal-panel", Outcome: "upheld"}}
	if _, to, _ := r.Advances(&upheld); to != "" {
		t.Errorf("with another appeal open the first decision makes it %s", to)
	}
	do(t, r, at+2*hour, upheld)
	if rung.State != response.Paused || remedy.State != response.Paused {
		t.Errorf("after the first of two decisions the rung is %s and the remedy %s", rung.State, remedy.State)
	}
	do(t, r, at+3*hour, upheld)
	if rung.State != response.Open || remedy.State != response.Open || rung.Due != at+26*hour {
		t.Errorf("after the last decision the rung is %s until %s and the remedy %s", rung.State, rung.Due, remedy.State)
	}
}

func TestAnAppealOnPaperSuspendsAndItsEndReleases(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", func(a *agreement.Agreement) {
		a.Procedure.Appeal = &agreement.Appeal{Article: "14", By: []string{"cobalt"}, Suspensive: true}
	}), response.Options{})
	version := func(status finding.Status, by string) {
		f := invented(1, start(t), 3, 2)
		f.Released.Status, f.Released.Determination = status, &finding.Determination{By: "special-commission", At: start(t), Outcome: finding.Violation}
		r.Take(f, by)
	}
	version(finding.Determined, "special-commission")
	rung := owed(t, r.Case(1), "l2")
	version(finding.UnderAppeal, "appeal-panel")
	if rung.State != response.Paused {
		t.Errorf("under an appeal on paper the rung is %s", rung.State)
	}
	version(finding.Final, "appeal-panel")
	if rung.State != response.Open {
		t.Errorf("when it is final the rung is %s", rung.State)
	}
}
