// SPDX-License-Identifier: Apache-2.0

package features

import (
	"errors"
	"net/url"
	"strings"

	"truce/engine"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/store"
	"truce/internal/store/sqlite"
	"truce/when"
)

// incidentsID is the collection of which there may be very many: it is found by the projections.
const incidentsID = "incidents"

// kept are the projections where a collection is found by them, else nil.
func (d *doors) kept(c collection) *sqlite.Store {
	if c.id != incidentsID || d.Rows == nil {
		return nil
	}
	return d.Rows()
}

// listOf is a list that holds one feature, if it is in the collection.
func (d *doors) listOf(a *api.Ask, c collection, item string) (out []entry, err error) {
	if c.id != incidentsID {
		return c.list(a.Context())
	}
	id, err := desk.IncidentID(item)
	if err != nil {
		return nil, err
	}
	err = d.read(func(s *engine.State) error {
		if inc := s.Incident(id); inc != nil {
			out = append(out, incidentEntry(s, inc))
		}
		return nil
	})
	return out, err
}

// filter is what a request asks of the projections. What has no time is kept whatever time is asked for, as the standard has it.
func (c *choice) filter() store.IncidentFilter {
	f := store.IncidentFilter{Limit: c.limit, Cursor: c.after}
	if c.timed && c.span != (when.Interval{From: when.MinInstant, To: when.MaxInstant}) {
		f.Span, f.Untimed = c.span, true
	}
	if c.boxed {
		f.Window = &store.Bounds{Low: c.low, High: c.high}
	}
	return f
}

// errAfter refuses a cursor that no link of an answer gave.
func errAfter() error { return bad("after: only what the links of an answer set it to") }

// keptItems answers with the incidents that are asked for, newest first. How many there are in all is said where they are no more
// than the projections name at once; a page that ends short for what is rare has a link to the next as any other.
func (d *doors) keptItems(a *api.Ask, kept *sqlite.Store, c choice) (*answer, error) {
	if c.offset > store.MostNamed-c.limit { // their sum may be beyond what a number holds
		return nil, bad("offset: follow the links with rel next")
	}
	f := c.filter()
	all := f
	f.Limit += c.offset
	got, err := kept.Named(a.Context(), f)
	if errors.Is(err, store.ErrCursor) {
		return nil, errAfter()
	}
	if err != nil {
		return nil, err
	}
	features := []feature{}
	err = d.read(func(s *engine.State) error {
		for _, one := range got.Rows[min(c.offset, len(got.Rows)):] {
			if inc := s.Incident(one.ID); inc != nil { // else it was superseded meanwhile
				features = append(features, incidentEntry(s, inc).feature())
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	at := d.Origin + "/features/collections/" + incidentsID
	links := []link{{d.behind(at, a, string(c.after)), "self", typeGeoJSON, "this document"}, {at, "collection", typeJSON, "Incidents, for the mission alone"}}
	if got.Next != "" {
		links = append(links, link{d.behind(at, a, string(got.Next)), "next", typeGeoJSON, "the features that follow"})
	}
	out := map[string]any{"type": "FeatureCollection", "features": features, "links": links, "timeStamp": api.RFC3339(a.Now), "numberReturned": len(features)}
	all.Limit, all.Cursor = 0, ""
	if counted, err := kept.Named(a.Context(), all); err == nil && counted.Next == "" {
		out["numberMatched"] = len(counted.Rows)
	}
	return written(typeGeoJSON, out)
}

// behind is the address of the features behind one, as they were asked for.
func (d *doors) behind(at string, a *api.Ask, after string) string {
	address := d.page(at, a, 0)
	if after == "" {
		return address
	}
	join := "?"
	if strings.Contains(address, "?") {
		join = "&"
	}
	return address + join + "after=" + url.QueryEscape(after)
}
