// SPDX-License-Identifier: Apache-2.0

package place

import (
	"errors"
	"fmt"
	"math"

	"truce/known"
)

// Zone is an area that an agreement or a layer draws. Within the tolerance of its border nothing is decided.
type Zone struct {
	shapes    []shape // one a polygon
	polygons  []Polygon
	tolerance Length
}

// NewZone returns the zone of the polygons under an edge model, or an error that names the polygon, the ring and
// the point at fault. Geodesic edges are drawn as pieces that leave them by less than a metre below 75 degrees of
// latitude; rings must be valid both with straight edges and so drawn. A zone has at most 100,000 points once drawn.
func NewZone(polygons []Polygon, edges EdgeModel, tolerance Length) (*Zone, error) {
	if len(polygons) == 0 {
		return nil, errors.New("a zone without a polygon")
	}
	if tolerance < 0 || tolerance > maxRadius {
		return nil, fmt.Errorf("tolerance %d mm: use 0 to %s", int64(tolerance), maxRadius)
	}
	z := &Zone{tolerance: tolerance}
	points := 0
	for i, p := range polygons {
		drawn, err := drawPolygon(p, edges)
		if err != nil {
			return nil, fmt.Errorf("polygon %d: %w", i+1, err)
		}
		if points += drawn.size(); points > maxPoints {
			return nil, fmt.Errorf("polygon %d: the zone has more than %d points: draw it with fewer", i+1, maxPoints)
		}
		z.polygons = append(z.polygons, drawn)
		z.shapes = append(z.shapes, polygonShape(drawn, 0))
	}
	return z, nil
}

// drawPolygon checks a polygon before and after its edges are drawn.
func drawPolygon(p Polygon, edges EdgeModel) (Polygon, error) {
	if err := p.Check(); err != nil {
		return Polygon{}, err
	}
	if edges == Straight {
		return p, nil
	}
	var drawn Polygon
	for _, ring := range p.Rings {
		pieces, err := draw(ring, true, edges)
		if err != nil {
			return Polygon{}, err
		}
		drawn.Rings = append(drawn.Rings, pieces)
	}
	if err := drawn.Check(); err != nil {
		return Polygon{}, fmt.Errorf("with its geodesic edges drawn as pieces: %w", err)
	}
	return drawn, nil
}

// Holds tells whether something somewhere in r is in the zone: Yes if all of r is, No if none of it is, Unknown
// otherwise, within the tolerance, or without geometry. Parts of r that lie across two polygons of one zone stay
// Unknown.
func (z *Zone) Holds(r Region) known.Answer { g := NewGround(&r); return z.HoldsGround(&g) }

// HoldsGround is Holds of the region of a Ground.
func (z *Zone) HoldsGround(g *Ground) known.Answer {
	parts := g.shapes()
	if len(parts) == 0 {
		return known.Unknown
	}
	answers := make([]known.Answer, len(parts))
	for i := range parts {
		answers[i] = z.holdsPart(&parts[i])
	}
	return known.All(answers...)
}

func (z *Zone) holdsPart(part *shape) known.Answer {
	margin := float64(float64(z.tolerance) / 1000)
	answer := known.No
	for i := range z.shapes {
		s := &z.shapes[i]
		if s.holdsAll(part, margin) {
			return known.Yes
		}
		if near := margin + 0.001; s.gap(part, near) < near {
			answer = known.Unknown
		}
	}
	return answer
}

// Near tells whether something somewhere in r is in the zone or at most distance away from it.
func (z *Zone) Near(r Region, distance Length) known.Answer {
	least, most := math.Inf(1), 0.0
	parts := r.shapes()
	if len(parts) == 0 {
		return known.Unknown
	}
	if inside := z.Holds(r); inside == known.Yes {
		return inside
	}
	for i := range parts {
		nearest := math.Inf(1)
		for k := range z.shapes {
			least = z.shapes[k].gap(&parts[i], least)
			c := parts[i].centre()
			from := 0.0
			if !z.shapes[k].inside(c) {
				from = z.shapes[k].nearest(c.spot(), math.Inf(1))
			}
			nearest = min(nearest, from+parts[i].reach(c))
		}
		most = max(most, nearest)
	}
	d := outward(least, most)
	switch {
	case d.Most+z.tolerance <= distance:
		return known.Yes
	case d.Least-z.tolerance > distance:
		return known.No
	default:
		return known.Unknown
	}
}

