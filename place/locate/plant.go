// SPDX-License-Identifier: Apache-2.0

package locate

import "slices"

// Bounds of the tree: how many edges a leaf has at most unless its side is the smallest, 1 << smallest.
const (
	leafEdges = 12
	smallest  = 9
)

// directoryOf is how many cells the directory has at most by the number of edges: two for each as long as that takes next to
// no memory, and one for two up to eight megabytes.
func directoryOf(edges int) int {
	return max(64, min(2*edges, 1<<18), min(edges/2, 1<<21))
}

// group is an item whose edges come near a cell, with those edges one after the other, and whether the cell's
// south-western corner lies in it.
type group struct {
	item  int32
	odd   bool
	edges []int32
}

// planter makes trees.
type planter struct {
	t      *tree
	levels [topLevel + 1]level
	// alone are the records of leaves without edges by the one item that contains them; last is the last of the other
	// records without edges.
	alone map[int32]ref
	last  ref
	any   bool // whether there is a last
}

// topLevel is the level of the cells of the directory.
const topLevel = 33

// level is what is kept of the cell of one depth while its children are made.
type level struct {
	in     []int32
	groups []group
	coords []int32
}

func newPlanter(t *tree) *planter { return &planter{t: t, alone: map[int32]ref{}} }

// nothing is the record of a leaf where nothing is.
const nothing = isLeaf

// plant makes the tree of all items.
func (x *Index) plant() {
	x.tree = tree{data: []int32{0, 0}}
	edges, all := 0, box{}
	for i := range x.items {
		it := &x.items[i]
		if it.tolerance > largestTolerance {
			continue
		}
		if edges == 0 {
			all = it.box
		}
		all = all.join(it.box)
		for _, ring := range it.rings {
			edges += len(ring)
		}
	}
	if edges == 0 {
		return
	}
	x.lay(all.wider(pad+1), directoryOf(edges))
	n := x.narrow()
	pl := newPlanter(&x.tree)
	for row := range x.rows {
		x.plantRow(pl, n, row)
	}
	x.nodes, x.data = slices.Clone(x.nodes), slices.Clone(x.data)
	x.planted = len(x.data)
}

// lay makes the directory over a box, of at most so many cells. Its first row and column lie outside of everything.
func (t *tree) lay(over box, most int) {
	for t.shift = smallest; ; t.shift++ {
		side := int64(1) << t.shift
		t.west, t.south = (over.west>>t.shift-1)*side, (over.south>>t.shift-1)*side
		t.cols, t.rows = (over.east-t.west)>>t.shift+1, (over.north-t.south)>>t.shift+1
		if t.cols*t.rows <= int64(most) || t.shift == 32 {
			break
		}
	}
	t.top = make([]ref, t.cols*t.rows)
}

// cellAt is a cell of the directory.
func (t *tree) cellAt(col, row int64) cell {
	return cell{t.west + col<<t.shift, t.south + row<<t.shift, t.shift}
}

// under returns the cells of the directory that a box may touch with their pads.
func (t *tree) under(b box) (c0, r0, c1, r1 int64) {
	b = b.wider(pad)
	return max(0, (b.west-t.west)>>t.shift), max(0, (b.south-t.south)>>t.shift),
		min(t.cols-1, (b.east-t.west)>>t.shift), min(t.rows-1, (b.north-t.south)>>t.shift)
}

// near visits the cells of the directory that an edge comes near.
func (t *tree) near(e edge, visit func(at int64)) {
	c0, r0, c1, r1 := t.under(e.box())
	few := (c1-c0+1)*(r1-r0+1) == 1
	for row := r0; row <= r1; row++ {
		for col := c0; col <= c1; col++ {
			if few || e.meets(t.cellAt(col, row).box()) {
				visit(row*t.cols + col)
			}
		}
	}
}

// listing is, for each cell of the directory, the edges that come near, by item: those of cell i are edges[from[i]:from[i+1]].
type listing struct {
	from  []int32
	edges []listed
}

type listed struct {
	edge
	item int32
}

func (x *Index) narrow() listing {
	n := listing{from: make([]int32, len(x.top)+1)}
	x.eachEdge(func(_ int32, e edge) {
		x.near(e, func(at int64) { n.from[at+1]++ })
	})
	for i := range x.top {
		n.from[i+1] += n.from[i]
	}
	n.edges = make([]listed, n.from[len(x.top)])
	next := slices.Clone(n.from)
	x.eachEdge(func(i int32, e edge) {
		x.near(e, func(at int64) {
			n.edges[next[at]] = listed{e, i}
			next[at]++
		})
	})
	return n
}

// eachEdge visits the edges of the items in the tree, item by item.
func (x *Index) eachEdge(visit func(item int32, e edge)) {
	for i := range x.items {
		if it := &x.items[i]; it.tolerance <= largestTolerance {
			it.each(func(e edge) { visit(int32(i), e) })
		}
	}
}

