// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"testing"

	"truce/agreement"
	"truce/finding"
	"truce/response"
	"truce/when"
)

// dueOf returns when a notice is due under a text whose first notice step was changed, from an assessment at a time.
func dueOf(t *testing.T, at string, change func(*agreement.Step)) string {
	t.Helper()
	c := text(t, "paris-exercise-mended", func(a *agreement.Agreement) {
		a.Times = append(a.Times, agreement.Time{ID: "office", Article: "14", From: "09:00", To: "17:00", Zone: "Europe/Kyiv", Days: []int{1, 2, 3, 4, 5}})
		for i := range a.Procedure.Steps {
			if a.Procedure.Steps[i].Does == "notice" {
				change(&a.Procedure.Steps[i])
			}
		}
	})
	now, err := when.ParseInstant(at)
	if err != nil {
		t.Fatal(err)
	}
	r, err := response.New(c, response.Options{}, now)
	if err != nil {
		t.Fatal(err)
	}
	r.Take(invented(1, now, 2, 2), "")
	for _, d := range r.Cases()[0].Obligations {
		if d.Name == "notice" {
			return d.Due.String()
		}
	}
	return "not owed"
}

func TestATimeRunsAsTheTextCountsIt(t *testing.T) {
	for name, each := range map[string]struct {
		at     string
		change func(*agreement.Step)
		want   string
	}{
		"hours are hours": {"2026-03-28T10:00:00Z", func(s *agreement.Step) { s.Within = "24 h" }, "2026-03-29T10:00:00Z"},
		"a day on the clocks of a zone is an hour shorter where they go forward": {
			"2026-03-28T10:00:00Z", func(s *agreement.Step) { s.Within, s.Zone = "1 d", "Europe/Kyiv" }, "2026-03-29T09:00:00Z",
		},
		"and an hour longer where they go back": {
			"2026-10-24T10:00:00Z", func(s *agreement.Step) { s.Within, s.Zone = "1 d", "Europe/Kyiv" }, "2026-10-25T11:00:00Z",
		},
		"of a time that is shown twice it is the later one": {
			"2026-10-24T00:30:00Z", func(s *agreement.Step) { s.Within, s.Zone = "1 d", "Europe/Kyiv" }, "2026-10-25T01:30:00Z",
		},
		"a time that is never shown comes after 24 hours": {
			"2026-03-28T01:30:00Z", func(s *agreement.Step) { s.Within, s.Zone = "1 d", "Europe/Kyiv" }, "2026-03-29T01:30:00Z",
		},
		"within office hours it runs out as it does": {
			"2026-02-09T12:00:00Z", func(s *agreement.Step) { s.Within, s.In = "24 h", "office" }, "2026-02-10T12:00:00Z",
		},
		"at night it runs to the end of the next day": {
			"2026-02-09T20:00:00Z", func(s *agreement.Step) { s.Within, s.In = "24 h", "office" }, "2026-02-11T15:00:00Z",
		},
		"over a weekend it runs to the end of Monday": {
			"2026-02-13T12:00:00Z", func(s *agreement.Step) { s.Within, s.In = "24 h", "office" }, "2026-02-16T15:00:00Z",
		},
	} {
		if got := dueOf(t, each.at, each.change); got != each.want {
			t.Errorf("%s: due %s, want %s", name, got, each.want)
		}
	}
}

