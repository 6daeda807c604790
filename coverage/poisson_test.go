// SPDX-License-Identifier: Apache-2.0

package coverage_test

import (
	"math"
	"testing"

	"truce/coverage"
	"truce/place"
	"truce/when"
)

// The limits are those of published tables (Garwood 1936; half the quantiles of chi-square), to their last digit.
func TestBoundsAreThoseOfThePublishedTables(t *testing.T) {
	for _, each := range []struct {
		count     int64
		low, high float64
		digit     float64
	}{
		{0, 0, 3.6889, 1e-4},
		{1, 0.0253, 5.5716, 1e-4},
		{2, 0.2422, 7.2247, 1e-4},
		{3, 0.6187, 8.7673, 1e-4},
		{4, 1.0899, 10.2416, 1e-4},
		{5, 1.6235, 11.6683, 1e-4},
		{10, 4.7954, 18.3904, 1e-4},
		{20, 12.2165, 30.8884, 1e-4},
		{25, 16.18, 36.90, 1e-2},
		{100, 81.364, 121.627, 1e-3},
	} {
		low, high := coverage.Bounds(each.count)
		if math.Abs(float64(low)/1e6-each.low) > each.digit || math.Abs(float64(high)/1e6-each.high) > each.digit {
			t.Errorf("%d: got %d to %d millionths, want %g to %g", each.count, low, high, each.low, each.high)
		}
	}
}

// At the limits the tails have 2.5 percent, by a sum in floating point that is written down otherwise.
func TestTheTailsBeyondTheBoundsAreTwoAndAHalfPercent(t *testing.T) {
	for count := int64(0); count < 400; count += 7 {
		low, high := coverage.Bounds(count)
		if above := atMost(count, float64(high)/1e6); above > 0.025 || above < 0.025*0.9999 {
			t.Errorf("%d: beyond the upper limit %g", count, above)
		}
		if below := 1 - atMost(count-1, float64(low)/1e6); count > 0 && (below > 0.025 || below < 0.024) {
			t.Errorf("%d: beyond the lower limit %g", count, below)
		}
	}
}

func atMost(count int64, mean float64) float64 {
	sum := 0.0
	for n := int64(0); n <= count; n++ {
		gamma, _ := math.Lgamma(float64(n) + 1)
		sum += math.Exp(float64(n)*math.Log(mean) - mean - gamma)
	}
	return sum
}

func TestBoundsGrowWithTheCount(t *testing.T) {
	var low, high int64
	for count := range int64(300) {
		l, h := coverage.Bounds(count)
		if count > 0 && (l <= low || h <= high || l >= count*coverage.Micro || h <= count*coverage.Micro) {
			t.Fatalf("%d: %d to %d after %d to %d", count, l, h, low, high)
		}
		low, high = l, h
	}
	if l, h := coverage.Bounds(-3); l != 0 || h != 3_688_880 {
		t.Errorf("of fewer than none: %d to %d", l, h)
	}
}

func TestWhereNobodyWatchedThereIsNoRate(t *testing.T) {
	if r := coverage.RateOf(3, 0, 0); r != nil {
		t.Errorf("got %+v", r)
	}
	if r := coverage.RateOf(0, 0, 1000*when.Hour); r == nil || r.Per1000Hours != 0 || r.Low != 0 || r.High != 3_688_880 {
		t.Errorf("of nothing in a thousand hours: %+v", r)
	}
	if r := coverage.RateOf(5, 0, 250*when.Hour); r.Per1000Hours != 20*coverage.Micro {
		t.Errorf("5 in 250 h: %+v", r)
	}
}

// The times of sunrise are those of an almanac, in mean solar time of the place, to the minute; daylight keeps half an hour
// from them, of which the equation of time may take 17 minutes.
func TestDaylightKeepsFromSunriseAndSunset(t *testing.T) {
	for _, each := range []struct {
		day                string
		lat                int32
		sunrise, sunset    int // minutes of mean solar time at the first meridian, upper limb, with refraction
		neverDay, midnight bool
	}{
		{"2026-03-20", 480_000_000, 6*60 + 4, 18*60 + 12, false, false},
		{"2026-06-21", 480_000_000, 3*60 + 57, 20*60 + 7, false, false},
		{"2026-12-21", 480_000_000, 7*60 + 49, 16*60 + 7, false, false},
		{"2026-06-21", -340_000_000, 7*60 + 0, 17*60 + 3, false, false},
		{"2026-06-21", 0, 5*60 + 58, 18*60 + 5, false, false},
		{"2026-12-21", 700_000_000, 0, 0, true, false},
		{"2026-06-21", 700_000_000, 0, 0, false, true},
	} {
		start, err := when.ParseInstant(each.day + "T00:00:00Z")
		if err != nil {
			t.Fatal(err)
		}
		got := coverage.Daylight(place.Point{Lat: each.lat}, when.Interval{From: start, To: start + when.Instant(when.Day) - 1})
		if each.neverDay {
			if len(got) != 0 {
				t.Errorf("%s at %d: day in the polar night: %v", each.day, each.lat, got)
			}
			continue
		}
		if each.midnight {
			if got.Total() < 23*when.Hour {
				t.Errorf("%s at %d: %s of midnight sun", each.day, each.lat, got.Total())
			}
			continue
		}
		if len(got) != 1 {
			t.Fatalf("%s at %d: %v", each.day, each.lat, got)
		}
		rise, set := int(got[0].From-start)/60_000-each.sunrise, each.sunset-int(got[0].To-start)/60_000
		if rise < 0 || rise > 60 || set < 0 || set > 60 {
			t.Errorf("%s at %d: day begins %d min after sunrise and ends %d min before sunset", each.day, each.lat, rise, set)
		}
	}
}
