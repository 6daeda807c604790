// SPDX-License-Identifier: Apache-2.0

// Package osce turns rows of a table of ceasefire violations, as the OSCE Special Monitoring Mission to Ukraine annexed
// it to its daily reports, into reports of one sighting each: directions and distances from a position become sectors,
// and what the table leaves open stays unknown.
package osce

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"truce/act"
	"truce/internal/intake"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Format is the name of the door.
const Format = "osce"

// sheet keeps its rows: a mission's table may have no other original.
var sheet = intake.Sheet{Format: Format, Keep: true, Columns: []intake.Column{
	{Name: "SMM position", Also: []string{"position", "observer position", "monitor position"}},
	{Name: "event location", Also: []string{"location", "location of event", "location of the event"}},
	{Name: "means", Also: []string{"means of observation"}},
	{Name: "No.", Also: []string{"number", "count", "no of events", "num"}},
	{Name: "observation", Also: []string{"observed", "type"}},
	{Name: "description", Optional: true},
	{Name: "weapon", Also: []string{"weapon type", "type of weapon"}, Optional: true},
	{Name: "date, time", Also: []string{"date time", "date/time", "date and time", "date & time", "when"}, Optional: true},
	{Name: "date", Optional: true},
	{Name: "time", Optional: true},
	{Name: "report date", Also: []string{"issued", "date of report"}, Optional: true},
	{Name: "observer latitude", Also: []string{"position latitude", "latitude", "lat"}, Optional: true},
	{Name: "observer longitude", Also: []string{"position longitude", "longitude", "lon"}, Optional: true},
}}

// Recognises tells whether the beginning of a file is that of this format.
func Recognises(head []byte) bool { return sheet.Recognises(head) }

// Read reads such a table. Times are civil times of the zone of the options, Europe/Kyiv unless given. The source of
// a row is the name of the options, "osce-smm" unless given, and the position; a camera is a source apart from a
// patrol at the same place.
func Read(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error) {
	b := intake.NewBatch(ctx, r, o, sink).As(Format)
	zone, err := o.LoadZone("Europe/Kyiv")
	if err != nil {
		return b.End(err)
	}
	m := mission{source: o.SourceOr("osce-smm"), zone: zone}
	return sheet.Read(b, m.row)
}

type mission struct {
	source string
	zone   when.Zone
}

func (m mission) row(row intake.Row) (report.Report, error) {
	position := strings.Join(strings.Fields(row.Get("SMM position")), " ")
	if position == "" {
		return report.Report{}, errors.New("no SMM position, so no source")
	}
	var s report.Sighting
	var err error
	if s.Count, err = intake.ParseCount(row.Get("No.")); err != nil {
		return report.Report{}, err
	}
	issued, err := issueDate(row.Get("report date"))
	if err != nil {
		return report.Report{}, err
	}
	text := strings.TrimSpace(row.Get("date, time") + " " + row.Get("date") + " " + row.Get("time"))
	interval, err := m.interval(text, issued)
	if err != nil {
		return report.Report{}, err
	}
	s.Time = when.Span{Interval: interval, Evidence: when.Stated, Zone: m.zone.Name()}
	if s.Where, err = where(row, position); err != nil {
		return report.Report{}, err
	}
	source := m.observe(row, position, &s)
	describe(row, &s)
	received := interval.To
	if !issued.IsZero() {
		received = max(received, m.zone.Whole(issued).To)
	}
	return report.Report{Extract: report.Extract{
		Level: report.Plain, Source: source, Received: received, Sightings: []report.Sighting{s},
	}}, nil
}

func issueDate(text string) (when.Date, error) {
	if text == "" {
		return when.Date{}, nil
	}
	d, err := when.ParseDate(text)
	if err != nil {
		return d, fmt.Errorf("report date: %w", err)
	}
	return d, nil
}

// where places the directions and distances from the position, if the table has its coordinates and they can be read.
// Otherwise the words are kept as a name: what cannot be placed is not guessed.
func where(row intake.Row, position string) (place.Region, error) {
	location := row.Get("event location")
	if intake.IsNotKnown(location) {
		return place.Region{}, nil
	}
	region := place.Region{Name: location + ", from " + position}
	lat, lon := row.Get("observer latitude"), row.Get("observer longitude")
	if lat == "" && lon == "" {
		return region, nil
	}
	if _, err := intake.ParsePosition(lat, lon); err != nil {
		return region, fmt.Errorf("position: %w", err)
	}
	observer, err := place.ParsePoint(lat + ", " + lon)
	if err != nil {
		return region, fmt.Errorf("position: %w", err)
	}
	if sectors, err := intake.ParseSectors(location, observer); err == nil {
		region.Sectors = sectors
	}
	return region, nil
}

