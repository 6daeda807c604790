// SPDX-License-Identifier: Apache-2.0

package incidents

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// holder is what the record has of one custodial root.
type holder struct {
	accounts int
	passed   int // by others
	last     when.Instant
	means    []string
}

// sources is the page of custodial roots: who holds evidence, how much of it came, and how it is rated.
func (p *pages) sources(a *api.Ask) (page.Page, error) {
	z := p.Zone()
	_, exercise := p.Site()
	out := page.Page{Title: "Sources", Exercise: exercise, Lead: "The first holders of what was reported. Copies share a root, and volume from one root never raises a confidence."}
	list := page.List{
		ID: "sources", Inside: true, Empty: "No report has come in, so there is no source. Reports are filed on the page Report, or entered from files.",
		Columns: []page.Column{
			{Key: "root", Name: "Root"},
			{Key: "accounts", Name: "Accounts", Number: true},
			{Key: "passed_on", Name: "Passed on by others", Number: true},
			{Key: "means", Name: "Means"},
			{Key: "last", Name: "Last came in"},
			{Key: "watched_last", Name: "Last watched"},
			{Key: "ratings", Name: "Reliability, by rater"},
		},
	}
	only := observation.Root(a.URL.Query().Get("root"))
	if only != "" {
		list.Empty = "No source on record has a name that begins so. Leave it out for all."
	}
	skip, fault := skipped(a)
	err := p.Read(func(s *engine.State) error {
		ledger := s.Coverage()
		p.roots.look(s, func(held map[string]*holder, rated map[string][]string) {
			names := slices.Sorted(maps.Keys(held))
			if only != "" {
				names = slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, only) })
			}
			if skip > 0 && skip >= len(names) {
				fault = api.NoSuchPage("skip")
			}
			if fault != nil {
				return
			}
			names = names[skip:]
			if len(names) > pageSize {
				names = names[:pageSize]
				list.Next = page.With(a.URL.RequestURI(), "skip", strconv.Itoa(skip+pageSize))
			}
			for _, name := range names {
				list.Rows = append(list.Rows, held[name].row(name, said{ledger.Last(name), rated[name]}, z))
			}
		})
		return nil
	})
	out.Blocks = []page.Block{
		page.Note{Kind: page.Inside, Text: "A person who saw something may be harmed for it. Nothing of this page leaves the mission."},
		page.Form{ID: "filter", Title: "Which source", Action: "/sources", Filter: true, Submit: "Show", Fields: []page.Field{{Name: "root", Label: "First letters of the name", Kind: "text", Value: a.URL.Query().Get("root"), Max: 120}}},
	}
	if fault != nil {
		return a.Unread(out, fault)
	}
	out.Blocks = append(out.Blocks, list, rateForm(a, only))
	return out, err
}

// skipped is how many rows the pages before have, and what is wrong with that, nil for nothing.
func skipped(a *api.Ask) (int, *api.Refused) {
	text := a.URL.Query().Get("skip")
	if text == "" {
		return 0, nil
	}
	skip, err := strconv.Atoi(text)
	if err != nil || skip < 0 {
		return 0, api.NoSuchPage("skip")
	}
	return skip, nil
}

// roots is what was counted of the observations of one record, which only ever get more.
type roots struct {
	mu    sync.Mutex // held for what follows
	of    *engine.State
	taken int
	held  map[string]*holder
}

