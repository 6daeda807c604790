// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"slices"
	"strings"
	"testing"

	"truce/canon"
	"truce/finding"
	"truce/incident"
	"truce/known"
	"truce/report"
)

// ownWord is an account of one blast: whose it is, by what root if by another, of what act, and whom it names.
type ownWord struct{ source, root, act, actor string }

// tell sees accounts of one blast, which an analyst joins.
func (r *record) tell(accounts []ownWord) *incident.Incident {
	r.t.Helper()
	var seen []canon.ObservationID
	for _, a := range accounts {
		e := r.extract(a.source, r.shot(func(s *report.Sighting) {
			s.Act = actOf(a.act)
			if a.actor != "" {
				s.Actors = []report.Claim{{Actor: a.actor, Basis: "said"}}
			}
		}))
		if a.root != "" {
			e.Roots = []string{a.root}
		}
		o := r.observe(e)[0]
		r.see(e)
		seen = append(seen, o.ID)
		if r.joiner.Of(o.ID) != r.joiner.Of(seen[0]) {
			changes, err := r.joiner.Decide(seen[0], o.ID, true)
			if err != nil {
				r.t.Fatal(err)
			}
			r.docket.Take(changes, finding.Cause{Why: finding.ByAnalyst, Says: "joined"})
		}
	}
	return r.joiner.Of(seen[0])
}

// exempting makes an exemption of the permission to demine, shown by an act and by whom else the text lets.
func exempting(shownBy string) []string {
	return []string{
		"  - {id: no-blast, article: 1, sense: prohibits, acts: [explosion], where: [basin], severity: S2}\n" +
			"  - {id: demining, article: 3, sense: permits, acts: [demining-blast], where: [basin], severity: S1}\n",
		"  - id: no-blast\n    article: 1\n    sense: prohibits\n    acts: [explosion]\n    where: [basin]\n    severity: S2\n    exemptions:\n" +
			"      - id: cleared\n        article: 3\n        conditions:\n          - {id: demined, says: it was demining, acts: [demining-blast]" + shownBy + "}\n",
	}
}

// TestNobodysOwnWordAloneExcusesIt holds one blast against a permission to demine, and against an exemption for it: what
// only the side says that may have done it is not known.
func TestNobodysOwnWordAloneExcusesIt(t *testing.T) {
	amber := ownWord{source: "Amber", act: "demining-blast", actor: "Amber"}
	for _, each := range []struct {
		name              string
		accounts          []ownWord
		permitted, exempt finding.Verdict
	}{
		{"only Amber says that it demined", []ownWord{amber}, finding.Undetermined, finding.Undetermined},
		{"an agency whose root is Amber", []ownWord{{"agency", "AMBER", "demining-blast", "Amber"}}, finding.Undetermined, finding.Undetermined},
		{"and a patrol that heard a blast", []ownWord{amber, {source: "patrol", act: "explosion", actor: "Amber"}}, finding.Undetermined, finding.Undetermined},
		{"and a patrol that saw demining", []ownWord{amber, {source: "patrol", act: "demining-blast", actor: "Amber"}}, finding.NoViolation, finding.Exempt},
		{"a patrol that saw demining", []ownWord{{source: "patrol", act: "demining-blast", actor: "Amber"}}, finding.NoViolation, finding.Exempt},
		{"both sides say so of whoever did it", []ownWord{{source: "Amber", act: "demining-blast"}, {source: "Cobalt", act: "demining-blast"}}, finding.NoViolation, finding.Exempt},
		{"one of the two who may have done it says so", []ownWord{{source: "Cobalt", act: "demining-blast"}}, finding.Undetermined, finding.Undetermined},
		{"a patrol that saw demining by a stranger", []ownWord{{source: "patrol", act: "demining-blast", actor: "Strangers"}}, finding.Undetermined, finding.Undetermined},
		{"Amber denies its demining", []ownWord{{source: "Amber", act: "explosion", actor: "Amber"}, {source: "patrol", act: "demining-blast", actor: "Amber"}}, finding.NoViolation, finding.Exempt},
	} {
		for name, want := range map[string]finding.Verdict{"permitted": each.permitted, "exempt": each.exempt} {
			t.Run(name+": "+each.name, func(t *testing.T) {
				var changes []string
				if name == "exempt" {
					changes = exempting("")
				}
				r := opened(t, changes...)
				if f := r.the(r.tell(each.accounts), "no-blast"); f.Released.Verdict != want {
					t.Errorf("got %s, %q, want %s", f.Released.Verdict, f.Released.ByReading[0].Because, want)
				}
			})
		}
	}
}

// TestATextMayLetTheActingSideShowWhatItDid: an exemption names the claimant among those whose answer shows a condition.
func TestATextMayLetTheActingSideShowWhatItDid(t *testing.T) {
	for _, each := range []struct {
		name, shownBy string
		met           known.Answer
		want          finding.Verdict
	}{
		{"the text lets it, and it says so", ", shown_by: [claimant]", known.Yes, finding.Exempt},
		{"the text lets it, and it takes it back", ", shown_by: [claimant]", known.No, finding.Violation},
		{"the text does not", "", known.Yes, finding.Undetermined},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t, exempting(each.shownBy)...)
			inc := r.tell([]ownWord{{source: "Amber", act: "demining-blast", actor: "Amber"}})
			r.do(r.docket.Answer(finding.Answer{
				Incident: inc.ID, Term: "no-blast", Exemption: "cleared", Condition: "demined", Met: each.met, By: "Amber", At: at(t, "2026-03-30 18:00").From,
			}))
			if f := r.the(inc, "no-blast"); f.Released.Verdict != each.want {
				t.Errorf("got %s, %q, want %s", f.Released.Verdict, f.Released.ByReading[0].Because, each.want)
			}
		})
	}
}

// TestItsOwnAccountOfAnExemptActStartsTheClock: otherwise a side kept a finding open for ever by a report of its own.
func TestItsOwnAccountOfAnExemptActStartsTheClock(t *testing.T) {
	changes := exempting("")
	changes[1] = strings.Replace(changes[1], "article: 3\n", "article: 3\n        within: 24 h\n", 1)
	r := opened(t, changes...)
	inc := r.tell([]ownWord{{source: "patrol", act: "explosion", actor: "Amber"}, {source: "Amber", act: "demining-blast", actor: "Amber"}})
	f := r.the(inc, "no-blast")
	if q := f.Internal.Asked; f.Released.Verdict != finding.Undetermined || len(q) != 1 || !slices.Equal(q[0].Open, []string{"demined"}) {
		t.Fatalf("claimed: %s, asked %+v", f.Released.Verdict, q)
	}
	r.docket.Fire(f.Internal.Asked[0].Due)
	if f := r.the(inc, "no-blast"); f.Released.Verdict != finding.Violation || !f.Internal.Asked[0].Overdue {
		t.Errorf("not shown in time: %s, %+v", f.Released.Verdict, f.Internal.Asked)
	}
	r.tell([]ownWord{{source: "second-patrol", act: "demining-blast", actor: "Amber"}})
	if f := r.the(r.joiner.Get(inc.ID), "no-blast"); f.Released.Verdict != finding.Exempt {
		t.Errorf("seen by others after all: %s, %q", f.Released.Verdict, f.Released.ByReading[0].Because)
	}
}
