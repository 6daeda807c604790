// SPDX-License-Identifier: Apache-2.0

package locate_test

import (
	"testing"

	"truce/known"
	"truce/place"
	"truce/place/locate"
)

// dice are numbers that are the same in every run (SplitMix64).
type dice uint64

func (d *dice) below(n int64) int64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int64((z ^ z>>31) >> 1 % uint64(n))
}

func (d *dice) around(n int64) int64 { return d.below(2*n+1) - n }

// spider is a ring around a point in steps of equal angle, so that it never meets itself; the legs are of very different
// lengths.
func (d *dice) spider(x, y, size int64, points int) []place.Point {
	ring := make([]place.Point, points)
	for i := range ring {
		ring[i] = onSquare(int64(i)*8000/int64(points), x, y, size/8+d.below(size*7/8+1))
	}
	return ring
}

// onSquare is the position at so many eight-thousandths of the way around a square.
func onSquare(at, x, y, half int64) place.Point {
	side, along := at/2000, at%2000-1000
	dx, dy := half, half*along/1000
	for range side {
		dx, dy = -dy, dx
	}
	return place.Point{Lat: int32(y + dy), Lon: int32(x + dx)}
}

// snapped is a spider whose corners lie on corners of cells of a side.
func (d *dice) snapped(tb testing.TB, x, y, side int64) []place.Point {
	tb.Helper()
	for range 200 {
		ring := d.spider(x, y, 100*side, 21)
		for i := range ring {
			ring[i].Lat, ring[i].Lon = ring[i].Lat&^int32(side-1), ring[i].Lon&^int32(side-1)
		}
		if (place.Polygon{Rings: [][]place.Point{ring}}).Check() == nil {
			return ring
		}
	}
	tb.Fatal("no sound ring")
	return nil
}

func one(rings ...[]place.Point) place.Polygon { return place.Polygon{Rings: rings} }

func square(x, y, half int64) []place.Point {
	return []place.Point{onSquare(0, x, y, half), onSquare(1000, x, y, half), onSquare(3000, x, y, half), onSquare(5000, x, y, half), onSquare(7000, x, y, half)}
}

func zoneOf(tb testing.TB, edges place.EdgeModel, tolerance place.Length, polygons ...place.Polygon) locate.Area {
	tb.Helper()
	z, err := place.NewZone(polygons, edges, tolerance)
	if err != nil {
		tb.Fatal(err)
	}
	return locate.Area{Zone: z}
}

// valley is zones of one neighbourhood: with legs, with holes, of two parts, along the edges of cells, next to each other with
// one border, small as some metres, with a tolerance and with geodesic edges.
func valley(tb testing.TB, seed uint64) []locate.Area {
	tb.Helper()
	d := dice(seed)
	const x, y = 375_000_000, 483_000_000
	var out []locate.Area
	add := func(edges place.EdgeModel, tolerance place.Length, polygons ...place.Polygon) {
		tb.Helper()
		out = append(out, zoneOf(tb, edges, tolerance, polygons...))
	}
	add(place.Straight, 0, one(d.spider(x, y, 4_000_000, 40)))
	add(place.Straight, 0, one(d.spider(x+1_000_000, y, 6_000_000, 300)))
	add(place.Straight, 0, one(square(x, y, 3_000_000), d.spider(x, y, 1_000_000, 25)))
	add(place.Straight, 0, one(square(x, y, 900_000)), one(square(x+2_500_000, y, 900_000)))
	add(place.Straight, 0, one(square(x&^(1<<17-1), y&^(1<<17-1), 1<<18)))
	add(place.Straight, 0, one(square(x&^(1<<17-1)+1<<19, y&^(1<<17-1), 1<<18)))
	add(place.Straight, 0, one(square(x+77_777, y-99_999, 300)))
	add(place.Straight, 300*place.Metre, one(d.spider(x, y, 5_000_000, 60)))
	add(place.Geodesic, 40*place.Metre, one(d.spider(x-2_000_000, y+1_000_000, 5_000_000, 12)))
	for side := int64(1 << 13); side <= 1<<16; side *= 2 {
		add(place.Straight, 0, one(d.snapped(tb, x, y, side)))
	}
	return out
}

// theatre is a valley and zones that are as thin as one unit, with a wide tolerance, wide as a continent, at the antimeridian, in
// the far north and by the pole.
func theatre(tb testing.TB, seed uint64) []locate.Area {
	tb.Helper()
	const x, y = 375_000_000, 483_000_000
	out := valley(tb, seed)
	add := func(edges place.EdgeModel, tolerance place.Length, polygons ...place.Polygon) {
		tb.Helper()
		out = append(out, zoneOf(tb, edges, tolerance, polygons...))
	}
	add(place.Straight, 0, one([]place.Point{{Lat: y, Lon: x - 5_000_000}, {Lat: y + 1, Lon: x}, {Lat: y + 1, Lon: x + 4_999_999}}))
	add(place.Straight, 0, one(square(200_000_000, 790_000_000, 50_000)))
	add(place.Straight, 80*place.Kilometre, one(square(x, y, 9_000_000)))
	add(place.Straight, 0, one([]place.Point{{Lat: -600_000_000, Lon: -1_500_000_000}, {Lat: -500_000_000, Lon: 200_000_000}, {Lat: 790_000_000, Lon: 250_000_001}}))
	add(place.Straight, 0, one([]place.Point{{Lat: 400_000_000, Lon: 1_790_000_000}, {Lat: 400_000_000, Lon: 1_800_000_000}, {Lat: 450_000_000, Lon: 1_800_000_000}}))
	add(place.Straight, 0, one([]place.Point{{Lat: 840_000_000, Lon: 0}, {Lat: 840_000_000, Lon: 900_000_000}, {Lat: 900_000_000, Lon: 450_000_000}}))
	return out
}

