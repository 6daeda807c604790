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

// BenchmarkMeet compares pairs of regions that overlap, each made ready anew.
// Run it with: go test ./place -run '^$' -bench Meet
func BenchmarkMeet(b *testing.B) {
	at := func(north, east int32) place.Point {
		return place.Point{Lat: 480_000_000 + north*90, Lon: 380_000_000 + east*134}
	}
	disc := func(north, east int32, metres place.Length) *place.Region {
		return &place.Region{Circle: &place.Circle{Centre: at(north, east), Radius: metres * place.Metre}}
	}
	sector := func(north, east int32, from place.Bearing) *place.Region {
		return &place.Region{Sectors: []place.Sector{{
			Observer: place.Circle{Centre: at(north, east), Radius: 20 * place.Metre}, From: from, To: from + 45_000,
			Distance: place.Range{Least: 3 * place.Kilometre, Most: 8 * place.Kilometre},
		}}}
	}
	for _, each := range []struct {
		name string
		a, b *place.Region
	}{
		{"discs", disc(0, 0, 3000), disc(1000, 2000, 1000)},
		{"a disc and a sector", disc(4000, 4000, 3000), sector(0, 0, 22_500)},
		{"sectors", sector(0, 0, 22_500), sector(8000, 8000, 202_500)},
		{"a disc and a sector apart", disc(7000, -500, 500), sector(0, 0, 22_500)},
	} {
		b.Run(each.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x, y := place.NewGround(each.a), place.NewGround(each.b)
				place.Meet(&x, &y)
			}
		})
	}
}
