// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"truce/place"
)

// zigzag is a polygon whose edges run from side to side of a box, all the way up and down again: every edge lies close to
// many others.
func zigzag(points int, shift int32) place.Region {
	var ring []place.Point
	for i := range int32(points) {
		lon, lat := int32(375_500_000), int32(482_500_000)+i*1600
		if i%2 == 1 {
			lon = 375_700_000 - i
		}
		ring = append(ring, place.Point{Lat: lat + shift, Lon: lon})
	}
	return place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{append(ring, place.Point{Lat: 482_500_000 + shift, Lon: 376_000_000})}}}}
}

// star is a polygon with its points turn about near to and far from its middle.
func star(points int, turn float64) place.Region {
	var ring []place.Point
	for i := range points {
		r := 200_000.0
		if i%2 == 1 {
			r = 100_000
		}
		at := turn + 2*math.Pi*float64(i)/float64(points)
		ring = append(ring, place.Point{Lat: 482_500_000 + int32(r*math.Sin(at)), Lon: 375_500_000 + int32(r*math.Cos(at))})
	}
	return place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{ring}}}}
}

// TestWhatIsSeenAtOnceIsWhatSamplingSees holds what Overlap finds without its lattice against what the lattice finds: a
// speck that is added to the larger region, within it, changes no ground and leads around the short way.
func TestWhatIsSeenAtOnceIsWhatSamplingSees(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		at := func(name string) place.Point {
			return place.Point{Lat: rapid.Int32Range(-899_000_000, 899_000_000).Draw(rt, name), Lon: rapid.Int32Range(-1_799_000_000, 1_799_000_000).Draw(rt, name)}
		}
		outer := place.Circle{Centre: at("centre"), Radius: place.Length(rapid.IntRange(2000, 900_000).Draw(rt, "radius")) * place.Metre}
		off := place.Length(rapid.IntRange(0, 1100).Draw(rt, "off")) * outer.Radius / 1000
		inner := place.Circle{Centre: place.Travel(outer.Centre, place.Bearing(rapid.IntRange(0, 359_999).Draw(rt, "towards")), off)}
		inner.Radius = place.Length(rapid.IntRange(0, 999).Draw(rt, "share")) * outer.Radius / 1000
		a, b := place.Region{Circle: &inner}, place.Region{Circle: &outer}
		long := place.Region{Circle: &outer, Path: &place.Path{Points: []place.Point{outer.Centre, outer.Centre}}}
		got, ok := place.Overlap(a, b)
		want, okToo := place.Overlap(a, long)
		if got != want || ok != okToo {
			rt.Errorf("%+v in %+v: %d at once, %d by sampling", inner, outer, got, want)
		}
	})
	for _, r := range []place.Region{star(100, 0), zigzag(100, 0), {Path: &place.Path{Points: []place.Point{{Lat: 1}, {Lon: 1}}}}} {
		if got, ok := place.Overlap(r, r); got != 1_000_000 || !ok {
			t.Errorf("a region covers %d of itself", got)
		}
	}
}

// BenchmarkOverlap measures one comparison of two regions.
// Run it with: go test ./place -run '^$' -bench Overlap
func BenchmarkOverlap(b *testing.B) {
	circle := func(east int32, radius place.Length) place.Region {
		return place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_500_000, Lon: 375_000_000 + east}, Radius: radius * place.Metre}}
	}
	for _, each := range []struct {
		name string
		a, b place.Region
	}{
		{"equal circles", circle(0, 500), circle(0, 500)},
		{"a circle in a circle", circle(0, 500), circle(1000, 5000)},
		{"two circles", circle(0, 500), circle(3000, 500)},
	} {
		b.Run(each.name, func(b *testing.B) {
			for b.Loop() {
				place.Overlap(each.a, each.b)
			}
		})
	}
	for _, n := range []int{500, 1000, 2000, 4000} {
		for _, each := range []struct {
			name string
			a, b place.Region
		}{
			{"equal zigzags", zigzag(n, 0), zigzag(n, 0)},
			{"shifted zigzags", zigzag(n, 0), zigzag(n, 700)},
			{"turned stars", star(n, 0), star(n, 0.001)},
			{"nested stars", star(n, 0), zigzag(n, 700)},
		} {
			b.Run(fmt.Sprintf("%s of %d", each.name, n), func(b *testing.B) {
				for b.Loop() {
					place.Overlap(each.a, each.b)
				}
			})
		}
	}
}
