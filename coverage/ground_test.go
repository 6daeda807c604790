// SPDX-License-Identifier: Apache-2.0

package coverage_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/act"
	"truce/coverage"
	"truce/known"
	"truce/place"
)

// An area is cut into blocks that are looked at as a whole; what comes of it is what every cell by itself says.
func TestTheCellsOfAnAreaAreThoseWithAPointInIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		near := func(name string, at int32) int32 { return at + rapid.Int32Range(-4_000_000, 4_000_000).Draw(t, name) }
		ring := []place.Point{ // a broad arrow, of which each corner lies where it wants
			{Lat: near("a", 400_000_000), Lon: near("b", 300_000_000)},
			{Lat: near("c", 410_000_000), Lon: near("d", 340_000_000)},
			{Lat: near("e", 400_000_000), Lon: near("f", 380_000_000)},
			{Lat: near("g", 425_000_000), Lon: near("h", 360_000_000)},
			{Lat: near("i", 450_000_000), Lon: near("j", 380_000_000)},
			{Lat: near("k", 450_000_000), Lon: near("l", 300_000_000)},
		}
		polygon := place.Polygon{Rings: [][]place.Point{ring}}
		zone, err := place.NewZone([]place.Polygon{polygon}, place.Straight, 0)
		if err != nil {
			t.Fatal(err)
		}
		const side, points = 4_000_000, 5
		area := coverage.Area{Name: "arrow", Where: place.Region{Polygons: []place.Polygon{polygon}}}
		var l coverage.Ledger
		counts, err := l.Count(coverage.Request{Areas: []coverage.Area{area}, Acts: []act.Act{"use-of-force"}, Period: hours(0, 1), Side: side})
		if err != nil {
			t.Fatal(err)
		}
		next := 0
		for row := int64(390_000_000 / side); row <= 460_000_000/side; row++ {
			for column := int64(290_000_000 / side); column <= 390_000_000/side; column++ {
				in := false
				for k := range int64(points * points) {
					at := place.Point{Lat: int32(row*side + (2*(k/points)+1)*side/(2*points)), Lon: int32(column*side + (2*(k%points)+1)*side/(2*points))}
					in = in || zone.Holds(place.Region{Circle: &place.Circle{Centre: at}}) == known.Yes
				}
				if !in {
					continue
				}
				if next == len(counts[0].Cells) || counts[0].Cells[next].Cell != (coverage.Cell{Row: row, Column: column}) {
					t.Fatalf("cell %d %d is not number %d of %d", row, column, next, len(counts[0].Cells))
				}
				next++
			}
		}
		if next != len(counts[0].Cells) {
			t.Fatalf("%d cells, want %d", len(counts[0].Cells), next)
		}
	})
}
