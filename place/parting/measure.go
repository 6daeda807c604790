// SPDX-License-Identifier: Apache-2.0

package parting

import (
	"cmp"
	"slices"

	"truce/place"
)

// wide is over how many columns the area of a row of cells is taken before it is divided, so that no rounding adds up.
const wide = 1024

// tally is what is counted of one unit, in square metres.
type tally struct {
	cells, unassigned, band int64
	sure, about             map[string]int64
}

// measure adds up the cells of each unit by the side of their pieces. A cell counts for a side at least where its piece is of that
// side and no line is near; at most also where a line is near, or where no side has the piece. What the cells of a unit miss of its
// drawn border is added to both ends.
func (g *lattice) measure(out *Result) {
	tallies := make([]tally, len(g.q.Units))
	for u := range tallies {
		tallies[u] = tally{sure: map[string]int64{}, about: map[string]int64{}}
	}
	low := func(r int) place.Point { return place.Point{Lat: int32(g.south + int64(r)*g.cell)} }
	for r := range g.rows {
		high := low(r + 1)
		columns := min(wide, 1_800_000_000/g.cell)
		high.Lon = int32(columns * g.cell)
		row := place.BoxArea(low(r), high)
		from := 0
		// Cells alike are added up together, so that the division by columns rounds once for each run.
		for c := 1; c <= g.cols; c++ {
			if i := r*g.cols + c; c < g.cols && g.alike(i, i-1) {
				continue
			}
			g.add(out, tallies, r*g.cols+from, row*int64(c-from)/columns)
			from = c
		}
	}
	names := slices.Clone(g.sides)
	slices.Sort(names)
	names = slices.DeleteFunc(slices.Compact(names), func(s string) bool { return s == "" })
	for u := range g.q.Units {
		out.Parts = append(out.Parts, tallies[u].part(&g.q.Units[u], names))
	}
	slices.SortStableFunc(out.Pieces, func(a, b Piece) int { return cmp.Compare(b.Area, a.Area) })
}

// alike tells whether two cells count for the same.
func (g *lattice) alike(i, k int) bool {
	return g.unit[i] == g.unit[k] && g.flags[i] == g.flags[k] && g.piece[i] == g.piece[k] && g.grown[i] == g.grown[k]
}

func (g *lattice) add(out *Result, tallies []tally, i int, area int64) {
	if g.unit[i] < 0 {
		return
	}
	t := &tallies[g.unit[i]]
	t.cells += area
	if p := g.grown[i]; p > 0 {
		out.Pieces[p-1].Area += area
	}
	side := g.sides[g.grown[i]]
	if g.flags[i]&near != 0 {
		t.band += area
	}
	if side == "" {
		t.unassigned += area
		return
	}
	t.about[side] += area
	if g.flags[i]&near == 0 {
		t.sure[side] += area
	}
}

// part lists the sides that hold some of the unit, and where a line or a piece of nobody's leaves some of it open all of them.
func (t *tally) part(u *Unit, names []string) Part {
	p := Part{Unit: u.Name, Cells: t.cells, Unassigned: t.unassigned, Band: t.band}
	for _, polygon := range u.Polygons {
		p.Drawn += polygon.Area()
	}
	slack := max(p.Drawn-p.Cells, p.Cells-p.Drawn)
	for _, side := range names {
		about, some := t.about[side]
		if !some && t.band == 0 && t.unassigned == 0 {
			continue
		}
		sure, held := t.sure[side], int64(0)
		for other, area := range t.sure {
			if other != side {
				held += area
			}
		}
		p.Sides = append(p.Sides, Side{
			Name: side, Least: max(0, sure-slack), About: about, Most: min(max(p.Drawn, p.Cells), t.cells-held+slack),
		})
	}
	return p
}
