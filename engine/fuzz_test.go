// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"testing"

	"truce/canon"
	"truce/coverage"
	"truce/engine"
	"truce/finding"
	"truce/keyring"
	"truce/known"
	"truce/place"
	"truce/report"
	"truce/territory"
	"truce/watch"
	"truce/when"
)

// seeds are one entry of each kind, fit to follow small.
func seeds(f testing.TB) []engine.Entry {
	s := small(f)
	on := engine.On{Agreement: "bridge-pact@1"}
	on.Incident, on.Term = s.Incidents()[0].ID, "no-fire"
	now, day := s.Now(), when.Interval{From: s.Now(), To: s.Now() + 1000}
	members := s.Incidents()[0].MemberIDs
	return []engine.Entry{
		engine.NewGenesis(now),
		{Adoption: &engine.Adoption{Agreement: parsed(f, pact)}},
		{Layer: &territory.Layer{
			Name: "map", Kind: territory.Agreed, Source: "osint", Exercise: true, Valid: day,
			Areas: []territory.Area{{Holder: "amber", Polygons: []place.Polygon{{Rings: [][]place.Point{{{Lat: 1, Lon: 1}, {Lat: 1, Lon: 100}, {Lat: 100, Lon: 1}}}}}}},
			Marks: []territory.Mark{{Name: "Mill", At: *circle(0).Circle, Holds: []territory.Hold{{From: 5, Holder: "amber"}}}},
		}},
		{Watch: &coverage.Watch{Source: "post", Means: report.Seen, Where: circle(0), Time: day}},
		{Watch: &coverage.Watch{Source: "ear", Means: report.Heard, Post: circle(0), Time: day}},
		{Gap: &coverage.Gap{Source: "post", Reason: "denied", Time: day}},
		{Submission: &engine.Submission{Reports: []report.Report{told("c", shot(60, 0), shot(61, 300))}}},
		{Rating: &engine.Rating{Root: "a", Reliability: "B", By: "desk"}},
		{Ruling: &engine.Ruling{Agreement: on.Agreement, Question: "which", Reading: "heavy", By: "council"}},
		{Link: &engine.Link{A: members[0], B: members[1], By: "desk", Reason: "two craters"}},
		{Answer: &engine.Answer{Agreement: on.Agreement, Answer: finding.Answer{
			Incident: on.Incident, Term: on.Term, Exemption: "signalled", Condition: "told", Met: known.Yes, By: "council", At: now,
		}}},
		{Opinion: &engine.Opinion{On: on, Opinion: finding.Opinion{By: "chair", Holds: "no", At: now}}},
		{Determination: &engine.Determination{On: on, Act: finding.Determination{By: "council", At: now, Outcome: finding.Violation}}},
		{Advance: &engine.Advance{On: on, To: finding.Notified, By: "council"}},
		{Key: &keyring.Key{Name: "log-2", Text: newKey(f, "log-2", 9, 1).verifier, Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForLog}},
		{Submission: sent(f, device(f), report.Header{Origin: logName, Counter: 3, Previous: canon.Digest{1}}, whole("d", shot(60, 0)))},
		{Confirmation: &finding.Confirmation{
			Incident: on.Incident, Harm: "killed", Of: "civilian", Age: "unknown", Least: 1, Most: 2, By: "mission", Reason: "a list of names",
		}},
		{Duty: &watch.Duty{By: "anna", Call: &watch.Call{
			ID: "call-1", To: "hotline", Side: "amber", About: watch.Ref{Incident: on.Incident, Agreement: on.Agreement, Term: string(on.Term)},
			Asked: "cease fire", Reached: watch.NoAnswer, Back: now + 1000,
		}}},
		{Duty: &watch.Duty{By: "anna", On: &watch.On{}}},
		{Duty: &watch.Duty{By: "anna", Handover: &watch.Handover{In: "ben", List: canon.Digest{1}, Note: "a note"}}},
		{Patrol: &watch.Patrol{ID: "p-1", By: "anna", Step: watch.Requested, Order: &watch.Order{Source: "patrol 1", What: "look", Where: circle(0), Every: when.Hour}}},
		{Notice: &watch.Notice{ID: "n-1", By: "anna", Act: watch.Given, Plan: &watch.Plan{Kind: watch.Repair, What: "line", Where: circle(0), Time: day, Sides: []string{"amber"}}}},
		{Mode: &watch.Mode{State: watch.Suspended, By: "head", Reason: "no access", Stay: []string{"camera"}}},
	}
}

// small is a state with a text, an incident of two members, a running clock and a device.
func small(t testing.TB) *engine.State {
	s := begun(t, pact)
	a, b := told("a", shot(60, 0)), told("b", shot(60, 0))
	b.Extract.Sightings[0].InAnswerTo = "fire"
	submit(t, s, 120, a, b)
	enrol(t, s, device(t))
	return s
}

// TestEveryKindOfEntryIsTaken shows that the seeds are sound but for a second genesis and a second adoption.
func TestEveryKindOfEntryIsTaken(t *testing.T) {
	s := small(t)
	now := s.Now()
	for _, e := range []engine.Entry{
		{Watch: &coverage.Watch{Source: "post", Means: report.Seen, Where: circle(0), Time: when.Interval{From: now - 1000, To: now}}},
		{Gap: &coverage.Gap{Source: "post", Reason: "jammed", Time: when.Interval{From: now - 500, To: now}}},
		{Rating: &engine.Rating{Root: "a", Reliability: "B", Report: s.Observations()[0].Report, Credibility: "2", By: "desk"}},
		{Link: &engine.Link{A: s.Observations()[0].ID, B: s.Observations()[1].ID, By: "desk", Reason: "two craters"}},
		{Key: &keyring.Key{Name: device(t).name, Act: keyring.Revoked, By: "desk"}},
	} {
		e.Seq, e.Time = s.Seq()+1, now
		step(t, s, e)
	}
	if len(s.Incidents()) != 2 {
		t.Errorf("%d incidents after the split, want 2", len(s.Incidents()))
	}
	if got := s.Coverage().Over(circle(0), nil, when.Interval{From: now - 1000, To: now}).Covered; got != 500 {
		t.Errorf("watched for %d ms, want the 500 before the gap", got)
	}
}

// FuzzStep gives the engine any canonical entry: it answers with an error and the state as it was, or with effects,
// and never panics. Run it with: go test ./engine -run '^$' -fuzz FuzzStep -fuzztime 30s
func FuzzStep(f *testing.F) {
	for _, e := range seeds(f) {
		data, err := canon.Encode(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var e engine.Entry
		if canon.Decode(data, &e) != nil {
			return
		}
		s := small(t)
		before := everything(t, s)
		e.Seq = s.Seq() + 1
		e.Time = max(e.Time, s.Now())
		if _, err := s.Step(e); err != nil {
			if everything(t, s) != before {
				t.Errorf("refused with %v, and the state changed", err)
			}
			return
		}
		everything(t, s)
		if back := reframed(t, e); !canon.Equal(back, e) {
			t.Errorf("an entry that was taken comes back from a journal as %+v", back)
		}
	})
}
