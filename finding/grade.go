// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"strings"

	"truce/agreement"
	"truce/incident"
	"truce/known"
	"truce/observation"
)

// grade gives severity and confidence by the agreement's rule.
func (d *Docket) grade(inc *incident.Incident, term *agreement.Term, recurrence int) Grade {
	members := inc.Members
	weapon := having(members, func(o *observation.Observation) bool {
		return o.Sighting.Weapon != nil && !o.Sighting.Weapon.IsUnknown()
	})
	origin := having(members, func(o *observation.Observation) bool { return o.Sighting.Origin != nil })
	harmed := having(members, func(o *observation.Observation) bool { return len(o.Sighting.Casualties) > 0 })
	g := Grade{
		Severity: term.Severity, Recurrence: recurrence,
		Confidence: d.confidence(members), Weapon: d.confidence(weapon),
		Origin: d.confidence(origin), Casualties: d.confidence(harmed),
	}
	for _, raise := range d.text.Agreement().Severity {
		if raise.To > g.Severity && raised(raise, inc, recurrence) {
			g.Severity = raise.To
			g.Provisional = raise.Killed+raise.CivilianKilled+raise.CivilianHarmed > 0 && g.Casualties < 2
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

// raised tells whether everything that a raise names is reached for certain: the least figures count.
func raised(r agreement.Raise, inc *incident.Incident, recurrence int) bool {
	killed, _ := worst(inc.Members, "killed", "")
	civilians, _ := worst(inc.Members, "killed", "civilian")
	injured, _ := worst(inc.Members, "injured", "civilian")
	return killed >= int64(r.Killed) && civilians >= int64(r.CivilianKilled) &&
		civilians+injured >= int64(r.CivilianHarmed) && recurrence >= r.Recurrence &&
		(len(r.Targets) == 0 || inc.Hit(r.Targets...) == known.Yes) &&
		(len(r.Acts) == 0 || inc.Is(r.Acts...) == known.Yes)
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
