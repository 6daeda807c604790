// SPDX-License-Identifier: Apache-2.0

package parting

import (
	"cmp"
	"fmt"
	"slices"

	"truce/place"
)

// label numbers the pieces: ground of units, with what they enclose, that no line crosses, connected through sides of cells. Gaps
// between two units' borders that do not reach the rim conduct; a line that they were drawn apart along would otherwise be another.
func (g *lattice) label() {
	var queue []int32
	for i := range g.unit {
		if g.piece[i] != 0 || g.unit[i] < 0 || g.flags[i]&(exterior|barrier) != 0 {
			continue
		}
		g.pieces++
		g.piece[i] = g.pieces
		for queue = append(queue[:0], int32(i)); len(queue) > 0; {
			at := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			g.beside(int(at), func(n int) {
				if g.piece[n] == 0 && g.flags[n]&(exterior|barrier) == 0 {
					g.piece[n] = g.pieces
					queue = append(queue, int32(n))
				}
			})
		}
	}
}

// widen marks the cells whose middle lies within the tolerance of a line, from the cells of the lines outwards. How a loose end goes on
// nobody drew: its tolerance is how far it was carried, if that is more.
func (g *lattice) widen() error {
	for n, points := range g.lines {
		tolerance := g.q.Tolerance
		if n >= len(g.q.Lines) {
			tolerance = max(tolerance, place.Distance(points[0], points[1]))
		}
		line, err := place.NewLine(points, place.Straight, 0)
		if err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		seen := map[int]bool{}
		var queue []int
		g.eachCellOf(points, func(i int) {
			if !seen[i] {
				seen[i] = true
				queue = append(queue, i)
			}
		})
		for len(queue) > 0 {
			at := queue[0]
			queue = queue[1:]
			g.beside(at, func(i int) {
				if seen[i] {
					return
				}
				seen[i] = true
				d, _ := line.Distance(place.Region{Circle: &place.Circle{Centre: g.middle(i)}})
				if d.Least <= tolerance {
					g.flags[i] |= near
					queue = append(queue, i)
				}
			})
		}
	}
	return nil
}

// mostOf is how many seeds of a hundred must be of one side before it has a piece. Places near a line are often coded a few days apart
// from it; the ones that dissent are named.
const mostOf = 95

// seed gives every piece the side that its seeds speak for.
func (g *lattice) seed(out *Result) {
	counts := make([]map[string]int, g.pieces+1)
	names := make([]map[string][]string, g.pieces+1)
	for _, s := range g.q.Seeds {
		i, ok := g.at(s.At)
		switch {
		case !ok || g.unit[i] < 0:
			out.Seeds.Outside++
			continue
		case g.flags[i]&near != 0:
			out.Seeds.Near++
			continue
		}
		out.Seeds.Spoke++
		p := g.piece[i]
		if counts[p] == nil {
			counts[p], names[p] = map[string]int{}, map[string][]string{}
		}
		counts[p][s.Side]++
		names[p][s.Side] = append(names[p][s.Side], s.Name)
	}
	g.sides = make([]string, g.pieces+1)
	out.Pieces = make([]Piece, g.pieces)
	for p := int32(1); p <= g.pieces; p++ {
		out.Pieces[p-1] = pieceOf(counts[p], names[p])
		g.sides[p] = out.Pieces[p-1].Side
	}
}

func pieceOf(counts map[string]int, names map[string][]string) Piece {
	var p Piece
	all := 0
	for side, n := range counts {
		p.Counts = append(p.Counts, Count{side, n})
		all += n
	}
	slices.SortFunc(p.Counts, func(a, b Count) int { return cmp.Or(b.Seeds-a.Seeds, cmp.Compare(a.Side, b.Side)) })
	if len(p.Counts) == 0 || 100*p.Counts[0].Seeds < mostOf*all {
		return p
	}
	p.Side = p.Counts[0].Side
	for _, c := range p.Counts[1:] {
		p.Dissent = append(p.Dissent, names[c.Side]...)
	}
	slices.Sort(p.Dissent)
	return p
}

// grow shares the cells of the lines out among the pieces beside them, ring by ring. Where two pieces come to a cell in one ring, it goes
// by turns to the one and the other.
func (g *lattice) grow() {
	copy(g.grown, g.piece)
	var front []int
	for i := range g.unit {
		if g.unit[i] >= 0 && g.piece[i] == 0 {
			front = append(front, i)
		}
	}
	for len(front) > 0 {
		var rest []int
		given := make([]int32, len(front))
		for k, i := range front {
			least, most := int32(0), int32(0)
			g.beside(i, func(n int) {
				if p := g.grown[n]; p != 0 {
					if least == 0 || p < least {
						least = p
					}
					most = max(most, p)
				}
			})
			given[k] = least
			if (i/g.cols+i%g.cols)%2 == 1 {
				given[k] = most
			}
		}
		for k, i := range front {
			if given[k] != 0 {
				g.grown[i] = given[k]
			} else {
				rest = append(rest, i)
			}
		}
		if len(rest) == len(front) {
			return
		}
		front = rest
	}
}
