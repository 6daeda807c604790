// SPDX-License-Identifier: Apache-2.0

// Package ged turns rows of the UCDP Georeferenced Event Dataset, a CSV of fatal events of organised violence, into
// reports of the level of coded events. What the data set does not say, such as the weapon or who fired first, stays
// unknown.
package ged

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"truce/internal/intake"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Format is the name of the door.
const Format = "ged"

// source is who says what the data set says; the offices it lists are the roots.
const source = "ucdp-ged"

var sheet = intake.Sheet{Format: Format, Columns: []intake.Column{
	{Name: "id"},
	{Name: "type_of_violence"},
	{Name: "side_a"},
	{Name: "side_b"},
	{Name: "source_office"},
	{Name: "source_date"},
	{Name: "where_prec"},
	{Name: "where_coordinates"},
	{Name: "where_description"},
	{Name: "latitude"},
	{Name: "longitude"},
	{Name: "geom_wkt", Optional: true},
	{Name: "date_prec"},
	{Name: "date_start"},
	{Name: "date_end"},
	{Name: "deaths_a"},
	{Name: "deaths_b"},
	{Name: "deaths_civilians"},
	{Name: "deaths_unknown"},
	{Name: "best"},
	{Name: "high", Also: []string{"high_est"}},
	{Name: "low", Also: []string{"low_est"}},
}}

// Recognises tells whether the beginning of a file is that of this format.
func Recognises(head []byte) bool { return sheet.Recognises(head) }

// Read reads a file of the data set, in any order of columns. Dates are civil days of the zone of the options,
// Europe/Kyiv unless given.
func Read(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error) {
	b := intake.NewBatch(ctx, r, o, sink).As(Format)
	zone, err := o.LoadZone("Europe/Kyiv")
	if err != nil {
		return b.End(err)
	}
	return sheet.Read(b, func(row intake.Row) (report.Report, error) { return event(row, o.SourceOr(source), zone) })
}

func event(row intake.Row, source string, zone when.Zone) (report.Report, error) {
	s := report.Sighting{Act: "use-of-force", Words: row.Get("where_description")}
	var err error
	if s.Time, err = span(row, zone); err != nil {
		return report.Report{}, err
	}
	if s.Where, err = where(row); err != nil {
		return report.Report{}, err
	}
	if err = sides(row, &s); err != nil {
		return report.Report{}, err
	}
	if s.Casualties, err = casualties(row); err != nil {
		return report.Report{}, err
	}
	received, err := firstPublished(row, zone)
	if err != nil {
		return report.Report{}, err
	}
	return report.Report{Extract: report.Extract{
		Level: report.Coded, Source: source, Roots: roots(row.Get("source_office")),
		Received: max(received, s.Time.Interval.To), Sightings: []report.Sighting{s},
	}}, nil
}

