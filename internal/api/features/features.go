// SPDX-License-Identifier: Apache-2.0

// Package features turns what a viewer may see on a map into an OGC API of features (OGC 17-069r4, part 1: core, GeoJSON and
// OpenAPI 3.0), which ogr2ogr and QGIS read. A collection that the viewer may not see does not exist for them.
package features

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"truce/app"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/outward"
	"truce/internal/live"
	"truce/internal/store/sqlite"
	"truce/place"
	"truce/spelling/unseen"
	"truce/when"
)

// Options is what the doors are made over. Every member but Rows is required.
type Options struct {
	Room     *live.Room[*app.Record]
	Released *outward.Released
	// Origin is the address under which programs know the server, such as https://mission.example: links are whole.
	Origin string
	// Site is what the record is of, and whether that is invented.
	Site func() (name string, exercise bool)
	// Rows are the projections, nil where there are none and incidents are read from the state; the member may be nil too.
	Rows func() *sqlite.Store
}

// doors answer.
type doors struct {
	Options
	collections []collection
}

// collection is features that are asked for together.
type collection struct {
	id, title, says string
	needs           access.Compartment
	list            func(context.Context) ([]entry, error)
}

// entry is a feature before it is written: what it is chosen by, and how it is made.
type entry struct {
	id        string
	low, high place.Point // of its bounds
	placed    bool        // it has bounds
	span      when.Interval
	timed     bool // it has a time
	feature   func() feature
}

// feature is a feature as RFC 7946 has it.
type feature struct {
	Type       string          `json:"type"`
	ID         string          `json:"id"`
	Geometry   json.RawMessage `json:"geometry"`
	Properties map[string]any  `json:"properties"`
	Links      []link          `json:"links,omitempty"`
}

type link struct {
	Href  string `json:"href"`
	Rel   string `json:"rel"`
	Type  string `json:"type,omitempty"`
	Title string `json:"title,omitempty"`
}

// answer is a body with its media type. The names of the response are those that huma reads.
type answer struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// The media types of the doors.
const (
	typeJSON    = "application/json"
	typeGeoJSON = "application/geo+json"
)

// Add adds the doors to a server.
func Add(s *api.Server, o Options) {
	d := &doors{Options: o}
	d.collections = []collection{
		{"released", "Findings of the public release", "What was found, on a day and in a cell of the ground, delayed and coarsened by the agreement's rule of publication. A cell is where it was, or beside it.", access.Open, d.released},
		{"places", "Places, zones and lines of the agreements", "As each text draws them, with the source that it was read from.", access.Open, d.places},
		{"incidents", "Incidents, for the mission alone", "Each incident as the region that its sources know it in, with the gravest outcome and its status.", access.Mission, d.incidents},
	}
	for _, one := range []struct {
		path, id, says, media string
		answer                func(*api.Ask, *input) (*answer, error)
	}{
		{"/features", "getLandingPage", "features: the landing page", typeJSON, d.landing},
		{"/features/conformance", "getConformance", "features: what of the standard is kept", typeJSON, d.conformance},
		{"/features/collections", "getCollections", "features: the collections that the viewer may see", typeJSON, d.listCollections},
		{"/features/collections/{collection}", "getCollection", "features: one collection", typeJSON, d.oneCollection},
	} {
		op := operation(one.path, one.id, one.says, one.media)
		op.Metadata = map[string]any{api.Noted: strings.HasPrefix(one.path, "/features/collections"), api.Withheld: d.withheld} // they say which ground and times a collection spans
		api.AddDoor(s, access.Open, op, one.answer)
	}
	list := operation("/features/collections/{collection}/items", "getFeatures", "features: the features of a collection", typeGeoJSON)
	one := operation("/features/collections/{collection}/items/{item}", "getFeature", "features: one feature", typeGeoJSON)
	list.Metadata = map[string]any{api.Noted: true, api.Withheld: d.withheld}
	one.Metadata = list.Metadata
	api.AddDoor(s, access.Open, list, d.items)
	api.AddDoor(s, access.Open, one, d.item)
}

func operation(path, id, says, media string) huma.Operation {
	return huma.Operation{
		Method: http.MethodGet, Path: path, OperationID: id, Summary: says, Tags: []string{"features"}, SkipValidateParams: true, Errors: []int{http.StatusBadRequest, http.StatusNotFound},
		Responses: map[string]*huma.Response{"200": {Description: says, Content: map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeObject}}}}},
	}
}

// input is what is asked of a collection or of one feature.
type input struct {
	Collection string `path:"collection"`
	Item       string `path:"item"`
}

func written(media string, v any) (*answer, error) {
	data, err := json.Marshal(v)
	return &answer{ContentType: media, Body: unseen.Escaped(data)}, err
}

// bad is a request that the standard asks to be answered with 400.
func bad(reason string) error { return huma.Error400BadRequest(reason) }

// known refuses parameters that the doors do not have, as the standard asks.
func known(a *api.Ask, names ...string) error {
	for name, values := range a.URL.Query() {
		found := name == "f"
		for _, n := range names {
			found = found || n == name
		}
		if !found {
			return bad("there is no parameter of that name here")
		}
		if name == "f" && values[0] != "json" && values[0] != "geojson" {
			return bad("f: only json is written")
		}
	}
	return nil
}

