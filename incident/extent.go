// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"truce/observation"
	"truce/place"
	"truce/when"
)

// extent is where in the index an account belongs: what is outside of another's extent is not its event.
type extent struct {
	time      when.Interval // with half of what two times may lie apart, before and after
	low, high place.Point   // bounds of a region with geometry, not the narrowest
	ground    bool
	name      string // such that names alike but for case are equal; empty where the region has none
}

func extentOf(o *observation.Observation) extent {
	w := &o.Sighting.Where
	e := extent{time: o.When(), name: folded(w.Name)}
	if !e.time.IsUnknown() {
		e.time.From -= when.Instant(beside / 2)
		e.time.To += when.Instant(beside / 2)
	}
	e.low, e.high, e.ground = w.Around()
	return e
}

// meets tells, cheaply, whether two accounts may share a time and a place.
func (e *extent) meets(f *extent) bool {
	if !e.time.Overlaps(f.time) {
		return false
	}
	if e.ground && f.ground {
		return e.low.Lat <= f.high.Lat && f.low.Lat <= e.high.Lat && e.low.Lon <= f.high.Lon && f.low.Lon <= e.high.Lon
	}
	return e.name != "" && e.name == f.name
}

// isLost tells whether nothing can be told of when or of where.
func (e *extent) isLost() bool { return e.time.IsUnknown() || !e.ground && e.name == "" }

// folded returns the name such that two names are equal then if strings.EqualFold says so of them, and only then.
func folded(name string) string {
	plain := true
	for i := 0; i < len(name) && plain; i++ {
		c := name[i]
		plain = c < utf8.RuneSelf && (c < 'a' || 'z' < c) // the capital is the least
	}
	if plain {
		return name
	}
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, name)
}

// nameKey is a number of a folded name; two names may share one.
func nameKey(name string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211 // FNV-1a
	h := uint64(offset)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * prime
	}
	return h
}
