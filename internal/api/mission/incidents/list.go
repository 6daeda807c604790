// SPDX-License-Identifier: Apache-2.0

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
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/internal/store"
	"truce/when"
)

// list is the page of all incidents.
func (p *pages) list(a *api.Ask) (page.Page, error) {
	z := p.Zone()
	_, exercise := p.Site()
	out := page.Page{Title: "Incidents", Exercise: exercise, Lead: "Each is one physical event as the joined reports describe it, newest first. The region is as wide as its sources are unsure."}
	f, err := asked(a, z)
	list := page.List{ID: "incidents", Columns: columns(), Live: true, Empty: "No incident on record fits. Widen the time or take a choice away; where no report came in there is no data, which is not quiet."}
	form := filterForm(a)
	if a.URL.Query().Get("after") != "" {
		list.Empty = api.NothingFollows
	}
	kept := p.projected(f)
	readErr := p.Read(func(s *engine.State) error {
		form.Fields[3].Options = append(form.Fields[3].Options, places(s)...)
		switch {
		case err != nil:
			return err
		case f.place != "" && !drawn(s, f.place):
			return api.Refuse("place", "no text on record has a place %.40q: choose one of the list", f.place)
		case kept != nil:
			return nil
		case f.cursor != "":
			return store.ErrCursor
		}
		rows, more, err := p.choose(s, f)
		seen := acknowledged(s)
		for _, inc := range rows {
			list.Rows = append(list.Rows, row(s, inc, z, seen))
		}
		if more {
			list.Next = page.With(a.URL.RequestURI(), "after", rows[len(rows)-1].ID.String())
		}
		return err
	})
	if kept != nil && readErr == nil {
		if c := (chosen{kept, f, z}); f.place != "" {
			readErr = p.fillPlace(a, &list, c)
		} else {
			readErr = fill(a, &list, c)
		}
	}
	out.Blocks = []page.Block{form}
	if fault := desk.Fault(readErr); fault != nil {
		return a.Unread(out, fault)
	}
	out.Blocks = append(out.Blocks, list)
	return out, readErr
}

func columns() []page.Column {
	return []page.Column{
		{Key: "what", Name: "What"},
		{Key: "incident", Name: "Incident"},
		{Key: "when", Name: "When"},
		{Key: "where", Name: "Where, and how sure"},
		{Key: "region", Name: "Region of the text"},
		{Key: "reports", Name: "Reports", Number: true},
		{Key: "roots", Name: "Roots", Number: true},
		{Key: "harm", Name: "Harm"},
		{Key: "findings", Name: "Findings"},
		{Key: "seen_by", Name: "Seen by"},
		{Key: "id", FileOnly: true},
		{Key: "from", FileOnly: true},
		{Key: "to", FileOnly: true},
	}
}

// nextFinding stands between the findings of one incident, so that what is said of one, such as that it is contested, is of no other. A
// cell has one link: of several findings it leads to the incident, which has each of them.
const nextFinding = " / "

func row(s *engine.State, inc *incident.Incident, z when.Zone, seen map[canon.IncidentID]word) page.Row {
	found := desk.Findings(s, inc.ID)
	harm, verdicts := "", page.Cell{Text: "outside every text (recorded)", Status: "recorded"}
	for i, f := range found {
		if i == 0 {
			harm, verdicts = harmOf(f), page.Cell{Text: string(f.Released.Term) + ": " + desk.VerdictWords(&f.Released), Link: desk.FindingPath(&f.Released), Status: string(f.Released.Status)}
			continue
		}
		verdicts.Text += nextFinding + string(f.Released.Term) + ": " + desk.VerdictWords(&f.Released)
		verdicts.Link = desk.IncidentPath(inc.ID)
	}
	from, to := "", ""
	if !inc.When.IsUnknown() {
		from, to = api.RFC3339(inc.When.From), api.RFC3339(inc.When.To)
	}
	r := page.Row{ID: inc.ID.String(), Where: desk.Shape(inc.Where), Cells: []page.Cell{
		{Text: what(inc), Link: desk.IncidentPath(inc.ID)},
		{Text: inc.ID.Short()},
		{Text: desk.When(inc.When, z)},
		{Text: desk.Where(inc.Where)},
		{Text: regions(s, inc)},
		{Text: number(reports(inc))},
		{Text: number(len(incident.Roots(inc.Members)))},
		{Text: harm},
		verdicts,
		{Text: seen[inc.ID].By},
		{Text: inc.ID.String()},
		{Text: from},
		{Text: to},
	}}
	if inc.Exercise {
		r.Mark = "exercise"
	}
	return r
}

