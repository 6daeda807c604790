// SPDX-License-Identifier: Apache-2.0

package features

import (
	"encoding/json"
	"math"
	"net/url"
	"strconv"
	"strings"

	"truce/internal/api"
	"truce/internal/store"
	"truce/place"
	"truce/when"
)

// The number of features of one answer: unless asked for, and at most.
const (
	usual = 100
	most  = 5000
)

// asking is what is asked of a collection. The names of the members are those that huma reads; what stands in them is read here, so
// that a fault is answered as the standard asks.
type asking struct {
	Collection string `path:"collection"`
	BBox       string `query:"bbox" doc:"west,south,east,north in degrees; features without a place are left out"`
	Datetime   string `query:"datetime" doc:"an instant, or two with a slash between them, each of which may be .."`
	Limit      string `query:"limit" doc:"how many features at most, 1 to 5000; 100 unless given"`
	Offset     string `query:"offset" doc:"how many features to leave out before the first; the links of an answer set it, or after"`
	After      string `query:"after" doc:"behind which feature to go on; only what the links of an answer set it to"`
}

// choice is a request that was read.
type choice struct {
	boxed         bool
	low, high     place.Point
	timed         bool
	span          when.Interval
	limit, offset int
	after         store.Cursor
}

func (in *asking) read() (c choice, err error) {
	c.limit, c.after = usual, store.Cursor(in.After)
	if in.BBox != "" {
		if c.low, c.high, err = box(in.BBox); err != nil {
			return c, err
		}
		c.boxed = true
	}
	if in.Datetime != "" {
		if c.span, err = span(in.Datetime); err != nil {
			return c, err
		}
		c.timed = true
	}
	if in.Limit != "" {
		if c.limit, err = strconv.Atoi(in.Limit); err != nil || c.limit < 1 {
			return c, bad("limit: want a number from 1 to 5000")
		}
		c.limit = min(c.limit, most)
	}
	if in.Offset != "" {
		if c.offset, err = strconv.Atoi(in.Offset); err != nil || c.offset < 0 {
			return c, bad("offset: want a number from 0 on")
		}
	}
	return c, nil
}

// box reads bounds of four numbers, or of six, whose heights are left out. One that crosses the line of the date has its west east
// of its east.
func box(text string) (low, high place.Point, err error) {
	parts := strings.Split(text, ",")
	if len(parts) == 6 {
		parts = []string{parts[0], parts[1], parts[3], parts[4]}
	}
	if len(parts) != 4 {
		return low, high, bad("bbox: want west,south,east,north")
	}
	var e7 [4]int32
	for i, p := range parts {
		v, err := degrees(p)
		if err != nil {
			return low, high, err
		}
		e7[i] = v
	}
	low, high = place.Point{Lon: e7[0], Lat: e7[1]}, place.Point{Lon: e7[2], Lat: e7[3]}
	if low.Lat > high.Lat || low.Lat < -900_000_000 || high.Lat > 900_000_000 {
		return low, high, bad("bbox: the south is north of the north, or beyond a pole")
	}
	return low, high, nil
}

// degrees reads degrees as units of 1e-7; more decimals are rounded.
func degrees(text string) (int32, error) {
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(v >= -180 && v <= 180) { // so that what is no number is refused
		return 0, bad("bbox: want degrees from -180 to 180")
	}
	return int32(math.Round(v * 1e7)), nil
}

// number writes units of 1e-7 degrees.
func number(e7 int32) json.Number {
	return json.Number(strconv.FormatFloat(float64(e7)/1e7, 'f', -1, 64))
}

// span reads an instant or an interval, whose ends may be open.
func span(text string) (when.Interval, error) {
	from, to, two := strings.Cut(text, "/")
	if !two {
		to = from
	}
	out := when.Interval{From: when.MinInstant, To: when.MaxInstant}
	for i, end := range []string{from, to} {
		if two && (end == ".." || end == "") {
			continue
		}
		t, err := when.ParseInstant(end)
		if err != nil {
			return out, bad("datetime: want times such as 2026-02-01T00:00:00Z, or two of them with a slash between, or .. for an open end")
		}
		if i == 0 {
			out.From = t
		} else {
			out.To = t
		}
	}
	if out.From > out.To {
		return out, bad("datetime: the interval ends before it begins")
	}
	return out, nil
}

// keeps tells whether a feature is asked for. One without a time is kept whatever time is asked for, as the standard has it.
func (c *choice) keeps(e *entry) bool {
	if c.timed && e.timed && !e.span.Overlaps(c.span) {
		return false
	}
	if !c.boxed {
		return true
	}
	across := e.low.Lon <= c.high.Lon && e.high.Lon >= c.low.Lon
	if c.low.Lon > c.high.Lon {
		across = e.low.Lon <= c.high.Lon || e.high.Lon >= c.low.Lon
	}
	return e.placed && across && e.low.Lat <= c.high.Lat && e.high.Lat >= c.low.Lat
}

func (d *doors) items(a *api.Ask, in *asking) (*answer, error) {
	if err := known(a, "bbox", "datetime", "limit", "offset", "after"); err != nil {
		return nil, err
	}
	col, err := d.find(a, in.Collection)
	if err != nil {
		return nil, err
	}
	c, err := in.read()
	if err != nil {
		return nil, err
	}
	if kept := d.kept(col); kept != nil {
		return d.keptItems(a, kept, c)
	}
	if c.after != "" { // only the projections go on behind one, and the links here set no such thing
		return nil, errAfter()
	}
	list, err := col.list(a.Context())
	if err != nil {
		return nil, err
	}
	features, matched := []feature{}, 0
	for i := range list {
		if !c.keeps(&list[i]) {
			continue
		}
		if matched >= c.offset && len(features) < c.limit {
			features = append(features, list[i].feature())
		}
		matched++
	}
	at := d.Origin + "/features/collections/" + col.id
	links := []link{{d.page(at, a, c.offset), "self", typeGeoJSON, "this document"}, {at, "collection", typeJSON, col.title}}
	if c.offset+len(features) < matched && len(features) > 0 {
		links = append(links, link{d.page(at, a, c.offset+len(features)), "next", typeGeoJSON, "the features that follow"})
	}
	return written(typeGeoJSON, map[string]any{
		"type": "FeatureCollection", "features": features, "links": links, "timeStamp": api.RFC3339(a.Now), "numberMatched": matched, "numberReturned": len(features),
	})
}

// page is the address of the features from one on, as they were asked for.
func (d *doors) page(at string, a *api.Ask, offset int) string {
	q := url.Values{}
	for _, name := range []string{"bbox", "datetime", "limit"} {
		if v := a.URL.Query().Get(name); v != "" {
			q.Set(name, v)
		}
	}
	if offset > 0 {
		q.Set("offset", strconv.Itoa(offset))
	}
	if len(q) == 0 {
		return at + "/items"
	}
	return at + "/items?" + q.Encode()
}

func (d *doors) item(a *api.Ask, in *input) (*answer, error) {
	if err := known(a); err != nil {
		return nil, err
	}
	col, err := d.find(a, in.Collection)
	if err != nil {
		return nil, err
	}
	list, err := d.listOf(a, col, in.Item)
	if err != nil {
		return nil, err
	}
	at := d.Origin + "/features/collections/" + col.id
	for i := range list {
		if list[i].id == in.Item {
			f := list[i].feature()
			f.Links = []link{{at + "/items/" + url.PathEscape(in.Item), "self", typeGeoJSON, "this document"}, {at, "collection", typeJSON, col.title}}
			return written(typeGeoJSON, f)
		}
	}
	return nil, api.ErrNotFound
}
