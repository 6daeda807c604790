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
}

// chain is a run of points, closed or open, with boxes over blocks of its edges.
type chain struct {
	points []Point
	closed bool
	blocks []box // one for each blockEdges edges
}

const blockEdges = 16

// box is a range of coordinates, both ends included.
type box struct{ low, high Point }

func boxOf(points ...Point) box {
	b := box{points[0], points[0]}
	for _, p := range points[1:] {
		b.low = Point{min(b.low.Lat, p.Lat), min(b.low.Lon, p.Lon)}
		b.high = Point{max(b.high.Lat, p.Lat), max(b.high.Lon, p.Lon)}
	}
	return b
}

func (b box) join(c box) box { return boxOf(b.low, b.high, c.low, c.high) }

func newChain(points []Point, closed bool) chain {
	c := chain{points: points, closed: closed}
	for i := 0; i < c.edges(); i += blockEdges {
		a, z := c.edge(i)
		b := boxOf(a, z)
		for k := i + 1; k < min(i+blockEdges, c.edges()); k++ {
			a, z = c.edge(k)
			b = b.join(boxOf(a, z))
		}
		c.blocks = append(c.blocks, b)
	}
	return c
}

// edges is the number of edges; a single point is one edge of no length.
func (c *chain) edges() int {
	if c.closed || len(c.points) == 1 {
		return len(c.points)
	}
	return len(c.points) - 1
}

func (c *chain) edge(i int) (a, b Point) {
	next := i + 1
	if next == len(c.points) {
		next = 0 // closes the ring; a single point is its own end
	}
	return c.points[i], c.points[next]
}

