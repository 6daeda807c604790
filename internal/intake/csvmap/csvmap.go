// SPDX-License-Identifier: Apache-2.0

package csvmap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"truce/internal/intake"
	"truce/internal/intake/native"
	"truce/place"
	"truce/report"
)

// Format is the name of the door.
const Format = "csvmap"

// Read reads a CSV file by the mapping in the options. A fault of the mapping is an error of the file, told before any
// row is read.
func Read(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error) {
	b := intake.NewBatch(ctx, r, o, sink).As(Format)
	m, s, err := parse(o.MappingFile, o.Mapping)
	if err != nil {
		return b.End(err)
	}
	if m.Zone != "" {
		o.Zone = m.Zone
	}
	decoder, err := native.NewDecoder(o)
	if err != nil {
		return b.End(err)
	}
	t := translator{mapping: m.folded(), decoder: decoder}
	return intake.Sheet{Format: Format, Columns: m.columns(s), Keep: m.Keep}.Read(b, t.row)
}

// folded returns the mapping with the words that it looks up in plain lower case.
func (m mapping) folded() mapping {
	fields := make(map[string]field, len(m.Fields))
	for name, f := range m.Fields {
		words := make(map[string]string, len(f.Words))
		for from, to := range f.Words {
			words[intake.Plain(from)] = to
		}
		if f.Words != nil {
			f.Words = words
		}
		fields[name] = f
	}
	m.Fields = fields
	return m
}

// translator writes each row as a report of the native format and reads that, so that both have one meaning.
type translator struct {
	mapping mapping
	decoder native.Decoder
}

func (t translator) row(row intake.Row) (report.Report, error) {
	m := t.mapping
	out := map[string]any{}
	for _, constant := range [][2]string{{"level", m.Level}, {"source", m.Source}} {
		if constant[1] != "" {
			out[constant[0]] = constant[1]
		}
	}
	for _, name := range single {
		f, ok := m.Fields[name]
		if !ok {
			continue
		}
		text, err := f.value(row)
		if err != nil {
			return report.Report{}, fmt.Errorf("%s: %w", name, err)
		}
		if text != "" {
			out[name] = text
		}
	}
	for _, name := range lists {
		f, ok := m.Fields[name]
		if !ok {
			continue
		}
		list, err := f.list(row)
		if err != nil {
			return report.Report{}, fmt.Errorf("%s: %w", name, err)
		}
		if list != nil {
			out[name] = list
		}
	}
	if err := t.places(row, out); err != nil {
		return report.Report{}, err
	}
	if list := t.casualties(row); list != nil {
		out["casualties"] = list
	}
	data, err := json.Marshal(out)
	if err != nil {
		return report.Report{}, err
	}
	return t.decoder.Report(data)
}

func (t translator) casualties(row intake.Row) []map[string]string {
	var list []map[string]string
	for _, c := range t.mapping.Casualties {
		number := row.Get(c.Column)
		if intake.IsNotKnown(number) || strings.Trim(number, "0") == "" {
			continue
		}
		list = append(list, map[string]string{
			"harm": c.Harm, "of": c.Of, "age": c.Age, "side": c.Side, "cause": c.Cause, "number": number,
		})
	}
	return list
}

func (t translator) places(row intake.Row, out map[string]any) error {
	for _, each := range []struct {
		name string
		w    *where
	}{{"where", t.mapping.Where}, {"origin", t.mapping.Origin}} {
		if each.w == nil {
			continue
		}
		p, err := each.w.value(row, t.mapping.Bounds)
		if err != nil {
			return fmt.Errorf("%s: %w", each.name, err)
		}
		if p != nil {
			out[each.name] = p
		}
	}
	return nil
}

// value returns what the field holds in a row: the words of Truce for it, or as it is.
func (f field) value(row intake.Row) (string, error) {
	if f.Constant != "" {
		return f.Constant, nil
	}
	return f.translate(f.raw(row))
}

func (f field) raw(row intake.Row) string {
	if f.Column != "" {
		return row.Get(f.Column)
	}
	join := f.Join
	if join == "" {
		join = " "
	}
	var parts []string
	for _, c := range f.Columns {
		if text := row.Get(c); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, join)
}

func (f field) translate(text string) (string, error) {
	if f.Words != nil {
		word, ok := f.Words[intake.Plain(text)]
		switch {
		case ok:
			return word, nil
		case text == "" || f.Otherwise == "unknown":
			return "", nil
		case f.Otherwise != "keep":
			return "", fmt.Errorf("%q is not in the words of the mapping", text)
		}
	}
	if text != "" && f.Unit != "" {
		text += " " + f.Unit
	}
	return text, nil
}

func (f field) list(row intake.Row) ([]string, error) {
	if f.Constant != "" {
		return []string{f.Constant}, nil
	}
	parts := []string{f.raw(row)}
	if f.Split != "" {
		parts = strings.Split(parts[0], f.Split)
	}
	var out []string
	for _, part := range parts {
		word, err := f.translate(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		if word != "" && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out, nil
}

// value returns a place of the native format, or nil where the row says nothing of it.
func (w *where) value(row intake.Row, b *bounds) (map[string]any, error) {
	var position, radius, name, sectors string
	for _, each := range []struct {
		f  *field
		to *string
	}{{w.Position, &position}, {w.Radius, &radius}, {w.Name, &name}, {w.Sectors, &sectors}} {
		if each.f == nil {
			continue
		}
		text, err := each.f.value(row)
		if err != nil {
			return nil, err
		}
		*each.to = text
	}
	if w.Latitude != "" {
		lat, lon := row.Get(w.Latitude), row.Get(w.Longitude)
		if lat != "" || lon != "" {
			if _, err := intake.ParsePosition(lat, lon); err != nil {
				return nil, err
			}
			position = lat + ", " + lon
		}
	}
	if err := b.check(position); err != nil {
		return nil, err
	}
	return placeOf(position, radius, name, sectors)
}

func placeOf(position, radius, name, sectors string) (map[string]any, error) {
	p := map[string]any{}
	if name != "" {
		p["name"] = name
	}
	switch {
	case sectors != "" && position != "":
		observer := map[string]any{"at": position}
		if radius != "" {
			observer["radius"] = radius
		}
		p["observer"], p["sectors"] = observer, sectors
	case sectors != "":
		return nil, errors.New("sectors without the position of the observer")
	case position != "":
		p["at"] = position
		if radius != "" {
			p["radius"] = radius
		}
	}
	if len(p) == 0 {
		return nil, nil
	}
	return p, nil
}

// check refuses a position outside the bounds. One that cannot be read is refused where it is read.
func (b *bounds) check(position string) error {
	if b == nil || position == "" {
		return nil
	}
	c, err := place.ParsePoint(position)
	if err != nil {
		return err
	}
	return intake.Box{South: b.South, West: b.West, North: b.North, East: b.East}.Check(c.Centre)
}
