// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"strings"
	"testing"

	"truce/coverage"
	"truce/finding"
	"truce/known"
	"truce/place"
	"truce/report"
	"truce/when"
)

const clock = `
quiet:
  - {id: three-days, article: 1, place: basin, days: 3, zone: Europe/Kyiv, from: D+1, resets: [fire]}
`

// silence counts the clock from 21 March on, in a zone whose clocks go forward on the 29th.
func silence(t *testing.T, r *record, watched *coverage.Ledger, until string) finding.Silence {
	t.Helper()
	list, err := r.docket.Silences(watched, at(t, until).From)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d clocks, %v", len(list), err)
	}
	return list[0]
}

func TestADayIsQuietOnlyWhereSomebodyWatched(t *testing.T) {
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	day := func(date string) when.Interval {
		d, err := when.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		return zone.Whole(d)
	}
	basin := place.Region{Polygons: box(46.9, 49.1)}
	basin.Polygons[0].Rings[0][0].Lon, basin.Polygons[0].Rings[0][3].Lon = 369_000_000, 369_000_000
	basin.Polygons[0].Rings[0][1].Lon, basin.Polygons[0].Rings[0][2].Lon = 391_000_000, 391_000_000
	watched := &coverage.Ledger{}
	for _, date := range []string{"2026-03-21", "2026-03-22", "2026-03-23", "2026-03-24", "2026-03-26", "2026-03-29"} {
		watched.Add(coverage.Watch{Source: "post", Means: report.Seen, Where: basin, Time: day(date)})
	}
	watched.AddGap(coverage.Gap{Source: "post", Reason: "denied", Time: when.Interval{From: day("2026-03-26").From, To: day("2026-03-26").From + 1000}})
	r := opened(t, "counting:", clock[1:]+"counting:")
	fire := func(source, time string, change func(*report.Sighting)) {
		r.see(r.extract(source, r.shot(func(s *report.Sighting) {
			s.Time.Interval = at(t, time)
			if change != nil {
				change(s)
			}
		})))
	}
	fire("broken", "2026-03-22 12:00", nil)
	fire("perhaps", "2026-03-24 12:00", func(s *report.Sighting) { s.Act = "explosion" })
	fire("elsewhere", "2026-03-21 12:00", func(s *report.Sighting) { s.Where = circle(3000, 100) })
	fire("no fire", "2026-03-21 12:00", func(s *report.Sighting) { s.Act = "uav-flight" })
	fire("across midnight", "2026-03-29 20:59 to 2026-03-29 21:01", nil)

	s := silence(t, r, watched, "2026-03-31")
	want := map[string]string{
		"2026-03-21": "quiet ", "2026-03-22": "broken incident:", "2026-03-23": "quiet ", "2026-03-24": "not-proven may have been broken by",
		"2026-03-25": "not-proven watched for 0", "2026-03-26": "not-proven watched for 23 h 59 min 58 s 999 ms", "2026-03-29": "not-proven may have been broken by",
		"2026-03-30": "not-proven may have been broken by",
	}
	for _, d := range s.Days {
		if words, ok := want[d.Date.String()]; ok && !strings.HasPrefix(d.State.String()+" "+d.Reason, words) {
			t.Errorf("%s: got %s %q, want %q", d.Date, d.State, d.Reason, words)
		}
	}
	if len(s.Days) != 10 || s.Count.Reached != known.Unknown || s.Count.Run != 0 || s.Clock != "three-days" || !s.Exercise {
		t.Errorf("%d days, %+v", len(s.Days), s.Count)
	}
}

func TestADayOf23HoursCanBeQuiet(t *testing.T) {
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	d, err := when.ParseDate("2026-03-29")
	if err != nil {
		t.Fatal(err)
	}
	watched := &coverage.Ledger{}
	watched.Add(coverage.Watch{Source: "post", Means: report.Seen, Where: place.Region{Polygons: box(46.9, 49.1)}, Time: zone.Whole(d)})
	r := opened(t, "counting:", clock[1:]+"counting:", "geometry: {polygon: [[37, 47], [39, 47], [39, 49], [37, 49]]}", "geometry: {point: [38, 48], radius: 5 km}")
	for _, day := range silence(t, r, watched, "2026-03-31").Days {
		if day.Date == d && day.State != when.Quiet {
			t.Errorf("a day of 23 hours, all of it watched: %s, %s", day.State, day.Reason)
		}
	}
}

