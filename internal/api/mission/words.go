// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"cmp"
	"strconv"
	"strings"

	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/place"
	"truce/when"
)

// refusal is what an error of an entry is to who sent it: nothing was entered, and why.
func (d *Desk) refusal(err error) error {
	if err == nil {
		return nil
	}
	return d.wording().Refusal(err)
}

// wording is that of the record as it stands.
func (d *Desk) wording() (w desk.Wording) {
	d.read(func(s *engine.State) error {
		w = desk.WordingOf(s)
		return nil
	})
	return w
}

// exerciseMark is the mark of a row under an invented instrument.
func exerciseMark(yes bool) string {
	if yes {
		return "EXERCISE"
	}
	return ""
}

// moment is a time that a form sent, on the clocks of a zone: 2026-02-01T02:30, or zero where it is empty. One that does not exist
// there, or exists twice, is refused.
func moment(a *api.Ask, name string, zone when.Zone) (when.Instant, error) {
	text := a.Sent.Get(name)
	if text == "" {
		return 0, nil
	}
	span, err := desk.Moment(name, text, zone)
	return span.Interval.From, err
}

// groundOf is a place that a form sent: by its name, its middle and radius, or both.
func groundOf(a *api.Ask) (place.Region, error) {
	r := place.Region{Name: a.Sent.Get("place")}
	at := a.Sent.Get("point")
	if at == "" {
		return r, nil
	}
	c, err := place.ParsePoint(at)
	if err != nil {
		return r, api.Refuse("point", "%v", err)
	}
	metres, err := strconv.ParseInt(cmp.Or(a.Sent.Get("radius"), "500"), 10, 32)
	if err != nil || metres < 1 {
		return r, api.Refuse("radius", "want a number of metres, such as 500")
	}
	c.Radius = max(c.Radius, place.Length(metres)*place.Metre)
	r.Circle = &c
	return r, nil
}

// groundFields are the fields that groundOf reads.
func groundFields(a *api.Ask) []page.Field {
	return []page.Field{
		{Name: "place", Label: "Place, by its name", Value: a.Value("place", ""), Error: a.Fault("place"), Help: "As the agreement names it, or in your own words."},
		{Name: "point", Label: "Middle of it", Value: a.Value("point", ""), Error: a.Fault("point"), Help: "Such as 47.5, 37.5; left out where nobody knows."},
		{Name: "radius", Label: "How far around that, in metres", Kind: "number", Value: a.Value("radius", "500"), Error: a.Fault("radius")},
	}
}

// options are choices that read as they are sent.
func options[T ~string](list ...T) []page.Option {
	out := make([]page.Option, len(list))
	for i, v := range list {
		out[i] = page.Option{Value: string(v), Text: strings.ReplaceAll(string(v), "-", " ")}
	}
	return out
}
