// SPDX-License-Identifier: Apache-2.0

package locate

import (
	"cmp"
	"math/bits"

	"truce/place"
)

// Everything in this file is exact: coordinates are integers of at most 33 bits, their products are compared whole.

// box is a range of coordinates in degrees x 10^7, both ends included; it may run beyond the globe.
type box struct{ west, south, east, north int64 }

func boxAround(p place.Point) box {
	return box{int64(p.Lon), int64(p.Lat), int64(p.Lon), int64(p.Lat)}
}

func (b box) wider(by int64) box { return box{b.west - by, b.south - by, b.east + by, b.north + by} }

func (b box) join(c box) box {
	return box{min(b.west, c.west), min(b.south, c.south), max(b.east, c.east), max(b.north, c.north)}
}

func (b box) touches(c box) bool {
	return b.west <= c.east && c.west <= b.east && b.south <= c.north && c.south <= b.north
}

func (b box) holds(c box) bool {
	return b.west <= c.west && c.east <= b.east && b.south <= c.south && c.north <= b.north
}

// edge is an edge of a ring, straight in longitude and latitude: from (ax, ay) to (bx, by), x being the longitude.
type edge struct{ ax, ay, bx, by int32 }

func edgeOf(a, b place.Point) edge { return edge{a.Lon, a.Lat, b.Lon, b.Lat} }

func (e edge) box() box {
	return box{int64(min(e.ax, e.bx)), int64(min(e.ay, e.by)), int64(max(e.ax, e.bx)), int64(max(e.ay, e.by))}
}

// meets tells whether the edge has a point in the box: their ranges touch, and the corners of the box do not all lie on
// one side of the edge.
func (e edge) meets(b box) bool {
	if !b.touches(e.box()) {
		return false
	}
	lowX, highX, lowY, highY := b.west, b.east, b.south, b.north
	if e.by < e.ay {
		lowX, highX = highX, lowX
	}
	if e.bx < e.ax {
		lowY, highY = highY, lowY
	}
	// The corner furthest to the left of the edge, and the one furthest to the right.
	return e.side(lowX, highY) >= 0 && e.side(highX, lowY) <= 0
}

// side tells on which side of the directed edge a position lies: 1 left, -1 right, 0 on its line.
func (e edge) side(x, y int64) int {
	ax, ay := int64(e.ax), int64(e.ay)
	return compareProducts(int64(e.bx)-ax, y-ay, int64(e.by)-ay, x-ax)
}

// sideNext is side for the position a little to the east of (x, y) and very much less to the north of it, so that it is
// never 0: no edge goes through such a position (Edelsbrunner and Mücke, Simulation of simplicity, 1990).
func (e edge) sideNext(x, y int64) int {
	if s := e.side(x, y); s != 0 {
		return s
	}
	switch {
	case e.by > e.ay:
		return -1
	case e.by < e.ay:
		return 1
	case e.bx > e.ax:
		return 1
	default:
		return -1
	}
}

// crossed tells whether the edge is crossed an odd number of times on the way from (x1, y1) along a parallel to (x2, y1)
// and then along a meridian to (x2, y2). The ends are meant a little off, as in sideNext; what lies on no edge lies on
// the same side of all edges as the position a little off.
func (e edge) crossed(x1, y1, x2, y2 int64) bool {
	odd := false
	if int64(e.ay) > y1 != (int64(e.by) > y1) {
		odd = e.sideNext(x1, y1) != e.sideNext(x2, y1)
	}
	if int64(e.ax) > x2 != (int64(e.bx) > x2) && e.sideNext(x2, y1) != e.sideNext(x2, y2) {
		odd = !odd
	}
	return odd
}

// compareProducts returns the sign of a*b - c*d.
func compareProducts(a, b, c, d int64) int {
	const half = 1 << 31
	if uint64(a+half)|uint64(b+half)|uint64(c+half)|uint64(d+half) < 1<<32 {
		return cmp.Compare(a*b-c*d, 0) // each product is at most 2^62
	}
	highL, lowL := product(a, b)
	highR, lowR := product(c, d)
	low, borrow := bits.Sub64(lowL, lowR, 0)
	high, _ := bits.Sub64(highL, highR, borrow)
	if high == 0 && low != 0 {
		return 1
	}
	return cmp.Compare(int64(high), 0)
}

// product is a*b in 128 bits, two's complement.
func product(a, b int64) (high, low uint64) {
	high, low = bits.Mul64(uint64(a), uint64(b))
	return high - uint64(a>>63&b) - uint64(b>>63&a), low
}
