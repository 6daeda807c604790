// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/finding/casualties"
	"truce/incident/copies"
	"truce/known"
	"truce/observation"
)

// sureness gives the confidences by the agreement's rule, which are the same under every term, with what ratings decided of
// them.
func (d *Docket) sureness(h *hearing) (Grade, []Reason) {
	var rated []Reason
	custody := copies.Of(h.incident.Members)
	h.rests = custody.Independent(nil)
	confidence := func(of string, has func(*observation.Observation) bool) agreement.Confidence {
		if !slices.ContainsFunc(h.incident.Members, has) {
			return 0
		}
		return d.confidence(custody.Independent(has), of, &rated)
	}
	g := Grade{
		Confidence: d.confidence(h.rests, "the fact", &rated),
		Weapon: confidence("the weapon", func(o *observation.Observation) bool {
			return o.Sighting.Weapon != nil && !o.Sighting.Weapon.IsUnknown()
		}),
		Origin:     confidence("the origin", func(o *observation.Observation) bool { return o.Sighting.Origin != nil }),
		Casualties: confidence("the casualties", func(o *observation.Observation) bool { return len(o.Sighting.Casualties) > 0 }),
	}
	return g, rated
}

// grade adds the severity to the confidences.
func (d *Docket) grade(g Grade, h *hearing, t term, recurrence int) Grade {
	g.Severity, g.Recurrence, g.OrMore = t.Severity, recurrence, recurrence == d.most
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

// confidence is C1 to C3 by the agreement's thresholds over independent roots and their means; 0 where nobody says
// anything. rated takes what hung on ratings alone.
func (d *Docket) confidence(rests copies.Independent, of string, rated *[]Reason) agreement.Confidence {
	if len(rests.Roots) == 0 {
		return 0
	}
	rule := d.text.Agreement().Evidence
	for _, level := range []struct {
		agreement.Confidence
		agreement.Threshold
	}{{3, rule.C3}, {2, rule.C2}} {
		if !reaches(level.Threshold, rests) {
			continue
		}
		if level.Reliability == "" {
			return level.Confidence
		}
		holds := known.No
		if d.reliable(level.Reliability, rests) {
			holds = known.Yes
		}
		*rated = append(*rated, Reason{Condition: "rated", Holds: holds, Says: fmt.Sprintf("%s of %s asks for a root of %s or better", level.Confidence, of, level.Reliability)})
		if holds == known.Yes {
			return level.Confidence
		}
	}
	return 1
}

// reaches tells whether what is on record reaches a threshold, ratings apart. A threshold that asks for nothing is never
// reached.
func reaches(t agreement.Threshold, rests copies.Independent) bool {
	return t.Roots > 0 && len(rests.Roots) >= t.Roots && rests.Means >= t.Means
}
