// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"testing"

	"truce/finding"
	"truce/incident"
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

// TestNoSidesNumberIsCorroboratedByItsOwnWord has somebody tell of 5 dead, and of 5 or fewer beside it.
func TestNoSidesNumberIsCorroboratedByItsOwnWord(t *testing.T) {
	type told struct {
		source, root, words string
		number              int64
	}
	for _, each := range []struct {
		name     string
		accounts []told
		want     finding.Harm
	}{
		{"a patrol and the press", []told{{"patrol", "", "", 5}, {"press", "", "", 5}}, finding.Harm{Least: 5, Most: 5, Known: "corroborated"}},
		{"a patrol and a side", []told{{"patrol", "", "", 5}, {"Amber", "", "", 5}}, finding.Harm{Least: 5, Most: 5, Known: "reported"}},
		{"both sides", []told{{"Cobalt", "", "", 5}, {"Amber", "", "", 5}}, finding.Harm{Least: 5, Most: 5, Known: "reported"}},
		{"a patrol and an agency whose root is a side", []told{{"patrol", "", "", 5}, {"agency", "AMBER", "", 5}}, finding.Harm{Least: 5, Most: 5, Known: "reported"}},
		{"a patrol and a side by another root", []told{{"patrol", "", "", 5}, {"amber", "a nurse", "", 5}}, finding.Harm{Least: 5, Most: 5, Known: "reported"}},
		{
			"a patrol and a paper that has it from a side",
			[]told{{"patrol", "", "", 5}, {"paper", "", "five people died near the old mill, according to Amber", 5}},
			finding.Harm{Least: 5, Most: 5, Known: "reported"},
		},
		{
			"a patrol, a side, and a paper that has it from the side",
			[]told{{"patrol", "", "", 5}, {"Amber", "", "", 5}, {"paper", "", "five people died near the old mill, according to Amber", 5}},
			finding.Harm{Least: 5, Most: 5, Known: "reported"},
		},
		{"a side that tells of more takes nothing from two others", []told{{"patrol", "", "", 5}, {"press", "", "", 5}, {"Amber", "", "", 50}}, finding.Harm{Least: 5, Most: 50, Known: "corroborated"}},
		{"a side that tells of fewer neither", []told{{"patrol", "", "", 5}, {"press", "", "", 5}, {"Amber", "", "", 1}}, finding.Harm{Least: 5, Most: 5, Known: "corroborated"}},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t)
			var inc *incident.Incident
			for _, a := range each.accounts {
				e := r.extract(a.source, r.shot(func(s *report.Sighting) {
					s.Words = a.words
					s.Casualties = []report.Casualties{{Harm: "killed", Of: "civilian", Age: "unknown", Least: a.number, Most: a.number}}
				}))
				if a.root != "" {
					e.Roots = []string{a.root}
				}
				o := r.observe(e)[0]
				r.see(e)
				if inc == nil {
					inc = r.joiner.Of(o.ID)
				} else if r.joiner.Of(o.ID) != r.joiner.Of(inc.MemberIDs[0]) {
					changes, err := r.joiner.Decide(inc.MemberIDs[0], o.ID, true)
					if err != nil {
						t.Fatal(err)
					}
					r.docket.Take(changes, finding.Cause{Why: finding.ByAnalyst, Says: "joined"})
				}
			}
			each.want.Harm, each.want.Of, each.want.Age = "killed", "civilian", "unknown"
			if got := r.the(inc, "no-fire").Released.Casualties; len(got) != 1 || got[0] != each.want {
				t.Errorf("got %+v, want %+v", got, each.want)
			}
		})
	}
}
