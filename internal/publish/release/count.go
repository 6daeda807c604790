// SPDX-License-Identifier: Apache-2.0

package release

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/known"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// count counts what the release may count: of an event that any finding of is held back, nothing, and of one that no finding is
// shown of nothing that would be held back if it were one, or that was before any text.
func (m *maker) count(events map[canon.IncidentID]*event, hidden map[canon.IncidentID]bool, told tellers) {
	days, left := map[string]*Counts{}, map[string]int{}
	of := func(day string) []*Counts {
		if day == "" {
			return []*Counts{&m.release.Counts}
		}
		if days[day] == nil {
			days[day] = &Counts{}
		}
		return []*Counts{&m.release.Counts, days[day]}
	}
	for _, inc := range m.state.Incidents() {
		e := events[inc.ID]
		if e == nil || !e.allowed || hidden[inc.ID] {
			continue
		}
		if why := m.inNoFigure(e, told); why != "" {
			left[why]++
			continue
		}
		day := ""
		if !e.when.IsUnknown() {
			day = m.zone.DateOf(e.when.From).String()
		}
		for _, c := range of(day) {
			c.Incidents++
			for _, o := range e.members {
				if m.allowed[o.Report] && !m.isOfParties(o) {
					c.observe(o)
				}
			}
		}
	}
	for _, item := range m.release.Items {
		for _, c := range of(item.Day) {
			if item.Verdict == string(finding.Violation) && item.Status != string(finding.Withdrawn) && !item.Since {
				c.Assessed++
			}
			if d := item.Determination; d != nil && d.Outcome == string(finding.Violation) {
				c.Determined++
			}
		}
	}
	for _, why := range slices.Sorted(maps.Keys(left)) {
		m.notes = append(m.notes, fmt.Sprintf("%d events that no finding is shown of are in no figure: %s", left[why], why))
	}
	for day, c := range days {
		m.release.Days = append(m.release.Days, Day{day, *c})
	}
	slices.SortFunc(m.release.Days, func(a, b Day) int { return cmp.Compare(a.Day, b.Day) })
	if len(m.release.Days) > 0 && m.release.Days[0].Day < m.release.From.String() {
		if first, err := when.ParseDate(m.release.Days[0].Day); err == nil {
			m.release.From = first
		}
	}
}

// inNoFigure says why an event that no finding is shown of is in no figure; nothing where it is in one.
func (m *maker) inNoFigure(e *event, told tellers) string {
	switch {
	case e.shown:
		return ""
	case m.isBefore(e.when):
		return "they were before any text was on record or in force"
	}
	return told.alone(e)
}

// isBefore tells whether something was before the day on which the first text was on record, and surely in force of none.
func (m *maker) isBefore(at when.Interval) bool {
	if at.IsUnknown() || m.zone.DateOf(at.From).Compare(m.zone.DateOf(m.begun)) >= 0 {
		return false
	}
	for _, d := range m.state.Dockets() {
		if force, _ := d.Text().InForce(at); force == known.Yes && d.Text().Agreement().Exercise == m.rule.Exercise {
			return false
		}
	}
	return true
}

// observe counts one observation as its source recorded it. What its source assessed as a live-fire exercise is in no figure.
func (c *Counts) observe(o *observation.Observation) {
	unit, n, counted := engine.Counted(o)
	switch {
	case slices.Contains(o.Sighting.Describes, report.LiveFire):
	case !counted:
		c.Unquantified++
	default:
		if c.Observations == nil {
			c.Observations = map[string]engine.Number{}
		}
		sum := c.Observations[unit]
		c.Observations[unit] = engine.Number{Least: sum.Least + n.Least, Most: sum.Most + n.Most}
	}
}
