// SPDX-License-Identifier: Apache-2.0

package diff

import (
	"cmp"
	"fmt"

	"truce/agreement"
	"truce/canon"
	"truce/place"
)

// places compares what the text draws: the outline by its digest, and the area of a zone. A place that comes or goes
// is told here by name, and where a term uses it by what the term then reaches.
func (f *facets) places() {
	for i := range f.doc.Places {
		p := &f.doc.Places[i]
		whole := f.whole(part{key: "place/" + string(p.ID), kind: Geometry, subject: fmt.Sprintf("the %s %s", p.Kind, p.ID)})
		whole.has("kind", string(p.Kind))
		s := shapeOf(p)
		whole.has("outline", s.digest())
		if area := s.area(p.Tolerance); area > 0 {
			whole.has("area", fmt.Sprintf("%d m2", area))
			f.list[len(f.list)-1].amount, f.list[len(f.list)-1].unit = area, "m2"
		}
		whole.has("tolerance", metresText(p.Tolerance))
		whole.isCalled(p.Name, p.Aliases)
		for _, in := range sorted(p.Within) {
			whole.holds("inclusion in", in)
		}
		for _, out := range sorted(p.Outside) {
			whole.holds("exclusion from", out)
		}
	}
}

// shape is a geometry in numbers: degrees x 10^7 as [longitude, latitude], and millimetres.
type shape struct {
	Edges    place.EdgeModel `json:"edges"`
	Polygons [][][][2]int64  `json:"polygons"`
	Line     [][2]int64      `json:"line"`
	Point    [][2]int64      `json:"point"`
	Radius   int64           `json:"radius"`
}

// shapeOf reads a geometry so that two drawings are equal only if every position is; names of files and the way
// numbers are written do not count.
func shapeOf(p *agreement.Place) shape {
	s := shape{Edges: cmp.Or(p.Edges, place.Straight)}
	g := p.Geometry
	if g == nil {
		return s
	}
	if len(g.Polygon) > 0 {
		rings := [][][2]int64{ring(g.Polygon)}
		for _, hole := range g.Holes {
			rings = append(rings, ring(hole))
		}
		s.Polygons = append(s.Polygons, rings)
	}
	for _, part := range g.MultiPolygon {
		s.Polygons = append(s.Polygons, [][][2]int64{ring(part)})
	}
	s.Line = numbers(g.Line)
	if g.Point != nil {
		s.Point = numbers([][2]agreement.Degrees{*g.Point})
	}
	if r, err := g.Radius.Parse(); err == nil {
		s.Radius = int64(r)
	}
	return s
}

// digest returns the first digits of the shape's digest, nothing for a place without geometry.
func (s shape) digest() string {
	if len(s.Polygons)+len(s.Line)+len(s.Point) == 0 {
		return ""
	}
	d, err := canon.Sum("truce/outline/1", s)
	if err != nil {
		return "not readable"
	}
	return d.String()[:12]
}

// area returns the area of a polygon in square metres; 0 for anything else.
func (s shape) area(tolerance agreement.Metres) int64 {
	var polygons []place.Polygon
	for _, rings := range s.Polygons {
		var p place.Polygon
		for _, each := range rings {
			points := make([]place.Point, 0, len(each))
			for _, at := range each {
				points = append(points, place.Point{Lat: int32(at[1]), Lon: int32(at[0])})
			}
			p.Rings = append(p.Rings, points)
		}
		polygons = append(polygons, p)
	}
	if len(polygons) == 0 {
		return 0
	}
	width, err := tolerance.Parse()
	if err != nil {
		return 0
	}
	z, err := place.NewZone(polygons, s.Edges, width)
	if err != nil {
		return 0
	}
	return z.Area()
}

// ring reads a ring, whose first position may stand again at its end.
func ring(list [][2]agreement.Degrees) [][2]int64 {
	out := numbers(list)
	if n := len(out); n > 1 && out[0] == out[n-1] {
		out = out[:n-1]
	}
	return out
}

func numbers(list [][2]agreement.Degrees) [][2]int64 {
	out := make([][2]int64, len(list))
	for i, at := range list {
		lon, errLon := at[0].Parse()
		lat, errLat := at[1].Parse()
		if errLon == nil && errLat == nil {
			out[i] = [2]int64{int64(lon), int64(lat)}
		}
	}
	return out
}
