// SPDX-License-Identifier: Apache-2.0

package place

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxGeoJSON   = 16 << 20 // bytes
	maxPositions = 100_000
)

// Feature is one thing of a GeoJSON document. Kind is "point", "line" or "polygon"; Points holds the point or
// the line, Polygons the polygons. ID is the feature's own id, else its property id, else its property name.
// Properties are the scalar ones, as text.
type Feature struct {
	ID         string
	Properties map[string]string
	Kind       string
	Points     []Point
	Polygons   []Polygon
}

// ParseGeoJSON reads a FeatureCollection, a Feature or a bare geometry (RFC 7946) of points, lines and
// polygons. Coordinates are rounded to degrees x 10^7 from their decimal text and heights are dropped. Rings
// lose the last point, which repeats the first; neighbours that the rounding makes equal become one. It is an
// error, which names the feature and the position counted from 1, if the document is not GeoJSON, is above
// 16 MiB or 100,000 positions, names a reference system other than WGS 84, names a member twice, or holds other
// geometries. Whether rings cross is not looked at: NewZone does.
func ParseGeoJSON(data []byte) ([]Feature, error) {
	if err := checkLimits(data); err != nil {
		return nil, fmt.Errorf("read geojson: %w", err)
	}
	root, err := readMembers(bytes.TrimPrefix(data, []byte("\ufeff")))
	if err != nil {
		return nil, fmt.Errorf("read geojson: %w", err)
	}
	if root.text("type") != "FeatureCollection" {
		feature, err := readFeature(root)
		if err != nil {
			return nil, fmt.Errorf("read geojson: feature 1: %w", err)
		}
		return []Feature{feature}, nil
	}
	if err := root.checkDatum(); err != nil {
		return nil, fmt.Errorf("read geojson: %w", err)
	}
	var items []json.RawMessage
	if err := json.Unmarshal(root["features"], &items); err != nil || items == nil {
		return nil, errors.New("read geojson: the FeatureCollection has no array named features")
	}
	features := make([]Feature, 0, len(items))
	for i, item := range items {
		object, err := readMembers(item)
		if err == nil && object.text("type") != "Feature" {
			err = fmt.Errorf("type is %q, want Feature", object.text("type"))
		}
		var feature Feature
		if err == nil {
			feature, err = readFeature(object)
		}
		if err != nil {
			return nil, fmt.Errorf("read geojson: feature %d: %w", i+1, err)
		}
		features = append(features, feature)
	}
	return features, nil
}

// checkLimits counts positions, which are arrays that begin with a number, before anything is decoded.
func checkLimits(data []byte) error {
	if len(data) > maxGeoJSON {
		return fmt.Errorf("document of %d bytes, at most %d; split it or simplify its lines", len(data), maxGeoJSON)
	}
	if !utf8.Valid(data) {
		return errors.New("document is not UTF-8, save it as UTF-8")
	}
	positions, inText, opened := 0, false, false
	for i := 0; i < len(data); i++ {
		c := data[i]
		switch {
		case inText && c == '\\':
			i++
		case c == '"':
			inText, opened = !inText, false
		case inText, c == ' ', c == '\t', c == '\n', c == '\r':
		case opened && (c == '-' || c >= '0' && c <= '9'):
			positions, opened = positions+1, false
		default:
			opened = c == '['
		}
	}
	if positions > maxPositions {
		return fmt.Errorf("document of %d positions, at most %d; split it or simplify its lines", positions, maxPositions)
	}
	return nil
}

// members are the members of an object by their exact names. The standard decoder would take "Type" for "type"
// and the last of two members of one name, where another reader takes the first.
type members map[string]json.RawMessage

func readMembers(data []byte) (members, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, errors.New("not a JSON object")
	}
	found := members{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, fmt.Errorf("not valid JSON: %w", err)
		}
		name, _ := token.(string)
		if _, twice := found[name]; twice {
			return nil, fmt.Errorf("member %q is there twice", name)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, fmt.Errorf("member %q is not valid JSON: %w", name, err)
		}
		found[name] = value
	}
	if _, err := decoder.Token(); err != nil {
		return nil, fmt.Errorf("not valid JSON: %w", err)
	}
	if decoder.More() {
		return nil, errors.New("more text after the JSON object")
	}
	return found, nil
}

