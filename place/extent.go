// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// extent is a range of coordinates that may run beyond the antimeridian and the poles.
type extent struct{ south, north, west, east int64 }

// extentOf holds all of the shapes; there is at least one.
func extentOf(shapes []shape) extent {
	e := shapes[0].extent()
	for i := range shapes[1:] {
		o := shapes[i+1].extent()
		e = extent{min(e.south, o.south), max(e.north, o.north), min(e.west, o.west), max(e.east, o.east)}
	}
	return e
}

// extent is the box with the radius added all round. A way of some metres changes latitude by no more than on the
// tightest meridian, and longitude by no more than at the highest latitude that it can reach.
func (s *shape) extent() extent {
	b := s.box
	e := extent{int64(b.low.Lat), int64(b.high.Lat), int64(b.low.Lon), int64(b.high.Lon)}
	if s.radius == 0 {
		return e
	}
	const perStep = math.Pi / 1.8e9
	metres := float64(float64(s.radius)/1000*1.0001) + 1
	north := metres / (tightest * perStep)
	east := 1.8e9
	if highest := max(math.Abs(float64(b.low.Lat)), math.Abs(float64(b.high.Lat))) + north; highest < 9e8 {
		east = min(east, metres/float64(float64(semiMajor*perStep)*cos(radiansAt(highest))))
	}
	n, w := int64(math.Ceil(north)), int64(math.Ceil(east))
	return extent{e.south - n, e.north + n, e.west - w, e.east + w}
}

// corners are the extent's corners on the globe.
func (e extent) corners() (low, high Point) {
	low = Point{Lat: int32(max(-900_000_000, e.south)), Lon: -halfTurnE7}
	high = Point{Lat: int32(min(900_000_000, e.north)), Lon: halfTurnE7}
	if e.west >= -halfTurnE7 && e.east <= halfTurnE7 {
		low.Lon, high.Lon = int32(e.west), int32(e.east)
	}
	return low, high
}
