// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"truce/coalition"
	"truce/coalition/brief"
	"truce/coalition/sourced"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/when"
)

func (d *Desk) briefs() []api.Route {
	return []api.Route{
		{Pattern: "/brief", Title: "the page of one's own state", Needs: access.Registers, Noted: true, Page: d.briefPage},
		{Pattern: "/releases", Title: "what a mission released", Needs: access.Registers, Page: d.releasesPage},
		{Pattern: "/releases/{finding}", Title: "a release beside the undertakings that one's state may see", Needs: access.Registers, Noted: true, Page: d.releasePage},
	}
}

// briefPage is the page of the viewer's own state: it is for that state and no other.
func (d *Desk) briefPage(a *api.Ask) (page.Page, error) {
	state := sourced.Name(a.Viewer.Member)
	p := page.Page{Title: "Brief", Lead: "One page for one state, as that state reads it. Each line says who said it."}
	if state == "" {
		p.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "A brief is for a state. Sign in for the chancellery of one."}}
		return p, nil
	}
	err := d.read(func(s *coalition.State) error {
		b := brief.Make(s, state, view(a))
		p.Title, p.Exercise = "Brief for "+string(state), b.Exercise
		p.Blocks = []page.Block{page.Prose{Paragraphs: []string{b.Text()}, Exact: true}}
		return nil
	})
	return p, err
}

func (d *Desk) releasesPage(a *api.Ask) (page.Page, error) {
	l := page.List{ID: "releases", Empty: "No release of a mission is on record. The secretariat takes one in with truce coalition release.", Columns: []page.Column{
		{Key: "finding", Name: "Finding"}, {Key: "outcome", Name: "Outcome (status)"}, {Key: "article", Name: "Article"}, {Key: "agreement", Name: "Agreement"}, {Key: "received", Name: "Received"},
	}}
	err := d.read(func(s *coalition.State) error {
		for _, x := range s.ReleasesAsOf(a.Now) {
			l.Rows = append(l.Rows, releaseRow(x))
		}
		return nil
	})
	return page.Page{Title: "Releases", Lead: "What a mission released, checked from its bundle. An assessment is no determination.", Blocks: []page.Block{l}}, err
}

func releaseRow(x coalition.Released) page.Row {
	outcome := words(x.Verdict) + " (" + words(x.Status) + ")"
	if x.Determination != nil && x.Determination.None {
		outcome += "; " + x.Determination.By + " divided, no determination"
	}
	row := page.Row{ID: x.Finding.Short(), Mark: mark(x.Exercise), Cells: []page.Cell{
		{Text: x.Finding.Short(), Link: "/releases/" + x.Finding.String()}, {Text: outcome, Status: x.Status}, {Text: x.Article}, {Text: x.Agreement}, {Text: api.Clock(x.At, when.Zone{})},
	}}
	if !x.SupersededBy.IsZero() {
		row.Cells[0].Text += " (superseded)"
	}
	return row
}

// releasePage sets a release beside the undertakings that the viewer's state may see: on the text, and nothing more.
func (d *Desk) releasePage(a *api.Ask) (page.Page, error) {
	p := page.Page{Lead: "Whether the conditions are apparently met is read off the text. Whether an undertaking is called on is for the authority that a state's law names."}
	v := view(a)
	err := d.read(func(s *coalition.State) error {
		for _, x := range s.ReleasesAsOf(a.Now) {
			if x.Finding.String() != a.PathValue("finding") {
				continue
			}
			p.Title, p.Exercise = "Release "+x.Finding.Short(), x.Exercise
			l := page.List{ID: "standing", Title: "Beside the undertakings that you may see", Empty: "No undertaking that your state may see has a condition on such a release.", Columns: []page.Column{
				{Key: "text", Name: "Text"}, {Key: "component", Name: "Component"}, {Key: "state", Name: "State"}, {Key: "conditions", Name: "Conditions, on the text"}, {Key: "reservation", Name: "Reservation"}, {Key: "act", Name: "Act of the competent authority"},
			}}
			standing, err := s.Undertakings().Stand(x.ForRegister(), v)
			if err != nil {
				return err
			}
			for _, st := range standing {
				act := "none on record"
				if st.Act != nil {
					act = by(st.Act.Said)
				}
				l.Rows = append(l.Rows, page.Row{Mark: mark(st.Exercise), Cells: []page.Cell{
					{Text: string(st.Text.Instrument) + "@" + string(st.Text.Version)}, {Text: st.Title}, {Text: string(st.State)}, {Text: words(st.Conditions)}, {Text: st.Reservation}, {Text: act},
				}})
			}
			row := releaseRow(x)
			p.Blocks = []page.Block{page.Facts{Facts: []page.Fact{
				{Name: "Outcome (status)", Text: row.Cells[1].Text, Status: x.Status},
				{Name: "Article", Text: x.Article},
				{Name: "Agreement", Text: x.Agreement},
				{Name: "Attribution", Text: x.Attribution},
				{Name: "From the log", Text: x.Origin},
				{Name: "How it was checked", Text: words(x.Hold)},
			}}, l}
			return nil
		}
		return api.ErrNotFound
	})
	return p, err
}
