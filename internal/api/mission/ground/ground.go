// SPDX-License-Identifier: Apache-2.0

// Package ground turns what is on record of the ground into the map of the operations room, with the shapes that it draws, and
// into who watched what. A line on a map is an agreement's or a dated layer's, and says whose.
package ground

import (
	"net/http"

	"truce/engine"
	"truce/incident"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/place"
)

// pages are the pages of the topic, with the last answer to who asks for every incident as a point.
type pages struct {
	*desk.Desk
	points points
	kept   kept
	drawn  drawn
}

// Routes are the pages of the topic.
func Routes(d *desk.Desk) []api.Route {
	p := &pages{Desk: d}
	return []api.Route{
		{Pattern: "/map", Title: "map: incidents as regions, zones, dated layers", Needs: access.Mission, Noted: true, Page: p.page},
		{Pattern: "/map/incidents", Title: "map: incidents as regions, as points where there are many", Needs: access.Mission, Noted: true, Raw: p.incidents},
		{Pattern: "/map/points", Title: "map: incidents as points, in columns", Needs: access.Mission, Noted: true, Raw: p.writePoints},
		{Pattern: "/map/agreement", Title: "map: zones, lines and places of the texts", Needs: access.Open, Raw: p.agreement},
		{Pattern: "/map/belts", Title: "map: belts about lines, by what the texts keep out of them", Needs: access.Open, Raw: p.writeBelts},
		{Pattern: "/map/layers", Title: "map: dated layers of control, each with its source", Needs: access.Open, Raw: p.layers},
		{Pattern: "/map/coverage", Title: "map: how much was watched, by cell", Needs: access.Inside, Noted: true, Raw: p.writeCells},
		{Pattern: "/coverage", Title: "coverage: who watched what, and where nobody did", Needs: access.Inside, Noted: true, Page: p.coverage},
	}
}

// few is up to how many incidents are drawn as the regions that they are; more are drawn as points with a radius.
const few = 400

// page is the page of the map, with the newest incidents as a table for who sees no map.
func (p *pages) page(a *api.Ask) (page.Page, error) {
	z := p.Zone()
	_, exercise := p.Site()
	m := page.Map{
		ID: "map", Title: "Where incidents were, as far as their sources know", Zone: z.Name(), Select: a.URL.Query().Get("select"),
		Text: "Every line is the agreement's or a dated layer's, which says whose and as of when. Names are those of the texts and take no side. At most the newest 100,000 incidents are drawn: choose a time to see earlier ones.",
		Layers: []page.Layer{
			{Kind: "incidents", Name: "Incidents", Source: "reports on record", From: timed(a)},
			{Kind: "zones", Name: "Zones, lines and places", Source: "the texts on record, each with where it was read", From: "/map/agreement"},
			{Kind: "belts", Name: "Belts that weapons keep out of", Source: "terms of the texts on record, each with its article", From: "/map/belts"},
			{Kind: "layers", Name: "Who held what", Source: "dated layers, each with its source", From: "/map/layers"},
		},
	}
	watched := a.Viewer.May(access.Inside) && a.URL.Query().Get("coverage") == "yes"
	if watched {
		m.Layers = append(m.Layers, page.Layer{Kind: "coverage", Name: "Watched, by cell (mission only)", Source: "the ledger of who watched", From: "/map/coverage"})
	}
	list := page.List{
		ID: "newest", Title: "The newest on the map", Columns: []page.Column{{Key: "what", Name: "What"}, {Key: "when", Name: "When"}, {Key: "where", Name: "Where, and how sure"}, {Key: "outcome", Name: "Outcome (status)"}},
		Empty: "No incident with a place on the ground is on record. Reports make them; a region that is only a name is in the list of incidents.",
	}
	found, err := p.look(a)
	if err != nil {
		return page.Page{}, err
	}
	var key page.List
	err = p.Read(func(s *engine.State) error {
		if id, err := desk.IncidentID(m.Select); err == nil && s.Incident(id) != nil && a.Viewer.May(access.Inside) {
			m.Layers = append(m.Layers, page.Layer{Kind: "origin", Name: "Where the incident that is shown came from (mission only)", Source: "what each account says, and what independent ones say together", From: desk.IncidentPath(id) + "/origins"})
		}
		key = legend(s, z)
		all := found.of(s, p.Desk)
		window(&m, s, all)
		found.widen(&m)
		for _, inc := range newest(all, 50) {
			verdict, status := desk.Gravest(s, inc.ID)
			list.Rows = append(list.Rows, page.Row{ID: inc.ID.String(), Where: desk.Shape(inc.Where), Cells: []page.Cell{
				{Text: title(firstAct(inc)), Link: desk.IncidentPath(inc.ID)}, {Text: desk.When(inc.When, z)}, {Text: desk.Where(inc.Where)}, {Text: desk.Plain(verdict) + " (" + desk.Plain(status) + ")", Status: status},
			}})
		}
		return nil
	})
	out := page.Page{Title: "Map", Exercise: exercise, Blocks: []page.Block{m}}
	form := page.Form{ID: "filter", Action: "/map", Filter: true, Submit: "Draw again", Fields: []page.Field{
		{Name: "from", Label: "From (time of the agreement's zone)", Kind: "time", Value: a.URL.Query().Get("from")},
		{Name: "to", Label: "To", Kind: "time", Value: a.URL.Query().Get("to")},
	}}
	if a.Viewer.May(access.Inside) {
		form.Fields = append(form.Fields, page.Field{Name: "coverage", Label: "With how much was watched, by cell (mission only)", Kind: "tick", Value: a.URL.Query().Get("coverage")})
	}
	out.Blocks = append(out.Blocks, form, list, key)
	return out, err
}

