// SPDX-License-Identifier: Apache-2.0

// Package alarm turns files of air raid alerts into how far two observers of the same alerts agree, and, with a file of heat
// seen from orbit, into whether more of it is seen under alert than at the same hours of other days. The method and its
// limits are docs/METHOD.md. Everything is computed in whole numbers and does not depend on the order of rows.
package alarm

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"truce/canon"
	"truce/incident"
	"truce/internal/intake"
	"truce/internal/intake/alerts"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Alert is one row of a file of alerts, as the door read it.
type Alert struct {
	// Region is the oblast or city. Below says that the alert was for a part of it only: a raion or a hromada.
	Region string
	Below  bool
	From   when.Instant
	// To is the end as the file has it, a guess or not.
	To when.Instant
	// Guessed is what the file says of its own end. Nothing that recognises guesses reads it.
	Guessed bool
	// Bound is when it surely was over: To, or the door's bound where the end is a guess.
	Bound when.Instant
}

// File is a file of alerts, read through the door for them.
type File struct {
	Tally  intake.Tally
	Alerts []Alert // in order of region and time

	rows []report.Report
}

// Read reads a file of either form. A file whose rows say which ends are guesses goes through the door twice, once with the
// column blanked: the door opens a guessed end to a bound, and the end that stands in the file is wanted too.
func Read(ctx context.Context, name string, data []byte) (*File, error) {
	f := &File{}
	flagged, err := f.door(ctx, name, data)
	if err != nil {
		return nil, err
	}
	plain, err := f.door(ctx, name, blanked(data))
	if err != nil {
		return nil, err
	}
	if len(flagged) != len(plain) {
		return nil, fmt.Errorf("%s: %d rows with their flags and %d without: the column naive is damaged", name, len(flagged), len(plain))
	}
	f.rows = plain
	for i := range plain {
		f.Alerts = append(f.Alerts, alertOf(plain[i].Extract.Sightings[0], flagged[i].Extract.Sightings[0].Time))
	}
	slices.SortFunc(f.Alerts, func(a, b Alert) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), compareBools(a.Below, b.Below), compareBools(a.Guessed, b.Guessed))
	})
	if len(f.Alerts) == 0 {
		return nil, fmt.Errorf("%s: no alert in it", name)
	}
	return f, nil
}

// incidents is how many incidents the joiner makes of the rows: none, as long as the door makes them aggregates.
func (f *File) incidents() (int, error) {
	joiner := incident.NewJoiner()
	for _, r := range f.rows {
		digest, err := r.Extract.Digest()
		if err != nil {
			return 0, fmt.Errorf("%s: %w", f.Tally.File, err)
		}
		for _, o := range observation.Extract(report.ID(digest, canon.Salt{}), r.Extract, func(r place.Region) place.Region { return r }) {
			joiner.Add([]*observation.Observation{&o})
		}
	}
	return len(joiner.All()), nil
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (f *File) door(ctx context.Context, name string, data []byte) ([]report.Report, error) {
	var rows []report.Report
	if !alerts.Recognises(data[:min(len(data), 4096)]) {
		return nil, fmt.Errorf("%s: neither the official nor the volunteers' header of alerts", name)
	}
	tally, err := alerts.Read(ctx, bytes.NewReader(data), intake.Options{File: name}, intake.Sink{
		Report: func(r report.Report) error { rows = append(rows, r); return nil },
	})
	f.Tally = tally
	return rows, err
}

// blanked is the file with no end marked as a guess; itself where no row says so, or where it cannot be read as a table,
// which the door then says.
func blanked(data []byte) []byte {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	column := -1
	for first := true; ; first = false {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return data
		}
		if first {
			column = slices.IndexFunc(row, func(name string) bool { return strings.TrimPrefix(name, "\ufeff") == "naive" })
		} else if column >= 0 && column < len(row) {
			row[column] = "False"
		}
		if w.Write(row) != nil {
			return data
		}
	}
	if w.Flush(); column < 0 || w.Error() != nil {
		return data
	}
	return out.Bytes()
}

// alertOf reads a sighting of the door: the name of a part stands before that of the oblast, and a time to the second
// stands for all of that second.
func alertOf(s report.Sighting, flagged when.Span) Alert {
	names := strings.Split(s.Where.Name, ", ")
	const second = when.Instant(when.Second)
	return Alert{
		Region: names[len(names)-1], Below: len(names) > 1,
		From: s.Time.Interval.From / second * second, To: s.Time.Interval.To / second * second,
		Guessed: flagged.Evidence == when.Guessed, Bound: flagged.Interval.To / second * second,
	}
}
