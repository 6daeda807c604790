// SPDX-License-Identifier: Apache-2.0

package release

import (
	"slices"

	"truce/act"
	"truce/coverage"
	"truce/finding"
	"truce/place"
)

// addCoverage adds how long somebody watched, by region and for whole months, as package coverage lets it be published.
func (m *maker) addCoverage(d *finding.Docket) error {
	if d.Text().Agreement().Publication == nil {
		return nil
	}
	months := coverage.WholeMonths(m.zone, m.state.Coverage().Period(), m.until)
	areas := coverage.Outermost(m.areas(d))
	if len(months) == 0 || len(areas) == 0 {
		return nil
	}
	request := coverage.Request{Acts: []act.Act{"use-of-force"}, Side: coverage.CellSide}
	for slices.ContainsFunc(areas, func(a coverage.Area) bool { return a.Cells(request.Side) > coverage.MaxCells }) {
		request.Side *= 2
	}
	for _, inc := range m.state.Incidents() {
		if inc.Exercise == m.rule.Exercise {
			request.Events = append(request.Events, coverage.Event{Is: inc.Is(request.Acts...), Where: inc.Where, When: inc.When})
		}
	}
	// What a party says that it watched is the party's word, and in no figure.
	watched := m.state.Coverage().Without(func(source string) bool { _, side := d.Text().Party(source); return side })
	var counts [][]coverage.AreaCount
	for _, month := range months {
		request.Areas, request.Period = areas, month
		list, err := watched.Count(request)
		if err != nil {
			return err
		}
		counts = append(counts, list)
	}
	if totals := coverage.Totals(counts, m.grid.side); len(totals) > 0 {
		m.release.Coverage = append(m.release.Coverage, Coverage{
			Agreement: d.Text().Ref(), From: m.zone.DateOf(months[0].From), To: m.zone.DateOf(months[len(months)-1].To), Totals: totals,
		})
	}
	return nil
}

func (m *maker) areas(d *finding.Docket) []coverage.Area {
	var out []coverage.Area
	for _, p := range d.Text().Agreement().Places {
		if where := d.Text().Locate(place.Region{Name: string(p.ID)}); where.Area() > 0 {
			out = append(out, coverage.Area{Name: string(p.ID), Where: where})
		}
	}
	return out
}
