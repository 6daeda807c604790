// SPDX-License-Identifier: Apache-2.0

// Package parting turns the borders of units of ground and lines through them into how much of each unit lies on either side, with
// its error band. It lays a lattice of cells over the ground, so that it needs no clean drawing: borders may leave slivers, overlap or
// touch themselves, and lines may lie along them. All of it is in integers.
package parting

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"truce/place"
)

// Unit is ground with a border, such as an oblast. Its rings, all of them together, hold what they enclose an odd number of times.
type Unit struct {
	Name     string          `json:"name"`
	Polygons []place.Polygon `json:"polygons"`
}

// Seed is a place that one side is known to hold.
type Seed struct {
	Name string      `json:"name"`
	At   place.Point `json:"at"`
	Side string      `json:"side"`
}

// Question is what is to be parted, by what, and who is known to hold what.
type Question struct {
	Units []Unit
	// Lines part the units together, in any order and direction; where they begin and end in one cell they go on.
	Lines [][]place.Point
	// Tolerance is how far the true line may lie from the one drawn.
	Tolerance place.Length
	// Close is how far a loose end is carried on, straight, to the nearest ground outside of all units; 0 for not at all.
	Close place.Length
	// Cell is the side of a cell in degrees x 10^7; 0 lets the extent of the units decide.
	Cell  int32
	Seeds []Seed
}

// Result is how the units are parted.
type Result struct {
	// Cell is the side of a cell in degrees x 10^7.
	Cell  int32  `json:"cell_e7"`
	Parts []Part `json:"parts"`
	// Pieces are the connected pieces of ground between the lines, the largest first.
	Pieces []Piece `json:"pieces"`
	// Carried are the loose ends of lines that were carried on, Open those that end inside and were not.
	Carried []Carried  `json:"carried,omitempty"`
	Open    []Carried  `json:"open,omitempty"`
	Seeds   SeedCounts `json:"seeds"`
	// Crosses says that some line crosses ground of a unit.
	Crosses bool `json:"crosses"`
	// Spacing is how far apart the corners of the lines are on the average, Longest at most: how a line runs between them nobody drew.
	Spacing place.Length `json:"spacing"`
	Longest place.Length `json:"longest"`
}

// Part is one unit: its area, and what of it lies on which side, in square metres.
type Part struct {
	Unit string `json:"unit"`
	// Drawn is the area within the border as drawn, on the ellipsoid; Cells is that of the cells counted for it.
	Drawn int64 `json:"drawn_m2"`
	Cells int64 `json:"cells_m2"`
	// Sides are those that hold some of it, or may, by name; Unassigned is what no seed, or seeds of two sides, speak for.
	Sides      []Side `json:"sides"`
	Unassigned int64  `json:"unassigned_m2"`
	// Band is what lies within the tolerance of a line, with the cells that a line crosses.
	Band int64 `json:"band_m2"`
}

// Side is what of a unit one side holds: at least, by the line as drawn, and at most.
type Side struct {
	Name  string `json:"name"`
	Least int64  `json:"least_m2"`
	About int64  `json:"about_m2"`
	Most  int64  `json:"most_m2"`
}

// Piece is ground that no line parts. Side is empty where the seeds do not say; Dissent names seeds of other sides than its own.
type Piece struct {
	Area    int64    `json:"area_m2"`
	Side    string   `json:"side,omitempty"`
	Counts  []Count  `json:"seeds,omitempty"`
	Dissent []string `json:"dissent,omitempty"`
}

// Count is how many seeds a side has.
type Count struct {
	Side  string `json:"side"`
	Seeds int    `json:"seeds"`
}

// Carried is a loose end of a line, and how far it is from ground outside of all units.
type Carried struct {
	From place.Point  `json:"from"`
	To   place.Point  `json:"to"`
	By   place.Length `json:"by"`
}

// SeedCounts is what became of the seeds: those that spoke, those too near to a line, and those on no unit.
type SeedCounts struct {
	Spoke   int `json:"spoke"`
	Near    int `json:"near"`
	Outside int `json:"outside"`
}

const (
	// mostCells is how many cells a lattice may have.
	mostCells = 12_000_000
	// usualCells is how many cells the longer way of a lattice has unless another cell is asked for.
	usualCells = 3000
	// leastCell is the smallest cell, about a metre, in degrees x 10^7.
	leastCell = 100
)

// ErrNothing says that there is nothing to part: no unit with a border, or no line. The answer is: could not tell.
var ErrNothing = errors.New("nothing to part")

// Part parts the units. The order of units, lines and seeds changes nothing. The error is ErrNothing, or names what cannot be drawn.
func (q Question) Part() (Result, error) {
	if len(q.Units) == 0 {
		return Result{}, fmt.Errorf("%w: no border of any unit", ErrNothing)
	}
	if len(q.Lines) == 0 {
		return Result{}, fmt.Errorf("%w: no line", ErrNothing)
	}
	q.Units, q.Lines, q.Seeds = slices.Clone(q.Units), slices.Clone(q.Lines), slices.Clone(q.Seeds)
	slices.SortFunc(q.Units, func(a, b Unit) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(q.Lines, comparePoints)
	slices.SortFunc(q.Seeds, func(a, b Seed) int {
		return cmp.Or(cmp.Compare(a.Side, b.Side), cmp.Compare(a.Name, b.Name), cmp.Compare(a.At.Lat, b.At.Lat), cmp.Compare(a.At.Lon, b.At.Lon))
	})
	for i, l := range q.Lines {
		if _, err := place.NewLine(l, place.Straight, q.Tolerance); err != nil {
			return Result{}, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	g, err := newLattice(q)
	if err != nil {
		return Result{}, err
	}
	g.fill()
	g.flow()
	for _, l := range q.Lines {
		g.bar(l)
	}
	out := Result{Cell: int32(g.cell), Crosses: g.crossed()}
	out.Spacing, out.Longest = spacing(q.Lines)
	g.carry(&out)
	g.label()
	if err := g.widen(); err != nil {
		return Result{}, err
	}
	g.seed(&out)
	g.grow()
	g.measure(&out)
	return out, nil
}

// spacing returns the mean and the longest distance between corners that follow each other.
func spacing(lines [][]place.Point) (mean, longest place.Length) {
	n := place.Length(0)
	for _, l := range lines {
		for k := 0; k+1 < len(l); k++ {
			d := place.Distance(l[k], l[k+1])
			mean, longest, n = mean+d, max(longest, d), n+1
		}
	}
	return mean / n, longest
}

func comparePoints(a, b []place.Point) int {
	return slices.CompareFunc(a, b, func(p, q place.Point) int {
		return cmp.Or(cmp.Compare(p.Lat, q.Lat), cmp.Compare(p.Lon, q.Lon))
	})
}
