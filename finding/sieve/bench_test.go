// SPDX-License-Identifier: Apache-2.0

package sieve_test

import (
	"testing"

	"truce/agreement"
	"truce/canon"
	"truce/finding/sieve"
	"truce/incident"
	"truce/internal/workload"
	"truce/observation"
	"truce/report"
)

// theatre returns the text of fifty terms and incidents of a theatre.
func theatre(t testing.TB, reports int) (*agreement.Compiled, []*incident.Incident) {
	t.Helper()
	text, err := agreement.Compile(workload.Accord(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var seen []*observation.Observation
	for _, r := range workload.NewStream(1, 1_772_409_600_000, 1000).Next(reports) {
		sum, err := r.Extract.Digest()
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range observation.Extract(report.ID(sum, canon.Salt{}), r.Extract, text.Locate) {
			seen = append(seen, &o)
		}
	}
	joiner := incident.NewJoiner()
	joiner.Add(seen)
	return text, joiner.All()
}

// BenchmarkTerms sifts fifty terms for incidents of a theatre, as judging does first. Run it with:
// go test ./finding/sieve -run '^$' -bench Terms -count 5
func BenchmarkTerms(b *testing.B) {
	text, all := theatre(b, 8000)
	s, asked, i := sieve.New(text, text.Rules()), 0, 0
	for b.Loop() {
		if s.Sift(all[i%len(all)]).Asks() {
			asked++
		}
		i++
	}
	b.ReportMetric(float64(asked)/float64(b.N), "asked/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "incidents/s")
}
