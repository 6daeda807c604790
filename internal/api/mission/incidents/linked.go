// SPDX-License-Identifier: Apache-2.0

package incidents

import (
	"fmt"
	"strings"

	"truce/canon"
	"truce/engine"
	"truce/incident"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/observation"
)

// linked are the decisions of people on the accounts of the incident, newest first, with who decided and why. One that parted an
// account from the incident stands on both pages.
func (v *view) linked() page.List {
	list := page.List{
		ID: "linked", Title: "Joined and split by people", Inside: true,
		Lead: "A decision stays on record also where a later one, or other evidence, goes against it. The number is that of the account above.",
		Columns: []page.Column{
			{Key: "at", Name: "When"},
			{Key: "decided", Name: "Decided"},
			{Key: "by", Name: "By"},
			{Key: "reason", Name: "Why"},
			{Key: "account", Name: "One account"},
			{Key: "other", Name: "The other"},
			{Key: "now", Name: "Now"},
		},
		Empty: "Nobody has joined or split its accounts.",
	}
	all := v.s.Linked()
	for i := len(all) - 1; i >= 0; i-- {
		l := all[i]
		here, there := v.s.Holding(l.A), v.s.Holding(l.B)
		if !is(here, v.inc.ID) && !is(there, v.inc.ID) {
			continue
		}
		decided, now := "not of one event", "apart"
		if l.Same {
			decided = "of one event"
		}
		if here != nil && there != nil && here.ID == there.ID {
			now = "together"
		}
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{
			{Text: api.Clock(l.At, v.zone)}, {Text: decided}, {Text: l.By}, {Text: l.Reason}, v.accountCell(l.A, here), v.accountCell(l.B, there), {Text: now},
		}})
	}
	return list
}

func is(inc *incident.Incident, id canon.IncidentID) bool { return inc != nil && inc.ID == id }

// accountCell names an account: by its number on this page, or by its source with a link to the incident that holds it now.
func (v *view) accountCell(id canon.ObservationID, held *incident.Incident) page.Cell {
	switch {
	case held == nil:
		return page.Cell{Text: "no longer on record"}
	case held.ID == v.inc.ID:
		return page.Cell{Text: fmt.Sprintf("%d: %s", v.at[id], sourceOf(held, id))}
	}
	return page.Cell{Text: sourceOf(held, id) + ", in " + held.ID.Short(), Link: desk.IncidentPath(held.ID)}
}

func sourceOf(inc *incident.Incident, id canon.ObservationID) string {
	for _, m := range inc.Members {
		if m.ID == id {
			return m.Source
		}
	}
	return "an account"
}

// touched are the accounts that a decision may move: those of the incidents that hold its two.
func touched(s *engine.State, l *engine.Link) (out []*observation.Observation) {
	here, there := s.Holding(l.A), s.Holding(l.B)
	for _, inc := range []*incident.Incident{here, there} {
		if inc != nil && (len(out) == 0 || here.ID != there.ID) {
			out = append(out, inc.Members...)
		}
	}
	return out
}

// moved says where the accounts that a decision could move stand after it: those of one event with the first, and those that are not.
func moved(s *engine.State, l *engine.Link, before []*observation.Observation) string {
	with := s.Holding(l.A)
	if with == nil {
		return ""
	}
	var apart []string
	together := 0
	for _, m := range before {
		held := s.Holding(m.ID)
		switch {
		case held == nil:
		case held.ID == with.ID:
			together++
		case len(apart) < 10:
			apart = append(apart, fmt.Sprintf("%s in %s%s", m.Source, held.ID.Short(), against(m, with)))
		}
	}
	said := fmt.Sprintf(" Of the %s concerned, %d now stand in %s", desk.Counted(len(before), "account"), together, with.ID.Short())
	if rest := len(before) - together; rest > 0 {
		said += fmt.Sprintf(" and %d do not: %s", rest, strings.Join(apart, ", "))
	}
	said += "."
	if l.Same && len(before) > together {
		said += " A join holds for its two accounts; the others are grouped anew by their own evidence, and one that fits the joined ones badly stands apart. Join it too if it is of the same event."
	}
	return said
}

// mostWeighed is how many accounts of an incident one that stands apart is held against, to say why it does.
const mostWeighed = 200

// against says what speaks most against an account being of an event with those of an incident, empty where nothing does.
func against(m *observation.Observation, with *incident.Incident) string {
	least, says := int64(0), ""
	for i, o := range with.Members[:min(len(with.Members), mostWeighed)] {
		w := incident.Weigh(m, o)
		if _, contra := told(w.Reasons); contra != "" && (says == "" || w.Score < least) {
			least, says = w.Score, fmt.Sprintf(" (against account %d: %s)", i+1, contra)
		}
	}
	return says
}
