// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"strings"
	"testing"

	"truce/engine"
	"truce/finding"
)

func TestWhereSignaturesAreAskedNoStepOnPaperEndsOrWithdraws(t *testing.T) {
	s := begun(t, strings.Replace(pact, "decides: consensus, competent", "decides: consensus, signatures: 1, competent", 1))
	submit(t, s, 120, told("a", shot(60, 0)), told("b", shot(60, 0)))
	f := s.Dockets()[0].Findings()[0].Released
	for _, by := range []string{"council", "The council"} {
		for _, to := range []finding.Status{finding.Final, finding.Withdrawn} {
			refused(t, s, engine.Entry{Advance: &engine.Advance{
				On: engine.On{Agreement: "bridge-pact@1", Incident: f.Incident, Term: f.Term}, To: to, By: by,
			}}, "not on paper")
		}
	}
}