func newShape(chains []chain, filled bool, radius Length) shape {
	s := shape{chains: chains, filled: filled, radius: radius, box: boxOf(chains[0].points...)}
	for _, c := range chains[1:] {
		s.box = s.box.join(boxOf(c.points...))
	}
	return s
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
		out = append(out, newShape([]chain{newChain([]Point{r.Circle.Centre}, false)}, false, r.Circle.Radius))
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
// the inner one as chords, which lie nearer to the observer. The observer's own circle becomes the radius, and
// one metre is added for the rounding of drawn points.
func (s Sector) shape() shape {
	whole := s.From == s.To
	span := s.span()
	steps := (span + arcStep - 1) / arcStep
	last := steps
	if whole {
		last-- // the circle closes at its first point
	}
	// A chord over 5 degrees comes within cos(2.5 degrees) > 0.99904 of its radius.
	outer := s.Distance.Most + s.Distance.Most/1000 + Metre
	at := func(i int64, d Length) Point { return Travel(s.Observer.Centre, normal(int64(s.From)+span*i/steps), d) }
	var ring, inner []Point
	for i := range last + 1 {
		ring = append(ring, at(i, outer))
		if s.Distance.Least > 0 {
			inner = append(inner, at(i, s.Distance.Least))
		}
	}
	// A straight edge of length d leaves the geodesic by less than d^2/2R below 75 degrees; the sides are drawn in
	// eighths, and no chord of an arc is longer than one.
	part := int64(outer/Metre)/sideSteps + 1
	radius := s.Observer.Radius + 2*Metre + Length(part*part/(2*6_350_000))*Metre
	if whole {
		chains := []chain{newChain(ring, true)}
		if len(inner) > 0 {
			chains = append(chains, newChain(inner, true))
		}
		return newShape(chains, true, radius)
	}
	if len(inner) == 0 {
		inner = []Point{s.Observer.Centre}
	}
	slices.Reverse(inner)
	ring = append(ring, s.side(s.To, outer, s.Distance.Least)...)
	ring = append(ring, inner...)
	ring = append(ring, s.side(s.From, s.Distance.Least, outer)...)
	return newShape([]chain{newChain(ring, true)}, true, radius)
}

// sideSteps is how many pieces the sides of a sector are drawn in.
const sideSteps = 8

// side draws the points between the ends of a side.
func (s Sector) side(b Bearing, from, to Length) []Point {
	var out []Point
	for i := range Length(sideSteps - 1) {
		out = append(out, Travel(s.Observer.Centre, b, from+(to-from)*(i+1)/sideSteps))
	}
	return out
}

// inside tells whether p is in the filled chains or on one of them.
func (s *shape) inside(p Point) bool {
	if !s.filled {
		return false
	}
	if p.Lat < s.box.low.Lat || p.Lat > s.box.high.Lat || p.Lon < s.box.low.Lon || p.Lon > s.box.high.Lon {
		return false
	}
	in := false
	for i := range s.chains {
		switch inRing(s.chains[i].points, p) {
		case 0:
			return true
		case 1:
			in = !in
		}
	}
	return in
}

// metric is a flat view of the ground around a point: metres per 10^-7 degrees north and east.
type metric struct {
	at          Point
	north, east float64
}

func metricAt(p Point) metric {
	n, e := scales(p.Lat)
	return metric{p, n, e}
}

// to returns the flat position of q, seen from the metric's point. Longitudes are not carried round the globe:
// no chain crosses the antimeridian.
func (m metric) to(q Point) (x, y float64) {
	return float64((float64(q.Lon) - float64(m.at.Lon)) * m.east), float64((float64(q.Lat) - float64(m.at.Lat)) * m.north)
}

// toBox is a lower bound, before slack, of the flat distance to a box.
func (m metric) toBox(b box) float64 {
	x := max(0, float64(b.low.Lon)-float64(m.at.Lon), float64(m.at.Lon)-float64(b.high.Lon))
	y := max(0, float64(b.low.Lat)-float64(m.at.Lat), float64(m.at.Lat)-float64(b.high.Lat))
	x, y = float64(x*m.east), float64(y*m.north)
	return math.Sqrt(float64(x*x) + float64(y*y))
}

// toEdge returns the flat distance to an edge and where on it, from 0 to 1, the nearest point is.
func (m metric) toEdge(a, b Point) (distance, t float64) {
	ax, ay := m.to(a)
	bx, by := m.to(b)
	dx, dy := bx-ax, by-ay
	if length := float64(dx*dx) + float64(dy*dy); length > 0 {
		t = min(1, max(0, -(float64(ax*dx)+float64(ay*dy))/length))
	}
	x, y := ax+float64(t*dx), ay+float64(t*dy)
	return math.Sqrt(float64(x*x) + float64(y*y)), t
}

// slack is the least ratio of ellipsoidal to flat distance: above 0.98 below 100 km south of 75 degrees; beyond,
// and near the poles, a flat distance only chooses which edges to measure.
func slack(flat float64) float64 {
	if flat < 100_000 {
		return 0.98
	}
	return 0.9
}

// nearest returns the ellipsoidal distance, in metres, from p to the nearest edge of the chain if it is below
// limit, else some number that is not below it. It measures the edge that is nearest on the flat first, and then
// only those that may be nearer.
func (c *chain) nearest(p Point, limit float64) float64 {
	m := metricAt(p)
	first, best := c.flattest(m, limit)
	if first < 0 {
		return best
	}
	for n, b := range c.blocks {
		if flat := m.toBox(b); float64(flat*slack(flat)) >= best {
			continue
		}
		for i := n * blockEdges; i < min((n+1)*blockEdges, c.edges()); i++ {
			a, z := c.edge(i)
			if flat, t := m.toEdge(a, z); i != first && float64(flat*slack(flat)) < best {
				best = min(best, measure(p, a, z, t))
			}
		}
	}
	return best
}

// flattest measures the edge that is nearest on the flat, and returns its number and the distance; -1 and limit
// where no edge can be nearer than limit.
func (c *chain) flattest(m metric, limit float64) (edge int, metres float64) {
	edge, least, at := -1, math.Inf(1), 0.0
	for n, b := range c.blocks {
		if flat := m.toBox(b); flat >= least || float64(flat*slack(flat)) >= limit {
			continue
		}
		for i := n * blockEdges; i < min((n+1)*blockEdges, c.edges()); i++ {
			a, z := c.edge(i)
			if flat, t := m.toEdge(a, z); flat < least {
				edge, least, at = i, flat, t
			}
		}
	}
	if edge < 0 {
		return edge, limit
	}
	a, z := c.edge(edge)
	return edge, min(limit, measure(m.at, a, z, at))
}

// measure finds the ellipsoidal distance from p to the edge ab, straight in longitude and latitude, by a ternary
// search about the flat foot t.
func measure(p, a, b Point, t float64) float64 {
	at := func(t float64) float64 {
		metres, _ := inverse(p, along(a, b, t))
		return metres
	}
	if a == b {
		return at(0)
	}
	low, high := max(0, t-0.25), min(1, t+0.25)
	for range 40 {
		third := (high - low) / 3
		if at(low+third) <= at(high-third) {
			high -= third
		} else {
			low += third
		}
	}
	return min(at(low), at(high), at(t))
}

// along returns the point at t, from 0 to 1, of the edge ab.
func along(a, b Point, t float64) Point {
	return Point{
		Lat: int32(math.Round(float64(a.Lat) + float64(t*(float64(b.Lat)-float64(a.Lat))))),
		Lon: int32(math.Round(float64(a.Lon) + float64(t*(float64(b.Lon)-float64(a.Lon))))),
	}
}
