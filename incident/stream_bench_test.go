// SPDX-License-Identifier: Apache-2.0

package incident_test

import (
	"fmt"
	"runtime"
	"testing"

	"truce/incident"
	"truce/internal/workload"
	"truce/observation"
	"truce/place"
	"truce/when"
)

// chunk is how many observations are made at once while the clock stands, and submission how many are added at once.
const (
	chunk      = 51_200
	submission = 256
)

// BenchmarkStream joins streams with expiry after 30 days, as the engine does: of 200 coded reports a day, as many as
// UCDP GED and its like give of Ukraine, and of 33,333 a day in minutes, which is 100,000 in three days. Run it with
//
//	go test ./incident -run '^$' -bench 'Stream/.*/1M' -benchtime 1x -count 5
//	go test ./incident -run '^$' -bench 'Stream/.*plain.*' -benchtime 1x -timeout 2h
//
// The exponent of total time from 1M to 10M is log10 of the ratio of their times; use the joins/s.
func BenchmarkStream(b *testing.B) {
	for _, each := range []struct {
		name string
		mix  workload.Mix
	}{
		{"200 a day plain", workload.Mix{PerDay: 200, Days: true}},
		{"200 a day headlines", workload.Mix{PerDay: 200, Days: true, Headlines: true}},
		{"33333 a day plain", workload.Mix{PerDay: 33_333}},
		{"33333 a day headlines", workload.Mix{PerDay: 33_333, Headlines: true}},
	} {
		for _, n := range []int{100_000, 1_000_000, 10_000_000} {
			name := fmt.Sprintf("%s/%dM", each.name, n/1_000_000)
			if n < 1_000_000 {
				name = fmt.Sprintf("%s/%dk", each.name, n/1000)
			}
			b.Run(name, func(b *testing.B) {
				rounds := 0
				for b.Loop() {
					rounds++
					stream(b, each.mix, n)
				}
				b.ReportMetric(float64(n)*float64(rounds)/b.Elapsed().Seconds(), "joins/s")
			})
		}
	}
}

func stream(b *testing.B, mix workload.Mix, n int) {
	b.StopTimer()
	s := workload.NewIncidents(mix, 1)
	j := incident.NewJoiner()
	changes := 0
	for left := n; left > 0; left -= chunk {
		list := s.Next(min(left, chunk))
		b.StartTimer()
		for len(list) > 0 {
			some := list[:min(submission, len(list))]
			list = list[len(some):]
			changes += len(j.Add(some))
			j.Expire(some[len(some)-1].Received - when.Instant(30*when.Day))
		}
		b.StopTimer()
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	live, cold, accounts := j.IndexBytes()
	b.ReportMetric(float64(live)/float64(max(1, accounts)), "index-B/live")
	b.ReportMetric(float64(cold)/float64(n), "cold-B/report")
	b.ReportMetric(float64(m.HeapAlloc)/float64(n), "heap-B/report")
	b.ReportMetric(float64(changes)/float64(n), "changes/report")
	runtime.KeepAlive(j)
	b.StartTimer()
}

// BenchmarkBurst adds different accounts of one place and hour, in submissions.
func BenchmarkBurst(b *testing.B) {
	for _, n := range []int{500, 1000, 2000, 4000, 8000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var all []*observation.Observation
			for i := range n {
				s := mortar()
				s.Time = minutes(i%60, i%60+1+i/60%7)
				s.Where.Circle.Centre.Lon += int32(i * 7919 % 20_000)
				s.Where.Circle.Radius += place.Length(i%97) * 10 * place.Metre
				all = append(all, observe(b, plain(fmt.Sprintf("s%04d", i), s))...)
			}
			for b.Loop() {
				j := incident.NewJoiner()
				for i := 0; i < n; i += submission {
					j.Add(all[i:min(n, i+submission)])
				}
			}
		})
	}
}