// roots are the offices that the data set lists, in lower case, sorted, each once.
func roots(offices string) []string {
	var out []string
	for _, office := range strings.Split(offices, ";") {
		if office = strings.ToLower(strings.Join(strings.Fields(office), " ")); office != "" {
			out = append(out, office)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// firstPublished is the end of the day of the earliest source, or no time where no source is dated. The newest rows
// write the date of their sources as day/month/year.
func firstPublished(row intake.Row, zone when.Zone) (when.Instant, error) {
	var first when.Date
	for _, text := range strings.Split(row.Get("source_date"), ";") {
		if strings.TrimSpace(text) == "" {
			continue
		}
		d, err := date(YearFirst(text))
		if err != nil {
			return 0, fmt.Errorf("source_date: %w", err)
		}
		if first.IsZero() || d.Compare(first) < 0 {
			first = d
		}
	}
	return zone.Whole(first).To, nil
}

var dayFirst = regexp.MustCompile(`^(\d{2})/(\d{2})/(\d{4})$`)

// YearFirst returns the date of a source with the year before the month and the day, as all but the newest rows write it;
// other text as it is.
func YearFirst(text string) string {
	if m := dayFirst.FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		return m[3] + "-" + m[2] + "-" + m[1]
	}
	return text
}

// date reads a day; the releases of the data set write a time of nought after it.
func date(text string) (when.Date, error) {
	day, clock, _ := strings.Cut(strings.TrimSpace(text), " ")
	if strings.Trim(clock, "0:.") != "" {
		return when.Date{}, fmt.Errorf("date %q: a day is due, without a time", text)
	}
	return when.ParseDate(day)
}

// reach is by how many days a single day is widened on either side where the precision says that the event lies
// in a longer span which the row does not give: the longest span of that precision that includes the day. The
// precisions are those of the codebook: 1 the day, 2 two to six days, 3 a week, 4 a month, 5 more than a month, here
// at most a year.
var reach = map[string]int{"1": 0, "2": 5, "3": 6, "4": 30, "5": 365}

func span(row intake.Row, zone when.Zone) (when.Span, error) {
	start, err := date(row.Get("date_start"))
	if err != nil {
		return when.Span{}, fmt.Errorf("date_start: %w", err)
	}
	end, err := date(row.Get("date_end"))
	if err != nil {
		return when.Span{}, fmt.Errorf("date_end: %w", err)
	}
	days, ok := reach[row.Get("date_prec")]
	if !ok {
		return when.Span{}, fmt.Errorf("date_prec %q: use 1 to 5", row.Get("date_prec"))
	}
	if start == end {
		start, end = start.Add(-days), end.Add(days)
	}
	i, err := intake.WholeDays(zone, start, end)
	return when.Span{Interval: i, Evidence: when.Coded, Zone: zone.Name()}, err
}

// radii are how far from the coordinates the event may have been. The codebook gives the kind of place, not a
// distance; these take in the largest place of that kind that is usual. 1 is a populated place coded by its centre, 2
// near a populated place, 3 a district, 4 a province, 5 along a line or in a vague area.
var radii = map[string]place.Length{
	"1": 10 * place.Kilometre, "2": 25 * place.Kilometre, "3": 60 * place.Kilometre, "4": 200 * place.Kilometre,
	"5": 100 * place.Kilometre,
}

// Radius returns how far from the coordinates an event of a where_prec may have been, 0 for 6 and 7, of which no more than a
// name is known. ok is false for what is no where_prec.
func Radius(precision string) (radius place.Length, ok bool) {
	radius, ok = radii[precision]
	return radius, ok || precision == "6" || precision == "7"
}

// where returns the region of the event; of a precision of 6, a country, and 7, sea or air, the name is all that
// is known.
func where(row intake.Row) (place.Region, error) {
	precision, name := row.Get("where_prec"), row.Get("where_coordinates")
	radius, ok := Radius(precision)
	if !ok {
		return place.Region{}, fmt.Errorf("where_prec %q: use 1 to 7", precision)
	}
	p, err := intake.ParsePosition(row.Get("latitude"), row.Get("longitude"))
	if err != nil {
		return place.Region{}, err
	}
	if err := exchanged(p, row.Get("geom_wkt")); err != nil {
		return place.Region{}, err
	}
	if radius == 0 {
		return place.Region{Name: name}, nil
	}
	return intake.CircleAround(name, p, radius), nil
}

// exchanged compares the position with "POINT (lon lat)", which the data set carries beside it with decimals of its
// own, and refuses one whose latitude is the other's longitude.
func exchanged(p place.Point, wkt string) error {
	inner, ok := strings.CutPrefix(strings.TrimSuffix(strings.ToUpper(wkt), ")"), "POINT")
	lon, lat, two := strings.Cut(strings.TrimSpace(strings.TrimLeft(inner, " (")), " ")
	if !ok || !two {
		return nil
	}
	q, err := intake.ParsePosition(strings.TrimSpace(lat), lon)
	if err != nil {
		return fmt.Errorf("geom_wkt: %w", err)
	}
	if !near(p, q) && near(p, place.Point{Lat: q.Lon, Lon: q.Lat}) {
		return fmt.Errorf("latitude and longitude are exchanged: geom_wkt is %s", wkt)
	}
	return nil
}

// near tells whether two positions are the same but for rounding.
func near(p, q place.Point) bool {
	const rounding = 1000 // 0.0001 degree
	lat, lon := int64(p.Lat)-int64(q.Lat), int64(p.Lon)-int64(q.Lon)
	return max(lat, -lat) <= rounding && max(lon, -lon) <= rounding
}

// sides sets who fought whom: two sides of a clash, or the one side of one-sided violence.
func sides(row intake.Row, s *report.Sighting) error {
	a, b := row.Get("side_a"), row.Get("side_b")
	switch kind := row.Get("type_of_violence"); {
	case a == "":
		return fmt.Errorf("side_a is empty")
	case kind == "3":
		s.Actors = []report.Claim{{Actor: a, Basis: "said"}}
	case b == "":
		return fmt.Errorf("side_b is empty")
	case kind == "1" || kind == "2":
		s.Between = []string{a, b}
	default:
		return fmt.Errorf("type_of_violence %q: use 1, 2 or 3", kind)
	}
	return nil
}

// casualties returns one record for each group of dead where low, best and high agree. Where they do not, the data
// set bounds the total only: one record of it, of the one group that all of best belong to, or of unknown people.
func casualties(row intake.Row) ([]report.Casualties, error) {
	n := map[string]int64{}
	for _, column := range []string{"deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"} {
		v, err := strconv.ParseInt(row.Get(column), 10, 64)
		if err != nil || v < 0 || v > report.MaxCount {
			return nil, fmt.Errorf("%s %q: a number from 0 is due", column, row.Get(column))
		}
		n[column] = v
	}
	// In some rows a bound lies on the wrong side of best; the widest that the row says is then what is known.
	least, most := min(n["low"], n["best"], n["high"]), max(n["low"], n["best"], n["high"])
	groups := []report.Casualties{
		{Of: "combatant", Side: row.Get("side_a"), Most: n["deaths_a"]},
		{Of: "combatant", Side: row.Get("side_b"), Most: n["deaths_b"]},
		{Of: "civilian", Most: n["deaths_civilians"]},
		{Of: "unknown", Most: n["deaths_unknown"]},
	}
	groups = slices.DeleteFunc(groups, func(c report.Casualties) bool { return c.Most == 0 })
	var sum int64
	for i := range groups {
		c := &groups[i]
		c.Harm, c.Age, c.Least = "killed", "unknown", c.Most
		sum += c.Most
	}
	if least == most && sum == most || most == 0 {
		return groups, nil
	}
	total := report.Casualties{Harm: "killed", Of: "unknown", Age: "unknown"}
	if len(groups) == 1 && sum == n["best"] {
		total = groups[0]
	}
	total.Least, total.Most = least, most
	return []report.Casualties{total}, nil
}
