// SPDX-License-Identifier: Apache-2.0

package place

import "math"

// winds are the sixteen winds, clockwise from north, in the words of monitoring missions.
var winds = [16]string{
	"northerly", "north-north-easterly", "north-easterly", "east-north-easterly",
	"easterly", "east-south-easterly", "south-easterly", "south-south-easterly",
	"southerly", "south-south-westerly", "south-westerly", "west-south-westerly",
	"westerly", "west-north-westerly", "north-westerly", "north-north-westerly",
}

// Wind returns the word for a direction, "north-easterly", of the sixteen winds.
func Wind(b Bearing) string { return winds[(int64(b)+11250)/22500%16] }

// widest is the largest angle, in millidegrees, that still is a direction.
const widest = 90_000

// Towards returns in words in which direction origin lies from hit, if all of it does within a quarter of the
// horizon. Sectors seen from the place itself, all of which lies in the circle of each observer, give their own bearings;
// from elsewhere the origin may lie in another direction than its observer looked.
func Towards(hit, origin Region) (words string, ok bool) {
	if origin.seenFrom(hit) {
		first := origin.Sectors[0]
		from, span := int64(first.From), first.span()
		for _, s := range origin.Sectors[1:] {
			from, span = sweepBoth(from, span, int64(s.From), s.span())
		}
		if span > widest {
			return "", false
		}
		return Wind(normal(from + span/2)), true
	}
	here, okHere := hit.Centre()
	there, okThere := origin.Centre()
	if !okHere || !okThere {
		return "", false
	}
	distance, azimuth := inverse(here, there)
	extent := 0.0
	for _, r := range []struct {
		region Region
		at     Point
	}{{hit, here}, {origin, there}} {
		most := 0.0
		for _, s := range r.region.shapes() {
			most = max(most, s.reach(r.at))
		}
		extent += most
	}
	// Within a quarter of the horizon: the extents stay within sin(45 degrees) of the distance.
	if extent > float64(distance*0.7071) {
		return "", false
	}
	return Wind(normal(int64(math.Round(float64(azimuth * (180000 / math.Pi)))))), true
}

// seenFrom tells whether the region is nothing but sectors whose observers' circles hold all of hit, to a metre.
func (r Region) seenFrom(hit Region) bool {
	shapes := hit.shapes()
	if len(shapes) == 0 || len(r.Sectors) == 0 || r.Circle != nil || r.Path != nil || len(r.Polygons) > 0 {
		return false
	}
	for _, sector := range r.Sectors {
		limit := float64((sector.Observer.Radius + Metre) / Metre)
		for _, s := range shapes {
			if s.reach(sector.Observer.Centre) > limit {
				return false
			}
		}
	}
	return true
}

// sweepBoth returns the shorter arc that holds two arcs, given by start and span.
func sweepBoth(fromA, spanA, fromB, spanB int64) (from, span int64) {
	ab := max(spanA, (fromB-fromA+360000)%360000+spanB)
	ba := max(spanB, (fromA-fromB+360000)%360000+spanA)
	if ab <= ba {
		return fromA, min(ab, 360000)
	}
	return fromB, min(ba, 360000)
}
