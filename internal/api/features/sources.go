// SPDX-License-Identifier: Apache-2.0

package features

import (
	"context"
	"encoding/json"
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/incident"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/outward"
	"truce/internal/publish/release"
	"truce/place"
	"truce/when"
)

// released are the findings of the public release, as they stand in its files and nowhere else.
func (d *doors) released(ctx context.Context) ([]entry, error) {
	shown, err := d.current(ctx)
	if err != nil || shown == nil {
		return nil, err
	}
	r := &shown.Draft.Release
	zone, err := when.LoadZone(r.Zone)
	if err != nil {
		return nil, err
	}
	out := make([]entry, len(r.Items))
	for i := range r.Items {
		item := &r.Items[i]
		e := entry{id: strings.TrimPrefix(item.Finding.String(), "finding:")}
		if c := item.Cell; c != nil {
			e.low, e.high, e.placed = place.Point{Lat: int32(c.South), Lon: int32(c.West)}, place.Point{Lat: int32(c.North), Lon: int32(c.East)}, true
		}
		e.span, e.timed = daysOf(item, zone)
		e.feature = func() feature { return releasedFeature(e.id, item) }
		out[i] = e
	}
	return out, nil
}

// daysOf is the whole days on which it may have happened.
func daysOf(i *release.Item, zone when.Zone) (when.Interval, bool) {
	first, err := when.ParseDate(i.Day)
	if err != nil {
		return when.Interval{}, false
	}
	span := zone.Whole(first)
	if last, err := when.ParseDate(i.Until); err == nil {
		span = span.Hull(zone.Whole(last))
	}
	return span, true
}

func releasedFeature(id string, i *release.Item) feature {
	p := map[string]any{
		"agreement": i.Agreement, "article": i.Article, "outcome": i.Verdict, "status": i.Status, "severity": i.Severity, "confidence": i.Confidence, "words": i.Words, "place": i.Place,
	}
	for name, value := range map[string]string{"day": i.Day, "until": i.Until, "contested_by": strings.Join(i.Contested, ", ")} {
		if value != "" {
			p[name] = value
		}
	}
	if i.Exercise {
		p["exercise"] = "EXERCISE"
	}
	return feature{Type: "Feature", ID: id, Geometry: geometry(outward.CellShape(i.Cell)), Properties: p}
}

// geometry is a geometry, or null for none, as GeoJSON asks.
func geometry(g json.RawMessage) json.RawMessage {
	if g == nil {
		return json.RawMessage("null")
	}
	return g
}

// places are what the texts on record draw.
func (d *doors) places(context.Context) (out []entry, err error) {
	err = d.read(func(s *engine.State) error {
		where := map[string]place.Region{}
		for _, k := range s.Dockets() {
			places := k.Text().Agreement().Places
			for i := range places {
				where[k.Text().Ref()+"/"+string(places[i].ID)] = regionOf(k.Text(), &places[i])
			}
		}
		for _, f := range desk.Ground(s) {
			e := entry{id: strings.ReplaceAll(f.ID, "/", ".")}
			r := where[f.ID]
			e.low, e.high, e.placed = r.Around()
			e.feature = func() feature {
				return feature{Type: "Feature", ID: e.id, Geometry: geometry(f.Geometry), Properties: f.Properties}
			}
			out = append(out, e)
		}
		return nil
	})
	return out, err
}

func regionOf(text *agreement.Compiled, p *agreement.Place) place.Region {
	if line := text.Line(p.ID); line != nil {
		return place.Region{Path: &place.Path{Points: line.Points()}}
	}
	return text.Locate(place.Region{Name: string(p.ID)})
}

// incidents are every incident on record.
func (d *doors) incidents(context.Context) (out []entry, err error) {
	err = d.read(func(s *engine.State) error {
		for _, inc := range s.Incidents() {
			out = append(out, incidentEntry(s, inc))
		}
		return nil
	})
	return out, err
}

func incidentEntry(s *engine.State, inc *incident.Incident) entry {
	e := entry{id: strings.TrimPrefix(inc.ID.String(), "incident:"), span: inc.When, timed: !inc.When.IsUnknown()}
	e.low, e.high, e.placed = inc.Where.Around()
	title := desk.Or(desk.Plain(string(inc.Members[0].Sighting.Act)), "act not known")
	made := desk.IncidentFeature(s, inc, title)
	e.feature = func() feature {
		return feature{Type: "Feature", ID: e.id, Geometry: geometry(made.Geometry), Properties: made.Properties}
	}
	return e
}
