// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"truce/place"
)

// TestAZoneIsRedrawnWhereItCouldBeDrawn replaces stretches of rings by others, sound and not: the same are refused as by
// NewZone, in the same words, and what is taken answers alike.
func TestAZoneIsRedrawnWhereItCouldBeDrawn(t *testing.T) {
	taken, refused := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		const unit = 1000
		point := rapid.Custom(func(rt *rapid.T) place.Point {
			return place.Point{Lat: int32(rapid.IntRange(-6, 6).Draw(rt, "y")) * unit, Lon: int32(rapid.IntRange(-6, 6).Draw(rt, "x")) * unit}
		})
		ring := []place.Point{{Lat: -5 * unit, Lon: -5 * unit}, {Lat: -5 * unit, Lon: 5 * unit}, {Lat: 0, Lon: 4 * unit}, {Lat: 5 * unit, Lon: 5 * unit}, {Lat: 5 * unit, Lon: -5 * unit}}
		zone, err := place.NewZone([]place.Polygon{{Rings: [][]place.Point{ring}}}, place.Straight, 0)
		if err != nil {
			rt.Fatal(err)
		}
		for range 4 {
			from := rapid.IntRange(0, len(ring)).Draw(rt, "from")
			to := rapid.IntRange(from, min(len(ring), from+3)).Draw(rt, "to")
			next := slices.Concat(ring[:from], rapid.SliceOfN(point, 0, 3).Draw(rt, "stretch"), ring[to:])
			polygons := []place.Polygon{{Rings: [][]place.Point{next}}}
			got, gotErr := zone.Redrawn(polygons, place.Straight)
			want, wantErr := place.NewZone(polygons, place.Straight, 0)
			if (gotErr == nil) != (wantErr == nil) || gotErr != nil && gotErr.Error() != wantErr.Error() {
				rt.Fatalf("%v: redrawn: %v; new: %v", next, gotErr, wantErr)
			}
			if gotErr != nil {
				refused++
				continue
			}
			taken++
			ring, zone = next, got
			for range 5 {
				r := place.Region{Circle: &place.Circle{Centre: point.Draw(rt, "at"), Radius: place.Length(rapid.IntRange(0, 5).Draw(rt, "radius")) * place.Metre}}
				if g, w := got.Holds(r), want.Holds(r); g != w {
					rt.Fatalf("%v in %v: redrawn %v, new %v", r.Circle, next, g, w)
				}
			}
		}
	})
	if taken == 0 || refused == 0 {
		t.Errorf("%d taken and %d refused: a test of one only", taken, refused)
	}
}
