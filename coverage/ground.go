// SPDX-License-Identifier: Apache-2.0

package coverage

import (
	"cmp"
	"fmt"
	"slices"

	"truce/known"
	"truce/place"
)

// CellSide is the side of a cell, in degrees x 10^7, unless another is asked for: 0.02 degrees, 2.2 km from south to north
// and 1.5 km from west to east at 48 degrees. It is about the distance at which a camera on a mast sees small arms.
const CellSide = 200_000

// MaxCells is how many cells the bounds of one area may touch.
const MaxCells = 50_000

const (
	minSide = 10_000 // 110 m
	// lattice is the number of points along the side of a cell on which coverage is measured: the middles of as many strips, so
	// that none lies on a rim that cells share.
	lattice = 5
)

// Cell is a cell of the ground, counted from the equator and the first meridian.
type Cell struct {
	Row    int64 `json:"row"`
	Column int64 `json:"column"`
}

// Area is a piece of ground under a name, such as a zone of an agreement.
type Area struct {
	Name  string
	Where place.Region
}

// ground is a region that is asked for many points.
type ground struct {
	region place.Region
	zone   *place.Zone // where the region is polygons and nothing else
}

func groundOf(r place.Region) ground {
	g := ground{region: r}
	if r.Polygons != nil && r.Circle == nil && r.Sectors == nil && r.Path == nil {
		if zone, err := place.NewZone(r.Polygons, place.Straight, 0); err == nil {
			g.zone = zone
		}
	}
	return g
}

// contains tells whether a point surely lies in the ground; on the rim of a polygon it does not.
func (g ground) contains(p place.Point) bool {
	if g.zone == nil {
		return g.region.Contains(p)
	}
	return g.zone.Holds(place.Region{Circle: &place.Circle{Centre: p}}) == known.Yes
}

// piece is the part of a cell that lies in an area, as the points of the cell's lattice that do.
type piece struct {
	cell   Cell
	points []place.Point
}

// low returns the south-western corner of a cell.
func (c Cell) low(side int64) (lat, lon int64) { return c.Row * side, c.Column * side }

// Cells returns how many cells of a side the bounds of the area touch, at most 2^40; 0 where it is not on the ground. An area
// of more than MaxCells is not counted by them.
func (a Area) Cells(side int64) int64 {
	low, high, ok := a.Where.Box()
	if !ok || side <= 0 {
		return 0
	}
	rows := floor(int64(high.Lat), side) - floor(int64(low.Lat), side) + 1
	columns := floor(int64(high.Lon), side) - floor(int64(low.Lon), side) + 1
	if rows > 1<<20 || columns > 1<<20 {
		return 1 << 40
	}
	return rows * columns
}

// pieces divides an area into the cells that it has ground in, in order of rows and columns. An area so small that no point
// of a lattice lies in it is one piece, its middle.
func (a Area) pieces(side int64) ([]piece, error) {
	low, high, ok := a.Where.Box()
	switch {
	case !ok:
		return nil, fmt.Errorf("area %s: no place on the ground", a.Name)
	case side < minSide || side%(2*lattice) != 0:
		return nil, fmt.Errorf("side of a cell: %d: give degrees x 10^7, %d or more and a multiple of %d", side, minSide, 2*lattice)
	}
	rows := [2]int64{floor(int64(low.Lat), side), floor(int64(high.Lat), side)}
	columns := [2]int64{floor(int64(low.Lon), side), floor(int64(high.Lon), side)}
	if n := a.Cells(side); n > MaxCells {
		return nil, fmt.Errorf("area %s: %d cells of this side, at most %d: ask for larger cells", a.Name, n, MaxCells)
	}
	in := groundOf(a.Where)
	out := in.cut(block{Cell{rows[0], columns[0]}, Cell{rows[1], columns[1]}}, side)
	slices.SortFunc(out, func(a, b piece) int {
		return cmp.Or(cmp.Compare(a.cell.Row, b.cell.Row), cmp.Compare(a.cell.Column, b.cell.Column))
	})
	if middle, ok := a.Where.Centre(); ok && len(out) == 0 {
		out = []piece{{cellOf(middle, side), []place.Point{middle}}}
	}
	return out, nil
}

