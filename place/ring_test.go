// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/place"
)

// turn is the sign of the turn from a over b to c; small coordinates keep it exact.
func turn(a, b, c place.Point) int64 {
	return (int64(b.Lon)-int64(a.Lon))*(int64(c.Lat)-int64(a.Lat)) - (int64(b.Lat)-int64(a.Lat))*(int64(c.Lon)-int64(a.Lon))
}

func onEdge(a, b, p place.Point) bool {
	return turn(a, b, p) == 0 && min(a.Lon, b.Lon) <= p.Lon && p.Lon <= max(a.Lon, b.Lon) && min(a.Lat, b.Lat) <= p.Lat && p.Lat <= max(a.Lat, b.Lat)
}

func share(a, b, c, d place.Point) bool {
	opposite := func(x, y int64) bool { return x < 0 && y > 0 || x > 0 && y < 0 }
	return opposite(turn(a, b, c), turn(a, b, d)) && opposite(turn(c, d, a), turn(c, d, b)) ||
		onEdge(a, b, c) || onEdge(a, b, d) || onEdge(c, d, a) || onEdge(c, d, b)
}

// plainlyValid compares every edge with every other.
func plainlyValid(rings [][]place.Point) bool {
	for r, ring := range rings {
		for i, a := range ring {
			b, c := ring[(i+1)%len(ring)], ring[(i+2)%len(ring)]
			if a == b || onEdge(a, b, c) || onEdge(b, c, a) {
				return false
			}
			for q, other := range rings[:r+1] {
				for k, d := range other {
					e := other[(k+1)%len(other)]
					next := q == r && (k == i || (k+1)%len(ring) == i || (i+1)%len(ring) == k)
					if !next && share(a, b, d, e) {
						return false
					}
				}
			}
		}
		for q, other := range rings {
			if q != r && r > 0 && surrounds(other, ring[0]) != (q == 0) {
				return false
			}
		}
	}
	return true
}

func surrounds(ring []place.Point, p place.Point) bool {
	in := false
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && (turn(a, b, p) > 0) == (b.Lat > a.Lat) {
			in = !in
		}
	}
	return in
}

func TestTheSweepAgreesWithComparingAllEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rings [][]place.Point
		for range rapid.IntRange(1, 3).Draw(t, "rings") {
			// Rings after the first are small, so that holes happen.
			south, west, size := int32(0), int32(0), int32(12)
			if len(rings) > 0 {
				south, west, size = rapid.Int32Range(0, 9).Draw(t, "south"), rapid.Int32Range(0, 9).Draw(t, "west"), 3
			}
			var ring []place.Point
			for range rapid.IntRange(3, 6).Draw(t, "points") {
				ring = append(ring, place.Point{Lat: south + rapid.Int32Range(0, size).Draw(t, "y"), Lon: west + rapid.Int32Range(0, size).Draw(t, "x")})
			}
			rings = append(rings, ring)
		}
		err := place.Polygon{Rings: rings}.Check()
		if want := plainlyValid(rings); (err == nil) != want {
			t.Fatalf("rings %v: %v, want valid = %v", rings, err, want)
		}
	})
}

func TestHolesMustLieInTheFirstRing(t *testing.T) {
	ring := func(lat, lon, half float64) []place.Point { return square(lat, lon, half).Rings[0] }
	for _, c := range []struct {
		name  string
		rings [][]place.Point
		want  string
	}{
		{"two holes", [][]place.Point{ring(0, 0, 5), ring(0, 2, 1), ring(0, -2, 1)}, ""},
		{"a hole outside", [][]place.Point{ring(0, 0, 5), ring(0, 20, 1)}, "ring 2: a hole outside"},
		{"a hole in a hole", [][]place.Point{ring(0, 0, 5), ring(0, 0, 3), ring(0, 0, 1)}, "ring 3: a hole outside the first ring or inside another hole"},
		{"the outer ring last", [][]place.Point{ring(0, 0, 1), ring(0, 0, 5)}, "ring 2: a hole outside"},
		{"a hole across", [][]place.Point{ring(0, 0, 5), ring(0, 5, 1)}, "rings 1 and 2 cross or touch"},
		{"holes that touch at a corner", [][]place.Point{ring(0, 0, 5), ring(1, 1, 1), ring(-1, -1, 1)}, "rings 2 and 3 cross or touch"},
		{"a hole twice", [][]place.Point{ring(0, 0, 5), ring(0, 0, 1), ring(0, 0, 1)}, "rings 2 and 3 cross or touch"},
	} {
		err := place.Polygon{Rings: c.rings}.Check()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: error = %v, want %q", c.name, err, c.want)
		}
	}
}

// comb is a valid ring of long slanting teeth whose boxes all overlap: the worst case for comparing pairs.
func comb(teeth int) []place.Point {
	var ring []place.Point
	for i := range teeth {
		x := int32(i * 200)
		ring = append(ring, place.Point{Lon: x}, place.Point{Lat: 500_000_000, Lon: x + 500_000_000},
			place.Point{Lat: 500_000_000, Lon: x + 500_000_100}, place.Point{Lon: x + 100})
	}
	return append(ring, place.Point{Lat: -100, Lon: int32(teeth * 200)}, place.Point{Lat: -100, Lon: -100})
}

func TestALargeCombIsCheckedWhole(t *testing.T) {
	ring := comb(4_000)
	if err := (place.Polygon{Rings: [][]place.Point{ring}}).Check(); err != nil {
		t.Errorf("comb: %v", err)
	}
	ring[8_001].Lat, ring[8_001].Lon = ring[8_006].Lat, ring[8_006].Lon-1
	if err := (place.Polygon{Rings: [][]place.Point{ring}}).Check(); err == nil {
		t.Error("a comb with a crossed tooth was taken as valid")
	}
}

func TestTooManyPointsAreRefused(t *testing.T) {
	polygon := place.Polygon{Rings: [][]place.Point{comb(25_000)}}
	if err := polygon.Check(); err == nil || err.Error() != "a polygon of 100002 points: at most 100000" {
		t.Errorf("error = %v", err)
	}
	half := place.Polygon{Rings: [][]place.Point{comb(13_000)}}
	if _, err := place.NewZone([]place.Polygon{half, half}, place.Straight, 0); err == nil || !strings.Contains(err.Error(), "more than 100000 points") {
		t.Errorf("error = %v", err)
	}
}
