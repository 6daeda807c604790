// SPDX-License-Identifier: Apache-2.0

package page

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"

	"truce/spelling/unseen"
)

// Format is a form in which a list can be had.
type Format string

// The formats of a list.
const (
	CSV     Format = "csv"
	JSON    Format = "json"
	GeoJSON Format = "geojson"
)

// MediaType is what a file of the format is served as, empty for a format that there is not.
func (f Format) MediaType() string {
	switch f {
	case CSV:
		return "text/csv; charset=utf-8; header=present"
	case JSON:
		return "application/json"
	case GeoJSON:
		return "application/geo+json"
	default:
		return ""
	}
}

// exerciseKey is the column that every file of an invented instrument has.
const exerciseKey = "exercise"

// WriteFile writes a list as a file. exercise marks every row of it.
func (l List) WriteFile(w io.Writer, f Format, exercise bool) error {
	switch f {
	case CSV:
		return l.writeCSV(w, exercise)
	case JSON:
		return writeJSON(w, l.objects(exercise))
	case GeoJSON:
		return l.writeGeoJSON(w, exercise)
	default:
		return fmt.Errorf("a list as %.20q: want csv, json or geojson", f)
	}
}

func (l List) writeCSV(w io.Writer, exercise bool) error {
	out := csv.NewWriter(w)
	head := make([]string, 0, len(l.Columns)+1)
	for _, c := range l.Columns {
		head = append(head, c.Key)
	}
	if exercise {
		head = append(head, exerciseKey)
	}
	if err := out.Write(head); err != nil {
		return err
	}
	for _, r := range l.Rows {
		line := make([]string, 0, len(head))
		for _, c := range r.Cells {
			line = append(line, unseen.Marked(inert(c.Text)))
		}
		if exercise {
			line = append(line, "EXERCISE")
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// inert returns a text that a spreadsheet takes for a text: one that begins like a formula gets an apostrophe.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) && !number(s) {
		return "'" + s
	}
	return s
}

// number reports whether a text is a plain number.
func number(s string) bool {
	digits := strings.TrimLeft(s, "+-")
	return len(s)-len(digits) <= 1 && digits != "" && strings.Trim(digits, "0123456789.") == ""
}

func (l List) objects(exercise bool) []map[string]string {
	out := make([]map[string]string, len(l.Rows))
	for i, r := range l.Rows {
		out[i] = l.object(r, exercise)
	}
	return out
}

func (l List) object(r Row, exercise bool) map[string]string {
	o := make(map[string]string, len(r.Cells)+1)
	for i, c := range r.Cells {
		o[l.Columns[i].Key] = c.Text
	}
	if exercise {
		o[exerciseKey] = "EXERCISE"
	}
	return o
}

type feature struct {
	Type       string            `json:"type"`
	ID         string            `json:"id"`
	Geometry   json.RawMessage   `json:"geometry"`
	Properties map[string]string `json:"properties"`
}

func (l List) writeGeoJSON(w io.Writer, exercise bool) error {
	list := make([]feature, len(l.Rows))
	for i, r := range l.Rows {
		list[i] = feature{Type: "Feature", ID: r.ID, Geometry: r.Where, Properties: l.object(r, exercise)}
		if r.Where == nil {
			list[i].Geometry = json.RawMessage("null")
		}
	}
	return writeJSON(w, map[string]any{"type": "FeatureCollection", "features": list})
}

// writeJSON writes a value in which no sign turns others: such signs are escapes, which say the same.
func writeJSON(w io.Writer, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = w.Write(append(unseen.Escaped(data), '\n'))
	return err
}

// HasPlaces reports whether a row says where, so that GeoJSON is worth having.
func (l List) HasPlaces() bool {
	for _, r := range l.Rows {
		if r.Where != nil {
			return true
		}
	}
	return false
}

// With returns an address with one value of its query set.
func With(address, name, value string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// SetAddress tells the lists of a page the query that it was asked with, so that their files have the same rows.
func (p *Page) SetAddress(query string) {
	for i, b := range p.Blocks {
		if l, ok := b.(List); ok {
			l.query = query
			p.Blocks[i] = l
		}
	}
}

// File is the address of the list in a format.
func (l List) File(f Format) string {
	return With(With("?"+l.query, "format", string(f)), "list", l.ID)
}
