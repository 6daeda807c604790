// SPDX-License-Identifier: Apache-2.0

package incidents

import (
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
)

// inRoom are the patrol tasks and calls of the operations room that are about the incident or a finding on it.
func (v *view) inRoom() page.List {
	list := page.List{
		ID: "in-the-room", Title: "Patrols and calls about it", Inside: true, Empty: "No patrol was requested and no call was entered about it.",
		Columns: []page.Column{{Key: "item", Name: "Item"}, {Key: "what", Name: "What"}, {Key: "who", Name: "Who"}, {Key: "at", Name: "When"}, {Key: "state", Name: "How far"}},
	}
	for _, t := range v.s.Room().Tasks() {
		if t.About.Incident == v.inc.ID {
			list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{
				{Text: t.ID, Link: "/patrols#row-" + t.ID}, {Text: t.What}, {Text: t.Source}, {Text: api.Clock(t.Steps[0].At, v.zone)}, {Text: desk.Plain(string(t.State()))},
			}})
		}
	}
	for _, c := range v.s.Room().Calls() {
		if c.About.Incident == v.inc.ID {
			said := desk.Plain(string(c.Reached))
			if c.Said != "" {
				said += ": " + c.Said
			}
			list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: c.ID, Link: "/watch#row-" + c.ID}, {Text: c.Asked}, {Text: c.To}, {Text: api.Clock(c.At, v.zone)}, {Text: said}}})
		}
	}
	return list
}

// enterAbout leads an officer to what can be entered about the incident.
func (v *view) enterAbout() page.Links {
	to := func(path string) string { return page.With(path, "about", v.inc.ID.String()) }
	return page.Links{Title: "Enter something about it", Links: []page.Link{
		{Text: "A patrol task", To: to("/patrols") + "#request"}, {Text: "A call", To: to("/watch/call")}, {Text: "A flash report", To: to("/watch/flash")},
	}}
}
