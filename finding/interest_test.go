// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"testing"

	"truce/finding"
	"truce/report"
	"truce/when"
)

// TestASidesAccountAloneTakesNothingOutOfReach has a patrol that is not sure, or sure, and another account that would
// settle it.
func TestASidesAccountAloneTakesNothingOutOfReach(t *testing.T) {
	type change = func(*report.Sighting)
	where := func(north, radius int) change {
		return func(s *report.Sighting) { s.Where = circle(north, radius) }
	}
	span := func(text string) change { return func(s *report.Sighting) { s.Time.Interval = at(t, text) } }
	wide := when.Interval{From: at(t, "2026-03-19 22:00").From, To: at(t, "2026-03-20 04:00").To}
	for _, each := range []struct {
		name          string
		patrol, other change
	}{
		{"place", where(999, 1500), where(1005, 10)},
		{"time", func(s *report.Sighting) { s.Time.Interval = wide }, span("2026-03-19 23:00")},
		{"time, and the patrol was sure", span("2026-03-20 00:05"), span("2026-03-19 23:58")},
	} {
		for source, stands := range map[string]bool{"amber": true, "Cobalt": true, "camera": false} {
			t.Run(each.name+" by "+source, func(t *testing.T) {
				r := opened(t)
				inc := r.see(r.extract("patrol", r.shot(each.patrol)))
				r.see(r.extract(source, r.shot(each.other)))
				found := false
				for _, f := range r.docket.Findings() {
					found = found || f.Released.Term == "no-fire" && f.Released.Incident == inc.ID
				}
				if stands && !found || each.name != "time, and the patrol was sure" && found != stands {
					t.Errorf("a finding stands: %t", found)
				}
			})
		}
	}
}

// TestASideThatNamesNobodyUndoesNobodysWord has a patrol that was told who it was, and a silent account beside it.
func TestASideThatNamesNobodyUndoesNobodysWord(t *testing.T) {
	for source, want := range map[string]finding.Verdict{"amber": finding.Violation, "COBALT": finding.Violation, "a passer-by": finding.Undetermined} {
		r := opened(t)
		early := func(s *report.Sighting) { s.Time.Interval = at(t, "2026-03-21 12:00") } // Cobalt is not bound yet
		inc := r.see(r.extract("patrol", r.shot(early, func(s *report.Sighting) { s.Actors = []report.Claim{{Actor: "amber", Basis: "said"}} })))
		r.see(r.extract(source, r.shot(early)))
		if got := r.the(inc, "no-fire").Released.Verdict; got != want {
			t.Errorf("beside %s: %s, want %s", source, got, want)
		}
	}
}
