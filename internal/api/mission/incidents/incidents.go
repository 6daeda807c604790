// SPDX-License-Identifier: Apache-2.0

// Package incidents turns the incidents on record into what the operations room works with: the list, the triage of what is new,
// each incident with every report in it and the reason why, and what is known of the sources. All of it is the mission's own.
package incidents

import (
	"slices"
	"strings"

	"truce/act"
	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/store"
	"truce/known"
	"truce/when"
)

// pages are the pages of the topic.
type pages struct {
	*desk.Desk
	roots roots
}

// Routes are the pages of the topic.
func Routes(d *desk.Desk) []api.Route {
	p := &pages{Desk: d}
	return []api.Route{
		{Pattern: "/incidents", Title: "incidents: the list, newest first", Needs: access.Mission, Noted: true, Alike: true, Page: p.list},
		{Pattern: "/incidents/{id}", Title: "an incident: every report in it and why", Needs: access.Mission, Noted: true, Page: p.one, Act: p.act},
		{Pattern: "/incidents/{id}/shapes", Title: "an incident as shapes for a map", Needs: access.Mission, Noted: true, Raw: p.shapes},
		{Pattern: "/incidents/{id}/origins", Title: "where an incident came from, as shapes for a map", Needs: access.Inside, Noted: true, Raw: p.writeOrigins},
		{Pattern: "/queue", Title: "queue: what nobody has looked at, and who is on it", Needs: access.Mission, Noted: true, Page: p.queue, Act: p.take},
		{Pattern: "/sources", Title: "sources: what each sent, and how it is rated", Needs: access.Inside, Noted: true, Page: p.sources, Act: p.rateSource},
	}
}

// filter says which incidents are listed. What is not set leaves nothing out.
type filter struct {
	span    when.Interval
	act     act.Act
	place   agreement.PlaceID
	outcome finding.Verdict
	letters string // with which the ID begins
	after   canon.IncidentID
	cursor  store.Cursor // behind which a page of the projections begins
}

// pageSize is how many rows a page has.
const pageSize = 100

// choose returns the incidents of one page from the state, and whether there are more. Only what is returned is looked at
// closely. It is for what the projections do not list: see projected. Its error is store.ErrCursor where no incident is the one behind
// which the page begins.
func (p *pages) choose(s *engine.State, f filter) (rows []*incident.Incident, more bool, err error) {
	list := p.Newest(s)
	if !f.after.IsZero() {
		at := slices.IndexFunc(list, func(inc *incident.Incident) bool { return inc.ID == f.after })
		if at < 0 {
			return nil, false, store.ErrCursor
		}
		list = list[at+1:]
	}
	for _, inc := range list {
		if !f.keeps(s, inc) {
			continue
		}
		if len(rows) == pageSize {
			return rows, true, nil
		}
		rows = append(rows, inc)
	}
	return rows, false, nil
}

func (f *filter) keeps(s *engine.State, inc *incident.Incident) bool {
	switch {
	case f.span != (when.Interval{}) && (inc.When.IsUnknown() || !inc.When.Overlaps(f.span)):
		return false
	case f.act != "" && inc.Is(f.act) != known.Yes:
		return false
	case f.letters != "" && !strings.HasPrefix(inc.ID.String(), f.letters):
		return false
	case f.outcome != "" && !slices.ContainsFunc(desk.Findings(s, inc.ID), func(x *finding.Finding) bool { return x.Released.Verdict == f.outcome }):
		return false
	case f.place != "" && !slices.ContainsFunc(s.Dockets(), func(d *finding.Docket) bool { return d.Text().Holds(f.place, inc.Where) == known.Yes }):
		return false
	}
	return true
}
