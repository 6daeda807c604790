// SPDX-License-Identifier: Apache-2.0

package findings

import (
	"truce/engine"
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

	texts titles
}

// projected returns the projections where a list is read from them, else nil: a page that began behind a finding goes on from the
// state.
func (p *pages) projected(f *filter) *sqlite.Store {
	if !f.after.IsZero() {
		return nil
	}
	return p.Rows()
}

// onlyText is the one text on record: where there is no other its articles are found by an index.
func onlyText(s *engine.State) string {
	if list := s.Dockets(); len(list) == 1 {
		return list[0].Text().Ref()
	}
	return ""
}

// fill reads a page of the list from the projections.
func fill(a *api.Ask, list *page.List, c chosen) error {
	ask := store.FindingFilter{Recorded: true, Outcome: c.f.outcome, Status: c.f.status, Article: c.f.article, Span: c.f.span, Cursor: c.f.cursor}
	if ask.Article != "" {
		ask.Agreement = c.f.text
	}
	for range desk.Further {
		ask.Limit = pageSize - len(list.Rows)
		got, err := c.kept.Findings(a.Context(), ask)
		if err != nil {
			return err
		}
		for i := range got.Rows {
			list.Rows = append(list.Rows, row(released(&got.Rows[i]), c.z, c.texts))
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

// released is what of a finding its row has: what is released and is printed in a list.
func released(f *store.Finding) *finding.Released {
	r := &finding.Released{
		Incident: f.Incident, Agreement: f.Agreement, Article: f.Article, Term: f.Term, When: f.When, Verdict: f.Outcome, Status: f.Status,
		Exercise: f.Exercise, Attribution: finding.Attribution{Words: f.Words},
	}
	for _, by := range f.ContestedBy {
		r.Contested = append(r.Contested, finding.Opinion{By: by})
	}
	if f.Divided {
		r.Determination = &finding.Determination{None: true}
	}
	return r
}
