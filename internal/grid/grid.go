// SPDX-License-Identifier: Apache-2.0

// Package grid turns bounds on the ground and intervals of time into the cells and buckets by which events near each
// other are looked up. Judging looks back so, and says how long its buckets are and how many it asks.
package grid

import (
	"truce/place"
	"truce/when"
)

// side is the side of a cell, in degrees x 10^7: 0.25 degrees.
const side = 2_500_000

// Span is a range of whole numbers, both included.
type Span struct{ First, Last int64 }

// Count is how many numbers the span has.
func (s Span) Count() int64 { return s.Last - s.First + 1 }

// Cell is one cell of the ground in one bucket of time.
type Cell struct{ Row, Column, Bucket int64 }

// Under returns the rows and columns of the cells that bounds touch, counted from the equator and the first meridian.
func Under(low, high place.Point) (rows, columns Span) {
	return spanOf(int64(low.Lat), int64(high.Lat), side), spanOf(int64(low.Lon), int64(high.Lon), side)
}

// Buckets returns the buckets of a length that an interval touches, counted from the epoch.
func Buckets(i when.Interval, length when.Duration) Span {
	return spanOf(int64(i.From), int64(i.To), int64(length))
}

func spanOf(first, last, length int64) Span {
	return Span{floorDiv(first, length), floorDiv(last, length)}
}

// floorDiv rounds down, on both sides of zero, so that no cell is twice as large as the others.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}
