// SPDX-License-Identifier: Apache-2.0

package release

import (
	"fmt"

	"truce/place"
)

// Cell is a cell of the ground in degrees x 10^7: the only places that a release shows. Its sides are at least as long as the
// rule asks, and follow from the rule and the latitude alone, never from what happened in it.
type Cell struct {
	South int64 `json:"south_e7"`
	West  int64 `json:"west_e7"`
	North int64 `json:"north_e7"`
	East  int64 `json:"east_e7"`
}

// Units of degrees x 10^7.
const (
	hundredth = 100_000 // of a degree: every side is so many of them
	degree    = 10_000_000
	pole      = 90 * degree
	seam      = 180 * degree
)

// String writes the cell for people, such as "48.60 to 48.70 N, 38.42 to 38.56 E".
func (c Cell) String() string {
	return fmt.Sprintf("%s to %s, %s to %s", side(c.South, "N", "S"), side(c.North, "N", "S"), side(c.West, "E", "W"), side(c.East, "E", "W"))
}

func side(e7 int64, over, under string) string {
	if e7 < 0 {
		return degrees(-e7) + " " + under
	}
	return degrees(e7) + " " + over
}

// degrees writes a multiple of a hundredth of a degree, exactly.
func degrees(e7 int64) string {
	sign := ""
	if e7 < 0 {
		sign, e7 = "-", -e7
	}
	return fmt.Sprintf("%s%d.%02d", sign, e7/degree, e7%degree/hundredth)
}

// grid is the cells of one rule. Coarser levels are for what is known less exactly: each has sides twice as long as the one
// before. All grids stand on one lattice (see stride), so that of any two cells of any rules and levels one holds the other or
// they have nothing in common: whoever has a place in many of them knows no more than the least of them says.
type grid struct {
	side  place.Length
	level []step
}

// step is the sides of the cells of one level.
type step struct {
	side place.Length
	lat  int64
	lon  map[int64]int64 // by row
}

// levels is how many levels there are: the last has cells of hundreds of kilometres, beyond which no place is shown.
const levels = 7

func newGrid(cell place.Length) *grid {
	g := &grid{side: cell}
	for i := range levels {
		g.level = append(g.level, stepOf(cell<<i))
	}
	return g
}

func stepOf(side place.Length) step {
	// A degree of the meridian is shortest at the equator.
	lat := stride(pole, func(e7 int64) bool { return place.Distance(place.Point{}, place.Point{Lat: int32(e7)}) >= side })
	return step{side: side, lat: lat, lon: map[int64]int64{}}
}

// stride is the least side of the lattice of which long holds, in degrees x 10^7: a hundredth of a degree, five of them, and a
// tenth of a degree times 1, 2, 4 and so on below a limit; else twice the limit, which is all the way. Each is a multiple of the
// one before, and so the lines of a coarser lattice are lines of every finer one.
func stride(limit int64, long func(e7 int64) bool) int64 {
	for _, e7 := range []int64{hundredth, 5 * hundredth} {
		if long(e7) {
			return e7
		}
	}
	for e7 := int64(10 * hundredth); e7 < limit; e7 *= 2 {
		if long(e7) {
			return e7
		}
	}
	return 2 * limit
}

// of returns the cell that holds the middle of a region, of the finest level whose cells are no smaller than the region is wide.
// It is the cell of the middle even where the region reaches into the next: two cells would tell that it lay on their rim. ok is
// false where nothing is known of where, or too little for any level.
func (g *grid) of(r place.Region) (c Cell, level int, ok bool) {
	middle, wide, ok := extent(r)
	if !ok {
		return c, 0, false
	}
	for i := range g.level {
		if g.level[i].side >= wide {
			return g.at(middle, i), i, true
		}
	}
	return c, 0, false
}

// leastCell is the least cell in which a region is shown by any rule that asks for cells of a side or longer ones.
func leastCell(side place.Length, r place.Region) (c Cell, ok bool) {
	middle, wide, ok := extent(r)
	if !ok {
		return c, false
	}
	s := stepOf(max(side, wide))
	return s.at(middle), true
}

// extent is the middle of a region and how wide it is; ok is false where nothing is known of where.
func extent(r place.Region) (middle place.Point, wide place.Length, ok bool) {
	middle, ok = r.Centre()
	low, high, known := r.Around()
	if !ok || !known {
		return middle, 0, false
	}
	return middle, place.Distance(low, high), true
}

// at returns the cell of a level that holds a point.
func (g *grid) at(p place.Point, level int) Cell { return g.level[level].at(p) }

func (s *step) at(p place.Point) Cell {
	// Rows are counted from the south pole, and what is left at the other goes with the last row.
	rows := 2 * pole / s.lat
	row := min((int64(p.Lat)+pole)/s.lat, rows-1)
	south, north := row*s.lat-pole, (row+1)*s.lat-pole
	if row == rows-1 {
		north = pole
	}
	lon := s.across(row, south, north)
	if lon >= 2*seam {
		return Cell{South: south, West: -seam, North: north, East: seam}
	}
	// Columns are counted from the seam, and what is left at its other side goes with the last column.
	columns := 2 * seam / lon
	column := min((int64(p.Lon)+seam)/lon, columns-1)
	c := Cell{South: south, West: column*lon - seam, North: north, East: (column+1)*lon - seam}
	if column == columns-1 {
		c.East = seam
	}
	return c
}

// across is how many degrees x 10^7 the cells of a row are wide: as long on the ground, at the rim nearer to the pole, as the rule
// asks; all the way round where no part of the way is.
func (s *step) across(row, south, north int64) int64 {
	if known, ok := s.lon[row]; ok {
		return known
	}
	far := max(-south, north)
	width := int64(2 * seam)
	if far < pole {
		width = stride(seam, func(e7 int64) bool {
			return place.Distance(place.Point{Lat: int32(far)}, place.Point{Lat: int32(far), Lon: int32(e7)}) >= s.side
		})
	}
	s.lon[row] = width
	return width
}

// holds tells whether a cell holds all of another, and apart whether they have nothing but a rim in common. Of two cells of the
// lattice one of these is so, or the other way round.
func (c Cell) holds(o Cell) bool {
	return c.South <= o.South && c.West <= o.West && c.North >= o.North && c.East >= o.East
}

func (c Cell) apart(o Cell) bool { return !c.holds(o) && !o.holds(c) }