func (d *doors) landing(a *api.Ask, _ *input) (*answer, error) {
	if err := known(a); err != nil {
		return nil, err
	}
	name, exercise := d.Site()
	if exercise && !strings.HasPrefix(name, "EXERCISE") {
		name = "EXERCISE " + name
	}
	at := d.Origin + "/features"
	return written(typeJSON, map[string]any{
		"title": name, "description": "Features of the record that the viewer may see. A machine assesses, a body determines: no outcome stands without its status.",
		"links": []link{
			{at, "self", typeJSON, "this document"},
			{d.Origin + "/api/openapi-3.0.json", "service-desc", "application/vnd.oai.openapi+json;version=3.0", "the description of the doors"},
			{d.Origin + "/help", "service-doc", "text/html", "help"},
			{at + "/conformance", "conformance", typeJSON, "what of the standard is kept"},
			{at + "/collections", "data", typeJSON, "the collections"},
		},
	})
}

func (d *doors) conformance(a *api.Ask, _ *input) (*answer, error) {
	if err := known(a); err != nil {
		return nil, err
	}
	const of = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
	return written(typeJSON, map[string]any{"conformsTo": []string{of + "core", of + "geojson", of + "oas30"}})
}

// seen are the collections that a viewer may see.
func (d *doors) seen(a *api.Ask) (out []collection) {
	for _, c := range d.collections {
		if a.Viewer.May(c.needs) {
			out = append(out, c)
		}
	}
	return out
}

func (d *doors) find(a *api.Ask, id string) (collection, error) {
	for _, c := range d.seen(a) {
		if c.id == id {
			return c, nil
		}
	}
	return collection{}, api.ErrNotFound
}

// withheld tells whether an address names a collection that its viewer does not see.
func (d *doors) withheld(a *api.Ask) bool {
	rest, found := strings.CutPrefix(a.URL.Path, "/features/collections/")
	if !found {
		return false
	}
	id, _, _ := strings.Cut(rest, "/")
	_, err := d.find(a, id)
	return err != nil
}

func (d *doors) listCollections(a *api.Ask, _ *input) (*answer, error) {
	if err := known(a); err != nil {
		return nil, err
	}
	list := []any{}
	for _, c := range d.seen(a) {
		each, err := d.describe(a.Context(), c)
		if err != nil {
			return nil, err
		}
		list = append(list, each)
	}
	return written(typeJSON, map[string]any{"links": []link{{d.Origin + "/features/collections", "self", typeJSON, "this document"}}, "collections": list})
}

func (d *doors) oneCollection(a *api.Ask, in *input) (*answer, error) {
	if err := known(a); err != nil {
		return nil, err
	}
	c, err := d.find(a, in.Collection)
	if err != nil {
		return nil, err
	}
	out, err := d.describe(a.Context(), c)
	if err != nil {
		return nil, err
	}
	return written(typeJSON, out)
}

// spanned is the ground and the times of a collection.
func (d *doors) spanned(ctx context.Context, c collection) (box bounds, span when.Interval, timed bool, err error) {
	if kept := d.kept(c); kept != nil {
		e, err := kept.Extent(ctx)
		if e.Bounds != nil {
			box.take(e.Bounds.Low, e.Bounds.High)
		}
		return box, e.Span, !e.Span.IsUnknown(), err
	}
	list, err := c.list(ctx)
	for _, e := range list {
		if e.placed {
			box.take(e.low, e.high)
		}
		if e.timed && !timed {
			span, timed = e.span, true
		} else if e.timed {
			span = span.Hull(e.span)
		}
	}
	return box, span, timed, err
}

// describe says what a collection is and which ground and times it spans.
func (d *doors) describe(ctx context.Context, c collection) (map[string]any, error) {
	box, span, timed, err := d.spanned(ctx, c)
	if err != nil {
		return nil, err
	}
	at := d.Origin + "/features/collections/" + c.id
	out := map[string]any{
		"id": c.id, "title": c.title, "description": c.says, "itemType": "feature", "crs": []string{"http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
		"links": []link{{at, "self", typeJSON, "this document"}, {at + "/items", "items", typeGeoJSON, "the features"}},
	}
	extent := map[string]any{}
	if box.any {
		extent["spatial"] = map[string]any{"bbox": [][4]json.Number{box.degrees()}, "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
	}
	if timed {
		extent["temporal"] = map[string]any{"interval": [][2]string{{api.RFC3339(span.From), api.RFC3339(span.To)}}}
	}
	if len(extent) > 0 {
		out["extent"] = extent
	}
	return out, nil
}

// bounds hold what was taken.
type bounds struct {
	low, high place.Point
	any       bool
}

func (b *bounds) take(low, high place.Point) {
	if !b.any {
		b.low, b.high, b.any = low, high, true
		return
	}
	b.low = place.Point{Lat: min(b.low.Lat, low.Lat), Lon: min(b.low.Lon, low.Lon)}
	b.high = place.Point{Lat: max(b.high.Lat, high.Lat), Lon: max(b.high.Lon, high.Lon)}
}

func (b *bounds) degrees() [4]json.Number {
	return [4]json.Number{number(b.low.Lon), number(b.low.Lat), number(b.high.Lon), number(b.high.Lat)}
}

// current is the public release, nil while nothing was let go.
func (d *doors) current(ctx context.Context) (*outward.Shown, error) {
	shown, err := d.Released.Current(ctx)
	if errors.Is(err, outward.ErrNoneYet) || errors.Is(err, outward.ErrOther) {
		return nil, nil
	}
	return shown, err
}

func (d *doors) read(f func(*engine.State) error) error {
	return d.Room.Read(func(r *app.Record) error { return f(r.State()) })
}