func TestAnActThatIsNotInOrderChangesNothing(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	at := start(t)
	r.Take(invented(1, at, 3, 2), "")
	before := everything(t, r)
	on := response.Thread{Case: 1}
	long := make([]byte, 5000)
	for name, a := range map[string]response.Act{
		"nothing":                   {},
		"two things":                {Done: &response.Done{Thread: on, Step: "call", By: "coordination-cell"}, Claim: &response.Claim{Thread: on}},
		"no such case":              {Done: &response.Done{Thread: response.Thread{Case: 7}, Step: "call", By: "coordination-cell"}},
		"nobody's":                  {Done: &response.Done{Thread: on, Step: "call"}},
		"not owed":                  {Done: &response.Done{Thread: on, Step: "dance", By: "coordination-cell"}},
		"before it was":             {Done: &response.Done{Thread: on, Step: "call", By: "coordination-cell", At: at + hour}},
		"too long":                  {Done: &response.Done{Thread: on, Step: "call", By: "coordination-cell", Says: string(long)}},
		"a pause by nobody":         {Pause: &response.Halt{Thread: on, Of: "call", By: "amber", Reason: "tired"}},
		"an order before its time":  {Remedy: &response.Order{Thread: on, By: "special-commission", Force: "ordered", Respondent: "cobalt", Says: "go"}},
		"an appeal without a rule":  {Appeal: &response.Appeal{Thread: on, By: "cobalt", Ground: "none"}},
		"a vote on nothing":         {Vote: &response.Vote{By: "guarantor-jade", Choice: response.Yes}},
		"a motion of somebody else": {Motion: &response.Move{Body: "special-commission", By: "amber", Proposes: response.Proposal{Text: "x"}}},
		"a motion of two things": {Motion: &response.Move{Body: "special-commission", By: "guarantor-jade", Thread: on, Proposes: response.Proposal{
			Text: "x", Determination: &response.Outcome{Outcome: finding.Violation},
		}}},
		"a revision of nothing":    {Revision: &response.Revision{Thread: on, By: "cobalt", Facts: "new"}},
		"a follow-up of nothing":   {FollowUp: &response.FollowUp{Remedy: 1, By: "mission", State: "not-known"}},
		"a log of the future":      {Log: &response.LogLine{Body: "coordination-cell", At: at + hour, Says: "x"}},
		"a complaint of oneself":   {Complaint: &response.Complaint{Complainant: "amber", Respondent: "amber", Article: "1", Says: "x"}},
		"an admission of nothing":  {Admission: &response.Admission{Complaint: 1, Outcome: "admitted", By: "special-commission"}},
		"a correction of no cause": {Correction: &response.Correction{Thread: on, By: "mission"}},
	} {
		if _, err := r.Prepare(&a, at); err == nil {
			t.Errorf("%s is taken", name)
		}
		if everything(t, r) != before {
			t.Fatalf("%s changed something", name)
		}
	}
}

func TestADivisionIsNoDeterminationAndFallsToSomebodyElse(t *testing.T) {
	r := register(t, text(t, "paris-exercise-mended", nil), response.Options{})
	at := start(t)
	r.Take(invented(1, at, 3, 2), "")
	do(t, r, at, response.Act{Done: &response.Done{Thread: response.Thread{Case: 1}, Step: "notice", By: "coordination-cell", Summary: "told"}})
	do(t, r, at, response.Act{Motion: &response.Move{
		Body: "special-commission", By: "guarantor-jade", Thread: response.Thread{Case: 1}, Closes: at + hour,
		Proposes: response.Proposal{Determination: &response.Outcome{Outcome: finding.Violation, Reasons: "seen"}},
	}})
	m := r.Motions()[0]
	for member, choice := range map[string]response.Choice{
		"guarantor-jade": response.Yes, "guarantor-ochre": response.Yes, "guarantor-slate": response.No, "guarantor-umber": response.No,
	} {
		do(t, r, at, response.Act{Vote: &response.Vote{Motion: m.Digest, By: member, Choice: choice}})
	}
	var carried *finding.Determination
	for _, e := range r.Fire(at + hour) {
		if e.Carry != nil {
			carried = e.Carry.Determination
		}
	}
	if m.State != response.Divided || carried == nil || !carried.None || len(carried.Members) != 4 {
		t.Fatalf("got %s, %+v", m.State, carried)
	}
	for _, d := range r.Cases()[0].Obligations {
		if d.Name == "determine" && (d.Detail == nil || d.Detail.Fallback != "umpire") {
			t.Errorf("it falls to nobody: %+v", d)
		}
	}
}
