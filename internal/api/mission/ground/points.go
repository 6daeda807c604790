// SPDX-License-Identifier: Apache-2.0

package ground

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"truce/act"
	"truce/app"
	"truce/engine"
	"truce/incident"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/store"
	"truce/observation"
	"truce/place"
	"truce/when"
)

// mostPoints is how many points one answer has at most, the newest of those that are asked for.
const mostPoints = 100_000

// points is the answer to one question for one version of the record, kept until the next.
type points struct {
	mu      sync.Mutex // held for what follows
	version uint64
	asked   store.PointFilter
	body    []byte
}

// writePoints answers with incidents that have a place on the ground, the newest of those whose middle is in a window (bbox) and whose
// time may be between two (from, to): columns of numbers, which a map draws and counts without asking again, and "more" where
// there are others. Coordinates are hundred-thousandths of a degree, times seconds since 1970, a radius is half the diagonal of the
// bounds in metres.
func (p *pages) writePoints(a *api.Ask, w http.ResponseWriter) error {
	f, err := p.pointsAsked(a)
	if err != nil {
		return err
	}
	body, err := p.pointsNow(a, f)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(body)
	return err
}

// pointsAsked reads which points are asked for.
func (p *pages) pointsAsked(a *api.Ask) (f store.PointFilter, err error) {
	q := a.URL.Query()
	f.Limit = mostPoints
	if f.Span, err = desk.Span(q.Get("from"), q.Get("to"), p.Zone()); err != nil {
		return f, api.Refuse("from", "%v", err)
	}
	if text := q.Get("bbox"); text != "" {
		var e7 [4]int32
		parts := strings.Split(text, ",")
		for i, part := range parts[:min(len(parts), 4)] {
			v, err := strconv.ParseFloat(part, 64)
			if len(parts) != 4 || err != nil || !(v >= -180 && v <= 180) { // so that what is no number is refused
				return f, api.Refuse("bbox", "want west,south,east,north in degrees")
			}
			e7[i] = int32(v * 1e7)
		}
		f.Window = &store.Bounds{Low: place.Point{Lon: e7[0], Lat: e7[1]}, High: place.Point{Lon: e7[2], Lat: e7[3]}}
	}
	return f, nil
}

func (p *points) holds(version uint64, f store.PointFilter) bool {
	same := f.Window == p.asked.Window || f.Window != nil && p.asked.Window != nil && *f.Window == *p.asked.Window
	return p.body != nil && p.version == version && same && f.Span == p.asked.Span
}

