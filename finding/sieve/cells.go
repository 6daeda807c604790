// SPDX-License-Identifier: Apache-2.0

package sieve

import (
	"math/bits"

	"truce/place"
)

// box is bounds on the ground.
type box struct{ low, high place.Point }

func (b box) apart(o box) bool {
	return b.low.Lat > o.high.Lat || o.low.Lat > b.high.Lat || b.low.Lon > o.high.Lon || o.low.Lon > b.high.Lon
}

// apart tells whether a box is apart from all of some.
func apart(boxes []box, b box) bool {
	for i := range boxes {
		if !boxes[i].apart(b) {
			return false
		}
	}
	return true
}

// side is how many cells there are each way.
const side = 64

// cells lead from the ground to the rules whose bounds are there.
type cells struct {
	all           box   // the bounds of all bounds
	height, width int64 // of a cell, in degrees x 10^7
	always        bitset
	at            [side * side]bitset // nil where there is none
}

func newCells(rules []rule) *cells {
	c := &cells{always: newBits(len(rules))}
	first := true
	for i := range rules {
		if rules[i].where == nil {
			c.always.set(i)
		}
		for _, b := range rules[i].where {
			if first {
				c.all, first = b, false
			}
			c.all.low = place.Point{Lat: min(c.all.low.Lat, b.low.Lat), Lon: min(c.all.low.Lon, b.low.Lon)}
			c.all.high = place.Point{Lat: max(c.all.high.Lat, b.high.Lat), Lon: max(c.all.high.Lon, b.high.Lon)}
		}
	}
	c.height = (int64(c.all.high.Lat)-int64(c.all.low.Lat))/side + 1
	c.width = (int64(c.all.high.Lon)-int64(c.all.low.Lon))/side + 1
	for i := range rules {
		for _, b := range rules[i].where {
			rows, columns := c.under(b)
			for y := rows[0]; y <= rows[1]; y++ {
				for x := columns[0]; x <= columns[1]; x++ {
					cell := &c.at[y*side+x]
					if *cell == nil {
						*cell = newBits(len(rules))
					}
					cell.set(i)
				}
			}
		}
	}
	return c
}

// under returns the first and the last row and column of the cells under a box that touches the bounds of all.
func (c *cells) under(b box) (rows, columns [2]int64) {
	row := func(lat int32) int64 { return max(0, min(side-1, (int64(lat)-int64(c.all.low.Lat))/c.height)) }
	column := func(lon int32) int64 { return max(0, min(side-1, (int64(lon)-int64(c.all.low.Lon))/c.width)) }
	return [2]int64{row(b.low.Lat), row(b.high.Lat)}, [2]int64{column(b.low.Lon), column(b.high.Lon)}
}

// near adds the rules that a box does not rule out.
func (c *cells) near(b box, rules []rule, to bitset) {
	for w := range to {
		to[w] |= c.always[w]
	}
	if c.all.apart(b) {
		return
	}
	rows, columns := c.under(b)
	for w := range to {
		var here uint64
		for y := rows[0]; y <= rows[1]; y++ {
			for _, cell := range c.at[y*side+columns[0] : y*side+columns[1]+1] {
				if cell != nil {
					here |= cell[w]
				}
			}
		}
		for here &^= to[w]; here != 0; here &= here - 1 {
			if i := w*64 + bits.TrailingZeros64(here); !apart(rules[i].where, b) {
				to.set(i)
			}
		}
	}
}
