// SPDX-License-Identifier: Apache-2.0

package field

import (
	"cmp"
	"math/bits"
	"slices"

	"truce/place"
)

// The grid begins with coarse cells and divides those that hold much, in rounds.
const (
	first    = 16   // rows and columns
	finest   = 10   // times a cell is divided at most
	unit     = 1024 // every side is this many steps of 10^-7 degrees, so that it can be halved that often
	tooMuch  = 256  // a cell that holds more than this part of the whole is divided
	maxCells = 8000 // beyond so many nothing is divided any more
	smallest = 2500 // half of a side, in millimetres, below which nothing is divided
)

// maxReach is how far from an observer is looked at most.
const maxReach = 600 * place.Kilometre

// span is ground in degrees x 10^7.
type span struct{ south, west, north, east int64 }

func (s span) join(o span) span {
	return span{min(s.south, o.south), min(s.west, o.west), max(s.north, o.north), max(s.east, o.east)}
}

func (s span) meet(o span) (span, bool) {
	both := span{max(s.south, o.south), max(s.west, o.west), min(s.north, o.north), min(s.east, o.east)}
	return both, both.south < both.north && both.west < both.east
}

// around is the ground at most a distance from a point. ok is false near a pole or the antimeridian.
func around(p place.Point, distance place.Length) (s span, ok bool) {
	low, high, ok := (place.Region{Circle: &place.Circle{Centre: p, Radius: distance}}).Box()
	s = span{int64(low.Lat), int64(low.Lon), int64(high.Lat), int64(high.Lon)}
	return s, ok && s.south > -850_000_000 && s.north < 850_000_000 && s.west > -1_790_000_000 && s.east < 1_790_000_000
}

// reachOf is how far from its observer a sector may be of something: a quarter farther than it says, and where noticing
// has an end no more than four times that, of which few notice anything.
func reachOf(s place.Sector, e Errors) place.Length {
	out := s.Distance.Most + s.Distance.Most/4
	if e.Reach > 0 {
		out = min(out, 4*e.Reach)
	}
	return min(out, maxReach) + s.Observer.Radius
}

// ground returns what is looked at: whatever any account's distances allow, whichever way it looked, and no farther from
// where it struck than a quarter beyond the range.
func (q *Question) ground() (all span, ok bool) {
	found := false
	add := func(p place.Point, distance place.Length) bool {
		s, ok := around(p, distance)
		if !ok {
			return false
		}
		if found {
			s = s.join(all)
		}
		all, found = s, true
		return true
	}
	for _, o := range q.Observations {
		for _, a := range o.Accounts {
			for _, s := range a.Region.Sectors {
				if !add(s.Observer.Centre, reachOf(s, a.Errors)) {
					return span{}, false
				}
			}
			rest := a.Region
			rest.Sectors = nil
			low, high, has := rest.Box()
			if has && !(add(low, 5*a.Errors.Place+place.Kilometre) && add(high, 5*a.Errors.Place+place.Kilometre)) {
				return span{}, false
			}
		}
	}
	if !found {
		return span{}, false
	}
	if q.Range != nil && q.Range.Between.Most > 0 {
		limit, ok := around(q.Range.From.Centre, min(maxReach, q.Range.Between.Most+q.Range.Between.Most/4)+q.Range.From.Radius)
		if !ok {
			return span{}, false
		}
		if both, meets := all.meet(limit); meets {
			all = both
		}
	}
	return all, true
}

// maker is a field in the making.
type maker struct {
	observations [][][]part
	bound        *bound
	low          place.Point // of the first cell
	steps        [2]int64    // the sides of a cell of the first round, north and east, in degrees x 10^7
	sides        [2]int64    // the same in millimetres
	cells        []draft
	leaves       map[key]bool // the cells as they are
	sums         []int64      // what each observation gives all cells of the first round
}

// key names a cell of the grid: how often it was divided, and its row and column among cells of its level.
type key struct{ level, row, column int }

// draft is a cell in the making.
type draft struct {
	Cell
	key
	all int64 // absolute logarithm
}

// Make returns the field of a question. ok is false where it has no observation with geometry, or ground near a pole or
// across the antimeridian, which no grid of ours covers.
func Make(q Question) (f *Field, ok bool) {
	ground, ok := q.ground()
	if !ok {
		return nil, false
	}
	m := &maker{bound: newBound(q.Range)}
	for i := range q.Observations {
		m.observations = append(m.observations, prepare(&q.Observations[i]))
	}
	if slices.ContainsFunc(m.observations, func(accounts [][]part) bool {
		return len(accounts) == 0 || slices.ContainsFunc(accounts, func(parts []part) bool { return len(parts) == 0 })
	}) {
		return nil, false
	}
	m.sums = make([]int64, len(m.observations))
	m.begin(ground)
	for m.divide() {
	}
	return m.finish(), true
}

// begin lays the first cells.
func (m *maker) begin(ground span) {
	side := func(low, high int64) int64 { return ((high-low)/first/unit + 1) * unit }
	tall, broad := side(ground.south, ground.north), side(ground.west, ground.east)
	corner := place.Point{Lat: int32((ground.south + ground.north) / 2), Lon: int32(ground.west)}
	m.sides = [2]int64{
		int64(place.Distance(corner, place.Point{Lat: corner.Lat + int32(tall), Lon: corner.Lon})),
		int64(place.Distance(corner, place.Point{Lat: corner.Lat, Lon: corner.Lon + int32(broad)})),
	}
	m.low, m.steps = place.Point{Lat: int32(ground.south), Lon: int32(ground.west)}, [2]int64{tall, broad}
	m.leaves = map[key]bool{}
	for n := range first * first {
		m.add(key{0, n / first, n % first}, m.coarse(n))
	}
}

