// SPDX-License-Identifier: Apache-2.0

package when

import (
	"fmt"

	"truce/known"
)

// Window recurs: each day (or the listed weekdays) from a clock time to another in a zone. From belongs to it and
// To does not, so 22:00 to 06:00 ends with 05:59:59.999. Where To is not later than From it ends on the next day;
// the weekday is that of its beginning.
type Window struct {
	From, To Clock
	Zone     Zone
	Weekdays []int // 1 Monday to 7 Sunday; none means every day
}

// Check returns an error if the window has no zone, no length, or a bound or weekday that does not exist.
func (w Window) Check() error {
	if w.Zone.IsZero() {
		return fmt.Errorf("window %s to %s: %w", w.From, w.To, ErrNoZone)
	}
	for _, c := range []Clock{w.From, w.To} {
		if err := c.Check(); err != nil {
			return fmt.Errorf("window %s to %s: %w", w.From, w.To, err)
		}
	}
	switch {
	case w.From.isDayEnd():
		return fmt.Errorf("window %s to %s: a window cannot begin at 24:00; write 00:00", w.From, w.To)
	case w.From == w.To:
		return fmt.Errorf("window %s to %s has no length; a whole day is 00:00 to 24:00", w.From, w.To)
	}
	for _, n := range w.Weekdays {
		if n < 1 || n > 7 {
			return fmt.Errorf("window %s to %s: there is no weekday %d; 1 is Monday and 7 is Sunday", w.From, w.To, n)
		}
	}
	return nil
}

// longSpan is enough days for every weekly window to occur at least once, even where a zone's calendar leapt over
// one of its days.
const longSpan = 16

// Holds tells whether something that happened in i happened inside the window: Yes if all of i lies in one window
// or in windows that touch, No if i touches none, else Unknown. A bound that the zone's clocks skip or show twice
// may be at either of its two readings, and what depends on the choice is Unknown; midnight is always the edge of
// the civil day. Unknown too where i is not known, or i or the window is not valid.
func (w Window) Holds(i Interval) known.Answer {
	if i.IsUnknown() || i.Check() != nil || !i.From.inRange() || !i.To.inRange() || w.Check() != nil {
		return known.Unknown
	}
	first, last := w.Zone.DateOf(i.From).Add(-2), w.Zone.DateOf(i.To).Add(1)
	if first.DaysUntil(last) > longSpan {
		return w.holdsLong()
	}
	answer := known.No
	var certain Interval
	for d := first; d.Compare(last) <= 0; d = d.Add(1) {
		if !w.on(d) {
			continue
		}
		inner, outer := w.beginning(d)
		if outer.From <= outer.To && outer.Overlaps(i) {
			answer = max(answer, known.Unknown)
		}
		if inner.From > inner.To {
			continue
		}
		if inner.From > certain.To+1 || certain.IsUnknown() {
			certain = inner
		}
		certain.To = max(certain.To, inner.To)
		if certain.From <= i.From && i.To <= certain.To {
			return known.Yes
		}
	}
	return answer
}

// holdsLong answers for an interval long enough to touch a window. Only windows without a hole hold all of it.
func (w Window) holdsLong() known.Answer {
	for weekday := range 7 {
		if !w.onWeekday(weekday + 1) {
			return known.Unknown
		}
	}
	if w.From == (Clock{}) && w.To.isDayEnd() {
		return known.Yes
	}
	return known.Unknown
}

func (w Window) on(d Date) bool {
	_, shown := w.Zone.day(d)
	return shown && w.onWeekday(d.Weekday())
}

func (w Window) onWeekday(n int) bool {
	for _, day := range w.Weekdays {
		if day == n {
			return true
		}
	}
	return len(w.Weekdays) == 0
}

// beginning returns the window that begins on the date: what it covers on every reading of its bounds, and what it
// covers on some reading. Either may be empty, with From after To.
func (w Window) beginning(d Date) (inner, outer Interval) {
	end := d
	if w.To.Compare(w.From) <= 0 && w.To != (Clock{}) {
		end = d.Add(1)
	}
	start, stop := w.edge(d, w.From), w.edge(end, w.To)
	if w.To.isDayEnd() || w.To == (Clock{}) {
		day, _ := w.Zone.day(end)
		stop = Interval{From: day.To + 1, To: day.To + 1}
	}
	return Interval{From: start.To, To: stop.From - 1}, Interval{From: start.From, To: stop.To - 1}
}

// edge returns the first and the last instant that a clock time of a date may mean.
func (w Window) edge(d Date, c Clock) Interval {
	if c == (Clock{}) {
		day, _ := w.Zone.day(d)
		return Interval{From: day.From, To: day.From}
	}
	civil := d.midnight() + c.seconds()
	if i, shown := w.Zone.showing(civil, civil+1); shown {
		return Interval{From: i.From, To: i.To + 1 - Instant(Second)}
	}
	before, after, _ := w.Zone.leap(civil)
	return Interval{From: Instant((civil - after.offset) * 1000), To: Instant((civil - before.offset) * 1000)}
}
