// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"pgregory.net/rapid"

	"truce/agreement"
	"truce/agreements"
	"truce/canon"
	"truce/finding"
	"truce/response"
	"truce/when"
)

// text compiles an agreement of the library, changed a little.
func text(t rapid.TB, name string, change func(*agreement.Agreement)) *agreement.Compiled {
	t.Helper()
	data, err := agreements.Files.ReadFile(name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse(name+".yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(a)
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const hour = when.Instant(when.Hour)

func start(t rapid.TB) when.Instant {
	t.Helper()
	at, err := when.ParseInstant("2026-02-10T06:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func register(t rapid.TB, c *agreement.Compiled, o response.Options) *response.Register {
	t.Helper()
	r, err := response.New(c, o, start(t))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func incidentID(n int) canon.IncidentID {
	return canon.NewIncidentID(canon.Digest{byte(n), byte(n >> 8), byte(n >> 16), 1})
}

// invented is a finding on the n-th incident of a time.
func invented(n int, at when.Instant, s agreement.Severity, c agreement.Confidence) *finding.Finding {
	return &finding.Finding{Version: 1, Released: finding.Released{
		Incident: incidentID(n), Term: "ceasefire", Article: "1", Verdict: finding.Violation, Status: finding.Assessed,
		Grade: finding.Grade{Severity: s, Confidence: c}, When: when.Interval{From: at, To: at},
		Attribution: finding.Attribution{Level: finding.Party, Party: "cobalt"},
	}}
}

func do(t rapid.TB, r *response.Register, at when.Instant, a response.Act) []response.Event {
	t.Helper()
	r.Fire(at)
	deed, err := r.Prepare(&a, at)
	if err != nil {
		t.Fatal(err)
	}
	return deed()
}
