// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"slices"

	"truce/agreement"
	"truce/finding/actors"
	"truce/incident"
	"truce/known"
	"truce/observation"
	"truce/when"
)

// preceded is met by an earlier act on record that may be held against somebody else for certain; that none is on
// record does not show that there was none.
func (d *Docket) preceded(h *hearing, c agreement.CompiledCondition) known.Answer {
	doers := actors.Possible(d.text, h.incident)
	for _, n := range h.earlier {
		if n.incident.Exercise == h.incident.Exercise && mayExcuse(n.incident, h.incident, c) && d.cameBefore(n.hearing, h, c, doers) {
			return known.Yes
		}
	}
	return known.Unknown
}

// mayExcuse tells cheaply of most incidents that they were not such an act, or longer before by all of their accounts:
// a case may look back on very many.
func mayExcuse(earlier, inc *incident.Incident, c agreement.CompiledCondition) bool {
	latest, such := when.MinInstant, false
	for _, m := range earlier.Members {
		latest = max(latest, m.When().From)
		such = such || m.Sighting.Act.Is(c.Condition.PrecededBy...) == known.Yes
	}
	return such && inc.When.To-latest <= when.Instant(c.Within)
}

// cameBefore tells whether an earlier incident was surely such an act of somebody else, at most so long before, at one
// place with h or opposite it. Those who may have done h are no witnesses of what would excuse it.
func (d *Docket) cameBefore(earlier, h *hearing, c agreement.CompiledCondition, doers []actors.Actor) bool {
	rest := earlier.incident.Only(func(m *observation.Observation) bool { return !actors.SpeaksFor(d.text, doers, m) })
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
