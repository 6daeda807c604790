// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"fmt"
	"slices"

	"truce/canon"
	"truce/coverage"
	"truce/when"
)

// record is a gap on record that came from here.
type record = coverage.Gap

// Owed is a gap that follows from what the room has on record: a patrol was held up, or its people left. It counts whether or not
// somebody enters it as an entry of its own; once its end is known it is owed as one.
type Owed struct {
	Gap coverage.Gap
	// Of is the patrol task, or empty where the mission was suspended or evacuated.
	Of string
	// Lasting says that its end is not known yet: it is counted up to the time that was asked for.
	Lasting bool
}

// Gaps returns every gap that follows from the room at a time and is not on record as a gap, with those that last until then.
// sources are those that ever watched, each as the record writes it.
func (r *Room) Gaps(at when.Instant, sources []string) []Owed {
	var out []Owed
	for _, t := range r.tasks {
		for _, h := range t.holds {
			out = r.owe(out, t.gap(h, at))
		}
	}
	for _, m := range r.modes {
		if m.State == Normal || m.At >= at {
			continue
		}
		for _, source := range sources {
			if !slices.Contains(m.Stay, source) {
				out = r.owe(out, left(source, m, at))
			}
		}
	}
	return out
}

func (r *Room) owe(list []Owed, o Owed) []Owed {
	if o.Gap.Time.From >= o.Gap.Time.To { // no time has passed yet
		return list
	}
	for _, g := range r.entered {
		if g.Source == o.Gap.Source && g.Time == o.Gap.Time && canon.Equal(g, o.Gap) {
			return list
		}
	}
	return append(list, o)
}

func (t *Task) gap(h hold, at when.Instant) Owed {
	o := Owed{Of: t.ID, Lasting: h.until == 0, Gap: coverage.Gap{Source: t.Source, Reason: h.cause}}
	if t.Where.HasGeometry() {
		o.Gap.Where = t.Where
	}
	o.Gap.Time = when.Interval{From: h.from, To: h.until}
	if o.Lasting {
		o.Gap.Time.To = at
	}
	return o
}

func left(source string, m ModeItem, at when.Instant) Owed {
	o := Owed{Lasting: m.Until == 0, Gap: coverage.Gap{Source: source, Reason: coverage.Dark, Time: when.Interval{From: m.At, To: m.Until}}}
	if o.Lasting {
		o.Gap.Time.To = at
	}
	return o
}

// Record tells the room that a gap is on record, so that it owes it no more.
func (r *Room) Record(g coverage.Gap) { r.entered = append(r.entered, g) }

// After returns the gaps whose end a step of a patrol task makes known, to be entered with it. It is nil where the
// step is not in order.
func (r *Room) After(p *Patrol, entered when.Instant) []coverage.Gap {
	t := r.Task(p.ID)
	if t == nil || p.Step == CheckedIn || !t.held() {
		return nil
	}
	if _, err := r.Patrol(p, entered); err != nil {
		return nil
	}
	h := t.holds[len(t.holds)-1]
	if h.until = p.At; h.until == 0 {
		h.until = entered
	}
	if h.until <= h.from {
		return nil
	}
	return []coverage.Gap{t.gap(h, h.until).Gap}
}

// String says whose gap it is and why, for people of the mission.
func (o Owed) String() string {
	text := fmt.Sprintf("%s %s from %s", o.Gap.Source, o.Gap.Reason, o.Gap.Time.From)
	if o.Lasting {
		return text + ", lasting"
	}
	return text + " to " + o.Gap.Time.To.String()
}
