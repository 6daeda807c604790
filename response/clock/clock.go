// SPDX-License-Identifier: Apache-2.0

// Package clock turns the time that a text allows for something into the instant at which it runs out: hours, whole days on the
// clocks of a zone, and windows of the week. The rules are docs/spec/procedure.md, "Clocks".
package clock

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/when"
)

// Event is what may start a clock of a case; the zero value is none of them.
type Event int

// The words that start a clock, by their events. The time points of the text come on top.
var starters = []string{
	"", "breach", "report", "assessment", "complaint", "admission", "determination", "revision", "call", "verify", "invite",
	"meet", "notice", "reply", "appeal", "remedy", "publish", "determine",
}

// Events is how many events there are, none among them.
const Events = 18

// The events that are no step of the procedure.
const (
	Breach Event = iota + 1
	Reported
	Assessed
	Complained
	Admitted
	Determined
	Revised
)

// EventOf returns the event that a word of a text means, or none.
func EventOf(word string) Event { return Event(max(slices.Index(starters, word), 0)) }

// Clock is the time allowed for something, compiled.
type Clock struct {
	// Within is how long it runs, 0 without a limit; After what starts it, 0 where nothing in a case does.
	Within when.Duration
	After  Event
	// Named is the time of the text that starts it, 0 for none.
	Named  when.Instant
	zone   when.Zone
	window *when.Window
}

// Allowed is a time allowed as the text writes it.
type Allowed struct {
	Within      agreement.Duration
	After, Zone string
	In          agreement.TimeID
}

// New compiles a time allowed. Its error is a length, a zone or a window of the text that cannot be read.
func New(text *agreement.Compiled, a Allowed) (c Clock, err error) {
	within, after, zone, in := a.Within, a.After, a.Zone, a.In
	if c.Within, err = within.Parse(); err != nil {
		return c, err
	}
	if c.After = EventOf(after); c.After == EventOf("determine") {
		c.After = Determined
	}
	if c.After == 0 && after != "" {
		if at, ok := text.Time(agreement.TimeID(after)); ok {
			c.Named = at.From
		}
	}
	if zone != "" {
		if c.zone, err = when.LoadZone(zone); err != nil {
			return c, err
		}
	}
	for _, t := range text.Agreement().Times {
		if t.ID != in || in == "" {
			continue
		}
		w := when.Window{Weekdays: t.Days}
		if w.From, err = t.From.Parse(); err != nil {
			return c, err
		}
		if w.To, err = t.To.Parse(); err != nil {
			return c, err
		}
		if w.Zone, err = when.LoadZone(t.Zone); err != nil {
			return c, err
		}
		if err = w.Check(); err != nil {
			return c, fmt.Errorf("time %s: %w", in, err)
		}
		c.window = &w
	}
	return c, nil
}

// Due returns when a clock that began at an instant and stood for so long runs out, 0 where it has no limit.
func (c Clock) Due(start when.Instant, paused when.Duration) when.Instant {
	if c.Within == 0 || start == 0 {
		return 0
	}
	end := start + when.Instant(c.Within)
	if days := int(c.Within / when.Day); !c.zone.IsZero() && days > 0 {
		end = sameClock(c.zone, start, days) + when.Instant(c.Within%when.Day)
	}
	end = min(end+when.Instant(paused), when.MaxInstant)
	if c.window != nil {
		end = intoWindow(*c.window, end)
	}
	return end
}

// sameClock returns the instant so many civil days later at which the clocks of a zone show the same time: the later one where
// they show it twice, and as much later as days have hours where they never do.
func sameClock(zone when.Zone, start when.Instant, days int) when.Instant {
	shown := zone.ClockOf(start)
	second := start - start%when.Instant(when.Second)
	at, err := zone.At(zone.DateOf(start).Add(days), shown.Hour, shown.Minute, shown.Second)
	if err != nil {
		return start + when.Instant(days)*when.Instant(when.Day)
	}
	last := at.To - at.To%when.Instant(when.Second)
	return last + start - second
}

// intoWindow returns an instant that lies in a window, or else the end of the next one.
func intoWindow(w when.Window, t when.Instant) when.Instant {
	const reach = 16 // days, in which each weekly window comes
	first := w.Zone.DateOf(t).Add(-1)
	for n := range reach {
		date := first.Add(n)
		if len(w.Weekdays) > 0 && !slices.Contains(w.Weekdays, date.Weekday()) {
			continue
		}
		last := date
		if w.To.Compare(w.From) <= 0 {
			last = date.Add(1)
		}
		from, to := edge(w.Zone, date, w.From), edge(w.Zone, last, w.To)
		switch {
		case t > to:
			continue
		case t >= from:
			return t
		}
		return to
	}
	return t
}

// edge returns when the clocks of a zone show a time of a date; the day's end where they never do.
func edge(zone when.Zone, d when.Date, c when.Clock) when.Instant {
	whole := zone.Whole(d)
	if c.Hour == 24 {
		return whole.To + 1
	}
	at, err := zone.At(d, c.Hour, c.Minute, c.Second)
	if err != nil {
		return whole.To + 1
	}
	return at.From
}
