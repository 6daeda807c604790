// SPDX-License-Identifier: Apache-2.0

package place

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sort"
)

// Check returns an error, naming ring and point, if the polygon is not valid: it has a ring, at most 100,000
// points, and every ring at least 3; no point is repeated; rings neither cross nor touch themselves or each other;
// holes lie in the first ring and not in each other; and no edge spans more than 180 degrees of longitude.
func (p Polygon) Check() error {
	if len(p.Rings) == 0 {
		return errors.New("a polygon without a ring")
	}
	if n := p.size(); n > maxPoints {
		return fmt.Errorf("a polygon of %d points: at most %d", n, maxPoints)
	}
	for i, ring := range p.Rings {
		if err := checkRing(ring); err != nil {
			return fmt.Errorf("ring %d: %w", i+1, err)
		}
	}
	return checkMeetings(p.Rings)
}

// size is how many points the polygon has.
func (p Polygon) size() int {
	n := 0
	for _, ring := range p.Rings {
		n += len(ring)
	}
	return n
}

// checkRing refuses what can be seen from one point of a ring and its neighbours. Points are counted from 1.
func checkRing(ring []Point) error {
	if len(ring) < 3 {
		return fmt.Errorf("a ring of %d points: give at least 3", len(ring))
	}
	for i, p := range ring {
		next := ring[(i+1)%len(ring)]
		if err := checkPoint(p); err != nil {
			return fmt.Errorf("point %d: %w", i+1, err)
		}
		if p == next {
			return fmt.Errorf("point %d is repeated: give each point once, and do not close the ring", i+1)
		}
		if d := int64(p.Lon) - int64(next.Lon); d > halfTurnE7 || d < -halfTurnE7 {
			return fmt.Errorf("the edge from point %d crosses the antimeridian: split the polygon there (RFC 7946, 3.1.9)", i+1)
		}
		if before := ring[(i+len(ring)-1)%len(ring)]; side(before, p, next) == 0 && !within(before, next, p) {
			return fmt.Errorf("the ring turns back on itself at point %d", i+1)
		}
	}
	return nil
}

// edge is an edge of a ring with its ends in the order of the sweep: from west to east, and from south to north
// where they share a meridian.
type edge struct {
	west, east Point
	ring, n    int // where it begins
}

// corner is a point of a ring with the numbers of the two edges that end there.
type corner struct {
	at    Point
	edges [2]int
}

// sweep runs over the corners from west to east and keeps the edges that lie under the sweep line, from south to
// north. Of all pairs of edges that meet, one lies next to each other there before or as it meets, so that only
// neighbours are compared (Shamos and Hoey, 1976). All of it is exact.
type sweep struct {
	rings  [][]Point
	edges  []edge
	status []int32 // numbers of edges
	begun  []bool  // for each ring, whether the sweep has come to it
}

// checkMeetings refuses rings that cross, touch or lie wrongly in each other. Each alone has passed checkRing.
func checkMeetings(rings [][]Point) error {
	s := sweep{rings: rings, begun: make([]bool, len(rings))}
	var corners []corner
	for r, ring := range rings {
		base := len(s.edges)
		for i, p := range ring {
			next := ring[(i+1)%len(ring)]
			e := edge{west: p, east: next, ring: r, n: i}
			if before(next, p) {
				e.west, e.east = next, p
			}
			s.edges = append(s.edges, e)
			corners = append(corners, corner{p, [2]int{base + (i+len(ring)-1)%len(ring), base + i}})
		}
	}
	slices.SortFunc(corners, func(a, b corner) int {
		return cmp.Or(cmp.Compare(a.at.Lon, b.at.Lon), cmp.Compare(a.at.Lat, b.at.Lat), a.edges[1]-b.edges[1])
	})
	for i, c := range corners {
		if i > 0 && corners[i-1].at == c.at {
			return s.fault(corners[i-1].edges[1], c.edges[1])
		}
		if err := s.visit(c); err != nil {
			return err
		}
	}
	return nil
}

// before tells whether the sweep comes to p before q.
func before(p, q Point) bool {
	return p.Lon < q.Lon || p.Lon == q.Lon && p.Lat < q.Lat
}

// visit takes the edges that end in a corner out of the status and puts those that begin there in.
func (s *sweep) visit(c corner) error {
	low := sort.Search(len(s.status), func(i int) bool {
		e := s.edges[s.status[i]]
		return side(e.west, e.east, c.at) <= 0
	})
	high := low
	for ; high < len(s.status); high++ {
		n := int(s.status[high])
		if e := s.edges[n]; side(e.west, e.east, c.at) != 0 {
			break
		}
		if n != c.edges[0] && n != c.edges[1] {
			return s.fault(n, c.edges[1])
		}
	}
	starts := s.startsAt(c)
	if low == high && len(starts) == 2 {
		if err := s.begin(s.edges[c.edges[1]].ring, low); err != nil {
			return err
		}
	}
	s.status = slices.Replace(s.status, low, high, starts...)
	if err := s.compare(low - 1); err != nil || len(starts) == 0 {
		return err
	}
	return s.compare(low + len(starts) - 1)
}

// startsAt returns the edges that begin in a corner, from south to north.
func (s *sweep) startsAt(c corner) []int32 {
	var starts []int32
	for _, n := range c.edges {
		if s.edges[n].west == c.at {
			starts = append(starts, int32(n))
		}
	}
	if len(starts) == 2 && side(c.at, s.edges[starts[0]].east, s.edges[starts[1]].east) < 0 {
		starts[0], starts[1] = starts[1], starts[0]
	}
	return starts
}

// begin checks how a ring lies in the others as the sweep comes to it. Of the edges south of its first corner, a ring
// around it has an odd number and any other an even number; so the first ring wants an even number and a hole an
// odd one. Three rings in each other fail at the middle one.
func (s *sweep) begin(ring, south int) error {
	if s.begun[ring] {
		return nil
	}
	s.begun[ring] = true
	switch {
	case ring > 0 && south%2 == 0:
		return fmt.Errorf("ring %d: a hole outside the first ring or inside another hole", ring+1)
	case ring == 0 && south%2 == 1:
		return errors.New("ring 1: the first ring lies inside another: give the outer ring first")
	}
	return nil
}

// compare checks the edges at i and i+1 of the status against each other.
func (s *sweep) compare(i int) error {
	if i < 0 || i+1 >= len(s.status) {
		return nil
	}
	m, n := int(s.status[i]), int(s.status[i+1])
	a, b := s.edges[m], s.edges[n]
	if a.ring == b.ring {
		size := len(s.rings[a.ring])
		if (a.n+1)%size == b.n || (b.n+1)%size == a.n {
			return nil
		}
	}
	if meet(a.west, a.east, b.west, b.east) {
		return s.fault(m, n)
	}
	return nil
}

// fault is the error for two edges that meet.
func (s *sweep) fault(m, n int) error {
	a, b := s.edges[min(m, n)], s.edges[max(m, n)]
	if a.ring == b.ring {
		return fmt.Errorf("ring %d: the ring crosses or touches itself: the edges from points %d and %d meet", a.ring+1, a.n+1, b.n+1)
	}
	return fmt.Errorf("rings %d and %d cross or touch: the edges from their points %d and %d meet", a.ring+1, b.ring+1, a.n+1, b.n+1)
}
