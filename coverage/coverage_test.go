// SPDX-License-Identifier: Apache-2.0

package coverage_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/coverage"
	"truce/place"
	"truce/report"
	"truce/when"
)

const start = when.Instant(1773964800000)

// hours is from one hour to another, less a millisecond.
func hours(from, to int) when.Interval {
	return when.Interval{From: start + when.Instant(from)*when.Instant(when.Hour), To: start + when.Instant(to)*when.Instant(when.Hour) - 1}
}

func circle(east, radius int) place.Region {
	return place.Region{Circle: &place.Circle{
		Centre: place.Point{Lat: 480_000_000, Lon: int32(380_000_000 + east*134)}, Radius: place.Length(radius) * place.Metre,
	}}
}

func watch(source string, means report.Means, where place.Region, span when.Interval) coverage.Watch {
	return coverage.Watch{Source: source, Means: means, Where: where, Time: span}
}

func TestCoveredIsTheUnionOfWholeWatchesLessTheirGaps(t *testing.T) {
	village := circle(0, 1000)
	post := watch("post", report.Seen, circle(0, 5000), hours(0, 12))
	camera := watch("camera", report.Camera, circle(0, 3000), hours(6, 18))
	gap := func(source string, means report.Means, where place.Region, span when.Interval) coverage.Gap {
		return coverage.Gap{Source: source, Means: means, Reason: "denied", Where: where, Time: span}
	}
	for _, each := range []struct {
		name    string
		watches []coverage.Watch
		gaps    []coverage.Gap
		want    when.Duration
	}{
		{"nobody", nil, nil, 0},
		{"one", []coverage.Watch{post}, nil, 12 * when.Hour},
		{"two that overlap count once", []coverage.Watch{camera, post}, nil, 18 * when.Hour},
		{"the same twice", []coverage.Watch{post, post}, nil, 12 * when.Hour},
		{"one that runs on after the day", []coverage.Watch{watch("post", report.Seen, circle(0, 5000), hours(20, 30))}, nil, 4 * when.Hour},
		{"one of another day", []coverage.Watch{watch("post", report.Seen, circle(0, 5000), hours(30, 40))}, nil, 0},
		{"one of a part of the village", []coverage.Watch{watch("post", report.Seen, circle(900, 1000), hours(0, 12))}, nil, 0},
		{"one of most of the village", []coverage.Watch{watch("post", report.Seen, circle(200, 1000), hours(0, 12))}, nil, 0},
		{"one that lacks a strip of the village", []coverage.Watch{watch("post", report.Seen, circle(1100, 2000), hours(0, 12))}, nil, 0},
		{"two halves that only together are the village", []coverage.Watch{
			watch("post", report.Seen, circle(-900, 1000), hours(0, 12)), watch("camera", report.Camera, circle(900, 1000), hours(0, 12)),
		}, nil, 0},
		{"one of another village", []coverage.Watch{watch("post", report.Seen, circle(9000, 5000), hours(0, 12))}, nil, 0},
		{"one of the village itself", []coverage.Watch{watch("post", report.Seen, village, hours(0, 12))}, nil, 12 * when.Hour},
		{"a gap in the middle", []coverage.Watch{post}, []coverage.Gap{gap("post", "", place.Region{}, hours(3, 5))}, 10 * when.Hour},
		{"a gap at the end", []coverage.Watch{post}, []coverage.Gap{gap("post", "", place.Region{}, hours(10, 20))}, 10 * when.Hour},
		{"a gap over all of it", []coverage.Watch{post}, []coverage.Gap{gap("post", "", place.Region{}, hours(0, 24))}, 0},
		{"two gaps", []coverage.Watch{post}, []coverage.Gap{gap("post", "", place.Region{}, hours(1, 2)), gap("post", "", place.Region{}, hours(4, 6))}, 9 * when.Hour},
		{"a gap that another source fills", []coverage.Watch{post, camera}, []coverage.Gap{gap("post", "", place.Region{}, hours(6, 12))}, 18 * when.Hour},
		{"a gap of another source", []coverage.Watch{post}, []coverage.Gap{gap("camera", "", place.Region{}, hours(0, 24))}, 12 * when.Hour},
		{"a gap of another means", []coverage.Watch{post}, []coverage.Gap{gap("post", report.UAV, place.Region{}, hours(0, 24))}, 12 * when.Hour},
		{"a gap of the means", []coverage.Watch{post}, []coverage.Gap{gap("post", report.Seen, place.Region{}, hours(0, 24))}, 0},
		{"a gap elsewhere", []coverage.Watch{post}, []coverage.Gap{gap("post", "", circle(20_000, 1000), hours(0, 24))}, 12 * when.Hour},
		{"a gap in a part of what was watched", []coverage.Watch{post}, []coverage.Gap{gap("post", "", circle(4000, 500), hours(0, 24))}, 0},
	} {
		t.Run(each.name, func(t *testing.T) {
			var l coverage.Ledger
			for _, w := range each.watches {
				l.Add(w)
			}
			for _, g := range each.gaps {
				l.AddGap(g)
			}
			if got := l.Over(village, nil, hours(0, 24)).Covered; got != each.want {
				t.Errorf("got %s, want %s", got, each.want)
			}
		})
	}
}

