// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bytes"
	"encoding/json"
	"strconv"

	"truce/place"
)

// corners is how many a drawn circle has. What lies in it is never read off a map.
const corners = 32

// Shape writes a region as one GeoJSON geometry to draw: circles and sectors as polygons, a path as a line. It is nil where the
// region has no geometry. A sector shows where its observer stood, so a shape stays inside the mission.
func Shape(r place.Region) json.RawMessage {
	if !r.HasGeometry() {
		return nil
	}
	if r.Path != nil && r.Circle == nil && len(r.Polygons)+len(r.Sectors) == 0 {
		return LineShape(r.Path.Points)
	}
	if r.Circle != nil && r.Circle.Radius == 0 && len(r.Polygons)+len(r.Sectors) == 0 {
		return PointShape(r.Circle.Centre)
	}
	polygons := append([]place.Polygon(nil), r.Polygons...)
	if r.Circle != nil && r.Circle.Radius > 0 {
		polygons = append(polygons, place.Polygon{Rings: [][]place.Point{arc(r.Circle.Centre, 0, 360_000, r.Circle.Radius)}})
	}
	for _, s := range r.Sectors {
		polygons = append(polygons, wedge(s))
	}
	return PolygonShape(polygons)
}

// wedge draws what a sector's observer could have meant, from where the observer stood at most.
func wedge(s place.Sector) place.Polygon {
	from, to := int64(s.From), int64(s.To)
	if from == to {
		from, to = 0, 360_000
	} else if to < from {
		to += 360_000
	}
	outer := arc(s.Observer.Centre, from, to, s.Distance.Most)
	if s.Distance.Least <= 0 {
		return place.Polygon{Rings: [][]place.Point{append(outer, s.Observer.Centre)}}
	}
	inner := arc(s.Observer.Centre, from, to, s.Distance.Least)
	for i := len(inner) - 1; i >= 0; i-- {
		outer = append(outer, inner[i])
	}
	return place.Polygon{Rings: [][]place.Point{outer}}
}

// arc returns points at a distance, from one bearing to another, in thousandths of a degree.
func arc(centre place.Point, from, to int64, distance place.Length) []place.Point {
	out := make([]place.Point, 0, corners+1)
	for i := int64(0); i <= corners; i++ {
		if i == corners && to-from == 360_000 {
			break // the ring is closed when it is written
		}
		out = append(out, place.Travel(centre, place.Bearing((from+(to-from)*i/corners)%360_000), distance))
	}
	return out
}

// PointShape writes a point.
func PointShape(p place.Point) json.RawMessage {
	var b bytes.Buffer
	b.WriteString(`{"type":"Point","coordinates":`)
	position(&b, p)
	b.WriteByte('}')
	return b.Bytes()
}

// LineShape writes a line.
func LineShape(points []place.Point) json.RawMessage {
	var b bytes.Buffer
	b.WriteString(`{"type":"LineString","coordinates":`)
	list(&b, points, false)
	b.WriteByte('}')
	return b.Bytes()
}

// LinesShape writes lines that belong together. It is nil for none.
func LinesShape(lines [][]place.Point) json.RawMessage {
	if len(lines) == 0 {
		return nil
	}
	var b bytes.Buffer
	b.WriteString(`{"type":"MultiLineString","coordinates":[`)
	for i, points := range lines {
		if i > 0 {
			b.WriteByte(',')
		}
		list(&b, points, false)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

// PolygonShape writes polygons.
func PolygonShape(polygons []place.Polygon) json.RawMessage {
	var b bytes.Buffer
	b.WriteString(`{"type":"MultiPolygon","coordinates":[`)
	for i, p := range polygons {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('[')
		for k, ring := range p.Rings {
			if k > 0 {
				b.WriteByte(',')
			}
			list(&b, turned(ring, k == 0), true)
		}
		b.WriteByte(']')
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

// turned returns a ring as RFC 7946 asks: the outer one against the clock, holes with it.
func turned(ring []place.Point, outer bool) []place.Point {
	twice := int64(0)
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		twice += (int64(q.Lon)/1000 - int64(p.Lon)/1000) * (int64(q.Lat)/1000 + int64(p.Lat)/1000)
	}
	if (twice < 0) == outer {
		return ring
	}
	out := make([]place.Point, len(ring))
	for i, p := range ring {
		out[len(ring)-1-i] = p
	}
	return out
}

func list(b *bytes.Buffer, points []place.Point, closed bool) {
	b.WriteByte('[')
	for i, p := range points {
		if i > 0 {
			b.WriteByte(',')
		}
		position(b, p)
	}
	if closed && len(points) > 0 {
		b.WriteByte(',')
		position(b, points[0])
	}
	b.WriteByte(']')
}

// position writes a point with seven decimals and no more figures than it needs.
func position(b *bytes.Buffer, p place.Point) {
	b.WriteByte('[')
	b.Write(strconv.AppendFloat(b.AvailableBuffer(), float64(p.Lon)/1e7, 'f', -1, 64))
	b.WriteByte(',')
	b.Write(strconv.AppendFloat(b.AvailableBuffer(), float64(p.Lat)/1e7, 'f', -1, 64))
	b.WriteByte(']')
}
