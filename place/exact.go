// SPDX-License-Identifier: Apache-2.0

package place

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
)

// The predicates below are exact: coordinates are integers, their differences fit in 33 bits, and the products
// are compared in 128 bits. No tolerance hides in them.

// side tells on which side of the directed line from a to b the point c lies: 1 left, -1 right, 0 on it.
func side(a, b, c Point) int {
	return compareProducts(int64(b.Lon)-int64(a.Lon), int64(c.Lat)-int64(a.Lat), int64(b.Lat)-int64(a.Lat), int64(c.Lon)-int64(a.Lon))
}

// compareProducts returns the sign of a*b - c*d.
func compareProducts(a, b, c, d int64) int {
	signL, hiL, loL := product(a, b)
	signR, hiR, loR := product(c, d)
	if signL != signR {
		return sign(int64(signL - signR))
	}
	if hiL != hiR {
		if hiL > hiR {
			return signL
		}
		return -signL
	}
	if loL != loR {
		if loL > loR {
			return signL
		}
		return -signL
	}
	return 0
}

func product(a, b int64) (s int, hi, lo uint64) {
	hi, lo = bits.Mul64(magnitude(a), magnitude(b))
	return sign(a) * sign(b), hi, lo
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

func sign(n int64) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	default:
		return 0
	}
}

// within tells whether c, which is on the line through a and b, lies between them.
func within(a, b, c Point) bool {
	return min(a.Lon, b.Lon) <= c.Lon && c.Lon <= max(a.Lon, b.Lon) && min(a.Lat, b.Lat) <= c.Lat && c.Lat <= max(a.Lat, b.Lat)
}

// meet tells whether the segments ab and cd share a point.
func meet(a, b, c, d Point) bool {
	if max(a.Lon, b.Lon) < min(c.Lon, d.Lon) || max(c.Lon, d.Lon) < min(a.Lon, b.Lon) ||
		max(a.Lat, b.Lat) < min(c.Lat, d.Lat) || max(c.Lat, d.Lat) < min(a.Lat, b.Lat) {
		return false
	}
	s1, s2, s3, s4 := side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)
	if s1*s2 < 0 && s3*s4 < 0 {
		return true
	}
	return s1 == 0 && within(a, b, c) || s2 == 0 && within(a, b, d) || s3 == 0 && within(c, d, a) || s4 == 0 && within(c, d, b)
}

// inRing tells whether a point is inside a ring (1), on it (0) or outside (-1).
func inRing(ring []Point, p Point) int {
	inside := false
	for i := range ring {
		a, b := ring[i], ring[(i+1)%len(ring)]
		if side(a, b, p) == 0 && within(a, b, p) {
			return 0
		}
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && (side(a, b, p) > 0) == (b.Lat > a.Lat) {
			inside = !inside
		}
	}
	if inside {
		return 1
	}
	return -1
}

// maxPoints is how many points a polygon or line may have.
const maxPoints = 100_000

// checkPoint refuses positions off the globe and says so if longitude and latitude look exchanged.
func checkPoint(p Point) error {
	switch {
	case p.Lat < -900_000_000 || p.Lat > 900_000_000:
		return fmt.Errorf("latitude %s is beyond 90 degrees: longitude and latitude may be swapped", degrees(p.Lat))
	case p.Lon < -1_800_000_000 || p.Lon > 1_800_000_000:
		return fmt.Errorf("longitude %s is beyond 180 degrees", degrees(p.Lon))
	}
	return nil
}

// degrees writes a coordinate with seven decimals.
func degrees(e7 int32) string {
	n, s := int64(e7), ""
	if n < 0 {
		n, s = -n, "-"
	}
	return fmt.Sprintf("%s%d.%07d", s, n/10_000_000, n%10_000_000)
}

