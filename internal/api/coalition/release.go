// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"cmp"
	"fmt"
	"strings"

	"truce/coalition"
	"truce/coalition/undertaking"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/when"
)

func (d *Desk) releases() []api.Route {
	return []api.Route{
		{Pattern: "/releases", Title: "what a mission released", Needs: access.Released, Page: d.releasesPage},
		{Pattern: "/releases/{finding}", Title: "a release, and for a chancellery the undertakings beside it that its state may see", Needs: access.Released, Noted: true, Page: d.releasePage},
	}
}

func releaseList() page.List {
	return page.List{
		ID: "releases", Empty: "No release of a mission is on record. The secretariat takes one in from the mission's bundle with truce coalition release RECORD --bundle FILE.",
		Columns: columns("Finding", "Outcome (status)|outcome", "Article", "Agreement", "When", "From the log|origin", "How it was checked|hold", "What is missing|gap", "Received"),
	}
}

func addRelease(l *page.List, x coalition.Released) {
	finding := x.Finding.Short()
	if !x.SupersededBy.IsZero() {
		finding += " (superseded)"
	}
	row := add(l, x.Exercise, finding, outcomeOf(x), x.Article, x.Agreement, spanOf(x.When), x.Origin, words(x.Hold), x.Gap(), api.Clock(x.At, when.Zone{}))
	row.ID, row.Cells[0].Link, row.Cells[1].Status = x.Finding.Short(), address("releases", x.Finding.String()), x.Status
}

// outcomeOf is never an outcome without its status.
func outcomeOf(x coalition.Released) string {
	text := words(x.Verdict) + " (" + words(x.Status) + ")"
	if x.Determination != nil && x.Determination.None {
		text += "; " + x.Determination.By + " divided, no determination"
	}
	return text
}

func spanOf(i when.Interval) string {
	if i.From == i.To {
		return api.Clock(i.From, when.Zone{})
	}
	return api.Clock(i.From, when.Zone{}) + " to " + api.Clock(i.To, when.Zone{})
}

func (d *Desk) releasesPage(a *api.Ask) (page.Page, error) {
	l := releaseList()
	err := d.read(func(s *coalition.State) error {
		for _, x := range s.ReleasesAsOf(a.Now) {
			addRelease(&l, x)
		}
		return nil
	})
	return told(page.Page{Title: "Releases", Lead: "What a mission released, checked from its bundle. An assessment is no determination.", Blocks: []page.Block{l}}), err
}

func standingList() page.List {
	return page.List{
		ID: "standing", Title: "Beside the undertakings that you may see", Lead: "Those of your own state, and of states that share theirs with it.",
		Empty:   "No undertaking that your state may see hangs on such a release.",
		Columns: columns("Finding", "Text", "Component", "State", "To do what|what", "Binding level|binding", "Conditions, apparently, on the text|conditions", "Clause by clause|clauses", "Reservation", "Steps missing|missing", "Its own stated reading|reading", "Act of the competent authority|act"),
	}
}

func addStanding(l *page.List, r coalition.Released, st undertaking.Standing) {
	var clauses, missing []string
	for _, c := range st.Clauses {
		clauses = append(clauses, fmt.Sprintf("%s: %s (%s)", words(c.Answer), c.Words, c.Reason))
	}
	for _, step := range st.Owing {
		missing = append(missing, words(step.Owner)+", "+words(step.Progress))
	}
	reading, act := "none stated", "none on record"
	if x := st.Reading; x != nil {
		reading = fmt.Sprintf("%s; %s (%s)", words(x.Is.Holds), x.Is.Words, by(x.Said))
	}
	if x := st.Act; x != nil {
		act = fmt.Sprintf("%s decided: %s (%s)", x.Is.Authority, words(x.Is.Decided), by(x.Said))
	}
	add(l, r.Exercise || st.Exercise, r.Finding.Short(), st.Text.String(), st.Title, string(st.State), words(st.What), words(st.Binding), words(st.Conditions), strings.Join(clauses, "; "), st.Reservation, strings.Join(missing, "; "), reading, act)
}

// releasePage sets a release beside the undertakings that the viewer's state may see: on the text, and nothing more.
func (d *Desk) releasePage(a *api.Ask) (page.Page, error) {
	p := page.Page{Lead: "What a mission released of a finding, and how it was checked where it came in. An assessment is no determination."}
	if a.Viewer.May(access.Registers) {
		p.Lead = "Whether the conditions are apparently met is read off the text. Whether an undertaking is called on is for the authority that a state's law names."
	}
	err := d.read(func(s *coalition.State) error {
		for _, x := range s.ReleasesAsOf(a.Now) {
			if x.Finding.String() == a.PathValue("finding") {
				return beside(&p, s, a, x)
			}
		}
		return api.ErrNotFound
	})
	return told(p), err
}

func beside(p *page.Page, s *coalition.State, a *api.Ask, x coalition.Released) error {
	p.Title, p.Exercise = "Release "+x.Finding.Short(), x.Exercise
	if !x.SupersededBy.IsZero() {
		p.Blocks = append(p.Blocks, page.Note{Kind: page.Warning, Text: "Superseded: it stands no more.", Link: page.Link{Text: "The later version, " + x.SupersededBy.Short(), To: address("releases", x.SupersededBy.String())}})
	}
	if gap := x.Gap(); gap != "" {
		p.Blocks = append(p.Blocks, page.Note{Kind: page.Warning, Text: gap})
	}
	facts := []page.Fact{
		{Name: "Outcome (status)", Text: outcomeOf(x), Status: x.Status},
		{Name: "Article", Text: x.Article},
		{Name: "Agreement", Text: x.Agreement},
		{Name: "When", Text: spanOf(x.When)},
		{Name: "Attribution", Text: cmp.Or(x.Attribution, "none released")},
		{Name: "Version", Text: fmt.Sprint(x.Version)},
		{Name: "From the log", Text: x.Origin},
		{Name: "How it was checked", Text: words(x.Hold)},
		{Name: "Received", Text: api.Clock(x.At, when.Zone{})},
	}
	if t := x.Determination; t != nil {
		facts = append(facts, page.Fact{Name: "Determined by", Text: t.By + ", " + api.Clock(t.At, when.Zone{})})
	}
	p.Blocks = append(p.Blocks, page.Facts{Facts: facts})
	if !a.Viewer.May(access.Registers) {
		return nil // a guarantor's liaison sees what was released, and nobody's undertakings
	}
	l := standingList()
	if x.Doubt.IsZero() { // nothing hangs on what may be superseded
		standing, err := s.Undertakings().Stand(x.ForRegister(), view(a))
		if err != nil {
			return err
		}
		for _, st := range standing {
			addStanding(&l, x, st)
		}
	} else {
		l.Empty = "It could not be told which version is current, so nothing is set beside it. Take in the version that is missing."
	}
	p.Blocks = append(p.Blocks, l)
	return nil
}
