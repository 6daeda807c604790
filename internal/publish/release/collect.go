// SPDX-License-Identifier: Apache-2.0

package release

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/known"
	"truce/observation"
	"truce/when"
)

// event is an incident as far as a release may speak of it.
type event struct {
	id      canon.IncidentID
	when    when.Interval
	members []*observation.Observation
	// roots are the custodial roots that no party is, and parties the parties whose own word it is.
	roots   []string
	parties []agreement.PartyID
	// allowed says that at least one of its sources allowed that the public sees what it said.
	allowed bool
	// harmed says that all of those who say whom it harmed allowed it.
	harmed bool
	// monitors says that it was done to those who watch: where that was tells where they are, and where nobody looks since.
	monitors bool
	// shown says that a finding of it is shown.
	shown  bool
	cell   Cell
	level  int
	placed bool
	// blurred says that where it was is known well enough for a cell, and that any would tell more than a cell may.
	blurred bool
}

// collect makes items, counts and corrections of the findings on record.
func (m *maker) collect() error {
	events := m.events()
	told := m.tellers(events)
	m.shown = map[canon.FindingID]bool{}
	hidden := map[canon.IncidentID]bool{}
	for _, id := range m.rule.Show {
		m.shown[id] = true
	}
	for _, d := range m.state.Dockets() {
		if d.Text().Agreement().Exercise != m.rule.Exercise {
			continue
		}
		m.addText(d)
		for _, f := range slices.Concat(d.Findings(), d.Withdrawn()) {
			e := events[f.Released.Incident]
			if e == nil {
				e = m.eventOf(f.Released.Incident, f.Released.When, m.members(f.Internal.Observations))
			}
			if !e.allowed {
				m.kept++
				hidden[e.id] = true
				continue
			}
			item := m.item(d, f, e)
			if why := m.pointsAt(item, f, e, told); len(why) > 0 {
				m.held = append(m.held, Held{Finding: f.ID, Day: item.Day, Reasons: why, Shown: m.shown[f.ID]})
				if !m.shown[f.ID] {
					hidden[e.id] = true
					continue
				}
			}
			e.shown = true
			m.release.Items = append(m.release.Items, item)
		}
		if err := m.addCoverage(d); err != nil {
			return err
		}
	}
	m.sort()
	m.count(events, hidden, told)
	m.addCorrections()
	return nil
}

// members returns the observations of some IDs, as far as they are on record.
func (m *maker) members(ids []canon.ObservationID) []*observation.Observation {
	if m.observed == nil {
		m.observed = map[canon.ObservationID]*observation.Observation{}
		for _, o := range m.state.Observations() {
			m.observed[o.ID] = o
		}
	}
	var out []*observation.Observation
	for _, id := range ids {
		if o := m.observed[id]; o != nil {
			out = append(out, o)
		}
	}
	return out
}

// events are the incidents of the world that the release is of.
func (m *maker) events() map[canon.IncidentID]*event {
	out := map[canon.IncidentID]*event{}
	for _, inc := range m.state.Incidents() {
		if inc.Exercise != m.rule.Exercise {
			continue
		}
		e := m.eventOf(inc.ID, inc.When, inc.Members)
		m.locate(e, inc)
		out[inc.ID] = e
	}
	return out
}

func (m *maker) eventOf(id canon.IncidentID, at when.Interval, members []*observation.Observation) *event {
	e := &event{id: id, when: at, members: members, harmed: true}
	for _, o := range members {
		allowed := m.allowed[o.Report]
		e.allowed = e.allowed || allowed
		e.harmed = e.harmed && (allowed || len(o.Sighting.Casualties) == 0)
		m.addRoots(e, o)
		e.monitors = e.monitors || o.Sighting.Act != "" && o.Sighting.Act.Is("monitor-obstruction") == known.Yes ||
			o.Sighting.Target != "" && o.Sighting.Target.Is("monitoring") == known.Yes
	}
	slices.Sort(e.roots)
	slices.Sort(e.parties)
	e.roots, e.parties = slices.Compact(e.roots), slices.Compact(e.parties)
	return e
}

// item is a finding as the public sees it.
func (m *maker) item(d *finding.Docket, f *finding.Finding, e *event) Item {
	r := &f.Released
	severity, provisional := m.severity(d.Text().Agreement(), f, e)
	out := Item{
		Exercise: m.rule.Exercise, Finding: f.ID, Version: f.Version, Supersedes: f.Supersedes, Why: string(r.Why),
		Agreement: r.Agreement, Article: string(r.Article), Term: string(r.Term), Verdict: string(r.Verdict), Status: string(r.Status),
		Severity: severity.String(), Provisional: provisional, Confidence: r.Grade.Confidence.String(),
		Level: string(r.Attribution.Level), Words: words(d.Text(), r.Attribution), Since: r.Since != "", Place: notKnown,
	}
	if !r.When.IsUnknown() {
		from, to := m.zone.DateOf(r.When.From), m.zone.DateOf(r.When.To)
		out.Day = from.String()
		if to != from {
			out.Until = to.String()
		}
	}
	if len(r.ByReading) > 1 {
		for _, each := range r.ByReading {
			out.Readings = append(out.Readings, each.Reading+":"+string(each.Verdict))
		}
	}
	if e.harmed {
		for _, h := range r.Casualties {
			age := ""
			if h.Age != "" && h.Age != "unknown" {
				age = " " + h.Age
			}
			out.Casualties = append(out.Casualties, fmt.Sprintf("%s %s %s%s, %s", engine.Number{Least: h.Least, Most: h.Most}, h.Harm, h.Of, age, h.Known))
		}
	}
	for _, o := range r.Contested {
		out.Contested = append(out.Contested, speaker(d.Text(), o.By))
	}
	slices.Sort(out.Contested)
	out.Contested = slices.Compact(out.Contested)
	if act := r.Determination; act != nil {
		out.Determination = m.determination(d, act)
	}
	switch {
	case e.monitors:
		out.Place = withheld
	case e.placed:
		cell := e.cell
		out.Cell, out.Place = &cell, inCell
	case e.blurred:
		out.Place = tooExact
	}
	return out
}

func (m *maker) determination(d *finding.Docket, act *finding.Determination) *Determination {
	out := &Determination{By: bodyName(d.Text(), act.By), Day: m.zone.DateOf(act.At).String(), Outcome: string(act.Outcome)}
	if act.None {
		out.Outcome = "no determination"
	}
	for _, name := range act.ExParte {
		out.ExParte = append(out.ExParte, speaker(d.Text(), name))
	}
	return out
}

// sort puts items in an order that tells nothing of the order within a day.
func (m *maker) sort() {
	slices.SortFunc(m.release.Items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Agreement, b.Agreement), strings.Compare(a.Finding.String(), b.Finding.String()))
	})
	slices.SortFunc(m.held, func(a, b Held) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), strings.Compare(a.Finding.String(), b.Finding.String()))
	})
}
