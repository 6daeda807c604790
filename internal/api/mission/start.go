// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"

	"truce/app"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/moving"
	"truce/internal/api/page"
	"truce/when"
)

func (d *Desk) start() []api.Route {
	return []api.Route{{Pattern: "/{$}", Title: "start: what the record comes to, and where to go", Needs: access.Open, Noted: true, Page: d.startPage}}
}

// startPage says in four figures what the record comes to, and leads on. The public sees no figure here: those are in the
// release, after its delay.
func (d *Desk) startPage(a *api.Ask) (page.Page, error) {
	site, exercise := d.Site()
	p := page.Page{Title: site, Exercise: exercise, Lead: "A machine assesses, a body determines."}
	if a.Viewer.May(access.Released) {
		c, at, err := d.counts(a)
		if err != nil {
			return p, err
		}
		p.Blocks = append(p.Blocks, fourCounts(c, "whole record, as of "+api.Clock(at, d.Zone())))
	} else {
		p.Blocks = append(p.Blocks, page.Note{Kind: page.Info, Text: "What the public sees is delayed and coarsened by the agreement's rule of publication.", Link: page.Link{Text: "What was released", To: "/public"}})
	}
	if !d.adopted() {
		p.Blocks = append(p.Blocks, page.Note{Kind: page.Help, Text: "No agreement is on record yet, so nothing can be reported or judged. " + desk.Adopt})
	} else if a.Viewer.Member != "" && (a.Viewer.May(access.Judging) || a.Viewer.May(access.Filing)) {
		var list page.List
		err := d.read(func(s *engine.State) error {
			list = moving.Waiting(s, a)
			return nil
		})
		if err != nil {
			return p, err
		}
		p.Blocks = append([]page.Block{list}, p.Blocks...)
	}
	links := page.Links{Title: "Where to go"}
	for _, s := range a.Sections {
		links.Links = append(links.Links, page.Link{Text: s.Name, To: s.Path})
	}
	p.Blocks = append(p.Blocks, links)
	if a.Viewer.May(access.Running) {
		p.Blocks = append(p.Blocks, page.Links{Title: "What keeps the server running", Links: []page.Link{
			{Text: "Whether the record is open", To: "/health/ready"}, {Text: "Measures", To: "/metrics"}, {Text: "Who sees what", To: "/routes"},
		}})
	}
	return p, nil
}

// minuted is what those outside the mission are told in a minute: one more of them in the next second would say that a report came in, and
// when.
type minuted struct {
	mu        sync.Mutex // held for what follows, while it is counted too
	minute    when.Instant
	destroyed int
	counts    engine.Counts
	at        when.Instant
}

// counts are the four counts that a viewer is shown, and as of when: for who works for the mission of now, for anybody else once a minute.
func (d *Desk) counts(a *api.Ask) (c engine.Counts, at when.Instant, err error) {
	if a.Viewer.OfMission() {
		return c, a.Now, d.count(a, &c)
	}
	destroyed := 0
	err = d.Room.Read(func(r *app.Record) error {
		destroyed = r.Destroyed()
		return nil
	})
	o, minute := &d.outside, a.Now/when.Instant(when.Minute)
	o.mu.Lock()
	defer o.mu.Unlock()
	if err == nil && (o.at == 0 || o.minute < minute || o.destroyed != destroyed) {
		if err = d.count(a, &c); err == nil {
			o.minute, o.destroyed, o.counts, o.at = minute, destroyed, c, a.Now
		}
	}
	return o.counts, o.at, err
}

// count counts the whole record: from the projections where there are some.
func (d *Desk) count(a *api.Ask, c *engine.Counts) error {
	kept := d.Rows()
	if kept == nil {
		return d.read(func(s *engine.State) error {
			*c = engine.Count(s, engine.WholePeriod())
			return nil
		})
	}
	totals, err := kept.Totals(a.Context())
	if err != nil {
		return err
	}
	err = d.read(func(s *engine.State) error {
		list := s.Dockets()
		c.Exercise = len(list) > 0 && list[0].Text().Agreement().Exercise
		return nil
	})
	for _, t := range totals {
		if t.Exercise == c.Exercise {
			c.Observations, c.Unquantified, c.Incidents, c.Assessed, c.Determined = t.Observations, t.Unquantified, t.Incidents, t.Assessed, t.Determined
		}
	}
	return err
}

// fourCounts are the four counts, beside each other and never added.
func fourCounts(c engine.Counts, period string) page.Counts {
	recorded := "none"
	for i, unit := range slices.Sorted(maps.Keys(c.Observations)) {
		if i == 0 {
			recorded = ""
		} else {
			recorded += ", "
		}
		recorded += c.Observations[unit].String() + " " + desk.Plain(unit)
	}
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	return page.Counts{Title: "Four counts, never added", Counts: []page.Count{
		{Name: "Observations as recorded", Number: recorded, Says: fmt.Sprintf("%d more without a number; %s", c.Unquantified, period)},
		{Name: "Incidents", Number: number(c.Incidents), Says: "physical events; " + period},
		{Name: "Assessed violations", Number: number(c.Assessed), Says: "incident by term, by the engine; " + period},
		{Name: "Determined violations", Number: number(c.Determined), Says: "incident by term, by the competent body; " + period},
	}}
}
