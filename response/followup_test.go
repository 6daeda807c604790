// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"testing"

	"truce/canon"
	"truce/response"
)

func TestTheRespondentsWordAloneIsNoCompliance(t *testing.T) {
	for name, each := range map[string]struct {
		roots []string
		want  string
	}{
		"its own report":                       {[]string{"cobalt"}, response.SaysRespondent},
		"two reports of its own, by its names": {[]string{"Party Cobalt", "cobalt"}, response.SaysRespondent},
		"its own report beside another's":      {[]string{"cobalt", "patrol"}, "complied"},
		"the other party's report":             {[]string{"amber"}, "complied"},
		"nothing that anybody knows":           {nil, response.SaysRespondent},
	} {
		r := register(t, text(t, "paris-exercise-mended", nil), response.Options{Roots: func(*response.FollowUp) []string { return each.roots }})
		r.Take(invented(1, start(t), 3, 2), "")
		do(t, r, start(t), response.Act{Remedy: &response.Order{Thread: response.Thread{Case: 1}, By: "special-commission", Force: "requested", Respondent: "cobalt", Says: "stop"}})
		do(t, r, start(t)+hour, response.Act{FollowUp: &response.FollowUp{Remedy: 1, By: "mission", State: "complied", Observations: []canon.ObservationID{{}}}})
		rem := r.Remedies()[0]
		if d := owed(t, r.Case(1), "remedy"); rem.State() != each.want || d.IsOpen() != (each.want != "complied") {
			t.Errorf("%s: %s, and what is owed is %s", name, rem.State(), d.State)
		}
	}
}
