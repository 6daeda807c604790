// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"fmt"

	"truce/coalition"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
)

func (d *Desk) force() []api.Route {
	return []api.Route{{Pattern: "/force", Title: "what force is required and pledged, for contributors", Needs: access.Contributors, Noted: true, Page: d.forcePage}}
}

// forcePage is for contributors: the register itself decides who is one, whatever the session says.
func (d *Desk) forcePage(a *api.Ask) (page.Page, error) {
	p := page.Page{Title: "Force", Lead: "Planned numbers, never positions. A pledge counts for how firm it is, and no further."}
	v := view(a)
	err := d.read(func(s *coalition.State) error {
		g := s.Force()
		if !g.MayRead(v) {
			return api.ErrNotFound
		}
		lines := page.List{ID: "lines", Title: "Statement of requirement", Empty: "No line of requirement is on record. The secretariat enters a table with truce force --import.", Columns: []page.Column{
			{Key: "line", Name: "Line"},
			{Key: "capability", Name: "Capability"},
			{Key: "domain", Name: "Domain"},
			{Key: "quantity", Name: "Required", Number: true},
			{Key: "unit", Name: "Unit"},
			{Key: "needed_by", Name: "Needed by"},
			{Key: "host", Name: "Consent of the host"},
		}}
		for _, r := range g.Matrix(v) {
			x := r.Line
			lines.Rows = append(lines.Rows, page.Row{Mark: mark(x.Exercise), Cells: []page.Cell{
				{Text: string(x.ID)}, {Text: x.Capability}, {Text: words(x.Domain)}, {Text: fmt.Sprint(x.Quantity)}, {Text: x.Unit}, {Text: day(x.By)}, {Text: words(r.Consent)},
			}})
		}
		pledges := page.List{ID: "pledges", Title: "Pledges", Empty: "No pledge is on record.", Columns: []page.Column{
			{Key: "state", Name: "State"},
			{Key: "line", Name: "Line"},
			{Key: "firmness", Name: "How firm"},
			{Key: "contributed", Name: "What"},
			{Key: "quantity", Name: "How many", Number: true},
			{Key: "days", Name: "Days to deploy"},
			{Key: "caveats", Name: "Caveats"},
			{Key: "elsewhere", Name: "Committed elsewhere"},
			{Key: "said", Name: "According to"},
		}}
		for _, x := range g.Pledges(v) {
			days := "not told"
			if x.Is.DaysKnown {
				days = fmt.Sprintf("%d to %d", x.Is.Earliest, x.Is.Latest)
			}
			quantity := "not told"
			if x.Is.Quantity > 0 {
				quantity = fmt.Sprint(x.Is.Quantity)
			}
			pledges.Rows = append(pledges.Rows, page.Row{Cells: []page.Cell{
				{Text: string(x.Is.State)},
				{Text: string(x.Is.Line)},
				{Text: words(x.Is.Firmness)},
				{Text: x.Is.Contributed},
				{Text: quantity},
				{Text: days},
				{Text: joined(x.Is.Caveats) + " " + x.Is.CaveatWords},
				{Text: x.Is.Elsewhere},
				{Text: by(x.Said)},
			}})
		}
		decisions := page.List{ID: "decisions", Title: "Decisions on which it hangs", Empty: "No decision is on record.", Columns: []page.Column{
			{Key: "decision", Name: "Decision"}, {Key: "what", Name: "What"}, {Key: "owner", Name: "Who decides"}, {Key: "state", Name: "State"}, {Key: "due", Name: "Due"}, {Key: "said", Name: "According to"},
		}}
		for _, x := range g.Decisions(v) {
			decisions.Rows = append(decisions.Rows, page.Row{Cells: []page.Cell{{Text: string(x.Is.ID)}, {Text: x.Is.What}, {Text: x.Is.Owner}, {Text: words(x.Is.Choice)}, {Text: day(x.Is.Due)}, {Text: by(x.Said)}}})
		}
		p.Blocks = []page.Block{lines, pledges, decisions}
		for _, x := range g.Doubles(v) {
			p.Blocks = append(p.Blocks, page.Note{Kind: page.Warning, Text: fmt.Sprintf("%s pledged %s more than once, to the lines %s.", x.State, x.Contributed, joined(x.Lines))})
		}
		return nil
	})
	return p, err
}
