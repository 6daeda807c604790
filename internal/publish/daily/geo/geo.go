// SPDX-License-Identifier: Apache-2.0

// Package geo turns a report into GeoJSON: one feature a region, as its agreement draws it, with the figures of the last day.
// Nothing finer than a region of the report is in it.
package geo

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"truce/agreement"
	"truce/internal/publish/daily"
	"truce/place"
)

// Write writes the regions of a report as a FeatureCollection (RFC 7946). text is the agreement that the report has its regions
// from, and regions those that were asked for, empty for its own. A region that the text does not draw has no geometry. It errors
// where the text is another one, or a place of it is not valid.
func Write(w io.Writer, r *daily.Report, text *agreement.Compiled, regions []agreement.PlaceID) error {
	if text.Ref() != r.Agreement {
		return fmt.Errorf("the report is of %s, and the text is %s", r.Agreement, text.Ref())
	}
	var features []string
	for _, region := range r.Regions {
		ground := daily.GroundOf(text, regions, region)
		geometry := []byte("null")
		if len(ground.Polygons) > 0 {
			var err error
			if geometry, err = place.FormatGeoJSON(place.Region{Polygons: ground.Polygons}); err != nil {
				return fmt.Errorf("region %s: %w", region.ID, err)
			}
		}
		properties, err := json.Marshal(propertiesOf(r, region))
		if err != nil {
			return err
		}
		features = append(features, fmt.Sprintf(`{"type":"Feature","id":%q,"geometry":%s,"properties":%s}`, region.ID, geometry, properties))
	}
	_, err := fmt.Fprintf(w, "{\"type\":\"FeatureCollection\",\"features\":[\n%s\n]}\n", strings.Join(features, ",\n"))
	return err
}

// properties are what a feature says.
type properties struct {
	Exercise string      `json:"exercise,omitempty"`
	Report   string      `json:"report"`
	Version  int64       `json:"version,omitempty"`
	Audience string      `json:"audience"`
	Name     string      `json:"name,omitempty"`
	Source   string      `json:"source"`
	Marked   bool        `json:"freedom_of_movement_restricted"`
	CutOff   string      `json:"cut_off"`
	Days     []dayFigure `json:"days"`
}

type dayFigure struct {
	Day    string        `json:"day"`
	Now    daily.Figures `json:"figures"`
	Before daily.Figures `json:"before"`
}

func propertiesOf(r *daily.Report, region daily.Region) properties {
	p := properties{
		Report: r.Name(), Version: r.Version, Audience: string(r.Audience), Name: strings.Join(region.Names, ", "),
		Source: r.Agreement, Marked: region.Marked, CutOff: r.CutOff.String(), Days: []dayFigure{},
	}
	if r.Exercise {
		p.Exercise = "EXERCISE"
	}
	for _, d := range r.Days {
		for _, row := range d.Rows {
			if row.Region == region.ID {
				p.Days = append(p.Days, dayFigure{d.Date.String(), row.Now, row.Before})
			}
		}
	}
	return p
}
