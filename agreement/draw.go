// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"truce/agreement/gazetteer"
	"truce/agreement/numeral"
	"truce/place"
)

// maxGeoJSON is the largest GeoJSON file read, in bytes.
const maxGeoJSON = 8 << 20

// drawing is the geometry of a place in numbers.
type drawing struct {
	polygons          []place.Polygon
	line              []place.Point
	point             *place.Point
	radius, tolerance place.Length
}

// noter takes what is wrong with a part of a document.
type noter func(path, problem, mend string)

// draw reads the geometry of a place; what cannot be read is noted and left out.
func draw(p *Place, path string, note noter) drawing {
	d := drawing{tolerance: lengthOf(p.Tolerance, child(path, "tolerance"), note)}
	g := p.Geometry
	if g == nil {
		return d
	}
	path = child(path, "geometry")
	ring := func(at string, positions [][2]Degrees) []place.Point {
		out := points(at, positions, note)
		if n := len(out); n > 1 && out[0] == out[n-1] {
			out = out[:n-1]
		}
		return out
	}
	if len(g.Polygon) > 0 {
		rings := [][]place.Point{ring(child(path, "polygon"), g.Polygon)}
		for i, hole := range g.Holes {
			rings = append(rings, ring(item(child(path, "holes"), i), hole))
		}
		d.polygons = []place.Polygon{{Rings: rings}}
	}
	for i, each := range g.MultiPolygon {
		d.polygons = append(d.polygons, place.Polygon{Rings: [][]place.Point{ring(item(child(path, "multipolygon"), i), each)}})
	}
	d.line = points(child(path, "line"), g.Line, note)
	if g.Point != nil {
		if q, ok := position(child(path, "point"), *g.Point, note); ok {
			d.point = &q
		}
	}
	d.radius = lengthOf(g.Radius, child(path, "radius"), note)
	return d
}

func lengthOf(m Metres, path string, note noter) place.Length {
	n, err := m.Parse()
	if err != nil {
		note(path, err.Error(), "")
	}
	return n
}

func points(path string, positions [][2]Degrees, note noter) []place.Point {
	out := make([]place.Point, 0, len(positions))
	for i, each := range positions {
		if q, ok := position(item(path, i), each, note); ok {
			out = append(out, q)
		}
	}
	return out
}

func position(path string, at [2]Degrees, note noter) (place.Point, bool) {
	lon, err := at[0].Parse()
	if err != nil {
		note(item(path, 0), err.Error(), "")
		return place.Point{}, false
	}
	lat, err := at[1].Parse()
	if err != nil {
		note(item(path, 1), err.Error(), "")
		return place.Point{}, false
	}
	if lat > 90e7 || lat < -90e7 {
		note(path, fmt.Sprintf("latitude %s is beyond 90", at[1]), "a position is [longitude, latitude]")
		return place.Point{}, false
	}
	return place.Point{Lat: lat, Lon: lon}, true
}

// shape makes the zone or line of a drawing that was read without a fault; a point makes neither.
func (d drawing) shape(edges place.EdgeModel) (zone *place.Zone, line *place.Line, err error) {
	if edges == "" {
		edges = place.Straight
	}
	switch {
	case len(d.polygons) > 0:
		zone, err = place.NewZone(d.polygons, edges, d.tolerance)
	case len(d.line) > 0:
		line, err = place.NewLine(d.line, edges, d.tolerance)
	}
	return zone, line, err
}

func (c *checker) places() {
	names := map[string]string{}
	var drawn []*place.Point
	for i := range c.a.Places {
		p, path := &c.a.Places[i], item("places", i)
		c.named(path, path, append([]string{string(p.ID), p.Name}, p.Aliases...), names)
		referAll(c, child(path, "within"), "place", p.Within)
		referAll(c, child(path, "outside"), "place", p.Outside)
		c.refer(child(path, "source"), "source", p.Source)
		before := c.Count()
		d := draw(p, path, c.Add)
		if p.Geometry != nil && p.Geometry.GeoJSON == "" && before == c.Count() {
			c.geometry(child(path, "geometry"), p, d)
		}
		drawn = append(drawn, d.first())
	}
	c.containment()
	c.swapped(drawn)
}

// geometry checks that a place has one shape, of its kind, and that the shape is sound.
func (c *checker) geometry(path string, p *Place, d drawing) {
	g, given := p.Geometry, []string(nil)
	for _, each := range []struct {
		name string
		set  bool
	}{{"polygon", len(g.Polygon) > 0}, {"multipolygon", len(g.MultiPolygon) > 0}, {"line", len(g.Line) > 0}, {"point", g.Point != nil}} {
		if each.set {
			given = append(given, each.name)
		}
	}
	switch {
	case len(given) != 1:
		c.Add(path, fmt.Sprintf("place %q is drawn in %d ways", p.ID, len(given)), "give exactly one of polygon, multipolygon, line, point and geojson")
		return
	case len(g.Holes) > 0 && given[0] != "polygon":
		c.Add(child(path, "holes"), "holes belong to a polygon", "for a part of a multipolygon, exclude another place with not_where")
	case g.Radius != "" && given[0] != "point":
		c.Add(child(path, "radius"), "a radius belongs to a point", "leave it out or use \"tolerance\"")
	case p.Kind == LinePlace && given[0] != "line", p.Kind != LinePlace && given[0] == "line":
		c.Add(path, fmt.Sprintf("place %q is a %s and drawn as a %s", p.ID, p.Kind, given[0]), "mend the kind or the geometry")
	case p.Kind == ZonePlace && given[0] == "point" && d.radius == 0:
		c.Add(path, fmt.Sprintf("zone %q is a point without extent", p.ID), "add \"radius\"")
	}
	if _, _, err := d.shape(p.Edges); err != nil {
		c.Add(path, err.Error(), "")
	}
}

