// SPDX-License-Identifier: Apache-2.0

package ground

import (
	"truce/engine"
	"truce/incident"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/internal/store"
)

// found is the newest incidents on record, one more than are drawn as regions, with the ground and the time of all; the zero found
// where the record has no projections and the state is asked.
type found struct {
	kept   bool
	named  []store.Named
	extent store.Extent
}

func (p *pages) look(a *api.Ask) (out found, err error) {
	kept := p.Rows()
	if kept == nil {
		return out, nil
	}
	f, err := p.pointsAsked(a)
	if err != nil {
		return out, err
	}
	list, err := kept.Named(a.Context(), store.IncidentFilter{Window: f.Window, Span: f.Span, Limit: few + 1})
	if err != nil {
		return out, err
	}
	out.kept, out.named = true, list.Rows
	out.extent, err = kept.Extent(a.Context())
	return out, err
}

// of are the newest incidents as a state has them.
func (f *found) of(s *engine.State, d *desk.Desk) []*incident.Incident {
	if !f.kept {
		return d.Newest(s)
	}
	out := make([]*incident.Incident, 0, len(f.named))
	for _, one := range f.named {
		if inc := s.Incident(one.ID); inc != nil { // else it was superseded meanwhile
			out = append(out, inc)
		}
	}
	return out
}

// widen sets the time of the map to that of all incidents.
func (f *found) widen(m *page.Map) {
	if f.kept && !f.extent.Span.IsUnknown() {
		m.First, m.Last = int64(f.extent.Span.From), int64(f.extent.Span.To)
	}
}
