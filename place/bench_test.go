// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"testing"

	"truce/place"
)

// longLine is a line of n points that winds from north to south.
func longLine(n int) []place.Point {
	points := make([]place.Point, n)
	state := uint64(7)
	for i := range points {
		state = state*6364136223846793005 + 1442695040888963407
		points[i] = place.Point{Lat: int32(520_000_000 - int64(i)*60_000_000/int64(n)), Lon: 370_000_000 + int32(state>>44)%200_000}
	}
	return points
}

// go test -bench . ./place
func BenchmarkDistanceToALineOf100000Points(b *testing.B) {
	line, err := place.NewLine(longLine(100_000), place.Straight, 0)
	if err != nil {
		b.Fatal(err)
	}
	r := circle(48.5, 37.3, 500*place.Metre)
	for b.Loop() {
		if _, ok := line.Distance(r); !ok {
			b.Fatal("no distance")
		}
	}
}

func BenchmarkZoneHoldsOf100000Points(b *testing.B) {
	ring := longLine(99_998)
	ring = append(ring, at(46, 30), at(52, 30))
	zone, err := place.NewZone([]place.Polygon{{Rings: [][]place.Point{ring}}}, place.Straight, 0)
	if err != nil {
		b.Fatal(err)
	}
	r := circle(48.5, 36.5, 2*place.Kilometre)
	for b.Loop() {
		zone.Holds(r)
	}
}

func BenchmarkOverlapOfASectorAndACircle(b *testing.B) {
	sector := place.Region{Sectors: []place.Sector{{
		Observer: place.Circle{Centre: at(48, 38), Radius: 100_000}, From: 0, To: 45_000,
		Distance: place.Range{Least: 2_000_000, Most: 7_000_000},
	}}}
	r := circle(48.04, 38.02, 3*place.Kilometre)
	for b.Loop() {
		place.Overlap(sector, r)
	}
}
