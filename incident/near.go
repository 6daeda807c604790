// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"slices"

	"truce/place"
)

// nearBy is how far apart two events may at most have been to be surely at one place. A region that is wider cannot
// tell.
const nearBy = 10_000 * place.Metre

func near(a, b place.Region) bool {
	apart, ok := place.Gap(a, b)
	return ok && apart.Most <= nearBy
}

// Near tells whether two events were surely at one place, wherever in their regions they were.
func (inc *Incident) Near(other *Incident) bool { return near(inc.Where, other.Where) }

// Opposite tells whether each of two events surely had its effect where the other came from, by every account.
func (inc *Incident) Opposite(other *Incident) bool {
	return inc.hitOriginOf(other) && other.hitOriginOf(inc)
}

func (inc *Incident) hitOriginOf(other *Incident) bool {
	groups := other.Weapons()
	return len(groups) > 0 && !slices.ContainsFunc(groups, func(g WeaponGroup) bool {
		return slices.ContainsFunc(g.Accounts(), func(from *place.Region) bool { return from == nil || !near(inc.Where, *from) })
	})
}
