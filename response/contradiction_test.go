// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"strings"
	"testing"

	"truce/agreement"
	"truce/finding"
	"truce/response"
)

// twoCases is a register of the mended exercise with two cases: of cobalt's doing, and of nobody's that is known.
func twoCases(t *testing.T) *response.Register {
	t.Helper()
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	r.Take(invented(1, start(t), 3, 2), "")
	f := invented(2, start(t), 3, 2)
	f.Released.Attribution = finding.Attribution{}
	r.Take(f, "")
	return r
}

func TestAnActThatNamesTwoCasesIsRefused(t *testing.T) {
	r := twoCases(t)
	call := func(on response.Thread) response.Act {
		return response.Act{Done: &response.Done{Thread: on, Step: "call", By: "coordination-cell"}}
	}
	for name, on := range map[string]response.Thread{
		"a case and the incident of another":    {Case: 1, Incident: incidentID(2), Term: "ceasefire"},
		"a case and an incident of no case":     {Case: 1, Incident: incidentID(7), Term: "ceasefire"},
		"a case and a term that it is not on":   {Case: 1, Term: "withdrawal"},
		"a case and its incident, another term": {Case: 1, Incident: incidentID(1), Term: "withdrawal"},
	} {
		refuses(t, r, name, call(on))
	}
	do(t, r, r.Now(), call(response.Thread{Case: 1, Incident: incidentID(1), Term: "ceasefire"}))
	refuses(t, r, "a complaint about a term without an incident", response.Act{Complaint: &response.Complaint{Complainant: "amber", Respondent: "cobalt", Article: "1", Term: "ceasefire", Says: "x"}})
}

func TestWhatAMotionProposesIsOnTheCaseOfTheMotionAndOfItsBody(t *testing.T) {
	r := twoCases(t)
	move := func(p response.Proposal) response.Act {
		return response.Act{Motion: &response.Move{Body: "special-commission", By: "guarantor-jade", Thread: response.Thread{Case: 1}, Proposes: p}}
	}
	other := response.Thread{Incident: incidentID(2), Term: "ceasefire"}
	remedy := response.Order{Force: "requested", Respondent: "cobalt", Says: "stop"}
	elsewhere, foreign := remedy, remedy
	elsewhere.Thread, foreign.By = response.Thread{Case: 2}, "umpire"
	refuses(t, r, "a remedy in another case", move(response.Proposal{Remedy: &elsewhere}))
	refuses(t, r, "a remedy of another body", move(response.Proposal{Remedy: &foreign}))
	refuses(t, r, "a declaration in another case", move(response.Proposal{Declaration: &response.Declaration{Thread: other, Word: "x", Reason: "y"}}))
	refuses(t, r, "an appeal in another case", move(response.Proposal{Appealed: &response.AppealDecision{Thread: other, Outcome: "upheld"}}))
	remedy.Thread = response.Thread{Case: 1}
	do(t, r, r.Now(), move(response.Proposal{Remedy: &remedy}))
}

func TestAReplyComesAfterTheNoticeAndFromWhomeverItReached(t *testing.T) {
	r := twoCases(t)
	at := start(t)
	notice := func(n int, to ...string) response.Act {
		return response.Act{Done: &response.Done{Thread: response.Thread{Case: n}, Step: "notice", By: "coordination-cell", Summary: "told", To: to}}
	}
	reply := func(n int, by string) response.Act {
		return response.Act{Done: &response.Done{Thread: response.Thread{Case: n}, Step: "reply", By: by, Says: "not us"}}
	}
	refuses(t, r, "a reply before the notice", reply(1, "cobalt"))
	do(t, r, at+hour, notice(1))
	refuses(t, r, "a reply of the body that determines", reply(1, "special-commission"))
	refuses(t, r, "a reply of the other party", reply(1, "amber"))
	refuses(t, r, "a reply of the mission", reply(1, "mission"))
	early := reply(1, "cobalt")
	early.Done.At = at
	refuses(t, r, "a reply dated before the notice", early)
	do(t, r, at+2*hour, reply(1, "Party Cobalt"))
	if d := owed(t, r.Case(1), "reply"); d.State != response.Fulfilled || d.DoneBy != "Party Cobalt" {
		t.Errorf("%s by %s", d.State, d.DoneBy)
	}

	do(t, r, at+2*hour, notice(2, "amber"))
	refuses(t, r, "a reply of whom the notice has not reached yet", reply(2, "cobalt"))
	do(t, r, at+2*hour, reply(2, "amber"))
	do(t, r, at+3*hour, notice(2, "cobalt"))
	r.Fire(at + 100*hour)
	if got := strings.Join(r.Case(2).Papers.ExParte, " "); got != "cobalt" {
		t.Errorf("ex parte is %q, want whoever did not reply", got)
	}
}

func TestWithoutANoticeInTheTextAReplyWaitsForNone(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", func(a *agreement.Agreement) {
		a.Procedure.Steps = []agreement.Step{{Does: "reply", Article: "14", Within: "24 h", After: "assessment"}}
	}), response.Options{})
	r.Take(invented(1, start(t), 3, 2), "")
	on := response.Thread{Case: 1}
	refuses(t, r, "a reply of whom nobody asked", response.Act{Done: &response.Done{Thread: on, Step: "reply", By: "amber"}})
	do(t, r, r.Now(), response.Act{Done: &response.Done{Thread: on, Step: "reply", By: "cobalt"}})
}

func TestNobodyComplainsOfThemselvesInAnySpelling(t *testing.T) {
	r := twoCases(t)
	for _, pair := range [][2]string{{"amber", "amber"}, {"Amber", "amber"}, {"Party Amber", "amber"}, {"AMBER ", "party  amber"}, {"Special Commission", "special-commission"}, {"guarantor-jade", "Guarantor-Jade"}} {
		refuses(t, r, pair[0]+" against "+pair[1], response.Act{Complaint: &response.Complaint{Complainant: pair[0], Respondent: pair[1], Article: "1", Says: "x"}})
	}
	do(t, r, r.Now(), response.Act{Complaint: &response.Complaint{Complainant: "amber", Respondent: "Party Cobalt", Article: "1", Says: "x"}})
}
