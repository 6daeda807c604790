// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"slices"

	"truce/finding/nearby"
	"truce/known"
	"truce/when"
)

// neighbour is an earlier incident that a case may look back on, and whether it may have been at the same place.
// One that was not is there because each had its effect where the other may have come from.
type neighbour struct {
	*hearing
	same bool
}

// relate finds what a case may look back on and what may look back on it.
func (d *Docket) relate(h *hearing) {
	if d.near.Reach == 0 || h.incident.When.IsUnknown() || d.silent(h) {
		return
	}
	h.spot = &nearby.Case[*hearing]{Is: h, When: h.incident.When, Where: nearby.SpotOf(h.incident.Where)}
	for _, g := range h.incident.Weapons() {
		if g.Origin != nil && d.facings {
			from := nearby.SpotOf(*g.Origin)
			h.spot.From = append(h.spot.From, &from)
		}
	}
	d.near.Visit(h.spot, func(c *nearby.Case[*hearing]) {
		if h.spot.Where.Apart(&c.Where) && (len(h.spot.From) == 0 || len(c.From) == 0) {
			return // neither at one place nor facing each other
		}
		other := c.Is
		earlier, later := other, h
		if before(h, other, d.near.Reach) {
			earlier, later = h, other
		} else if !before(other, h, d.near.Reach) {
			return
		}
		same := h.spot.Where.Meets(&other.spot.Where)
		if !same && !facing(h, other) {
			return
		}
		later.earlier = append(later.earlier, neighbour{earlier, same})
		earlier.later = append(earlier.later, later)
	})
	d.near.Enter(h.spot)
}

// unrelate takes a case out of the relations.
func (d *Docket) unrelate(h *hearing) {
	if h.spot == nil {
		return
	}
	d.near.Leave(h.spot)
	for _, n := range h.earlier {
		n.later = slices.DeleteFunc(n.later, func(x *hearing) bool { return x == h })
	}
	for _, l := range h.later {
		l.earlier = slices.DeleteFunc(l.earlier, func(x neighbour) bool { return x.hearing == h })
	}
	h.spot, h.earlier, h.later = nil, nil, nil
}

// before tells whether a surely came before b and at most span earlier, from its end.
func before(a, b *hearing, span when.Duration) bool {
	if a.incident.When.Before(b.incident.When) != known.Yes {
		return false
	}
	least, _ := a.incident.When.Lag(b.incident.When)
	return least <= span
}

// facing tells whether each of two incidents had its effect where the other may have come from.
func facing(a, b *hearing) bool {
	reaches := func(a, b *hearing) bool {
		return slices.ContainsFunc(b.spot.From, func(origin *nearby.Spot) bool { return a.spot.Where.Meets(origin) })
	}
	return reaches(a, b) && reaches(b, a)
}
