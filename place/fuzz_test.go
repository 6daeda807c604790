// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/place"
)

func onGlobe(p place.Point) bool {
	return p.Lat >= -900_000_000 && p.Lat <= 900_000_000 && p.Lon >= -1_800_000_000 && p.Lon <= 1_800_000_000
}

// go test -run='^$' -fuzz=FuzzParseDegrees -fuzztime=30s ./place
func FuzzParseDegrees(f *testing.F) {
	for _, seed := range []string{"47.0958", "-180", "1e2", "0.00000005", "-.5e-3", "9e9999", "1.e0", "+", "NaN"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e7, err := place.ParseDegrees(text)
		if err != nil {
			return
		}
		if e7 < -1_800_000_000 || e7 > 1_800_000_000 {
			t.Fatalf("ParseDegrees(%q) = %d, off the globe", text, e7)
		}
		again, err := place.ParseDegrees(decimal(int64(e7), 7))
		if err != nil || again != e7 {
			t.Fatalf("%q is %d, written and read again %d, %v", text, e7, again, err)
		}
	})
}

// go test -run='^$' -fuzz=FuzzParsePoint -fuzztime=30s ./place
func FuzzParsePoint(f *testing.F) {
	for _, seed := range []string{
		"47.0958, 37.5494", "48°00'30\"N 37°48'E", "48 00 30 N 37 48 00 E", "E 37.5; N 47", "−1 −2", "37U CQ 12345 67890",
		"48°00′30″ 37°48′00″", "91, 0", "N", "° ° '", "1,2,3",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		circle, err := place.ParsePoint(text)
		if err != nil {
			return
		}
		if !onGlobe(circle.Centre) || circle.Radius <= 0 || circle.Radius > 100*place.Kilometre {
			t.Fatalf("ParsePoint(%q) = %v", text, circle)
		}
		written := decimal(int64(circle.Centre.Lat), 7) + ", " + decimal(int64(circle.Centre.Lon), 7)
		if again, err := place.ParsePoint(written); err != nil || again.Centre != circle.Centre {
			t.Fatalf("%q is %v, written as %s and read again %v, %v", text, circle, written, again, err)
		}
	})
}

// go test -run='^$' -fuzz=FuzzParseBearing -fuzztime=30s ./place
func FuzzParseBearing(f *testing.F) {
	for _, seed := range []string{"NNE", "north-north-easterly", "northeast", "045°", "45.5", "360", "0.0000000001", "erly"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		from, to, err := place.ParseBearing(text)
		if err != nil {
			return
		}
		span := (to - from + 360_000) % 360_000
		if from < 0 || from >= 360_000 || to < 0 || to >= 360_000 || span <= 0 || span > 22_500 {
			t.Fatalf("ParseBearing(%q) = %d, %d", text, from, to)
		}
	})
}

// go test -run='^$' -fuzz=FuzzParseMGRS -fuzztime=30s ./place
func FuzzParseMGRS(f *testing.F) {
	for _, v := range mgrsVectors {
		f.Add(v.mgrs)
	}
	for _, seed := range []string{"37U CQ", "32XMK", "ZAH", "7qfa1267", "01CAA00", "60XZZ9999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		circle, err := place.ParseMGRS(text)
		if err != nil {
			return
		}
		if !onGlobe(circle.Centre) || circle.Radius <= 0 || circle.Radius > 71*place.Kilometre {
			t.Fatalf("ParseMGRS(%q) = %v", text, circle)
		}
		// The centre of a square cut by its zone may belong to a neighbour; its own square holds it all the same.
		square, err := place.FormatMGRS(circle.Centre, 5)
		if err != nil {
			return
		}
		again, err := place.ParseMGRS(square)
		if err != nil || place.Distance(again.Centre, circle.Centre) > again.Radius {
			t.Fatalf("%q is %v, in square %s, which is %v, %v", text, circle, square, again, err)
		}
	})
}

// go test -run='^$' -fuzz=FuzzParseGeoJSON -fuzztime=30s ./place
func FuzzParseGeoJSON(f *testing.F) {
	for _, seed := range []string{
		`{"type":"Point","coordinates":[37.5494,47.0958,1]}`,
		`{"type":"LineString","coordinates":[[37,47],[37.1,47.2]]}`,
		`{"type":"Feature","id":1,"properties":{"a":"b"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}`,
		`{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:4326"}},"features":[{"type":"Feature","geometry":
		  {"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]],[[3,1],[4,1],[4,2],[3,1]]]]}}]}`,
		`{"type":"FeatureCollection","features":[]}`, `[[[[`, `{"a":"\\\"[1"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		features, err := place.ParseGeoJSON(data)
		if err != nil {
			return
		}
		for _, feature := range features {
			checkFeature(t, feature)
		}
	})
}

// checkFeature writes what it can of a feature and reads it again.
func checkFeature(t *testing.T, feature place.Feature) {
	t.Helper()
	region := place.Region{Polygons: feature.Polygons}
	switch feature.Kind {
	case "point":
		region.Circle = &place.Circle{Centre: feature.Points[0]}
	case "line":
		region.Path = &place.Path{Points: feature.Points}
	case "polygon":
		if len(feature.Polygons) == 0 || len(feature.Points) != 0 {
			t.Fatalf("a polygon of %v", feature)
		}
	default:
		t.Fatalf("kind %q", feature.Kind)
	}
	text, err := place.FormatGeoJSON(region)
	if err != nil {
		return // rings may cross; the region's own check says so
	}
	again, err := place.ParseGeoJSON(text)
	if err != nil || len(again) != 1 {
		t.Fatalf("written as %s and read again: %v", text, err)
	}
	if diff := cmp.Diff(feature.Points, again[0].Points); diff != "" {
		t.Fatalf("points (-first +again)\n%s", diff)
	}
	if len(again[0].Polygons) != len(feature.Polygons) {
		t.Fatalf("%d polygons, read again %d", len(feature.Polygons), len(again[0].Polygons))
	}
}
