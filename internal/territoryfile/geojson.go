// SPDX-License-Identifier: Apache-2.0

// Package territoryfile turns files of borders, lines, markers and rolls of places into what package territory counts. Nothing of them
// enters a record.
package territoryfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"truce/place"
	"truce/place/parting"
)

// MaxFile is the largest file, in bytes, that is read.
const MaxFile = 16 << 20

// ParseBorders reads GeoJSON whose features are polygons, each a unit: its name is the property asked for, else the feature's ID, else
// its first property of those that files of borders use. Features of one name are one unit.
func ParseBorders(name string, data []byte, property string) ([]parting.Unit, error) {
	features, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var units []parting.Unit
	index := map[string]int{}
	for i, f := range features {
		if f.Kind != "polygon" {
			return nil, fmt.Errorf("%s: feature %d is a %s: borders are polygons", name, i+1, f.Kind)
		}
		unit := unitName(f, property)
		if unit == "" {
			return nil, fmt.Errorf("%s: feature %d has no name: say which property holds it", name, i+1)
		}
		k, ok := index[unit]
		if !ok {
			k = len(units)
			index[unit] = k
			units = append(units, parting.Unit{Name: unit})
		}
		units[k].Polygons = append(units[k].Polygons, f.Polygons...)
	}
	if len(units) == 0 {
		return nil, fmt.Errorf("%s: no feature", name)
	}
	return units, nil
}

func unitName(f place.Feature, property string) string {
	if property != "" {
		return f.Properties[property]
	}
	for _, p := range []string{"name", "NAME", "ADMIN_1", "shapeName", "NAME_1", "name_en"} {
		if v := f.Properties[p]; v != "" {
			return v
		}
	}
	return f.ID
}

// ParseLines reads GeoJSON whose features are lines, or lines of several parts.
func ParseLines(name string, data []byte) ([][]place.Point, error) {
	features, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var lines [][]place.Point
	for i, f := range features {
		if f.Kind != "line" {
			return nil, fmt.Errorf("%s: feature %d is a %s: lines are due", name, i+1, f.Kind)
		}
		lines = append(lines, f.Points)
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("%s: no feature", name)
	}
	return lines, nil
}

// parse reads GeoJSON, each part of a line of several parts as a feature of its own.
func parse(data []byte) ([]place.Feature, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("larger than %d bytes", MaxFile)
	}
	parted, err := partLines(data)
	if err != nil {
		return nil, err
	}
	return place.ParseGeoJSON(parted)
}

// feature is a feature as far as parting its lines needs it.
type feature struct {
	Type       string          `json:"type"`
	ID         json.RawMessage `json:"id,omitempty"`
	CRS        json.RawMessage `json:"crs,omitempty"`
	Properties json.RawMessage `json:"properties"`
	Geometry   json.RawMessage `json:"geometry"`
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// partLines writes every MultiLineString of a collection as features of one line each; a file without any stays as it is.
func partLines(data []byte) ([]byte, error) {
	if !bytes.Contains(data, []byte("MultiLineString")) {
		return data, nil
	}
	var collection struct {
		Type     string          `json:"type"`
		CRS      json.RawMessage `json:"crs,omitempty"`
		Features []feature       `json:"features"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &collection); err != nil {
		return nil, fmt.Errorf("not GeoJSON: %w", err)
	}
	if collection.Type != "FeatureCollection" {
		return nil, errors.New("a line of several parts outside of a FeatureCollection: put it into one")
	}
	var out []feature
	for i, f := range collection.Features {
		var g geometry
		if err := json.Unmarshal(f.Geometry, &g); err != nil {
			return nil, fmt.Errorf("feature %d: geometry: %w", i+1, err)
		}
		if g.Type != "MultiLineString" {
			out = append(out, f)
			continue
		}
		var parts []json.RawMessage
		if err := json.Unmarshal(g.Coordinates, &parts); err != nil {
			return nil, fmt.Errorf("feature %d: coordinates: %w", i+1, err)
		}
		for _, part := range parts {
			one, err := json.Marshal(geometry{"LineString", part})
			if err != nil {
				return nil, fmt.Errorf("feature %d: %w", i+1, err)
			}
			f.Geometry = one
			out = append(out, f)
		}
	}
	collection.Features = out
	return json.Marshal(collection)
}
