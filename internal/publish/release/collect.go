// SPDX-License-Identifier: Apache-2.0

package release

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/known"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// event is an incident as far as a release may speak of it.
type event struct {
	id      canon.IncidentID
	when    when.Interval
	members []*observation.Observation
	roots   []string
	// allowed says that at least one of its sources allowed that the public sees what it said.
	allowed bool
	// harmed says that all of those who say whom it harmed allowed it.
	harmed bool
	// monitors says that it was done to those who watch: where that was tells where they are, and where nobody looks since.
	monitors bool
	cell     Cell
	level    int
	placed   bool
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
			if why := m.pointsAt(item, e, told); len(why) > 0 {
				m.held = append(m.held, Held{Finding: f.ID, Day: item.Day, Reasons: why, Shown: m.shown[f.ID]})
				if !m.shown[f.ID] {
					hidden[e.id] = true
					continue
				}
			}
			m.release.Items = append(m.release.Items, item)
		}
		if err := m.addCoverage(d); err != nil {
			return err
		}
	}
	m.sort()
	m.count(events, hidden)
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
		m.locate(e, inc.Where)
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
		e.roots = append(e.roots, o.Roots...)
		e.monitors = e.monitors || o.Sighting.Act != "" && o.Sighting.Act.Is("monitor-obstruction") == known.Yes ||
			o.Sighting.Target != "" && o.Sighting.Target.Is("monitoring") == known.Yes
	}
	slices.Sort(e.roots)
	e.roots = slices.Compact(e.roots)
	return e
}

// item is a finding as the public sees it.
func (m *maker) item(d *finding.Docket, f *finding.Finding, e *event) Item {
	r := &f.Released
	out := Item{
		Exercise: m.rule.Exercise, Finding: f.ID, Version: f.Version, Supersedes: f.Supersedes, Why: string(r.Why),
		Agreement: r.Agreement, Article: string(r.Article), Term: string(r.Term), Verdict: string(r.Verdict), Status: string(r.Status),
		Severity: r.Grade.Severity.String(), Provisional: r.Grade.Provisional, Confidence: r.Grade.Confidence.String(),
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

// few is how many independent sources have to tell something of a cell for one of them not to stand out in it, and how many
// people of one kind have to be harmed for one of them not to.
const few = 3

// place of a cell at a level, by which those who tell something of it are counted.
type spot struct {
	level int
	cell  Cell
}

// tellers are the custodial roots that tell something of each cell, at every level.
func (m *maker) tellers(events map[canon.IncidentID]*event) map[spot]map[string]bool {
	out := map[spot]map[string]bool{}
	for _, inc := range m.state.Incidents() {
		e := events[inc.ID]
		if e == nil || !e.placed {
			continue
		}
		middle, _ := inc.Where.Centre()
		for level := e.level; level < levels; level++ {
			s := spot{level, m.grid.at(middle, level)}
			if out[s] == nil {
				out[s] = map[string]bool{}
			}
			for _, root := range e.roots {
				out[s][root] = true
			}
		}
	}
	return out
}

// pointsAt says why an item could point at somebody; nothing where it does not.
func (m *maker) pointsAt(item Item, e *event, told map[spot]map[string]bool) []string {
	var why []string
	if item.Cell != nil && len(e.roots) < 2 && len(told[spot{e.level, e.cell}]) < few {
		why = append(why, fmt.Sprintf("one source alone tells of it, in a cell of which fewer than %d tell anything: who was there would be known", few))
	}
	for _, o := range e.members {
		small := func(c report.Casualties) bool { return c.Most > 0 && c.Most < few }
		if e.harmed && slices.ContainsFunc(o.Sighting.Casualties, small) {
			why = append(why, fmt.Sprintf("fewer than %d people were harmed: who they are would be known", few))
			break
		}
	}
	return why
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

// count counts what the release may count: of an event that any finding of is held back, nothing.
func (m *maker) count(events map[canon.IncidentID]*event, hidden map[canon.IncidentID]bool) {
	days := map[string]*Counts{}
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
		day := ""
		if !e.when.IsUnknown() {
			day = m.zone.DateOf(e.when.From).String()
		}
		for _, c := range of(day) {
			c.Incidents++
			for _, o := range e.members {
				if m.allowed[o.Report] {
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