func (p *pages) pointsNow(a *api.Ask, f store.PointFilter) ([]byte, error) {
	p.points.mu.Lock()
	defer p.points.mu.Unlock()
	version, _ := p.Room.Version()
	if p.points.holds(version, f) {
		return p.points.body, nil
	}
	var list store.Points
	kept := p.Rows()
	if kept != nil {
		var err error
		if list, err = kept.Points(a.Context(), f); err != nil {
			return nil, err
		}
	}
	c := columns{more: list.Cut}
	for i := range list.Points {
		one := &list.Points[i]
		verdict, status := string(one.Outcomes.Gravest()), string(one.Furthest)
		if verdict == "" {
			verdict, status = desk.Outside()
		}
		c.add(one, verdict, status)
	}
	if kept == nil {
		err := p.Room.Read(func(r *app.Record) error {
			c.fill(r.State(), f, p.Newest(r.State()))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	p.points.version, p.points.asked, p.points.body = version, f, c.json()
	return p.points.body, nil
}

// columns are the incidents of a map.
type columns struct {
	lon, lat, radius, from, until, status, verdict []int64
	id, title                                      []string
	statuses, verdicts                             []string
	exercise, more                                 bool
}

// fill takes the incidents of a state that are asked for.
func (c *columns) fill(s *engine.State, f store.PointFilter, all []*incident.Incident) {
	for _, inc := range all {
		if f.Window != nil && !within(*f.Window, inc) || !f.Span.IsUnknown() && (inc.When.IsUnknown() || !inc.When.Overlaps(f.Span)) {
			continue
		}
		if c.more = len(c.id) == f.Limit; c.more {
			return
		}
		c.take(s, inc)
	}
}

// within tells whether the middle of an incident is in a window. One whose west is beyond its east reaches across the antimeridian.
func within(w store.Bounds, inc *incident.Incident) bool {
	low, high, ok := inc.Where.Around()
	if !ok {
		return false
	}
	lat, lon := int32((int64(low.Lat)+int64(high.Lat))/2), int32((int64(low.Lon)+int64(high.Lon))/2)
	if lat < w.Low.Lat || lat > w.High.Lat {
		return false
	}
	if w.Low.Lon > w.High.Lon {
		return lon >= w.Low.Lon || lon <= w.High.Lon
	}
	return lon >= w.Low.Lon && lon <= w.High.Lon
}

// take takes an incident that has a place, as the projections have it.
func (c *columns) take(s *engine.State, inc *incident.Incident) {
	low, high, ok := inc.Where.Around()
	if !ok {
		return
	}
	middle := place.Point{Lat: int32((int64(low.Lat) + int64(high.Lat)) / 2), Lon: int32((int64(low.Lon) + int64(high.Lon)) / 2)}
	p := store.Point{Incident: inc.ID, At: middle, Reach: int32(place.Distance(middle, high) / place.Metre), When: when.MinInstant, Act: firstAct(inc), Exercise: inc.Exercise}
	if !inc.When.IsUnknown() {
		p.When, p.Until = inc.When.From, inc.When.From+(inc.When.To-inc.When.From+999)/1000*1000
	}
	verdict, status := desk.Gravest(s, inc.ID)
	c.add(&p, verdict, status)
}

// add adds an incident that has a time.
func (c *columns) add(p *store.Point, verdict, status string) {
	if p.When == when.MinInstant {
		return
	}
	c.lon, c.lat = append(c.lon, int64(p.At.Lon)/100), append(c.lat, int64(p.At.Lat)/100)
	c.radius = append(c.radius, int64(p.Reach))
	c.from, c.until = append(c.from, floor(int64(p.When))), append(c.until, floor(int64(p.Until)))
	c.verdict, c.status = append(c.verdict, indexIn(&c.verdicts, verdict)), append(c.status, indexIn(&c.statuses, status))
	c.id = append(c.id, strings.TrimPrefix(p.Incident.String(), "incident:"))
	c.title = append(c.title, title(p.Act))
	c.exercise = c.exercise || p.Exercise
}

// firstAct is the act that an incident is called by: of those of its accounts the first in the list of acts.
func firstAct(inc *incident.Incident) act.Act {
	for _, a := range act.Acts() {
		if slices.ContainsFunc(inc.Members, func(m *observation.Observation) bool { return m.Sighting.Act == a }) {
			return a
		}
	}
	return ""
}

func title(a act.Act) string { return desk.Or(desk.Plain(string(a)), "act not known") }

// floor turns milliseconds into seconds, never later.
func floor(ms int64) int64 {
	if ms < 0 && ms%1000 != 0 {
		return ms/1000 - 1
	}
	return ms / 1000
}

// indexIn is the place of a word in a list that it is added to.
func indexIn(list *[]string, word string) int64 {
	at := slices.Index(*list, word)
	if at < 0 {
		at = len(*list)
		*list = append(*list, word)
	}
	return int64(at)
}

func (c *columns) json() []byte {
	var b bytes.Buffer
	b.WriteString(`{"count":`)
	b.WriteString(strconv.Itoa(len(c.id)))
	if c.exercise {
		b.WriteString(`,"exercise":"EXERCISE"`)
	}
	if c.more {
		b.WriteString(`,"more":true`)
	}
	b.WriteString(`,"href":"/incidents/"`)
	for _, column := range []struct {
		name string
		list []int64
	}{{"lon", c.lon}, {"lat", c.lat}, {"radius", c.radius}, {"from", c.from}, {"until", c.until}, {"status", c.status}, {"verdict", c.verdict}} {
		b.WriteString(`,"` + column.name + `":[`)
		for i, n := range column.list {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(strconv.AppendInt(b.AvailableBuffer(), n, 10))
		}
		b.WriteByte(']')
	}
	for _, column := range []struct {
		name string
		list []string
	}{{"id", c.id}, {"title", c.title}} {
		b.WriteString(`,"` + column.name + `":`)
		writeStrings(&b, column.list)
	}
	b.WriteString(`,"words":{"status":`)
	writeStrings(&b, c.statuses)
	b.WriteString(`,"verdict":`)
	writeStrings(&b, c.verdicts)
	b.WriteString("}}\n")
	return b.Bytes()
}

func writeStrings(b *bytes.Buffer, list []string) {
	if list == nil {
		list = []string{}
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic("ground: texts that cannot be written: " + err.Error())
	}
	b.Write(text)
}
