// SPDX-License-Identifier: Apache-2.0

// Package firms turns rows of the NASA FIRMS active fire files, a CSV of pixels that a satellite saw hot, into reports
// of the level of aggregates: a thermal anomaly alone opens nothing, since fields burn too.
package firms

import (
	"context"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"truce/internal/intake"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Format is the name of the door.
const Format = "firms"

var sheet = intake.Sheet{Format: Format, Columns: []intake.Column{
	{Name: "latitude"},
	{Name: "longitude"},
	{Name: "scan"},
	{Name: "track"},
	{Name: "acq_date"},
	{Name: "acq_time"},
	{Name: "satellite"},
	{Name: "instrument", Optional: true},
	{Name: "confidence"},
	{Name: "frp", Optional: true},
	{Name: "daynight", Optional: true},
}}

// Recognises tells whether the beginning of a file is that of this format.
func Recognises(head []byte) bool { return sheet.Recognises(head) }

// Read reads a file of VIIRS or MODIS detections. Times are UTC.
func Read(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error) {
	b := intake.NewBatch(ctx, r, o, sink).As(Format)
	utc, err := when.LoadZone("UTC")
	if err != nil {
		return b.End(err)
	}
	return sheet.Read(b, func(row intake.Row) (report.Report, error) { return pixel(row, o.SourceOr("nasa-firms"), utc) })
}

func pixel(row intake.Row, source string, utc when.Zone) (report.Report, error) {
	p, err := intake.ParsePosition(row.Get("latitude"), row.Get("longitude"))
	if err != nil {
		return report.Report{}, err
	}
	radius, err := reach(row.Get("scan"), row.Get("track"))
	if err != nil {
		return report.Report{}, err
	}
	i, err := minute(row.Get("acq_date"), row.Get("acq_time"), utc)
	if err != nil {
		return report.Report{}, err
	}
	words, err := words(row)
	if err != nil {
		return report.Report{}, err
	}
	root := strings.ToLower(strings.Trim(row.Get("instrument")+" "+row.Get("satellite"), " "))
	return report.Report{Extract: report.Extract{
		Level: report.Aggregate, Source: source, Roots: []string{root}, Received: i.To,
		Sightings: []report.Sighting{{
			Act: "thermal-anomaly", Words: words, Means: report.Satellite,
			Time:  when.Span{Interval: i, Evidence: when.Device, Zone: "UTC"},
			Where: intake.CircleAround("", p, radius),
		}},
	}}, nil
}

// geolocation is how far the centre of a pixel may lie from where the file has it: the position is rounded to
// 0.00001 degree, and the geolocation of both instruments is good to well below half a kilometre.
const geolocation = 500 * place.Metre

// reach is half the diagonal of a pixel of scan x track kilometres, and the margin. The circle takes in the pixel
// whatever way it is turned.
func reach(scan, track string) (place.Length, error) {
	s, err := intake.ParseLength(scan + " km")
	if err != nil {
		return 0, fmt.Errorf("scan: %w", err)
	}
	t, err := intake.ParseLength(track + " km")
	if err != nil {
		return 0, fmt.Errorf("track: %w", err)
	}
	const most = 20 * place.Kilometre // a pixel of MODIS at the edge of its swath has 4.8 km
	if s == 0 || t == 0 || s > most || t > most {
		return 0, fmt.Errorf("scan %s, track %s: the sides of a pixel in kilometres, up to 20, are due", scan, track)
	}
	// Whole millimetres squared are exact below 2^53, and so is the root once it is rounded up to a metre.
	diagonal := int64(s)*int64(s) + int64(t)*int64(t)
	half := place.Length(math.Sqrt(float64(diagonal))/2) + place.Metre
	return half/place.Metre*place.Metre + geolocation, nil
}

// minute reads a day and a time as HHMM without leading zeros: "659" is 06:59.
func minute(day, clock string, utc when.Zone) (when.Interval, error) {
	d, err := when.ParseDate(day)
	if err != nil {
		return when.Interval{}, fmt.Errorf("acq_date: %w", err)
	}
	hhmm, err := strconv.ParseUint(strings.Replace(clock, ":", "", 1), 10, 16)
	if err != nil || len(clock) > 5 {
		return when.Interval{}, fmt.Errorf("acq_time %q: hours and minutes are due, such as 659 or 1106", clock)
	}
	at, err := utc.At(d, int(hhmm/100), int(hhmm%100), 0)
	if err != nil {
		return when.Interval{}, fmt.Errorf("acq_time %q: %w", clock, err)
	}
	return when.Interval{From: at.From, To: at.To + when.Instant(when.Minute) - 1}, nil
}

// words carry the confidence and power as the file has them; no rule reads them.
func words(row intake.Row) (string, error) {
	confidence := row.Get("confidence")
	switch confidence {
	case "l", "low":
		confidence = "low"
	case "n", "nominal":
		confidence = "nominal"
	case "h", "high":
		confidence = "high"
	default:
		if n, err := strconv.ParseUint(confidence, 10, 8); err != nil || n > 100 {
			return "", fmt.Errorf("confidence %q: use l, n, h or 0 to 100", confidence)
		}
		confidence += " of 100"
	}
	out := "thermal anomaly, confidence " + confidence
	if frp := row.Get("frp"); frp != "" {
		out += ", radiative power " + frp + " MW"
	}
	switch row.Get("daynight") {
	case "D":
		out += ", by day"
	case "N":
		out += ", by night"
	}
	return out, nil
}
