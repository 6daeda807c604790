// SPDX-License-Identifier: Apache-2.0

package native

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"truce/report"
)

// Feature reads a feature of GeoJSON: the properties are a report of one sighting, the geometry is where it was seen.
// A point or a line needs the property radius_m, whole metres within which it is good.
func (d Decoder) Feature(data []byte) (report.Report, error) {
	var f feature
	if err := json.Unmarshal(data, &f); err != nil {
		return report.Report{}, fmt.Errorf("JSON: %w", err)
	}
	if f.Type != "Feature" {
		return report.Report{}, fmt.Errorf("type %q: use Feature", f.Type)
	}
	if len(f.Properties) == 0 || string(f.Properties) == "null" {
		return report.Report{}, errors.New("no properties: they are the report")
	}
	var p properties
	if err := decode(f.Properties, &p); err != nil {
		return report.Report{}, fmt.Errorf("properties: %w", err)
	}
	if err := p.place(f.Geometry); err != nil {
		return report.Report{}, err
	}
	return d.report(p.wireReport)
}

// place makes the geometry the place of the one sighting.
func (p *properties) place(geometry json.RawMessage) error {
	if len(geometry) == 0 || string(geometry) == "null" {
		if p.RadiusM != "" {
			return errors.New("radius_m without a geometry")
		}
		return nil
	}
	if p.Sightings != nil {
		return errors.New("a feature is one sighting: sightings belong into features of their own, or into NDJSON")
	}
	if p.Where == nil {
		p.Where = &wirePlace{}
	}
	w := *p.Where
	if w.words != "" { // beside a geometry words can only be its name
		w = wirePlace{Name: w.words}
	}
	if len(w.Geometry) > 0 || w.At != "" || w.Observer != nil || w.Radius != "" {
		return errors.New("both a geometry and a place in where; where may only name it")
	}
	w.Geometry = geometry
	if p.RadiusM != "" {
		if strings.Trim(string(p.RadiusM), "0123456789.") != "" {
			return fmt.Errorf("radius_m %q: metres are due", p.RadiusM)
		}
		w.Radius = string(p.RadiusM) + " m"
	}
	p.Where = &w
	return nil
}
