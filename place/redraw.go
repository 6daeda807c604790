// SPDX-License-Identifier: Apache-2.0

package place

import "slices"

// Shared is how many points two lists share at their beginnings and, of the rest, at their ends.
func Shared(a, b []Point) (first, last int) {
	n := min(len(a), len(b))
	for first < n && a[first] == b[first] {
		first++
	}
	for last < n-first && a[len(a)-1-last] == b[len(b)-1-last] {
		last++
	}
	return first, last
}

// Redrawn is NewZone, with the zone's own tolerance, for polygons of which most is the zone's already: where rings without holes
// changed in a stretch and edges are straight, only the edges of that stretch are checked against the others.
func (z *Zone) Redrawn(polygons []Polygon, edges EdgeModel) (*Zone, error) {
	if edges == Straight && len(polygons) == len(z.polygons) {
		if y, ok := z.patched(polygons); ok {
			return y, nil
		}
	}
	return NewZone(polygons, edges, z.tolerance)
}

// patched is the zone of polygons; ok is false where they are not surely sound.
func (z *Zone) patched(polygons []Polygon) (y *Zone, ok bool) {
	y = &Zone{tolerance: z.tolerance, polygons: polygons, shapes: slices.Clone(z.shapes)}
	points := 0
	for i, p := range polygons {
		if points += p.size(); points > maxPoints {
			return nil, false
		}
		old := z.polygons[i].Rings
		if slices.EqualFunc(old, p.Rings, func(a, b []Point) bool { return slices.Equal(a, b) }) {
			continue
		}
		if len(old) != 1 || len(p.Rings) != 1 || len(p.Rings[0]) < 3 {
			return nil, false
		}
		y.shapes[i] = polygonShape(p, 0)
		if first, last := Shared(old[0], p.Rings[0]); !y.shapes[i].chains[0].soundBetween(first, last) {
			return nil, false
		}
	}
	return y, true
}

// soundBetween tells whether a closed chain is a sound ring, given that it would be one without the points that follow so many
// first ones and precede so many last ones, or with others there.
func (c *chain) soundBetween(first, last int) bool {
	n := len(c.points)
	for i := first - 1; i <= n-last; i++ {
		before, p, next := c.points[(i+n-1)%n], c.points[(i+n)%n], c.points[(i+1)%n]
		if checkPoint(p) != nil || p == next || magnitude(int64(p.Lon)-int64(next.Lon)) > halfTurnE7 ||
			side(before, p, next) == 0 && !within(before, next, p) {
			return false
		}
		if at := (i + n) % n; c.meetsOther(at, len(c.levels)-1, 0) {
			return false
		}
	}
	return true
}

// meetsOther tells whether an edge meets another that is not next to it, below a node.
func (c *chain) meetsOther(i, level, n int) bool {
	a, b := c.edge(i)
	if level < 0 {
		if n == i || n == c.next(i) || i == c.next(n) {
			return false
		}
		p, q := c.edge(n)
		return meet(a, b, p, q)
	}
	if !c.levels[level][n].box.touches(boxOf(a, b)) {
		return false
	}
	from, to := c.below(level, n)
	for k := from; k < to; k++ {
		if c.meetsOther(i, level-1, k) {
			return true
		}
	}
	return false
}
