// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"strings"

	"truce/observation"
	"truce/place"
	"truce/when"
)

// Candidates are looked up by cell of the ground and bucket of time, so that joining stays linear in the number
// of observations at a constant density.
const (
	// cellSide is the side of a cell, in degrees x 10^7.
	cellSide = 2_500_000
	// bucketLength is the length of a bucket of time.
	bucketLength = 4 * when.Day
	// maxKeys is how many cells x buckets an observation is entered in; what would need more is coarse and is
	// looked up by time alone.
	maxKeys = 64
	// maxBuckets is how many buckets a coarse observation is entered in; what would need more is compared with
	// everything.
	maxBuckets = 16
)

// extent is where in the index an observation belongs: what is outside of another's extent is not its event.
type extent struct {
	time      when.Interval
	low, high place.Point // bounds of a region with geometry
	ground    bool
	name      string // in lower case; empty where the region has none
}

func extentOf(o *observation.Observation) extent {
	e := extent{time: o.When(), name: strings.ToLower(o.Where().Name)}
	if !e.time.IsUnknown() {
		e.time.From -= when.Instant(beside / 2)
		e.time.To += when.Instant(beside / 2)
	}
	e.low, e.high, e.ground = o.Where().Box()
	return e
}

// meets tells, cheaply, whether two observations may share a time and a place.
func (e *extent) meets(f *extent) bool {
	if !e.time.Overlaps(f.time) {
		return false
	}
	if e.ground && f.ground {
		return e.low.Lat <= f.high.Lat && f.low.Lat <= e.high.Lat && e.low.Lon <= f.high.Lon && f.low.Lon <= e.high.Lon
	}
	return true
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// span is a range of whole numbers, both included.
type span struct{ first, last int64 }

func (s span) count() int64 { return s.last - s.first + 1 }

func (e *extent) buckets() span {
	return span{floorDiv(int64(e.time.From), int64(bucketLength)), floorDiv(int64(e.time.To), int64(bucketLength))}
}

// cells are the rows and columns of cells that the bounds touch.
func (e *extent) cells() (rows, columns span) {
	return span{floorDiv(int64(e.low.Lat), cellSide), floorDiv(int64(e.high.Lat), cellSide)},
		span{floorDiv(int64(e.low.Lon), cellSide), floorDiv(int64(e.high.Lon), cellSide)}
}

// isCoarse tells whether the extent is too large for the cells.
func (e *extent) isCoarse() bool {
	rows, columns := e.cells()
	return rows.count()*columns.count()*min(e.buckets().count(), maxKeys+1) > maxKeys
}

type cellKey struct{ row, column, bucket int64 }

type nameKey struct {
	name   string
	bucket int64
}

// index finds candidates. An observation of no known time or place is in none of the lists: it is never joined.
type index struct {
	cells  map[cellKey][]*node
	coarse map[int64][]*node // with ground, too large for cells
	byTime map[int64][]*node // with ground, all
	named  map[nameKey][]*node
	bare   map[nameKey][]*node // named and without ground
	always []*node             // of more than maxBuckets
	all    []*node             // in order of recording
}

func newIndex() *index {
	return &index{
		cells: map[cellKey][]*node{}, coarse: map[int64][]*node{}, byTime: map[int64][]*node{},
		named: map[nameKey][]*node{}, bare: map[nameKey][]*node{},
	}
}

func (e *extent) isLost() bool { return e.time.IsUnknown() || !e.ground && e.name == "" }

func (e *extent) eachCell(visit func(cellKey)) {
	rows, columns := e.cells()
	for b := e.buckets(); b.first <= b.last; b.first++ {
		for row := rows.first; row <= rows.last; row++ {
			for column := columns.first; column <= columns.last; column++ {
				visit(cellKey{row, column, b.first})
			}
		}
	}
}

// enter makes a node a candidate of later ones.
func (x *index) enter(n *node) {
	e := &n.extent
	if e.isLost() {
		return
	}
	x.all = append(x.all, n)
	b := e.buckets()
	if b.count() > maxBuckets {
		x.always = append(x.always, n)
		return
	}
	if e.ground && !e.isCoarse() {
		e.eachCell(func(k cellKey) { x.cells[k] = append(x.cells[k], n) })
	}
	for ; b.first <= b.last; b.first++ {
		at := nameKey{e.name, b.first}
		if e.name != "" {
			x.named[at] = append(x.named[at], n)
		}
		if !e.ground {
			x.bare[at] = append(x.bare[at], n)
			continue
		}
		x.byTime[b.first] = append(x.byTime[b.first], n)
		if e.isCoarse() {
			x.coarse[b.first] = append(x.coarse[b.first], n)
		}
	}
}

// candidates visits every node that may be of the same event as n, some of them more than once.
func (x *index) candidates(n *node, visit func(*node)) {
	each := func(nodes []*node) {
		for _, c := range nodes {
			visit(c)
		}
	}
	e := &n.extent
	if e.isLost() {
		return
	}
	b := e.buckets()
	if b.count() > maxBuckets {
		each(x.all)
		return
	}
	each(x.always)
	if e.ground && !e.isCoarse() {
		e.eachCell(func(k cellKey) { each(x.cells[k]) })
	}
	for ; b.first <= b.last; b.first++ {
		switch at := (nameKey{e.name, b.first}); {
		case !e.ground:
			each(x.named[at])
			continue
		case e.name != "":
			each(x.bare[at])
		}
		if e.isCoarse() {
			each(x.byTime[b.first])
		} else {
			each(x.coarse[b.first])
		}
	}
}
