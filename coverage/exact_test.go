// SPDX-License-Identifier: Apache-2.0

package coverage_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/act"
	"truce/coverage"
	"truce/known"
	"truce/place"
	"truce/report"
	"truce/when"
)

// TestHoursAreThoseOfCountingHourByHour draws watches and gaps of whole hours and asks of each hour and cell, one by one, who
// watched and what kept others from it.
func TestHoursAreThoseOfCountingHourByHour(t *testing.T) {
	rows := []place.Region{
		box(480_000_000, 380_000_000, 480_200_000, 380_400_000), box(480_200_000, 380_000_000, 480_400_000, 380_400_000), box(480_400_000, 380_000_000, 480_600_000, 380_400_000),
	}
	means := []report.Means{report.Seen, report.Camera, report.Told}
	rapid.Check(t, func(rt *rapid.T) {
		var l coverage.Ledger
		type watching struct {
			source   string
			means    report.Means
			row      int
			from, to int
		}
		type kept struct {
			source   string
			means    report.Means
			cause    coverage.Cause
			from, to int
		}
		var watches []watching
		var gaps []kept
		for range rapid.IntRange(0, 8).Draw(rt, "watches") {
			from := rapid.IntRange(0, 22).Draw(rt, "from")
			w := watching{rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "source"), rapid.SampledFrom(means).Draw(rt, "means"), rapid.IntRange(0, 2).Draw(rt, "row"), from, rapid.IntRange(from+1, 24).Draw(rt, "to")}
			watches = append(watches, w)
			l.Add(watch(w.source, w.means, rows[w.row], hours(w.from, w.to)))
		}
		for range rapid.IntRange(0, 5).Draw(rt, "gaps") {
			from := rapid.IntRange(0, 22).Draw(rt, "from")
			g := kept{rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "source"), rapid.SampledFrom(append(means, "")).Draw(rt, "means"), rapid.SampledFrom(coverage.Causes()).Draw(rt, "cause"), from, rapid.IntRange(from+1, 24).Draw(rt, "to")}
			gaps = append(gaps, g)
			l.AddGap(coverage.Gap{Source: g.source, Means: g.means, Reason: g.cause, Time: hours(g.from, g.to)})
		}
		got := counted(t, &l, coverage.Request{Areas: []coverage.Area{village()}, Acts: []act.Act{"use-of-force"}, Period: hours(0, 24)})
		for i, c := range got.Cells {
			var watched, noData int64
			lost := map[coverage.Cause]int64{}
			for hour := range 24 {
				somebody, why := false, map[coverage.Cause]bool{}
				for _, w := range watches {
					if w.row != i/2 || hour < w.from || hour >= w.to || w.means == report.Told {
						continue
					}
					cut := false
					for _, g := range gaps {
						if g.source == w.source && (g.means == "" || g.means == w.means) && hour >= g.from && hour < g.to {
							cut, why[g.cause] = true, true
						}
					}
					somebody = somebody || !cut
				}
				switch {
				case somebody:
					watched++
				case len(why) == 0:
					noData++
				default:
					for _, cause := range coverage.Causes() {
						if why[cause] {
							lost[cause]++
							break
						}
					}
				}
			}
			if c.Watched != when.Duration(watched)*when.Hour || c.NoData != when.Duration(noData)*when.Hour {
				rt.Fatalf("cell %d: watched %s, no data %s; want %d and %d h", i, c.Watched, c.NoData, watched, noData)
			}
			for _, each := range c.Lost {
				if each.Time != when.Duration(lost[each.Why])*when.Hour {
					rt.Fatalf("cell %d: %s %s, want %d h", i, each.Why, each.Time, lost[each.Why])
				}
				delete(lost, each.Why)
			}
			if len(lost) > 0 {
				rt.Fatalf("cell %d: lost %v is missing", i, lost)
			}
		}
	})
}

// TestWhatNobodyWatchedForMovesNoRate adds events in hours and cells that nobody watched: counted they are, and no rate moves.
func TestWhatNobodyWatchedForMovesNoRate(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var l coverage.Ledger
		until := rapid.IntRange(1, 20).Draw(rt, "until")
		l.Add(watch("post", report.Heard, village().Where, hours(0, until)))
		r := coverage.Request{Areas: []coverage.Area{village()}, Acts: []act.Act{"use-of-force"}, Period: hours(0, 24)}
		at := func(hour int) coverage.Event {
			centre := place.Point{Lat: 480_300_000, Lon: int32(rapid.IntRange(380_050_000, 380_350_000).Draw(rt, "east"))}
			span := hours(hour, hour+1)
			return coverage.Event{Is: known.Yes, Where: place.Region{Circle: &place.Circle{Centre: centre, Radius: 100 * place.Metre}}, When: span}
		}
		for range rapid.IntRange(0, 3).Draw(rt, "watched") {
			r.Events = append(r.Events, at(rapid.IntRange(0, until-1).Draw(rt, "hour")))
		}
		before := counted(t, &l, r)
		more := rapid.IntRange(1, 4).Draw(rt, "unwatched")
		for range more {
			r.Events = append(r.Events, at(rapid.IntRange(until, 23).Draw(rt, "hour")))
		}
		after := counted(t, &l, r)
		if *after.Rate != *before.Rate || after.Seen.Watched != before.Seen.Watched || after.Seen.Unwatched != int64(more) {
			rt.Fatalf("rate %+v became %+v, seen %+v", before.Rate, after.Rate, after.Seen)
		}
	})
}

// BenchmarkCount counts an area of 10,000 cells over 30 days with 300 watches. go test -bench Count ./coverage
func BenchmarkCount(b *testing.B) {
	area := coverage.Area{Name: "front", Where: box(470_000_000, 360_000_000, 490_000_000, 380_000_000)}
	var l coverage.Ledger
	for i := range 300 {
		w := coverage.Watch{Source: "camera", Means: report.Camera, Post: circle(-i*400, 10), Time: hours(i, i+400)}
		if i%3 == 0 {
			w.Where, w.Post = box(470_000_000+int32(i)*50_000, 360_000_000, 475_000_000+int32(i)*50_000, 375_000_000), place.Region{}
		}
		l.Add(w)
	}
	for b.Loop() {
		if _, err := l.Count(coverage.Request{Areas: []coverage.Area{area}, Acts: []act.Act{"use-of-force"}, Period: hours(0, 720)}); err != nil {
			b.Fatal(err)
		}
	}
}
