// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"truce/agreement"
	"truce/when"
)

// sitting is when a body meets: always, or only inside a window that recurs.
type sitting struct {
	always   bool
	from, to when.Clock
	zone     when.Zone
	days     []int
}

// mostDays is how far ahead or back a sitting is looked for.
const mostDays = 16

// sittingOf reads the window in which a body meets.
func sittingOf(doc *agreement.Agreement, b *agreement.Body) sitting {
	for i := range doc.Times {
		t := &doc.Times[i]
		if b.Sits == "" || t.ID != b.Sits || t.From == "" {
			continue
		}
		from, errFrom := t.From.Parse()
		to, errTo := t.To.Parse()
		zone, errZone := when.LoadZone(t.Zone)
		if errFrom == nil && errTo == nil && errZone == nil {
			return sitting{from: from, to: to, zone: zone, days: t.Days}
		}
	}
	return sitting{always: true}
}

// on returns the sitting that begins on a date, its end not included; false where there is none.
func (s sitting) on(d when.Date) (from, to when.Instant, ok bool) {
	wanted := len(s.days) == 0
	for _, n := range s.days {
		wanted = wanted || n == d.Weekday()
	}
	if !wanted {
		return 0, 0, false
	}
	begin, err := s.zone.At(d, s.from.Hour, s.from.Minute, s.from.Second)
	if err != nil {
		return 0, 0, false
	}
	if s.to.Hour == 24 {
		return begin.From, s.zone.Whole(d).To + 1, true
	}
	if s.to.Compare(s.from) <= 0 {
		d = d.Add(1)
	}
	end, err := s.zone.At(d, s.to.Hour, s.to.Minute, s.to.Second)
	return begin.From, end.To, err == nil
}

// next is the first instant from t on at which the body meets; t itself where none is found.
func (s sitting) next(t when.Instant) when.Instant {
	if s.always {
		return t
	}
	for n := -1; n < mostDays; n++ {
		if from, to, ok := s.on(s.zone.DateOf(t).Add(n)); ok && t < to {
			return max(from, t)
		}
	}
	return t
}

// last is the last minute up to t at which the body meets; t itself where none is found.
func (s sitting) last(t when.Instant) when.Instant {
	if s.always {
		return t
	}
	for n := 0; n > -mostDays; n-- {
		if from, to, ok := s.on(s.zone.DateOf(t).Add(n)); ok && from <= t {
			return min(t, max(from, to-when.Instant(lastly)))
		}
	}
	return t
}
