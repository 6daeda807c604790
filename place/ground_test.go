// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"flag"
	"math/rand/v2"
	"testing"

	"truce/place"
)

var pairs = flag.Int("pairs", 4000, "how many pairs of regions are compared by Meet and by Overlap and Touch")

// draw makes regions that lie about a place in some of many ways.
type draw struct{ *rand.Rand }

func (d draw) one(of ...int) int { return of[d.IntN(len(of))] }

func (d draw) point(about place.Point, reach int) place.Point {
	if reach == 0 {
		return about
	}
	at := func(c int32) int32 { return c + int32(d.IntN(2*reach+1)-reach) }
	return place.Point{Lat: at(about.Lat), Lon: at(about.Lon)}
}

func (d draw) region(about place.Point, reach int) place.Region {
	p := d.point(about, reach)
	metres := float64(reach)/90 + 1
	length := func(share float64) place.Length { return place.Length(share * metres * 1000) }
	switch d.IntN(10) {
	case 0, 1, 2, 3:
		radius := length(d.Float64())
		switch d.IntN(8) {
		case 0:
			radius = place.Length(d.one(0, 1, 1000, 20_000))
		case 1:
			radius = length(d.Float64() * 0.02)
		case 2: // such that it comes close to touching another about the middle
			radius = max(0, place.Distance(p, about)-place.Length(d.IntN(40)-20))
		}
		return place.Region{Circle: &place.Circle{Centre: p, Radius: min(radius, 2000*place.Kilometre)}}
	case 4, 5, 6:
		near := length(d.Float64() * float64(d.one(0, 1)))
		return place.Region{Sectors: []place.Sector{{
			Observer: place.Circle{Centre: p, Radius: place.Length(d.one(0, 20_000, 300_000))},
			From:     place.Bearing(d.IntN(360_000)), To: place.Bearing(d.IntN(360_000)),
			Distance: place.Range{Least: near, Most: near + 1000 + length(d.Float64())},
		}}}
	case 7:
		line := make([]place.Point, 2+d.IntN(4))
		for i := range line {
			line[i] = d.point(p, reach/2+1)
		}
		return place.Region{Path: &place.Path{Points: line, Tolerance: length(d.Float64() * 0.2 * float64(d.one(0, 1)))}}
	default:
		side := int32(reach/2 + 10)
		ring := []place.Point{p, {Lat: p.Lat, Lon: p.Lon + side}, {Lat: p.Lat + side, Lon: p.Lon + side/3}, {Lat: p.Lat + side/2, Lon: p.Lon - side/4}}
		if d.IntN(3) == 0 {
			ring[3] = place.Point{Lat: p.Lat + side, Lon: p.Lon}
		}
		return place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{ring}}}}
	}
}

// TestMeetSeesWhatSamplingSees holds the way by rows against asking for every point. Millions of pairs:
//
//	go test ./place -run Meet -pairs 3000000 -timeout 24h
func TestMeetSeesWhatSamplingSees(t *testing.T) {
	fast, touching := 0, 0
	for seed := range *pairs {
		d := draw{rand.New(rand.NewPCG(uint64(seed), 9))}
		about := place.Point{Lat: int32(d.IntN(1_200_000_000) - 600_000_000), Lon: int32(d.Int64N(3_000_000_000) - 1_500_000_000)}
		if d.IntN(20) == 0 {
			about = place.Point{Lat: int32(d.one(-890_000_000, 700_000_000, 745_000_000)), Lon: int32(d.one(-1_799_000_000, 1_790_000_000, 0))}
		}
		reach := d.one(0, 10, 1000, 20_000, 100_000, 100_000, 400_000, 9_000_000)
		a, b := d.region(about, reach), d.region(about, reach)
		if a.Check() != nil || b.Check() != nil {
			continue
		}
		fast++
		x, y := place.NewGround(&a), place.NewGround(&b)
		if most := x.AreaAtMost(); most < a.Area() || x.IsLarger(&y) != (a.Area() > b.Area()) {
			t.Fatalf("pair %d: area at most %d, larger %t, of %d and %d\n%+v\n%+v", seed, most, x.IsLarger(&y), a.Area(), b.Area(), a, b)
		}
		share, touch := place.Meet(&x, &y)
		wantTouch, _ := place.Touch(a, b)
		want, _ := place.Overlap(a, b)
		if touch {
			touching++
		}
		if share != want || touch != wantTouch || x.Area() != a.Area() || y.Area() != b.Area() {
			t.Fatalf("pair %d: share %d, touch %t, want %d, %t\n%+v %+v\n%+v %+v", seed, share, touch, want, wantTouch, a, a.Circle, b, b.Circle)
		}
		u, v := place.NewGround(&a), place.NewGround(&b)
		if got, ok := u.Touches(&v); !ok || got != wantTouch {
			t.Fatalf("pair %d: touches %t, %t, want %t\n%+v %+v\n%+v %+v", seed, got, ok, wantTouch, a, a.Circle, b, b.Circle)
		}
		low, high, _ := a.Box()
		lower, higher, _ := a.Around()
		if lower.Lat > low.Lat || lower.Lon > low.Lon || higher.Lat < high.Lat || higher.Lon < high.Lon {
			t.Fatalf("pair %d: bounds %v to %v of a region between %v and %v\n%+v", seed, lower, higher, low, high, a)
		}
	}
	if touching < fast/5 {
		t.Errorf("%d of %d pairs touch: too few to tell", touching, fast)
	}
}
