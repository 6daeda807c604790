// SPDX-License-Identifier: Apache-2.0

// Package doors turns the name of a format, or the beginning of a file, into the door that reads it.
package doors

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"truce/internal/intake"
	"truce/internal/intake/alerts"
	"truce/internal/intake/csvmap"
	"truce/internal/intake/firms"
	"truce/internal/intake/ged"
	"truce/internal/intake/geojson"
	"truce/internal/intake/ndjson"
	"truce/internal/intake/osce"
	"truce/internal/intake/viina"
)

// Format is a format that files come in.
type Format struct {
	Name string
	// Read reads a file to its end. A returned error means that the file as a whole cannot be read; the tally then
	// counts the rows before the fault. Rows are handed on in the order of the file.
	Read func(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error)
	// Describes says in a line what it is and where it comes from.
	Describes string
	// Extensions are those that its files have, with the full stop.
	Extensions []string
	// Recognises tells whether the first kilobytes of a file are of the format; nil where they cannot tell.
	Recognises func(head []byte) bool
}

// Formats lists every format, the more particular before the more general.
func Formats() []Format {
	return []Format{
		{geojson.Format, geojson.Read, "reports as features of GeoJSON", []string{".geojson", ".json"}, geojson.Recognises},
		{viina.Format, viina.Read, "VIINA place-days of news of the war in Ukraine (JSON)", []string{".json"}, viina.Recognises},
		{ndjson.Format, ndjson.Read, "reports, watches, gaps and layers, one JSON value a line", []string{".ndjson", ".jsonl"}, ndjson.Recognises},
		{ged.Format, ged.Read, "UCDP Georeferenced Event Dataset (CSV)", []string{".csv"}, ged.Recognises},
		{firms.Format, firms.Read, "NASA FIRMS active fires of VIIRS and MODIS (CSV)", []string{".csv"}, firms.Recognises},
		{alerts.Format, alerts.Read, "air raid alerts of Ukraine, official or of volunteers (CSV)", []string{".csv"}, alerts.Recognises},
		{viina.ControlFormat, viina.ReadControl, "VIINA changes of hand of populated places, with coordinates (CSV)", []string{".csv"}, viina.RecognisesControl},
		{osce.Format, osce.Read, "OSCE SMM table of ceasefire violations (CSV)", []string{".csv", ".tsv"}, osce.Recognises},
		{csvmap.Format, csvmap.Read, "any CSV, by a mapping", []string{".csv", ".tsv", ".txt"}, nil},
	}
}

// Names lists the names of the formats in the order of Formats.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// Find returns the format of a name.
func Find(name string) (Format, bool) {
	all := Formats()
	i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return all[i], true
}

// Detect returns the format that a file is of, by its first kilobytes and its name. A name alone decides only where it
// belongs to one format; a CSV whose header is none of the known ones needs a mapping and is not detected.
func Detect(head []byte, name string) (Format, bool) {
	extension := strings.ToLower(filepath.Ext(name))
	var byName []Format
	for _, f := range Formats() {
		named := slices.Contains(f.Extensions, extension)
		if named {
			byName = append(byName, f)
		}
		if f.Recognises != nil && f.Recognises(head) {
			return f, true
		}
	}
	if len(byName) == 1 && byName[0].Recognises != nil {
		return byName[0], true
	}
	return Format{}, false
}
