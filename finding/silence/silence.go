// SPDX-License-Identifier: Apache-2.0

// Package silence turns a record into what its clocks of silence stand at: day by day, what broke the silence, what is not
// proven, and for want of what. It is a part of finding.
package silence

import (
	"cmp"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/coverage"
	"truce/incident"
	"truce/known"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// maxDays is how many days back a clock of silence is counted.
const maxDays = 3660

// Record is what clocks are counted on.
type Record struct {
	Text *agreement.Compiled
	// Incidents are those that stand, in order of recording.
	Incidents []*incident.Incident
	// Aggregates make no incident, and yet the days and places that they speak of were not surely quiet.
	Aggregates []*observation.Observation
	Watched    *coverage.Ledger
	// Until is when the record ends: a day counts once it is over.
	Until when.Instant
}

// Clock is what is on record of one clock of silence under one reading, up to a day.
type Clock struct {
	Exercise  bool                `json:"exercise,omitempty"`
	Agreement string              `json:"agreement"`
	Article   agreement.ArticleID `json:"article"`
	Clock     string              `json:"clock"`
	Reading   string              `json:"reading,omitempty"`
	// Void says that under this reading there is no clock.
	Void bool `json:"void,omitempty"`
	// Place is where silence is asked for, Needs for how many days, Hours how many of a day must be watched.
	Place agreement.PlaceID `json:"place,omitempty"`
	Needs int               `json:"needs,omitempty"`
	Hours int               `json:"hours,omitempty"`
	Zone  when.Zone         `json:"zone,omitzero"`
	Days  []Day             `json:"days,omitempty"`
	Count when.QuietCount   `json:"count,omitzero"`
}

// Day is one civil day of a clock: its state, who watched, and all that broke it or may have.
type Day struct {
	when.DayRecord
	// Needed is how long it had to be watched: never longer than the day lasted.
	Needed when.Duration `json:"needed_ms"`
	coverage.Watched
	Events []Event `json:"events,omitempty"`
}

// Event is something that broke a day, or may have.
type Event struct {
	// Incident names it, or Observation where it is an aggregate, which makes no incident.
	Incident    canon.IncidentID    `json:"incident,omitzero"`
	Observation canon.ObservationID `json:"observation,omitzero"`
	// Broke is Yes where it surely did, under the reading; the others say on what that rests. Inside asks whether it was in
	// the place itself, Near whether it was there or so near that the reading counts it, On whether it was on this day, and
	// Act whether it was an act that breaks the silence.
	Broke  known.Answer `json:"broke"`
	Act    known.Answer `json:"act"`
	Inside known.Answer `json:"inside"`
	Near   known.Answer `json:"near"`
	On     known.Answer `json:"on"`
}

// Clocks counts every clock of silence under every reading, day by day from its start to the last day that is over. A
// side's own watch proves nothing, and neither does one by means that cannot perceive what breaks the silence. It is the
// same for everybody from the same record. It is mission-internal: a day that is not proven says where nobody looked.
func (r Record) Clocks() ([]Clock, error) {
	var out []Clock
	clocks := r.Text.QuietClocks()
	r.Watched = r.Watched.Without(func(source string) bool { _, side := r.Text.Party(source); return side })
	for i := range clocks {
		q := &clocks[i]
		c := Clock{
			Exercise: r.Text.Agreement().Exercise, Agreement: r.Text.Ref(), Article: q.Quiet.Article,
			Clock: q.Quiet.ID, Reading: q.Reading, Void: q.Void,
		}
		if !q.Void {
			c.Place, c.Needs, c.Hours, c.Zone = q.Place, q.Days, q.Hours, q.Zone
			c.Days = r.days(q)
			count, err := when.CountQuiet(records(c.Days), q.Days)
			if err != nil {
				return nil, fmt.Errorf("clock %s: %w", q.Quiet.ID, err)
			}
			c.Count = count
		}
		out = append(out, c)
	}
	return out, nil
}

func records(days []Day) []when.DayRecord {
	out := make([]when.DayRecord, len(days))
	for i := range days {
		out[i] = days[i].DayRecord
	}
	return out
}

// counting is one clock while it is counted.
type counting struct {
	rule *agreement.QuietRule
	// inside is the same clock with nothing near it.
	inside agreement.QuietRule
	days   []Day
	spans  []when.Interval
}

// days says of each day what is known of it: broken by an act that surely happened on it and counts; quiet if it was
// watched long enough and nothing may have happened; not proven otherwise.
func (r Record) days(q *agreement.QuietRule) []Day {
	if q.From.IsUnknown() {
		return nil
	}
	c := &counting{rule: q, inside: *q}
	c.inside.Near = 0
	ground := r.Text.Locate(place.Region{Name: string(q.Place)})
	for date := q.Zone.DateOf(q.From.From); len(c.days) < maxDays; date = date.Add(1) {
		span := q.Zone.Whole(date)
		if span.To > r.Until {
			break
		}
		day := Day{DayRecord: when.DayRecord{Date: date, State: when.Quiet}, Watched: r.Watched.Over(ground, q.Resets, span)}
		// A civil day may have 23 hours: nobody can watch longer than it lasts.
		day.Needed = min(when.Duration(q.Hours)*when.Hour, span.Length()+1)
		if day.Covered < day.Needed {
			day.State = when.NotProven
			day.Reason = fmt.Sprintf("watched for %s, %s are needed", day.Covered, day.Needed)
		}
		c.days, c.spans = append(c.days, day), append(c.spans, span)
	}
	exercise := r.Text.Agreement().Exercise
	for _, inc := range r.Incidents {
		if inc.Exercise == exercise {
			c.disturb(inc)
		}
	}
	for _, o := range r.Aggregates {
		if o.Exercise == exercise {
			c.perhaps(o)
		}
	}
	return c.days
}

// disturb takes an incident into account on the days on which it may have happened. The first in order of recording
// that surely broke a day is its reason; else the last that may have.
func (c *counting) disturb(inc *incident.Incident) {
	at := mayHaveBeen(inc)
	first, _ := slices.BinarySearchFunc(c.spans, at.From, func(s when.Interval, t when.Instant) int { return cmp.Compare(s.To, t) })
	if first == len(c.spans) || c.spans[first].From > at.To {
		return
	}
	e := Event{Incident: inc.ID, Act: inc.Is(c.rule.Resets...)}
	if e.Act == known.No {
		return
	}
	if e.Near = c.rule.Touches(inc.Where); e.Near == known.No {
		return
	}
	e.Inside = c.inside.Touches(inc.Where)
	for n := first; n < len(c.spans) && c.spans[n].From <= at.To; n++ {
		e.On = at.Within(c.spans[n])
		e.Broke = known.And(e.On, e.Act, e.Near)
		c.note(n, e, inc.ID.String())
	}
}

// perhaps takes an aggregate into account on the days that it may speak of: no day is quiet on which something of what
// it adds up may have been an act that counts. One that counted nothing disturbs nothing.
func (c *counting) perhaps(o *observation.Observation) {
	e := Event{Observation: o.ID, Act: o.Sighting.Act.Is(c.rule.Resets...), Broke: known.Unknown}
	if count := o.Sighting.Count; count.Kind == report.Exact && count.Most == 0 || e.Act == known.No {
		return
	}
	if e.Near = c.rule.Touches(o.Where()); e.Near == known.No {
		return
	}
	e.Inside = c.inside.Touches(o.Where())
	at := o.When()
	if at.IsUnknown() {
		at = when.Interval{From: when.MinInstant, To: o.Received}
	}
	for n := range c.days {
		if e.On = at.Within(c.spans[n]); e.On != known.No {
			c.note(n, e, "what "+o.ID.String()+" adds up")
		}
	}
}

// note keeps an event with its day, and says what the day is now.
func (c *counting) note(n int, e Event, what string) {
	day := &c.days[n]
	if e.Broke == known.No {
		return
	}
	day.Events = append(day.Events, e)
	switch {
	case day.State == when.Broken:
	case e.Broke == known.Yes:
		day.State, day.Reason = when.Broken, what
	case e.Incident != (canon.IncidentID{}) || day.State == when.Quiet:
		day.State, day.Reason = when.NotProven, "may have been broken by "+what
	}
}

// mayHaveBeen is the time within which an incident happened. One whose time nobody knows may have been on any day up to
// the first report of it: nobody reports what is yet to come.
func mayHaveBeen(inc *incident.Incident) when.Interval {
	if !inc.When.IsUnknown() {
		return inc.When
	}
	reported := slices.MinFunc(inc.Members, func(a, b *observation.Observation) int { return cmp.Compare(a.Received, b.Received) })
	return when.Interval{From: when.MinInstant, To: reported.Received}
}
