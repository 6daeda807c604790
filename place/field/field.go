// SPDX-License-Identifier: Apache-2.0

// Package field turns what several independent observations say of one place into likelihoods on one grid: their normalised
// product, the smallest areas that hold a given share of it, and whether they agree with each other at all. What comes in
// and out is whole numbers; the likelihoods are integer tables, so that anybody gets the same cells. It stands on place
// alone, and its method to the byte is docs/spec/field.md.
package field

import "truce/place"

// Errors say how far accounts of one kind are off. The zero value of a length or angle means exact.
type Errors struct {
	// Bearing is the standard deviation of a bearing, in millidegrees.
	Bearing int64 `json:"bearing"`
	// Distance is the standard deviation of the logarithm of a distance to base 2, in hundredths of a bit.
	Distance int64 `json:"distance"`
	// Place is the standard deviation of how far outside a given area the true place is.
	Place place.Length `json:"place"`
	// WrongBearing, WrongDistance and WrongPlace are how often such a statement says nothing at all of the truth, in
	// parts per million.
	WrongBearing  int64 `json:"wrong_bearing"`
	WrongDistance int64 `json:"wrong_distance"`
	WrongPlace    int64 `json:"wrong_place"`
	// Reach is the distance at which half of such observers would notice it; 0 sets no bound.
	Reach place.Length `json:"reach"`
}

// Account is one statement of where something was, and how it errs. Its sectors err by bearing and distance; its circles,
// polygons and paths by place. Several parts mean that it was in one of them.
type Account struct {
	Region place.Region `json:"region"`
	Errors Errors       `json:"errors"`
}

// Observation is what one source says, however often and in however many accounts: if they differ, any of them may be right,
// each alike, and their number adds nothing.
type Observation struct {
	Accounts []Account `json:"accounts"`
}

// Range bounds how far the place may be from another one, as the range of a weapon does from where it struck.
type Range struct {
	From    place.Circle `json:"from"`
	Between place.Range  `json:"between"`
}

// Question is what a field is made of: observations that are independent of each other and of one and the same place.
type Question struct {
	Observations []Observation `json:"observations"`
	// Range is nil where nothing bounds the distance.
	Range *Range `json:"range,omitempty"`
}

// Cell is a piece of ground between two parallels and two meridians.
type Cell struct {
	Low, High place.Point
	// Log is its likelihood against that of the best cell, in hundredths of a bit, at most 0.
	Log int64

	mass uint64 // likelihood times area
	area int64
}

// Middle is the middle of the cell.
func (c *Cell) Middle() place.Point {
	return place.Point{Lat: c.Low.Lat + (c.High.Lat-c.Low.Lat)/2, Lon: c.Low.Lon + (c.High.Lon-c.Low.Lon)/2}
}

// Region is the ground of the cell.
func (c *Cell) Region() place.Region {
	ring := []place.Point{c.Low, {Lat: c.Low.Lat, Lon: c.High.Lon}, c.High, {Lat: c.High.Lat, Lon: c.Low.Lon}}
	return place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{ring}}}}
}

// Fit is how one observation stands to the best cell.
type Fit struct {
	// Log is the logarithm of what it gives the best cell, in hundredths of a bit.
	Log int64
	// Gain is how much more it gives the best cell than the mean of all ground that was looked at, in hundredths of a
	// bit: its weight for the answer.
	Gain int64
	// Holds tells whether the best cell is better explained by what the observation says than by its being wrong.
	Holds bool
}

// Field is the answer: cells that together are all the ground that was looked at.
type Field struct {
	// Cells are in order of likelihood, the best first, those alike from south to north and west to east.
	Cells []Cell
	// Fits are of the observations of the question, in order.
	Fits []Fit
	// InRange tells whether the best cell is within the range of the question, where it has one.
	InRange bool

	total uint64
	best  int
}

// Best is the middle of the best cell: of several as good as each other that which is nearest to their common middle.
func (f *Field) Best() place.Point { return f.Cells[f.best].Middle() }

// Supporters returns how many observations hold at the best cell.
func (f *Field) Supporters() int {
	n := 0
	for _, fit := range f.Fits {
		if fit.Holds {
			n++
		}
	}
	return n
}

// Agree tells whether the observations agree on any place: at least two, and more than half of all, hold at the best one,
// and that is in range.
func (f *Field) Agree() bool {
	n := f.Supporters()
	return f.InRange && n >= 2 && 2*n > len(f.Fits)
}

// Within returns the smallest set of cells that together hold at least a share, in parts per million, of the whole: the
// best ones, and with the last of them all that are as good. They may not be changed.
func (f *Field) Within(ppm int64) []Cell {
	held := uint64(0)
	for i := range f.Cells {
		if i > 0 && f.Cells[i].Log != f.Cells[i-1].Log && partOf(held, f.total) >= ppm {
			return f.Cells[:i]
		}
		held += f.Cells[i].mass
	}
	return f.Cells
}

// Share returns how much of the whole some cells of the field hold, in parts per million, rounded down.
func (f *Field) Share(cells []Cell) int64 {
	return partOf(sumOf(cells, func(c *Cell) uint64 { return c.mass }), f.total)
}

// Area returns the ground of cells in square metres.
func Area(cells []Cell) int64 {
	return int64(sumOf(cells, func(c *Cell) uint64 { return uint64(c.area) }))
}

// Holds tells whether a point is in one of the cells; a point on an edge is in the cell north and east of it.
func Holds(cells []Cell, p place.Point) bool {
	for i := range cells {
		if c := &cells[i]; p.Lat >= c.Low.Lat && p.Lat < c.High.Lat && p.Lon >= c.Low.Lon && p.Lon < c.High.Lon {
			return true
		}
	}
	return false
}
