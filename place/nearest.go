// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// An edge is searched in parts no longer than pieceMetres that leave their chords by no more than pieceBow metres.
const (
	pieceMetres = 5000
	pieceBow    = 1.5
)

// isPiece tells whether a part of an edge is short enough to be searched as one.
func (y yardstick) isPiece(metres float64) bool {
	return metres <= pieceMetres && y.bow(metres) <= pieceBow
}

// search looks for the least distance from a spot to a chain.
type search struct {
	chain  *chain
	from   spot
	at     vec
	best   float64 // metres; only nearer edges are of interest
	enough float64 // metres; nearer than that nobody asks
}

// nearest returns the ellipsoidal distance in metres from a spot to the chain if it is below limit, else limit.
func (c *chain) nearest(from spot, limit float64) float64 {
	s := search{chain: c, from: from, at: from.vec(), best: limit, enough: -1}
	s.node(len(c.levels)-1, 0)
	return s.best
}

// comesWithin tells whether the chain comes within a distance of a spot, to a millimetre.
func (c *chain) comesWithin(from spot, reach float64) bool {
	s := search{chain: c, from: from, at: from.vec(), best: reach + 0.001, enough: reach}
	s.node(len(c.levels)-1, 0)
	return s.best < reach+0.001
}

// node searches below a node of a level of the tree; level -1 is the edges. The nearest branch goes first, so that
// the others can be left out.
func (s *search) node(level, n int) {
	if level < 0 {
		a, b := s.chain.edge(n)
		u, v := s.chain.ends(n)
		s.part(arc{a: a, b: b, from: 0, to: 1, u: u, v: v, metres: s.chain.stick.metres(a, b)})
		return
	}
	from, to := s.chain.below(level, n)
	first, least := from, math.Inf(1)
	for i := from; i < to; i++ {
		if d := s.bound(level-1, i); d < least {
			first, least = i, d
		}
	}
	if least >= s.best {
		return
	}
	s.node(level-1, first)
	for i := from; i < to && s.best > s.enough; i++ {
		if i != first && s.bound(level-1, i) < s.best {
			s.node(level-1, i)
		}
	}
}

// bound is a lower bound of the distance to a node.
func (s *search) bound(level, n int) float64 {
	if level >= 0 {
		b := &s.chain.levels[level][n]
		return s.at.chord(b.ball.middle) - b.ball.radius
	}
	a, b := s.chain.edge(n)
	u, v := s.chain.ends(n)
	d, _ := s.at.toSegment(u, v)
	return d - s.chain.stick.bow(s.chain.stick.metres(a, b))
}

// arc is a part of an edge from a to b, between two shares of it, with the ends and a bound of the length.
type arc struct {
	a, b     Point
	from, to float64
	u, v     vec
	metres   float64
}

// halves cuts an arc in two.
func (p arc) halves() (first, second arc) {
	first, second = p, p
	middle := (p.from + p.to) / 2
	cut := between(p.a, p.b, middle).vec()
	first.to, first.v, first.metres = middle, cut, p.metres/2
	second.from, second.u, second.metres = middle, cut, p.metres/2
	return first, second
}

// part searches a part of an edge.
func (s *search) part(p arc) {
	d, t := s.at.toSegment(p.u, p.v)
	bow := s.chain.stick.bow(p.metres)
	if d-bow >= s.best || s.best <= s.enough {
		return
	}
	if most := geodesicAtMost(d + bow); most <= s.enough {
		s.best = most
		return
	}
	if s.chain.stick.isPiece(p.metres) {
		s.refine(p, p.from+float64(t*(p.to-p.from)))
		return
	}
	first, second := p.halves()
	if t > 0.5 {
		first, second = second, first
	}
	s.part(first)
	s.part(second)
}

// refineRounds is how often the foot of the perpendicular is mended. Each round leaves two thirds of the error or
// less within 1,000 km below 75 degrees of latitude, and the first foot is right to some metres near by.
const refineRounds = 5

// refine measures the distance to an arc on the ellipsoid: from the foot through the earth it steps to where the
// geodesic and the edge are at right angles.
func (s *search) refine(p arc, t float64) {
	dLat, dLon := float64(p.b.Lat)-float64(p.a.Lat), float64(p.b.Lon)-float64(p.a.Lon)
	for range refineRounds {
		at := between(p.a, p.b, t)
		metres, azimuth := solve(at, s.from)
		s.best = min(s.best, metres)
		if metres < 0.5 {
			return
		}
		if float64(s.chain.stick.bend*metres) > 0.6 {
			// The edge may bend more than the circle around the spot, so that its ends are nearest.
			for _, end := range [2]float64{p.from, p.to} {
				metres, _ := solve(between(p.a, p.b, end), s.from)
				s.best = min(s.best, metres)
			}
			return
		}
		north, east := scales(at.lat)
		y, x := float64(dLat*north), float64(dLon*east)
		square := float64(x*x) + float64(y*y)
		if square == 0 {
			return
		}
		sinA, cosA := sinCos(azimuth)
		next := t + float64(metres*(float64(x*sinA)+float64(y*cosA)))/square
		next = min(p.to, max(p.from, next))
		if float64(math.Abs(next-t)*p.metres) < float64(1e-3*(p.to-p.from)) {
			return
		}
		t = next
	}
}

