// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/internal/store"
	"truce/internal/store/sqlite"
	"truce/internal/store/storetest"
	"truce/place"
	"truce/when"
)

// rowsAsked is how many incidents the store of the benchmarks has: TRUCE_STORE_ROWS, else a tenth of a month.
func rowsAsked(b *testing.B) int {
	text := os.Getenv("TRUCE_STORE_ROWS")
	if text == "" {
		return 5_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// filled returns a store with so many incidents. TRUCE_STORE_FILE names a file that is filled once and used again.
func filled(b *testing.B, rows int) (s *sqlite.Store, path string) {
	b.Helper()
	ctx := context.Background()
	if path = os.Getenv("TRUCE_STORE_FILE"); path == "" {
		path = filepath.Join(b.TempDir(), "store")
	}
	const each = 2_000
	of := store.Record{
		Origin: "exercise.example/log", Engine: engine.Version, Size: 1 << 40,
		Commitment: func(seq int64) (canon.Digest, error) { return storetest.Commitment(seq), nil },
	}
	s, err := sqlite.Open(ctx, path, of)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	last := int64(rows / each)
	if s.Mark().Seq == last { // it is there: an empty replay of its last entry lets it serve
		err := s.Rebuild(ctx, func(take func(*engine.State, store.Entered) error) error {
			return take(engine.NewState(), store.Entered{Seq: last, Commitment: storetest.Commitment(last)})
		}, nil)
		if err != nil {
			b.Fatal(err)
		}
		return s, path
	}
	if s.Mark().Seq != 0 {
		b.Fatal("the file has another number of rows: remove it")
	}
	f := storetest.NewFiller(1)
	for range last {
		if err := s.Apply(ctx, f.Next(each)); err != nil {
			b.Fatal(err)
		}
	}
	return s, path
}

// chance is a small generator for the questions.
type chance uint64

func (c *chance) below(n int64) int64 {
	*c = *c*6364136223846793005 + 1442695040888963407
	return int64(uint64(*c)>>33) % n
}

// spent is the time that the process had of a processor: unlike the time that passed it says the same on a busy machine.
func spent(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// question is a query with what it asks drawn anew each time.
type question struct {
	name string
	ask  func(*chance) error
}

// BenchmarkQueries asks a store what the pages ask it. It reports the median and the worst of the answers, each with other
// questions:
//
//	TRUCE_STORE_ROWS=1000000 TRUCE_STORE_FILE=/some/file go test -run '^$' -bench Queries -benchtime 200x ./internal/store/sqlite
func BenchmarkQueries(b *testing.B) {
	rows := rowsAsked(b)
	s, path := filled(b, rows)
	if info, err := os.Stat(path); err == nil {
		b.Logf("%d incidents in %d MB", rows, info.Size()>>20)
	}
	for _, q := range questions(s, rows) {
		b.Run(q.name, func(b *testing.B) {
			c, cpu := chance(7), spent(b)
			took := make([]time.Duration, 0, b.N)
			b.ReportAllocs()
			for b.Loop() {
				began := b.Elapsed()
				if err := q.ask(&c); err != nil && !errors.Is(err, store.ErrNotFound) {
					b.Fatal(err)
				}
				took = append(took, b.Elapsed()-began)
			}
			cpu = spent(b) - cpu
			slices.Sort(took)
			b.ReportMetric(float64(cpu.Microseconds())/1000/float64(len(took)), "cpu-ms")
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "worst-ms")
		})
	}
}

func questions(s *sqlite.Store, rows int) []question {
	ctx := context.Background()
	days := int64(rows)/storetest.PerDay + 1
	span := func(c *chance, length int64) when.Interval {
		from := storetest.FirstDay + when.Instant(c.below(days))*when.Instant(when.Day)
		return when.Interval{From: from, To: from + when.Instant(length)*when.Instant(when.Day)}
	}
	window := func(c *chance, size int64) *store.Bounds {
		at := place.Point{Lat: int32(470_000_000 + c.below(30_000_000)), Lon: int32(330_000_000 + c.below(50_000_000))}
		return &store.Bounds{Low: at, High: place.Point{Lat: at.Lat + int32(size), Lon: at.Lon + int32(size)}}
	}
	region := func(c *chance) *string {
		name := fmt.Sprint("region ", c.below(25))
		return &name
	}
	incidents := func(name string, filter func(*chance) store.IncidentFilter) question {
		return question{"incidents " + name, func(c *chance) error {
			page, err := s.Incidents(ctx, filter(c))
			if err == nil && page.Next != "" { // and the page behind it
				f := filter(c)
				f.Cursor = page.Next
				_, err = s.Incidents(ctx, f)
			}
			return err
		}}
	}
	list := []question{
		incidents("newest", func(*chance) store.IncidentFilter { return store.IncidentFilter{} }),
		incidents("of a week", func(c *chance) store.IncidentFilter { return store.IncidentFilter{Span: span(c, 7)} }),
		incidents("in a small window", func(c *chance) store.IncidentFilter { return store.IncidentFilter{Window: window(c, 500_000)} }),
		incidents("in a large window", func(c *chance) store.IncidentFilter { return store.IncidentFilter{Window: window(c, 20_000_000)} }),
		incidents("in a window in a week", func(c *chance) store.IncidentFilter {
			return store.IncidentFilter{Window: window(c, 2_000_000), Span: span(c, 7)}
		}),
		incidents("of a rare act", func(*chance) store.IncidentFilter { return store.IncidentFilter{Act: "marker-displacement"} }),
		incidents("of fire in a region", func(c *chance) store.IncidentFilter { return store.IncidentFilter{Act: "fire", Region: region(c)} }),
		incidents("that are final", func(*chance) store.IncidentFilter { return store.IncidentFilter{Status: finding.Final} }),
		incidents("assessed as violations in a window", func(c *chance) store.IncidentFilter {
			return store.IncidentFilter{Outcome: finding.Violation, Status: finding.Assessed, Window: window(c, 2_000_000)}
		}),
		incidents("unreviewed", func(*chance) store.IncidentFilter { return store.IncidentFilter{Triage: store.Unreviewed} }),
		incidents("that nothing is", func(c *chance) store.IncidentFilter {
			return store.IncidentFilter{Act: "uav-flight", Outcome: finding.Exempt, Span: span(c, 365)}
		}),
	}
	return append(list, others(s, rows, span, region, window)...)
}

func others(s *sqlite.Store, rows int, span func(*chance, int64) when.Interval, region func(*chance) *string, window func(*chance, int64) *store.Bounds) []question {
	ctx := context.Background()
	findings := func(f store.FindingFilter) error { _, err := s.Findings(ctx, f); return err }
	reports := func(f store.ReportFilter) error { _, err := s.Reports(ctx, f); return err }
	points := func(f store.PointFilter) error { _, err := s.Points(ctx, f); return err }
	return []question{
		{"one incident", func(c *chance) error {
			_, err := s.Incident(ctx, storetest.Incident(int(c.below(int64(rows)))))
			return err
		}},
		{"findings newest", func(*chance) error { return findings(store.FindingFilter{}) }},
		{"findings determined of an article", func(*chance) error {
			return findings(store.FindingFilter{Agreement: "fifty-terms@1", Article: "3", Status: finding.Determined})
		}},
		{"findings of a region in a week", func(c *chance) error { return findings(store.FindingFilter{Region: region(c), Span: span(c, 7)}) }},
		{"one finding", func(c *chance) error {
			_, err := s.Finding(ctx, storetest.Finding(int(c.below(int64(rows)))))
			return err
		}},
		{"reports newest", func(*chance) error { return reports(store.ReportFilter{}) }},
		{"reports of a day", func(c *chance) error { return reports(store.ReportFilter{Received: span(c, 1)}) }},
		{"reports of a class in a region", func(c *chance) error { return reports(store.ReportFilter{Class: store.Sensor, Region: region(c)}) }},
		{"news of two entries", func(*chance) error { _, err := s.Since(ctx, s.Mark().Seq-2, 50); return err }},
		{"100,000 points", func(*chance) error { return points(store.PointFilter{Limit: 100_000}) }},
		{"points of a week", func(c *chance) error { return points(store.PointFilter{Span: span(c, 7)}) }},
		{"points in a window, all time", func(c *chance) error { return points(store.PointFilter{Window: window(c, 2_000_000)}) }},
		{"days of a month", func(c *chance) error {
			from := when.Date{Year: 2024, Month: 1, Day: 1}.Add(int(c.below(300)))
			_, err := s.Days(ctx, store.DayFilter{From: from, To: from.Add(31)})
			return err
		}},
		{"regions", func(*chance) error { _, err := s.Regions(ctx); return err }},
	}
}

// BenchmarkFill writes rows into an empty store, 2,000 incidents with all that is theirs in a transaction: what a rebuild writes,
// without the fold.
func BenchmarkFill(b *testing.B) {
	const each = 2_000
	s, err := sqlite.Open(context.Background(), filepath.Join(b.TempDir(), "store"), store.Record{Origin: "exercise.example/log", Engine: engine.Version})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	f := storetest.NewFiller(1)
	n, cpu := 0, spent(b)
	for b.Loop() {
		if err := s.Apply(context.Background(), f.Next(each)); err != nil {
			b.Fatal(err)
		}
		n += each
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "incidents/s")
	b.ReportMetric(float64(n)/(spent(b)-cpu).Seconds(), "incidents/cpu-s")
}
