// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"truce/likeness/words"
	"truce/observation"
	"truce/place"
)

// prepared is one account made ready to be compared with many others: all that the scoring looks at, worked out once.
type prepared struct {
	obs      *observation.Observation
	extent   extent
	ground   place.Ground
	words    words.Set
	*tidings // nil for an account whose time says more than when it was reported
}

func prepare(o *observation.Observation) prepared {
	p := prepared{obs: o, extent: extentOf(o), ground: place.NewGround(&o.Sighting.Where)}
	if o.Sighting.Words != "" {
		p.words = words.Of(o.Sighting.Words, o.When().From)
	}
	p.tidings = tidingsOf(o, &p.ground)
	return p
}

// compare scores whether two accounts are of one event: the score alone, without the reasons. It is symmetric and
// looks at nothing but the two; what the number of other accounts takes away is not taken yet.
func compare(a, b *prepared, table *Table) tally {
	t := tally{table: table}
	t.compare(a, b)
	return t
}

// explain is compare with the reasons, which are made for those pairs only that somebody looks at, and with what others
// take away.
func explain(a, b *prepared, table *Table) tally {
	t := tally{explains: true, table: table, crowded: true}
	t.compare(a, b)
	return t
}

// largerArea returns the larger area of two accounts on the ground, at least 1 ha. Where both are so small that the place is
// worth the most there is, an upper bound does.
func largerArea(a, b *prepared) int64 {
	if most := max(a.ground.AreaAtMost(), b.ground.AreaAtMost(), 10_000); log2(theatre/most) >= maxPlace {
		return most
	}
	return max(a.ground.Area(), b.ground.Area(), 10_000)
}
