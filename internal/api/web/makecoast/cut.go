// SPDX-License-Identifier: Apache-2.0

package main

import "math"

// tolerance is how far, in degrees, a point may lie from the line that leaves it out: some 250 m of latitude, a
// quarter of what the source itself is out by at its scale of one to ten million.
const tolerance = 0.0025

// simplify leaves out the points of an arc that lie within the tolerance of the rest (Douglas and Peucker).
func simplify(arc []point) []point {
	if len(arc) < 3 {
		return arc
	}
	a, b := arc[0], arc[len(arc)-1]
	far, at := 0.0, 0
	for i := 1; i < len(arc)-1; i++ {
		if d := apart(arc[i], a, b); d > far {
			far, at = d, i
		}
	}
	if far <= tolerance {
		return []point{a, b}
	}
	head := simplify(arc[:at+1])
	return append(head[:len(head):len(head)], simplify(arc[at:])[1:]...)
}

// apart is how far p lies from the stretch between a and b.
func apart(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(1, max(0, ((p.x-a.x)*dx+(p.y-a.y)*dy)/l))
	}
	return math.Hypot(p.x-a.x-t*dx, p.y-a.y-t*dy)
}

// clipAll keeps what of the polygons lies from low to low+side, by longitude or by latitude.
func clipAll(polygons []polygon, byX bool, low float64) []polygon {
	var out []polygon
	for _, p := range polygons {
		var kept polygon
		for i, ring := range p {
			r := clip(clip(ring, byX, low, 1), byX, low+side, -1)
			if len(r) < 4 && i == 0 {
				break
			}
			if len(r) >= 4 {
				kept = append(kept, r)
			}
		}
		if len(kept) > 0 {
			out = append(out, kept)
		}
	}
	return out
}

// clip keeps what of a ring lies on one side of a limit (Sutherland and Hodgman). Where a ring leaves and comes
// back it runs along the limit, which fills rightly; who draws the shore leaves those stretches out.
func clip(ring []point, byX bool, limit, sign float64) []point {
	of := func(p point) float64 {
		if byX {
			return sign * (p.x - limit)
		}
		return sign * (p.y - limit)
	}
	var out []point
	add := func(p point) {
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		in, next := of(a), of(b)
		if in >= 0 {
			add(a)
		}
		if in*next < 0 {
			t := in / (in - next)
			cut := point{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)}
			if byX {
				cut.x = limit
			} else {
				cut.y = limit
			}
			add(cut)
		}
	}
	if len(out) > 0 && out[0] != out[len(out)-1] {
		out = append(out, out[0])
	}
	return out
}

// quantise rounds a ring to whole units and drops points that fall together.
func quantise(ring []point) [][2]int {
	var out [][2]int
	for _, p := range ring {
		q := [2]int{int(math.Round(p.x * units)), int(math.Round(p.y * units))}
		if len(out) == 0 || out[len(out)-1] != q {
			out = append(out, q)
		}
	}
	return out
}
