// SPDX-License-Identifier: Apache-2.0

package release

import (
	"slices"

	"truce/canon"
	"truce/incident"
)

// locate finds the cell of an event: that of the middle of where it was, or the least coarser one that holds the cell of each
// earlier version of its findings or lies in it. Two cells of which neither holds the other would tell that it was on their rim.
//
// Before that it is made as coarse as the ground of its articles asks for: see ground.
func (m *maker) locate(e *event, inc *incident.Incident) {
	middle, _ := inc.Where.Centre()
	_, level, ok := m.grid.of(inc.Where)
	if !ok {
		return
	}
	e.blurred = true
	if level, ok = m.groundOf(e, inc, level).fit(middle); !ok {
		return
	}
	earlier := m.earlier(e)
	for ; level < levels; level++ {
		c := m.grid.at(middle, level)
		if !slices.ContainsFunc(earlier, c.apart) {
			e.cell, e.level, e.placed, e.blurred = c, level, true, false
			return
		}
	}
}

// earlier are the least cells of an event by every version of a finding that rests on anything that it rests on: whatever release
// showed one of them, it showed it or a cell that holds it.
func (m *maker) earlier(e *event) (out []Cell) {
	if m.past == nil {
		m.past = m.versions()
	}
	for _, o := range e.members {
		for _, c := range m.past[o.ID] {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

func (m *maker) versions() map[canon.ObservationID][]Cell {
	out, last := map[canon.ObservationID][]Cell{}, versionOf{}
	for _, d := range m.state.Dockets() {
		if d.Text().Agreement().Exercise != m.rule.Exercise {
			continue
		}
		for _, versions := range d.All() {
			for _, f := range versions {
				at := versionOf{f.Released.Incident, f.Internal.IncidentVersion}
				if at == last { // another finding of the same, or a version for another reason
					continue
				}
				last = at
				c, ok := leastCell(m.finest, f.Internal.Where)
				for _, id := range f.Internal.Observations {
					if ok && !slices.Contains(out[id], c) {
						out[id] = append(out[id], c)
					}
				}
			}
		}
	}
	return out
}

// versionOf is an incident as it was once.
type versionOf struct {
	incident canon.IncidentID
	version  int
}
