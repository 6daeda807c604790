// SPDX-License-Identifier: Apache-2.0

package firms_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/internal/intake"
	"truce/internal/intake/firms"
	"truce/internal/intake/intaketest"
	"truce/place"
	"truce/report"
	"truce/when"
)

const header = "latitude,longitude,scan,track,acq_date,acq_time,satellite,instrument,confidence,frp,daynight\n"

// row is an invented pixel; a change is a text and what stands in its place.
func row(changes ...string) string {
	return strings.NewReplacer(changes...).Replace("47.5,37.25,0.6,0.8,2031-03-04,659,N,VIIRS,n,7.5,D\n")
}

func TestKeepsThePromisesOfADoor(t *testing.T) {
	intaketest.Keeps(t, firms.Read, intaketest.Good{Before: header, Row: row()})
}

func TestAHotPixelIsAnAggregateInUTC(t *testing.T) {
	got := intaketest.One(t, firms.Read, header+row(), intake.Options{})
	span, err := when.Parse("2031-03-04T06:59Z", when.Zone{})
	if err != nil {
		t.Fatal(err)
	}
	want := report.Extract{
		Level: report.Aggregate, Source: "nasa-firms", Roots: []string{"viirs n"}, Received: span.Interval.To,
		Sightings: []report.Sighting{{
			Act: "thermal-anomaly", Means: report.Satellite,
			Words: "thermal anomaly, confidence nominal, radiative power 7.5 MW, by day",
			Time:  when.Span{Interval: span.Interval, Evidence: when.Device, Zone: "UTC"},
			// Half the diagonal of 0.6 x 0.8 km is 500 m; a metre for rounding and 500 m for geolocation come on top.
			Where: place.Region{Circle: &place.Circle{
				Centre: place.Point{Lat: 475000000, Lon: 372500000}, Radius: 1001 * place.Metre,
			}},
		}},
	}
	if diff := cmp.Diff(intaketest.Said(got), want); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestConfidenceIsWordsOnly(t *testing.T) {
	for from, want := range map[string]string{",l,": "confidence low", ",h,": "confidence high", ",85,": "confidence 85 of 100"} {
		got := intaketest.One(t, firms.Read, header+row(",n,", from), intake.Options{}).Extract.Sightings[0].Words
		if !strings.Contains(got, want) {
			t.Errorf("got words %q, want %q", got, want)
		}
	}
}

func TestARowThatCannotBeTrueIsRefused(t *testing.T) {
	for reason, change := range map[string][2]string{
		"latitude":   {"47.5", "nan"},
		"exchanged":  {"47.5", "147.5"},
		"acq_time":   {"659", "2460"},
		"acq_date":   {"2031-03-04", "2031-02-31"},
		"scan":       {"0.6", "600"},
		"track":      {"0.8", "-0.8"},
		"confidence": {",n,", ",x,"},
	} {
		if got := intaketest.Refused(t, firms.Read, header+row(change[0], change[1]), intake.Options{}); !strings.Contains(got, reason) {
			t.Errorf("got reason %q, want it to say %q", got, reason)
		}
	}
}

func TestEveryRowOfTheDataSetIsAccountedFor(t *testing.T) {
	r := intaketest.AllRows(t, firms.Read, "firms-viirs-2023/fire_nrt_SV-C2_400448.csv", 42_415)
	if r.Tally.Refused > 0 {
		t.Errorf("%d refused, the first: %+v", r.Tally.Refused, r.Tally.Reasons[0])
	}
}
