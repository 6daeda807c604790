// SPDX-License-Identifier: Apache-2.0

package coverage

import (
	"truce/known"
	"truce/when"
)

// Grade says what the silence of one day in one area is worth.
type Grade string

// The grades of a day.
const (
	Quiet         Grade = "quiet"
	Broken        Grade = "broken"
	Undetermined  Grade = "undetermined"
	PartlyCovered Grade = "partly-covered"
	NoData        Grade = "no-data"
)

// Day is one civil day of an area. Events are those that surely were of the acts asked for, in the area and on the day,
// watched or not; Perhaps those that may have been.
type Day struct {
	Date  when.Date `json:"date"`
	Grade Grade     `json:"grade"`
	// Share is how much of the day, over all cells, somebody watched, in parts per million.
	Share   int64 `json:"share_ppm"`
	Events  int64 `json:"events"`
	Perhaps int64 `json:"perhaps"`
}

// maxDays is how many days are graded at most.
const maxDays = 3660

// grade grades every civil day that lies in the period.
func (t *tally) grade(events []placed) []Day {
	zone, period := t.request.Zone, t.request.Period
	if zone.IsZero() {
		return nil
	}
	var out []Day
	for date := zone.DateOf(period.From); len(out) < maxDays; date = date.Add(1) {
		span := zone.Whole(date)
		if span.IsUnknown() || span.From > period.To {
			break
		}
		if span.From < period.From || span.To > period.To {
			continue
		}
		out = append(out, t.day(date, span, events))
	}
	return out
}

func (t *tally) day(date when.Date, span when.Interval, events []placed) Day {
	d := Day{Date: date, Grade: PartlyCovered}
	whole := len(t.watched) > 0
	var watched, wall int64
	one := Union(span)
	for _, spans := range t.watched {
		whole = whole && spans.Holds(span)
		if spans.Touches(span) {
			watched += int64(spans.And(one).Total())
		}
	}
	if wall = int64(len(t.watched)) * int64(span.Length()+1); wall > 0 {
		d.Share = ppm(watched, wall)
	}
	for _, p := range events {
		at := known.Unknown
		if !p.event.When.IsUnknown() {
			at = p.event.When.Within(span)
		}
		switch known.And(p.here, at) {
		case known.Yes:
			d.Events++
		case known.Unknown:
			d.Perhaps++
		case known.No:
		}
	}
	switch {
	case d.Events > 0:
		d.Grade = Broken
	case watched == 0:
		d.Grade = NoData
	case whole && d.Perhaps > 0:
		d.Grade = Undetermined
	case whole:
		d.Grade = Quiet
	}
	return d
}

// ppm is a share in parts per million, rounded down, so that only a whole is a whole.
func ppm(part, of int64) int64 {
	for of > 1<<40 { // times of more than thirty years lose a bit of no weight
		part, of = part/2, of/2
	}
	return part * 1_000_000 / of
}
