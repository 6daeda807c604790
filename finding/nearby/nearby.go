// SPDX-License-Identifier: Apache-2.0

// Package nearby turns cases into those near each other on the ground and in time. It is a part of finding, which asks it
// what a case may look back on.
package nearby

import (
	"slices"
	"strings"

	"truce/internal/grid"
	"truce/place"
	"truce/when"
)

// Case is what is looked up: where and when something was, and where its weapons were fired from.
type Case[T any] struct {
	Is    T
	When  when.Interval
	Where Spot
	From  []*Spot

	at, asked int // its place in the list of all, and the last look-up that found it
}

// Spot is a region with its bounds, which tell cheaply that two regions are apart.
type Spot struct {
	drawn     place.Ground
	low, high place.Point
	ground    bool
	name      string // in lower case
}

// SpotOf returns the spot of a region.
func SpotOf(r place.Region) Spot {
	s := Spot{drawn: place.NewGround(&r), name: strings.ToLower(r.Name)}
	s.low, s.high, s.ground = r.Around()
	return s
}

// Apart tells cheaply of most regions that are two places that they are.
func (s *Spot) Apart(o *Spot) bool {
	if !s.ground || !o.ground {
		return s.name == "" || s.name != o.name
	}
	return s.low.Lat > o.high.Lat || o.low.Lat > s.high.Lat || s.low.Lon > o.high.Lon || o.low.Lon > s.high.Lon
}

// Meets tells whether two regions may be one place.
func (s *Spot) Meets(o *Spot) bool {
	if s.Apart(o) {
		return false
	}
	if !s.ground || !o.ground {
		return true
	}
	touch, _ := s.drawn.Touches(&o.drawn)
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

// Index finds the cases near another one. Buckets are as long as the reach, so that few are asked.
type Index[T any] struct {
	// Reach is how much earlier or later a case may be.
	Reach  when.Duration
	spots  map[spotKey][]*Case[T]
	wide   []*Case[T]
	all    []*Case[T]
	bucket when.Duration
	asked  int // how many cases were looked up
}

// New returns an empty index.
func New[T any](reach when.Duration) *Index[T] {
	return &Index[T]{Reach: reach, spots: map[spotKey][]*Case[T]{}, bucket: max(reach, when.Day)}
}

// keys returns the keys of a region over an interval; ok is false where they are too many.
func (s *Index[T]) keys(r *Spot, i when.Interval) (keys []spotKey, ok bool) {
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

// Enter makes a case known to others. A case without a time is near nothing.
func (s *Index[T]) Enter(h *Case[T]) {
	h.at = len(s.all)
	s.all = append(s.all, h)
	keys, ok := s.keys(&h.Where, h.When)
	if !ok {
		s.wide = append(s.wide, h)
	}
	for _, k := range keys {
		s.spots[k] = append(s.spots[k], h)
	}
}

// Leave forgets a case, whose incident is still the one it was entered with.
func (s *Index[T]) Leave(h *Case[T]) {
	is := func(other *Case[T]) bool { return other == h }
	last := s.all[len(s.all)-1]
	s.all[h.at], last.at = last, h.at
	s.all = s.all[:len(s.all)-1]
	keys, ok := s.keys(&h.Where, h.When)
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

// Visit calls once for each case that may be near h, with what else the index brings up.
func (s *Index[T]) Visit(h *Case[T], visit func(*Case[T])) {
	within := when.Interval{From: h.When.From - when.Instant(s.Reach), To: h.When.To + when.Instant(s.Reach)}
	s.asked++
	h.asked = s.asked
	each := func(list []*Case[T]) {
		for _, other := range list {
			if other.asked != s.asked && other.When.Overlaps(within) {
				other.asked = s.asked
				visit(other)
			}
		}
	}
	each(s.wide)
	for _, r := range append([]*Spot{&h.Where}, h.From...) {
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
