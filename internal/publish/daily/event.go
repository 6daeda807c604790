// SPDX-License-Identifier: Apache-2.0

package daily

import (
	"cmp"
	"slices"
	"strings"

	"truce/act"
	"truce/agreement"
	"truce/coverage"
	"truce/finding"
	"truce/finding/casualties"
	"truce/incident"
	"truce/known"
	"truce/watch"
	"truce/when"
)

// Harm is how many people of one kind were harmed in one region, over all incidents of the report. Within one incident
// accounts are never added up: the highest bounds of any one of them count, those within which two independent roots speak, or what
// was confirmed.
type Harm struct {
	Region string `json:"region"`
	// Harm, Of and Age are the words of report.Casualties; combatants are not in the report.
	Harm string `json:"harm"`
	Of   string `json:"of"`
	Age  string `json:"age"`
	// Known is reported, corroborated or confirmed.
	Known     string `json:"known"`
	Least     int64  `json:"least"`
	Most      int64  `json:"most"`
	Incidents int64  `json:"incidents"`
}

// Event is one incident of a section, or for the public as many as Number of one kind. It is recorded, and what Judged says of it
// has its status beside it.
type Event struct {
	Region string     `json:"region"`
	Act    act.Act    `json:"act,omitempty"`
	Target act.Target `json:"target,omitempty"`
	Judged []Judged   `json:"judged,omitempty"`
	Number int64      `json:"number"`
	// Incident is the short name of its ID, and Time when it happened; neither is for the public.
	Incident string        `json:"incident,omitempty"`
	Time     when.Interval `json:"time,omitzero"`
	// Place is what its first source called the place, for the mission alone.
	Place string `json:"place,omitempty"`
}

// Judged is what a finding says of an incident, never without its status.
type Judged struct {
	Agreement string          `json:"agreement"`
	Article   string          `json:"article"`
	Verdict   finding.Verdict `json:"verdict"`
	Status    finding.Status  `json:"status"`
}

// Restricted is a restriction of the mission's movement: reports mark it with an asterisk.
type Restricted struct {
	Event
	// Basis is "reported" of an incident. The mission's own report has "patrol", a step of a task, and "gap", a record of who could
	// not watch, besides; the same thing may stand under each.
	Basis string `json:"basis"`
	// Kind is the act of an incident, the step of a task or the cause of a gap.
	Kind string `json:"kind"`
	// Source and Says are for the mission alone.
	Source string `json:"source,omitempty"`
	Says   string `json:"says,omitempty"`
}

// happened fills in what follows from incidents, findings and the room.
func (m *maker) happened() error {
	for _, inc := range m.incidents() {
		m.incident(inc)
	}
	m.room()
	m.gaps()
	m.out.Attacks, m.out.Crossing, m.out.Damage = m.alike(m.out.Attacks), m.alike(m.out.Crossing), m.alike(m.out.Damage)
	m.restrictions()
	m.weapons()
	m.judged()
	m.windows()
	return m.silences()
}

// incidents are those of the days, in order of time and then of recording.
func (m *maker) incidents() []*incident.Incident {
	var out []*incident.Incident
	for _, inc := range m.near {
		if m.has(inc.When) {
			out = append(out, inc)
		}
	}
	slices.SortStableFunc(out, func(a, b *incident.Incident) int { return cmp.Compare(a.When.From, b.When.From) })
	return out
}

// has tells whether something is of the report's days, by its first instant.
func (m *maker) has(i when.Interval) bool { return !i.IsUnknown() && m.out.Period.Contains(i.From) }

// incident adds an incident to the sections that it belongs to. Damage is what hit civilian, protected or energy objects.
func (m *maker) incident(inc *incident.Incident) {
	found := m.findingsOn(inc)
	m.harm(inc, found)
	if len(m.state.PossibleSames(inc.ID)) > 0 {
		m.out.PossibleSames++
	}
	if len(found) == 0 {
		m.out.Outside++
	}
	e := m.event(inc, found)
	force := inc.Is("use-of-force") != known.No
	switch {
	case inc.Is("monitor-attack", "monitor-threat") == known.Yes, force && inc.Hit("monitoring") == known.Yes:
		m.out.Attacks = append(m.out.Attacks, e)
	case inc.Is("monitor-obstruction") == known.Yes:
		m.out.Freedom = append(m.out.Freedom, Restricted{Event: e, Basis: "reported", Kind: string(e.Act)})
	}
	if inc.Hit("crossing-point") == known.Yes || inc.Is("aid-obstruction") == known.Yes {
		m.out.Crossing = append(m.out.Crossing, e)
	}
	if force && inc.Hit("civilian-object", "protected-object", "energy") == known.Yes {
		m.out.Damage = append(m.out.Damage, e)
	}
}

