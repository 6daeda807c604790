// SPDX-License-Identifier: Apache-2.0

package locate

import (
	"cmp"
	"slices"

	"truce/place"
)

// Redrawn returns the index of the same areas with another in the place of one. Where an area keeps its rings but for
// stretches of them, only the cells about those stretches are made anew: what a change costs goes by its size. The answers are
// those of New.
func (x *Index) Redrawn(area int, a Area) *Index {
	y := *x
	y.areas = slices.Clone(x.areas)
	y.areas[area] = a
	first := slices.IndexFunc(x.items, func(it item) bool { return int(it.area) == area })
	items := itemsOf(int32(area), a)
	if first < 0 && len(items) == 0 {
		return &y // a line, say: nothing lies in it
	}
	if first < 0 || first+len(items) > len(x.items) {
		return New(y.areas)
	}
	after := first + len(items)
	if int(x.items[after-1].area) != area || after < len(x.items) && int(x.items[after].area) == area {
		return New(y.areas)
	}
	y.items = slices.Clone(x.items)
	copy(y.items[first:], items)
	c := changes{tree: &y.tree, lists: map[int64][]listed{}}
	for i := range items {
		if !c.compare(int32(first+i), &x.items[first+i], &items[i]) {
			return New(y.areas)
		}
	}
	if !c.apply() {
		return New(y.areas)
	}
	return &y
}

// changes are the edges that went and came.
type changes struct {
	*tree
	parts []part
	lists map[int64][]listed // of the cells of the directory that are made anew
}

// part is what changed of one ring: edges that are gone and edges that are new. Together they are closed curves.
type part struct {
	item       int32
	gone, came []edge
	within     box
}

// mostRemade is the share of the cells, one in so many, above which everything is made anew.
const mostRemade = 4

// compare finds the changed stretches of an item, and returns false where they cannot be told or do not fit the directory.
func (c *changes) compare(i int32, old, it *item) bool {
	if old.tolerance != it.tolerance || old.sure != it.sure || len(old.rings) != len(it.rings) {
		return false
	}
	if it.tolerance > largestTolerance {
		return true // it does not stand in the tree
	}
	side := int64(1) << c.shift
	ground := box{c.west, c.south, c.west + side*c.cols, c.south + side*c.rows}
	if !ground.holds(it.box.wider(pad + 1)) {
		return false
	}
	for k, ring := range it.rings {
		if p := (part{item: i}); p.compare(old.rings[k], ring) {
			c.parts = append(c.parts, p)
		}
	}
	return true
}

// compare finds the edges that only one of two rings has, as one stretch, and tells whether there are any.
func (p *part) compare(old, ring []place.Point) bool {
	first, last := place.Shared(old, ring)
	if first == len(old) && first == len(ring) {
		return false
	}
	p.gone, p.came = stretch(old, first, last), stretch(ring, first, last)
	p.within = p.gone[0].box()
	for _, e := range slices.Concat(p.gone, p.came) {
		p.within = p.within.join(e.box())
	}
	return true
}

// stretch is the edges of a ring around the points that follow the first and precede the last.
func stretch(ring []place.Point, first, last int) []edge {
	n := len(ring)
	out := make([]edge, 0, n-first-last+1)
	for i := max(first, min(1, 1-last)); i <= n-last; i++ { // without any shared point, the edge to the first comes last
		out = append(out, edgeOf(ring[(i+n-1)%n], ring[i%n]))
	}
	return out
}

// apply makes the cells about the changes anew; it returns false where it is better to make all of them.
func (c *changes) apply() bool {
	for _, p := range c.parts {
		c0, r0, c1, r1 := c.under(p.within)
		if (c1-c0+1)*(r1-r0+1) > int64(len(c.top))/mostRemade {
			return false
		}
		for row := r0; row <= r1; row++ {
			for col := c0; col <= c1; col++ {
				c.lists[row*c.cols+col] = nil
			}
		}
	}
	t := c.tree
	t.top, t.nodes = slices.Clone(t.top), slices.Clone(t.nodes)
	t.data = append(make([]int32, 0, len(t.data)+len(t.data)/8), t.data...)
	c.list()
	pl := newPlanter(t)
	cells := make([]int64, 0, len(c.lists))
	for at := range c.lists {
		cells = append(cells, at)
	}
	slices.Sort(cells)
	for _, at := range cells {
		c.remake(pl, at)
	}
	return len(t.data) < 2*t.planted
}

// list lists the edges that come near the cells to be made anew.
func (c *changes) list() {
	for at := range c.lists {
		c.lists[at] = c.collect(c.top[at], nil)
	}
	for _, p := range c.parts {
		gone := make(map[edge]bool, len(p.gone))
		for _, e := range p.gone {
			gone[e] = true
		}
		c0, r0, c1, r1 := c.under(p.within)
		for row := r0; row <= r1; row++ {
			for col := c0; col <= c1; col++ {
				at := row*c.cols + col
				c.lists[at] = slices.DeleteFunc(c.lists[at], func(l listed) bool { return l.item == p.item && gone[l.edge] })
			}
		}
		for _, e := range p.came {
			c.near(e, func(at int64) { c.lists[at] = append(c.lists[at], listed{e, p.item}) })
		}
	}
}

// collect adds the edges of all leaves below a cell; some stand in several.
func (c *changes) collect(r ref, list []listed) []listed {
	if r&isLeaf == 0 {
		for i := range 4 {
			list = c.collect(c.nodes[int(r)+i], list)
		}
		return list
	}
	d := c.data[r&^isLeaf:]
	near := d[1]
	d = d[2+d[0]:]
	for range near {
		item, n := d[0], int(d[1]>>1)
		for e := d[2 : 2+4*n]; len(e) >= 4; e = e[4:] {
			list = append(list, listed{edge{e[0], e[1], e[2], e[3]}, item})
		}
		d = d[2+4*n:]
	}
	return list
}

// remake makes one cell of the directory anew.
func (c *changes) remake(pl *planter, at int64) {
	list := c.lists[at]
	slices.SortFunc(list, func(a, b listed) int {
		return cmp.Or(cmp.Compare(a.item, b.item), cmp.Compare(a.ax, b.ax), cmp.Compare(a.ay, b.ay), cmp.Compare(a.bx, b.bx), cmp.Compare(a.by, b.by))
	})
	list = slices.Compact(list)
	own := c.cellAt(at%c.cols, at/c.cols)
	inside := c.corner(c.top[at])
	for _, p := range c.parts {
		if p.encloses(own.x, own.y) {
			inside = toggled(inside, p.item)
		}
	}
	l := &pl.levels[topLevel]
	l.gather(list, inside)
	c.top[at] = pl.grow(own, l.in, l.groups)
}

// corner returns the items that the south-western corner of a cell lies in, in order.
func (c *changes) corner(r ref) []int32 {
	for r&isLeaf == 0 {
		r = c.nodes[r]
	}
	inside := slices.Clone(c.in(r))
	d := c.data[r&^isLeaf:]
	near := d[1]
	d = d[2+d[0]:]
	for range near {
		if d[1]&1 == 1 {
			inside = append(inside, d[0])
		}
		d = d[2+4*(d[1]>>1):]
	}
	slices.Sort(inside)
	return inside
}

// encloses tells whether the position lies between what is gone and what came.
func (p *part) encloses(x, y int64) bool {
	odd := false
	for _, list := range [2][]edge{p.gone, p.came} {
		for _, e := range list {
			if e.crossed(x, y, p.within.west-2, y) {
				odd = !odd
			}
		}
	}
	return odd
}
