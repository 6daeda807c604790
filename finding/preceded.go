// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"slices"

	"truce/agreement"
	"truce/finding/actors"
	"truce/incident"
	"truce/known"
	"truce/observation"
)

// preceded is met by an earlier act on record that may be held against somebody else for certain; that none is on
// record does not show that there was none.
func (d *Docket) preceded(h *hearing, c agreement.CompiledCondition) known.Answer {
	for _, n := range h.earlier {
		if n.incident.Exercise == h.incident.Exercise && d.cameBefore(n.hearing, h, c) {
			return known.Yes
		}
	}
	return known.Unknown
}

// cameBefore tells whether an earlier incident was surely such an act of somebody else, at most so long before, at one
// place with h or opposite it. Those who may have done h are no witnesses of what would excuse it.
func (d *Docket) cameBefore(earlier, h *hearing, c agreement.CompiledCondition) bool {
	doers := actors.Possible(d.text, h.incident)
	rest := earlier.incident.Without(func(m *observation.Observation) bool { return actors.SpeaksFor(d.text, doers, m) })
	if rest == nil || rest.When.Before(h.incident.When) != known.Yes {
		return false
	}
	_, most := rest.When.Lag(h.incident.When)
	return most <= c.Within && rest.Is(c.Condition.PrecededBy...) == known.Yes && d.othersDid(rest, earlier.incident, doers) &&
		(rest.Near(h.incident) || rest.Opposite(h.incident))
}

// othersDid tells whether an act, by the accounts that count and by what any side says against itself, was surely not
// of any of the doers. A name that the text does not know may be another name of one of them.
func (d *Docket) othersDid(rest, all *incident.Incident, doers []actors.Actor) bool {
	did := actors.Possible(d.text, rest)
	for _, m := range all.Members {
		did = append(did, actors.NamedBy(d.text, m)...)
	}
	unknown := func(a actors.Actor) bool { return a.ID == "" }
	return len(did) > 0 && !slices.ContainsFunc(did, unknown) && !slices.ContainsFunc(doers, unknown) &&
		!slices.ContainsFunc(did, func(a actors.Actor) bool { return slices.Contains(doers, a) })
}