// coarse is the n-th cell of the first round, row by row.
func (m *maker) coarse(n int) Cell {
	at := func(row, column int) place.Point {
		return place.Point{Lat: m.low.Lat + int32(int64(row)*m.steps[0]), Lon: m.low.Lon + int32(int64(column)*m.steps[1])}
	}
	return Cell{Low: at(n/first, n%first), High: at(n/first+1, n%first+1)}
}

// spotOf is the middle of a cell of a level.
func (m *maker) spotOf(c *Cell, level int) spot {
	at := c.Middle()
	return spot{at: at, fix: place.NewFix(at), half: max(m.sides[0], m.sides[1]) >> (level + 1)}
}

// add weighs a new cell.
func (m *maker) add(k key, c Cell) {
	d := draft{Cell: c, key: k}
	d.area = place.BoxArea(c.Low, c.High)
	m.leaves[k] = true
	at := m.spotOf(&d.Cell, k.level)
	for i, accounts := range m.observations {
		_, all := weighAll(accounts, &at)
		d.all += logShare(all)
		if k.level == 0 {
			m.sums[i] += all
		}
	}
	if m.bound != nil {
		_, all := m.bound.weigh(&at)
		d.all += logShare(all)
	}
	m.cells = append(m.cells, d)
}

// measure gives each cell its mass and returns the whole.
func (m *maker) measure() uint64 {
	best := m.cells[0].all
	for i := range m.cells {
		best = max(best, m.cells[i].all)
	}
	total := uint64(0)
	for i := range m.cells {
		c := &m.cells[i]
		c.Log = c.all - best
		hi, lo := bits.Mul64(weightOf(c.Log), uint64(c.area))
		c.mass = hi<<44 | lo>>20
		total += c.mass
	}
	return total
}

// divide replaces each cell that holds too much by its four quarters, and tells whether there was one. What touches it is
// divided with it until no cell touches one that was divided twice more: a coarse cell blurs what several observations say
// each by itself, so that of a peak across an edge it would show nothing.
func (m *maker) divide() bool {
	total := m.measure()
	old := m.cells
	if len(old) > maxCells {
		return false
	}
	marked := map[key]bool{}
	var queue []key
	for i := range old {
		c := &old[i]
		if c.level < finest && max(m.sides[0], m.sides[1])>>(c.level+1) >= smallest && c.mass > total/tooMuch {
			marked[c.key] = true
			queue = append(queue, c.key)
		}
	}
	for i := 0; i < len(queue); i++ {
		for n := range 9 {
			k := queue[i]
			k = key{k.level - 1, (k.row + n/3 - 1) >> 1, (k.column + n%3 - 1) >> 1}
			if m.leaves[k] && !marked[k] {
				marked[k] = true
				queue = append(queue, k)
			}
		}
	}
	m.cells = make([]draft, 0, len(old)+3*len(queue))
	for _, c := range old {
		if !marked[c.key] {
			m.cells = append(m.cells, c)
			continue
		}
		delete(m.leaves, c.key)
		middle := c.Middle()
		lower, upper := [2]place.Point{c.Low, middle}, [2]place.Point{middle, c.High}
		for n := range 4 {
			low := place.Point{Lat: lower[n/2].Lat, Lon: lower[n%2].Lon}
			high := place.Point{Lat: upper[n/2].Lat, Lon: upper[n%2].Lon}
			m.add(key{c.level + 1, 2*c.row + n/2, 2*c.column + n%2}, Cell{Low: low, High: high})
		}
	}
	return len(queue) > 0
}

// finish orders the cells and asks each observation what it makes of the best.
func (m *maker) finish() *Field {
	slices.SortFunc(m.cells, func(a, b draft) int {
		return cmp.Or(cmp.Compare(b.Log, a.Log), cmp.Compare(a.Low.Lat, b.Low.Lat), cmp.Compare(a.Low.Lon, b.Low.Lon))
	})
	f := &Field{Cells: make([]Cell, len(m.cells)), InRange: true}
	for i := range m.cells {
		f.Cells[i] = m.cells[i].Cell
	}
	f.total = sumOf(f.Cells, func(c *Cell) uint64 { return c.mass })
	f.best = middlemost(f.Cells)
	best := m.spotOf(&f.Cells[f.best], m.cells[f.best].level)
	for i, accounts := range m.observations {
		right, all := weighAll(accounts, &best)
		fit := Fit{Log: logShare(all), Holds: 2*right >= all}
		fit.Gain = fit.Log - logShare(m.sums[i]/(first*first))
		f.Fits = append(f.Fits, fit)
	}
	if m.bound != nil {
		right, all := m.bound.weigh(&best)
		f.InRange = 2*right >= all
	}
	return f
}

// middlemost is which of the cells that are as good as the first is nearest to the middle of them all, by steps of degrees; the
// first of those alike.
func middlemost(cells []Cell) int {
	lat, lon, n := int64(0), int64(0), 0
	for n < len(cells) && cells[n].Log == cells[0].Log {
		at := cells[n].Middle()
		lat, lon, n = lat+int64(at.Lat), lon+int64(at.Lon), n+1
	}
	lat, lon = lat/int64(n), lon/int64(n)
	off := func(c *Cell) int64 {
		at := c.Middle()
		north, east := int64(at.Lat)-lat, int64(at.Lon)-lon
		return max(north, -north) + max(east, -east)
	}
	best := 0
	for i := range cells[:n] {
		if off(&cells[i]) < off(&cells[best]) {
			best = i
		}
	}
	return best
}
