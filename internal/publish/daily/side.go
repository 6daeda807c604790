// SPDX-License-Identifier: Apache-2.0

package daily

import (
	"slices"
	"strings"

	"truce/agreement"
	"truce/incident"
	"truce/observation"
)

// ofLiaison begins the name under which the officer of a party reports.
const ofLiaison = "liaison of "

// partyOf is the party that a custodial root is under a text of the report's world, empty for none.
func (m *maker) partyOf(root string) agreement.PartyID {
	own := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(root)), ofLiaison)
	for _, d := range m.dockets() {
		for _, name := range []string{root, own} {
			if party, ok := d.Text().Party(name); ok {
				return party
			}
		}
	}
	return ""
}

// isSides tells whether an observation is the word of parties alone: for the public it is in no count of observations.
func (m *maker) isSides(o *observation.Observation) bool {
	return m.request.Audience == Public && !slices.ContainsFunc(o.Roots, func(root string) bool { return m.partyOf(root) == "" })
}

// isOneSides tells whether one party alone tells of an incident: then it is in nothing that the public sees, since it would be the
// party that writes the mission's figures. What both parties tell is neither's alone.
func (m *maker) isOneSides(inc *incident.Incident) bool {
	if m.request.Audience != Public {
		return false
	}
	var first agreement.PartyID
	for _, o := range inc.Members {
		for _, root := range o.Roots {
			party := m.partyOf(root)
			if party == "" || first != "" && party != first {
				return false
			}
			first = party
		}
	}
	return first != ""
}
