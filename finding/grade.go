// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"cmp"
	"slices"
	"strings"

	"truce/agreement"
	"truce/incident"
	"truce/known"
	"truce/observation"
)

// grade gives severity and confidence by the agreement's rule.
func (d *Docket) grade(inc *incident.Incident, t term, recurrence int) Grade {
	members := inc.Members
	weapon := having(members, func(o *observation.Observation) bool {
		return o.Sighting.Weapon != nil && !o.Sighting.Weapon.IsUnknown()
	})
	origin := having(members, func(o *observation.Observation) bool { return o.Sighting.Origin != nil })
	hurt := having(members, func(o *observation.Observation) bool { return len(o.Sighting.Casualties) > 0 })
	g := Grade{
		Severity: t.Severity, Recurrence: recurrence,
		Confidence: d.confidence(members), Weapon: d.confidence(weapon),
		Origin: d.confidence(origin), Casualties: d.confidence(hurt),
	}
	for _, raise := range d.text.Agreement().Severity {
		if raise.To <= g.Severity || !raised(raise, inc, recurrence) {
			continue
		}
		g.Severity, g.Provisional = raise.To, false
		if by := having(members, func(o *observation.Observation) bool { return harmed(raise, o) }); rests(raise) {
			g.Provisional = len(incident.Roots(by)) < 2
		}
	}
	return g
}

func having(members []*observation.Observation, has func(*observation.Observation) bool) []*observation.Observation {
	var out []*observation.Observation
	for _, m := range members {
		if has(m) {
			out = append(out, m)
		}
	}
	return out
}

// raised tells whether everything that a raise names is reached for certain: the least figures of some one account
// count.
func raised(r agreement.Raise, inc *incident.Incident, recurrence int) bool {
	return recurrence >= r.Recurrence &&
		(!rests(r) || slices.ContainsFunc(inc.Members, func(o *observation.Observation) bool { return harmed(r, o) })) &&
		(len(r.Targets) == 0 || inc.Hit(r.Targets...) == known.Yes) &&
		(len(r.Acts) == 0 || inc.Is(r.Acts...) == known.Yes)
}

// rests tells whether a raise rests on casualties.
func rests(r agreement.Raise) bool { return r.Killed+r.CivilianKilled+r.CivilianHarmed > 0 }

// harmed tells whether one account reaches the casualties that a raise names.
func harmed(r agreement.Raise, o *observation.Observation) bool {
	killed, _ := incident.Harmed(o.Sighting.Casualties, "killed", "")
	civilians, _ := incident.Harmed(o.Sighting.Casualties, "killed", "civilian")
	injured, _ := incident.Harmed(o.Sighting.Casualties, "injured", "civilian")
	return killed >= int64(r.Killed) && civilians >= int64(r.CivilianKilled) && civilians+injured >= int64(r.CivilianHarmed)
}

// confidence is C1 to C3 by the agreement's thresholds over independent roots and different means; 0 where
// nobody says anything.
func (d *Docket) confidence(members []*observation.Observation) agreement.Confidence {
	if len(members) == 0 {
		return 0
	}
	rule := d.text.Agreement().Evidence
	switch {
	case d.reaches(rule.C3, members):
		return 3
	case d.reaches(rule.C2, members):
		return 2
	default:
		return 1
	}
}

// reaches tells whether the members reach a threshold. A threshold that asks for nothing is never reached.
func (d *Docket) reaches(t agreement.Threshold, members []*observation.Observation) bool {
	return t.Roots > 0 && len(incident.Roots(members)) >= t.Roots && len(incident.MeansOf(members)) >= t.Means &&
		(t.Reliability == "" || d.reliable(t.Reliability, members))
}

// reliable tells whether some root is rated at least so well. F means that the reliability cannot be judged,
// which is no rating at all.
func (d *Docket) reliable(worst string, members []*observation.Observation) bool {
	for _, m := range members {
		for _, root := range m.Roots {
			r := d.ratings[root]
			if r != "" && r != "F" && strings.Compare(r, worst) <= 0 {
				return true
			}
		}
	}
	return false
}

// casualties lists the harm to people by kind, each kind corroborated where two independent roots speak of it.
func casualties(members []*observation.Observation) []Harm {
	var out []Harm
	roots := map[Harm][]string{} // by kind: a Harm without numbers
	for _, m := range members {
		own := map[Harm]Harm{}
		for _, c := range m.Sighting.Casualties {
			kind := Harm{Harm: c.Harm, Of: c.Of, Age: c.Age}
			sum := own[kind]
			sum.Least, sum.Most = sum.Least+c.Least, sum.Most+c.Most
			own[kind] = sum
		}
		for kind, sum := range own {
			i := slices.IndexFunc(out, func(h Harm) bool { return h.Harm == kind.Harm && h.Of == kind.Of && h.Age == kind.Age })
			if i < 0 {
				out = append(out, kind)
				i = len(out) - 1
			}
			out[i].Least, out[i].Most = max(out[i].Least, sum.Least), max(out[i].Most, sum.Most)
			roots[kind] = append(roots[kind], m.Roots...)
		}
	}
	slices.SortFunc(out, func(a, b Harm) int {
		return cmp.Or(cmp.Compare(a.Harm, b.Harm), cmp.Compare(a.Of, b.Of), cmp.Compare(a.Age, b.Age))
	})
	for i, h := range out {
		slices.Sort(roots[Harm{Harm: h.Harm, Of: h.Of, Age: h.Age}])
		out[i].Known = "reported"
		if len(slices.Compact(roots[Harm{Harm: h.Harm, Of: h.Of, Age: h.Age}])) > 1 {
			out[i].Known = "corroborated"
		}
	}
	return out
}
