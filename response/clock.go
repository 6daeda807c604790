// SPDX-License-Identifier: Apache-2.0

package response

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/when"
)

// event is what may start a clock of a case; 0 is none, and a time of the text is after the last of them.
type event int

// The words that start a clock, by their events. The time points of the text come on top.
var starters = []string{
	"", "breach", "report", "assessment", "complaint", "admission", "determination", "revision", "call", "verify", "invite",
	"meet", "notice", "reply", "appeal", "remedy", "publish", "determine",
}

const events = 18

const (
	breach event = iota + 1
	reported
	assessed
	complained
	admitted
	determined
	revised
)

func eventOf(word string) event { return event(max(slices.Index(starters, word), 0)) }

// clock is the time allowed for something, compiled.
type clock struct {
	within when.Duration
	after  event
	named  when.Instant // of a time of the text that starts it, 0 for none
	zone   when.Zone
	window *when.Window
}

// allowed is a time allowed as the text writes it.
type allowed struct {
	within      agreement.Duration
	after, zone string
	in          agreement.TimeID
}

func newClock(text *agreement.Compiled, a allowed) (c clock, err error) {
	within, after, zone, in := a.within, a.after, a.zone, a.in
	if c.within, err = within.Parse(); err != nil {
		return c, err
	}
	if c.after = eventOf(after); c.after == eventOf("determine") {
		c.after = determined
	}
	if c.after == 0 && after != "" {
		if at, ok := text.Time(agreement.TimeID(after)); ok {
			c.named = at.From
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

// due returns when a clock that began runs out, 0 where it has no limit.
func (c clock) due(start when.Instant, paused when.Duration) when.Instant {
	if c.within == 0 || start == 0 {
		return 0
	}
	end := start + when.Instant(c.within)
	if days := int(c.within / when.Day); !c.zone.IsZero() && days > 0 {
		end = sameClock(c.zone, start, days) + when.Instant(c.within%when.Day)
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
