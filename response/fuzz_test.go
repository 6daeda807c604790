// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"testing"

	"truce/canon"
	"truce/response"
)

// FuzzAct takes whatever decodes as an act, does it if it is in order, and wants the register to go on. Run
// go test ./response -fuzz FuzzAct.
func FuzzAct(f *testing.F) {
	c := text(f, "paris-exercise-mended", nil)
	on := response.Thread{Case: 1}
	for _, a := range []response.Act{
		{Done: &response.Done{Thread: on, Step: "notice", By: "coordination-cell", Summary: "told", Reply: 1, To: []string{"cobalt"}}},
		{Complaint: &response.Complaint{Complainant: "amber", Article: "1", Says: "shells"}},
		{Motion: &response.Move{Body: "special-commission", By: "guarantor-jade", Proposes: response.Proposal{Text: "x"}, Closes: 1 << 50}},
		{Recusal: &response.Recusal{Body: "special-commission", Member: "guarantor-jade", By: "guarantor-jade", Reason: "kin"}},
		{Remedy: &response.Order{Thread: on, By: "special-commission", Force: "requested", Respondent: "cobalt", Says: "go", Until: 1, Check: &response.Check{What: "guns", Count: 1, Away: "5 km", From: "line"}}},
		{Verification: &response.Verification{Thread: on, Site: "x", State: "visited", By: "mission"}},
	} {
		data, err := canon.Encode(a)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a response.Act
		if canon.Decode(data, &a) != nil {
			return
		}
		r := register(t, c, response.Options{})
		at := start(t)
		r.Take(invented(1, at, 3, 2), "")
		r.Fire(at)
		before := everything(t, r)
		deed, err := r.Prepare(&a, at)
		if everything(t, r) != before {
			t.Fatal("to look at an act changed something")
		}
		if err != nil {
			return
		}
		deed()
		for {
			due, ok := r.NextDue()
			if !ok {
				break
			}
			r.Fire(due)
		}
		everything(t, r)
	})
}
