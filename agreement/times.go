// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"cmp"
	"fmt"

	"truce/agreement/reckoning"
	"truce/known"
	"truce/when"
)

// newReckoning reckons with the start events of an agreement, of which starts may set the time.
func newReckoning(a *Agreement, starts map[TimeID]string) reckoning.Reckoning {
	var day when.Zone
	if zone, err := when.LoadZone(a.Counting.Day); err == nil {
		day = zone
	}
	events := map[string]reckoning.Event{}
	for _, t := range a.Times {
		if t.isEvent() {
			events[string(t.ID)] = reckoning.Event{At: cmp.Or(starts[t.ID], string(t.Event)), Zone: t.Zone}
		}
	}
	return reckoning.New(day, events)
}

func spanOf(k reckoning.Reckoning, from, until TimePoint) (reckoning.Span, error) {
	return k.Span(string(from), string(until))
}

func (t *Time) isEvent() bool { return t.Open || t.Event != "" }

func (t *Time) isWindow() bool { return t.From != "" || t.To != "" }

// recurrence is a compiled time: a window that recurs, or a single span.
type recurrence struct {
	window *when.Window
	span   reckoning.Span
}

func (r recurrence) holds(i when.Interval) known.Answer {
	if r.window != nil {
		return r.window.Holds(i)
	}
	return r.span.Holds(i)
}

// recurrenceOf compiles a time that is no start event.
func recurrenceOf(k reckoning.Reckoning, t *Time) (recurrence, error) {
	if t.isWindow() {
		w, err := t.window()
		return recurrence{window: &w}, err
	}
	if t.Span != nil {
		s, err := spanOf(k, t.Span.From, t.Span.Until)
		return recurrence{span: s}, err
	}
	return recurrence{}, fmt.Errorf("time %q is a start event, not a window: use it in from and until", t.ID)
}

func (t *Time) window() (when.Window, error) {
	from, err := t.From.Parse()
	if err != nil {
		return when.Window{}, fmt.Errorf("from: %w", err)
	}
	to, err := t.To.Parse()
	if err != nil {
		return when.Window{}, fmt.Errorf("to: %w", err)
	}
	zone, err := when.LoadZone(t.Zone)
	if err != nil {
		return when.Window{}, err
	}
	w := when.Window{From: from, To: to, Zone: zone, Weekdays: t.Days}
	return w, w.Check()
}
