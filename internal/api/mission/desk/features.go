// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/internal/api"
	"truce/place"
	"truce/territory"
)

// Feature is one thing on a map. Its property "role" says what it is: incident, zone, line, belt, place, layer, coverage or
// origin.
type Feature struct {
	ID         string
	Geometry   json.RawMessage
	Properties map[string]any
}

// MarshalJSON writes the feature as RFC 7946 has it.
func (f Feature) MarshalJSON() ([]byte, error) {
	out := map[string]any{"type": "Feature", "geometry": f.Geometry, "properties": f.Properties}
	if f.ID != "" {
		out["id"] = f.ID
	}
	return json.Marshal(out)
}

// Collection is features that are written together. A feature without a geometry is left out of it.
type Collection struct{ features []Feature }

// Add adds a feature.
func (c *Collection) Add(list ...Feature) {
	for _, f := range list {
		if f.Geometry != nil {
			c.features = append(c.features, f)
		}
	}
}

// Write answers with the features as GeoJSON.
func (c *Collection) Write(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/geo+json")
	list := c.features
	if list == nil {
		list = []Feature{}
	}
	return json.NewEncoder(w).Encode(map[string]any{"type": "FeatureCollection", "features": list})
}

// Gravest is what an incident comes to on a map: the gravest verdict of the findings that stand with the furthest status that one
// of that verdict has, or that it is outside every text and recorded.
func Gravest(s *engine.State, id canon.IncidentID) (verdict, status string) {
	verdict, status = Outside()
	best := 0
	for _, f := range Findings(s, id) {
		if weight := 10*gravity(f.Released.Verdict) + far(f.Released.Status); weight > best {
			best, verdict, status = weight, string(f.Released.Verdict), string(f.Released.Status)
		}
	}
	return verdict, status
}

// Outside is what an incident that no term reaches comes to.
func Outside() (verdict, status string) { return "outside", string(finding.Recorded) }

func gravity(v finding.Verdict) int {
	return 1 + slices.Index([]finding.Verdict{finding.NoViolation, finding.Exempt, finding.Undetermined, finding.Violation}, v)
}

func far(s finding.Status) int {
	return slices.Index([]finding.Status{finding.Assessed, finding.Notified, finding.Replied, finding.Determined, finding.UnderAppeal, finding.Final}, s)
}

// IncidentFeature is an incident as the region that it was in.
func IncidentFeature(s *engine.State, inc *incident.Incident, title string) Feature {
	verdict, status := Gravest(s, inc.ID)
	p := map[string]any{"role": "incident", "title": title, "href": IncidentPath(inc.ID), "verdict": verdict, "status": status}
	if !inc.When.IsUnknown() {
		p["from"], p["until"] = api.RFC3339(inc.When.From), api.RFC3339(inc.When.To)
	}
	if inc.Exercise {
		p["exercise"] = "EXERCISE"
	}
	return Feature{ID: strings.TrimPrefix(inc.ID.String(), "incident:"), Geometry: Shape(inc.Where), Properties: p}
}

// Ground is the zones, lines and places that the texts on record draw, each with the source that it was read from.
func Ground(s *engine.State) []Feature {
	var out []Feature
	for _, d := range s.Dockets() {
		out = append(out, GroundOf(d.Text())...)
	}
	return out
}

// GroundOf is Ground of one text.
func GroundOf(text *agreement.Compiled) []Feature {
	var out []Feature
	a := text.Agreement()
	for i := range a.Places {
		out = append(out, placeFeature(text, &a.Places[i]))
	}
	return out
}

func placeFeature(text *agreement.Compiled, pl *agreement.Place) Feature {
	a := text.Agreement()
	p := map[string]any{"role": roleOf(pl.Kind), "name": pl.Name, "source": text.Ref() + ", " + SourceOf(a, pl.Source)}
	if pl.Reported {
		p["reported"] = "drawn as the press or a secondary source reports it"
	}
	if a.Exercise {
		p["exercise"] = "EXERCISE"
	}
	f := Feature{ID: text.Ref() + "/" + string(pl.ID), Properties: p}
	if line := text.Line(pl.ID); line != nil {
		f.Geometry = LineShape(line.Points())
		return f
	}
	f.Geometry = Shape(text.Locate(place.Region{Name: string(pl.ID)}))
	return f
}

func roleOf(k agreement.PlaceKind) string {
	switch k {
	case agreement.ZonePlace:
		return "zone"
	case agreement.LinePlace:
		return "line"
	default:
		return "place"
	}
}

// SourceOf is the title of a source of a text.
func SourceOf(a *agreement.Agreement, id string) string {
	for _, source := range a.Sources {
		if source.ID == id {
			return source.Title
		}
	}
	return id
}

// Layers is the control layers on record, each with its source and the day as of which it speaks.
func Layers(s *engine.State) []Feature {
	var out []Feature
	var sides []string
	for _, m := range s.Layers() {
		l := &m.Layer
		for i := range l.Areas {
			if !slices.Contains(sides, l.Areas[i].Holder) {
				sides = append(sides, l.Areas[i].Holder)
			}
			p := layerProperties(l, l.Areas[i].Holder)
			p["role"], p["side"] = "layer", slices.Index(sides, l.Areas[i].Holder)%4+1
			out = append(out, Feature{Geometry: PolygonShape(l.Areas[i].Polygons), Properties: p})
		}
		for i := range l.Marks {
			holder, ok := l.Marks[i].HolderOver(l.Valid)
			if !ok {
				holder = "no one holder over the time of the layer"
			}
			p := layerProperties(l, holder)
			p["role"], p["name"] = "place", l.Marks[i].Name+": "+holder
			out = append(out, Feature{Geometry: PointShape(l.Marks[i].At.Centre), Properties: p})
		}
	}
	return out
}

func layerProperties(l *territory.Layer, holder string) map[string]any {
	p := map[string]any{"name": holder + ", " + string(l.Kind), "layer": l.Name, "source": l.Source, "as_of": api.RFC3339(l.Published)}
	if !l.Valid.IsUnknown() {
		p["from"], p["until"] = api.RFC3339(l.Valid.From), api.RFC3339(l.Valid.To)
	}
	if l.Exercise {
		p["exercise"] = "EXERCISE"
	}
	return p
}