// somewhere is a point that is likely to be awkward: on a corner or an edge of a zone or a unit or some off it, on the border of
// a cell, or anywhere.
func (d *dice) somewhere(areas []locate.Area) place.Point {
	const x, y = 375_000_000, 483_000_000
	p := place.Point{Lat: int32(y + d.around(7_000_000)), Lon: int32(x + d.around(9_000_000))}
	switch d.below(8) {
	case 0:
		p.Lat &^= 1<<(9+d.below(10)) - 1
	case 1:
		p.Lat, p.Lon = p.Lat&^(1<<(9+d.below(10))-1), p.Lon&^(1<<(9+d.below(10))-1)
	case 2, 3, 4:
		polygons := areas[d.below(int64(len(areas)))].Zone.Region().Polygons
		rings := polygons[d.below(int64(len(polygons)))].Rings
		ring := rings[d.below(int64(len(rings)))]
		i := d.below(int64(len(ring)))
		a, b, share := ring[i], ring[(i+1)%int64(len(ring))], d.below(4)
		p = place.Point{Lat: a.Lat + int32((int64(b.Lat)-int64(a.Lat))*share/3), Lon: a.Lon + int32((int64(b.Lon)-int64(a.Lon))*share/3)}
		off := int64(1) << d.below(12) >> 1
		p.Lat, p.Lon = int32(min(900_000_000, int64(p.Lat)+d.around(off))), int32(min(1_800_000_000, max(-1_800_000_000, int64(p.Lon)+d.around(off))))
	case 5:
		if d.below(50) == 0 {
			p = place.Point{Lat: int32(d.around(900_000_000)), Lon: int32(d.around(1_800_000_000))}
		}
	}
	return p
}

// lies tells by the textbook whether p lies in the rings or on them: the crossings of a ray to the east, in whole numbers.
func lies(p place.Point, polygon place.Polygon) (in, on bool) {
	for _, ring := range polygon.Rings {
		b := ring[len(ring)-1]
		for _, a := range ring {
			dx, dy := int64(a.Lon)-int64(b.Lon), int64(a.Lat)-int64(b.Lat)
			if min(a.Lat, b.Lat) <= p.Lat && p.Lat <= max(a.Lat, b.Lat) {
				high, low := wide(dx, int64(p.Lat)-int64(b.Lat))
				h, l := wide(dy, int64(p.Lon)-int64(b.Lon))
				turn := compare(high, low, h, l)
				if turn == 0 && min(a.Lon, b.Lon) <= p.Lon && p.Lon <= max(a.Lon, b.Lon) {
					return false, true
				}
				if (a.Lat > p.Lat) != (b.Lat > p.Lat) && (turn > 0) == (dy > 0) {
					in = !in
				}
			}
			b = a
		}
	}
	return in, false
}

// wide is a product in two parts: high times 2^32, and low, which is not negative.
func wide(a, b int64) (high, low int64) {
	const part = 1 << 16
	upper, lower := a>>16, a&(part-1)
	sum := upper*b + lower*b>>16
	return sum >> 16, sum&(part-1)<<16 + lower*b&(part-1)
}

func compare(high, low, h, l int64) int {
	switch {
	case high < h || high == h && low < l:
		return -1
	case high == h && low == l:
		return 0
	default:
		return 1
	}
}

func TestPointsAreFoundWhereTheTextbookHasThem(t *testing.T) {
	areas := theatre(t, 1)
	x := locate.New(areas)
	d := dice(7)
	sure, asked := 0, 0
	for range 250_000 {
		p := d.somewhere(areas)
		f := x.Find(place.Region{Circle: &place.Circle{Centre: p}})
		for i, a := range areas {
			if a.Zone.Tolerance() > 0 {
				continue
			}
			want := known.No
			for _, polygon := range a.Zone.Region().Polygons {
				if in, on := lies(p, polygon); on {
					want = max(want, known.Unknown)
				} else if in {
					want = known.Yes
				}
			}
			asked++
			switch got := f.Of(i); {
			case got == known.Unknown:
			case got != want:
				t.Fatalf("%v in area %d: got %v, want %v", p, i, got, want)
			default:
				sure++
			}
		}
	}
	if share := sure * 100 / asked; share < 93 {
		t.Errorf("sure of %d of %d answers, %d%%", sure, asked, share)
	}
}
