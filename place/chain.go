// SPDX-License-Identifier: Apache-2.0

package place

// chain is a run of points, closed or open, under a tree of bounds.
type chain struct {
	points []Point
	closed bool
	places []vec // of the points
	box    box
	stick  yardstick
	levels [][]node // the first over the edges, the last of one node
}

// node bounds up to fan nodes of the level below, or edges.
type node struct {
	box  box
	ball ball
}

const fan = 8

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

func (b box) holds(p Point) bool {
	return b.low.Lat <= p.Lat && p.Lat <= b.high.Lat && b.low.Lon <= p.Lon && p.Lon <= b.high.Lon
}

func (b box) touches(c box) bool {
	return b.low.Lat <= c.high.Lat && c.low.Lat <= b.high.Lat && b.low.Lon <= c.high.Lon && c.low.Lon <= b.high.Lon
}

func newChain(points []Point, closed bool) chain {
	c := chain{points: points, closed: closed, places: make([]vec, len(points)), box: boxOf(points...)}
	for i, p := range points {
		c.places[i] = p.spot().vec()
	}
	c.stick = yardstickFor(c.box)
	for level := 0; level == 0 || len(c.levels[level-1]) > 1; level++ {
		c.levels = append(c.levels, c.raise(level))
	}
	return c
}

// raise makes the nodes of a level from what is below it.
func (c *chain) raise(level int) []node {
	nodes := make([]node, (c.under(level)+fan-1)/fan)
	for n := range nodes {
		from, to := c.below(level, n)
		b := c.boxAt(level-1, from)
		for i := from + 1; i < to; i++ {
			b = b.join(c.boxAt(level-1, i))
		}
		nodes[n] = node{b, ballOf(b)}
	}
	return nodes
}

// under is how many nodes or edges there are below a level.
func (c *chain) under(level int) int {
	if level == 0 {
		return c.edges()
	}
	return len(c.levels[level-1])
}

// below returns the range of nodes of the level below, or of edges, that a node bounds.
func (c *chain) below(level, n int) (from, to int) {
	return n * fan, min((n+1)*fan, c.under(level))
}

func (c *chain) boxAt(level, n int) box {
	if level >= 0 {
		return c.levels[level][n].box
	}
	a, b := c.edge(n)
	return boxOf(a, b)
}

// top is the node over all edges.
func (c *chain) top() *node { return &c.levels[len(c.levels)-1][0] }

// edges is the number of edges; a single point is one edge of no length.
func (c *chain) edges() int {
	if c.closed || len(c.points) == 1 {
		return len(c.points)
	}
	return len(c.points) - 1
}

func (c *chain) next(i int) int {
	if i+1 == len(c.points) {
		return 0 // closes the ring; a single point is its own end
	}
	return i + 1
}

func (c *chain) edge(i int) (a, b Point) { return c.points[i], c.points[c.next(i)] }

// ends are the places of the ends of an edge.
func (c *chain) ends(i int) (u, v vec) { return c.places[i], c.places[c.next(i)] }

// around tells whether the closed chain goes around a point (1), through it (0) or neither (-1), exactly.
func (c *chain) around(p Point) int {
	crossings, on := c.countEast(p, len(c.levels)-1, 0)
	switch {
	case on:
		return 0
	case crossings%2 == 1:
		return 1
	default:
		return -1
	}
}

// countEast counts the edges below a node that cross the ray from p to the east, and tells whether one is on p.
func (c *chain) countEast(p Point, level, n int) (crossings int, on bool) {
	if level < 0 {
		a, b := c.edge(n)
		turn := side(a, b, p)
		if turn == 0 && within(a, b, p) {
			return 0, true
		}
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && (turn > 0) == (b.Lat > a.Lat) {
			return 1, false
		}
		return 0, false
	}
	if b := c.levels[level][n].box; p.Lat < b.low.Lat || p.Lat > b.high.Lat || p.Lon > b.high.Lon {
		return 0, false
	}
	from, to := c.below(level, n)
	for i := from; i < to; i++ {
		more, on := c.countEast(p, level-1, i)
		if on {
			return 0, true
		}
		crossings += more
	}
	return crossings, false
}

// crosses tells whether an edge of c meets an edge of d, exactly.
func (c *chain) crosses(d *chain) bool {
	return c.crossesAt(d, [2]int{len(c.levels) - 1, len(d.levels) - 1}, [2]int{})
}

// crossesAt tells it of what lies below two nodes, given by their levels and numbers.
func (c *chain) crossesAt(d *chain, level, n [2]int) bool {
	if !c.boxAt(level[0], n[0]).touches(d.boxAt(level[1], n[1])) {
		return false
	}
	if level[0] < 0 && level[1] < 0 {
		a, b := c.edge(n[0])
		p, q := d.edge(n[1])
		return meet(a, b, p, q)
	}
	split, at := c, 0
	if level[1] > level[0] {
		split, at = d, 1
	}
	from, to := split.below(level[at], n[at])
	level[at]--
	for n[at] = from; n[at] < to; n[at]++ {
		if c.crossesAt(d, level, n) {
			return true
		}
	}
	return false
}
