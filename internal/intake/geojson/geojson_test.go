// SPDX-License-Identifier: Apache-2.0

package geojson_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/internal/intake"
	"truce/internal/intake/geojson"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/ndjson"
	"truce/place"
)

const header = `{"type":"FeatureCollection","name":"x","features":[`

// row is an invented feature of a file that ends after it.
func row(changes ...string) string { return feature(changes...) + "]}" }

// feature is an invented feature; a change is a text and what stands in its place.
func feature(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(`{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[37.5,47.1]},` +
		`"properties":{"source":"patrol-12","act":"explosion","time":"2031-03-04T08:15Z","where":"Old mill","radius_m":250}}`)
}

func TestKeepsThePromisesOfADoor(t *testing.T) {
	intaketest.Keeps(t, geojson.Read, intaketest.Good{Before: header, Row: feature(), Between: ",", After: "]}"})
}

func TestAFeatureIsTheReportThatALineWouldBe(t *testing.T) {
	got := intaketest.One(t, geojson.Read, header+row(), intake.Options{})
	want := intaketest.One(t, ndjson.Read, `{"source":"patrol-12","act":"explosion","time":"2031-03-04T08:15Z",`+
		`"where":{"name":"Old mill","at":"47.1, 37.5","radius":"250 m"}}`, intake.Options{})
	if diff := cmp.Diff(intaketest.Said(got), intaketest.Said(want)); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestGeometriesBecomeRegions(t *testing.T) {
	polygon := header + row(`{"type":"Point","coordinates":[37.5,47.1]}`, `{"type":"Polygon","coordinates":[[[37,47],[38,47],[38,48],[37,47]]]}`, `,"radius_m":250`, "")
	if got := intaketest.One(t, geojson.Read, polygon, intake.Options{}).Extract.Sightings[0].Where; len(got.Polygons) != 1 || got.Name != "Old mill" {
		t.Errorf("got %+v, want a polygon with its name", got)
	}
	line := header + row(`{"type":"Point","coordinates":[37.5,47.1]}`, `{"type":"LineString","coordinates":[[37,47],[38,47]]}`)
	if got := intaketest.One(t, geojson.Read, line, intake.Options{}).Extract.Sightings[0].Where.Path; got == nil || got.Tolerance != 250*place.Metre {
		t.Errorf("got %+v, want a path good to 250 m", got)
	}
	none := header + row(`{"type":"Point","coordinates":[37.5,47.1]}`, "null", `,"radius_m":250`, "")
	if got := intaketest.One(t, geojson.Read, none, intake.Options{}).Extract.Sightings[0].Where; got.HasGeometry() || got.Name != "Old mill" {
		t.Errorf("got %+v, want a name", got)
	}
}

func TestWhatCannotBeReadIsRefusedWithItsMend(t *testing.T) {
	for reason, changes := range map[string][]string{
		"radius_m":       {`,"radius_m":250`, ""},
		"metres are due": {`250`, `-250`},
		"unknown member": {`"act"`, `"akt"`},
		`unknown member "radius": did you mean "radius_m"?`:  {`"radius_m":250`, `"radius":250`},
		`unknown member "radiuss": did you mean "radius_m"?`: {`"radius_m":250`, `"radiuss":250`},
		"the ring crosses or touches itself": {
			`{"type":"Point","coordinates":[37.5,47.1]}`, `{"type":"Polygon","coordinates":[[[37,47],[38,48],[38,47],[37,48],[37,47]]]}`, `,"radius_m":250`, "",
		},
		"crosses the antimeridian: split the polygon there": {
			`{"type":"Point","coordinates":[37.5,47.1]}`, `{"type":"Polygon","coordinates":[[[179,47],[-179,47],[-179,48],[179,48],[179,47]]]}`, `,"radius_m":250`, "",
		},
		"crosses the antimeridian: split the line there": {
			`{"type":"Point","coordinates":[37.5,47.1]}`, `{"type":"LineString","coordinates":[[179,47],[-179,47]]}`,
		},
		"geometry":             {`[37.5,47.1]`, `[47.1,137.5]`},
		"may only name it":     {`"Old mill"`, `{"at":"47.1, 37.5"}`},
		"features of their":    {`"act":"explosion"`, `"sightings":[{"act":"explosion"}]`},
		"no properties":        {feature(), `{"type":"Feature","geometry":null}`},
		"use Feature":          {`"Feature"`, `"Fixture"`},
		"without a geometry":   {`{"type":"Point","coordinates":[37.5,47.1]}`, "null"},
		"belongs to a point":   {`{"type":"Point","coordinates":[37.5,47.1]}`, `{"type":"Polygon","coordinates":[[[37,47],[38,47],[38,48],[37,47]]]}`},
		"cannot unmarshal num": {feature(), "7"},
	} {
		if got := intaketest.Refused(t, geojson.Read, header+row(changes...), intake.Options{}); !strings.Contains(got, reason) {
			t.Errorf("got reason %q, want it to say %q", got, reason)
		}
	}
}

func TestAFileOfAnotherShapeIsNotRead(t *testing.T) {
	for name, text := range map[string]string{
		"no features":         `{"type":"FeatureCollection"}`,
		"another type":        `{"type":"Topology","features":[]}`,
		"features twice":      `{"type":"FeatureCollection","features":[],"features":[]}`,
		"no type":             `{"features":[]}`,
		"another system":      `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3857"}},"features":[]}`,
		"something after it":  header + row() + "{}",
		"a list":              `[]`,
		"cut off":             header + feature(),
		"features not a list": `{"type":"FeatureCollection","features":{}}`,
	} {
		if got := intaketest.Text(geojson.Read, text, intake.Options{}); got.Err == nil {
			t.Errorf("%s: %s was read", name, text)
		}
	}
}
