// SPDX-License-Identifier: Apache-2.0

package field

import (
	"cmp"
	"slices"

	"truce/place"
)

// Outline returns the ground of cells in few pieces: cells side by side are drawn as one, and then those one above the
// other. Its polygons do not overlap.
func Outline(cells []Cell) place.Region {
	boxes := make([]Cell, len(cells))
	for i, c := range cells {
		boxes[i] = Cell{Low: c.Low, High: c.High}
	}
	slices.SortFunc(boxes, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Low.Lat, b.Low.Lat), cmp.Compare(a.High.Lat, b.High.Lat), cmp.Compare(a.Low.Lon, b.Low.Lon))
	})
	boxes = fused(boxes, func(a, b Cell) bool {
		return a.Low.Lat == b.Low.Lat && a.High.Lat == b.High.Lat && a.High.Lon == b.Low.Lon
	})
	slices.SortFunc(boxes, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Low.Lon, b.Low.Lon), cmp.Compare(a.High.Lon, b.High.Lon), cmp.Compare(a.Low.Lat, b.Low.Lat))
	})
	boxes = fused(boxes, func(a, b Cell) bool {
		return a.Low.Lon == b.Low.Lon && a.High.Lon == b.High.Lon && a.High.Lat == b.Low.Lat
	})
	var out place.Region
	for i := range boxes {
		out.Polygons = append(out.Polygons, boxes[i].Region().Polygons...)
	}
	return out
}

// fused makes one of each cell and those that follow it and join it.
func fused(cells []Cell, joins func(a, b Cell) bool) []Cell {
	var out []Cell
	for _, c := range cells {
		if n := len(out); n > 0 && joins(out[n-1], c) {
			out[n-1].High = c.High
			continue
		}
		out = append(out, c)
	}
	return out
}