func TestWatchesAndGapsAreChecked(t *testing.T) {
	good := watch("post", report.Seen, circle(0, 100), hours(0, 1))
	gap := coverage.Gap{Source: "post", Reason: "dark", Time: hours(0, 1)}
	for _, each := range []struct {
		name string
		err  error
		want string
	}{
		{"a sound watch", good.Check(), ""},
		{"a sound gap", gap.Check(), ""},
		{"a watch of nobody", func() error { w := good; w.Source = ""; return w.Check() }(), "no source"},
		{"a watch of no place", func() error { w := good; w.Where = place.Region{Name: "Mill"}; return w.Check() }(), "no place on the ground"},
		{"a watch of no time", func() error { w := good; w.Time = when.Interval{}; return w.Check() }(), "no time"},
		{"a watch that ends before it begins", func() error { w := good; w.Time.To = w.Time.From - 1; return w.Check() }(), "before it begins"},
		{"a watch by unheard-of means", func() error { w := good; w.Means = "dreams"; return w.Check() }(), "dreams"},
		{"a gap for another reason", func() error { g := gap; g.Reason = "tired"; return g.Check() }(), "use denied, delayed, jammed, dark or unknown"},
		{"a gap at a mere name", func() error { g := gap; g.Where = place.Region{Name: "Mill"}; return g.Check() }(), "by its name alone"},
		{"a gap of nobody", func() error { g := gap; g.Source = ""; return g.Check() }(), "no source"},
	} {
		if each.want == "" && each.err != nil || each.want != "" && (each.err == nil || !strings.Contains(each.err.Error(), each.want)) {
			t.Errorf("%s: got %v, want %q", each.name, each.err, each.want)
		}
	}
}

// TestNoGapAddsCoverage draws watches and gaps: more watches never cover less, more gaps never more, and no span is
// covered longer than it lasts.
func TestNoGapAddsCoverage(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var l coverage.Ledger
		span, last := hours(0, 24), when.Duration(0)
		any := func() when.Interval {
			from := rapid.IntRange(-5, 25).Draw(rt, "from")
			return hours(from, from+rapid.IntRange(1, 12).Draw(rt, "long"))
		}
		for range rapid.IntRange(1, 6).Draw(rt, "watches") {
			l.Add(watch(rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "source"), report.Seen, circle(0, 5000), any()))
			got := l.Over(circle(0, 1000), nil, span).Covered
			if got < last || got > span.Length()+1 {
				rt.Fatalf("covered %s after %s", got, last)
			}
			last = got
		}
		for range rapid.IntRange(1, 4).Draw(rt, "gaps") {
			l.AddGap(coverage.Gap{Source: rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "source"), Reason: "dark", Time: any()})
			got := l.Over(circle(0, 1000), nil, span).Covered
			if got > last || got < 0 {
				rt.Fatalf("covered %s after %s", got, last)
			}
			last = got
		}
	})
}
