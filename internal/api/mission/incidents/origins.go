// SPDX-License-Identifier: Apache-2.0

package incidents

import (
	"bytes"
	"encoding/json"
	"net/http"

	"truce/finding/origin"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/place/field"
)

// bands are how a field is drawn: the ground that holds so much of the likelihood, in parts per million, in words. None of
// them is a point, since no place of a field is likely by itself.
func bands() []band {
	return []band{{500_000, "half of the likelihood"}, {900_000, "nine tenths of the likelihood"}, {origin.Credible, "the credible ground"}}
}

type band struct {
	ppm   int64
	words string
}

// writeOrigins answers with where the weapons of an incident may have fired from: what each account says, and the field of what
// independent ones say together.
func (p *pages) writeOrigins(a *api.Ask, w http.ResponseWriter) error {
	var c desk.Collection
	err := p.with(a, func(v view) error {
		for _, f := range append(v.fields(), v.accountsOfOrigin()...) {
			if v.inc.Exercise {
				f.Properties["exercise"] = "EXERCISE"
			}
			c.Add(f)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.Write(w)
}

// fields are the fields of the weapons, under each text on record; where two texts make the same of it, it is drawn once. Where
// accounts do not agree nothing follows from them together, and nothing is drawn.
func (v *view) fields() []desk.Feature {
	var out []desk.Feature
	var last json.RawMessage
	for _, d := range v.s.Dockets() {
		estimates, _ := d.Estimates(v.inc)
		for _, e := range estimates {
			if !e.Field.Agree() {
				continue
			}
			list := bandsOf(e, desk.Counted(len(e.Voices), "independent root")+", under "+d.Text().Ref())
			if bytes.Equal(list[0].Geometry, last) {
				continue
			}
			last = list[0].Geometry
			out = append(out, list...)
		}
	}
	return out
}

// bandsOf draws a field as bands that do not overlap, the likeliest first.
func bandsOf(e *origin.Estimate, source string) []desk.Feature {
	var out []desk.Feature
	within := 0
	for i, b := range bands() {
		cells := e.Field.Within(b.ppm)
		if ring := cells[within:]; len(ring) > 0 {
			out = append(out, desk.Feature{Geometry: desk.Shape(field.Outline(ring)), Properties: map[string]any{
				"role": "origin", "band": i + 1, "name": "origin of " + e.Weapon.String() + ", " + b.words, "source": source,
			}})
		}
		within = len(cells)
	}
	return out
}

// accountsOfOrigin are where single accounts say that it came from.
func (v *view) accountsOfOrigin() []desk.Feature {
	var out []desk.Feature
	for _, g := range v.inc.Weapons() {
		for _, m := range g.Members {
			if o := m.Sighting.Origin; o != nil {
				out = append(out, desk.Feature{Geometry: desk.Shape(*o), Properties: map[string]any{"role": "origin", "band": 0, "name": "origin of " + g.Weapon.String() + " according to " + m.Source, "source": m.Source}})
			}
		}
	}
	return out
}
