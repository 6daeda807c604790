// SPDX-License-Identifier: Apache-2.0

package daily

import (
	"slices"
	"strings"

	"truce/act"
	"truce/agreement"
	"truce/coverage"
	"truce/known"
	"truce/place"
	"truce/when"
)

// The answers, under short names.
const (
	yes     = known.Yes
	no      = known.No
	unknown = known.Unknown
)

// Covered is how well one region was watched on one day, by means that perceive a use of force. It is for the mission alone,
// and never finer than a region.
type Covered struct {
	Date   when.Date `json:"date"`
	Region string    `json:"region"`
	// Grade says what silence there is worth; empty where the region is not on the ground. Ground that nobody watched is
	// no data, and never quiet.
	Grade coverage.Grade `json:"grade,omitempty"`
	// Share is how much of the day, over all of the region, somebody watched, in parts per million.
	Share int64 `json:"share_ppm"`
	// Lost is the time, over all cells, of which somebody is on record as having been kept from watching.
	Lost []coverage.Lost `json:"lost,omitempty"`
}

// Totals is what may leave the mission of coverage: see coverage.Totals.
type Totals struct {
	From when.Date        `json:"from"`
	To   when.Date        `json:"to"`
	Side int64            `json:"cell_side_e7"`
	Of   []coverage.Total `json:"totals"`
}

// force is what a watch must be able to perceive to be counted.
func force() []act.Act { return []act.Act{"use-of-force"} }

// covered adds coverage as the audience may see it.
func (m *maker) covered() error {
	areas := m.areas()
	if m.request.Audience != Mission {
		return m.totals(areas)
	}
	for _, s := range m.days {
		var counts []coverage.AreaCount
		var err error
		if hull := m.state.Coverage().Period(); hull.Overlaps(s.now) && !hull.IsUnknown() {
			counts, err = m.count(areas, s.now, false)
		} else { // cutting the ground into cells takes its time, and nobody watched any
			for _, a := range areas {
				counts = append(counts, coverage.AreaCount{Name: a.Name})
			}
		}
		if err != nil {
			return err
		}
		for i, r := range m.out.Regions {
			if i >= len(m.places) {
				break
			}
			row := Covered{Date: s.date, Region: r.ID}
			for _, c := range counts {
				if c.Name == r.ID {
					row.Grade, row.Share, row.Lost = m.grade(c, s.now, r.ID), share(c.Hours), c.Lost
				}
			}
			m.out.Coverage = append(m.out.Coverage, row)
		}
	}
	return nil
}

// areas are the regions of the report that are on the ground.
func (m *maker) areas() []coverage.Area {
	var out []coverage.Area
	for i, places := range m.places {
		for _, id := range places {
			if where := m.located(id); where.Area() > 0 && len(places) == 1 {
				out = append(out, coverage.Area{Name: m.out.Regions[i].ID, Where: where})
			} else if where.Area() > 0 {
				out = append(out, coverage.Area{Name: nameOfPlace(m.text.Agreement(), id), Where: where})
			}
		}
	}
	return out
}

// count counts the hours of areas over a period, and what was seen where that is asked for. The watch of a side proves nothing.
func (m *maker) count(areas []coverage.Area, period when.Interval, seen bool) ([]coverage.AreaCount, error) {
	r := coverage.Request{Areas: areas, Acts: force(), Period: period, Side: sideFor(areas)}
	if !seen {
		return m.watchedOf(r)
	}
	for _, inc := range m.state.Incidents() {
		if inc.Exercise == m.out.Exercise && inc.When.Overlaps(period) {
			r.Events = append(r.Events, coverage.Event{Is: inc.Is(r.Acts...), Where: inc.Where, When: inc.When})
		}
	}
	return m.watchedOf(r)
}

func (m *maker) watchedOf(r coverage.Request) ([]coverage.AreaCount, error) {
	watched := m.state.Coverage().Without(func(source string) bool { _, side := m.text.Party(source); return side })
	return watched.Count(r)
}

// sideFor is the least side of cells, from the usual one by doubling, with which every area can be counted.
func sideFor(areas []coverage.Area) int64 {
	side := int64(coverage.CellSide)
	for slices.ContainsFunc(areas, func(a coverage.Area) bool { return a.Cells(side) > coverage.MaxCells }) {
		side *= 2
	}
	return side
}