// means are the words for how something was observed, the stronger first: "saw and heard" is seen.
var means = []struct {
	words string
	means report.Means
}{
	{"uav", report.UAV},
	{"unmanned", report.UAV},
	{"camera", report.Camera},
	{"recorded", report.Camera},
	{"saw", report.Seen},
	{"seen", report.Seen},
	{"observed", report.Seen},
	{"crater", report.Crater},
	{"heard", report.Heard},
	{"told", report.Told},
	{"informed", report.Told},
	{"interlocutor", report.Told},
	{"radar", report.Radar},
	{"acoustic", report.Acoustic},
	{"satellite", report.Satellite},
}

var (
	parenthesis = regexp.MustCompile(`\s*\([^()]*\)`)
	cameraAt    = regexp.MustCompile(`(?i)^(?:the )?(?:smm )?camera (?:at|in|near) (?:the )?`)
)

// observe sets by what means it was observed, and returns the source. What a position says in brackets, such as who
// controls it, changes from day to day and is no part of the source.
func (m mission) observe(row intake.Row, position string, s *report.Sighting) string {
	words := intake.Plain(row.Get("means"))
	for _, each := range means {
		if strings.Contains(words, each.words) {
			s.Means = each.means
			break
		}
	}
	name := strings.TrimSpace(parenthesis.ReplaceAllString(position, ""))
	place := cameraAt.ReplaceAllString(name, "")
	if place != name || s.Means == report.Camera {
		if s.Means == "" {
			s.Means = report.Camera
		}
		name = "camera at " + place
	}
	return m.source + "/" + name
}

// acts are the words of the column of observations; others leave the act unknown.
var acts = map[string]act.Act{
	"explosion": "explosion", "explosions": "explosion", "undetermined explosion": "explosion",
	"undetermined explosions": "explosion",
	"burst":                   "burst", "bursts": "burst", "shot": "shot", "shots": "shot",
	"projectile": "projectile-in-flight", "projectiles": "projectile-in-flight",
	"projectile in flight": "projectile-in-flight", "projectiles in flight": "projectile-in-flight",
	"projectile(s) in flight": "projectile-in-flight", "tracer": "projectile-in-flight", "tracers": "projectile-in-flight",
	"tracer round": "projectile-in-flight", "tracer rounds": "projectile-in-flight",
	"muzzle flash": "muzzle-flash", "muzzle flashes": "muzzle-flash",
	"illumination flare": "illumination-flare", "illumination flares": "illumination-flare",
	"flare": "illumination-flare", "flares": "illumination-flare",
}

// describe reads what was observed, with what weapon, and how the mission describes it.
func describe(row intake.Row, s *report.Sighting) {
	observation, description, weapon := row.Get("observation"), row.Get("description"), row.Get("weapon")
	s.Act = acts[intake.Plain(observation)]
	if s.Count != (report.Count{}) {
		s.Count.Unit = s.Act
	}
	flags(intake.Plain(description), s)
	if w, _ := intake.ParseWeapon(weapon); !w.IsUnknown() {
		s.Weapon = &w
		s.Act = intake.Narrow(s.Act, w)
	}
	var words []string
	for _, text := range []string{observation, description, weapon} {
		if !intake.IsNotKnown(text) {
			words = append(words, text)
		}
	}
	s.Words = strings.Join(words, ", ")
	s.Origin = origin(intake.Plain(description), s.Where)
}

// flags sets the flags of a description. Fire that the mission itself took for an exercise is training fire.
func flags(text string, s *report.Sighting) {
	set := func(d report.Description) { s.Describes = append(s.Describes, d) }
	if intake.IsNotKnown(text) && text != "" || strings.Contains(text, "undetermined") {
		set(report.NotKnown)
	}
	if strings.Contains(text, "initial assessment") {
		set(report.Initial)
	}
	if strings.Contains(text, "incoming") || strings.Contains(text, "impact") {
		set(report.Incoming)
	}
	if strings.Contains(text, "outgoing") {
		set(report.Outgoing)
	}
	if strings.Contains(text, "exercise") || strings.Contains(text, "live-fire") {
		set(report.LiveFire)
		if _, training, _ := act.Overlap(s.Act, "training-fire"); training > 0 {
			s.Act = "training-fire"
		}
	}
	inside := strings.Contains(text, "inside") || strings.Contains(text, "within")
	if outside := strings.Contains(text, "outside"); outside != inside { // of two areas, the flag could mean either
		if outside {
			set(report.OutsideArea)
		} else {
			set(report.InsideArea)
		}
	}
}
