// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"math"

	"truce/place"
	"truce/when"
)

// Accounts that may be of one event are looked up by time first and by place within it. An account stands on one
// shelf: that of the bucket in which its time begins, among the shelves whose buckets are at least as long as its
// time. So a look-up asks a few shelves of each length, and what came lately lies close together in memory.

// spans are the lengths of buckets, and the unit in which their shelves count time, rounded away from what they hold.
var spans = [...]struct{ length, unit when.Duration }{
	{2 * when.Hour, when.Second},
	{2 * when.Day, when.Second},
	{32 * when.Day, when.Second},
	{512 * when.Day, when.Second},
	{when.Duration(when.MaxInstant-when.MinInstant) + 2*when.Day, when.Hour}, // one bucket of all time
}

// spanOf returns the place in spans where an account of a time stands, and its bucket.
func spanOf(t when.Interval) (span int, bucket int64) {
	for span < len(spans)-1 && t.Length() > spans[span].length {
		span++
	}
	return span, bucketOf(t.From, span)
}

// bucketOf counts buckets from a day before the first instant there is, so that it rounds down.
func bucketOf(t when.Instant, span int) int64 {
	return int64(t-when.MinInstant+when.Instant(when.Day)) / int64(spans[span].length)
}

func startOf(bucket int64, span int) when.Instant {
	return when.Instant(bucket*int64(spans[span].length)) + when.MinInstant - when.Instant(when.Day)
}

// index finds accounts that may be of one event. An account of no known time or place is not in it: it is never
// joined. Shelves of what has expired are cold: they take less memory, and only what is as old asks them.
type index struct {
	spans [len(spans)]shelves
}

// shelves are the shelves whose buckets are of one length.
type shelves struct {
	live        map[int64]*shelf
	order       []*shelf // the live ones as they were made
	cold        map[int64][]*shelf
	coldOrder   []int64
	longest     when.Duration // that stood on any
	first, last int64         // buckets that ever had a shelf
	due         when.Instant  // no live shelf expires before
	coldTo      when.Instant  // the last end of what is cold
}

func newIndex() *index {
	x := &index{}
	for i := range x.spans {
		x.spans[i] = shelves{
			live: map[int64]*shelf{}, cold: map[int64][]*shelf{}, due: math.MaxInt64,
			first: math.MaxInt64, last: math.MinInt64, coldTo: math.MinInt64,
		}
	}
	return x
}

// enter makes an account a candidate of later ones.
func (x *index) enter(e *extent, number int32) {
	if e.isLost() {
		return
	}
	span, bucket := spanOf(e.time)
	s := &x.spans[span]
	at := s.live[bucket]
	if at == nil {
		at = newShelf(bucket, span)
		s.live[bucket] = at
		s.order = append(s.order, at)
		s.first, s.last = min(s.first, bucket), max(s.last, bucket)
		s.due = min(s.due, e.time.To)
	}
	s.longest = max(s.longest, e.time.Length())
	at.put(e, number)
}

// gather appends to found every account that may be of the same event as one of an extent, some of them twice.
func (x *index) gather(e *extent, found []int32) []int32 {
	if e.isLost() {
		return found
	}
	q := queryOf(e)
	q.found = found
	for span := range x.spans {
		s := &x.spans[span]
		if s.first > s.last {
			continue
		}
		first := max(s.first, bucketOf(e.time.From-when.Instant(s.longest), span))
		last := min(s.last, bucketOf(e.time.To, span))
		if last-first >= int64(len(s.live)+len(s.cold)) {
			s.askAll(&q, first, last)
			continue
		}
		for b := first; b <= last; b++ {
			if at := s.live[b]; at != nil {
				at.ask(&q)
			}
			if e.time.From <= s.coldTo {
				s.askCold(&q, b)
			}
		}
	}
	return q.found
}

// askAll asks the shelves there are, where a time spans more buckets than those.
func (s *shelves) askAll(q *query, first, last int64) {
	for _, at := range s.order {
		if first <= at.bucket && at.bucket <= last {
			at.ask(q)
		}
	}
	if q.time.From > s.coldTo {
		return
	}
	for _, b := range s.coldOrder {
		if first <= b && b <= last {
			s.askCold(q, b)
		}
	}
}

func (s *shelves) askCold(q *query, bucket int64) {
	for _, at := range s.cold[bucket] {
		if q.time.From <= at.ends {
			at.ask(q)
		}
	}
}

// expire makes the shelves cold on which everything ended before an instant.
func (x *index) expire(before when.Instant) {
	for span := range x.spans {
		if s := &x.spans[span]; s.due < before {
			s.expire(before)
		}
	}
}

func (s *shelves) expire(before when.Instant) {
	s.due = math.MaxInt64
	kept := s.order[:0]
	for _, at := range s.order {
		if at.ends >= before {
			kept = append(kept, at)
			s.due = min(s.due, at.ends)
			continue
		}
		delete(s.live, at.bucket)
		s.coldTo = max(s.coldTo, at.ends)
		if s.cold[at.bucket] == nil {
			s.coldOrder = append(s.coldOrder, at.bucket)
		}
		s.cold[at.bucket] = laid(s.cold[at.bucket], at.cooled())
	}
	clear(s.order[len(kept):])
	s.order = kept
}

// laid adds a cold shelf to those of its bucket. Shelves of like size become one, so that what comes late one by one
// costs no more than a sort.
func laid(runs []*shelf, last *shelf) []*shelf {
	for n := len(runs); n > 0 && len(runs[n-1].entries) < 2*len(last.entries); n = len(runs) {
		last = last.with(runs[n-1])
		runs = runs[:n-1]
	}
	return append(runs, last)
}

// query is what is asked of shelves.
type query struct {
	time      when.Interval
	low, high place.Point
	ground    bool
	bears     bool // a name, of this number
	name      uint64
	found     []int32
}

func queryOf(e *extent) query {
	return query{time: e.time, low: e.low, high: e.high, ground: e.ground, bears: e.name != "", name: nameKey(e.name)}
}
