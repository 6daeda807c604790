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

// register opens a register of the mended exercise with one gate over fourteen days, and says as of when.
func register(t *testing.T, indicators ...agreement.Indicator) (*response.Register, when.Instant) {
	t.Helper()
	data, err := agreements.Files.ReadFile("paris-exercise-mended.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse("paris-exercise-mended.yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	a.Gates = []agreement.Gate{{ID: "freeze", Name: "Freeze", Article: "12", Window: "14 d", By: "special-commission", Consequence: "x", Indicators: indicators}}
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
	return r, at
}

func TestAGateIsHeldByWhatMayHaveBeenWithinItsWindow(t *testing.T) {
	r, at := register(t,
		agreement.Indicator{ID: "grave", Counts: "violations", Severity: 3},
		agreement.Indicator{ID: "determined", Counts: "violations", On: "determination"},
		agreement.Indicator{ID: "silence", Counts: "quiet-days", Clock: "seven-days", AtLeast: 7},
	)
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

// assessed is a violation on the n-th incident, of a time or of none that is known.
func assessed(n byte, time when.Interval) *finding.Finding {
	return &finding.Finding{Version: 1, Released: finding.Released{
		Incident: canon.NewIncidentID(canon.Digest{n}), Term: "ceasefire", Verdict: finding.Violation, Status: finding.Assessed,
		Grade: finding.Grade{Severity: 3, Confidence: 2}, When: time,
	}}
}

func TestAViolationOfUnknownTimeOpensNoGate(t *testing.T) {
	days := when.Instant(when.Day)
	for name, each := range map[string]struct {
		indicator agreement.Indicator
		dated     int
		after     when.Instant
		want      known.Answer
	}{
		"one that may be in the window leaves it open whether it is":            {agreement.Indicator{}, 0, 0, known.Unknown},
		"it leaves it open as long as the window reaches back to its report":    {agreement.Indicator{}, 0, 14*days - 1, known.Unknown},
		"of before the window is what was reported before it":                   {agreement.Indicator{}, 0, 14 * days, known.Yes},
		"where one more would not matter the gate is open":                      {agreement.Indicator{AtMost: 1}, 0, 0, known.Yes},
		"where those of a known time are too many it is held":                   {agreement.Indicator{AtMost: 1}, 2, 0, known.No},
		"where it is one too many with it and none too many without, who knows": {agreement.Indicator{AtMost: 1}, 1, 0, known.Unknown},
		"one of another severity is none, whenever it was":                      {agreement.Indicator{Severity: 4}, 0, 0, known.Yes},
		"what is determined is not what is assessed":                            {agreement.Indicator{On: "determination"}, 0, 0, known.Yes},
	} {
		each.indicator.ID, each.indicator.Counts = "some", "violations"
		r, at := register(t, each.indicator)
		r.Take(assessed(1, when.Interval{}), "")
		for n := range each.dated {
			r.Take(assessed(byte(n+2), when.Interval{From: at, To: at}), "")
		}
		gates, err := gate.Gates(r, at+each.after, nil)
		if err != nil || gates[0].Open != each.want {
			t.Errorf("%s: got %v, %v", name, gates, err)
		}
	}
}

func TestAViolationThatABodyDeterminedOnAComplaintAloneMayBeInTheWindow(t *testing.T) {
	r, at := register(t, agreement.Indicator{ID: "determined", Counts: "violations", On: "determination", Severity: 4})
	for _, a := range []response.Act{
		{Complaint: &response.Complaint{Complainant: "amber", Respondent: "cobalt", Article: "1", Says: "shells"}},
		{Admission: &response.Admission{Complaint: 1, Outcome: "admitted", By: "special-commission"}},
		{Decided: &response.Decided{Case: 1, By: "special-commission", Outcome: finding.Violation, Reason: "seen"}},
	} {
		deed, err := r.Prepare(&a, at)
		if err != nil {
			t.Fatal(err)
		}
		deed()
	}
	gates, err := gate.Gates(r, at, nil)
	if err != nil || gates[0].Open != known.Unknown {
		t.Errorf("got %v, %v", gates, err)
	}
}
