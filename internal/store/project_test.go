// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"truce/agreement"
	"truce/agreements"
	"truce/engine"
	"truce/internal/store"
	"truce/place"
	"truce/report"
	"truce/when"
)

const began when.Instant = 1769896800000 // 2026-02-01 00:00 in Kyiv

// projected folds one submission under a text and returns its rows.
func projected(t *testing.T, text string, reports ...report.Report) *store.Changes {
	t.Helper()
	data, err := agreements.Files.ReadFile(text)
	if err != nil {
		t.Fatal(err)
	}
	a, err := agreement.Parse(text, data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	s := engine.NewState()
	var entered []store.Entered
	for _, e := range []engine.Entry{
		engine.NewGenesis(began),
		{Adoption: &engine.Adoption{Agreement: a}},
		{Time: began + when.Instant(100*when.Day), Submission: &engine.Submission{Reports: reports}},
	} {
		e.Seq, e.Time = s.Seq()+1, max(e.Time, began)
		effects, err := s.Step(e)
		if err != nil {
			t.Fatal(err)
		}
		entered = append(entered, store.Entered{Seq: e.Seq, Time: e.Time, Entry: e, Effects: effects})
	}
	c, err := store.NewProjector().Project(s, entered)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func circle(lat, lon int32, radius place.Length) place.Region {
	return place.Region{Circle: &place.Circle{Centre: place.Point{Lat: lat, Lon: lon}, Radius: radius}}
}

func seen(where place.Region, exercise bool) report.Report {
	at := began + when.Instant(when.Hour)
	return report.Report{Identity: report.Identity{Door: "native"}, Extract: report.Extract{
		Level: report.Plain, Source: "patrol-1", Received: at, Exercise: exercise,
		Sightings: []report.Sighting{{
			Act: "mortar-fire", Where: where, Means: report.Heard, Time: when.Span{Interval: when.Interval{From: at, To: at}, Evidence: when.Stated, Zone: "Z"},
		}},
	}}
}

func TestThePlaceHasTheNamesOfTheText(t *testing.T) {
	tests := []struct {
		name, text string
		where      place.Region
		exercise   bool
		want       store.Ground
	}{
		{
			"in a zone within others", "paris-exercise.yaml", circle(511_000_000, 317_000_000, 100*place.Metre), true,
			store.Ground{Zones: []string{"buffer", "guarded zone", "area of the exercise"}, Region: "buffer"},
		},
		{
			"at a place of the text, by its name", "paris-exercise.yaml",
			place.Region{Name: "Marker 1"},
			true,
			store.Ground{Named: "Marker 1", Place: "marker 1", Zones: []string{"buffer", "guarded zone", "area of the exercise"}, Region: "buffer"},
		},
		{"at a place that the text does not know", "paris-exercise.yaml", place.Region{Name: "Elsewhere"}, true, store.Ground{Named: "Elsewhere"}},
		{"far away", "paris-exercise.yaml", circle(100_000_000, 100_000_000, place.Kilometre), true, store.Ground{}},
		{"nowhere", "paris-exercise.yaml", place.Region{}, true, store.Ground{}},
		{"in a zone of an exercise, and no part of it", "paris-exercise.yaml", circle(511_000_000, 317_000_000, 100*place.Metre), false, store.Ground{}},
		{
			"in a region that the text lists by name", "minsk-package-2015.yaml",
			place.Region{Name: "Donetsk Oblast"},
			false,
			store.Ground{Named: "Donetsk Oblast", Place: "Donetsk region", Zones: []string{"Donetsk and Luhansk regions, as the outer bound of the area"}, Region: "Donetsk region"},
		},
		{
			"in the only zone of a text", "minsk-package-2015.yaml", circle(480_000_000, 380_000_000, place.Kilometre), false,
			store.Ground{Zones: []string{"Donetsk and Luhansk regions, as the outer bound of the area"}, Region: "Donetsk and Luhansk regions, as the outer bound of the area"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := projected(t, tt.text, seen(tt.where, tt.exercise)).Observations[0].Ground
			if diff := cmp.Diff(got, tt.want, cmpopts.IgnoreFields(store.Ground{}, "Where", "Bounds"), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-got +want):\n%s", diff)
			}
			if (got.Bounds == nil) != (len(got.Where) == 0) {
				t.Errorf("bounds %v of %s", got.Bounds, got.Where)
			}
		})
	}
}

func TestAReportIsSaidToBeWhatItIsMadeOf(t *testing.T) {
	means := func(list ...report.Means) report.Report {
		r := seen(place.Region{}, true)
		first := r.Extract.Sightings[0]
		r.Extract.Sightings = nil
		for _, m := range list {
			first.Means = m
			r.Extract.Sightings = append(r.Extract.Sightings, first)
		}
		if len(list) == 0 {
			r.Extract.Complaint = &report.Complaint{Complainant: "Party Amber", Article: "1"}
		}
		return r
	}
	both := means(report.Document)
	both.Extract.Complaint = &report.Complaint{Complainant: "Party Amber", Article: "1"}
	tests := []struct {
		name  string
		r     report.Report
		class store.Class
		form  store.Form
	}{
		{"heard and seen is an observer's", means(report.Heard, report.Seen), store.Observer, store.Sightings},
		{"a camera and a radar are sensors", means(report.Camera, report.Radar), store.Sensor, store.Sightings},
		{"a crater that somebody told of is several", means(report.Crater, report.Told), store.Several, store.Sightings},
		{"no word on the means says nothing", means("", report.Told), store.Told, store.Sightings},
		{"no means at all are not known", means(""), store.UnknownClass, store.Sightings},
		{"a complaint alone", means(), store.UnknownClass, store.Complaint},
		{"a complaint with a paper", both, store.Paper, store.ComplaintSightings},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := projected(t, "paris-exercise.yaml", tt.r).Reports[0]
			if got.Class != tt.class || got.Form != tt.form || got.Sightings != len(tt.r.Extract.Sightings) {
				t.Errorf("%s, %s, %d sightings", got.Class, got.Form, got.Sightings)
			}
		})
	}
}

// TestASideCorroboratesNoHarm has a patrol and somebody else tell of two dead, far from all that the text reaches.
func TestASideCorroboratesNoHarm(t *testing.T) {
	for source, want := range map[string]string{"hospital": "corroborated", "Party Amber": "reported"} {
		reports := []report.Report{seen(circle(100_000_000, 100_000_000, place.Kilometre), true), seen(circle(100_000_000, 100_000_000, place.Kilometre), true)}
		reports[1].Extract.Source = source
		for i := range reports {
			reports[i].Extract.Sightings[0].Casualties = []report.Casualties{{Harm: "killed", Of: "civilian", Age: "unknown", Least: 2, Most: 2}}
		}
		rows := projected(t, "paris-exercise.yaml", reports...).Incidents
		if len(rows) != 1 || len(rows[0].Findings) != 0 || len(rows[0].Harm) != 1 || rows[0].Harm[0].Known != want {
			t.Errorf("a patrol and %s: %+v, want %s", source, rows, want)
		}
	}
}