// findingsOn are the findings on an incident under every text of the report's world, in order of adoption.
func (m *maker) findingsOn(inc *incident.Incident) []*finding.Finding {
	var out []*finding.Finding
	for _, d := range m.dockets() {
		for _, t := range d.Text().Agreement().Terms {
			if f := d.Current(inc.ID, t.ID); f != nil {
				out = append(out, f)
			}
		}
	}
	return out
}

// dockets are those of the report's world: in force, or exercises.
func (m *maker) dockets() []*finding.Docket {
	var out []*finding.Docket
	for _, d := range m.state.Dockets() {
		if d.Text().Agreement().Exercise == m.out.Exercise {
			out = append(out, d)
		}
	}
	return out
}

// texts are those of the dockets.
func (m *maker) texts() []*agreement.Compiled {
	var out []*agreement.Compiled
	for _, d := range m.dockets() {
		out = append(out, d.Text())
	}
	return out
}

func (m *maker) event(inc *incident.Incident, found []*finding.Finding) Event {
	e := Event{Region: m.regionOfIncident(inc), Number: 1}
	for _, member := range inc.Members {
		e.Act = cmp.Or(e.Act, member.Sighting.Act)
		e.Target = cmp.Or(e.Target, member.Sighting.Target)
	}
	for _, f := range found {
		e.Judged = append(e.Judged, judgedOf(f))
	}
	if m.request.Audience != Public {
		e.Incident, e.Time = inc.ID.Short(), inc.When
	}
	if m.request.Audience == Mission {
		e.Place = inc.Members[0].Sighting.Where.Name
	}
	return e
}

func judgedOf(f *finding.Finding) Judged {
	return Judged{Agreement: f.Released.Agreement, Article: string(f.Released.Article), Verdict: f.Released.Verdict, Status: statusOf(f)}
}

