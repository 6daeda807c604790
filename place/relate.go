// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// crosses tells whether an edge of s meets an edge of o, exactly.
func (s *shape) crosses(o *shape) bool {
	if !s.box.touches(o.box) {
		return false
	}
	for i := range s.chains {
		for k := range o.chains {
			if s.chains[i].crosses(&o.chains[k]) {
				return true
			}
		}
	}
	return false
}

func (b box) touches(c box) bool {
	return b.low.Lat <= c.high.Lat && c.low.Lat <= b.high.Lat && b.low.Lon <= c.high.Lon && c.low.Lon <= b.high.Lon
}

func (c *chain) crosses(d *chain) bool {
	for n, b := range c.blocks {
		for m, e := range d.blocks {
			if b.touches(e) && c.blockCrosses(n, d, m) {
				return true
			}
		}
	}
	return false
}

func (c *chain) blockCrosses(n int, d *chain, m int) bool {
	for i := n * blockEdges; i < min((n+1)*blockEdges, c.edges()); i++ {
		a, b := c.edge(i)
		for k := m * blockEdges; k < min((m+1)*blockEdges, d.edges()); k++ {
			if p, q := d.edge(k); meet(a, b, p, q) {
				return true
			}
		}
	}
	return false
}

// borders returns the least distance in metres between the edges of two shapes, radii apart, if it is below
// limit; else a number that is not below it. Where edges do not cross, the nearest points include a corner.
func (s *shape) borders(o *shape, limit float64) float64 {
	best := limit
	few, many := s, o
	if few.size() > many.size() {
		few, many = o, s
	}
	// The few points first: the distance they give spares most of the many.
	for _, pair := range [2][2]*shape{{few, many}, {many, few}} {
		for i := range pair[0].chains {
			c := &pair[0].chains[i]
			for n, b := range c.blocks {
				if apart(b, pair[1].box) >= best {
					continue
				}
				for _, p := range c.points[n*blockEdges : min((n+1)*blockEdges+1, len(c.points))] {
					best = pair[1].nearest(p, best)
				}
			}
		}
	}
	return best
}

// size is the number of points.
func (s *shape) size() int {
	n := 0
	for i := range s.chains {
		n += len(s.chains[i].points)
	}
	return n
}

// nearest returns the distance from p to the edges, if below limit.
func (s *shape) nearest(p Point, limit float64) float64 {
	best := limit
	for i := range s.chains {
		best = s.chains[i].nearest(p, best)
	}
	return best
}

// apart is a lower bound in metres of the distance between two boxes.
func apart(b, c box) float64 {
	widest := max(magnitude(int64(b.low.Lat)), magnitude(int64(b.high.Lat)), magnitude(int64(c.low.Lat)), magnitude(int64(c.high.Lat)))
	north, east := scales(int32(widest))
	north0, _ := scales(0) // a step north is shortest at the equator
	y := float64(max(0, float64(c.low.Lat)-float64(b.high.Lat), float64(b.low.Lat)-float64(c.high.Lat)) * min(north, north0))
	x := float64(max(0, float64(c.low.Lon)-float64(b.high.Lon), float64(b.low.Lon)-float64(c.high.Lon)) * east)
	flat := math.Sqrt(float64(x*x) + float64(y*y))
	return float64(flat * slack(flat))
}

// overlaps tells whether the shapes, radii apart, share a point.
func (s *shape) overlaps(o *shape) bool {
	return s.inside(o.chains[0].points[0]) || o.inside(s.chains[0].points[0]) || s.crosses(o)
}

// gap returns the least distance in metres between two shapes, radii taken off, if it is below limit.
func (s *shape) gap(o *shape, limit float64) float64 {
	if s.overlaps(o) {
		return 0
	}
	radii := float64(float64(s.radius+o.radius) / 1000)
	return max(0, s.borders(o, limit+radii)-radii)
}

// holdsAll tells whether all of o lies in s, at least margin metres from its border.
func (s *shape) holdsAll(o *shape, margin float64) bool {
	if len(s.chains) == 1 && !s.filled || !s.filled {
		return s.surrounds(o, margin)
	}
	if !s.inside(o.chains[0].points[0]) || s.crosses(o) {
		return false
	}
	for _, c := range s.chains[1:] {
		if o.inside(c.points[0]) { // a hole of s lies in o
			return false
		}
	}
	need := margin + float64(float64(o.radius-s.radius)/1000)
	return need <= 0 || s.borders(o, need) >= need
}

// surrounds is holdsAll for a shape that is only a chain with a radius.
func (s *shape) surrounds(o *shape, margin float64) bool {
	most := 0.0
	for i := range o.chains {
		for _, p := range o.chains[i].points {
			most = max(most, s.nearest(p, math.Inf(1)))
		}
	}
	return most+float64(float64(o.radius)/1000)+margin <= float64(float64(s.radius)/1000)
}

// contains tells whether p lies in the shape.
func (s *shape) contains(p Point) bool {
	if s.inside(p) {
		return true
	}
	if s.radius == 0 {
		return s.nearest(p, 0.001) < 0.001
	}
	reach := float64(float64(s.radius) / 1000)
	m := metricAt(p)
	for i := range s.chains {
		if s.chains[i].comesWithin(m, reach) {
			return true
		}
	}
	return false
}

// comesWithin tells whether an edge comes within a distance of the metric's point. It measures only where the
// flat distance leaves a doubt.
func (c *chain) comesWithin(m metric, reach float64) bool {
	for n, b := range c.blocks {
		if flat := m.toBox(b); float64(flat*slack(flat)) > reach {
			continue
		}
		for i := n * blockEdges; i < min((n+1)*blockEdges, c.edges()); i++ {
			a, z := c.edge(i)
			flat, t := m.toEdge(a, z)
			if ratio := slack(flat); float64(flat*(2-ratio)) <= reach ||
				float64(flat*ratio) <= reach && measure(m.at, a, z, t) <= reach {
				return true
			}
		}
	}
	return false
}

// centre is a point to measure from: the middle of the box.
func (s *shape) centre() Point {
	return Point{
		Lat: int32((int64(s.box.low.Lat) + int64(s.box.high.Lat)) / 2),
		Lon: int32((int64(s.box.low.Lon) + int64(s.box.high.Lon)) / 2),
	}
}

// reach is the most distance in metres of anything in the shape from a point.
func (s *shape) reach(p Point) float64 {
	most := 0.0
	for i := range s.chains {
		for _, q := range s.chains[i].points {
			metres, _ := inverse(p, q)
			most = max(most, metres)
		}
	}
	return most + float64(float64(s.radius)/1000)
}

// outward rounds bounds in metres to millimetres, away from each other, with a centimetre for the rounding of
// coordinates.
func outward(least, most float64) Range {
	return Range{Least: max(0, Length(math.Floor(float64(least*1000)))-10), Most: Length(math.Ceil(float64(most*1000))) + 10}
}