// text returns a member that is a string, else nothing.
func (m members) text(name string) string {
	raw := m[name]
	if len(raw) == 0 || raw[0] != '"' {
		return ""
	}
	return scalar(raw)
}

// isNull tells whether a member is absent or null.
func (m members) isNull(name string) bool { return len(m[name]) == 0 || string(m[name]) == "null" }

// scalar returns a string's content and any other JSON value as written.
func scalar(raw json.RawMessage) string {
	var text string
	if raw[0] == '"' && json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

// checkDatum accepts the names of WGS 84 in the member that older writers use to name a reference system.
func (m members) checkDatum() error {
	if m.isNull("crs") {
		return nil
	}
	name := ""
	if crs, err := readMembers(m["crs"]); err == nil && !crs.isNull("properties") {
		if properties, err := readMembers(crs["properties"]); err == nil {
			name = properties.text("name")
		}
	}
	parts := strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return r == ':' || r == '/' })
	if n := len(parts); n > 0 && (parts[n-1] == "CRS84" || parts[n-1] == "4326" && slices.Contains(parts, "EPSG")) {
		return nil
	}
	return fmt.Errorf("reference system %q, want WGS 84 (OGC:CRS84 or EPSG:4326); convert the coordinates first", name)
}

// readFeature reads a feature or, as a feature without properties, a bare geometry.
func readFeature(object members) (Feature, error) {
	if err := object.checkDatum(); err != nil {
		return Feature{}, err
	}
	if object.text("type") != "Feature" {
		return readGeometry(object)
	}
	if object.isNull("geometry") {
		return Feature{}, errors.New("no geometry, give it one or leave the feature out")
	}
	geometry, err := readMembers(object["geometry"])
	if err != nil {
		return Feature{}, fmt.Errorf("geometry: %w", err)
	}
	if err := geometry.checkDatum(); err != nil {
		return Feature{}, err
	}
	feature, err := readGeometry(geometry)
	if err != nil {
		return Feature{}, err
	}
	if feature.Properties, err = readProperties(object); err != nil {
		return Feature{}, err
	}
	feature.ID, err = readID(object, feature.Properties)
	return feature, err
}

func readProperties(object members) (map[string]string, error) {
	if object.isNull("properties") {
		return nil, nil
	}
	properties, err := readMembers(object["properties"])
	if err != nil {
		return nil, fmt.Errorf("properties: %w", err)
	}
	kept := map[string]string{}
	for name, raw := range properties {
		if raw[0] != '{' && raw[0] != '[' && string(raw) != "null" {
			kept[name] = scalar(raw)
		}
	}
	return kept, nil
}

func readID(object members, properties map[string]string) (string, error) {
	if object.isNull("id") {
		if id := properties["id"]; id != "" {
			return id, nil
		}
		return properties["name"], nil
	}
	if c := object["id"][0]; c != '"' && c != '-' && (c < '0' || c > '9') {
		return "", errors.New("id is neither a string nor a number")
	}
	return scalar(object["id"]), nil
}

// readGeometry reads what a geometry holds into a feature without ID and properties.
func readGeometry(geometry members) (Feature, error) {
	raw := geometry["coordinates"]
	switch kind := geometry.text("type"); kind {
	case "Point":
		var position []json.RawMessage
		if err := decodeCoordinates(raw, &position); err != nil {
			return Feature{}, err
		}
		p, err := readPosition(position)
		return Feature{Kind: "point", Points: []Point{p}}, err
	case "LineString":
		var positions [][]json.RawMessage
		if err := decodeCoordinates(raw, &positions); err != nil {
			return Feature{}, err
		}
		points, err := readPositions(positions)
		if err == nil && len(points) < 2 {
			err = errors.New("the line needs at least 2 positions apart from each other")
		}
		return Feature{Kind: "line", Points: points}, err
	case "Polygon":
		var rings [][][]json.RawMessage
		if err := decodeCoordinates(raw, &rings); err != nil {
			return Feature{}, err
		}
		polygon, err := readPolygon(rings)
		return Feature{Kind: "polygon", Polygons: []Polygon{polygon}}, err
	case "MultiPolygon":
		return readMultiPolygon(raw)
	case "MultiPoint", "MultiLineString", "GeometryCollection":
		return Feature{}, fmt.Errorf("geometry %s is not supported, give each part a feature of its own", kind)
	default:
		return Feature{}, fmt.Errorf("type is %q, want Point, LineString, Polygon or MultiPolygon, or a feature with one", kind)
	}
}