// checkRing refuses a ring that is not simple. Its error names the point at fault, counted from 1.
func checkRing(ring []Point) error {
	if len(ring) < 3 {
		return fmt.Errorf("a ring of %d points: give at least 3", len(ring))
	}
	if len(ring) > maxPoints {
		return fmt.Errorf("a ring of %d points: at most %d", len(ring), maxPoints)
	}
	for i, p := range ring {
		next := ring[(i+1)%len(ring)]
		if err := checkPoint(p); err != nil {
			return fmt.Errorf("point %d: %w", i+1, err)
		}
		if p == next {
			return fmt.Errorf("point %d is repeated: give each point once, and do not close the ring", i+1)
		}
		if d := int64(p.Lon) - int64(next.Lon); d > 1_800_000_000 || d < -1_800_000_000 {
			return fmt.Errorf("the edge from point %d crosses the antimeridian: split the polygon there (RFC 7946, 3.1.9)", i+1)
		}
		if before := ring[(i+len(ring)-1)%len(ring)]; side(before, p, next) == 0 && !within(before, next, p) {
			return fmt.Errorf("the ring turns back on itself at point %d", i+1)
		}
	}
	if i, k, ok := crossing(edgesOf(ring)); ok {
		return fmt.Errorf("the ring crosses or touches itself: the edges from points %d and %d meet", i+1, k+1)
	}
	return nil
}

// edge is a segment of a ring or line with its number and the number of segments, to know its neighbours.
type edge struct {
	a, b  Point
	n, of int
	ring  int
}

func edgesOf(ring []Point) []edge {
	edges := make([]edge, len(ring))
	for i, p := range ring {
		edges[i] = edge{a: p, b: ring[(i+1)%len(ring)], n: i, of: len(ring)}
	}
	return edges
}

func (e edge) west() int32 { return min(e.a.Lon, e.b.Lon) }
func (e edge) east() int32 { return max(e.a.Lon, e.b.Lon) }

// crossing returns the first two edges, by number, that share more than a common end. It sweeps from west to east.
func crossing(edges []edge) (i, k int, found bool) {
	sorted := slices.Clone(edges)
	slices.SortFunc(sorted, func(x, y edge) int {
		if x.west() != y.west() {
			return sign(int64(x.west()) - int64(y.west()))
		}
		return x.n - y.n
	})
	var open []edge
	for _, e := range sorted {
		open = slices.DeleteFunc(open, func(o edge) bool { return o.east() < e.west() })
		for _, o := range open {
			if o.ring == e.ring && neighbours(o, e) {
				continue
			}
			if meet(o.a, o.b, e.a, e.b) {
				if x, y := min(o.n, e.n), max(o.n, e.n); !found || x < i || x == i && y < k {
					i, k, found = x, y, true
				}
			}
		}
		open = append(open, e)
	}
	return i, k, found
}

// neighbours tells whether two edges follow each other in a ring. In a ring of three all do.
func neighbours(x, y edge) bool {
	return (x.n+1)%x.of == y.n || (y.n+1)%y.of == x.n
}

// Check returns an error, naming ring and point, if the polygon is not valid.
func (p Polygon) Check() error {
	if len(p.Rings) == 0 {
		return errors.New("a polygon without a ring")
	}
	var all []edge
	for i, ring := range p.Rings {
		if err := checkRing(ring); err != nil {
			return fmt.Errorf("ring %d: %w", i+1, err)
		}
		if i > 0 && inRing(p.Rings[0], ring[0]) < 1 {
			return fmt.Errorf("ring %d: a hole outside the first ring", i+1)
		}
		for k := 1; k < i; k++ {
			if inRing(p.Rings[k], ring[0]) >= 0 || inRing(ring, p.Rings[k][0]) >= 0 {
				return fmt.Errorf("ring %d: a hole inside another hole", i+1)
			}
		}
		for _, e := range edgesOf(ring) {
			e.ring = i
			all = append(all, e)
		}
	}
	if len(p.Rings) > 1 {
		if i, k, ok := crossing(all); ok {
			return fmt.Errorf("two rings cross or touch, at their edges from points %d and %d", i+1, k+1)
		}
	}
	return nil
}
