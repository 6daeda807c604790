// SPDX-License-Identifier: Apache-2.0

// Package itemlist turns a party's list of items, a CSV with a header of its own, into reports, each with the list's own
// name of it. The header is in docs/spec/reconcile.md.
package itemlist

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"truce/internal/intake"
	"truce/internal/intake/native"
	"truce/report"
)

// Format is the name of the door.
const Format = "items"

// Listed is a row that was accepted.
type Listed struct {
	// ID is the list's own name of it, or "row" and its number where the list has none.
	ID string
	// Unit is what the row counts, as it stands there.
	Unit   string
	Report report.Report
}

// columns are those of the header. All but the two that tell the format may be missing.
func columns() []intake.Column {
	out := []intake.Column{{Name: "id"}, {Name: "time"}}
	for _, name := range []string{"act", "lat", "lon", "radius", "place", "target", "weapon", "count", "unit", "means", "source", "words"} {
		out = append(out, intake.Column{Name: name, Optional: true})
	}
	return out
}

// Recognises tells whether the first line of a file is a header with the columns id and time.
func Recognises(head []byte) bool { return intake.Sheet{Columns: columns()}.Recognises(head) }

// Sink receives what the door reads, in the order of the file.
type Sink struct {
	// Take is given each accepted row. An error from it ends the reading and is returned.
	Take func(Listed) error
	// Progress is as intake.Sink has it; it may be nil.
	Progress func(rows, bytes int64)
}

// Read reads a list to its end. Its error is of the file as a whole, or of the sink.
func Read(ctx context.Context, r io.Reader, o intake.Options, to Sink) (intake.Tally, error) {
	var now Listed
	sink := intake.Sink{Progress: to.Progress, Report: func(rep report.Report) error {
		now.Report = rep
		return to.Take(now)
	}}
	b := intake.NewBatch(ctx, r, o, sink).As(Format)
	decoder, err := native.NewDecoder(o)
	if err != nil {
		return b.End(err)
	}
	if decoder.Source == "" {
		decoder.Source = "list"
	}
	number, seen := 0, map[string]bool{}
	return intake.Sheet{Format: Format, Columns: columns()}.Read(b, func(row intake.Row) (report.Report, error) {
		number++
		now = Listed{ID: row.Get("id"), Unit: row.Get("unit")}
		if now.ID == "" {
			now.ID = fmt.Sprint("row ", number)
		}
		if seen[now.ID] {
			return report.Report{}, fmt.Errorf("id %.60q stands twice: give each row one of its own", now.ID)
		}
		seen[now.ID] = true
		return read(decoder, row)
	})
}

// read writes a row as a report of the native format and reads that, so that both have one meaning.
func read(decoder native.Decoder, row intake.Row) (report.Report, error) {
	out := map[string]any{}
	for _, name := range []string{"time", "act", "target", "weapon", "count", "means", "source", "words"} {
		if text := row.Get(name); text != "" {
			out[name] = text
		}
	}
	where := map[string]string{}
	if lat, lon := row.Get("lat"), row.Get("lon"); lat != "" || lon != "" {
		if _, err := intake.ParsePosition(lat, lon); err != nil {
			return report.Report{}, err
		}
		where["at"] = lat + ", " + lon
		if radius := row.Get("radius"); radius != "" {
			where["radius"] = radius
		}
	} else if row.Get("radius") != "" {
		return report.Report{}, errors.New("a radius without lat and lon")
	}
	if name := row.Get("place"); name != "" {
		where["name"] = name
	}
	if len(where) > 0 {
		out["where"] = where
	}
	data, err := json.Marshal(out)
	if err != nil {
		return report.Report{}, err
	}
	return decoder.Report(data)
}
