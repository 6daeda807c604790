// SPDX-License-Identifier: Apache-2.0

// Package place turns what sources say of where into regions with their uncertainty, and answers whether a
// region lies in a zone and how far it is from a line. Integers at the rim (degrees x 10^7, millimetres,
// millidegrees); floats only inside, every product rounded, every result snapped to integers before it is
// compared (ADR 5). It imports only known. Datum: WGS 84.
package place

import "fmt"

// Point is a position in degrees x 10^7 on WGS 84. Latitude is in [-90, 90] degrees, longitude in [-180, 180].
type Point struct {
	Lat int32 `json:"lat_e7"`
	Lon int32 `json:"lon_e7"`
}

// Length is a distance in millimetres.
type Length int64

// Units of length.
const (
	Millimetre Length = 1
	Metre             = 1000 * Millimetre
	Kilometre         = 1000 * Metre
)

// String writes the length for people: metres below 10 km, kilometres with one decimal above.
func (l Length) String() string {
	if l < 0 {
		return "-" + (-l).String()
	}
	if l < 10*Kilometre {
		return fmt.Sprintf("%d m", (l+Metre/2)/Metre)
	}
	tenths := (l + Kilometre/20) / (Kilometre / 10)
	if tenths%10 == 0 {
		return fmt.Sprintf("%d km", tenths/10)
	}
	return fmt.Sprintf("%d.%d km", tenths/10, tenths%10)
}

// Bearing is a direction in millidegrees clockwise from true north, in [0, 360000).
type Bearing int32

// Range is every length from Least to Most, both included.
type Range struct {
	Least Length `json:"least"`
	Most  Length `json:"most"`
}

// Circle is every point at most Radius from Centre.
type Circle struct {
	Centre Point  `json:"centre"`
	Radius Length `json:"radius"`
}

// Polygon is an outer ring and holes. A ring does not repeat its first point, does not cross or touch itself or
// another ring and does not cross the antimeridian; orientation does not matter. Edges are straight in
// longitude and latitude (RFC 7946) unless the zone that uses it says otherwise.
type Polygon struct {
	Rings [][]Point `json:"rings"`
}

// Sector is what an observer at a place says of a direction and a distance: every point whose bearing from some
// point of the observer's own circle lies clockwise from From to To and whose distance lies in Distance. From
// and To equal means every direction.
type Sector struct {
	Observer Circle  `json:"observer"`
	From     Bearing `json:"from"`
	To       Bearing `json:"to"`
	Distance Range   `json:"distance"`
}

// Path is every point at most Tolerance from a line.
type Path struct {
	Points    []Point `json:"points"`
	Tolerance Length  `json:"tolerance"`
}

// Region is where something was, as far as its source knows: somewhere in the union of what is given. Name is
// what the source called it, resolved or not; a Region of a name alone has no geometry. The zero Region means
// not known.
type Region struct {
	Name     string    `json:"name,omitempty"`
	Circle   *Circle   `json:"circle,omitempty"`
	Polygons []Polygon `json:"polygons,omitempty"`
	Sectors  []Sector  `json:"sectors,omitempty"`
	Path     *Path     `json:"path,omitempty"`
}

// HasGeometry tells whether the region has any extent on the ground.
func (r Region) HasGeometry() bool {
	return r.Circle != nil || len(r.Polygons) > 0 || len(r.Sectors) > 0 || r.Path != nil
}

// IsUnknown tells whether nothing is said of where.
func (r Region) IsUnknown() bool { return r.Name == "" && !r.HasGeometry() }

// EdgeModel says what runs between two points of a zone or line.
type EdgeModel string

// The edge models. Straight is straight in longitude and latitude, as RFC 7946 has it. Geodesic is the shortest
// line on the ellipsoid, drawn as straight pieces short enough that they leave it by less than a metre.
const (
	Straight EdgeModel = "straight"
	Geodesic EdgeModel = "geodesic"
)
