// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"fmt"

	"truce/place"
	"truce/report"
	"truce/territory"
)

// exchanged returns an error where a region lies outside all of the ground of the options, and one of its bounds holds
// the region once latitude and longitude are exchanged. A region that is elsewhere, or has no geometry, passes: that
// something happened elsewhere is for those who judge to say.
func (o Options) exchanged(r place.Region) error {
	points := pointsOf(r)
	for _, b := range o.Ground {
		for _, p := range points {
			if b.has(p) {
				return nil
			}
		}
	}
	for _, b := range o.Ground {
		// Of a box as wide as half the globe every latitude is a longitude inside: it tells nothing of an exchange.
		if len(points) > 0 && b.East-b.West < 180 && b.holdsExchanged(points) {
			return b.Check(points[0])
		}
	}
	return nil
}

// holdsExchanged tells whether the box holds all of the points once latitude and longitude are exchanged.
func (b Box) holdsExchanged(points []place.Point) bool {
	for _, p := range points {
		if !b.has(place.Point{Lat: p.Lon, Lon: p.Lat}) {
			return false
		}
	}
	return true
}

// pointsOf returns the positions by which a region is given.
func pointsOf(r place.Region) []place.Point {
	var out []place.Point
	if r.Circle != nil {
		out = append(out, r.Circle.Centre)
	}
	for _, s := range r.Sectors {
		out = append(out, s.Observer.Centre)
	}
	for _, p := range r.Polygons {
		for _, ring := range p.Rings {
			out = append(out, ring...)
		}
	}
	if r.Path != nil {
		out = append(out, r.Path.Points...)
	}
	return out
}

func (o Options) exchangedInReport(r report.Report) error {
	for i := range r.Extract.Sightings {
		s := &r.Extract.Sightings[i]
		if err := o.exchanged(s.Where); err != nil {
			return fmt.Errorf("where: %w", err)
		}
		if s.Origin == nil {
			continue
		}
		if err := o.exchanged(*s.Origin); err != nil {
			return fmt.Errorf("origin: %w", err)
		}
	}
	return nil
}

func (o Options) exchangedInLayer(l territory.Layer) error {
	for i, a := range l.Areas {
		if err := o.exchanged(place.Region{Polygons: a.Polygons}); err != nil {
			return fmt.Errorf("layer: area %d: %w", i+1, err)
		}
	}
	for i, m := range l.Marks {
		if err := o.exchanged(place.Region{Circle: &m.At}); err != nil {
			return fmt.Errorf("layer: mark %d: %w", i+1, err)
		}
	}
	return nil
}
