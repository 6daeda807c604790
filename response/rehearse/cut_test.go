// SPDX-License-Identifier: Apache-2.0

package rehearse_test

import (
	"testing"

	"truce/agreement"
	"truce/response/rehearse"
)

func TestEveryRunEndsAndWhatWasLeftUnplayedIsCounted(t *testing.T) {
	for name, each := range map[string]struct {
		change func(*agreement.Agreement)
		cut    bool
	}{
		"as it is": {func(*agreement.Agreement) {}, false},
		"bodies that stand in for each other": {func(a *agreement.Agreement) {
			for i := range a.Bodies {
				if a.Bodies[i].ID == "umpire" {
					a.Bodies[i].Fallback = "special-commission"
				}
			}
		}, false},
		"a publication that calls a meeting, which is published": {func(a *agreement.Agreement) {
			for i := range a.Procedure.Steps {
				if s := &a.Procedure.Steps[i]; s.Does == "publish" {
					s.After, s.Within = "meet", "1 min"
				}
			}
			a.Procedure.Steps = append(a.Procedure.Steps,
				agreement.Step{Does: "meet", Article: "12", By: "coordination-cell", Within: "1 min", After: "publish"},
				agreement.Step{Does: "meet", Article: "12", By: "coordination-cell", Within: "1 min", After: "report"})
		}, false},
		"members who need five hundred days, and nobody who stands in": {func(a *agreement.Agreement) {
			a.Bodies[0].Fallback = ""
			for i := range a.Bodies[0].Members {
				a.Bodies[0].Members[i].Needs, a.Bodies[0].Members[i].Within = "consent of its parliament", "500 d"
			}
		}, true},
	} {
		a := *read(t, "paris-exercise-mended").Agreement()
		each.change(&a)
		c, err := agreement.Compile(&a, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := report(t, c, rehearse.Options{Seed: 1, Limit: 40, Tolerate: -1})
		if (r.Population.Cut > 0) != each.cut {
			t.Errorf("%s: %d of %d runs were ended", name, r.Population.Cut, r.Population.Played)
		}
	}
}
