// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"strings"

	"truce/internal/grid"
	"truce/observation"
	"truce/place"
	"truce/when"
)

// Candidates are looked up by cell of the ground and bucket of time, so that joining stays linear in the number
// of observations at a constant density.
const (
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

func (e *extent) buckets() grid.Span { return grid.Buckets(e.time, bucketLength) }

// isCoarse tells whether the extent is too large for the cells.
func (e *extent) isCoarse() bool {
	rows, columns := grid.Under(e.low, e.high)
	return rows.Count()*columns.Count()*min(e.buckets().Count(), maxKeys+1) > maxKeys
}

type nameKey struct {
	name   string
	bucket int64
}

// index finds candidates. An observation of no known time or place is in none of the lists: it is never joined.
type index struct {
	cells  map[grid.Cell][]*node
	coarse map[int64][]*node // with ground, too large for cells
	byTime map[int64][]*node // with ground, all
	named  map[nameKey][]*node
	bare   map[nameKey][]*node // named and without ground
	always []*node             // of more than maxBuckets
	all    []*node             // in order of recording
}

func newIndex() *index {
	return &index{
		cells: map[grid.Cell][]*node{}, coarse: map[int64][]*node{}, byTime: map[int64][]*node{},
		named: map[nameKey][]*node{}, bare: map[nameKey][]*node{},
	}
}

func (e *extent) isLost() bool { return e.time.IsUnknown() || !e.ground && e.name == "" }

func (e *extent) eachCell(visit func(grid.Cell)) {
	rows, columns := grid.Under(e.low, e.high)
	for b := e.buckets(); b.First <= b.Last; b.First++ {
		for row := rows.First; row <= rows.Last; row++ {
			for column := columns.First; column <= columns.Last; column++ {
				visit(grid.Cell{Row: row, Column: column, Bucket: b.First})
			}
		}
	}
}

// enter makes a node a candidate of later ones.
func (x *index) enter(n *node) {
	e := &n.says.extent
	if e.isLost() {
		return
	}
	x.all = append(x.all, n)
	b := e.buckets()
	if b.Count() > maxBuckets {
		x.always = append(x.always, n)
		return
	}
	if e.ground && !e.isCoarse() {
		e.eachCell(func(k grid.Cell) { x.cells[k] = append(x.cells[k], n) })
	}
	for ; b.First <= b.Last; b.First++ {
		at := nameKey{e.name, b.First}
		if e.name != "" {
			x.named[at] = append(x.named[at], n)
		}
		if !e.ground {
			x.bare[at] = append(x.bare[at], n)
			continue
		}
		x.byTime[b.First] = append(x.byTime[b.First], n)
		if e.isCoarse() {
			x.coarse[b.First] = append(x.coarse[b.First], n)
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
	e := &n.says.extent
	if e.isLost() {
		return
	}
	b := e.buckets()
	if b.Count() > maxBuckets {
		each(x.all)
		return
	}
	each(x.always)
	if e.ground && !e.isCoarse() {
		e.eachCell(func(k grid.Cell) { each(x.cells[k]) })
	}
	for ; b.First <= b.Last; b.First++ {
		switch at := (nameKey{e.name, b.First}); {
		case !e.ground:
			each(x.named[at])
			continue
		case e.name != "":
			each(x.bare[at])
		}
		if e.isCoarse() {
			each(x.byTime[b.First])
		} else {
			each(x.coarse[b.First])
		}
	}
}
