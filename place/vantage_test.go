// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/place"
)

// A vantage gives what the geodesic formulas give, as its comment promises.
func TestAVantageLooksAsTheGeodesicDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := place.Point{
			Lat: rapid.Int32Range(-700_000_000, 700_000_000).Draw(t, "lat"),
			Lon: rapid.Int32Range(-1_700_000_000, 1_700_000_000).Draw(t, "lon"),
		}
		far := place.Length(rapid.Int64Range(100_000, 500_000_000).Draw(t, "distance"))
		q := place.Travel(p, place.Bearing(rapid.Int32Range(0, 359_999).Draw(t, "bearing")), far)
		v, f := place.NewVantage(p), place.NewFix(q)
		bearing, distance := v.Look(&f)
		if off := distance - place.Distance(p, q); off > 2*place.Metre || off < -2*place.Metre {
			t.Errorf("distance %d mm, the geodesic %d mm", distance, place.Distance(p, q))
		}
		turn := (int64(bearing) - int64(place.Direction(p, q)) + 540_000) % 360_000
		if off := turn - 180_000; off > 5 || off < -5 {
			t.Errorf("bearing %d, the geodesic %d, at %d mm", bearing, place.Direction(p, q), distance)
		}
	})
}

func TestGroundIsMeasuredFromAPoint(t *testing.T) {
	centre := place.Point{Lat: 480_000_000, Lon: 380_000_000}
	circle := place.Region{Circle: &place.Circle{Centre: centre, Radius: 2 * place.Kilometre}}
	square := place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{{
		{Lat: 479_000_000, Lon: 379_000_000},
		{Lat: 479_000_000, Lon: 381_000_000},
		{Lat: 481_000_000, Lon: 381_000_000},
		{Lat: 481_000_000, Lon: 379_000_000},
	}}}}}
	for name, test := range map[string]struct {
		region place.Region
		from   place.Point
		want   place.Length
	}{
		"a point in a circle is no distance from it":          {circle, centre, 0},
		"a point outside is as far as the centre less radius": {circle, place.Travel(centre, 90_000, 5*place.Kilometre), 3 * place.Kilometre},
		"a point in a polygon is no distance from it":         {square, centre, 0},
		"a point east of a polygon is as far as its edge":     {square, place.Point{Lat: 480_000_000, Lon: 382_000_000}, place.Distance(place.Point{Lat: 480_000_000, Lon: 381_000_000}, place.Point{Lat: 480_000_000, Lon: 382_000_000})},
		"ground that is not known has no distance":            {place.Region{Name: "somewhere"}, centre, -1},
	} {
		t.Run(name, func(t *testing.T) {
			ground := place.NewGround(&test.region)
			got := ground.Distance(test.from)
			if off := got - test.want; off > place.Metre || off < -place.Metre {
				t.Errorf("%d mm, want %d mm", got, test.want)
			}
		})
	}
}

func TestABoxHasTheAreaOfItsPolygon(t *testing.T) {
	low, high := place.Point{Lat: 479_000_000, Lon: 379_000_000}, place.Point{Lat: 481_000_000, Lon: 381_500_000}
	drawn := place.Polygon{Rings: [][]place.Point{{low, {Lat: low.Lat, Lon: high.Lon}, high, {Lat: high.Lat, Lon: low.Lon}}}}
	if got, want := place.BoxArea(low, high), drawn.Area(); got-want > want/1_000_000 || want-got > want/1_000_000 {
		t.Errorf("%d square metres, want %d", got, want)
	}
}

func BenchmarkLook(b *testing.B) {
	v, f := place.NewVantage(place.Point{Lat: 480_000_000, Lon: 380_000_000}), place.NewFix(place.Point{Lat: 481_000_000, Lon: 382_000_000})
	for b.Loop() {
		v.Look(&f)
	}
}