// borders returns the least distance in metres between the edges of two shapes, radii apart, if it is below
// limit; else limit. Where edges do not cross, it measures from the corners of each to the edges of the other,
// and from points no more than 5 km apart on long edges: since edges bow, the nearest points may lie between
// corners. What that still misses is in doubt.
func (s *shape) borders(o *shape, limit float64) float64 {
	if s.size() > o.size() {
		s, o = o, s // what the few points find spares most of the many
	}
	if s.isPoint() {
		return s.chains[0].borders(o, limit)
	}
	best := limit
	for i := range s.chains {
		best = s.chains[i].borders(o, best)
	}
	for i := range o.chains {
		best = o.chains[i].borders(s, best)
	}
	return best
}

// borders measures from the corners of the chain to a shape.
func (c *chain) borders(o *shape, limit float64) float64 {
	best := o.nearest(c.points[0].spot(), limit)
	if len(c.points) == 1 {
		return best
	}
	return c.bordersNode(o, best, len(c.levels)-1, 0)
}

func (c *chain) bordersNode(o *shape, best float64, level, n int) float64 {
	if level < 0 {
		a, b := c.edge(n)
		best = o.nearest(b.spot(), best)
		return c.bordersEdge(o, arc{a: a, b: b, from: 0, to: 1, metres: c.stick.metres(a, b)}, best)
	}
	b := &c.levels[level][n].ball
	if b.apart(o.ball) >= best {
		return best
	}
	if limit := best + b.radius; o.nearest(b.at, limit) >= limit {
		return best
	}
	from, to := c.below(level, n)
	for i := from; i < to; i++ {
		best = c.bordersNode(o, best, level-1, i)
	}
	return best
}

// bordersEdge measures from points along a long edge, where any could be nearer than best.
func (c *chain) bordersEdge(o *shape, p arc, best float64) float64 {
	if c.stick.isPiece(p.metres) {
		return best
	}
	middle := (p.from + p.to) / 2
	limit := best + float64(p.metres/2)
	d := o.nearest(between(p.a, p.b, middle), limit)
	if d >= limit {
		return best
	}
	best = min(best, d)
	first, second := p, p
	first.to, first.metres = middle, p.metres/2
	second.from, second.metres = middle, p.metres/2
	return c.bordersEdge(o, second, c.bordersEdge(o, first, best))
}

// nearest returns the distance from a spot to the edges if it is below limit, else limit.
func (s *shape) nearest(from spot, limit float64) float64 {
	best := limit
	for i := range s.chains {
		best = s.chains[i].nearest(from, best)
	}
	return best
}

// reach is an upper bound in metres of the distance of anything in the shape from a point.
func (s *shape) reach(p Point) float64 {
	at, most := p.spot().vec(), 0.0
	for i := range s.chains {
		most = s.chains[i].reach(p, at, most)
	}
	return most + float64(float64(s.radius)/1000)
}

// reach measures to the corners that may be further than most. An edge is furthest at a corner wherever it bends
// less than the circle around p; where that is not sure, its bow is added.
func (c *chain) reach(p Point, at vec, most float64) float64 {
	longest := 0.0
	for n := range c.levels[0] {
		b := &c.levels[0][n].ball
		if geodesicAtMost(at.chord(b.middle)+b.radius) <= most {
			continue
		}
		from, to := c.below(0, n)
		for i := from; i < to; i++ {
			a, z := c.edge(i)
			longest = max(longest, c.stick.metres(a, z))
			for _, corner := range [2]Point{a, z} {
				if metres, _ := inverse(p, corner); metres > most {
					most = metres
				}
			}
		}
	}
	if most > 1_000_000 || float64(c.stick.bend*most) > 0.5 {
		most += c.stick.bow(longest)
	}
	return most
}

// doubt is how much, in metres, a measured distance may be too large for the least and too small for the most: a
// centimetre for the rounding of coordinates, two millionths for points between those measured from, 5 m for the bow
// of searched parts from 100 km on, and 40 km by the antipode, where Vincenty's formula does not converge.
func doubt(metres float64) float64 {
	small := 0.01 + float64(metres*2e-6)
	switch {
	case metres > 19_800_000:
		return 40_000
	case metres > 100_000:
		return 5 + small
	default:
		return small
	}
}

// outward rounds bounds in metres to millimetres, away from each other. The least already has its doubt taken off.
func outward(least, most float64) Range {
	return Range{
		Least: Length(math.Floor(float64(least * 1000))),
		Most:  Length(math.Ceil(float64((most + doubt(most)) * 1000))),
	}
}