// share is how much of what there was to watch somebody watched, in parts per million, rounded down.
func share(h coverage.Hours) int64 {
	if h.Wall == 0 {
		return 0
	}
	return int64(h.Watched) * 1_000_000 / int64(h.Wall)
}

// grade says what the silence of a region on a day is worth, as coverage.Grade has it of a civil day.
func (m *maker) grade(c coverage.AreaCount, period when.Interval, region string) coverage.Grade {
	perhaps := false
	for _, inc := range m.near {
		if !inc.When.Overlaps(period) || inc.Is(force()...) == no {
			continue
		}
		surely := m.regionOfIncident(inc) == region && inc.Is(force()...) == yes && inc.When.Within(period) == yes
		if surely {
			return coverage.Broken
		}
		perhaps = perhaps || m.regionOfIncident(inc) == region || m.regionOf(inc.Where) == NotTold
	}
	switch {
	case c.Watched == 0:
		return coverage.NoData
	case c.Watched < c.Wall:
		return coverage.PartlyCovered
	case perhaps:
		return coverage.Undetermined
	}
	return coverage.Quiet
}

// totals adds what others may see of coverage: whole months that were over before the delay.
func (m *maker) totals(areas []coverage.Area) error {
	rule := m.text.Agreement().Publication
	if rule == nil {
		return nil
	}
	delay, err := rule.Delay.Parse()
	if err != nil {
		return err
	}
	cell, err := rule.Cell.Parse()
	if err != nil {
		return err
	}
	areas = outermost(areas)
	months := Months(m.out.Zone, m.state.Coverage().Period(), min(m.out.CutOff, m.out.Period.To)-when.Instant(delay))
	if len(months) == 0 || len(areas) == 0 {
		return nil
	}
	var counts [][]coverage.AreaCount
	for _, month := range months {
		c, err := m.count(areas, month, true)
		if err != nil {
			return err
		}
		counts = append(counts, c)
	}
	t := Totals{From: m.out.Zone.DateOf(months[0].From), To: m.out.Zone.DateOf(months[len(months)-1].To), Side: sideFor(areas), Of: coverage.Totals(counts, cell)}
	if len(t.Of) > 0 {
		m.out.Totals = &t
	}
	return nil
}

// outermost leaves out the areas that lie in another: what is seen there is counted in the other.
func outermost(areas []coverage.Area) []coverage.Area {
	return slices.DeleteFunc(slices.Clone(areas), func(a coverage.Area) bool {
		return slices.ContainsFunc(areas, func(other coverage.Area) bool {
			share, ok := place.Overlap(other.Where, a.Where)
			return ok && share == 1_000_000 && other.Where.Area() > a.Where.Area()
		})
	})
}

// Months returns the civil months of a zone that lie in an interval and were over at a time.
func Months(zone when.Zone, all when.Interval, until when.Instant) []when.Interval {
	if all.IsUnknown() {
		return nil
	}
	next := func(d when.Date) when.Date {
		d.Day = 1
		if d.Month++; d.Month > 12 {
			d.Year, d.Month = d.Year+1, 1
		}
		return d
	}
	first := zone.DateOf(all.From)
	if first.Day > 1 || zone.Whole(first).From < all.From {
		first = next(first)
	}
	var out []when.Interval
	for month := first; ; month = next(month) {
		span := when.Interval{From: zone.Whole(month).From, To: zone.Whole(next(month).Add(-1)).To}
		if next(month).Check() != nil || span.To > min(all.To, until) {
			return out
		}
		out = append(out, span)
	}
}

// GroundOf returns the ground of a region of a report as its text draws it, for a map; a region without geometry where the text
// draws none, and for those that no text draws.
func GroundOf(text *agreement.Compiled, regions []agreement.PlaceID, r Region) place.Region {
	if len(regions) == 0 {
		regions = RegionsOf(text.Agreement())
	}
	out := place.Region{Name: strings.Join(r.Names, ", ")}
	for _, id := range regions {
		if r.ID == string(id) || r.ID == Whole {
			out.Polygons = append(out.Polygons, text.Locate(place.Region{Name: string(id)}).Polygons...)
		}
	}
	return out
}
