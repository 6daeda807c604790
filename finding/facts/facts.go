// SPDX-License-Identifier: Apache-2.0

// Package facts turns an incident into the variables that the expression of a term may ask. It is a part of finding.
package facts

import (
	"slices"

	"truce/incident"
	"truce/observation"
	"truce/report"
)

// Of returns the variables of a term's expression. What is not known is left out, and so is that of which two
// members say different things.
func Of(inc *incident.Incident) map[string]any {
	vars, differ := map[string]any{}, map[string]bool{}
	put := func(name string, value any, given bool) {
		if old, ok := vars[name]; given && ok && old != value {
			differ[name] = true
		}
		if given {
			vars[name] = value
		}
	}
	for _, m := range inc.Members {
		s := m.Sighting
		put("act", string(s.Act), s.Act != "")
		put("target", string(s.Target), s.Target != "")
		if s.Weapon != nil {
			put("weapon_class", string(s.Weapon.Class), s.Weapon.Class != "")
			put("calibre_tenths", int64(s.Weapon.Calibre), s.Weapon.Calibre != 0)
		}
		put("count", s.Count.Least, s.Count.Most > 0 && s.Count.Least == s.Count.Most)
		if flags := slices.DeleteFunc(slices.Clone(s.Describes), func(d report.Description) bool { return d == report.Initial }); len(flags) == 1 {
			put("description", string(flags[0]), true) // how sure a source is of its account is no part of what it saw
		}
	}
	for name := range differ {
		delete(vars, name)
	}
	harm(vars, inc.Members)
	return vars
}

// harm gives a number only where its bounds meet.
func harm(vars map[string]any, members []*observation.Observation) {
	for _, h := range []struct{ name, harm, of string }{
		{"killed", "killed", ""}, {"injured", "injured", ""}, {"civilian_killed", "killed", "civilian"},
	} {
		if least, most := worst(members, h.harm, h.of); least == most {
			vars[h.name] = least
		}
	}
}

// worst is the highest figure that any one member gives, never a sum over members: they speak of one event.
func worst(members []*observation.Observation, harm, of string) (least, most int64) {
	for _, m := range members {
		l, u := incident.Harmed(m.Sighting.Casualties, harm, of)
		least, most = max(least, l), max(most, u)
	}
	return least, most
}
