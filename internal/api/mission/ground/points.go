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

	"truce/app"
	"truce/engine"
	"truce/incident"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/place"
)

// points is the answer for one version of the record, kept until the next.
type points struct {
	mu      sync.Mutex // held for what follows
	version uint64
	body    []byte
}

// writePoints answers with every incident that has a place on the ground: columns of numbers, which a map draws and counts without
// asking again. Coordinates are hundred-thousandths of a degree, times seconds since 1970, a radius is half the diagonal of the
// bounds in metres.
func (p *pages) writePoints(_ *api.Ask, w http.ResponseWriter) error {
	body, err := p.pointsNow()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(body)
	return err
}

func (p *pages) pointsNow() ([]byte, error) {
	p.points.mu.Lock()
	defer p.points.mu.Unlock()
	version, _ := p.Room.Version()
	if p.points.body != nil && p.points.version == version {
		return p.points.body, nil
	}
	var c columns
	err := p.Room.Read(func(r *app.Record) error {
		c.fill(r.State(), p.Newest(r.State()))
		return nil
	})
	if err != nil {
		return nil, err
	}
	p.points.version, p.points.body = version, c.json()
	return p.points.body, nil
}

// columns are the incidents of a map.
type columns struct {
	lon, lat, radius, from, until, status, verdict []int64
	id, title                                      []string
	statuses, verdicts                             []string
	exercise                                       bool
}

func (c *columns) fill(s *engine.State, all []*incident.Incident) {
	for _, inc := range all {
		low, high, ok := inc.Where.Around()
		if !ok || inc.When.IsUnknown() {
			continue
		}
		c.add(s, inc, low, high)
	}
}

func (c *columns) add(s *engine.State, inc *incident.Incident, low, high place.Point) {
	c.lon = append(c.lon, (int64(low.Lon)+int64(high.Lon))/200)
	c.lat = append(c.lat, (int64(low.Lat)+int64(high.Lat))/200)
	c.radius = append(c.radius, int64(place.Distance(low, high)/2/place.Metre))
	c.from = append(c.from, floor(int64(inc.When.From)))
	c.until = append(c.until, floor(int64(inc.When.To)))
	verdict, status := desk.Gravest(s, inc.ID)
	c.verdict = append(c.verdict, indexIn(&c.verdicts, verdict))
	c.status = append(c.status, indexIn(&c.statuses, status))
	c.id = append(c.id, strings.TrimPrefix(inc.ID.String(), "incident:"))
	c.title = append(c.title, title(inc))
	c.exercise = c.exercise || inc.Exercise
}

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
