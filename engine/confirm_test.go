// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"strings"
	"testing"

	"truce/agreement"
	"truce/engine"
	"truce/finding"
	"truce/report"
)

// deadly is the pact with a severity that rests on the dead, and with a body beside the council that may verify.
func deadly() string {
	return strings.NewReplacer("  - {to: S3, recurrence: 1}", "  - {to: S4, civilian_killed: 2}", "bodies:\n",
		"bodies:\n  - {id: patrol, name: The patrol, article: 2, decides: sole, competent: [verify]}\n").Replace(pact)
}

// declared is a unilateral declaration of Amber, which names a body of its own for what the council does in the pact.
func declared() string {
	own := strings.NewReplacer("id: bridge-pact", "id: amber-declaration", "kind: agreement", "kind: unilateral-declaration\ndeclarant: amber\naddressee: all",
		"{id: council, name: The council,", "{id: amber-office, name: Office of Amber,", "competent: [determine, rule-reading]", "competent: [verify]",
		"by: council", "by: amber-office", "binds: [cobalt]", "binds: [amber]").Replace(pact)
	own = strings.Replace(own, "  - {to: S3, recurrence: 1}", "  - {to: S4, civilian_killed: 2}", 1)
	before, rest, _ := strings.Cut(own, "questions:")
	_, after, _ := strings.Cut(rest, "counting:")
	return before + "counting:" + after
}

func killing(of, age string, number int64) report.Sighting {
	s := shot(60, 0)
	s.Casualties = []report.Casualties{{Harm: "killed", Of: of, Age: age, Least: number, Most: number}}
	return s
}

func confirmed(t testing.TB, s *engine.State, c finding.Confirmation) {
	t.Helper()
	c.Harm, c.Of, c.Reason = "killed", "civilian", "lists compared"
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Confirmation: &c})
}

// current is the finding under a term of a docket that stands, where there is one incident.
func current(t testing.TB, s *engine.State, docket int) *finding.Finding {
	t.Helper()
	var out *finding.Finding
	for _, f := range s.Dockets()[docket].Findings() {
		if f.Released.Term == "no-fire" && out == nil {
			out = f
		}
	}
	if out == nil {
		t.Fatal("no finding stands")
	}
	return out
}

func TestABodyConfirmsOnlyUnderATextThatEmpowersIt(t *testing.T) {
	for _, late := range []bool{false, true} {
		s := begun(t, deadly())
		step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Adoption: &engine.Adoption{Agreement: parsed(t, declared())}})
		submit(t, s, 120, told("patrol", killing("civilian", "unknown", 30)), told("hospital", killing("civilian", "unknown", 30)))
		id := s.Incidents()[0].ID
		if late { // a text adopted later hears what was confirmed before by the same rule
			third := strings.Replace(deadly(), "id: bridge-pact", "id: third-pact", 1)
			confirmed(t, s, finding.Confirmation{Incident: id, Age: "unknown", By: "Office of Amber"})
			step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Adoption: &engine.Adoption{Agreement: parsed(t, third)}})
			if r := current(t, s, 2).Released; r.Grade.Severity != agreement.Severity(4) || r.Casualties[0].Known != "corroborated" {
				t.Errorf("under a text adopted later: %v %v", r.Grade.Severity, r.Casualties)
			}
		} else {
			confirmed(t, s, finding.Confirmation{Incident: id, Age: "unknown", By: "Office of Amber"})
		}
		if r := current(t, s, 0).Released; r.Grade.Severity != agreement.Severity(4) || r.Casualties[0].Known != "corroborated" {
			t.Errorf("under the pact: %v %v", r.Grade.Severity, r.Casualties)
		}
		if r := current(t, s, 1).Released; r.Casualties[0].Known != "confirmed" || r.Casualties[0].Most != 0 {
			t.Errorf("under its own declaration: %v %v", r.Grade.Severity, r.Casualties)
		}
		confirmed(t, s, finding.Confirmation{Incident: id, Age: "unknown", By: "mission", Least: 29, Most: 29})
		for i := range s.Dockets() {
			if r := current(t, s, i).Released; r.Casualties[0].Known != "confirmed" || r.Casualties[0].Most != 29 {
				t.Errorf("the mission, text %d: %v", i, r.Casualties)
			}
		}
	}
}

func TestConfirmersWhoDifferGiveTheHullOfTheirLastWords(t *testing.T) {
	s := begun(t, deadly())
	submit(t, s, 120, told("patrol", killing("civilian", "unknown", 30)))
	id := s.Incidents()[0].ID
	for _, each := range []struct {
		by                string
		number            int64
		wantLeast, wantMo int64
	}{
		{"council", 10, 10, 10},
		{"mission", 12, 10, 12},
		{"The  Council", 14, 12, 14},
		{"patrol", 1, 1, 14},
		{"patrol", 13, 12, 14},
		{"mission", 14, 13, 14},
	} {
		confirmed(t, s, finding.Confirmation{Incident: id, Age: "unknown", By: each.by, Least: each.number, Most: each.number})
		if got := current(t, s, 0).Released.Casualties[0]; got.Least != each.wantLeast || got.Most != each.wantMo || got.Known != "confirmed" {
			t.Errorf("%s confirms %d: %+v", each.by, each.number, got)
		}
	}
}

func TestAConfirmationStandsInPlaceOfTheSameKindOfPeopleOnly(t *testing.T) {
	for _, each := range []struct {
		name        string
		of, age     string // of the 30 that the patrol reports
		confirms    string // the age of those confirmed
		number      int64
		severity    int
		provisional bool
	}{
		{"no children, of 30 adults", "civilian", "adult", "child", 0, 4, true},
		{"no children, of 30 whose age is not known", "civilian", "unknown", "child", 0, 4, true},
		{"nobody of unknown age, of 30 adults", "civilian", "adult", "unknown", 0, 4, true},
		{"nobody of unknown age, of 30 of unknown age", "civilian", "unknown", "unknown", 0, 2, false},
		{"no adult, of 30 adults", "civilian", "adult", "adult", 0, 2, false},
		{"two children, of 30 adults", "civilian", "adult", "child", 2, 4, false},
		{"no child, of 30 of whom it is not known", "unknown", "unknown", "child", 0, 2, false},
	} {
		t.Run(each.name, func(t *testing.T) {
			s := begun(t, deadly())
			submit(t, s, 120, told("patrol", killing(each.of, each.age, 30)))
			confirmed(t, s, finding.Confirmation{Incident: s.Incidents()[0].ID, Age: each.confirms, By: "council", Least: each.number, Most: each.number})
			if g := current(t, s, 0).Released.Grade; int(g.Severity) != each.severity || g.Provisional != each.provisional {
				t.Errorf("%v, provisional %t", g.Severity, g.Provisional)
			}
		})
	}
}
