// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"fmt"

	"truce/agreement"
	"truce/coverage"
	"truce/incident"
	"truce/known"
	"truce/place"
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
// over at until. It is the same for everybody from the same record. It is mission-internal: a day that is not
// proven says where nobody looked.
func (d *Docket) Silences(watched *coverage.Ledger, until when.Instant) ([]Silence, error) {
	var out []Silence
	clocks := d.text.QuietClocks()
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

// quietDays says of each day what is known of it.
func (d *Docket) quietDays(q *agreement.QuietRule, watched *coverage.Ledger, until when.Instant) []when.DayRecord {
	if q.From.IsUnknown() {
		return nil
	}
	ground := d.text.Locate(place.Region{Name: string(q.Place)})
	var days []when.DayRecord
	for date := q.Zone.DateOf(q.From.From); len(days) < maxQuietDays; date = date.Add(1) {
		span := q.Zone.Whole(date)
		if span.To > until {
			break
		}
		days = append(days, d.quietDay(q, date, span, watched.Covered(ground, span)))
	}
	return days
}

// quietDay judges one day: broken by an act that surely happened on it and counts; quiet if it was watched long
// enough and nothing may have happened; not proven otherwise.
func (d *Docket) quietDay(q *agreement.QuietRule, date when.Date, span when.Interval, covered when.Duration) when.DayRecord {
	record := when.DayRecord{Date: date, State: when.Quiet}
	for _, h := range d.sorted {
		switch breaks := breaks(q, h.incident, span); breaks {
		case known.Yes:
			return when.DayRecord{Date: date, State: when.Broken, Reason: h.incident.ID.String()}
		case known.Unknown:
			record.State, record.Reason = when.NotProven, "may have been broken by "+h.incident.ID.String()
		case known.No:
		}
	}
	if need := when.Duration(q.Hours) * when.Hour; record.State == when.Quiet && covered < need {
		record.State = when.NotProven
		record.Reason = fmt.Sprintf("watched for %s, %s are needed", covered, need)
	}
	return record
}

// breaks tells whether an incident broke the silence on a day.
func breaks(q *agreement.QuietRule, inc *incident.Incident, day when.Interval) known.Answer {
	if inc.When.IsUnknown() {
		return known.No
	}
	return known.And(inc.When.Within(day), inc.Is(q.Resets...), q.Touches(inc.Where))
}
