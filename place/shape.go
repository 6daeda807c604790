// SPDX-License-Identifier: Apache-2.0

package place

import (
	"math"
	"slices"
)

// shape is one part of a region or zone in the form that all questions are asked of: chains of straight edges,
// the inside of the closed ones (even-odd), and everything within a radius of either.
type shape struct {
	chains []chain
	filled bool
	radius Length
	box    box
	ball   ball
}

func newShape(chains []chain, filled bool, radius Length) shape {
	s := shape{chains: chains, filled: filled, radius: radius, box: chains[0].box}
	if len(chains) == 1 {
		s.ball = chains[0].top().ball
		return s
	}
	for _, c := range chains[1:] {
		s.box = s.box.join(c.box)
	}
	s.ball = ballOf(s.box)
	return s
}

// isPoint tells whether the shape is one point, radius apart.
func (s *shape) isPoint() bool { return len(s.chains) == 1 && len(s.chains[0].points) == 1 }

// size is the number of points.
func (s *shape) size() int {
	n := 0
	for i := range s.chains {
		n += len(s.chains[i].points)
	}
	return n
}

// pointShape is everything within a radius of a point.
func pointShape(p Point, radius Length) shape {
	return newShape([]chain{newChain([]Point{p}, false)}, false, radius)
}

// polygonShape is the inside of a polygon.
func polygonShape(p Polygon, radius Length) shape {
	chains := make([]chain, len(p.Rings))
	for i, ring := range p.Rings {
		chains[i] = newChain(ring, true)
	}
	return newShape(chains, true, radius)
}

// shapes returns the parts of a region.
func (r Region) shapes() []shape {
	var out []shape
	if r.Circle != nil {
		out = append(out, pointShape(r.Circle.Centre, r.Circle.Radius))
	}
	for _, p := range r.Polygons {
		out = append(out, polygonShape(p, 0))
	}
	for _, s := range r.Sectors {
		out = append(out, s.shape())
	}
	if r.Path != nil {
		out = append(out, newShape([]chain{newChain(r.Path.Points, false)}, false, r.Path.Tolerance))
	}
	return out
}

// arcStep is the angle between the points of a drawn arc, in millidegrees.
const arcStep = 5000

// shape draws a sector outward: the outer arc with its points moved out so that the chords stay outside of it,
// the inner one as chords, which lie nearer to the observer. The observer's own circle becomes the radius, with a
// margin for what the drawing leaves out.
func (s Sector) shape() shape {
	return polygonShape(Polygon{Rings: s.rings()}, s.Observer.Radius+s.margin())
}

// rings are the drawn edges of a sector.
func (s *Sector) rings() [][]Point {
	steps := (s.span() + arcStep - 1) / arcStep
	outer, c := s.outer(), newCompass(s.Observer.Centre)
	if s.From == s.To { // the circle closes at its first point
		rings := [][]Point{s.arc(&c, outer, steps-1)}
		if s.Distance.Least > 0 {
			rings = append(rings, s.arc(&c, s.Distance.Least, steps-1))
		}
		return rings
	}
	inner := []Point{s.Observer.Centre}
	if s.Distance.Least > 0 {
		inner = s.arc(&c, s.Distance.Least, steps)
	}
	slices.Reverse(inner)
	ring := s.arc(&c, outer, steps)
	ring = s.side(ring, &c, s.To, Range{outer, s.Distance.Least})
	ring = append(ring, inner...)
	ring = s.side(ring, &c, s.From, Range{s.Distance.Least, outer})
	return [][]Point{ring}
}

// arc draws the points at a distance from the first bearing to a step.
func (s *Sector) arc(c *compass, d Length, last int64) []Point {
	span := s.span()
	steps := (span + arcStep - 1) / arcStep
	out := make([]Point, 0, 2*(last+1)+2*sideSteps)
	for i := range last + 1 {
		out = append(out, c.travel(normal(int64(s.From)+span*i/steps), d))
	}
	return out
}

// outer is the distance of the points of the drawn outer arc. A chord over 5 degrees comes within cos(2.5 degrees) >
// 0.99904 of its radius.
func (s Sector) outer() Length { return s.Distance.Most + s.Distance.Most/1000 + Metre }

// margin is how far the true region may lie outside of the sector drawn from the middle of the observer's circle
// and widened by that circle. Meridians converge, so that the same bearing from another point of the circle is
// turned by up to radius x tan(latitude) / (radius of the earth); and the drawn edges bow, of which none is longer than an
// eighth of the outer distance. Two metres stand for the rounding of drawn points.
func (s Sector) margin() Length {
	const perMetre = 1.8e9 / math.Pi / tightest
	own, outer := float64(float64(s.Observer.Radius)/1000), float64(float64(s.outer())/1000)
	lat := math.Abs(float64(s.Observer.Centre.Lat))
	turned := float64(float64(own*outer) * bendAt(min(8.99e8, lat+float64(own*perMetre))))
	part := outer / sideSteps
	bow := float64(float64(float64(part*part)/8) * bendAt(min(8.99e8, lat+float64((own+outer)*perMetre))))
	return Length(math.Ceil(float64((turned+bow)*1000))) + 2*Metre
}

// sideSteps is how many pieces the sides of a sector are drawn in.
const sideSteps = 8

// side draws the points between the ends of a side.
func (s *Sector) side(ring []Point, c *compass, b Bearing, way Range) []Point {
	for i := range Length(sideSteps - 1) {
		ring = append(ring, c.travel(b, way.Least+(way.Most-way.Least)*(i+1)/sideSteps))
	}
	return ring
}

// inside tells whether p is in the filled chains or on one of them.
func (s *shape) inside(p Point) bool {
	if !s.filled || !s.box.holds(p) {
		return false
	}
	in := false
	for i := range s.chains {
		switch s.chains[i].around(p) {
		case 0:
			return true
		case 1:
			in = !in
		}
	}
	return in
}
