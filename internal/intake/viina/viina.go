// SPDX-License-Identifier: Apache-2.0

// Package viina turns the place-days of VIINA, news stories of the war in Ukraine grouped by place and day, into
// reports of the level of aggregates, and its record of who held each populated place into a layer of territory.
package viina

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"truce/act"
	"truce/internal/intake"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Format is the name of the door for place-days.
const Format = "viina"

const source = "viina"

// radius is how far from the coordinates of a place the story may have been: places are coded by their centre.
const radius = 5 * place.Kilometre

// box is the ground of the data set, Ukraine and the Russian regions near it.
var box = intake.Box{South: 43, West: 21, North: 55, East: 52}

// kind is what a letter of the data set stands for. Where stories of one letter tell of many things, the act stays
// unknown and the words say what is known.
type kind struct {
	act   act.Act
	words string
}

var kinds = map[string]kind{
	"S": {"air-strike", "air strike"},
	"D": {"uav-strike", "drone strike"},
	"A": {"shelling", "artillery shelling"},
	"F": {"fire", "firefight"},
	"C": {"", "civilian casualties"},
	"M": {"", "military casualties"},
	"V": {"", "armoured vehicles"},
	"L": {"air-alert", "air alert"},
	"O": {"", "other news, much of it not of the war"},
}

var opening = regexp.MustCompile(`^\s*\{\s*"\d{8}"\s*:\s*\[\s*(\[|\])`)

// Recognises tells whether the beginning of a file is that of this format.
func Recognises(head []byte) bool {
	return opening.Match(bytes.TrimPrefix(head, []byte("\ufeff")))
}

// Read reads a file of place-days, {"20260101": [[lon, lat, place, letter, stories, [urls]]]}. A day is a civil day
// of the zone of the options, Europe/Kyiv unless given.
func Read(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error) {
	b := intake.NewBatch(ctx, r, o, sink).As(Format)
	zone, err := o.LoadZone("Europe/Kyiv")
	if err != nil {
		return b.End(err)
	}
	d := days{batch: b, values: intake.NewValues(b), zone: zone, source: o.SourceOr(source)}
	return b.End(d.read())
}

type days struct {
	batch  *intake.Batch
	values *intake.Values
	zone   when.Zone
	source string
}

func (d days) read() error {
	if err := d.values.Enter('{'); err != nil {
		return err
	}
	for d.values.More() {
		name, err := d.values.Name()
		if err != nil {
			return err
		}
		if err := d.day(name); err != nil {
			return err
		}
	}
	if err := d.values.Leave('}'); err != nil {
		return err
	}
	return d.values.End()
}

// day reads the place-days of one day. Where the day does not exist, each of them is refused.
func (d days) day(name string) error {
	date, dateErr := compactDate(name)
	if err := d.values.Enter('['); err != nil {
		return err
	}
	for d.values.More() {
		raw, err := d.values.Value()
		if err != nil {
			return err
		}
		if err := d.batch.Row(); err != nil {
			return err
		}
		r, err := d.report(raw, date)
		if err = errors.Join(dateErr, err); err != nil {
			d.batch.Refuse(err)
			continue
		}
		// The day is not in the row, so it goes into the original beside it.
		if err := d.batch.Report(r, slices.Concat([]byte(name), []byte(" "), raw)); err != nil {
			return err
		}
	}
	return d.values.Leave(']')
}

func compactDate(text string) (when.Date, error) {
	if len(text) != 8 {
		return when.Date{}, fmt.Errorf("day %.20q: eight digits are due, such as 20260101", text)
	}
	return when.ParseDate(text[:4] + "-" + text[4:6] + "-" + text[6:])
}

// placeDay is one element of a day.
type placeDay struct {
	lon, lat json.Number
	place    string
	letter   string
	stories  int64
	urls     []string
}

func (p *placeDay) UnmarshalJSON(data []byte) error {
	fields := []any{&p.lon, &p.lat, &p.place, &p.letter, &p.stories, &p.urls}
	var raw []json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil || len(raw) != len(fields) {
		return errors.New("an array of longitude, latitude, place, letter, number and addresses is due")
	}
	for i, name := range []string{"longitude", "latitude", "place", "letter", "number", "addresses"} {
		if err := json.Unmarshal(raw[i], fields[i]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (d days) report(raw []byte, date when.Date) (report.Report, error) {
	var p placeDay
	if err := json.Unmarshal(raw, &p); err != nil {
		return report.Report{}, err
	}
	at, err := intake.ParsePosition(p.lat.String(), p.lon.String())
	if err == nil {
		err = box.Check(at)
	}
	if err != nil {
		return report.Report{}, err
	}
	k, ok := kinds[p.letter]
	if !ok {
		return report.Report{}, fmt.Errorf("letter %.20q: use one of S, D, A, F, C, M, V, L, O", p.letter)
	}
	roots, err := hosts(p.urls)
	if err != nil {
		return report.Report{}, err
	}
	i := d.zone.Whole(date)
	return report.Report{Extract: report.Extract{
		Level: report.Aggregate, Source: d.source, Roots: roots, Received: i.To,
		Sightings: []report.Sighting{{
			Act: k.act, Words: fmt.Sprintf("%s, stories: %d", k.words, p.stories),
			Time:  when.Span{Interval: i, Evidence: when.Coded, Zone: d.zone.Name()},
			Where: intake.CircleAround(p.place, at, radius),
		}},
	}}, nil
}

// shared are sites on which each account is a publisher of its own.
var shared = []string{"t.me", "x.com", "twitter.com", "facebook.com", "youtube.com"}

// hosts are the publishers of the stories, sorted, each once: the host of an address, and on a site of many
// publishers also the first part of the path.
func hosts(addresses []string) ([]string, error) {
	var out []string
	for _, a := range addresses {
		u, err := url.Parse(a)
		if err != nil || u.Hostname() == "" {
			return nil, fmt.Errorf("address %.80q is not one of the web", a)
		}
		host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		account, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
		if slices.Contains(shared, host) && account != "" {
			host += "/" + strings.ToLower(account)
		}
		out = append(out, host)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
