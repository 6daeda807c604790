// SPDX-License-Identifier: Apache-2.0

package locate

import "truce/place"

// question is a region put to the index.
type question struct {
	x       *Index
	x0, y0  int64        // a position in the region
	bounds  box          // of the region
	reach   place.Length // what is added to the bounds besides an item's tolerance
	wide    box          // the bounds with the reach and the largest tolerance
	visited int
	found   *Found
}

// mostVisited is how many leaves a question may go to before it is put to the bounds of the items instead.
const mostVisited = 96

// Find puts a region to the index.
func (x *Index) Find(r place.Region) (f Found) {
	q := question{x: x, found: &f}
	if c := r.Circle; c != nil && len(r.Polygons) == 0 && len(r.Sectors) == 0 && r.Path == nil {
		q.bounds, q.reach = boxAround(c.Centre), c.Radius+margin(c.Radius+x.tolerance)
	} else {
		low, high, ok := r.Around()
		if !ok {
			f.open = true
			return f
		}
		q.bounds, q.reach = boxAround(low).join(boxAround(high)), marginOfBounds
	}
	q.x0, q.y0 = (q.bounds.west+q.bounds.east)>>1, (q.bounds.south+q.bounds.north)>>1
	var ok bool
	if q.wide, ok = q.bounds.around(q.reach + x.tolerance); !ok {
		f.open = true
		return f
	}
	q.ask()
	for _, i := range x.always {
		f.doubt(hit{item: i, area: x.items[i].area})
	}
	return f
}

// ask goes to the leaf of the position and, where the bounds reach beyond it, to the others.
func (q *question) ask() {
	at, under, ok := q.x.leafAt(q.x0, q.y0)
	if ok {
		q.centre(at, under)
		if under.box().holds(q.wide) {
			return
		}
	}
	if !q.others(at, ok) {
		q.byBounds()
	}
}

// leafAt returns the record of the leaf that a position lies in; ok is false outside of the directory.
func (t *tree) leafAt(x, y int64) (at int, under cell, ok bool) {
	ux, uy := x-t.west, y-t.south
	col, row := ux>>t.shift, uy>>t.shift
	if uint64(col) >= uint64(t.cols) || uint64(row) >= uint64(t.rows) {
		return 0, cell{}, false
	}
	r, shift := t.top[row*t.cols+col], t.shift
	for r&isLeaf == 0 {
		shift--
		r = t.nodes[int64(r)+uy>>shift&1<<1+ux>>shift&1]
	}
	return int(r &^ isLeaf), cell{t.west + ux>>shift<<shift, t.south + uy>>shift<<shift, shift}, true
}

// centre takes the leaf that the position lies in.
func (q *question) centre(at int, under cell) {
	items, d := q.x.items, q.x.data[at:]
	in, near := int(d[0]), int(d[1])
	for _, i := range d[2 : 2+in] {
		q.found.add(hit{i, items[i].area, items[i].sure})
	}
	d = d[2+in:]
	for range near {
		i, n, odd := d[0], int(d[1]>>1), d[1]&1 == 1
		it := &items[i]
		inside, doubtful := q.against(d[2:2+4*n], under, q.boxFor(it))
		switch {
		case doubtful:
			q.found.add(hit{i, it.area, false})
		case inside != odd:
			q.found.add(hit{i, it.area, it.sure})
		}
		d = d[2+4*n:]
	}
}

// boxFor is within what no edge of an item may lie for the answer to be sure.
func (q *question) boxFor(it *item) box {
	if it.tolerance == q.x.tolerance {
		return q.wide
	}
	b, _ := q.bounds.around(q.reach + it.tolerance) // it is smaller than wide
	return b
}

// against tells whether an edge lies in the box, which makes the answer doubtful; and else whether the position lies on another
// side of the border than the south-western corner of the leaf.
func (q *question) against(edges []int32, under cell, b box) (crossed, doubtful bool) {
	px, py, cx, cy := q.x0, q.y0, under.x, under.y
	for ; len(edges) >= 4; edges = edges[4:] {
		e := edge{edges[0], edges[1], edges[2], edges[3]}
		west, east := int64(min(e.ax, e.bx)), int64(max(e.ax, e.bx))
		south, north := int64(min(e.ay, e.by)), int64(max(e.ay, e.by))
		// What lies north of the position, or west of the corner or south of it, is neither crossed nor near.
		if south > b.north || west > b.east || east < cx && east < b.west || north < cy && north < b.south {
			continue
		}
		if e.meets(b) {
			return false, true
		}
		if e.crossed(px, py, cx, cy) {
			crossed = !crossed
		}
	}
	return crossed, false
}

// others looks for edges near the region in the leaves that the position does not lie in. It returns false where there are
// too many.
func (q *question) others(but int, given bool) bool {
	t := &q.x.tree
	reach := q.wide.wider(pad)
	c0, c1 := max(0, (reach.west-t.west)>>t.shift), min(t.cols-1, (reach.east-t.west)>>t.shift)
	r0, r1 := max(0, (reach.south-t.south)>>t.shift), min(t.rows-1, (reach.north-t.south)>>t.shift)
	if c0 > c1 || r0 > r1 {
		return true
	}
	if (c1-c0+1)*(r1-r0+1) > mostVisited {
		return false
	}
	if !given {
		but = -1
	}
	for row := r0; row <= r1; row++ {
		for col := c0; col <= c1; col++ {
			under := cell{t.west + col<<t.shift, t.south + row<<t.shift, t.shift}
			if !q.descend(t.top[row*t.cols+col], under, but) {
				return false
			}
		}
	}
	return true
}

func (q *question) descend(r ref, under cell, but int) bool {
	if !under.box().touches(q.wide) {
		return true
	}
	if r&isLeaf != 0 {
		at := int(r &^ isLeaf)
		if at == but || q.x.data[at+1] == 0 {
			return true
		}
		q.visited++
		q.neighbour(at)
		return q.visited <= mostVisited
	}
	for i := range 4 {
		if !q.descend(q.x.nodes[int(r)+i], under.child(i), but) {
			return false
		}
	}
	return true
}

// neighbour takes a leaf that the position does not lie in: of what is near there nothing is sure.
func (q *question) neighbour(at int) {
	items, d := q.x.items, q.x.data[at:]
	near := int(d[1])
	d = d[2+d[0]:]
	for range near {
		i, n := d[0], int(d[1]>>1)
		it := &items[i]
		b := q.boxFor(it)
		for edges := d[2 : 2+4*n]; len(edges) >= 4; edges = edges[4:] {
			if (edge{edges[0], edges[1], edges[2], edges[3]}).meets(b) {
				q.found.doubt(hit{item: i, area: it.area})
				break
			}
		}
		d = d[2+4*n:]
	}
}

// byBounds makes every item doubtful whose bounds the region may touch, for wide regions.
func (q *question) byBounds() {
	*q.found = Found{}
	for i := range q.x.items {
		if it := &q.x.items[i]; it.box.touches(q.wide) {
			q.found.add(hit{int32(i), it.area, false})
		}
	}
}
