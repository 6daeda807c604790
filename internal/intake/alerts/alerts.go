// SPDX-License-Identifier: Apache-2.0

// Package alerts turns rows of the air raid alert files of Ukraine, a CSV of the official feed or of volunteers, into
// reports of the level of aggregates: that an alert was sounded somewhere is context, not a use of force.
package alerts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"truce/internal/intake"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Format is the name of the door.
const Format = "alerts"

// official is the header of the official feed.
var official = intake.Sheet{Format: Format, Columns: []intake.Column{
	{Name: "oblast"},
	{Name: "raion"},
	{Name: "hromada"},
	{Name: "level"},
	{Name: "started_at"},
	{Name: "finished_at"},
	{Name: "source"},
}}

// volunteers is the header of the volunteers' feed.
var volunteers = intake.Sheet{Format: Format, Columns: []intake.Column{
	{Name: "region"}, {Name: "started_at"}, {Name: "finished_at"}, {Name: "naive"},
}}

// Recognises tells whether the beginning of a file is that of this format, with either header.
func Recognises(head []byte) bool { return official.Recognises(head) || volunteers.Recognises(head) }

// Read reads a file of either feed; the header tells which. Times carry their offset; one without is in the zone of
// the options, UTC unless given.
func Read(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error) {
	b := intake.NewBatch(ctx, r, o, sink).As(Format)
	zone, err := o.LoadZone("UTC")
	if err != nil {
		return b.End(err)
	}
	if volunteers.Recognises(b.Head()) {
		return volunteers.Read(b, func(row intake.Row) (report.Report, error) {
			guessed, err := truth(row.Get("naive"))
			if err != nil {
				return report.Report{}, err
			}
			return alert(row, row.Get("region"), guessed, feed{o.SourceOr("air-alerts-volunteers"), zone})
		})
	}
	return official.Read(b, func(row intake.Row) (report.Report, error) {
		return alert(row, unit(row), false, feed{o.SourceOr("air-alerts-official"), zone})
	})
}

// feed is what all rows of a file share.
type feed struct {
	source string
	zone   when.Zone
}

// unit is the smallest unit named, with those around it so that the name is good for one place only.
func unit(row intake.Row) string {
	var parts []string
	for _, column := range []string{"hromada", "raion", "oblast"} {
		if name := row.Get(column); name != "" {
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, ", ")
}

// longest is how long after its beginning an alert whose end nobody noted may have ended: all 43,031 alerts of the
// official feed from March 2022 to April 2024 were over by then. Fewer hours would hold for nearly all alerts, but those
// whose end was missed are the long ones.
const longest = 90 * when.Hour

// alert returns the report of an alert from its beginning to its end. Where the end was filled in it is not known: the
// interval reaches as far as an alert is known to last, and its evidence and words say so.
func alert(row intake.Row, name string, guessed bool, f feed) (report.Report, error) {
	if name == "" {
		return report.Report{}, errors.New("no place is named")
	}
	start, err := instant(row.Get("started_at"), f.zone)
	if err != nil {
		return report.Report{}, fmt.Errorf("started_at: %w", err)
	}
	end, err := instant(row.Get("finished_at"), f.zone)
	if err != nil {
		return report.Report{}, fmt.Errorf("finished_at: %w", err)
	}
	span := when.Span{
		Interval: when.Interval{From: start.Interval.From, To: end.Interval.To},
		Evidence: when.Stated, Zone: start.Zone,
	}
	words := "air alert"
	if guessed {
		span.Evidence = when.Guessed
		span.Interval.To = max(span.Interval.To, start.Interval.To+when.Instant(longest))
		words = "air alert, its end not noted: a bound"
	}
	return report.Report{Extract: report.Extract{
		Level: report.Aggregate, Source: f.source, Received: span.Interval.To,
		Sightings: []report.Sighting{{
			Act: "air-alert", Words: words, Time: span, Where: place.Region{Name: name},
		}},
	}}, nil
}

func truth(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "true", "1":
		return true, nil
	case "false", "0", "":
		return false, nil
	}
	return false, fmt.Errorf("naive %q: use True or False", text)
}

// instant reads a time to the second; a range or a whole day is no beginning or end of an alert.
func instant(text string, zone when.Zone) (when.Span, error) {
	s, err := when.Parse(text, zone)
	if err == nil && s.Interval.Length() > when.Minute {
		err = fmt.Errorf("time %q: a time of day is due", text)
	}
	return s, err
}
