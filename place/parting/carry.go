// SPDX-License-Identifier: Apache-2.0

package parting

import (
	"cmp"
	"slices"

	"truce/place"
)

// carry carries the loose ends of lines on to the nearest ground outside of all units, where that is near enough: a line drawn to a
// border seldom ends on another drawing of that border.
func (g *lattice) carry(out *Result) {
	for _, end := range g.looseEnds() {
		i, ok := g.at(end)
		if !ok || g.flags[i]&exterior != 0 {
			continue
		}
		to, by, found := g.nearestExterior(end, i)
		if !found {
			continue
		}
		c := Carried{From: end, To: to, By: by}
		if by > g.q.Close {
			out.Open = append(out.Open, c)
			continue
		}
		g.bar([]place.Point{end, to})
		if end != to {
			g.lines = append(g.lines, []place.Point{end, to})
		}
		out.Carried = append(out.Carried, c)
	}
}

// looseEnds are the ends of lines beside whose cell no other line passes.
func (g *lattice) looseEnds() []place.Point {
	beside := map[int]bool{}
	eachEnd := func(visit func(end place.Point, i int)) {
		for _, l := range g.q.Lines {
			for _, end := range []place.Point{l[0], l[len(l)-1]} {
				if i, ok := g.at(end); ok {
					visit(end, i)
				}
			}
		}
	}
	eachEnd(func(_ place.Point, i int) { g.around(i, func(n int) { beside[n] = true }) })
	passing := map[int][]int{} // cell beside an end to the lines that pass there
	for n, l := range g.q.Lines {
		g.eachCellOf(l, func(i int) {
			if lines := passing[i]; beside[i] && (len(lines) == 0 || lines[len(lines)-1] != n) {
				passing[i] = append(lines, n)
			}
		})
		if i, ok := g.at(l[0]); ok && len(l) > 3 && l[0] == l[len(l)-1] {
			passing[i] = append(passing[i], -1) // a closed line has no end
		}
	}
	var out []place.Point
	eachEnd(func(end place.Point, i int) {
		others := map[int]bool{}
		g.around(i, func(n int) {
			for _, line := range passing[n] {
				others[line] = true
			}
		})
		if len(others) < 2 {
			out = append(out, end)
		}
	})
	slices.SortFunc(out, func(a, b place.Point) int { return cmp.Or(cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lon, b.Lon)) })
	return slices.Compact(out)
}

// around visits a cell and the eight around it; some may be off the lattice.
func (g *lattice) around(i int, visit func(n int)) {
	for dr := -1; dr <= 1; dr++ {
		for dc := -1; dc <= 1; dc++ {
			visit(i + dr*g.cols + dc)
		}
	}
}

// eachCellOf visits every cell that a line touches, and perhaps some beside it.
func (g *lattice) eachCellOf(points []place.Point, visit func(i int)) {
	for k := 0; k+1 < len(points); k++ {
		g.eachCell(points[k], points[k+1], visit)
	}
}

// eachCell visits every cell that an edge touches, and perhaps one beside it.
func (g *lattice) eachCell(a, b place.Point, visit func(i int)) {
	if a.Lat > b.Lat {
		a, b = b, a
	}
	low, high := floorDiv(int64(a.Lat)-g.south, g.cell), floorDiv(int64(b.Lat)-g.south, g.cell)
	for r := max(0, low); r <= min(high, int64(g.rows)-1); r++ {
		from, to := int64(a.Lon), int64(b.Lon)
		if rise := int64(b.Lat) - int64(a.Lat); rise > 0 {
			from = lonAt(a, b, max(int64(a.Lat), g.south+r*g.cell), rise)
			to = lonAt(a, b, min(int64(b.Lat), g.south+(r+1)*g.cell), rise)
		}
		west := max(0, floorDiv(min(from, to)-1-g.west, g.cell))
		east := min(int64(g.cols)-1, floorDiv(max(from, to)+1-g.west, g.cell))
		for c := west; c <= east; c++ {
			visit(int(r)*g.cols + int(c))
		}
	}
}

// nearestExterior finds the nearest cell outside of all units, in growing squares around a cell.
func (g *lattice) nearestExterior(from place.Point, i int) (to place.Point, by place.Length, found bool) {
	look := func(r, c int) {
		if r < 0 || c < 0 || r >= g.rows || c >= g.cols || g.flags[r*g.cols+c]&exterior == 0 {
			return
		}
		p := g.middle(r*g.cols + c)
		if d := place.Distance(from, p); !found || d < by {
			to, by, found = p, d, true
		}
	}
	row, col := i/g.cols, i%g.cols
	for ring := 0; ring < max(g.rows, g.cols); ring++ {
		for k := -ring; k <= ring; k++ {
			look(row-ring, col+k)
			look(row+ring, col+k)
			look(row+k, col-ring)
			look(row+k, col+ring)
		}
		// A cell further out may be nearer on the ground: cells are narrower than they are high.
		if found && g.away(i, ring) > by {
			return to, by, found
		}
	}
	return to, by, found
}

// away is how far so many cells to the east of one are.
func (g *lattice) away(i, columns int) place.Length {
	a, b := g.middle(i), g.middle(i)
	b.Lon = int32(min(1_800_000_000, int64(a.Lon)+int64(columns)*g.cell))
	return place.Distance(a, b)
}
