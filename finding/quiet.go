// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"cmp"
	"fmt"
	"slices"

	"truce/agreement"
	"truce/coverage"
	"truce/incident"
	"truce/known"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// maxQuietDays is how many days back a clock of silence is counted.
const maxQuietDays = 3660

// Silence is what is on record of one clock of silence under one reading, up to a day.
type Silence struct {
	Exercise  bool                `json:"exercise,omitempty"`
	Agreement string              `json:"agreement"`
	Article   agreement.ArticleID `json:"article"`
	Clock     string              `json:"clock"`
	Reading   string              `json:"reading,omitempty"`
	// Void says that under this reading there is no clock.
	Void  bool             `json:"void,omitempty"`
	Days  []when.DayRecord `json:"days,omitempty"`
	Count when.QuietCount  `json:"count,omitzero"`
}

// Silences counts every clock of silence under every reading, day by day from its start to the last day that is
// over at until. A side's own watch proves nothing. It is the same for everybody from the same record. It is mission-internal: a day that is not
// proven says where nobody looked.
func (d *Docket) Silences(watched *coverage.Ledger, until when.Instant) ([]Silence, error) {
	var out []Silence
	clocks := d.text.QuietClocks()
	watched = watched.Without(func(source string) bool { _, side := d.text.Party(source); return side })
	for i := range clocks {
		q := &clocks[i]
		s := Silence{
			Exercise: d.text.Agreement().Exercise, Agreement: d.text.Ref(), Article: q.Quiet.Article,
			Clock: q.Quiet.ID, Reading: q.Reading, Void: q.Void,
		}
		if !q.Void {
			s.Days = d.quietDays(q, watched, until)
			count, err := when.CountQuiet(s.Days, q.Days)
			if err != nil {
				return nil, fmt.Errorf("clock %s: %w", q.Quiet.ID, err)
			}
			s.Count = count
		}
		out = append(out, s)
	}
	return out, nil
}

// quietDays says of each day what is known of it: broken by an act that surely happened on it and counts; quiet if
// it was watched long enough and nothing may have happened; not proven otherwise.
func (d *Docket) quietDays(q *agreement.QuietRule, watched *coverage.Ledger, until when.Instant) []when.DayRecord {
	if q.From.IsUnknown() {
		return nil
	}
	ground := d.text.Locate(place.Region{Name: string(q.Place)})
	var days []when.DayRecord
	var spans []when.Interval
	for date := q.Zone.DateOf(q.From.From); len(days) < maxQuietDays; date = date.Add(1) {
		span := q.Zone.Whole(date)
		if span.To > until {
			break
		}
		record := when.DayRecord{Date: date, State: when.Quiet}
		// A civil day may have 23 hours: nobody can watch longer than it lasts.
		need := min(when.Duration(q.Hours)*when.Hour, span.Length()+1)
		if covered := watched.Covered(ground, span); covered < need {
			record.State = when.NotProven
			record.Reason = fmt.Sprintf("watched for %s, %s are needed", covered, need)
		}
		days, spans = append(days, record), append(spans, span)
	}
	for _, h := range d.listed {
		if h.into == "" {
			d.disturb(q, h.incident, days, spans)
		}
	}
	for _, o := range d.aggregates {
		d.perhaps(q, o, days, spans)
	}
	return days
}

// AddAggregate takes into account what an aggregate adds up: it makes no incident, and yet the days and places that it
// speaks of were not surely quiet.
func (d *Docket) AddAggregate(o *observation.Observation) { d.aggregates = append(d.aggregates, o) }

// perhaps takes an aggregate into account on the days that it may speak of: no day is quiet on which something of what
// it adds up may have been an act that counts. One that counted nothing disturbs nothing.
func (d *Docket) perhaps(q *agreement.QuietRule, o *observation.Observation, days []when.DayRecord, spans []when.Interval) {
	count := o.Sighting.Count
	if o.Exercise != d.text.Agreement().Exercise || count.Kind == report.Exact && count.Most == 0 ||
		o.Sighting.Act.Is(q.Resets...) == known.No || q.Touches(o.Where()) == known.No {
		return
	}
	at := o.When()
	if at.IsUnknown() {
		at = when.Interval{From: when.MinInstant, To: o.Received}
	}
	for n := range days {
		if days[n].State == when.Quiet && spans[n].Overlaps(at) {
			days[n].State, days[n].Reason = when.NotProven, "may have been broken by what "+o.ID.String()+" adds up"
		}
	}
}

// disturb takes an incident into account on the days on which it may have happened. The first in order of recording
// that surely broke a day is its reason; else the last that may have.
func (d *Docket) disturb(q *agreement.QuietRule, inc *incident.Incident, days []when.DayRecord, spans []when.Interval) {
	if inc.Exercise != d.text.Agreement().Exercise {
		return
	}
	at := mayHaveBeen(inc)
	first, _ := slices.BinarySearchFunc(spans, at.From, func(s when.Interval, t when.Instant) int { return cmp.Compare(s.To, t) })
	asked, counts := false, known.No
	for n := first; n < len(spans) && spans[n].From <= at.To; n++ {
		if days[n].State == when.Broken {
			continue
		}
		if !asked {
			asked, counts = true, inc.Is(q.Resets...)
			if counts != known.No {
				counts = known.And(counts, q.Touches(inc.Where))
			}
		}
		switch known.And(at.Within(spans[n]), counts) {
		case known.Yes:
			days[n].State, days[n].Reason = when.Broken, inc.ID.String()
		case known.Unknown:
			days[n].State, days[n].Reason = when.NotProven, "may have been broken by "+inc.ID.String()
		case known.No:
		}
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
