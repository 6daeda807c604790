// SPDX-License-Identifier: Apache-2.0

package ground

import (
	"slices"

	"truce/place"
)

// The edge of a belt is looked at a few times along its width, and every so many thousandths of a degree around a bend or an end
// of its line. Where it goes in or out of what is nearer to another part of the line, that is found to a fine part of such a step.
const (
	parts = 3
	turn  = 7_500
	fine  = 32
)

// edge follows one edge of a belt around its line.
type edge struct {
	pieces []piece
	by     place.Length
	runs   [][]place.Point
	open   bool
}

// edges returns where one is at a distance from a line: the edges of the belt about it, to draw. Each corner is at that distance to the
// metre; whether something is in the belt is never read off it.
func edges(line *place.Line, by place.Length) [][]place.Point {
	there := line.Points()
	e := edge{pieces: piecesOf(there, by), by: by}
	back := slices.Clone(there)
	slices.Reverse(back)
	e.follow(there)
	e.follow(back)
	return e.joined()
}

// piece is a short part of a line, within a circle, since the nearest point of a long one takes long to find.
type piece struct {
	line   *place.Line
	middle place.Point
	reach  place.Length
}

func piecesOf(points []place.Point, by place.Length) []piece {
	var out []piece
	for i := 0; i+1 < len(points); i++ {
		a, b := points[i], points[i+1]
		n := int64(place.Distance(a, b)/by) + 1
		for k := range n {
			from, to := between(a, b, k, n), between(a, b, k+1, n)
			line, err := place.NewLine([]place.Point{from, to}, place.Straight, 0)
			if err != nil {
				continue // its ends are the same to the last digit
			}
			middle := between(from, to, 1, 2)
			out = append(out, piece{line, middle, max(place.Distance(middle, from), place.Distance(middle, to)) + place.Metre})
		}
	}
	return out
}

// between is the point of an edge that is some parts of n from its beginning: an edge is straight in longitude and latitude.
func between(a, b place.Point, k, n int64) place.Point {
	return place.Point{Lat: a.Lat + int32((int64(b.Lat)-int64(a.Lat))*k/n), Lon: a.Lon + int32((int64(b.Lon)-int64(a.Lon))*k/n)}
}

// follow goes along the left of points and around the end of them.
func (e *edge) follow(points []place.Point) {
	for i := 0; i+1 < len(points); i++ {
		a, b := points[i], points[i+1]
		left := int64(place.Direction(a, b)) - 90_000
		n := int64(place.Distance(a, b)/(e.by/parts)) + 1
		e.sweep(n, func(k int64) place.Point {
			return e.off(between(a, b, k, n*fine), left)
		})
		bend := int64(180_000)
		if i+2 < len(points) {
			bend = (int64(place.Direction(b, points[i+2]))-90_000-left+540_000)%360_000 - 180_000
		}
		if steps := bend / turn; steps > 0 { // to the left of a bend the edge of one side lies in the belt of the other
			e.sweep(steps, func(k int64) place.Point { return e.off(b, left+bend*k/(steps*fine)) })
		}
	}
}

// off is the point in a direction from another, as far away as the edge is.
func (e *edge) off(from place.Point, direction int64) place.Point {
	return place.Travel(from, place.Bearing((direction+720_000)%360_000), e.by)
}

// sweep takes a number of steps and the beginning, of which at gives every fine part.
func (e *edge) sweep(steps int64, at func(int64) place.Point) {
	for k := int64(0); k <= steps; k++ {
		corner, ok := e.corner(at(k * fine))
		if k > 0 && ok != e.open {
			out, in := (k-1)*fine, k*fine // whether the edge is left or joined, it is at the end that is not in the belt
			if ok {
				out, in = in, out
			}
			turning, _ := e.corner(at(out))
			for out-in > 1 || in-out > 1 {
				middle := (out + in) / 2
				if c, free := e.corner(at(middle)); free {
					out, turning = middle, c
				} else {
					in = middle
				}
			}
			e.take(turning, ok)
		}
		if ok {
			e.take(corner, true)
		}
		e.open = ok
	}
}

// take adds a corner to the run that is open, or to a new one.
func (e *edge) take(at place.Point, begins bool) {
	if !e.open && begins {
		e.runs = append(e.runs, nil)
		e.open = true
	}
	last := len(e.runs) - 1
	if n := len(e.runs[last]); n == 0 || e.runs[last][n-1] != at {
		e.runs[last] = append(e.runs[last], at)
	}
}

// corner is the point at the distance from the line that is nearest to one near there, unless another part of the line is nearer.
func (e *edge) corner(near place.Point) (place.Point, bool) {
	var foot place.Foot
	found := false
	for i := range e.pieces {
		p := &e.pieces[i]
		if place.Distance(p.middle, near) > p.reach+e.by+e.by/100 {
			continue
		}
		if f := p.line.Foot(near); !found || f.Away < foot.Away {
			foot, found = f, true
		}
	}
	if !found || foot.Away < e.by-e.by/200 {
		return near, false
	}
	return e.off(foot.At, int64(place.Direction(foot.At, near))), true
}

// joined is the runs with those made one that end where the next begins, as the last and the first do.
func (e *edge) joined() [][]place.Point {
	var out [][]place.Point
	near := func(a, b place.Point) bool { return place.Distance(a, b) <= e.by/4 }
	for _, run := range e.runs {
		if n := len(out); n > 0 && near(out[n-1][len(out[n-1])-1], run[0]) {
			out[n-1] = append(out[n-1], run...)
			continue
		}
		out = append(out, run)
	}
	if n := len(out); n > 0 && near(out[n-1][len(out[n-1])-1], out[0][0]) {
		out[0] = append(out[n-1], out[0]...)
		if n > 1 {
			out = out[:n-1]
		}
	}
	for i, run := range out {
		if near(run[0], run[len(run)-1]) {
			out[i] = append(run, run[0])
		}
	}
	return out
}
