// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"fmt"
	"testing"

	"truce/agreement"
	"truce/agreements"
	"truce/engine"
	"truce/place"
	"truce/report"
	"truce/when"
)

// adopted returns a state with worked examples on record.
func adopted(t testing.TB, at when.Instant, names ...string) *engine.State {
	t.Helper()
	s := engine.NewState()
	step(t, s, engine.NewGenesis(at))
	for _, name := range names {
		data, err := agreements.Files.ReadFile(name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		a, err := agreement.Parse(name+".yaml", data, agreements.Files)
		if err != nil {
			t.Fatal(err)
		}
		step(t, s, engine.Entry{Seq: s.Seq() + 1, Time: at, Adoption: &engine.Adoption{Agreement: a}})
	}
	return s
}

func step(t testing.TB, s *engine.State, e engine.Entry) []engine.Effect {
	t.Helper()
	effects, err := s.Step(e)
	if err != nil {
		t.Fatal(err)
	}
	return effects
}

func fold(t testing.TB, s *engine.State, b *engine.Batch) {
	t.Helper()
	entries, _, err := b.Entries(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		step(t, s, e)
	}
}

var instruments = []string{"minsk-protocol-2014", "minsk-memorandum-2014", "minsk-package-2015", "minsk-addendum-2015"}

// BenchmarkReal folds every row of the real data under four instruments.
// Run it with: go test ./engine -run '^$' -bench Real -benchtime 1x
func BenchmarkReal(b *testing.B) {
	batch := gedSample(b, 1)
	first, _ := batch.First()
	for b.Loop() {
		fold(b, adopted(b, first, instruments...), batch)
	}
}

// BenchmarkMonth folds a month of reports of a country at rising density: the time for one report must not rise
// with their number as long as they lie apart, and slowly along a front.
// Run it with: go test ./engine -run '^$' -bench Month -benchtime 1x
func BenchmarkMonth(b *testing.B) {
	for _, each := range []struct {
		name   string
		n      int
		across int64 // how far east they lie, in degrees x 10^7
	}{
		{"a country, 5000", 5000, 120_000_000}, {"a country, 40000", 40_000, 120_000_000}, {"a front, 40000", 40_000, 6_000_000},
	} {
		b.Run(each.name, func(b *testing.B) {
			start, err := when.ParseInstant("2015-03-01T00:00:00Z")
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				s := adopted(b, start, "minsk-package-2015")
				fold(b, s, month(each.n, each.across, start))
				b.ReportMetric(float64(len(s.Incidents())), "incidents")
			}
		})
	}
}

// month scatters reports over thirty days and a country, always the same way.
func month(n int, across int64, start when.Instant) *engine.Batch {
	batch := &engine.Batch{}
	seed := uint64(1)
	next := func(below int64) int64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int64(seed>>33) % below
	}
	for i := range n {
		at := start + when.Instant(next(30*int64(when.Day)))
		where := place.Region{Circle: &place.Circle{
			Centre: place.Point{Lat: int32(470_000_000 + next(40_000_000)), Lon: int32(260_000_000 + 120_000_000 - across + next(across))},
			Radius: place.Length(1+next(3)) * place.Kilometre,
		}}
		batch.Reports = append(batch.Reports, report.Report{
			Identity: report.Identity{Person: fmt.Sprint(i)},
			Extract: report.Extract{
				Level: report.Plain, Source: fmt.Sprint("post-", next(200)), Received: at + when.Instant(when.Hour),
				Sightings: []report.Sighting{{
					Act: "mortar-fire", Time: when.Span{Interval: when.Interval{From: at, To: at + when.Instant(10*when.Minute)}},
					Where: where, Means: report.Heard,
				}},
			},
		})
	}
	return batch
}