func readMultiPolygon(raw json.RawMessage) (Feature, error) {
	var items [][][][]json.RawMessage
	if err := decodeCoordinates(raw, &items); err != nil {
		return Feature{}, err
	}
	if len(items) == 0 {
		return Feature{}, errors.New("no polygons in the MultiPolygon")
	}
	feature := Feature{Kind: "polygon"}
	for i, item := range items {
		polygon, err := readPolygon(item)
		if err != nil {
			return Feature{}, fmt.Errorf("polygon %d: %w", i+1, err)
		}
		feature.Polygons = append(feature.Polygons, polygon)
	}
	return feature, nil
}

func decodeCoordinates(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return errors.New("no coordinates in the geometry")
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return errors.New("coordinates are not nested as the geometry's type asks")
	}
	return nil
}

func readPolygon(rings [][][]json.RawMessage) (Polygon, error) {
	if len(rings) == 0 {
		return Polygon{}, errors.New("no rings in the polygon")
	}
	var polygon Polygon
	for i, positions := range rings {
		ring, err := readPositions(positions)
		if err != nil {
			return Polygon{}, fmt.Errorf("ring %d: %w", i+1, err)
		}
		last := len(ring) - 1
		if last < 3 {
			return Polygon{}, fmt.Errorf("ring %d: needs at least 3 positions apart from each other, and the first again at the end", i+1)
		}
		if ring[0] != ring[last] {
			return Polygon{}, fmt.Errorf("ring %d: position %d: the ring does not end where it begins, repeat its first position", i+1, len(positions))
		}
		polygon.Rings = append(polygon.Rings, slices.Clip(ring[:last]))
	}
	return polygon, nil
}

// readPositions drops a position equal to the one before: surveys have points closer than the rounding, and
// their author could not see why a ring is refused for them.
func readPositions(positions [][]json.RawMessage) ([]Point, error) {
	points := make([]Point, 0, len(positions))
	for i, position := range positions {
		p, err := readPosition(position)
		if err != nil {
			return nil, fmt.Errorf("position %d: %w", i+1, err)
		}
		if n := len(points); n == 0 || points[n-1] != p {
			points = append(points, p)
		}
	}
	return points, nil
}

// readPosition reads longitude, then latitude. What may follow is a height.
func readPosition(position []json.RawMessage) (Point, error) {
	if len(position) < 2 {
		return Point{}, fmt.Errorf("%d numbers, want longitude and latitude", len(position))
	}
	lon, err := ParseDegrees(string(position[0]))
	if err != nil {
		return Point{}, fmt.Errorf("longitude: %w", err)
	}
	lat, err := ParseDegrees(string(position[1]))
	if err != nil {
		return Point{}, fmt.Errorf("latitude: %w", err)
	}
	p := Point{Lat: lat, Lon: lon}
	if err := checkPoint(p); err != nil {
		return Point{}, fmt.Errorf("%w; longitude comes first in GeoJSON", err)
	}
	return p, nil
}

