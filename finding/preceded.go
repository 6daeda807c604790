// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"slices"

	"truce/agreement"
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
	doers := possibleActors(d.text, h.incident)
	rest := earlier.incident.Without(func(m *observation.Observation) bool { return d.speaksFor(doers, m) })
	if rest == nil || rest.When.Before(h.incident.When) != known.Yes {
		return false
	}
	_, most := rest.When.Lag(h.incident.When)
	return most <= c.Within && rest.Is(c.Condition.PrecededBy...) == known.Yes && d.othersDid(rest, earlier.incident, doers) &&
		(rest.Near(h.incident) || rest.Opposite(h.incident))
}

// speaksFor tells whether the source or a root of an account is one of some actors.
func (d *Docket) speaksFor(actors []actor, m *observation.Observation) bool {
	return slices.ContainsFunc(append([]string{m.Source}, m.Roots...), func(holder string) bool {
		party, ok := d.text.Party(holder)
		return ok && slices.ContainsFunc(actors, func(a actor) bool { return a.id == party })
	})
}

// othersDid tells whether an act, by the accounts that count and by what any side says against itself, was surely not
// of any of the doers. A name that the text does not know may be another name of one of them.
func (d *Docket) othersDid(rest, all *incident.Incident, doers []actor) bool {
	did := possibleActors(d.text, rest)
	for _, m := range all.Members {
		did = append(did, namedBy(d.text, m)...)
	}
	unknown := func(a actor) bool { return a.id == "" }
	return len(did) > 0 && !slices.ContainsFunc(did, unknown) && !slices.ContainsFunc(doers, unknown) &&
		!slices.ContainsFunc(did, func(a actor) bool { return slices.Contains(doers, a) })
}
