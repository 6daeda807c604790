// SPDX-License-Identifier: Apache-2.0

package gate_test

import (
	"testing"

	"truce/agreement"
	"truce/agreements"
	"truce/canon"
	"truce/finding"
	"truce/known"
	"truce/response"
	"truce/response/gate"
	"truce/when"
)

func TestAGateIsHeldByWhatMayHaveBeenWithinItsWindow(t *testing.T) {
	data, err := agreements.Files.ReadFile("paris-exercise-mended.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse("paris-exercise-mended.yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	a.Gates = []agreement.Gate{{ID: "freeze", Name: "Freeze", Article: "12", Window: "14 d", By: "special-commission", Consequence: "x", Indicators: []agreement.Indicator{
		{ID: "grave", Counts: "violations", Severity: 3},
		{ID: "determined", Counts: "violations", On: "determination"},
		{ID: "silence", Counts: "quiet-days", Clock: "seven-days", AtLeast: 7},
	}}}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	at, err := when.ParseInstant("2026-02-10T06:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	r, err := response.New(c, response.Options{}, at)
	if err != nil {
		t.Fatal(err)
	}
	r.Take(&finding.Finding{Version: 1, Released: finding.Released{
		Incident: canon.NewIncidentID(canon.Digest{1}), Term: "ceasefire", Verdict: finding.Violation, Status: finding.Assessed,
		Grade: finding.Grade{Severity: 3, Confidence: 2}, When: when.Interval{From: at, To: at},
	}}, "")
	quiet := func(run int) []finding.Silence {
		return []finding.Silence{{Clock: "seven-days", Count: when.QuietCount{Run: run}}, {Clock: "seven-days", Reading: "near", Count: when.QuietCount{Run: run + 3}}}
	}
	days := when.Instant(when.Day)
	for name, each := range map[string]struct {
		after    when.Instant
		silences []finding.Silence
		want     [3]known.Answer
		open     known.Answer
	}{
		"a grave one today holds it":                {0, quiet(7), [3]known.Answer{known.No, known.Yes, known.Yes}, known.No},
		"two weeks later it is out of the window":   {14 * days, quiet(7), [3]known.Answer{known.Yes, known.Yes, known.Yes}, known.Yes},
		"the fewest days of all readings count":     {14 * days, quiet(6), [3]known.Answer{known.Yes, known.Yes, known.No}, known.No},
		"where nobody counted days it is not known": {14 * days, nil, [3]known.Answer{known.Yes, known.Yes, known.Unknown}, known.Unknown},
	} {
		gates, err := gate.Gates(r, at+each.after, each.silences)
		if err != nil || len(gates) != 1 {
			t.Fatalf("%s: %v, %v", name, gates, err)
		}
		for i, f := range gates[0].Figures {
			if f.Holds != each.want[i] {
				t.Errorf("%s: %s: got %s, want %s", name, f.ID, f.Holds, each.want[i])
			}
		}
		if gates[0].Open != each.open {
			t.Errorf("%s: open %s, want %s", name, gates[0].Open, each.open)
		}
	}
}
