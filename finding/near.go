// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"slices"
	"strings"

	"truce/internal/grid"
	"truce/known"
	"truce/place"
	"truce/when"
)

// neighbour is an earlier incident that a case may look back on, and whether it may have been at the same place.
// One that was not is there because each had its effect where the other may have come from.
type neighbour struct {
	*hearing
	same bool
}

// spot is a region with its bounds, which tell cheaply that two regions are apart.
type spot struct {
	region    place.Region
	low, high place.Point
	ground    bool
	name      string // in lower case
}

func spotOf(r place.Region) spot {
	s := spot{region: r, name: strings.ToLower(r.Name)}
	s.low, s.high, s.ground = r.Box()
	return s
}

// meets tells whether two regions may be one place.
func (s *spot) meets(o *spot) bool {
	if !s.ground || !o.ground {
		return s.name != "" && s.name == o.name
	}
	if s.low.Lat > o.high.Lat || o.low.Lat > s.high.Lat || s.low.Lon > o.high.Lon || o.low.Lon > s.high.Lon {
		return false
	}
	touch, _ := place.Touch(s.region, o.region)
	return touch
}

// Cases are looked up by cell of the ground and bucket of time: what is found must not cost more the more is
// on record elsewhere. maxKeys is how many a case is entered in or looked up by; what would need more is looked up from
// everywhere.
const maxKeys = 64

// spotKey is a cell on the ground, or a name, in a bucket of time.
type spotKey struct {
	name string
	at   grid.Cell
}

// surroundings finds the cases near another one. Buckets are as long as the reach, so that few are asked.
type surroundings struct {
	reach  when.Duration
	spots  map[spotKey][]*hearing
	wide   []*hearing
	all    []*hearing
	bucket when.Duration
	asked  int // how many cases were looked up
}

func newSurroundings(reach when.Duration) *surroundings {
	return &surroundings{reach: reach, spots: map[spotKey][]*hearing{}, bucket: max(reach, when.Day)}
}

// keys returns the keys of a region over an interval; ok is false where they are too many.
func (s *surroundings) keys(r *spot, i when.Interval) (keys []spotKey, ok bool) {
	buckets := grid.Buckets(i, s.bucket)
	rows, columns := grid.Under(r.low, r.high)
	if buckets.Count() > maxKeys || rows.Count()*columns.Count()*buckets.Count() > maxKeys {
		return nil, false
	}
	for b := buckets.First; b <= buckets.Last; b++ {
		if r.name != "" {
			keys = append(keys, spotKey{r.name, grid.Cell{Bucket: b}})
		}
		for y := rows.First; r.ground && y <= rows.Last; y++ {
			for x := columns.First; x <= columns.Last; x++ {
				keys = append(keys, spotKey{at: grid.Cell{Row: y, Column: x, Bucket: b}})
			}
		}
	}
	return keys, true
}

// enter makes a case known to others. A case without a time is near nothing.
func (s *surroundings) enter(h *hearing) {
	h.at = len(s.all)
	s.all = append(s.all, h)
	keys, ok := s.keys(&h.where, h.incident.When)
	if !ok {
		s.wide = append(s.wide, h)
	}
	for _, k := range keys {
		s.spots[k] = append(s.spots[k], h)
	}
}

// leave forgets a case, whose incident is still the one it was entered with.
func (s *surroundings) leave(h *hearing) {
	is := func(other *hearing) bool { return other == h }
	last := s.all[len(s.all)-1]
	s.all[h.at], last.at = last, h.at
	s.all = s.all[:len(s.all)-1]
	keys, ok := s.keys(&h.where, h.incident.When)
	if !ok {
		s.wide = slices.DeleteFunc(s.wide, is)
	}
	for _, k := range keys {
		s.spots[k] = slices.DeleteFunc(s.spots[k], is)
		if len(s.spots[k]) == 0 {
			delete(s.spots, k)
		}
	}
}

// visit calls once for each case that may be near h, with what else the index brings up.
func (s *surroundings) visit(h *hearing, visit func(*hearing)) {
	within := when.Interval{From: h.incident.When.From - when.Instant(s.reach), To: h.incident.When.To + when.Instant(s.reach)}
	s.asked++
	h.asked = s.asked
	each := func(list []*hearing) {
		for _, other := range list {
			if other.asked != s.asked && other.incident.When.Overlaps(within) {
				other.asked = s.asked
				visit(other)
			}
		}
	}
	each(s.wide)
	for _, r := range append([]*spot{&h.where}, h.from...) {
		keys, ok := s.keys(r, within)
		if !ok {
			each(s.all)
			return
		}
		for _, k := range keys {
			each(s.spots[k])
		}
	}
}

// relate finds what a case may look back on and what may look back on it.
func (d *Docket) relate(h *hearing) {
	if d.near.reach == 0 || h.incident.When.IsUnknown() {
		return
	}
	h.where, h.from = spotOf(h.incident.Where), nil
	for _, g := range h.incident.Weapons() {
		if g.Origin != nil {
			from := spotOf(*g.Origin)
			h.from = append(h.from, &from)
		}
	}
	d.near.visit(h, func(other *hearing) {
		earlier, later := other, h
		if before(h, other, d.near.reach) {
			earlier, later = h, other
		} else if !before(other, h, d.near.reach) {
			return
		}
		same := h.where.meets(&other.where)
		if !same && !facing(h, other) {
			return
		}
		later.earlier = append(later.earlier, neighbour{earlier, same})
		earlier.later = append(earlier.later, later)
	})
	d.near.enter(h)
}

// unrelate takes a case out of the relations.
func (d *Docket) unrelate(h *hearing) {
	if d.near.reach == 0 || h.incident.When.IsUnknown() {
		return
	}
	d.near.leave(h)
	for _, n := range h.earlier {
		n.later = slices.DeleteFunc(n.later, func(x *hearing) bool { return x == h })
	}
	for _, l := range h.later {
		l.earlier = slices.DeleteFunc(l.earlier, func(x neighbour) bool { return x.hearing == h })
	}
	h.earlier, h.later = nil, nil
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
		return slices.ContainsFunc(b.from, func(origin *spot) bool { return a.where.meets(origin) })
	}
	return reaches(a, b) && reaches(b, a)
}
