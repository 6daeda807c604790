// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// Vantage is a point from which many others are looked at. It gives what Distance and Direction give, at a small part of
// their cost: straight lines through the earth, in the plane that is level at the point. Up to 500 km it is within 2 m
// of Distance and, from 100 m on, within 5 millidegrees of Direction.
type Vantage struct {
	at, east, north vec
}

// Fix is a point made ready to be looked at.
type Fix struct{ at vec }

// NewVantage makes a point ready to look from.
func NewVantage(p Point) Vantage {
	sinLat, cosLat := sinCos(radians(p.Lat))
	sinLon, cosLon := sinCos(radians(p.Lon))
	return Vantage{
		at:   p.spot().vec(),
		east: vec{-sinLon, cosLon, 0},
		north: vec{
			-float64(sinLat * cosLon),
			-float64(sinLat * sinLon),
			cosLat,
		},
	}
}

// NewFix makes a point ready to be looked at.
func NewFix(p Point) Fix { return Fix{p.spot().vec()} }

// meanRadius is the mean radius of the earth in metres, with which a chord becomes an arc.
const meanRadius = 6371008.8

// Look returns the bearing of a point, 0 for the vantage itself, and its distance.
func (v *Vantage) Look(f *Fix) (Bearing, Length) {
	d := f.at.minus(v.at)
	azimuth := atan2(d.dot(v.east), d.dot(v.north))
	chord := d.length()
	part := chord / meanRadius
	// The arc over a chord c is c (1 + c^2/24R^2 + ...).
	metres := float64(chord * (1 + float64(part*part)/24))
	return normal(int64(math.Round(float64(azimuth * (180000 / math.Pi))))), Length(math.Round(float64(metres * 1000)))
}

// Distance returns how far a point is from the nearest ground of the region, 0 within it. Of a region without geometry
// it is -1.
func (g *Ground) Distance(p Point) Length {
	shapes := g.shapes()
	if len(shapes) == 0 {
		return -1
	}
	least := math.Inf(1)
	for i := range shapes {
		s := &shapes[i]
		if s.contains(p) {
			return 0
		}
		radius := float64(float64(s.radius) / 1000)
		least = min(least, max(0, s.nearest(p.spot(), least+radius)-radius))
	}
	return Length(math.Round(float64(least * 1000)))
}

// BoxArea returns the area on the ellipsoid, in square metres, of what lies between two parallels and two meridians.
func BoxArea(low, high Point) int64 {
	width := float64((float64(high.Lon) - float64(low.Lon)) * (math.Pi / 1.8e9))
	height := authalic(radians(high.Lat)) - authalic(radians(low.Lat))
	return int64(math.Round(float64(float64(width*height) * (semiMajor * semiMajor))))
}
