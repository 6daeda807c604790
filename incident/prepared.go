// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"truce/observation"
	"truce/place"
)

// prepared is one account made ready to be compared with many others: all that the scoring looks at, worked out once.
type prepared struct {
	obs    *observation.Observation
	extent extent
	ground place.Ground
	words  []string // as longWords returns them
}

func prepare(o *observation.Observation) prepared {
	return prepared{
		obs: o, extent: extentOf(o), ground: place.NewGround(&o.Sighting.Where), words: longWords(o.Sighting.Words),
	}
}

// compare scores whether two accounts are of one event: the score alone, without the reasons. It is symmetric and
// looks at nothing but the two.
func compare(a, b *prepared) tally {
	var t tally
	t.compare(a, b)
	return t
}

// explain is compare with the reasons, which are made for those pairs only that somebody looks at.
func explain(a, b *prepared) tally {
	t := tally{explains: true}
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
