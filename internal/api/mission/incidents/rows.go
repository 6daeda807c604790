// SPDX-License-Identifier: Apache-2.0

package incidents

import (
	"slices"
	"strings"

	"truce/finding"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/internal/store"
	"truce/internal/store/sqlite"
	"truce/when"
)

// chosen is a list that is read from the projections.
type chosen struct {
	kept *sqlite.Store
	f    filter
	z    when.Zone
}

// projected returns the projections where a list is read from them, else nil: a page that began behind an incident goes on from the
// state.
func (p *pages) projected(f filter) *sqlite.Store {
	if !f.after.IsZero() {
		return nil
	}
	return p.Rows()
}

// fill reads a page of the list from the projections.
func fill(a *api.Ask, list *page.List, c chosen) error {
	ask := store.IncidentFilter{Span: c.f.span, Act: c.f.act, Outcome: c.f.outcome, Prefix: c.f.letters, Cursor: c.f.cursor}
	for range desk.Further {
		ask.Limit = pageSize - len(list.Rows)
		got, err := c.kept.Incidents(a.Context(), ask)
		if err != nil {
			return err
		}
		for i := range got.Rows {
			r, err := rowOf(&got.Rows[i], c.z)
			if err != nil {
				return err
			}
			list.Rows = append(list.Rows, r)
		}
		if ask.Cursor = got.Next; ask.Cursor == "" {
			return nil
		}
		if len(list.Rows) == pageSize {
			break
		}
	}
	if len(list.Rows) < pageSize {
		list.Lead = desk.Rare
	}
	list.Next = page.With(a.URL.RequestURI(), "after", string(ask.Cursor))
	return nil
}

// rowOf is the row of an incident as row gives it, from the projections.
func rowOf(inc *store.Incident, z when.Zone) (page.Row, error) {
	where, err := desk.Region(inc.Ground)
	if err != nil {
		return page.Row{}, err
	}
	var acts, harm []string
	for _, word := range inc.Acts {
		acts = append(acts, desk.Plain(string(word)))
	}
	slices.Sort(acts)
	verdicts := page.Cell{Text: "outside every text (recorded)", Status: "recorded"}
	for i := range inc.Findings {
		f := &inc.Findings[i]
		text := string(f.Term) + ": " + desk.BriefWords(f)
		if i > 0 {
			verdicts.Text += nextFinding + text
			verdicts.Link = desk.IncidentPath(inc.ID)
			continue
		}
		verdicts = page.Cell{Text: text, Status: string(f.Status), Link: desk.FindingPath(&finding.Released{Incident: inc.ID, Term: f.Term})}
		for _, h := range inc.Harm {
			harm = append(harm, desk.Harm(h))
		}
	}
	from, to := "", ""
	if !inc.When.IsUnknown() {
		from, to = api.RFC3339(inc.When.From), api.RFC3339(inc.When.To)
	}
	zones := slices.Sorted(slices.Values(inc.Ground.Zones))
	r := page.Row{ID: inc.ID.String(), Where: desk.Shape(where), Cells: []page.Cell{
		{Text: desk.Or(strings.Join(acts, ", "), "act not known"), Link: desk.IncidentPath(inc.ID)},
		{Text: inc.ID.Short()},
		{Text: desk.When(inc.When, z)},
		{Text: desk.Where(where)},
		{Text: desk.Or(strings.Join(slices.Compact(zones), ", "), "not told")},
		{Text: number(inc.Reports)},
		{Text: number(inc.Roots)},
		{Text: strings.Join(harm, "; ")},
		verdicts,
		{Text: inc.Review.By},
		{Text: inc.ID.String()},
		{Text: from},
		{Text: to},
	}}
	if inc.Exercise {
		r.Mark = "exercise"
	}
	return r, nil
}
