// SPDX-License-Identifier: Apache-2.0

// Package locate turns the zones and lines of a text into an index that tells at once, for most regions, in which zones
// they surely lie and on which side of a distance from a line. It never answers otherwise than the ground itself
// would (place.Zone.Holds, place.Line.Distance); where it cannot be sure it says so, and the ground is asked. All of it is in
// whole numbers.
//
// The zones stand in a tree of square cells of degrees x 10^7, whose sides are powers of two. A leaf lists the areas that
// wholly contain it and, for each area whose border comes near, the edges that do and whether the leaf's south-western
// corner lies within (even-odd). A question is put to the leaf under it, and costs a few comparisons with a few edges
// however many zones there are.
package locate

import (
	"truce/known"
	"truce/place"
)

// Area is ground that may be asked for: a zone, or an extent of another kind that is only known by its bounds.
type Area struct {
	Zone *place.Zone
	// Extent is where the area may be, if Zone is nil. Without geometry the area is never found.
	Extent place.Region
}

// Index finds areas by what lies in them. It never changes.
type Index struct {
	areas []Area
	items []item
	// tolerance is the largest of the items that stand in the tree.
	tolerance place.Length
	always    []int32 // items with a tolerance too large for the tree
	tree
}

// item is a polygon of a zone, or the bounds of an extent.
type item struct {
	area      int32
	rings     [][]place.Point
	box       box
	tolerance place.Length
	sure      bool // whether lying in it says anything
}

// largestTolerance is the largest tolerance of a zone that the tree takes into account: a larger one would make every
// question wide.
const largestTolerance = 5 * place.Kilometre

// tree is a directory of square cells over all areas, and the cells below them.
type tree struct {
	west, south int64
	shift       uint // the side of a cell of the directory is 1 << shift
	cols, rows  int64
	top         []ref
	nodes       []ref   // in fours: south-west, south-east, north-west, north-east
	data        []int32 // the records of leaves
	planted     int     // how long data was when all of the tree was made
}

// ref is a leaf, by where its record begins, or the first of four cells.
type ref uint32

const isLeaf ref = 1 << 31

// cell is a square whose south-western corner is at (x, y) and whose side is 1 << shift.
type cell struct {
	x, y  int64
	shift uint
}

// pad is how far around a leaf, in degrees x 10^7, edges are listed with it, so that a question about a point never needs
// its neighbours.
const pad = 32

func (c cell) box() box {
	side := int64(1) << c.shift
	return box{c.x - pad, c.y - pad, c.x + side + pad, c.y + side + pad}
}

// child is one of the four cells of a cell.
func (c cell) child(i int) cell {
	half := c.shift - 1
	return cell{c.x + int64(i&1)<<half, c.y + int64(i>>1)<<half, half}
}

// A record is the number of items that contain the leaf, the number of those whose edges come near, the former, and then
// for each of the latter its number, its number of edges doubled with a one added if the south-western corner lies in it,
// and the edges.

// New returns the index of areas, which are known by their place in the list.
func New(areas []Area) *Index {
	x := &Index{areas: areas}
	for i, a := range areas {
		x.items = append(x.items, itemsOf(int32(i), a)...)
	}
	for i, it := range x.items {
		if it.tolerance > largestTolerance {
			x.always = append(x.always, int32(i))
		} else {
			x.tolerance = max(x.tolerance, it.tolerance)
		}
	}
	x.plant()
	return x
}

// itemsOf are the polygons of an area.
func itemsOf(area int32, a Area) []item {
	if a.Zone == nil {
		low, high, ok := a.Extent.Box()
		if !ok {
			return nil
		}
		corners := []place.Point{low, {Lat: low.Lat, Lon: high.Lon}, high, {Lat: high.Lat, Lon: low.Lon}}
		return []item{newItem(item{area: area, rings: [][]place.Point{corners}})}
	}
	var out []item
	for _, p := range a.Zone.Region().Polygons {
		out = append(out, newItem(item{area: area, rings: p.Rings, tolerance: a.Zone.Tolerance(), sure: true}))
	}
	return out
}

func newItem(it item) item {
	it.box = boxAround(it.rings[0][0])
	it.each(func(e edge) { it.box = it.box.join(e.box()) })
	return it
}

// each visits the edges of an item.
func (it *item) each(visit func(edge)) {
	for _, ring := range it.rings {
		last := ring[len(ring)-1]
		for _, p := range ring {
			visit(edgeOf(last, p))
			last = p
		}
	}
}

// Bytes is about how much memory the index takes beyond the zones themselves.
func (x *Index) Bytes() int {
	const itemBytes = 96
	return 4*(cap(x.top)+cap(x.nodes)+cap(x.data)) + itemBytes*cap(x.items)
}

// hit is an item that a region may lie in.
type hit struct {
	item, area int32
	surely     bool
}

// Found is what the index knows of a region.
type Found struct {
	few  [6]hit
	n    int
	many []hit // those after the few
	open bool  // nothing is known
}

// Of tells whether something somewhere in the region was in an area: Yes or No as place.Zone.Holds answers, or Unknown where
// only the area itself can tell. Of an area without geometry it says nothing that counts.
func (f *Found) Of(area int) known.Answer {
	if f.open {
		return known.Unknown
	}
	answer := known.No
	for _, h := range f.few[:f.n] {
		if int(h.area) == area {
			answer = max(answer, h.answer())
		}
	}
	for _, h := range f.many {
		if int(h.area) == area {
			answer = max(answer, h.answer())
		}
	}
	return answer
}

// Open tells that the index knows nothing of the region: every area must be asked.
func (f *Found) Open() bool { return f.open }

// Len is how many entries there are.
func (f *Found) Len() int { return f.n + len(f.many) }

// At returns an entry: an area that the region is in, or Unknown where it may be. An area of several polygons may stand
// there several times: the most of its answers counts. What has no entry is No, unless Open.
func (f *Found) At(i int) (area int, a known.Answer) {
	if i < f.n {
		return int(f.few[i].area), f.few[i].answer()
	}
	h := f.many[i-f.n]
	return int(h.area), h.answer()
}

func (h hit) answer() known.Answer {
	if h.surely {
		return known.Yes
	}
	return known.Unknown
}

func (f *Found) add(h hit) {
	if f.n < len(f.few) {
		f.few[f.n] = h
		f.n++
		return
	}
	f.many = append(f.many, h)
}

// doubt says that it is not sure of an item.
func (f *Found) doubt(h hit) {
	for i := range f.few[:f.n] {
		if f.few[i].item == h.item {
			f.few[i].surely = false
			return
		}
	}
	for i := range f.many {
		if f.many[i].item == h.item {
			f.many[i].surely = false
			return
		}
	}
	h.surely = false
	f.add(h)
}