// timed is the address of the incidents of the time that is asked for.
func timed(a *api.Ask) string {
	address := "/map/incidents"
	for _, name := range []string{"from", "to"} {
		if v := a.URL.Query().Get(name); v != "" {
			address = page.With(address, name, v)
		}
	}
	return address
}

// newest returns the first of a list that have a place on the ground.
func newest(all []*incident.Incident, most int) []*incident.Incident {
	var out []*incident.Incident
	for _, inc := range all {
		if len(out) == most {
			break
		}
		if inc.Where.HasGeometry() {
			out = append(out, inc)
		}
	}
	return out
}

// window sets what the map opens at: the ground of the texts, or else that of the incidents.
func window(m *page.Map, s *engine.State, all []*incident.Incident) {
	var box bounds
	for _, d := range s.Dockets() {
		if low, high, ok := d.Text().Bounds(); ok {
			box.take(low, high)
		}
	}
	if !box.any {
		for _, inc := range all {
			if low, high, ok := inc.Where.Around(); ok {
				box.take(low, high)
			}
		}
	}
	if !box.any {
		box.take(place.Point{Lat: 440_000_000, Lon: 220_000_000}, place.Point{Lat: 525_000_000, Lon: 405_000_000})
	}
	m.West, m.South, m.East, m.North = box.low.Lon, box.low.Lat, box.high.Lon, box.high.Lat
	known := len(all)
	for known > 0 && all[known-1].When.IsUnknown() { // those are the last
		known--
	}
	if known > 0 {
		span := all[0].When.Hull(all[known-1].When)
		m.First, m.Last = int64(span.From), int64(span.To)
	}
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

// incidents answers with the incidents as the regions that they are or, where there are many, with their points.
func (p *pages) incidents(a *api.Ask, w http.ResponseWriter) error {
	var c desk.Collection
	many := false
	found, err := p.look(a)
	if err != nil {
		return err
	}
	err = p.Read(func(s *engine.State) error {
		all := found.of(s, p.Desk)
		if many = len(all) > few; many {
			return nil
		}
		for _, inc := range all {
			c.Add(desk.IncidentFeature(s, inc, title(firstAct(inc))))
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case many:
		return p.writePoints(a, w)
	default:
		return c.Write(w)
	}
}

func (p *pages) agreement(a *api.Ask, w http.ResponseWriter) error {
	texts, err := p.texts(a.URL.Query().Get("text"))
	if err != nil {
		return err
	}
	var c desk.Collection
	for _, text := range texts {
		c.Add(desk.GroundOf(text)...)
	}
	return c.Write(w)
}

func (p *pages) layers(_ *api.Ask, w http.ResponseWriter) error {
	return p.write(w, desk.Layers)
}

func (p *pages) writeCells(_ *api.Ask, w http.ResponseWriter) error {
	list, err := p.cells()
	if err != nil {
		return err
	}
	var c desk.Collection
	c.Add(list...)
	return c.Write(w)
}

func (p *pages) write(w http.ResponseWriter, of func(*engine.State) []desk.Feature) error {
	var c desk.Collection
	err := p.Read(func(s *engine.State) error {
		c.Add(of(s)...)
		return nil
	})
	if err != nil {
		return err
	}
	return c.Write(w)
}