// Tolerance returns how far from its border nothing is decided.
func (z *Zone) Tolerance() Length { return z.tolerance }

// Region returns the zone as a region.
func (z *Zone) Region() Region { return Region{Polygons: z.polygons} }

// piece is the longest edge, in degrees x 10^7 of either coordinate, that a geodesic is drawn in. An arc of a
// geodesic of 0.05 degrees leaves the straight line by less than a metre below 75 degrees of latitude.
const piece = 500_000

// draw returns a ring or line with edges straight in longitude and latitude.
func draw(points []Point, closed bool, edges EdgeModel) ([]Point, error) {
	switch edges {
	case Straight:
		return points, nil
	case Geodesic:
	default:
		return nil, fmt.Errorf("edge model %q: use straight or geodesic", edges)
	}
	var out []Point
	for i, a := range points {
		out = append(out, a)
		if i == len(points)-1 && !closed {
			break
		}
		b := points[(i+1)%len(points)]
		steps := 1 + max(magnitude(int64(b.Lat)-int64(a.Lat)), magnitude(int64(b.Lon)-int64(a.Lon)))/piece
		length, bearing := Distance(a, b), preciseDirection(a, b)
		for k := uint64(1); k < steps; k++ {
			out = append(out, travel(a, bearing, float64(length)/1000*float64(k)/float64(steps)))
		}
		if len(out) > maxPoints {
			return nil, fmt.Errorf("its geodesic edges need more than %d pieces: give shorter edges", maxPoints)
		}
	}
	return out, nil
}

// Line is a line that an agreement or a layer draws, with the tolerance of its drawing.
type Line struct {
	shape     shape
	tolerance Length
}

// NewLine returns the line through two or more points under an edge model.
func NewLine(points []Point, edges EdgeModel, tolerance Length) (*Line, error) {
	if err := checkLine(points, tolerance); err != nil {
		return nil, err
	}
	drawn, err := draw(points, false, edges)
	if err != nil {
		return nil, err
	}
	return &Line{newShape([]chain{newChain(drawn, false)}, false, 0), tolerance}, nil
}

// Points returns the points of the line with its edges drawn. They must not be changed.
func (l *Line) Points() []Point { return l.shape.chains[0].points }

// Tolerance returns the tolerance of the line's drawing.
func (l *Line) Tolerance() Length { return l.tolerance }

// Distance returns the least and the most that the nearest point of the line can be from something somewhere in
// r, ellipsoidal, the line's tolerance included. ok is false where r has no geometry. Most is an upper bound: the
// distance of the middle of each part and the part's own extent.
func (l *Line) Distance(r Region) (d Range, ok bool) {
	if r.isCircle() { // as below, with one search for both bounds
		metres, radius := l.shape.nearest(r.Circle.Centre.spot(), math.Inf(1)), float64(float64(r.Circle.Radius)/1000)
		return l.tolerate(max(0, metres-doubt(metres)-radius), metres+radius), true
	}
	parts := r.shapes()
	if len(parts) == 0 {
		return Range{}, false
	}
	least, most := math.Inf(1), 0.0
	for i := range parts {
		least = l.shape.gap(&parts[i], least)
		c := parts[i].centre()
		most = max(most, l.shape.nearest(c.spot(), math.Inf(1))+parts[i].reach(c))
	}
	return l.tolerate(least, most), true
}

// tolerate rounds bounds in metres outward and adds the tolerance.
func (l *Line) tolerate(least, most float64) Range {
	d := outward(least, most)
	return Range{max(0, d.Least-l.tolerance), d.Most + l.tolerance}
}
