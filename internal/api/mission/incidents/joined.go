// SPDX-License-Identifier: Apache-2.0

package incidents

import (
	"fmt"

	"truce/canon"
	"truce/engine"
	"truce/incident"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/observation"
)

// elsewhere is the account that an incident was named after which is none any more, with the incident that holds the account now; nil
// where no incident was ever of that name. An incident is named after its first account, so only accounts that lead none now come into
// question.
func elsewhere(s *engine.State, id canon.IncidentID) (*observation.Observation, *incident.Incident) {
	for _, o := range s.Observations() {
		if into := s.Holding(o.ID); into != nil && into.Members[0].ID != o.ID && incident.Named(o.ID) == id {
			return o, into
		}
	}
	return nil, nil
}

// was is the page of an incident that is none any more: which one holds its accounts now, and whose decision that was. Its error is
// api.ErrNotFound where no incident was ever of that name.
func (p *pages) was(a *api.Ask, s *engine.State, id canon.IncidentID) (page.Page, error) {
	lead, into := elsewhere(s, id)
	if into == nil {
		return page.Page{}, api.ErrNotFound
	}
	v := view{s: s, inc: into, zone: p.Zone(), asked: a}
	v.count()
	out := page.Page{Title: "Joined: " + id.Short() + " is part of " + into.ID.Short(), Exercise: into.Exercise, Lead: "This address was of an incident whose accounts stand in another one now. Nothing of them is lost."}
	facts := page.Facts{Facts: []page.Fact{
		{Name: "Stands in", Text: what(into) + ", " + into.ID.Short(), Link: desk.IncidentPath(into.ID)},
		{Name: "As its account", Text: fmt.Sprintf("%d of %d, received %s", v.at[lead.ID], len(into.Members), api.Clock(lead.Received, v.zone))},
		{Name: "What it was", Text: id.String()},
	}}
	if !a.Viewer.May(access.Inside) {
		out.Blocks = []page.Block{facts}
		return out, nil
	}
	list := v.linked()
	list.Lead = "Every decision on the accounts of the incident that holds it now. The number is that of the account there."
	facts.Facts = append(facts.Facts, v.joinedBy(lead.ID, len(list.Rows) > 0))
	if out.Blocks = []page.Block{facts}; len(list.Rows) > 0 {
		out.Blocks = append(out.Blocks, list)
	}
	return out, nil
}

// joinedBy says who joined an account to those that it stands with now. Of a decision that names other accounts of the incident it does not
// guess that this one came with it.
func (v *view) joinedBy(lead canon.ObservationID, decided bool) page.Fact {
	f := page.Fact{Name: "Joined by", Text: "no person: the engine holds the accounts to be of one event, by what they say", Link: desk.IncidentPath(v.inc.ID) + "#joins"}
	if decided {
		f.Text, f.Link = "nobody who named its first account: people decided on others of these accounts, as below, and the engine holds the rest to be of the event", ""
	}
	for _, l := range v.s.Linked() {
		if l.Same && (l.A == lead || l.B == lead) && is(v.s.Holding(l.A), v.inc.ID) && is(v.s.Holding(l.B), v.inc.ID) {
			f.Text, f.Link = fmt.Sprintf("%s, %s: %s", l.By, api.Clock(l.At, v.zone), l.Reason), desk.IncidentPath(v.inc.ID)+"#linked"
		}
	}
	return f
}