// FormatGeoJSON writes a region as GeoJSON (RFC 7946), coordinates with seven decimals. Polygons alone are a
// Polygon or MultiPolygon with their rings turned as the standard asks; a region without geometry is an empty
// GeometryCollection. A circle is a Feature whose point has a property radius_m, a path a Feature whose line
// has tolerance_m, and a sector a Feature at its observer with from_degrees, to_degrees, least_m and most_m,
// because none of them is what its bare geometry would say; more than one part is a FeatureCollection. A sector
// so written shows where its observer stood. The name of the region is not written. It is an error if the
// region is not valid.
func FormatGeoJSON(r Region) ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("write geojson: %w", err)
	}
	var parts []string
	if r.Circle != nil {
		parts = append(parts, featureText(pointText(r.Circle.Centre), "radius_m", milli(int64(r.Circle.Radius))))
	}
	if polygons := polygonsText(r.Polygons); polygons != "" {
		if r.Circle == nil && len(r.Sectors) == 0 && r.Path == nil {
			return []byte(polygons), nil
		}
		parts = append(parts, featureText(polygons))
	}
	for _, s := range r.Sectors {
		parts = append(parts, featureText(pointText(s.Observer.Centre), "radius_m", milli(int64(s.Observer.Radius)),
			"from_degrees", milli(int64(s.From)), "to_degrees", milli(int64(s.To)),
			"least_m", milli(int64(s.Distance.Least)), "most_m", milli(int64(s.Distance.Most))))
	}
	if r.Path != nil {
		line := `{"type":"LineString","coordinates":` + lineText(r.Path.Points) + `}`
		parts = append(parts, featureText(line, "tolerance_m", milli(int64(r.Path.Tolerance))))
	}
	switch len(parts) {
	case 0:
		return []byte(`{"type":"GeometryCollection","geometries":[]}`), nil
	case 1:
		return []byte(parts[0]), nil
	default:
		return []byte(`{"type":"FeatureCollection","features":[` + strings.Join(parts, ",") + `]}`), nil
	}
}

// featureText writes a feature with properties given as names and numbers in turn.
func featureText(geometry string, properties ...string) string {
	var b strings.Builder
	b.WriteString(`{"type":"Feature","geometry":` + geometry + `,"properties":{`)
	for i := 0; i+1 < len(properties); i += 2 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + properties[i] + `":` + properties[i+1])
	}
	b.WriteString("}}")
	return b.String()
}

// milli writes thousandths with three decimals: millimetres as metres, millidegrees as degrees.
func milli(n int64) string { return fmt.Sprintf("%d.%03d", n/1000, n%1000) }

func positionText(p Point) string { return "[" + degrees(p.Lon) + "," + degrees(p.Lat) + "]" }

func pointText(p Point) string { return `{"type":"Point","coordinates":` + positionText(p) + `}` }

func lineText(points []Point) string {
	texts := make([]string, len(points))
	for i, p := range points {
		texts[i] = positionText(p)
	}
	return "[" + strings.Join(texts, ",") + "]"
}

func polygonsText(polygons []Polygon) string {
	texts := make([]string, len(polygons))
	for i, polygon := range polygons {
		rings := make([]string, len(polygon.Rings))
		for k, ring := range polygon.Rings {
			rings[k] = lineText(closed(ring, k == 0))
		}
		texts[i] = "[" + strings.Join(rings, ",") + "]"
	}
	switch len(texts) {
	case 0:
		return ""
	case 1:
		return `{"type":"Polygon","coordinates":` + texts[0] + `}`
	default:
		return `{"type":"MultiPolygon","coordinates":[` + strings.Join(texts, ",") + `]}`
	}
}

// closed returns the ring from the same first point, counterclockwise for an outer ring and clockwise for a
// hole, with the first point repeated. The corner furthest west, and of those furthest south, tells the turn.
func closed(ring []Point, outer bool) []Point {
	corner := 0
	for i, p := range ring {
		if p.Lon < ring[corner].Lon || p.Lon == ring[corner].Lon && p.Lat < ring[corner].Lat {
			corner = i
		}
	}
	n := len(ring)
	turn := side(ring[(corner+n-1)%n], ring[corner], ring[(corner+1)%n])
	turned := slices.Clone(ring)
	if outer && turn < 0 || !outer && turn > 0 {
		slices.Reverse(turned[1:])
	}
	return append(turned, turned[0])
}
