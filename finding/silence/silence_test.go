// SPDX-License-Identifier: Apache-2.0

package silence_test

import (
	"io/fs"
	"strings"
	"testing"

	"truce/agreement"
	"truce/agreements"
	"truce/coverage"
	"truce/finding/silence"
	"truce/known"
	"truce/place"
	"truce/report"
	"truce/when"
)

// zolote is the clock at Zolote under a reading, seven days of 2019 by seven, as watches and gaps have it.
func zolote(t *testing.T, l *coverage.Ledger) silence.Clock {
	t.Helper()
	const file = "framework-decision-2016.yaml"
	data, err := fs.ReadFile(agreements.Files, file)
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse(file, data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	text, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	clocks, err := silence.Record{Text: text, Watched: l, Until: on(t, "2019-11-01").To}.Clocks()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range clocks {
		if c.Clock == "silence-zolote" && c.Reading == "silence=inside" {
			return c
		}
	}
	t.Fatal("no clock at Zolote")
	return silence.Clock{}
}

func on(t *testing.T, text string) when.Interval {
	t.Helper()
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	span, err := when.Parse(text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return span.Interval
}

func day(t *testing.T, c silence.Clock, date string) silence.Day {
	t.Helper()
	for _, d := range c.Days {
		if d.Date.String() == date {
			return d
		}
	}
	t.Fatalf("no day %s", date)
	return silence.Day{}
}

// around holds the area at Zolote.
func around() place.Region {
	return place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{{
		{Lat: 486_000_000, Lon: 384_600_000}, {Lat: 486_000_000, Lon: 386_000_000}, {Lat: 487_200_000, Lon: 386_000_000}, {Lat: 487_200_000, Lon: 384_600_000},
	}}}}}
}

func TestADayWithoutNightCoverageIsNotProvenAndSaysWhichHours(t *testing.T) {
	l := &coverage.Ledger{}
	for _, date := range []string{"2019-10-09", "2019-10-10"} {
		l.Add(coverage.Watch{Source: "patrol", Means: report.Seen, Where: around(), Time: on(t, date+" 07:00/"+date+" 18:00")})
	}
	l.AddGap(coverage.Gap{Source: "patrol", Reason: coverage.Denied, Time: on(t, "2019-10-09 10:00/2019-10-09 11:59")})
	d := day(t, zolote(t, l), "2019-10-09")
	var holes []string
	for _, h := range d.Holes {
		holes = append(holes, h.Time.String()+" "+string(h.Why))
	}
	want := "2019-10-08T21:00:00.000Z/2019-10-09T03:59:59.999Z , 2019-10-09T07:00:00.000Z/2019-10-09T08:59:59.999Z denied, 2019-10-09T15:01:00.000Z/2019-10-09T20:59:59.999Z "
	if got := strings.Join(holes, ", "); d.State != when.NotProven || got != want {
		t.Errorf("%s, holes\n%s, want\n%s", d.State, got, want)
	}
	if len(d.By) != 1 || d.By[0].Means != report.Seen || d.Covered+holesOf(d) != d.Needed {
		t.Errorf("by %v; %s covered and %s not of %s", d.By, d.Covered, holesOf(d), d.Needed)
	}
}

func holesOf(d silence.Day) when.Duration {
	var sum when.Duration
	for _, h := range d.Holes {
		sum += h.Time.Length() + 1
	}
	return sum
}

func TestNobodyProvesSilenceWithMeansThatWouldNotPerceiveTheNoise(t *testing.T) {
	for means, want := range map[report.Means]when.DayState{
		report.Camera: when.Quiet, report.Heard: when.Quiet, report.Seen: when.Quiet, report.Acoustic: when.Quiet, report.UAV: when.Quiet,
		report.Told: when.NotProven, report.Document: when.NotProven, report.Crater: when.NotProven, report.Satellite: when.NotProven,
		report.Radar: when.NotProven, "": when.NotProven,
	} {
		l := &coverage.Ledger{}
		l.Add(coverage.Watch{Source: "x", Means: means, Where: around(), Time: on(t, "2019-10-09")})
		if d := day(t, zolote(t, l), "2019-10-09"); d.State != want {
			t.Errorf("%q: %s (%s), want %s", means, d.State, d.Reason, want)
		}
	}
}

func TestAnotherNumberOfDaysIsCountedOnTheSameDays(t *testing.T) {
	l := &coverage.Ledger{}
	l.Add(coverage.Watch{Source: "camera", Means: report.Camera, Where: around(), Time: on(t, "2019-10-09/2019-10-12")})
	c := zolote(t, l)
	if c.Count.Reached != known.Unknown || c.Count.Run != 0 {
		t.Fatalf("seven days: %+v", c.Count)
	}
	four, err := c.Recount(4)
	if err != nil || four.Count.Reached != known.Yes || four.Count.Completed.String() != "2019-10-12" || four.Needs != 4 {
		t.Errorf("four days: %+v, %v", four.Count, err)
	}
	if five, err := c.Recount(5); err != nil || five.Count.Reached != known.Unknown {
		t.Errorf("five days: %+v, %v", five.Count, err)
	}
	if _, err := c.Recount(-1); err == nil {
		t.Error("fewer than one day is counted")
	}
}
