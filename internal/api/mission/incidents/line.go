// SPDX-License-Identifier: Apache-2.0

package incidents

import (
	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/incident"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/internal/store"
	"truce/internal/store/sqlite"
	"truce/known"
	"truce/place"
	"truce/when"
)

// lining is a page of the queue that is read from the projections.
type lining struct {
	kept *sqlite.Store
	q    asking
	z    when.Zone
}

// line reads a page of the queue: which incidents may wait from the projections, how each of them stands from the state. The
// projections call changed what is another version since, whatever changed; the queue only what came in.
func (p *pages) line(a *api.Ask, list *page.List, l lining) error {
	ask := store.IncidentFilter{Not: store.Reviewed, Cursor: store.Cursor(a.URL.Query().Get("after"))}
	switch l.q.only {
	case "taken":
		ask.Not = store.Unreviewed
	case "changed":
		ask.Not, ask.Triage = "", store.Changed
	case "new", "late", "unreviewed":
		ask.Not, ask.Triage = "", store.Unreviewed
	}
	next, err := p.walk(a, walking{l.kept, ask}, func(s *engine.State, inc *incident.Incident, r store.Review) bool {
		w, ok := l.q.place(inc, word{r.By, r.At})
		if ok {
			list.Rows = append(list.Rows, queued(s, w, l.z, desk.By(a)))
		}
		return ok
	})
	if err != nil || next == "" {
		return err
	}
	list.Next = page.With(a.URL.RequestURI(), "after", string(next))
	if len(list.Rows) < pageSize {
		list.Lead = desk.Rare
		return nil
	}
	if all, err := l.kept.Unreviewed(a.Context()); err == nil && l.q.only == "" {
		list.Lead = waitWords(all, len(list.Rows))
	}
	return nil
}

// walking is a list of incidents by the projections, of which the state says more.
type walking struct {
	kept *sqlite.Store
	ask  store.IncidentFilter
}

// stride is how many incidents a walk takes from the projections at first, and mostWalked how many it looks at for one page.
const (
	stride     = 200
	mostWalked = 20_000
)

// walk goes through incidents until a page of them is kept, and says where the next page begins: empty at the end, and where fewer are
// kept than a page holds the walk ended short.
func (p *pages) walk(a *api.Ask, w walking, keep func(*engine.State, *incident.Incident, store.Review) bool) (store.Cursor, error) {
	kept, short := 0, 0
	for walked, n := 0, stride; walked < mostWalked && short < desk.Further; n = min(4*n, store.MostNamed) {
		if w.ask.Limit = n; walked == 0 {
			w.ask.Limit = pageSize
		}
		from := w.ask.Cursor
		got, err := w.kept.Named(a.Context(), w.ask)
		if err != nil {
			return "", err
		}
		if got.Looked {
			short++
		}
		end := -1 // of the page, where it is full within these
		err = p.Read(func(s *engine.State) error {
			for i, one := range got.Rows {
				inc := s.Incident(one.ID) // nil where it was superseded meanwhile
				if inc == nil || !keep(s, inc, one.Review) {
					continue
				}
				if kept++; kept == pageSize {
					end = i + 1
					break
				}
			}
			return nil
		})
		if err != nil {
			return "", err
		}
		if walked += len(got.Rows); end >= 0 && end < len(got.Rows) {
			w.ask.Cursor, w.ask.Limit = from, end // the page ends within what was read: its end is where a shorter answer ends
			got, err = w.kept.Named(a.Context(), w.ask)
			return got.Next, err
		}
		if w.ask.Cursor = got.Next; got.Next == "" || end >= 0 {
			return got.Next, nil
		}
	}
	return w.ask.Cursor, nil
}

// fillPlace reads a page of the list of what surely lies in a place: what touches its bounds from the projections, and whether it lies in
// it by the texts.
func (p *pages) fillPlace(a *api.Ask, list *page.List, c chosen) error {
	ask := store.IncidentFilter{Span: c.f.span, Act: c.f.act, Outcome: c.f.outcome, Prefix: c.f.letters, Cursor: c.f.cursor}
	err := p.Read(func(s *engine.State) error {
		ask.Window = boundsOf(s, c.f.place)
		return nil
	})
	if err != nil || ask.Window == nil {
		return err
	}
	next, err := p.walk(a, walking{c.kept, ask}, func(s *engine.State, inc *incident.Incident, r store.Review) bool {
		for _, d := range s.Dockets() {
			if d.Text().Holds(c.f.place, inc.Where) == known.Yes {
				list.Rows = append(list.Rows, row(s, inc, c.z, map[canon.IncidentID]word{inc.ID: {r.By, r.At}}))
				return true
			}
		}
		return false
	})
	if err != nil || next == "" {
		return err
	}
	if len(list.Rows) < pageSize {
		list.Lead = desk.Rare
	}
	list.Next = page.With(a.URL.RequestURI(), "after", string(next))
	return nil
}

// boundsOf hold a place in every text that draws it; nil where none does.
func boundsOf(s *engine.State, id agreement.PlaceID) *store.Bounds {
	var out *store.Bounds
	for _, d := range s.Dockets() {
		where := d.Text().Locate(place.Region{Name: string(id)})
		low, high, ok := where.Around()
		if !ok {
			continue
		}
		if out == nil {
			out = &store.Bounds{Low: low, High: high}
			continue
		}
		out.Low = place.Point{Lat: min(out.Low.Lat, low.Lat), Lon: min(out.Low.Lon, low.Lon)}
		out.High = place.Point{Lat: max(out.High.Lat, high.Lat), Lon: max(out.High.Lon, high.Lon)}
	}
	return out
}