// containment refuses places that lie in themselves, or in and outside of one another.
func (c *checker) containment() {
	g := newGazetteer(c.a)
	for i := range c.a.Places {
		at := item("places", i)
		if g.InItself(i) {
			c.Add(child(at, "within"), fmt.Sprintf("place %q lies within itself", c.a.Places[i].ID), "break the circle")
		} else if g.Torn(i) {
			c.Add(at, fmt.Sprintf("place %q lies within places of which one is outside of the other", c.a.Places[i].ID), "mend within or outside")
		}
	}
}

func (d drawing) first() *place.Point {
	switch {
	case d.point != nil:
		return d.point
	case len(d.line) > 0:
		return &d.line[0]
	case len(d.polygons) > 0 && len(d.polygons[0].Rings[0]) > 0:
		return &d.polygons[0].Rings[0][0]
	}
	return nil
}

// swapped finds a place that stands far from all others but among them once its coordinates are exchanged.
func (c *checker) swapped(drawn []*place.Point) {
	var lats, lons []int32
	for _, p := range drawn {
		if p != nil {
			lats, lons = append(lats, p.Lat), append(lons, p.Lon)
		}
	}
	if len(lats) < 3 {
		return
	}
	slices.Sort(lats)
	slices.Sort(lons)
	lat, lon := int64(lats[len(lats)/2]), int64(lons[len(lons)/2])
	near := func(a int32, b, degrees int64) bool { return max(int64(a)-b, b-int64(a)) <= degrees*10_000_000 }
	for i, p := range drawn {
		if p != nil && !near(p.Lat, lat, 5) && !near(p.Lon, lon, 5) && near(p.Lon, lat, 3) && near(p.Lat, lon, 3) {
			c.Add(child(item("places", i), "geometry"), fmt.Sprintf("place %q lies far from all others, and among them if its coordinates are exchanged", c.a.Places[i].ID),
				"a position is [longitude, latitude]")
		}
	}
}

// inline writes the geometry that places take from files into the agreement itself.
func inline(a *Agreement, files fs.FS, f *findings) {
	read := map[string][]place.Feature{}
	for i := range a.Places {
		g, path := a.Places[i].Geometry, child(item("places", i), "geometry")
		if g == nil || g.GeoJSON == "" {
			continue
		}
		if len(g.Polygon)+len(g.MultiPolygon)+len(g.Line)+len(g.Holes) > 0 || g.Point != nil {
			f.Add(path, fmt.Sprintf("place %q is drawn twice", a.Places[i].ID), "give exactly one of polygon, multipolygon, line, point and geojson")
			continue
		}
		name, id, named := strings.Cut(g.GeoJSON, "#")
		if !named || id == "" {
			f.Add(child(path, "geojson"), fmt.Sprintf("%q names no feature", g.GeoJSON), "write \"file.geojson#id\"")
			continue
		}
		features, ok := read[name]
		if !ok {
			var err error
			if features, err = gazetteer.ReadFeatures(files, name, maxGeoJSON); err != nil {
				f.Add(child(path, "geojson"), err.Error(), "")
				continue
			}
			read[name] = features
		}
		if problem := g.take(features, id); problem != "" {
			f.Add(child(path, "geojson"), fmt.Sprintf("%s: feature %q %s", name, id, problem), "")
		}
	}
}

// take writes the geometry of the feature of an ID into g, or says why it cannot.
func (g *Geometry) take(features []place.Feature, id string) string {
	i := slices.IndexFunc(features, func(f place.Feature) bool { return f.ID == id })
	if i < 0 {
		return "is not in the file"
	}
	switch f := features[i]; {
	case f.Kind == "line":
		g.Line = positions(f.Points)
	case f.Kind == "point" && len(f.Points) == 1:
		g.Point = &positions(f.Points)[0]
	case len(f.Polygons) == 1:
		g.Polygon = positions(f.Polygons[0].Rings[0])
		for _, hole := range f.Polygons[0].Rings[1:] {
			g.Holes = append(g.Holes, positions(hole))
		}
	case len(f.Polygons) > 1:
		for _, p := range f.Polygons {
			if len(p.Rings) > 1 {
				return "is a multipolygon with holes: make the parts places of their own"
			}
			g.MultiPolygon = append(g.MultiPolygon, positions(p.Rings[0]))
		}
	default:
		return "has no geometry that a place can have"
	}
	g.GeoJSON = ""
	return ""
}

func positions(points []place.Point) [][2]Degrees {
	out := make([][2]Degrees, len(points))
	for i, p := range points {
		out[i] = [2]Degrees{Degrees(numeral.Degrees(p.Lon)), Degrees(numeral.Degrees(p.Lat))}
	}
	return out
}