// alike makes one of all events that do not differ, for the public, in the order of what they say.
func (m *maker) alike(list []Event) []Event {
	if m.request.Audience != Public {
		return list
	}
	var out []Event
	for _, e := range list {
		if at := slices.IndexFunc(out, func(o Event) bool { return compareEvents(o, e) == 0 }); at >= 0 {
			out[at].Number += e.Number
		} else {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, compareEvents)
	return append([]Event{}, out...)
}

func compareEvents(a, b Event) int {
	return cmp.Or(strings.Compare(a.Region, b.Region), strings.Compare(string(a.Act), string(b.Act)), strings.Compare(string(a.Target), string(b.Target)),
		slices.CompareFunc(a.Judged, b.Judged, compareJudged))
}

func compareJudged(a, b Judged) int {
	return cmp.Or(strings.Compare(a.Agreement, b.Agreement), strings.Compare(a.Article, b.Article),
		strings.Compare(string(a.Verdict), string(b.Verdict)), strings.Compare(string(a.Status), string(b.Status)))
}

// harm adds what is on record of harm to people in an incident: under the report's own text, else under the first that judged
// it, with what was confirmed; else as its accounts have it.
func (m *maker) harm(inc *incident.Incident, found []*finding.Finding) {
	var records []finding.Harm
	if len(found) > 0 {
		records = found[0].Released.Casualties
	} else {
		records = casualties.List(inc.Members, nil, m.texts()...)
	}
	if own := slices.IndexFunc(found, func(f *finding.Finding) bool { return f.Released.Agreement == m.out.Agreement }); own >= 0 {
		records = found[own].Released.Casualties
	}
	for _, c := range records {
		if c.Of == "combatant" || c.Most == 0 {
			continue
		}
		h := Harm{Region: m.regionOfIncident(inc), Harm: c.Harm, Of: cmp.Or(c.Of, "unknown"), Age: cmp.Or(c.Age, "unknown"), Known: c.Known}
		at, ok := slices.BinarySearchFunc(m.out.Harm, h, m.compareHarm)
		if !ok {
			m.out.Harm = slices.Insert(m.out.Harm, at, h)
		}
		m.out.Harm[at].Least += c.Least
		m.out.Harm[at].Most += c.Most
		m.out.Harm[at].Incidents++
	}
}

func (m *maker) compareHarm(a, b Harm) int {
	rank := func(word string, list ...string) int { return slices.Index(list, word) }
	region := func(id string) int { return slices.IndexFunc(m.out.Regions, func(r Region) bool { return r.ID == id }) }
	return cmp.Or(
		cmp.Compare(region(a.Region), region(b.Region)),
		cmp.Compare(rank(a.Harm, "killed", "injured", "missing"), rank(b.Harm, "killed", "injured", "missing")),
		cmp.Compare(rank(a.Of, "civilian", "unknown"), rank(b.Of, "civilian", "unknown")),
		cmp.Compare(rank(a.Age, "child", "adult", "unknown"), rank(b.Age, "child", "adult", "unknown")),
		cmp.Compare(rank(a.Known, "confirmed", "corroborated", "reported"), rank(b.Known, "confirmed", "corroborated", "reported")),
	)
}

// room adds, for the mission, the steps of patrol tasks that were held up, and the notices of the days. The room is of the
// mission's own record and knows no exercise: it is one where the text is.
func (m *maker) room() {
	if m.request.Audience != Mission {
		return
	}
	for _, t := range m.state.Room().Tasks() {
		for _, s := range t.Steps {
			held := s.Step == watch.Denied || s.Step == watch.Delayed || s.Step == watch.Aborted
			if !held || !m.out.Period.Contains(s.At) {
				continue
			}
			m.out.Freedom = append(m.out.Freedom, Restricted{
				Event: Event{Region: m.regionOf(t.Where), Number: 1, Time: when.Interval{From: s.At, To: s.At}, Place: t.Where.Name},
				Basis: "patrol", Kind: string(s.Step), Source: t.Source, Says: s.Says,
			})
		}
	}
	for _, n := range m.state.Room().Notices() {
		if !n.Time.Overlaps(m.out.Period) {
			continue
		}
		row := Notice{ID: n.ID, Kind: n.Kind, What: n.What, Region: m.regionOf(n.Where), Place: n.Where.Name, Time: n.Time, Lacking: n.Lacking(), Ended: n.Ended}
		for _, a := range n.Answers {
			if a.Is == watch.Assured {
				row.Assured = append(row.Assured, a.Side)
			}
		}
		m.out.Notices = append(m.out.Notices, row)
	}
}

// Notice is a localised ceasefire or another notice of the days, for the mission alone.
type Notice struct {
	ID     string           `json:"id"`
	Kind   watch.NoticeKind `json:"kind"`
	What   string           `json:"what"`
	Region string           `json:"region"`
	Place  string           `json:"place,omitempty"`
	Time   when.Interval    `json:"time"`
	// Assured are the sides that gave their assurance, Lacking those that did not.
	Assured []string `json:"assured,omitempty"`
	Lacking []string `json:"lacking,omitempty"`
	// Ended is withdrawn or done, empty while neither was said.
	Ended watch.NoticeAct `json:"ended,omitempty"`
}

// gaps adds, for the mission, the gaps of the days that somebody caused: denied, delayed or jammed.
func (m *maker) gaps() {
	if m.request.Audience != Mission {
		return
	}
	for _, g := range m.state.Coverage().Gaps(m.out.Period) {
		if g.Reason != coverage.Denied && g.Reason != coverage.Delayed && g.Reason != coverage.Jammed {
			continue
		}
		m.out.Freedom = append(m.out.Freedom, Restricted{
			Event: Event{Region: m.regionOf(g.Where), Number: 1, Time: g.Time, Place: g.Where.Name},
			Basis: "gap", Kind: string(g.Reason), Source: g.Source,
		})
	}
}

// restrictions puts the restrictions in order and marks their regions.
func (m *maker) restrictions() {
	list := m.out.Freedom
	if m.request.Audience == Public {
		var events []Event
		for _, r := range list {
			events = append(events, r.Event)
		}
		list = []Restricted{}
		for _, e := range m.alike(events) {
			list = append(list, Restricted{Event: e, Basis: "reported", Kind: string(e.Act)})
		}
	}
	slices.SortStableFunc(list, func(a, b Restricted) int {
		return cmp.Or(cmp.Compare(slices.Index(bases(), a.Basis), slices.Index(bases(), b.Basis)), cmp.Compare(a.Time.From, b.Time.From))
	})
	for i := range m.out.Regions {
		r := &m.out.Regions[i]
		r.Marked = slices.ContainsFunc(list, func(each Restricted) bool { return each.Region == r.ID })
	}
	m.out.Freedom = list
}

// bases are what a restriction is known by, in the order of the report.
func bases() []string { return []string{"reported", "patrol", "gap"} }
