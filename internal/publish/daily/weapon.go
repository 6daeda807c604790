// SPDX-License-Identifier: Apache-2.0

package daily

import (
	"cmp"
	"slices"
	"strings"

	"truce/act"
	"truce/agreement"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/report"
	"truce/when"
)

// Weapon is how weapons of one kind stood to a withdrawal line: by text, side and class, with verdict and status. It counts
// sightings: one weapon that was seen on two days is two.
type Weapon struct {
	Judged
	Region string `json:"region"`
	// Class is the class in the missions' words, empty where it is not sure; Kind the class of weapon, empty where unknown.
	Class string    `json:"class,omitempty"`
	Kind  act.Class `json:"kind,omitempty"`
	// Side is whose it is; Level says what that rests on: "party", evidence beyond the ground it stood on; "area", who held that
	// ground; "said", what all of its sources that name anybody say, which is not for the public. Side is empty where nothing is.
	Side  string `json:"side,omitempty"`
	Level string `json:"level,omitempty"`
	// Sightings are findings; Number is of weapons, Unquantified sightings without a number.
	Sightings    int64         `json:"sightings"`
	Number       engine.Number `json:"number"`
	Unquantified int64         `json:"unquantified"`
	// Words are the words of attribution where all of the sightings have the same.
	Words string `json:"words,omitempty"`
}

// weapons adds what was found under terms that keep weapons back from a line.
func (m *maker) weapons() {
	for _, d := range m.dockets() {
		back := map[agreement.TermID]bool{}
		for _, t := range d.Text().Agreement().Terms {
			back[t.ID] = t.KeepBack != nil
		}
		for _, f := range m.stand[d] {
			if m.has(f.Released.When) && (back[f.Released.Term] || f.Released.Class != "") {
				m.weapon(d.Text(), f)
			}
		}
	}
	slices.SortStableFunc(m.out.Weapons, compareWeapons)
}

func (m *maker) weapon(text *agreement.Compiled, f *finding.Finding) {
	w := Weapon{Judged: judgedOf(f), Region: m.regionOf(f.Internal.Where), Class: f.Released.Class, Words: f.Released.Attribution.Words}
	inc := m.state.Incident(f.Released.Incident)
	if a := f.Released.Attribution; a.Party != "" {
		w.Side, w.Level = text.PartyName(a.Party), string(a.Level)
	} else if party := saidOf(text, inc); party != "" && m.request.Audience != Public {
		w.Side, w.Level = text.PartyName(party), Said
	}
	w.Kind = kindOf(inc)
	at, ok := slices.BinarySearchFunc(m.out.Weapons, w, compareWeapons)
	if !ok {
		m.out.Weapons = slices.Insert(m.out.Weapons, at, w)
	}
	row := &m.out.Weapons[at]
	row.Sightings++
	if row.Words != w.Words {
		row.Words = ""
	}
	switch n, ok := numberOf(inc); {
	case ok:
		row.Number.Least += n.Least
		row.Number.Most += n.Most
	default:
		row.Unquantified++
	}
}

func compareWeapons(a, b Weapon) int {
	return cmp.Or(compareSide(a, b), strings.Compare(a.Agreement, b.Agreement), strings.Compare(a.Article, b.Article),
		strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Class, b.Class), strings.Compare(a.Region, b.Region),
		strings.Compare(string(a.Verdict), string(b.Verdict)), strings.Compare(string(a.Status), string(b.Status)))
}

// compareSide puts those whose side is not known last.
func compareSide(a, b Weapon) int {
	if (a.Side == "") != (b.Side == "") {
		return cmp.Compare(len(b.Side), len(a.Side))
	}
	return cmp.Or(strings.Compare(a.Side, b.Side), strings.Compare(a.Level, b.Level))
}

// Said is the level of a side that sources name and nothing else shows.
const Said = "said"

// saidOf is the party that every account of an incident that names an actor names.
func saidOf(text *agreement.Compiled, inc *incident.Incident) agreement.PartyID {
	said := agreement.PartyID("")
	if inc == nil {
		return said
	}
	for _, o := range inc.Members {
		for _, claim := range o.Sighting.Actors {
			party, ok := text.Party(claim.Actor)
			if !ok || said != "" && said != party {
				return ""
			}
			said = party
		}
	}
	return said
}

// kindOf is the class of an incident's weapon, where its accounts agree on one.
func kindOf(inc *incident.Incident) act.Class {
	kind := act.Class("")
	if inc == nil {
		return kind
	}
	for _, o := range inc.Members {
		if w := o.Sighting.Weapon; w != nil && w.Class != "" {
			if kind != "" && kind != w.Class {
				return ""
			}
			kind = w.Class
		}
	}
	return kind
}

// numberOf is how many weapons an incident is of: the hull of what its accounts give.
func numberOf(inc *incident.Incident) (n engine.Number, ok bool) {
	if inc == nil {
		return n, false
	}
	for _, o := range inc.Members {
		c := o.Sighting.Count
		if c.Kind != report.Exact && c.Kind != report.About {
			continue
		}
		if !ok {
			n, ok = engine.Number{Least: c.Least, Most: c.Most}, true
		}
		n.Least, n.Most = min(n.Least, c.Least), max(n.Most, c.Most)
	}
	return n, ok
}

// WeekOf returns the days of the week, Monday to Sunday, that holds a day.
func WeekOf(d when.Date) (first, last when.Date) {
	first = d.Add(1 - d.Weekday())
	return first, first.Add(6)
}
