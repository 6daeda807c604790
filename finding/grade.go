// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"truce/agreement"
	"truce/finding/casualties"
	"truce/incident"
	"truce/observation"
)

// grade gives severity and confidence by the agreement's rule.
func (d *Docket) grade(h *hearing, t term, recurrence int) Grade {
	members := h.incident.Members
	weapon := having(members, func(o *observation.Observation) bool {
		return o.Sighting.Weapon != nil && !o.Sighting.Weapon.IsUnknown()
	})
	origin := having(members, func(o *observation.Observation) bool { return o.Sighting.Origin != nil })
	hurt := having(members, func(o *observation.Observation) bool { return len(o.Sighting.Casualties) > 0 })
	g := Grade{
		Severity: t.Severity, Recurrence: recurrence, OrMore: recurrence == d.most,
		Confidence: d.confidence(members), Weapon: d.confidence(weapon),
		Origin: d.confidence(origin), Casualties: d.confidence(hurt),
	}
	confirmed := d.confirmedOf(h)
	for _, raise := range d.text.Agreement().Severity {
		if raise.To <= t.Severity || raise.To < g.Severity || !casualties.Raised(raise, h.incident, confirmed, recurrence) {
			continue
		}
		// One raise to a severity that is certain makes it certain, whatever others to it rest on.
		provisional := casualties.Rests(raise) && !casualties.Reached(raise, nil, confirmed)
		g.Provisional = provisional && (raise.To > g.Severity || g.Provisional)
		g.Severity = raise.To
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