// what is the different acts of an incident's accounts, in words.
func what(inc *incident.Incident) string {
	var acts []string
	for _, m := range inc.Members {
		acts = append(acts, desk.Plain(string(m.Sighting.Act)))
	}
	acts = slices.DeleteFunc(acts, func(word string) bool { return word == "" })
	slices.Sort(acts)
	return desk.Or(strings.Join(slices.Compact(acts), ", "), "act not known")
}

func reports(inc *incident.Incident) int {
	var ids []string
	for _, m := range inc.Members {
		ids = append(ids, m.Report.String())
	}
	slices.Sort(ids)
	return len(slices.Compact(ids))
}

func harmOf(f *finding.Finding) string {
	var out []string
	for _, h := range f.Released.Casualties {
		out = append(out, desk.Harm(h))
	}
	return strings.Join(out, "; ")
}

// regions are the zones of the texts that surely hold an incident.
func regions(s *engine.State, inc *incident.Incident) string {
	var out []string
	for _, d := range s.Dockets() {
		for _, pl := range d.Text().Agreement().Places {
			if pl.Kind == agreement.ZonePlace && d.Text().Holds(pl.ID, inc.Where) > 0 {
				out = append(out, pl.Name)
			}
		}
	}
	slices.Sort(out)
	return desk.Or(strings.Join(slices.Compact(out), ", "), "not told")
}

// places are the zones of the texts, as choices of a form.
func places(s *engine.State) []page.Option {
	var out []page.Option
	for _, d := range s.Dockets() {
		for _, pl := range d.Text().Agreement().Places {
			o := page.Option{Value: string(pl.ID), Text: pl.Name}
			if pl.Kind == agreement.ZonePlace && !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
	}
	return out
}

// drawn reports whether a text on record has a place.
func drawn(s *engine.State, id agreement.PlaceID) bool {
	return slices.ContainsFunc(s.Dockets(), func(d *finding.Docket) bool {
		return slices.ContainsFunc(d.Text().Agreement().Places, func(x agreement.Place) bool { return x.ID == id })
	})
}

// filterForm asks for a part of the list.
func filterForm(a *api.Ask) page.Form {
	q := a.URL.Query()
	acts := []page.Option{{Text: "any act"}}
	for _, word := range act.Acts() {
		acts = append(acts, page.Option{Value: string(word), Text: desk.Plain(string(word))})
	}
	outcomes := []page.Option{{Text: "any outcome"}}
	for _, v := range verdicts() {
		outcomes = append(outcomes, page.Option{Value: string(v), Text: desk.Plain(string(v)) + " (whatever its status)"})
	}
	return page.Form{ID: "filter", Title: "Which incidents", Action: "/incidents", Filter: true, Submit: "Show", Fields: []page.Field{
		{Name: "from", Label: "From (time of the agreement's zone)", Kind: "time", Value: q.Get("from")},
		{Name: "to", Label: "To", Kind: "time", Value: q.Get("to")},
		{Name: "act", Label: "Act", Kind: "choice", Value: q.Get("act"), Options: acts},
		{Name: "place", Label: "Place", Kind: "choice", Value: q.Get("place"), Options: []page.Option{{Text: "any place"}}},
		{Name: "outcome", Label: "Outcome of a finding", Kind: "choice", Value: q.Get("outcome"), Options: outcomes},
		{Name: "id", Label: "First letters of the ID", Kind: "text", Value: q.Get("id"), Max: 50},
	}}
}

func verdicts() []finding.Verdict {
	return []finding.Verdict{finding.Violation, finding.NoViolation, finding.Exempt, finding.Undetermined}
}

// asked reads which incidents are asked for. Its error is an *api.Refused.
func asked(a *api.Ask, z when.Zone) (filter, error) {
	q := a.URL.Query()
	f := filter{act: act.Act(q.Get("act")), place: agreement.PlaceID(q.Get("place")), outcome: finding.Verdict(q.Get("outcome"))}
	f.letters = beginning(q.Get("id"))
	if f.act != "" {
		if err := f.act.Check(); err != nil {
			return f, api.Refuse("act", "%v", err)
		}
	}
	if f.outcome != "" && !slices.Contains(verdicts(), f.outcome) {
		return f, api.Refuse("outcome", "%.40q is no outcome of a finding: choose one of the list", f.outcome)
	}
	if after := q.Get("after"); after != "" {
		if id, err := desk.IncidentID(after); err == nil {
			f.after = id
		} else {
			f.cursor = store.Cursor(after)
		}
	}
	var err error
	if f.span, err = desk.Span(q.Get("from"), q.Get("to"), z); err != nil {
		return f, api.Refuse("from", "%v", err)
	}
	return f, nil
}

// beginning is how an ID begins of which somebody gives the first letters, with its kind or without; empty for none.
func beginning(letters string) string {
	letters = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(letters)), "incident:")
	if letters == "" {
		return ""
	}
	return "incident:" + letters
}