// look calls f with the holders of a state and how each is rated, with those that came since the last call. f keeps nothing of them.
func (r *roots) look(s *engine.State, f func(held map[string]*holder, rated map[string][]string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := s.Observations()
	if r.of != s || r.taken > len(all) {
		r.of, r.taken, r.held = s, 0, map[string]*holder{}
	}
	for _, o := range all[r.taken:] {
		for _, root := range o.Roots {
			h := r.held[root]
			if h == nil {
				h = &holder{}
				r.held[root] = h
			}
			h.take(o, root)
		}
	}
	r.taken = len(all)
	f(r.held, rated(s))
}

// rated is how each root is rated now, by whom.
func rated(s *engine.State) map[string][]string {
	out, last := map[string][]string{}, map[string]int{}
	ratings := s.Ratings()
	for i, r := range ratings {
		last[r.Root+"\n"+r.By] = i
	}
	for i, r := range ratings {
		if r.Reliability != "" && last[r.Root+"\n"+r.By] == i {
			out[r.Root] = append(out[r.Root], r.Reliability+" by "+r.By)
		}
	}
	return out
}

func (h *holder) take(o *observation.Observation, root string) {
	h.accounts++
	if observation.Root(o.Source) != root {
		h.passed++
	}
	h.last = max(h.last, o.Received)
	means := string(o.Sighting.Means)
	if means == "" {
		means = "not known"
	}
	if o.Level == report.Aggregate {
		means = "totals"
	}
	if !slices.Contains(h.means, means) {
		h.means = append(h.means, means)
	}
}

// said is what the record says of a root beside its accounts.
type said struct {
	watched when.Instant
	rated   []string
}

func (h *holder) row(name string, s said, z when.Zone) page.Row {
	last := "never"
	if s.watched != 0 {
		last = api.Clock(s.watched, z)
	}
	return page.Row{ID: name, Cells: []page.Cell{
		{Text: name, Link: page.With("/sources", "root", name)}, {Text: number(h.accounts)}, {Text: number(h.passed)}, {Text: strings.Join(h.means, ", ")}, {Text: api.Clock(h.last, z)}, {Text: last}, {Text: desk.Or(strings.Join(s.rated, "; "), "not rated")},
	}}
}

func rateForm(a *api.Ask, root string) page.Form {
	return page.Form{ID: "rate", Title: "Rate a source", Lead: "How reliable a root is, in your word. Others may think otherwise; each stands beside the other, and the least favourable counts. What one report says is rated on the page of its incident.", Action: "/sources", Submit: "Rate", Fields: []page.Field{
		{Name: "root", Label: "Root", Kind: "text", Value: a.Value("root", root), Required: true, Max: 200, Error: a.Fault("root")},
		reliability(a),
		{Name: "as", Label: "Who rates, by function or call sign", Kind: "text", Value: desk.By(a), Required: true, Max: desk.MaxName, Error: a.Fault("as")},
	}}
}

// rateSource takes a rating of a root that is on record.
func (p *pages) rateSource(a *api.Ask) (api.Done, error) {
	if err := p.Own(a, "as", desk.By(a)); err != nil {
		return api.Done{}, err
	}
	r, err := rating(a)
	if err != nil {
		return api.Done{}, err
	}
	root := observation.Root(r.Root)
	known := false
	err = p.Read(func(s *engine.State) error {
		p.roots.look(s, func(held map[string]*holder, _ map[string][]string) { known = held[root] != nil })
		return nil
	})
	if err != nil {
		return api.Done{}, err
	}
	if !known {
		return api.Done{}, api.Refuse("root", "no report on record rests on that root: take the name from the list")
	}
	if err := p.Take(a.Context(), engine.Entry{Rating: r}); err != nil {
		return api.Done{}, err
	}
	return api.Done{To: "/sources", Message: "The rating is on record, beside those of others."}, nil
}

// shapes answers with the incident as GeoJSON for its map.
func (p *pages) shapes(a *api.Ask, w http.ResponseWriter) error {
	id, err := desk.IncidentID(a.PathValue("id"))
	if err != nil {
		return err
	}
	var c desk.Collection
	err = p.Read(func(s *engine.State) error {
		inc := s.Incident(id)
		if inc == nil {
			return api.ErrNotFound
		}
		c.Add(desk.IncidentFeature(s, inc, what(inc)))
		return nil
	})
	if err != nil {
		return err
	}
	return c.Write(w)
}
