// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"encoding/json"
	"fmt"
	"io"

	"truce/engine"
	"truce/finding"
	"truce/finding/origin"
	"truce/incident"
	"truce/internal/cli/say"
	"truce/place"
	"truce/place/field"
)

// originReport is where an incident came from and where it struck, under every agreement on record.
type originReport struct {
	Exercise   bool             `json:"exercise,omitempty"`
	Internal   string           `json:"internal"`
	Incident   string           `json:"incident"`
	Agreements []originsOfText  `json:"agreements"`
	Impact     *estimate        `json:"impact,omitempty"`
	fields     []featuredSource // what the regions of the GeoJSON are of
}

// originsOfText are the estimates of one agreement, whose layers and parties say whose ground it was.
type originsOfText struct {
	Agreement   string              `json:"agreement"`
	Attribution finding.Attribution `json:"attribution"`
	Origins     []estimate          `json:"origins"`
}

// estimate is one field in figures.
type estimate struct {
	Of           string        `json:"of"`
	Observations []observation `json:"observations"`
	Hold         int           `json:"hold"`
	Agree        bool          `json:"agree"`
	InRange      bool          `json:"in_range"`
	Range        string        `json:"range,omitempty"`
	// Best is the middle of the best cell as text; areas are in square metres.
	Best   string  `json:"best"`
	Area50 int64   `json:"area_50_m2"`
	Area90 int64   `json:"area_90_m2"`
	Held   []layer `json:"held,omitempty"`
}

// observation is one independent observation of a field.
type observation struct {
	Root     string   `json:"root"`
	Means    []string `json:"means"`
	Accounts int      `json:"accounts"`
	Holds    bool     `json:"holds"`
	// Weight is what it gives the best place over the mean of all ground, in hundredths of a bit.
	Weight int64 `json:"weight_centibits"`
}

// layer is the shares of the credible region by one layer, or by all together.
type layer struct {
	By     string         `json:"by"`
	Shares []origin.Share `json:"shares"`
}

// featuredSource is a field whose regions are written out.
type featuredSource struct {
	of    string
	field *field.Field
}

func originOf(s *engine.State, inc *incident.Incident) *originReport {
	r := &originReport{Exercise: inc.Exercise, Internal: "internal to the mission: not for release", Incident: inc.ID.String()}
	for _, d := range s.Dockets() {
		under := originsOfText{Agreement: d.Text().Ref(), Attribution: attributionOf(d, inc), Origins: []estimate{}}
		estimates, control := d.Estimates(inc)
		for _, e := range estimates {
			of := "Origin of " + e.Weapon.String()
			out := r.estimate(of, e, len(r.Agreements) == 0)
			cells := e.Field.Within(origin.Credible)
			out.Held = append(out.Held, layer{"all layers together", origin.Shares(e.Field, cells, control.Ground)})
			for _, m := range control.Maps {
				by := fmt.Sprintf("%s, %s, published %s", m.Layer.Name, m.Layer.Source, say.AtMillis(int64(m.Layer.Published)))
				out.Held = append(out.Held, layer{by, origin.Shares(e.Field, cells, control.OfLayer(m))})
			}
			under.Origins = append(under.Origins, out)
		}
		r.Agreements = append(r.Agreements, under)
	}
	if len(s.Dockets()) > 0 {
		if e := (origin.Event{Text: s.Dockets()[0].Text(), Incident: inc}).Impact(); e != nil {
			out := r.estimate("Where it struck", e, true)
			r.Impact = &out
		}
	}
	return r
}

// attributionOf is what the findings of an incident say, which is the same in all of them.
func attributionOf(d *finding.Docket, inc *incident.Incident) finding.Attribution {
	for _, f := range d.Findings() {
		if f.Released.Incident == inc.ID {
			return f.Released.Attribution
		}
	}
	return finding.Attribution{Level: finding.None, Words: "no finding under this agreement"}
}

// estimate writes a field in figures, and keeps it for its regions where it is to be drawn.
func (r *originReport) estimate(of string, e *origin.Estimate, draw bool) estimate {
	f := e.Field
	if draw {
		r.fields = append(r.fields, featuredSource{of, f})
	}
	out := estimate{
		Of: of, Hold: f.Supporters(), Agree: f.Agree(), InRange: f.InRange, Best: position(f.Best()),
		Area50: field.Area(f.Within(500_000)), Area90: field.Area(f.Within(900_000)),
	}
	for i, v := range e.Voices {
		o := observation{Root: v.Root, Accounts: len(v.Observations), Holds: f.Fits[i].Holds, Weight: f.Fits[i].Gain, Means: []string{}}
		for _, m := range v.Means {
			if m == "" {
				m = "by means not known"
			}
			o.Means = append(o.Means, string(m))
		}
		out.Observations = append(out.Observations, o)
	}
	if e.Reach.Most > 0 {
		out.Range = fmt.Sprintf("%s to %s", e.Reach.Least, e.Reach.Most)
	}
	if e.Hit != nil {
		at := place.Direction(e.Hit.Centre, f.Best())
		out.Best += fmt.Sprintf(", %s in a %s direction from what was hit", place.Distance(e.Hit.Centre, f.Best()), place.Wind(at))
	}
	return out
}

// position writes a point in degrees to five decimals, a metre or so.
func position(p place.Point) string {
	degrees := func(e7 int32) string {
		sign := ""
		if e7 < 0 {
			sign, e7 = "-", -e7
		}
		return fmt.Sprintf("%s%d.%05d", sign, e7/10_000_000, e7%10_000_000/100)
	}
	return degrees(p.Lat) + ", " + degrees(p.Lon)
}

func (r *originReport) mark() string { return map[bool]string{true: "EXERCISE "}[r.Exercise] }

// feature is one region of a field for a map.
type feature struct {
	Type       string            `json:"type"`
	Properties featureProperties `json:"properties"`
	Geometry   json.RawMessage   `json:"geometry"`
}

type featureProperties struct {
	Exercise bool   `json:"exercise,omitempty"`
	Internal string `json:"internal"`
	Incident string `json:"incident"`
	Of       string `json:"of"`
	Percent  int64  `json:"percent"`
	Area     int64  `json:"area_m2"`
}

// writeGeoJSON writes the regions of all fields, the widest first so that the others are drawn over it.
func (r *originReport) writeGeoJSON(w io.Writer) error {
	features := []feature{}
	for _, source := range r.fields {
		for _, ppm := range []int64{950_000, 900_000, 500_000} {
			cells := source.field.Within(ppm)
			geometry, err := place.FormatGeoJSON(field.Outline(cells))
			if err != nil {
				return err
			}
			features = append(features, feature{"Feature", featureProperties{
				r.Exercise, r.Internal, r.Incident, source.of, ppm / 10_000, field.Area(cells),
			}, geometry})
		}
	}
	encoded, err := json.Marshal(struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}{"FeatureCollection", features})
	if err != nil {
		return err
	}
	_, err = w.Write(append(encoded, '\n'))
	return err
}
