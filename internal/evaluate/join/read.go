// SPDX-License-Identifier: Apache-2.0

// Package join turns reports that carry the event they belong to into figures of how well the joiner of package incident puts
// them together, and into the weights by which it does. The reports go through the joiner that judging goes through.
package join

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"truce/canon"
	"truce/internal/intake/ged"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// MaxRows is the most rows of a file of labelled reports.
const MaxRows = 1_000_000

// columns are those that a file must have, in any order.
var columns = []string{"event_id", "event_year", "source_office", "source_date", "headline", "latitude", "longitude", "where_prec"}

// Row is one report with its event.
type Row struct {
	Event    string
	Year     int
	Office   string
	Headline string
	// Day is the day of the report, 0 where the row has none that can be read.
	Day       when.Date
	Where     place.Point
	Precision string
}

// Read reads a file of labelled reports. Its error names the line.
func Read(r io.Reader) ([]Row, error) {
	in := csv.NewReader(r)
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("the header: %w", err)
	}
	at := make([]int, len(columns))
	for i, name := range columns {
		if at[i] = slices.Index(head, name); at[i] < 0 {
			return nil, fmt.Errorf("the header has no column %q; needed are %s", name, strings.Join(columns, ", "))
		}
	}
	var rows []Row
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		if len(rows) == MaxRows {
			return nil, fmt.Errorf("more than %d rows: take a part of the file", MaxRows)
		}
		row, err := newRow(func(n int) string { return strings.TrimSpace(fields[at[n]]) })
		if err != nil {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		rows = append(rows, row)
	}
}

func newRow(get func(n int) string) (Row, error) {
	row := Row{Event: get(0), Office: get(2), Headline: get(4), Precision: get(7)}
	var err error
	for n, name := range columns {
		if !utf8.ValidString(get(n)) {
			return row, fmt.Errorf("%s: not UTF-8", name)
		}
	}
	if row.Event == "" {
		return row, errors.New("no event_id: a row without its event is no truth")
	}
	if row.Office == "" {
		return row, errors.New("no source_office")
	}
	if row.Year, err = strconv.Atoi(get(1)); err != nil {
		return row, fmt.Errorf("event_year %q: a number is due", get(1))
	}
	if row.Where.Lat, err = place.ParseDegrees(get(5)); err != nil {
		return row, fmt.Errorf("latitude: %w", err)
	}
	if row.Where.Lat > 900_000_000 || row.Where.Lat < -900_000_000 {
		return row, fmt.Errorf("latitude %s: degrees from -90 to 90 are due", get(5))
	}
	if row.Where.Lon, err = place.ParseDegrees(get(6)); err != nil {
		return row, fmt.Errorf("longitude: %w", err)
	}
	if _, ok := ged.Radius(row.Precision); !ok {
		return row, fmt.Errorf("where_prec %q: use 1 to 7", row.Precision)
	}
	row.Day = day(get(3))
	return row, nil
}

// day reads a date; the newest rows write the day first.
func day(text string) when.Date {
	d, err := when.ParseDate(ged.YearFirst(text))
	if err != nil {
		return when.Date{}
	}
	return d
}

// reach is how long before its report an event may have been.
const reach = 31 * when.Day

// observe makes the observations of rows, in their order. Rows that are alike in all but the event are entries of their own in
// the list of their source, and are numbered as such; rows of no date are of no known time.
func observe(rows []Row, rounded bool) []*observation.Observation {
	utc, err := when.LoadZone("UTC")
	if err != nil {
		panic("join: the committed database has no UTC: " + err.Error())
	}
	alike := map[Row]int{}
	out := make([]*observation.Observation, len(rows))
	for i, row := range rows {
		row.Event, row.Year = "", 0
		alike[row]++
		e := report.Extract{
			Level: report.Plain, Source: row.Office, Roots: []string{row.Office}, Item: strconv.Itoa(alike[row]),
			Sightings: []report.Sighting{{Words: row.Headline, Where: region(row, rounded), Casualties: killed(row.Headline)}},
		}
		if !row.Day.IsZero() {
			e.Received = utc.Whole(row.Day).To
			e.Sightings[0].Time = when.Span{Interval: when.Interval{From: e.Received - when.Instant(reach), To: e.Received}, Evidence: when.Guessed}
		}
		sum, err := e.Digest()
		if err != nil {
			panic("join: a row has no canonical form: " + err.Error())
		}
		seen := observation.Extract(report.ID(sum, canon.Salt{}), e, func(r place.Region) place.Region { return r })
		out[i] = &seen[0]
	}
	return out
}

// region is where a row says it was. Rounded, it is the nearest half degree.
func region(row Row, rounded bool) place.Region {
	p := row.Where
	if rounded {
		p.Lat, p.Lon = half(p.Lat), half(p.Lon)
	}
	radius, _ := ged.Radius(row.Precision) // of a row that was read it is known
	if radius == 0 {
		return place.Region{Name: fmt.Sprintf("%d %d %s", p.Lat, p.Lon, row.Precision)}
	}
	return place.Region{Circle: &place.Circle{Centre: p, Radius: radius}}
}

func half(e7 int32) int32 {
	const step = 5_000_000
	if e7 < 0 {
		return -half(-e7)
	}
	return (e7 + step/2) / step * step
}
