// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/finding"
	"truce/report"
)

// TestHarmIsTheHighestThatTwoRootsGiveElseThatOneGives has a patrol, a camera and the press tell of the harm of one shot.
func TestHarmIsTheHighestThatTwoRootsGiveElseThatOneGives(t *testing.T) {
	killed := func(of string, least, most int64) report.Casualties {
		return report.Casualties{Harm: "killed", Of: of, Age: "unknown", Least: least, Most: most}
	}
	harm := func(of string, least, most int64, known string) finding.Harm {
		return finding.Harm{Harm: "killed", Of: of, Age: "unknown", Least: least, Most: most, Known: known}
	}
	for _, each := range []struct {
		name     string
		accounts [][]report.Casualties
		want     []finding.Harm
	}{
		{"one account", [][]report.Casualties{{killed("civilian", 1, 3)}}, []finding.Harm{harm("civilian", 1, 3, "reported")}},
		{"two give the same", [][]report.Casualties{{killed("civilian", 2, 2)}, {killed("civilian", 2, 2)}}, []finding.Harm{harm("civilian", 2, 2, "corroborated")}},
		{"the lower comes last", [][]report.Casualties{{killed("civilian", 5, 5)}, {killed("civilian", 2, 2)}}, []finding.Harm{harm("civilian", 2, 5, "corroborated")}},
		{"the lower comes first", [][]report.Casualties{{killed("civilian", 2, 2)}, {killed("civilian", 5, 5)}}, []finding.Harm{harm("civilian", 2, 5, "corroborated")}},
		{"bounds that overlap", [][]report.Casualties{{killed("civilian", 2, 3)}, {killed("civilian", 1, 2)}}, []finding.Harm{harm("civilian", 1, 3, "corroborated")}},
		{"a number and at least so many", [][]report.Casualties{{killed("civilian", 4, 4)}, {killed("civilian", 2, 50)}}, []finding.Harm{harm("civilian", 2, 50, "corroborated")}},
		{"the two highest of three", [][]report.Casualties{{killed("civilian", 9, 9)}, {killed("civilian", 1, 1)}, {killed("civilian", 7, 8)}}, []finding.Harm{harm("civilian", 7, 9, "corroborated")}},
		{"one of them perhaps nobody", [][]report.Casualties{{killed("civilian", 3, 3)}, {killed("civilian", 0, 2)}}, []finding.Harm{harm("civilian", 3, 3, "reported")}},
		{"records of one account add up", [][]report.Casualties{{killed("civilian", 1, 1), killed("civilian", 2, 2)}, {killed("civilian", 2, 4)}}, []finding.Harm{harm("civilian", 2, 4, "corroborated")}},
		{
			"kinds stand apart",
			[][]report.Casualties{{killed("civilian", 1, 1)}, {killed("combatant", 2, 2)}},
			[]finding.Harm{harm("civilian", 1, 1, "reported"), harm("combatant", 2, 2, "reported")},
		},
		{"an account that says nothing of it takes nothing away", [][]report.Casualties{{killed("civilian", 1, 1)}, nil}, []finding.Harm{harm("civilian", 1, 1, "reported")}},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t)
			for i, list := range each.accounts {
				r.see(r.extract([]string{"patrol", "camera", "press"}[i], r.shot(func(s *report.Sighting) { s.Casualties = list })))
			}
			found := r.docket.Findings()
			if len(found) == 0 {
				t.Fatal("no finding")
			}
			for _, f := range found {
				if diff := cmp.Diff(f.Released.Casualties, each.want); diff != "" {
					t.Errorf("term %s (-got +want):\n%s", f.Released.Term, diff)
				}
			}
		})
	}
}
