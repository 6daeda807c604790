// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"testing"

	"truce/report"
)

// TestOneAccountCorroboratesNothing gives one plain report that names two roots for itself.
func TestOneAccountCorroboratesNothing(t *testing.T) {
	r := opened(t)
	killed := func(s *report.Sighting) {
		s.Casualties = []report.Casualties{{Harm: "killed", Of: "civilian", Age: "unknown", Least: 1, Most: 1}}
	}
	e := r.extract("blog", r.shot(killed))
	e.Roots = []string{"a neighbour", "a nurse"}
	inc := r.see(e)
	if got := r.the(inc, "no-fire").Released.Casualties[0].Known; got != "reported" {
		t.Errorf("one account: %s", got)
	}
	r.see(r.extract("patrol", r.shot(killed)))
	if got := r.the(inc, "no-fire").Released.Casualties[0].Known; got != "corroborated" {
		t.Errorf("two accounts: %s", got)
	}
}
