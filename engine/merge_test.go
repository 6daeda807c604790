// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/engine"
	"truce/finding"
	"truce/known"
)

// apart returns a state with two incidents on record, the second with whatever people say of it.
func apart(t testing.TB, text string) *engine.State {
	t.Helper()
	s := begun(t, text)
	submit(t, s, 120, told("early", shot(60, 0)))
	submit(t, s, 121, told("late", shot(63, 14)))
	if len(s.Incidents()) != 2 {
		t.Fatalf("%d incidents", len(s.Incidents()))
	}
	return s
}

// linked lets an analyst decide on the two observations.
func linked(t testing.TB, s *engine.State, same bool) {
	t.Helper()
	obs := s.Observations()
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Link: &engine.Link{A: obs[0].ID, B: obs[1].ID, Same: same, By: "analyst", Reason: "looked at both"}})
}

// under returns the findings that stand under the term that prohibits fire, in order.
func under(s *engine.State) []finding.Released {
	var out []finding.Released
	for _, f := range s.Dockets()[0].Findings() {
		if f.Released.Term == "no-fire" {
			out = append(out, f.Released)
		}
	}
	return out
}

func TestWhatPeopleSaidOfAnIncidentGoesWithItsObservations(t *testing.T) {
	s := apart(t, deadly())
	id := s.Incidents()[1].ID
	on := engine.On{Agreement: "bridge-pact@1", Incident: id, Term: "no-fire"}
	confirmed(t, s, finding.Confirmation{Incident: id, Age: "unknown", By: "council", Least: 12, Most: 12})
	for _, by := range []string{"chair", "amber"} {
		step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Opinion: &engine.Opinion{On: on, Opinion: finding.Opinion{By: by, At: s.Now(), Holds: "it was not us"}}})
	}
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Answer: &engine.Answer{Agreement: "bridge-pact@1", Answer: finding.Answer{
		Incident: id, Term: "no-fire", Exemption: "signalled", Condition: "told", Met: known.Yes, By: "council", At: s.Now(),
	}}})
	shows := func(r finding.Released) {
		t.Helper()
		if r.Grade.Severity != 4 || r.Grade.Provisional || r.Verdict == finding.Violation || len(r.Contested) != 1 || len(r.Positions) != 1 ||
			len(r.Casualties) != 1 || r.Casualties[0].Least != 12 {
			t.Errorf("%+v", r)
		}
	}
	shows(under(s)[1])
	linked(t, s, true)
	if r := under(s); len(r) != 1 {
		t.Fatalf("%d findings after the join", len(r))
	}
	shows(under(s)[0])
	linked(t, s, false)
	r := under(s)
	if len(r) != 2 {
		t.Fatalf("%d findings after the split", len(r))
	}
	shows(r[1])
	if r[0].Grade.Severity != 2 || r[0].Casualties != nil || len(r[0].Contested)+len(r[0].Positions) != 0 || r[0].Verdict == r[1].Verdict {
		t.Errorf("what was said of the other incident counts twice: %+v", r[0])
	}
}

// TestWhatACaseOwesComesBackWhenItsIncidentIsSplitAgain joins two incidents, on each of which there is a case, and splits them.
func TestWhatACaseOwesComesBackWhenItsIncidentIsSplitAgain(t *testing.T) {
	s := apart(t, pact)
	owed := func() (out []string) {
		for _, c := range s.Register("bridge-pact@1").Cases() {
			for _, d := range c.Obligations {
				out = append(out, fmt.Sprintf("case %d: %s %s is %s, from %s to %s", c.Number, d.Kind, d.Name, d.State, d.Start, d.Due))
			}
		}
		return out
	}
	before := owed()
	linked(t, s, true)
	if diff := cmp.Diff(before, owed()); diff == "" {
		t.Fatalf("nothing of %q goes when the incidents are joined", before)
	}
	linked(t, s, false)
	if diff := cmp.Diff(before, owed()); diff != "" {
		t.Errorf("split again (-before +now):\n%s", diff)
	}
}

// TestTheLastConfirmationCountsHoweverIncidentsWereJoined confirms of both incidents, in one order and the other, before
// and after they are joined.
func TestTheLastConfirmationCountsHoweverIncidentsWereJoined(t *testing.T) {
	for _, order := range [][2]int{{0, 1}, {1, 0}} {
		s := apart(t, deadly())
		ids := []finding.Confirmation{{Incident: s.Incidents()[0].ID}, {Incident: s.Incidents()[1].ID}}
		for i, which := range order {
			c := ids[which]
			c.Age, c.By, c.Least, c.Most = "unknown", "council", int64(5+i), int64(5+i)
			confirmed(t, s, c)
		}
		linked(t, s, true)
		if got := under(s)[0].Casualties; len(got) != 1 || got[0].Least != 6 || got[0].Most != 6 {
			t.Errorf("in order %v: %+v", order, got)
		}
	}
}

// TestATextAdoptedAfterAJoinHearsTheSame adopts the text after what was confirmed and joined, and before.
func TestATextAdoptedAfterAJoinHearsTheSame(t *testing.T) {
	s := apart(t, deadly())
	confirmed(t, s, finding.Confirmation{Incident: s.Incidents()[1].ID, Age: "unknown", By: "mission", Least: 12, Most: 12})
	linked(t, s, true)
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Adoption: &engine.Adoption{Agreement: parsed(t, declared())}})
	if diff := cmp.Diff(current(t, s, 1).Released.Casualties, current(t, s, 0).Released.Casualties); diff != "" || len(current(t, s, 0).Released.Casualties) != 1 {
		t.Errorf("(-late +early):\n%s", diff)
	}
}

// TestAnOpinionOnADeterminedFindingShowsWhereItsIncidentWent files it after the join.
func TestAnOpinionOnADeterminedFindingShowsWhereItsIncidentWent(t *testing.T) {
	s := apart(t, pact)
	on := engine.On{Agreement: "bridge-pact@1", Incident: s.Incidents()[1].ID, Term: "no-fire"}
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Determination: &engine.Determination{On: on, Act: finding.Determination{By: "council", At: s.Now(), Outcome: finding.Violation}}})
	linked(t, s, true)
	step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: s.Now(), Opinion: &engine.Opinion{On: on, Opinion: finding.Opinion{By: "amber", At: s.Now(), Holds: "it was not us"}}})
	if r := under(s); len(r) != 2 || len(r[0].Positions) != 1 || len(r[1].Positions) != 1 || r[0].Determination != nil || r[1].Since == "" {
		t.Errorf("%+v", r)
	}
}
