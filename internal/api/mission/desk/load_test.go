// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"context"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"truce/canon"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/incidents"
	"truce/internal/api/web"
	"truce/internal/store"
	"truce/internal/store/sqlite"
	"truce/internal/store/storetest"
)

// seeded is a store with TRUCE_STORE_ROWS incidents, else 5,000, that nobody reported. TRUCE_STORE_FILE names a file that is filled
// once and used again.
func seeded(b *testing.B) (*sqlite.Store, int) {
	b.Helper()
	rows, path := 5_000, os.Getenv("TRUCE_STORE_FILE")
	if text := os.Getenv("TRUCE_STORE_ROWS"); text != "" {
		var err error
		if rows, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	if path == "" {
		path = b.TempDir() + "/store"
	}
	ctx := context.Background()
	const each = 1_000
	last := int64(rows / each)
	s, err := sqlite.Open(ctx, path, store.Record{
		Origin: "exercise.example/log", Engine: engine.Version, Size: 1 << 40,
		Commitment: func(seq int64) (canon.Digest, error) { return storetest.Commitment(seq), nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	if s.Mark().Seq > 0 { // it is there: an empty replay of its last entry lets it serve
		err := s.Rebuild(ctx, func(take func(*engine.State, store.Entered) error) error {
			return take(engine.NewState(), store.Entered{Seq: s.Mark().Seq, Commitment: storetest.Commitment(s.Mark().Seq)})
		}, nil)
		if err != nil {
			b.Fatal(err)
		}
		return s, rows
	}
	f := storetest.NewFiller(1)
	for range last {
		if err := s.Apply(ctx, f.Next(each)); err != nil {
			b.Fatal(err)
		}
	}
	return s, rows
}

// loaded serves the list of incidents of a store, and the pages of a small record beside it.
func loaded(b *testing.B) (*room, int) {
	b.Helper()
	s, rows := seeded(b)
	r := serve(b, many(b, 50))
	of := &desk.Desk{Room: r.desk.Room, Enter: r.desk.Enter, Zone: r.desk.Zone, Site: r.desk.Site, Rows: func() *sqlite.Store { return s }}
	assets, err := web.New()
	if err != nil {
		b.Fatal(err)
	}
	server, err := api.New(api.Options{
		Realm: "mission", Site: r.desk.Site, Clock: r.desk.Clock, Zone: r.desk.Zone, Version: r.desk.Room.Version, Demo: guises(), Assets: assets,
		Streams: api.Streams{Session: 1_000}, // the idle viewers are of one session
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, route := range incidents.Routes(of) {
		server.Add(route)
	}
	return &room{b, r.desk, server}, rows
}

// listsAsked are what the benchmarks ask of the list.
func listsAsked() []string {
	return []string{
		"/incidents", "/incidents?act=mortar-fire", "/incidents?outcome=violation", "/incidents?outcome=exempt", "/incidents?id=7g",
		"/incidents?from=2026-03-10&to=2026-03-12", "/incidents?format=csv", "/incidents?fragment=incidents",
	}
}

// BenchmarkPagesOfManyIncidents answers pages of the list, and reports the median and the worst of each:
//
//	TRUCE_STORE_ROWS=1000000 TRUCE_STORE_FILE=/some/file go test -run '^$' -bench PagesOfMany -benchtime 100x ./internal/api/mission/desk
func BenchmarkPagesOfManyIncidents(b *testing.B) {
	r, rows := loaded(b)
	s := r.as(access.DutyOfficer)
	b.Logf("%d incidents in the store", rows)
	for _, address := range listsAsked() {
		b.Run(strings.TrimPrefix(address, "/"), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := b.Elapsed()
				s.must(address)
				took = append(took, b.Elapsed()-began)
			}
			timings(b, took)
		})
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.Logf("%d MB of memory from the system", m.Sys>>20)
}

// timings gives the median, the 99th of 100 and the worst.
func timings(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(took[len(took)/2]), "median-ms")
	b.ReportMetric(ms(took[len(took)*99/100]), "p99-ms")
	b.ReportMetric(ms(took[len(took)-1]), "worst-ms")
}
