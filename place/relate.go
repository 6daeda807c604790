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

// overlaps tells whether the shapes, radii apart, share a point.
func (s *shape) overlaps(o *shape) bool {
	return s.inside(o.chains[0].points[0]) || o.inside(s.chains[0].points[0]) || s.crosses(o)
}

// gap returns a lower bound of the distance in metres between two shapes, no more than doubt below the truth, if
// it is below limit; else limit.
func (s *shape) gap(o *shape, limit float64) float64 {
	radii := float64(float64(s.radius+o.radius) / 1000)
	if s.ball.apart(o.ball)-radii-doubt(limit+radii) >= limit {
		return limit
	}
	if s.overlaps(o) {
		return 0
	}
	enough := limit + radii
	enough += 2 * doubt(enough)
	if enough > 19_700_000 {
		enough = math.Inf(1)
	}
	metres := s.borders(o, enough)
	return min(limit, max(0, metres-doubt(metres)-radii))
}

// holdsAll tells whether all of o surely lies in s, which is filled and has no radius, at least margin metres
// from its border.
func (s *shape) holdsAll(o *shape, margin float64) bool {
	if !s.inside(o.chains[0].points[0]) || s.crosses(o) {
		return false
	}
	for _, c := range s.chains[1:] {
		if o.inside(c.points[0]) { // a hole of s lies in o
			return false
		}
	}
	need := margin + float64(float64(o.radius)/1000)
	if need == 0 {
		return true
	}
	need += doubt(need)
	return s.borders(o, need) >= need
}

// contains tells whether p lies in the shape, its border included.
func (s *shape) contains(p Point) bool {
	if s.inside(p) {
		return true
	}
	if s.filled && s.radius == 0 {
		return false
	}
	reach := float64(float64(s.radius) / 1000)
	for i := range s.chains {
		if s.chains[i].comesWithin(p.spot(), reach) {
			return true
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
