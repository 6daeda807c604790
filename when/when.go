// SPDX-License-Identifier: Apache-2.0

// Package when turns clock readings, civil times and agreed calendars into intervals of UTC milliseconds. It
// takes the clock as a value and imports only known and spelling. Time is an interval with its evidence, never an instant
// (ADR 3).
package when

import (
	"fmt"

	"truce/known"
)

// Instant is a count of milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted. Its range is the
// years 1 to 9999.
type Instant int64

// The first and the last instant that this package reads and computes with.
const (
	MinInstant Instant = -62135596800000 // 0001-01-01T00:00:00Z
	MaxInstant Instant = 253402300799999 // 9999-12-31T23:59:59.999Z
)

// Duration is a count of milliseconds.
type Duration int64

// Lengths of time that do not depend on a calendar. A day of a civil calendar may have 23 or 25 hours: use Zone.
const (
	Millisecond Duration = 1
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
	Day                  = 24 * Hour
)

// Interval is every instant from From to To, both included: what happened did so at some time in it, or
// throughout it. From after To is not valid. The zero Interval means not known; it is also the first millisecond
// of 1970, which Parse therefore refuses.
type Interval struct {
	From Instant `json:"from"`
	To   Instant `json:"to"`
}

// IsUnknown tells whether no time is given.
func (i Interval) IsUnknown() bool { return i == Interval{} }

// Check returns an error if the interval ends before it begins.
func (i Interval) Check() error {
	if i.From > i.To {
		return fmt.Errorf("time interval ends (%s) before it begins (%s)", i.To, i.From)
	}
	return nil
}

// Contains tells whether t lies in the interval.
func (i Interval) Contains(t Instant) bool { return i.From <= t && t <= i.To }

// Overlaps tells whether the intervals share an instant.
func (i Interval) Overlaps(j Interval) bool { return i.From <= j.To && j.From <= i.To }

// Within tells whether something that happened in i happened in j: Yes if i lies in j, No if they share no
// instant, Unknown if they overlap or either is not known.
func (i Interval) Within(j Interval) known.Answer {
	switch {
	case i.IsUnknown() || j.IsUnknown():
		return known.Unknown
	case j.From <= i.From && i.To <= j.To:
		return known.Yes
	case !i.Overlaps(j):
		return known.No
	default:
		return known.Unknown
	}
}

// Before tells whether something in i came before something in j: Yes if i ends before j begins, No if i begins
// no earlier than j ends, else Unknown.
func (i Interval) Before(j Interval) known.Answer {
	switch {
	case i.IsUnknown() || j.IsUnknown():
		return known.Unknown
	case i.To < j.From:
		return known.Yes
	case i.From >= j.To:
		return known.No
	default:
		return known.Unknown
	}
}

// Lag returns the least and the most time from something in i to something in j; negative where j may come first.
func (i Interval) Lag(j Interval) (least, most Duration) {
	return Duration(j.From - i.To), Duration(j.To - i.From)
}

// Length returns the time from the first to the last instant.
func (i Interval) Length() Duration { return Duration(i.To - i.From) }

// Hull returns the least interval that holds both. One that is not known adds nothing, so a zero Interval is a
// good start for gathering many.
func (i Interval) Hull(j Interval) Interval {
	switch {
	case i.IsUnknown():
		return j
	case j.IsUnknown():
		return i
	}
	return Interval{From: min(i.From, j.From), To: max(i.To, j.To)}
}

// Intersect returns the instants that both share, and whether there are any. An interval that is not known shares
// none.
func (i Interval) Intersect(j Interval) (Interval, bool) {
	if i.IsUnknown() || j.IsUnknown() || !i.Overlaps(j) {
		return Interval{}, false
	}
	return Interval{From: max(i.From, j.From), To: min(i.To, j.To)}, true
}

// String writes both ends to the millisecond with "/" between them, or one instant where they are equal, so that
// Parse reads back the same interval. An interval that is not known is "not known", which Parse refuses.
func (i Interval) String() string {
	switch {
	case i.IsUnknown():
		return "not known"
	case i.From == i.To:
		return i.From.exact()
	}
	return i.From.exact() + "/" + i.To.exact()
}

// Evidence says what a time rests on, from the weakest to the strongest kind.
type Evidence string

// The kinds of evidence for a time. "stated" is a source's own word; "coded" was assigned by whoever made a
// data set; "guessed" is known to be a filler, such as a default duration.
const (
	Guessed    Evidence = "guessed"
	Coded      Evidence = "coded"
	Stated     Evidence = "stated"
	Device     Evidence = "device-clock"
	Checkpoint Evidence = "checkpoint"
	Inclusion  Evidence = "inclusion"
)

// Span is a time as a source gave it: the interval, what it rests on, and the zone the source wrote it in: an IANA
// name, an offset such as "+02:00", a military zone letter or "Z".
type Span struct {
	Interval Interval `json:"interval"`
	Evidence Evidence `json:"evidence,omitempty"`
	Zone     string   `json:"zone,omitempty"`
}
