// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"strconv"
	"strings"

	"truce/internal/store"
	"truce/place"
)

// Region is where a row says that something was, as its sources gave it.
func Region(g store.Ground) (place.Region, error) {
	out := place.Region{Name: g.Named}
	if len(g.Where) == 0 {
		return out, nil
	}
	parts, err := place.ParseGeoJSON(g.Where)
	if err != nil {
		return out, err
	}
	for _, f := range parts {
		if err := add(&out, f); err != nil {
			return out, err
		}
	}
	return out, nil
}

// add adds one part to a region, as place.FormatGeoJSON writes it.
func add(r *place.Region, f place.Feature) error {
	var bad error
	thousandths := func(name string) int64 {
		n, err := strconv.ParseInt(strings.Replace(f.Properties[name], ".", "", 1), 10, 64)
		if err != nil {
			bad = fmt.Errorf("a region's %s is %.40q, want a number with three decimals", name, f.Properties[name])
		}
		return n
	}
	switch f.Kind {
	case "polygon":
		r.Polygons = append(r.Polygons, f.Polygons...)
	case "line":
		r.Path = &place.Path{Points: f.Points, Tolerance: place.Length(thousandths("tolerance_m"))}
	default:
		circle := place.Circle{Centre: f.Points[0], Radius: place.Length(thousandths("radius_m"))}
		if _, ok := f.Properties["from_degrees"]; !ok {
			r.Circle = &circle
			break
		}
		s := place.Sector{Observer: circle, From: place.Bearing(thousandths("from_degrees")), To: place.Bearing(thousandths("to_degrees"))}
		s.Distance.Least, s.Distance.Most = place.Length(thousandths("least_m")), place.Length(thousandths("most_m"))
		r.Sectors = append(r.Sectors, s)
	}
	return bad
}