// TestAnActOfUnknownTimeMayHaveBrokenAnyDayBeforeItsReport has a basin that is watched every minute and an act that
// somebody reports without a time.
func TestAnActOfUnknownTimeMayHaveBrokenAnyDayBeforeItsReport(t *testing.T) {
	watched := &coverage.Ledger{}
	watched.Add(coverage.Watch{Source: "post", Means: report.Seen, Where: place.Region{Polygons: box(46, 50)}, Time: at(t, "2026-03-20 to 2026-04-02")})
	received := at(t, "2026-03-24 12:00").From
	for _, each := range []struct {
		name   string
		change func(*report.Extract)
		want   string // the states of 23, 24 and 25 March
		run    bool   // whether three days of silence are reached on the 31st
	}{
		{"an act that resets the clock", func(*report.Extract) {}, "not-proven not-proven quiet", true},
		{"one that may", func(e *report.Extract) { e.Sightings[0].Act = "explosion" }, "not-proven not-proven quiet", true},
		{"one at a place that nobody knows", func(e *report.Extract) { e.Sightings[0].Where = place.Region{} }, "not-proven not-proven quiet", true},
		{"one that does not", func(e *report.Extract) { e.Sightings[0].Act = "uav-flight" }, "quiet quiet quiet", true},
		{"one elsewhere", func(e *report.Extract) { e.Sightings[0].Where = circle(3000, 100) }, "quiet quiet quiet", true},
		{"one that was reported on the last day", func(e *report.Extract) { e.Received = at(t, "2026-03-30 12:00").From }, "not-proven not-proven not-proven", false},
		{"one that was reported before the clock began", func(e *report.Extract) { e.Received = at(t, "2026-03-19 12:00").From }, "quiet quiet quiet", true},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t, "counting:", clock[1:]+"counting:", "geometry: {polygon: [[37, 47], [39, 47], [39, 49], [37, 49]]}", "geometry: {point: [38, 48], radius: 5 km}")
			e := r.extract("late", r.shot(func(s *report.Sighting) { s.Time.Interval, s.Where = when.Interval{}, circle(0, 500) }))
			e.Received = received
			each.change(&e)
			r.see(e)
			s := silence(t, r, watched, "2026-03-31")
			var got []string
			for _, d := range s.Days {
				if date := d.Date.String(); date == "2026-03-23" || date == "2026-03-24" || date == "2026-03-25" {
					got = append(got, d.State.String())
				}
			}
			if strings.Join(got, " ") != each.want || (s.Count.Reached == known.Yes) != each.run {
				t.Errorf("got %v, reached %s; want %s, reached %t", got, s.Count.Reached, each.want, each.run)
			}
		})
	}
}

// TestWhatProvesNoQuietDay has three days of which one thing stands in the way of the first.
func TestWhatProvesNoQuietDay(t *testing.T) {
	first := at(t, "2026-03-21 00:00").From
	all := when.Interval{From: first - when.Instant(when.Day), To: first + 10*when.Instant(when.Day)}
	sum := func(change func(*report.Sighting)) func(*record) {
		return func(r *record) {
			s := report.Sighting{
				Act: "explosion", Where: circle(100, 500), Time: when.Span{Interval: at(t, "2026-03-21 12:00")},
				Count: report.Count{Kind: report.Exact, Least: 300, Most: 300},
			}
			change(&s)
			e := r.extract("daily report", s)
			e.Level, e.Received = report.Aggregate, at(t, "2026-03-25 12:00").From
			for _, o := range r.observe(e) {
				r.docket.AddAggregate(o)
			}
		}
	}
	for _, each := range []struct {
		name, source, want string
		do                 func(*record)
	}{
		{"a neutral watch and nothing else", "post", "quiet", nil},
		{"the watch of a party", "amber", "not-proven", nil},
		{"the watch of a party by its name", "COBALT", "not-proven", nil},
		{"an aggregate of what may have been fire", "post", "not-proven", sum(func(*report.Sighting) {})},
		{"an aggregate of fire", "post", "not-proven", sum(func(s *report.Sighting) { s.Act = "mortar-fire" })},
		{"an aggregate without a time", "post", "not-proven", sum(func(s *report.Sighting) { s.Time.Interval = when.Interval{} })},
		{"an aggregate without a place", "post", "not-proven", sum(func(s *report.Sighting) { s.Where = place.Region{} })},
		{"an aggregate of nothing", "post", "quiet", sum(func(s *report.Sighting) { s.Count.Least, s.Count.Most = 0, 0 })},
		{"an aggregate of another act", "post", "quiet", sum(func(s *report.Sighting) { s.Act = "uav-flight" })},
		{"an aggregate of another place", "post", "quiet", sum(func(s *report.Sighting) { s.Where = circle(3000, 100) })},
		{"an aggregate of another day", "post", "quiet", sum(func(s *report.Sighting) { s.Time.Interval = at(t, "2026-03-24 12:00") })},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t, "counting:", clock[1:]+"counting:", "geometry: {polygon: [[37, 47], [39, 47], [39, 49], [37, 49]]}", "geometry: {point: [38, 48], radius: 20 km}")
			watched := &coverage.Ledger{}
			watched.Add(coverage.Watch{Source: each.source, Means: report.Seen, Where: place.Region{Polygons: box(46, 50)}, Time: all})
			if each.do != nil {
				each.do(r)
			}
			day := silence(t, r, watched, "2026-03-26").Days[0]
			if day.State.String() != each.want {
				t.Errorf("%s: %s %s", day.Date, day.State, day.Reason)
			}
		})
	}
}
