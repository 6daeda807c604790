// SPDX-License-Identifier: Apache-2.0

// Package incident turns observations into incidents: each one physical event, with the reason for every join.
// It follows observation on the path. The method is docs/spec/incident.md.
package incident

import (
	"cmp"
	"reflect"
	"slices"

	"truce/act"
	"truce/canon"
	"truce/incident/copies"
	"truce/known"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Incident is one physical event as the observations joined so far describe it. A change of its members makes a
// new version; the ID stays with the member that was recorded first.
type Incident struct {
	ID      canon.IncidentID `json:"id"`
	Version int              `json:"version"`
	// Members are the joined observations in the order they were recorded.
	Members []*observation.Observation `json:"-"`
	// MemberIDs names the members in the same order.
	MemberIDs []canon.ObservationID `json:"members"`
	// Joins are the reasons: every pair of accounts that was scored, and each copy with the first of its account.
	Joins []Join `json:"joins,omitempty"`
	// When and Where hold the event if every member's own time and region does.
	When  when.Interval `json:"when"`
	Where place.Region  `json:"where"`
	// Exercise is set where any member is part of an exercise.
	Exercise bool `json:"exercise,omitempty"`

	first int32 `json:"-"` // the place of the first member in order of recording
}

// Join says what was found of two members of one incident. A pair that too little speaks for has none: it is there
// through others.
type Join struct {
	A       canon.ObservationID `json:"a"`
	B       canon.ObservationID `json:"b"`
	Score   int64               `json:"score"`
	Reasons []Reason            `json:"reasons"`

	of, at int32 `json:"-"` // the places of A and B in order of recording
}

// Reason is one named contribution to a score, in hundredths of a bit of evidence for one event against two.
type Reason struct {
	Name string `json:"name"`
	Bits int64  `json:"centibits"`
	// Veto says that the reason alone forbids the join.
	Veto bool `json:"veto,omitempty"`
}

// Named returns the ID of the incident that an observation leads: of which it is the member that was recorded first.
func Named(first canon.ObservationID) canon.IncidentID {
	return canon.NewIncidentID(canon.SumBytes("truce/incident/1", []byte(`"`+first.String()+`"`)))
}

// newIncident describes the event of members, which are in recorded order and never empty.
func newIncident(id canon.IncidentID, members []*observation.Observation, where place.Region) *Incident {
	inc := &Incident{ID: id, Version: 1, Members: members}
	for _, m := range members {
		inc.MemberIDs = append(inc.MemberIDs, m.ID)
		inc.Exercise = inc.Exercise || m.Exercise
	}
	inc.When = eventTime(members)
	inc.Where = where
	return inc
}

// eventTime is the time all members share; members that only touch the event in turn give their hull.
func eventTime(members []*observation.Observation) when.Interval {
	var shared, hull when.Interval
	apart := false
	for _, m := range members {
		t := m.When()
		switch {
		case t.IsUnknown():
			continue
		case hull.IsUnknown():
			shared, hull = t, t
			continue
		}
		hull = hull.Hull(t)
		if both, ok := shared.Intersect(t); ok {
			shared = both
		} else {
			apart = true
		}
	}
	if apart {
		return hull
	}
	return shared
}

// eventRegion is the members' smallest region on the ground, which holds the event if each member's does. The
// name of a region without geometry stands only where no member has any.
func eventRegion(members []*observation.Observation) place.Region {
	var best *place.Region
	for _, m := range members {
		w := m.Where()
		best = narrower(best, &w)
	}
	if best == nil {
		return place.Region{}
	}
	return *best
}

// narrower returns the region that says more: on the ground before a mere name, then the smaller, then by
// canonical form, so that the choice does not depend on order. A nil or unknown region says nothing.
func narrower(a, b *place.Region) *place.Region {
	switch {
	case b == nil || b.IsUnknown():
		return a
	case a == nil:
		return b
	case reflect.DeepEqual(a, b): // as of many copies, for which the rest would be dear
		return a
	case a.HasGeometry() != b.HasGeometry():
		if b.HasGeometry() {
			return b
		}
		return a
	}
	if c := cmp.Compare(a.Area(), b.Area()); c != 0 {
		if c < 0 {
			return a
		}
		return b
	}
	if canonically(b, a) < 0 {
		return b
	}
	return a
}

// canonically orders regions by their canonical bytes, so that no choice depends on the order of recording.
func canonically(a, b *place.Region) int {
	x, errA := canon.Encode(a)
	y, errB := canon.Encode(b)
	if errA != nil || errB != nil {
		panic("incident: an admitted region has no canonical form")
	}
	return slices.Compare(x, y)
}

// Is tells whether the event was one of the acts: Yes if some member's word settles it and no other member's
// contradicts it.
func (inc *Incident) Is(covered ...act.Act) known.Answer {
	return agree(inc.Members, func(o *observation.Observation) known.Answer { return o.Sighting.Act.Is(covered...) })
}

// Lay tells whether the event was in some area, by what asks it of each member.
func (inc *Incident) Lay(in func(*observation.Observation) known.Answer) known.Answer {
	return agree(inc.Members, in)
}

// Hit tells whether the event struck one of the targets.
func (inc *Incident) Hit(covered ...act.Target) known.Answer {
	return agree(inc.Members, func(o *observation.Observation) known.Answer { return o.Sighting.Target.Is(covered...) })
}

// Used tells whether a weapon under the rule was used or seen: Yes if any weapon group's is, as an event may have
// several.
func (inc *Incident) Used(rule act.WeaponRule) known.Answer {
	answers := make([]known.Answer, 0, 2)
	for _, g := range inc.Weapons() {
		answers = append(answers, rule.Covers(g.Weapon))
	}
	return known.Or(answers...)
}

// Only returns the event as some of its members alone describe it, for questions: the incident itself where all are
// kept, nil where none is.
func (inc *Incident) Only(keep func(*observation.Observation) bool) *Incident {
	var members []*observation.Observation
	for _, m := range inc.Members {
		if keep(m) {
			members = append(members, m)
		}
	}
	switch len(members) {
	case 0:
		return nil
	case len(inc.Members):
		return inc
	}
	only := newIncident(inc.ID, members, eventRegion(members))
	only.Version = inc.Version
	return only
}

// agree folds what members say of one fact: an answer stands unless another member says the opposite.
func agree(members []*observation.Observation, ask func(*observation.Observation) known.Answer) known.Answer {
	yes, no := false, false
	for _, m := range members {
		switch ask(m) {
		case known.Yes:
			yes = true
		case known.No:
			no = true
		case known.Unknown:
		}
	}
	switch {
	case yes && !no:
		return known.Yes
	case no && !yes:
		return known.No
	default:
		return known.Unknown
	}
}

// WeaponGroup is one weapon of the event with the members that speak of it. Each has an origin of its own:
// observations of two origins are never combined.
type WeaponGroup struct {
	Weapon act.Weapon `json:"weapon"`
	// Origin is the smallest region that a member gives for where it came from; nil where none does.
	Origin  *place.Region              `json:"origin,omitempty"`
	Members []*observation.Observation `json:"-"`
}

// Weapons returns the weapon groups, known weapons first, in order of their names. Members that do not know the
// weapon make a group of their own only where nobody does.
func (inc *Incident) Weapons() []WeaponGroup {
	var groups []WeaponGroup
	for _, m := range inc.Members {
		w := weaponOf(m)
		i := slices.IndexFunc(groups, func(g WeaponGroup) bool { return g.Weapon == w })
		if i < 0 {
			groups = append(groups, WeaponGroup{Weapon: w})
			i = len(groups) - 1
		}
		groups[i].Members = append(groups[i].Members, m)
	}
	if len(groups) > 1 {
		groups = slices.DeleteFunc(groups, func(g WeaponGroup) bool { return g.Weapon.IsUnknown() && !hasOrigin(g.Members) })
	}
	slices.SortFunc(groups, func(a, b WeaponGroup) int {
		return cmp.Or(cmp.Compare(a.Weapon.Class, b.Weapon.Class), cmp.Compare(a.Weapon.Model, b.Weapon.Model),
			cmp.Compare(a.Weapon.Calibre, b.Weapon.Calibre))
	})
	for i := range groups {
		groups[i].Origin = originOf(groups[i].Members)
	}
	return groups
}

func weaponOf(o *observation.Observation) act.Weapon {
	if o.Sighting.Weapon == nil {
		return act.Weapon{}
	}
	return *o.Sighting.Weapon
}

// Accounts returns the different origins that members give for the weapon, in canonical order; a single nil where
// none does. No account of an origin replaces another: an attribution goes no further than all of them.
func (g *WeaponGroup) Accounts() []*place.Region {
	var out []*place.Region
	for _, m := range g.Members {
		o := m.Sighting.Origin
		if o == nil || o.IsUnknown() || slices.ContainsFunc(out, func(p *place.Region) bool { return canon.Equal(p, o) }) {
			continue
		}
		out = append(out, o)
	}
	if len(out) == 0 {
		return []*place.Region{nil}
	}
	slices.SortFunc(out, canonically)
	return out
}

func hasOrigin(members []*observation.Observation) bool { return originOf(members) != nil }

func originOf(members []*observation.Observation) *place.Region {
	var best *place.Region
	for _, m := range members {
		best = narrower(best, m.Sighting.Origin)
	}
	return best
}

// Level is the highest level of a member: an incident of aggregates alone does not exist.
func (inc *Incident) Level() report.Level {
	for _, m := range inc.Members {
		if m.Level == report.Coded {
			return report.Coded
		}
	}
	return report.Plain
}

// Roots returns the independent custodial roots of the members, sorted, each group by its first: what copies.Custody has
// for them. However many copies of an account there are, and under whatever names, they count as one.
func Roots(members []*observation.Observation) []string {
	return copies.Of(members).Independent(nil).Roots
}
