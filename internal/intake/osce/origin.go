// SPDX-License-Identifier: Apache-2.0

package osce

import (
	"regexp"

	"truce/internal/intake"
	"truce/place"
)

// maxReach is how far away whatever came from a direction may have been fired: the range of the longest-ranged weapon
// of the ground forces in the withdrawal lists, 120 km. How far the weapon named reaches is for those who judge.
const maxReach = 120 * place.Kilometre

var fromWind = regexp.MustCompile(`\bfrom (?:an? |the )?([a-z]+(?:-[a-z]+)*)\b`)

// origin returns the sector that a description such as "from WNW to ESE" tells of, seen from all of the place where
// the thing was, or nil where it names no wind or the place is not known.
func origin(description string, where place.Region) *place.Region {
	m := fromWind.FindStringSubmatch(description)
	if m == nil {
		return nil
	}
	from, to, err := intake.ParseWind(m[1])
	if err != nil {
		return nil
	}
	around, ok := enclosing(where)
	if !ok {
		return nil
	}
	return &place.Region{Name: m[0], Sectors: []place.Sector{{
		Observer: around, From: from, To: to, Distance: place.Range{Least: 0, Most: maxReach},
	}}}
}

// enclosing returns a circle around the whole of a region.
func enclosing(r place.Region) (place.Circle, bool) {
	low, high, ok := r.Box()
	if !ok {
		return place.Circle{}, false
	}
	middle := place.Point{
		Lat: int32((int64(low.Lat) + int64(high.Lat)) / 2), Lon: int32((int64(low.Lon) + int64(high.Lon)) / 2),
	}
	var radius place.Length
	for _, corner := range []place.Point{low, high, {Lat: low.Lat, Lon: high.Lon}, {Lat: high.Lat, Lon: low.Lon}} {
		radius = max(radius, place.Distance(middle, corner))
	}
	return place.Circle{Centre: middle, Radius: radius + place.Metre}, true
}