// plantRow makes a row of the directory from west to east; the first corner lies in nothing.
func (x *Index) plantRow(pl *planter, n listing, row int64) {
	var inside []int32 // items that the corner lies in, in order
	l := &pl.levels[topLevel]
	for col := range x.cols {
		at := row*x.cols + col
		l.gather(n.edges[n.from[at]:n.from[at+1]], inside)
		c := x.cellAt(col, row)
		x.top[at] = pl.grow(c, l.in, l.groups)
		for _, g := range l.groups {
			if g.crossed(c.x, c.y, c.x+1<<c.shift, c.y) {
				inside = toggled(inside, g.item)
			}
		}
	}
}

// gather makes groups of a cell's edges, which stand by item, given the items that its corner lies in.
func (l *level) gather(edges []listed, inside []int32) {
	l.in, l.groups, l.coords = l.in[:0], l.groups[:0], slices.Grow(l.coords[:0], 4*len(edges))
	k := 0
	for i := 0; i < len(edges); {
		item, from := edges[i].item, len(l.coords)
		for ; i < len(edges) && edges[i].item == item; i++ {
			e := edges[i].edge
			l.coords = append(l.coords, e.ax, e.ay, e.bx, e.by)
		}
		for k < len(inside) && inside[k] < item {
			l.in = append(l.in, inside[k])
			k++
		}
		odd := k < len(inside) && inside[k] == item
		if odd {
			k++
		}
		l.groups = append(l.groups, group{item, odd, l.coords[from:len(l.coords):len(l.coords)]})
	}
	l.in = append(l.in, inside[k:]...)
}

// toggled puts an item into an ordered list or takes it out.
func toggled(list []int32, item int32) []int32 {
	at, found := slices.BinarySearch(list, item)
	if found {
		return slices.Delete(list, at, at+1)
	}
	return slices.Insert(list, at, item)
}

// crossed tells whether the group's border is crossed an odd number of times on a way (edge.crossed).
func (g *group) crossed(x1, y1, x2, y2 int64) bool {
	odd := false
	for e := g.edges; len(e) >= 4; e = e[4:] {
		if (edge{e[0], e[1], e[2], e[3]}).crossed(x1, y1, x2, y2) {
			odd = !odd
		}
	}
	return odd
}

// grow makes the tree of a cell.
func (pl *planter) grow(c cell, in []int32, groups []group) ref {
	edges := 0
	for i := range groups {
		edges += len(groups[i].edges) / 4
	}
	if edges <= leafEdges || c.shift <= smallest {
		return pl.leaf(in, groups)
	}
	at := len(pl.t.nodes)
	pl.t.nodes = append(pl.t.nodes, 0, 0, 0, 0)
	for i := range 4 {
		below := c.child(i)
		l := &pl.levels[below.shift]
		l.descend(c, below, in, groups)
		pl.t.nodes[at+i] = pl.grow(below, l.in, l.groups)
	}
	return ref(at)
}

// descend makes the groups of a child of a cell.
func (l *level) descend(c, below cell, in []int32, groups []group) {
	l.in, l.groups, l.coords = append(l.in[:0], in...), l.groups[:0], l.coords[:0]
	b := below.box()
	need := 0
	for i := range groups {
		need += len(groups[i].edges)
	}
	l.coords = slices.Grow(l.coords, need)
	for i := range groups {
		g, from := &groups[i], len(l.coords)
		for e := g.edges; len(e) >= 4; e = e[4:] {
			if (edge{e[0], e[1], e[2], e[3]}).meets(b) {
				l.coords = append(l.coords, e[:4]...)
			}
		}
		odd := g.odd != g.crossed(c.x, c.y, below.x, below.y)
		switch {
		case len(l.coords) > from:
			l.groups = append(l.groups, group{g.item, odd, l.coords[from:len(l.coords):len(l.coords)]})
		case odd:
			at, _ := slices.BinarySearch(l.in, g.item)
			l.in = slices.Insert(l.in, at, g.item)
		}
	}
}

// leaf writes the record of a leaf, unless it is of a kind that is there already.
func (pl *planter) leaf(in []int32, groups []group) ref {
	t := pl.t
	if len(groups) == 0 {
		switch {
		case len(in) == 0:
			return nothing
		case len(in) == 1:
			r, ok := pl.alone[in[0]]
			if !ok {
				r = t.record(in, nil)
				pl.alone[in[0]] = r
			}
			return r
		case pl.any && slices.Equal(t.in(pl.last), in):
			return pl.last
		}
		pl.last, pl.any = t.record(in, nil), true
		return pl.last
	}
	return t.record(in, groups)
}

// in are the items that contain a leaf.
func (t *tree) in(r ref) []int32 {
	at := int(r &^ isLeaf)
	return t.data[at+2 : at+2+int(t.data[at])]
}

func (t *tree) record(in []int32, groups []group) ref {
	at := len(t.data)
	if at > 1<<31-1 {
		panic("locate: the index has more than 2^31 words")
	}
	t.data = append(append(t.data, int32(len(in)), int32(len(groups))), in...)
	for i := range groups {
		g := &groups[i]
		odd := int32(0)
		if g.odd {
			odd = 1
		}
		t.data = append(append(t.data, g.item, int32(len(g.edges)/4)<<1|odd), g.edges...)
	}
	return isLeaf | ref(at)
}