func cellOf(p place.Point, side int64) Cell {
	return Cell{floor(int64(p.Lat), side), floor(int64(p.Lon), side)}
}

// block is a rectangle of cells, from the south-western to the north-eastern one.
type block struct{ first, last Cell }

// region is the ground of a block.
func (b block) region(side int64) place.Region {
	south, west := b.first.low(side)
	north, east := Cell{b.last.Row + 1, b.last.Column + 1}.low(side)
	corner := func(lat, lon int64) place.Point {
		return place.Point{Lat: int32(min(max(lat, -900_000_000), 900_000_000)), Lon: int32(min(max(lon, -1_800_000_000), 1_800_000_000))}
	}
	return place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{{
		corner(south, west), corner(south, east), corner(north, east), corner(north, west),
	}}}}}
}

// halves divides a block of more than one cell along its longer side.
func (b block) halves() (one, other block) {
	one, other = b, b
	if height, width := b.last.Row-b.first.Row, b.last.Column-b.first.Column; height >= width {
		one.last.Row = b.first.Row + height/2
		other.first.Row = one.last.Row + 1
	} else {
		one.last.Column = b.first.Column + width/2
		other.first.Column = one.last.Column + 1
	}
	return one, other
}

// cut returns the pieces of a block that lie in the ground, in no order. A block that lies in it as a whole, or not at all, is
// not looked at cell by cell; where that cannot be told it is halved, and of one cell each point is asked.
func (g ground) cut(b block, side int64) []piece {
	whole := known.Unknown
	if g.zone != nil {
		whole = g.zone.Holds(b.region(side))
	}
	if whole == known.No {
		return nil
	}
	if whole == known.Unknown && b.first != b.last {
		one, other := b.halves()
		return append(g.cut(one, side), g.cut(other, side)...)
	}
	var out []piece
	for row := b.first.Row; row <= b.last.Row; row++ {
		for column := b.first.Column; column <= b.last.Column; column++ {
			p := piece{cell: Cell{row, column}}
			for _, at := range p.cell.lattice(side) {
				if whole == known.Yes || g.contains(at) {
					p.points = append(p.points, at)
				}
			}
			if len(p.points) > 0 {
				out = append(out, p)
			}
		}
	}
	return out
}

// lattice returns the points of a cell on which coverage is measured, as far as they are on the Earth.
func (c Cell) lattice(side int64) []place.Point {
	south, west := c.low(side)
	half := side / (2 * lattice)
	out := make([]place.Point, 0, lattice*lattice)
	for i := range int64(lattice) {
		for k := range int64(lattice) {
			lat, lon := south+(2*i+1)*half, west+(2*k+1)*half
			if lat < -900_000_000 || lat > 900_000_000 || lon < -1_800_000_000 || lon > 1_800_000_000 {
				continue
			}
			out = append(out, place.Point{Lat: int32(lat), Lon: int32(lon)})
		}
	}
	return out
}

// touched returns the cells that a region may have ground in: those of the points of a lattice of its own, and its middle.
func touched(r place.Region, side int64) []Cell {
	low, high, ok := r.Box()
	if !ok {
		return nil
	}
	var out []Cell
	add := func(p place.Point) {
		if c := cellOf(p, side); !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	height, width := int64(high.Lat)-int64(low.Lat), int64(high.Lon)-int64(low.Lon)
	// Two points a cell, so that none between them is missed, and no more than the lattice of a large region.
	rows, columns := min(2*height/side+4, 100), min(2*width/side+4, 100)
	for i := range rows + 1 {
		for k := range columns + 1 {
			p := place.Point{Lat: int32(int64(low.Lat) + height*i/rows), Lon: int32(int64(low.Lon) + width*k/columns)}
			if r.Contains(p) {
				add(p)
			}
		}
	}
	if middle, ok := r.Centre(); ok && len(out) == 0 {
		add(middle)
	}
	return out
}
