// SPDX-License-Identifier: Apache-2.0

package locate_test

import (
	"testing"

	"truce/known"
	"truce/place"
	"truce/place/locate"
)

func TestBeltsAnswerAsTheLineDoes(t *testing.T) {
	d := dice(11)
	lines := []struct {
		name   string
		points []place.Point
	}{
		{"of two points", []place.Point{{Lat: 480_000_000, Lon: 370_000_000}, {Lat: 490_000_000, Lon: 385_000_000}}},
		{"that winds", longSpiral(400)},
		{"in the far north", []place.Point{{Lat: 785_000_000, Lon: 100_000_000}, {Lat: 786_000_000, Lon: 140_000_000}}},
		{"beyond the index", []place.Point{{Lat: 850_000_000, Lon: 100_000_000}, {Lat: 851_000_000, Lon: 140_000_000}}},
		{"at the antimeridian", []place.Point{{Lat: 10_000_000, Lon: 1_799_000_000}, {Lat: -10_000_000, Lon: 1_800_000_000}}},
		{"near the antimeridian", []place.Point{{Lat: 10_000_000, Lon: 1_785_000_000}, {Lat: -10_000_000, Lon: 1_780_000_000}}},
		{"some way from the antimeridian", []place.Point{{Lat: 10_000_000, Lon: 1_718_000_000}, {Lat: -10_000_000, Lon: 1_715_000_000}}},
		{"across the equator", []place.Point{{Lat: -300_000_000, Lon: -10_000_000}, {Lat: 300_000_000, Lon: 20_000_000}}},
		{"of one place, twice", []place.Point{{Lat: 480_000_000, Lon: 370_000_000}, {Lat: 480_000_000, Lon: 370_000_000}}},
		{"as wide as half a globe", []place.Point{{Lat: 1, Lon: -890_000_000}, {Lat: -5_000_000, Lon: 890_000_000}}},
	}
	sure, asked := 0, 0
	for _, each := range lines {
		for _, tolerance := range []place.Length{0, 400 * place.Metre} {
			line, err := place.NewLine(each.points, place.Straight, tolerance)
			if err != nil {
				t.Fatal(err)
			}
			distances := []place.Length{0, 200 * place.Metre, 15 * place.Kilometre, 35 * place.Kilometre, 800 * place.Kilometre}
			largest := 4
			if tolerance > 0 {
				largest = 5
			}
			belts := locate.NewBelts(line, distances[:largest])
			for range 800 {
				at := each.points[d.below(int64(len(each.points)))]
				spread := int64(1) << d.below(30)
				p := place.Point{
					Lat: int32(min(900_000_000, max(-900_000_000, int64(at.Lat)+d.around(spread)))),
					Lon: int32(min(1_800_000_000, max(-1_800_000_000, int64(at.Lon)+d.around(spread)))),
				}
				r := place.Region{Circle: &place.Circle{Centre: p, Radius: place.Length(d.below(3) * d.below(900_000))}}
				if d.below(3) == 0 { // the middle of a cell, and a circle that comes to a distance or nearly
					half := int32(1) << (13 + d.below(4))
					r.Circle.Centre = place.Point{Lat: p.Lat&^(2*half-1) | half, Lon: p.Lon&^(2*half-1) | half}
					bare, _ := line.Distance(place.Region{Circle: &place.Circle{Centre: r.Circle.Centre}})
					by := distances[d.below(5)]
					r.Circle.Radius = max(0, max(by-bare.Most, bare.Least-by)+place.Length(d.around(1<<d.below(14))))
				}
				exact, _ := line.Distance(r)
				for _, by := range distances {
					want := known.Unknown
					if exact.Most < by {
						want = known.Yes
					} else if exact.Least > by {
						want = known.No
					}
					asked++
					if got := belts.Within(r, by); got == known.Unknown {
						continue
					} else if got != want {
						t.Fatalf("line %s: %v within %v: got %v, want %v, at %v", each.name, r.Circle, by, got, want, exact)
					}
					sure++
				}
			}
		}
	}
	if share := sure * 100 / asked; share < 20 {
		t.Errorf("sure of %d of %d, %d%%", sure, asked, share)
	}
}

// longSpiral winds outward by a few kilometres a turn.
func longSpiral(points int) []place.Point {
	out := make([]place.Point, points)
	for i := range out {
		out[i] = onSquare(int64(i)*637%8000, 375_000_000, 483_000_000, 200_000+int64(i)*5_000)
	}
	return out
}

func TestBeltsKnowNothingOfOtherShapesThanCircles(t *testing.T) {
	belts := locate.NewBelts(lineOf(t, longSpiral(10)), threeBelts())
	for _, r := range []place.Region{
		{},
		{Name: "ford"},
		{Polygons: []place.Polygon{{Rings: [][]place.Point{longSpiral(3)}}}},
	} {
		if got := belts.Within(r, 15*place.Kilometre); got != known.Unknown {
			t.Errorf("%v: got %v", r, got)
		}
	}
}
