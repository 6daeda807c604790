// SPDX-License-Identifier: Apache-2.0

package response_test

import (
	"testing"

	"truce/finding"
	"truce/response"
	"truce/when"
)

// BenchmarkAYearOfABusyMission takes a thousand findings a day for a year through the procedure: every one is called about, one in two
// verified, one in four notified, one in eight determined by votes, and the clocks of all of them run out or are met.
func BenchmarkAYearOfABusyMission(b *testing.B) {
	c := text(b, "paris-exercise-mended", nil)
	const days, daily = 365, 1000
	events := 0
	for b.Loop() {
		events = 0
		r := register(b, c, response.Options{})
		at := start(b)
		for n := range days * daily {
			at += when.Instant(when.Day) / daily
			events += len(r.Fire(at))
			f := invented(n+1, at-hour, 2, 2)
			events += len(r.Take(f, ""))
			on := response.Thread{Case: n + 1}
			events += len(do(b, r, at, response.Act{Done: &response.Done{Thread: on, Step: "call", By: "coordination-cell"}}))
			if n%2 == 0 {
				events += len(do(b, r, at, response.Act{Done: &response.Done{Thread: on, Step: "verify", By: "monitoring-mission"}}))
			}
			if n%4 == 0 {
				events += len(do(b, r, at, response.Act{Done: &response.Done{Thread: on, Step: "notice", By: "coordination-cell", Summary: "fire"}}))
			}
			if n%8 == 0 {
				events += decide(b, r, at, f)
			}
		}
	}
	b.ReportMetric(float64(days*daily)*float64(b.N)/b.Elapsed().Seconds(), "findings/s")
	b.ReportMetric(float64(events), "events")
}

// decide moves a determination and votes on it, and takes the next version of the finding as a docket would give it.
func decide(b *testing.B, r *response.Register, at when.Instant, f *finding.Finding) int {
	c := r.CaseOf(f.Released.Incident, f.Released.Term)
	events := len(do(b, r, at, response.Act{Motion: &response.Move{
		Body: "special-commission", By: "guarantor-jade", Thread: response.Thread{Case: c.Number},
		Proposes: response.Proposal{Determination: &response.Outcome{Outcome: finding.Violation, Reasons: "seen"}},
	}}))
	m := r.Motions()[len(r.Motions())-1]
	for _, member := range []string{"guarantor-jade", "guarantor-ochre", "guarantor-slate"} {
		for _, e := range do(b, r, at, response.Act{Vote: &response.Vote{Motion: m.Digest, By: member, Choice: response.Yes}}) {
			events++
			if e.Carry == nil {
				continue
			}
			next := *f
			next.Version, next.Released.Status, next.Released.Determination = 2, finding.Determined, e.Carry.Determination
			events += len(r.Take(&next, e.Carry.By))
		}
	}
	return events
}
