// SPDX-License-Identifier: Apache-2.0

package daily

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/engine"
	"truce/incident"
	"truce/known"
	"truce/place"
	"truce/when"
)

// The regions of every report that no text draws.
const (
	// NotTold is for what may have been in one of several regions, or of which no place is known.
	NotTold = "not-told"
	// Elsewhere is for what surely was in none of them.
	Elsewhere = "elsewhere"
	// Whole stands for all regions of a text together, where one of them is too small to be shown by itself.
	Whole = "whole"
)

// Region is a part of the ground by which a report counts.
type Region struct {
	ID string `json:"id"`
	// Names are the names that the text has for it, several where it stands for all; none for NotTold and Elsewhere.
	Names []string `json:"names,omitempty"`
	// Marked says that movement was restricted in it: reports mark it with an asterisk.
	Marked bool `json:"marked,omitempty"`
}

// Figures are what is on record of a region and a time: four counts, never added, and what stands apart from them.
type Figures struct {
	// Recorded are observations as recorded; Unquantified is how many observations give no number.
	Recorded     Recorded `json:"recorded"`
	Unquantified int64    `json:"unquantified"`
	// LiveFire are those that their source assessed as a live-fire exercise, in no figure of Recorded.
	LiveFire     Recorded `json:"live_fire"`
	LiveFireRows int64    `json:"live_fire_rows"`
	Incidents    int64    `json:"incidents"`
	// Assessed counts findings (incident x term), not incidents; so does Determined.
	Assessed   int64 `json:"assessed_violations"`
	Determined int64 `json:"determined_violations"`
}

// Recorded are counts of observations by what was counted, with their bounds.
type Recorded struct {
	Explosions engine.Number `json:"explosions"`
	Bursts     engine.Number `json:"bursts"`
	Shots      engine.Number `json:"shots"`
	Other      engine.Number `json:"other"`
}

// Day is one day of a report: each region in the order of Regions, with the day before beside it.
type Day struct {
	Date   when.Date     `json:"date"`
	Period when.Interval `json:"period"`
	Before when.Interval `json:"before"`
	Rows   []DayRow      `json:"rows"`
	// Total is of all the record, and BeforeTotal of the day before.
	Total       Figures `json:"total"`
	BeforeTotal Figures `json:"before_total"`
	// LeftOut are observations of an exercise beside texts in force, or the reverse, in no figure.
	LeftOut int64 `json:"left_out,omitempty"`
}

// DayRow is one region on one day.
type DayRow struct {
	Region string  `json:"region"`
	Now    Figures `json:"now"`
	Before Figures `json:"before"`
}

// RegionsOf returns the places of a text by which a report counts unless others are asked for: those that the text says a party
// holds; where it says that of none, the zones that lie in no other zone.
func RegionsOf(a *agreement.Agreement) []agreement.PlaceID {
	var held, outer []agreement.PlaceID
	zones := map[agreement.PlaceID]bool{}
	for _, p := range a.Places {
		zones[p.ID] = p.Kind == agreement.ZonePlace
	}
	for _, p := range a.Places {
		if slices.ContainsFunc(a.Control, func(c agreement.Control) bool { return c.Place == p.ID }) {
			held = append(held, p.ID)
		}
		if zones[p.ID] && !slices.ContainsFunc(p.Within, func(id agreement.PlaceID) bool { return zones[id] }) {
			outer = append(outer, p.ID)
		}
	}
	if len(held) > 0 {
		return held
	}
	return outer
}

