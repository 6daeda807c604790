// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/place"
)

func TestGeoJSONIsReadIntoFeatures(t *testing.T) {
	triangle := place.Polygon{Rings: [][]place.Point{{{}, {Lon: 10_000_000}, {Lat: 10_000_000, Lon: 10_000_000}}}}
	for name, c := range map[string]struct {
		text string
		want []place.Feature
	}{
		"a bare point loses its height": {
			`{"type":"Point","coordinates":[37.5494,47.0958,120.5]}`,
			[]place.Feature{{Kind: "point", Points: []place.Point{{Lat: 470_958_000, Lon: 375_494_000}}}},
		},
		"a byte order mark is no part of the text": {
			"\ufeff" + ` {"coordinates":[-1e-7,5.0E1],"type":"Point","crs":null,"bbox":[0,0,1,1]} `,
			[]place.Feature{{Kind: "point", Points: []place.Point{{Lat: 500_000_000, Lon: -1}}}},
		},
		"a line": {
			`{"type":"LineString","coordinates":[[37,47],[37.1,47.2]]}`,
			[]place.Feature{{Kind: "line", Points: []place.Point{{Lat: 470_000_000, Lon: 370_000_000}, {Lat: 472_000_000, Lon: 371_000_000}}}},
		},
		"a polygon loses the repeated point": {
			`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`,
			[]place.Feature{{Kind: "polygon", Polygons: []place.Polygon{triangle}}},
		},
		"points closer than the rounding are one": {
			`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,0.00000001],[1,1],[0,0.00000001],[0,0]]]}`,
			[]place.Feature{{Kind: "polygon", Polygons: []place.Polygon{triangle}}},
		},
		"two polygons in one feature with a numeric id": {
			`{"type":"Feature","id":7,"properties":{"name":"zone","width":2.50,"demo":true,"list":[1],"none":null,"more":{}},
			 "geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[0,0],[1,0],[1,1],[0,0]]]]}}`,
			[]place.Feature{{
				ID: "7", Kind: "polygon", Polygons: []place.Polygon{triangle, triangle},
				Properties: map[string]string{"name": "zone", "width": "2.50", "demo": "true"},
			}},
		},
		"ids come from id, properties.id or properties.name": {
			`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[
			 {"type":"Feature","id":"a","properties":{"id":"x"},"geometry":{"type":"Point","coordinates":[0,0]}},
			 {"type":"Feature","properties":{"id":12,"name":"y"},"geometry":{"type":"Point","coordinates":[0,0]}},
			 {"type":"Feature","id":null,"properties":{"name":"lin\u0435"},"geometry":{"type":"Point","coordinates":[0,0]}},
			 {"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[0,0]}}]}`,
			[]place.Feature{
				{ID: "a", Kind: "point", Points: []place.Point{{}}, Properties: map[string]string{"id": "x"}},
				{ID: "12", Kind: "point", Points: []place.Point{{}}, Properties: map[string]string{"id": "12", "name": "y"}},
				{ID: "lin\u0435", Kind: "point", Points: []place.Point{{}}, Properties: map[string]string{"name": "lin\u0435"}},
				{Kind: "point", Points: []place.Point{{}}},
			},
		},
		"a collection of nothing": {`{"type":"FeatureCollection","features":[]}`, []place.Feature{}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := place.ParseGeoJSON([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestNamesOfWGS84AreAccepted(t *testing.T) {
	for name, want := range map[string]bool{
		"urn:ogc:def:crs:OGC:1.3:CRS84": true, "urn:ogc:def:crs:OGC::CRS84": true, "OGC:CRS84": true, "EPSG:4326": true,
		"epsg:4326": true, "urn:ogc:def:crs:EPSG::4326": true, "http://www.opengis.net/def/crs/OGC/1.3/CRS84": true,
		"http://www.opengis.net/def/crs/EPSG/0/4326": true,
		"EPSG:3857": false, "EPSG:28407": false, "4326": false, "ESRI:4326": false, "": false, "urn:ogc:def:crs:OGC::CRS83": false,
	} {
		crs := `"crs":{"type":"name","properties":{"name":"` + name + `"}}`
		point := `{"type":"Point","coordinates":[1,2]`
		for _, text := range []string{
			point + `,` + crs + `}`,
			`{"type":"Feature",` + crs + `,"properties":{},"geometry":` + point + `}}`,
			`{"type":"Feature","properties":{},"geometry":` + point + `,` + crs + `}}`,
			`{"type":"FeatureCollection",` + crs + `,"features":[]}`,
		} {
			if _, err := place.ParseGeoJSON([]byte(text)); (err == nil) != want {
				t.Errorf("ParseGeoJSON(%s): %v, want accepted: %v", text, err, want)
			}
		}
	}
}

func TestBadGeoJSONIsRefusedWithItsReason(t *testing.T) {
	collection := func(features string) string { return `{"type":"FeatureCollection","features":[` + features + `]}` }
	geometry := func(kind, coordinates string) string {
		return `{"type":"` + kind + `","coordinates":` + coordinates + `}`
	}
	good := `{"type":"Feature","properties":{},"geometry":` + geometry("Point", "[1,2]") + `}`
	for name, c := range map[string]struct{ text, reason string }{
		"nothing":               {``, "not a JSON object"},
		"an array":              {`[1,2]`, "not a JSON object"},
		"a cut document":        {`{"type":"Point","coordinates":[1,2`, "not valid JSON"},
		"two documents":         {good + good, "more text"},
		"not UTF-8":             {"{\"type\":\"\xff\"}", "UTF-8"},
		"another name's case":   {`{"Type":"Point","coordinates":[1,2]}`, `type is ""`},
		"a member twice":        {`{"type":"Point","coordinates":[1,2],"coordinates":[3,4]}`, "twice"},
		"no type":               {`{}`, `type is ""`},
		"another kind":          {geometry("Circle", "[1,2]"), `type is "Circle"`},
		"several points":        {geometry("MultiPoint", "[[1,2]]"), "feature of its own"},
		"several lines":         {collection(good + `,{"type":"Feature","geometry":` + geometry("MultiLineString", "[]") + `}`), "feature 2: geometry MultiLineString"},
		"a geometry collection": {`{"type":"GeometryCollection","geometries":[]}`, "feature of its own"},
		"no features":           {`{"type":"FeatureCollection"}`, "no array named features"},
		"null features":         {`{"type":"FeatureCollection","features":null}`, "no array named features"},
		"a geometry as feature": {collection(geometry("Point", "[1,2]")), `feature 1: type is "Point"`},
		"a number as feature":   {collection("1"), "feature 1: not a JSON object"},
		"a null geometry":       {`{"type":"Feature","geometry":null}`, "no geometry"},
		"no coordinates":        {`{"type":"Point"}`, "no coordinates"},
		"null coordinates":      {geometry("Point", "null"), "0 numbers"},
		"an id that is a list":  {`{"type":"Feature","id":[],"geometry":` + geometry("Point", "[1,2]") + `}`, "id is neither"},
		"properties of numbers": {`{"type":"Feature","properties":5,"geometry":` + geometry("Point", "[1,2]") + `}`, "properties"},
		"a lone number":         {geometry("Point", "[1]"), "1 numbers"},
		"a quoted number":       {geometry("Point", `["1","2"]`), "not a decimal"},
		"a null number":         {geometry("Point", `[null,2]`), "not a decimal"},
		"a nested point":        {geometry("Point", `[[1,2],[3,4]]`), "longitude"},
		"a flat line":           {geometry("LineString", `[1,2]`), "not nested"},
		"a line of one point":   {geometry("LineString", `[[1,2],[1,2]]`), "at least 2"},
		"swapped":               {geometry("LineString", `[[1,2],[48,137]]`), "position 2: latitude 137.0000000 is beyond 90 degrees: longitude and latitude may be swapped"},
		"off the globe":         {geometry("Point", `[181,2]`), "above 180"},
		"an open ring":          {geometry("Polygon", `[[[0,0],[1,0],[1,1],[0,1]]]`), "ring 1: position 4: the ring does not end"},
		"a ring too small":      {geometry("Polygon", `[[[0,0],[1,0],[0,0]]]`), "ring 1: needs at least 3"},
		"an empty polygon":      {geometry("Polygon", `[]`), "no rings"},
		"an empty multipolygon": {geometry("MultiPolygon", `[]`), "no polygons"},
		"a bad second polygon":  {geometry("MultiPolygon", `[[[[0,0],[1,0],[1,1],[0,0]]],[[[0,0],[1,0],[1,"a"],[0,0]]]]`), "polygon 2: ring 1: position 3: latitude"},
		"too many positions":    {geometry("LineString", "["+strings.Repeat("[ \n1,2],", 100_000)+"[1,3]]"), "100001 positions, at most 100000"},
		"too large":             {strings.Repeat(" ", 16<<20+1), "at most 16777216"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := place.ParseGeoJSON([]byte(c.text))
			if err == nil {
				t.Fatalf("got %v, want an error", got)
			}
			if !strings.Contains(err.Error(), c.reason) {
				t.Errorf("got %v, want %q in it", err, c.reason)
			}
		})
	}
}

func TestRegionsAreWrittenAsWhatTheyAre(t *testing.T) {
	centre := place.Point{Lat: -1, Lon: 375_494_000}
	clockwise := place.Polygon{Rings: [][]place.Point{
		{{}, {Lat: 90_000_000}, {Lat: 90_000_000, Lon: 90_000_000}, {Lon: 90_000_000}},
		{{Lat: 10_000_000, Lon: 10_000_000}, {Lat: 10_000_000, Lon: 20_000_000}, {Lat: 20_000_000, Lon: 20_000_000}},
	}}
	const polygon = `{"type":"Polygon","coordinates":[[[0.0000000,0.0000000],[9.0000000,0.0000000],[9.0000000,9.0000000],` +
		`[0.0000000,9.0000000],[0.0000000,0.0000000]],[[1.0000000,1.0000000],[2.0000000,2.0000000],[2.0000000,1.0000000],[1.0000000,1.0000000]]]}`
	const circle = `{"type":"Feature","geometry":{"type":"Point","coordinates":[37.5494000,-0.0000001]},"properties":{"radius_m":5.566}}`
	const sector = `{"type":"Feature","geometry":{"type":"Point","coordinates":[37.5494000,-0.0000001]},"properties":{"radius_m":10.000,` +
		`"from_degrees":11.250,"to_degrees":33.750,"least_m":0.000,"most_m":3000.005}}`
	const path = `{"type":"Feature","geometry":{"type":"LineString","coordinates":[[37.5494000,-0.0000001],[0.0000000,0.0000000]]},"properties":{"tolerance_m":50.000}}`
	whole := place.Region{
		Name:     "not written",
		Circle:   &place.Circle{Centre: centre, Radius: 5_566},
		Polygons: []place.Polygon{clockwise},
		Sectors: []place.Sector{{
			Observer: place.Circle{Centre: centre, Radius: 10 * place.Metre}, From: 11_250, To: 33_750,
			Distance: place.Range{Most: 3_000_005},
		}},
		Path: &place.Path{Points: []place.Point{centre, {}}, Tolerance: 50 * place.Metre},
	}
	for name, c := range map[string]struct {
		region place.Region
		want   string
	}{
		"nothing":      {place.Region{Name: "somewhere"}, `{"type":"GeometryCollection","geometries":[]}`},
		"a circle":     {place.Region{Circle: whole.Circle}, circle},
		"a polygon":    {place.Region{Polygons: whole.Polygons}, polygon},
		"a sector":     {place.Region{Sectors: whole.Sectors}, sector},
		"a path":       {place.Region{Path: whole.Path}, path},
		"several kind": {whole, `{"type":"FeatureCollection","features":[` + circle + `,{"type":"Feature","geometry":` + polygon + `,"properties":{}},` + sector + `,` + path + `]}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := place.FormatGeoJSON(c.region)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	if got, err := place.FormatGeoJSON(place.Region{Circle: &place.Circle{Radius: -1}}); err == nil {
		t.Errorf("an invalid region is written as %s", got)
	}
}

func TestPolygonsComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		polygons := make([]place.Polygon, rapid.IntRange(1, 3).Draw(t, "polygons"))
		for i := range polygons {
			lat := rapid.Int32Range(-800_000_000, 800_000_000).Draw(t, "lat")
			lon := rapid.Int32Range(-1_700_000_000, 1_700_000_000).Draw(t, "lon")
			size := rapid.Int32Range(1, 90_000_000).Draw(t, "size")
			ring := []place.Point{{Lat: lat, Lon: lon}, {Lat: lat, Lon: lon + size}, {Lat: lat + size, Lon: lon + size}, {Lat: lat + size, Lon: lon}}
			first := rapid.IntRange(0, 3).Draw(t, "first")
			polygons[i] = place.Polygon{Rings: [][]place.Point{slices.Concat(ring[first:], ring[:first])}}
		}
		text, err := place.FormatGeoJSON(place.Region{Polygons: polygons})
		if err != nil {
			t.Fatal(err)
		}
		got, err := place.ParseGeoJSON(text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]place.Feature{{Kind: "polygon", Polygons: polygons}}, got); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
	})
}

func TestPublishedFrontLineIsRead(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", "kse-hromada", "frontline_28092022.geojson"))
	if err != nil {
		t.Skipf("no shared data beside the checkout: %v", err)
	}
	features, err := place.ParseGeoJSON(data)
	if err != nil || len(features) != 12 || features[0].ID != "Front line" || features[0].Kind != "line" || len(features[0].Points) != 16 {
		t.Errorf("got %d features, %v, want 12, the first a line of 16 points", len(features), err)
	}
}
