// SPDX-License-Identifier: Apache-2.0

package release

import (
	"slices"

	"truce/agreement"
	"truce/finding"
	"truce/finding/casualties"
	"truce/incident"
	"truce/observation"
	"truce/report"
)

// severity is how grave an item is by what may be public of whom it harmed: that of the finding where each account that says whom it
// harmed allowed it, and else what the text makes of the accounts that did. A severity that deaths raised would tell of the deaths,
// whoever kept them to the mission. What people confirmed of an event is left out with what others would not let go of it.
func (m *maker) severity(text *agreement.Agreement, f *finding.Finding, e *event) (s agreement.Severity, provisional bool) {
	grade := &f.Released.Grade
	at := slices.IndexFunc(text.Terms, func(t agreement.Term) bool { return t.ID == f.Released.Term })
	if e.harmed || at < 0 {
		return grade.Severity, grade.Provisional
	}
	whole := &incident.Incident{Members: e.members}
	s = text.Terms[at].Severity
	for _, raise := range text.Severity {
		other := raise
		other.Killed, other.CivilianKilled, other.CivilianHarmed = 0, 0, 0
		rests := casualties.Rests(raise)
		if raise.To <= text.Terms[at].Severity || raise.To < s || !casualties.Raised(other, whole, nil, grade.Recurrence) || rests && !m.tellsOf(raise, e) {
			continue
		}
		// As finding.Docket grades: one raise to a severity that is certain makes it certain.
		provisional = rests && (raise.To > s || provisional)
		s = raise.To
	}
	return s, provisional
}

// tellsOf tells whether one account that may be public reaches the casualties that a raise names.
func (m *maker) tellsOf(raise agreement.Raise, e *event) bool {
	return slices.ContainsFunc(e.members, func(o *observation.Observation) bool {
		return m.allowed[o.Report] && casualties.Reached(raise, o.Sighting.Casualties, nil)
	})
}

// fewHarmed tells whether anybody but a party says, or people confirmed, that one or two people of a kind were harmed: also where whoever says
// so keeps it to the mission, since the day and the cell alone would point at them.
func (m *maker) fewHarmed(f *finding.Finding, e *event) bool {
	return slices.ContainsFunc(e.members, func(o *observation.Observation) bool {
		return !m.isOfParties(o) && slices.ContainsFunc(o.Sighting.Casualties, func(c report.Casualties) bool { return c.Most > 0 && c.Most < few })
	}) || slices.ContainsFunc(f.Released.Casualties, func(c finding.Harm) bool { return c.Most > 0 && c.Most < few })
}
