// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/place"
)

func TestWhatIsAroundHoldsTheBox(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		at := place.Point{Lat: rapid.Int32Range(-850_000_000, 850_000_000).Draw(rt, "lat"), Lon: rapid.Int32Range(-1_700_000_000, 1_700_000_000).Draw(rt, "lon")}
		metres := place.Length(rapid.Int64Range(0, 300_000).Draw(rt, "metres")) * place.Metre
		circle := place.Circle{Centre: at, Radius: metres / 10}
		var r place.Region
		if rapid.Bool().Draw(rt, "circle") {
			r.Circle = &circle
		}
		if rapid.Bool().Draw(rt, "path") {
			r.Path = &place.Path{Points: []place.Point{at, {Lat: at.Lat / 2, Lon: at.Lon + 1000}}, Tolerance: metres}
		}
		if rapid.Bool().Draw(rt, "polygon") {
			r.Polygons = []place.Polygon{{Rings: [][]place.Point{{at, {Lat: at.Lat, Lon: at.Lon + 20_000}, {Lat: at.Lat + 20_000, Lon: at.Lon}}}}}
		}
		if rapid.Bool().Draw(rt, "sector") {
			bearing := rapid.Int32Range(0, 359_999)
			s := place.Sector{
				Observer: circle, From: place.Bearing(bearing.Draw(rt, "from")), To: place.Bearing(bearing.Draw(rt, "to")),
				Distance: place.Range{Least: metres / 3, Most: metres + place.Kilometre},
			}
			if (place.Region{Sectors: []place.Sector{s}}).Check() == nil {
				r.Sectors = []place.Sector{s}
			}
		}
		low, high, ok := r.Box()
		wideLow, wideHigh, wideOK := r.Around()
		if ok != wideOK || ok != r.HasGeometry() {
			rt.Fatalf("bounds are %v, box %v", wideOK, ok)
		}
		if wideLow.Lat > low.Lat || wideLow.Lon > low.Lon || wideHigh.Lat < high.Lat || wideHigh.Lon < high.Lon {
			rt.Fatalf("%+v: the box from %+v to %+v is not in the bounds from %+v to %+v", r, low, high, wideLow, wideHigh)
		}
	})
}