// regions sets the regions of the report. Outside the mission none is smaller than the rule on publication lets a place be: where
// one is, or its size is not known, all of them are one.
func (m *maker) regions() error {
	a := m.text.Agreement()
	ids := m.request.Regions
	if len(ids) == 0 {
		ids = RegionsOf(a)
	}
	apart := true
	for _, id := range ids {
		at := slices.IndexFunc(a.Places, func(p agreement.Place) bool { return p.ID == id })
		if at < 0 || a.Places[at].Kind == agreement.LinePlace {
			return fmt.Errorf("%s has no zone or place %q to count by", m.text.Ref(), id)
		}
		large, err := m.mayShow(id)
		if err != nil {
			return err
		}
		apart = apart && large
		m.out.Regions = append(m.out.Regions, Region{ID: string(id), Names: []string{a.Places[at].Name}})
		m.places = append(m.places, []agreement.PlaceID{id})
	}
	if !apart {
		one := Region{ID: Whole}
		for _, r := range m.out.Regions {
			one.Names = append(one.Names, r.Names...)
		}
		m.out.Regions, m.places = []Region{one}, [][]agreement.PlaceID{ids}
	}
	m.out.Regions = append(m.out.Regions, Region{ID: NotTold}, Region{ID: Elsewhere})
	return nil
}

// mayShow tells whether the audience may see a place by itself.
func (m *maker) mayShow(id agreement.PlaceID) (bool, error) {
	rule := m.text.Agreement().Publication
	if m.request.Audience != Public || rule == nil {
		return true, nil
	}
	cell, err := rule.Cell.Parse()
	side := int64(cell / place.Metre)
	return m.text.Locate(place.Region{Name: string(id)}).Area() >= side*side, err
}

// regionOf is the region in which something was, by its place in the list of regions.
func (m *maker) regionOf(r place.Region) string {
	perhaps := r.IsUnknown()
	for i, places := range m.places {
		for _, id := range places {
			switch m.text.Holds(id, r) {
			case known.Yes:
				return m.out.Regions[i].ID
			case known.Unknown:
				perhaps = true
			case known.No:
			}
		}
	}
	if perhaps {
		return NotTold
	}
	return Elsewhere
}

// regionOfIncident is that of an incident, looked for once: every region asks.
func (m *maker) regionOfIncident(inc *incident.Incident) string {
	at, found := m.in[inc]
	if !found {
		at = m.regionOf(inc.Where)
		m.in[inc] = at
	}
	return at
}

// figures counts each day by region.
func (m *maker) figures() {
	all := m.out.Period
	for _, s := range m.days {
		all = all.Hull(s.before)
	}
	record := engine.Gather(m.state, all)
	if m.request.Audience == Public {
		record.Drop(m.isSides, m.isOneSides)
	}
	for _, s := range m.days {
		d := Day{Date: s.date, Period: s.now, Before: s.before}
		now, before := record.CountBy(s.now, m.regionOf), record.CountBy(s.before, m.regionOf)
		for _, r := range m.out.Regions {
			d.Rows = append(d.Rows, DayRow{Region: r.ID, Now: figuresOf(now[r.ID]), Before: figuresOf(before[r.ID])})
		}
		total, earlier := record.Count(s.now), record.Count(s.before)
		d.Total, d.LeftOut, d.BeforeTotal = figuresOf(&total), total.LeftOut, figuresOf(&earlier)
		m.out.Days = append(m.out.Days, d)
	}
}

func figuresOf(c *engine.Counts) Figures {
	if c == nil {
		return Figures{}
	}
	return Figures{
		Recorded: recordedOf(c.Observations), Unquantified: c.Unquantified, LiveFire: recordedOf(c.LiveFire), LiveFireRows: c.LiveFireRows,
		Incidents: c.Incidents, Assessed: c.Assessed, Determined: c.Determined,
	}
}

func recordedOf(n map[string]engine.Number) Recorded {
	return Recorded{Explosions: n["explosions"], Bursts: n["bursts"], Shots: n["shots"], Other: n["other-observations"]}
}

// Region returns a region of the report by its ID, or nil.
func (r *Report) Region(id string) *Region {
	for i := range r.Regions {
		if r.Regions[i].ID == id {
			return &r.Regions[i]
		}
	}
	return nil
}
