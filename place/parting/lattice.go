// SPDX-License-Identifier: Apache-2.0

package parting

import (
	"errors"
	"fmt"
	"slices"

	"truce/place"
)

// flags of a cell.
const (
	exterior = 1 << iota // outside of all units, and connected with the rim
	barrier              // a line crosses it
	near                 // within the tolerance of a line, or a barrier
)

// lattice is cells in rows from south to north, each from west to east, with a rim of two cells around all units.
type lattice struct {
	q           Question
	cell        int64
	south, west int64
	rows, cols  int
	unit        []int16 // index of the unit that holds the middle of a cell, -1 for none
	flags       []uint8
	piece       []int32 // number of its piece from 1, 0 for none
	grown       []int32 // the same, cells of lines shared out among the pieces beside them
	pieces      int32
	sides       []string // of each piece, "" where the seeds do not say
	lines       [][]place.Point
}

const rim = 2

func newLattice(q Question) (*lattice, error) {
	low, high := place.Point{Lat: 900_000_000, Lon: 1_800_000_000}, place.Point{Lat: -900_000_000, Lon: -1_800_000_000}
	for _, u := range q.Units {
		points := 0
		for _, p := range u.Polygons {
			for _, ring := range p.Rings {
				points += len(ring)
				for _, at := range ring {
					low.Lat, low.Lon = min(low.Lat, at.Lat), min(low.Lon, at.Lon)
					high.Lat, high.Lon = max(high.Lat, at.Lat), max(high.Lon, at.Lon)
				}
			}
		}
		if points == 0 {
			return nil, fmt.Errorf("%w: no border of %s", ErrNothing, u.Name)
		}
	}
	if len(q.Units) > 30_000 {
		return nil, fmt.Errorf("%d units: at most 30000 at a time", len(q.Units))
	}
	height, width := int64(high.Lat)-int64(low.Lat), int64(high.Lon)-int64(low.Lon)
	if width > 1_800_000_000 {
		return nil, errors.New("the units reach around half the earth: part them apart from each other")
	}
	cell := int64(q.Cell)
	if cell == 0 {
		// Cells much smaller than the tolerance tell no more: an eighth of it is enough, at 11.12 mm for a step of 10^-7 degrees.
		cell = max(leastCell, (max(height, width)/usualCells+999)/1000*1000, int64(q.Tolerance)/89/1000*1000)
	}
	if cell < leastCell {
		return nil, fmt.Errorf("cells of %d x 10^-7 degrees: use %d or more", cell, leastCell)
	}
	g := &lattice{
		q: q, cell: cell, south: int64(low.Lat) - rim*cell, west: int64(low.Lon) - rim*cell,
		lines: slices.Clone(q.Lines),
	}
	rows, cols := height/cell+1+2*rim, width/cell+1+2*rim
	if rows*cols > mostCells {
		return nil, fmt.Errorf("%d x %d cells: at most %d: use larger ones", rows, cols, mostCells)
	}
	g.rows, g.cols = int(rows), int(cols)
	n := g.rows * g.cols
	g.unit, g.flags, g.piece, g.grown = make([]int16, n), make([]uint8, n), make([]int32, n), make([]int32, n)
	for i := range g.unit {
		g.unit[i] = -1
	}
	return g, nil
}

// fill finds for each cell the unit that holds its middle, by the crossings of its row with the borders. Of units that overlap the
// first by name has the ground.
func (g *lattice) fill() {
	for u := range g.q.Units {
		crossings := make([][]int64, g.rows)
		for _, p := range g.q.Units[u].Polygons {
			for _, ring := range p.Rings {
				for k, a := range ring {
					g.cross(crossings, a, ring[(k+1)%len(ring)])
				}
			}
		}
		for r, at := range crossings {
			slices.Sort(at)
			for k := 0; k+1 < len(at); k += 2 {
				for c := g.columnFrom(at[k]); c < g.columnFrom(at[k+1]); c++ {
					if i := r*g.cols + c; g.unit[i] < 0 {
						g.unit[i] = int16(u)
					}
				}
			}
		}
	}
}

// cross notes where an edge crosses the middles of rows, in degrees x 10^7 rounded down.
func (g *lattice) cross(crossings [][]int64, a, b place.Point) {
	if a.Lat > b.Lat {
		a, b = b, a
	}
	if a.Lat == b.Lat {
		return
	}
	first := floorDiv(int64(a.Lat)-g.south-g.cell/2+g.cell-1, g.cell)
	for r := max(0, first); r < int64(g.rows); r++ {
		y := g.south + r*g.cell + g.cell/2
		if y >= int64(b.Lat) {
			return
		}
		if y >= int64(a.Lat) {
			crossings[r] = append(crossings[r], int64(a.Lon)+floorDiv((y-int64(a.Lat))*(int64(b.Lon)-int64(a.Lon)), int64(b.Lat)-int64(a.Lat)))
		}
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// columnFrom is the first column whose middle is east of a longitude.
func (g *lattice) columnFrom(lon int64) int {
	return int(min(int64(g.cols), max(0, floorDiv(lon-g.west-g.cell/2, g.cell)+1)))
}

// flow marks what is outside of all units and connected with the rim.
func (g *lattice) flow() {
	g.flags[0] |= exterior
	queue := []int32{0}
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		g.beside(int(i), func(n int) {
			if g.unit[n] < 0 && g.flags[n]&exterior == 0 {
				g.flags[n] |= exterior
				queue = append(queue, int32(n))
			}
		})
	}
}

// beside visits the four cells next to one.
func (g *lattice) beside(i int, visit func(n int)) {
	if c := i % g.cols; c > 0 {
		visit(i - 1)
	}
	if c := i % g.cols; c+1 < g.cols {
		visit(i + 1)
	}
	if i >= g.cols {
		visit(i - g.cols)
	}
	if i+g.cols < len(g.unit) {
		visit(i + g.cols)
	}
}

// bar marks every cell that a line touches, and perhaps one beside it, so that nothing flows through.
func (g *lattice) bar(points []place.Point) {
	g.eachCellOf(points, func(i int) { g.flags[i] |= barrier | near })
}

// lonAt is the longitude at which an edge crosses a latitude, to one step of 10^-7 degrees.
func lonAt(a, b place.Point, lat, rise int64) int64 {
	return int64(a.Lon) + floorDiv((lat-int64(a.Lat))*(int64(b.Lon)-int64(a.Lon)), rise)
}

// crossed tells whether a line crosses ground of a unit.
func (g *lattice) crossed() bool {
	for i, u := range g.unit {
		if u >= 0 && g.flags[i]&barrier != 0 {
			return true
		}
	}
	return false
}

// middle is the middle of a cell.
func (g *lattice) middle(i int) place.Point {
	return place.Point{
		Lat: int32(g.south + int64(i/g.cols)*g.cell + g.cell/2), Lon: int32(g.west + int64(i%g.cols)*g.cell + g.cell/2),
	}
}

// at is the cell of a point; ok is false off the lattice.
func (g *lattice) at(p place.Point) (i int, ok bool) {
	r, c := floorDiv(int64(p.Lat)-g.south, g.cell), floorDiv(int64(p.Lon)-g.west, g.cell)
	if r < 0 || c < 0 || r >= int64(g.rows) || c >= int64(g.cols) {
		return 0, false
	}
	return int(r)*g.cols + int(c), true
}
