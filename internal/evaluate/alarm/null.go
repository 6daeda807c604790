// SPDX-License-Identifier: Apache-2.0

package alarm

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"truce/coverage"
	"truce/known"
	"truce/when"
)

// Against is whether more heat is seen under alert than at the same hours of other days.
type Against struct {
	// Says are the sentences without which the figures must not be read.
	Says   []string      `json:"says"`
	Fires  Counted       `json:"fires"`
	Alerts FileRows      `json:"alerts"`
	Period when.Interval `json:"period"`
	Shifts []int64       `json:"shifts_days"`
	// Refused are regions whose polygons are not valid, each with the reason: no fire is given to them.
	Refused []string `json:"regions_refused"`
	// All is over all regions; Night and Day are of the passes at about one in the morning and about noon.
	All     Contrast   `json:"all"`
	Night   Contrast   `json:"night"`
	Day     Contrast   `json:"day"`
	Regions []Contrast `json:"regions"`
}

// FileRows is a file as its door read it.
type FileRows struct {
	File    string `json:"file"`
	Rows    int64  `json:"rows"`
	Refused int64  `json:"refused"`
}

// Counted is what became of the fires.
type Counted struct {
	FileRows
	Used    int64 `json:"used"`
	Outside int64 `json:"outside_of_the_period"`
	Border  int64 `json:"at_a_border_or_abroad"`
	// NoAlert are in regions that had no alert in the period: nothing can be held against anything there.
	NoAlert int64 `json:"in_regions_without_an_alert"`
}

// Contrast is the rate of fires under alert against the rate without, as it was and with the alerts moved by whole days.
type Contrast struct {
	Region string `json:"region,omitempty"`
	Fires  int64  `json:"fires"`
	// Under and Not are fires, and hours of regions, with an alert for the whole region and with none; Unknown those in which
	// only a part of it had one, or one whose end nobody noted may have been on.
	Under        int64 `json:"under"`
	Not          int64 `json:"not"`
	Unknown      int64 `json:"unknown"`
	HoursUnder   int64 `json:"hours_under"`
	HoursNot     int64 `json:"hours_not"`
	HoursUnknown int64 `json:"hours_unknown"`
	// Ratio is the rate under alert by the rate without.
	Ratio Share `json:"ratio"`
	// Null is the same with the alerts moved.
	Null Null `json:"null"`
	// AgainstNull is Ratio by the median of the null.
	AgainstNull Share `json:"ratio_against_null"`
}

// Null is the spread of ratios over the shifts.
type Null struct {
	Least  Share `json:"least"`
	Median Share `json:"median"`
	Most   Share `json:"most"`
	// Above is in how many of the shifts the ratio is at least the one that was.
	Above  int64   `json:"at_least_as_large"`
	Shifts int64   `json:"shifts"`
	Each   []Share `json:"each"`
}

// says are the limits of the method.
func says() []string {
	return []string{
		"No record of violence in the data overlaps this file of fires: nothing here was checked against an attack that happened.",
		"An anomaly is a fire, of whatever cause: fields, industry and forests burn too. It is not a strike.",
		"A rate under alert says nothing of cause, in neither direction.",
		"The satellite passes at about one in the morning and about noon. What burns at another hour, or under cloud, is not seen; so rates are compared with the same hours of other days, and not hour with hour.",
		"Pixels of one fire and of one pass are not independent. The spread over the shifts is the measure of chance, and no interval is given.",
	}
}

// regional is a region with its alerts.
type regional struct {
	name           string
	under, unknown coverage.Spans
	fires          []Fire
}

// Compare compares fires with alerts. shifts are whole days, not 0. Its result does not depend on the order of rows.
func (f *Fires) Compare(alerts *File, areas []Region, shifts []int64) (*Against, error) {
	if len(shifts) == 0 {
		return nil, errors.New("no shifts: give whole days by which alerts are moved")
	}
	shifts = slices.Compact(slices.Sorted(slices.Values(shifts)))
	reach := when.Instant(0)
	for _, days := range shifts {
		if days == 0 || days > 366 || days < -366 {
			return nil, fmt.Errorf("shift of %d days: give whole days up to 366 either way, other than 0", days)
		}
		reach = max(reach, when.Instant(max(days, -days))*when.Instant(when.Day))
	}
	a := &Against{Says: says(), Shifts: shifts}
	a.Alerts = FileRows{alerts.Tally.File, alerts.Tally.Rows, alerts.Tally.Refused}
	a.Fires = Counted{FileRows: FileRows{f.Tally.File, f.Tally.Rows, f.Tally.Refused}}
	var err error
	if a.Period, err = f.period(alerts, reach); err != nil {
		return nil, err
	}
	list := a.place(f, alerts, areas)
	every := func(Fire) bool { return true }
	night := func(f Fire) bool { return f.Night }
	a.All = contrast("", list, a, every)
	a.Night = contrast("", list, a, night)
	a.Day = contrast("", list, a, func(f Fire) bool { return !f.Night })
	for _, r := range list {
		a.Regions = append(a.Regions, contrast(r.name, []*regional{r}, a, every))
	}
	return a, nil
}

// period is the whole UTC days that have fires, as far as alerts are on file for them and for every shift.
func (f *Fires) period(alerts *File, reach when.Instant) (when.Interval, error) {
	const day = when.Instant(when.Day)
	var of when.Interval
	for _, a := range alerts.Alerts {
		of = of.Hull(when.Interval{From: a.From, To: a.From})
	}
	first, last := f.Fires[0].At, f.Fires[len(f.Fires)-1].At
	p := when.Interval{From: max(first, of.From+reach+day-1) / day * day, To: (min(last, of.To-reach-day)/day+1)*day - 1}
	if p.To <= p.From {
		return p, fmt.Errorf("fires are of %s to %s, and alerts, with the shifts, of %s to %s: they have no day in common", first, last, of.From+reach, of.To-reach)
	}
	return p, nil
}

// place gives each region its alerts, and each fire to the region that surely holds it.
func (a *Against) place(f *Fires, alerts *File, areas []Region) []*regional {
	byName := map[string]*regional{}
	var list []*regional
	for i := range areas {
		if r := alertsOf(alerts, areas[i].Name); len(r.under.And(coverage.Union(a.Period))) > 0 {
			byName[r.name] = r
			list = append(list, r)
		}
	}
	for _, fire := range f.Fires {
		if !a.Period.Contains(fire.At) {
			a.Fires.Outside++
			continue
		}
		name, ok := holder(fire, areas)
		switch r := byName[name]; {
		case !ok:
			a.Fires.Border++
		case r == nil:
			a.Fires.NoAlert++
		default:
			a.Fires.Used++
			r.fires = append(r.fires, fire)
		}
	}
	return list
}

func holder(f Fire, areas []Region) (string, bool) {
	for i := range areas {
		if areas[i].mayHold(f.Where.Circle.Centre) && areas[i].zone.Holds(f.Where) == known.Yes {
			return areas[i].Name, true
		}
	}
	return "", false
}

// alertsOf gathers when a region was under alert and when that is not known.
func alertsOf(f *File, name string) *regional {
	r := &regional{name: name}
	var under, unknown []when.Interval
	for _, a := range f.Alerts[from(f.Alerts, name, when.MinInstant):] {
		if a.Region != name {
			break
		}
		span := when.Interval{From: a.From, To: a.Bound}
		if a.Below || a.Guessed {
			unknown = append(unknown, span)
		} else {
			under = append(under, span)
		}
	}
	r.under = coverage.Union(under...)
	r.unknown = coverage.Union(unknown...).Less(r.under)
	return r
}

// sums are fires and time under alert, without, and unknown.
type sums struct {
	fires [3]int64
	time  [3]when.Duration
}

const (
	isUnder = iota
	isNot
	isUnknown
)

// add counts the fires of a region and its time with the alerts moved by whole days.
func (s *sums) add(r *regional, period when.Interval, days int64, take func(Fire) bool) {
	shift := when.Instant(days) * when.Instant(when.Day)
	back := coverage.Union(when.Interval{From: period.From - shift, To: period.To - shift})
	under, unknown := back.And(r.under).Total(), back.And(r.unknown).Total()
	s.time[isUnder] += under
	s.time[isUnknown] += unknown
	s.time[isNot] += back.Total() - under - unknown
	for _, f := range r.fires {
		at := when.Interval{From: f.At - shift, To: f.At - shift}
		switch {
		case !take(f):
		case r.under.Holds(at):
			s.fires[isUnder]++
		case r.unknown.Holds(at):
			s.fires[isUnknown]++
		default:
			s.fires[isNot]++
		}
	}
}

// ratio is the rate under alert by the rate without; negative where there is none.
func (s *sums) ratio() Share {
	if s.fires[isNot] == 0 || s.time[isUnder] == 0 {
		return -1
	}
	n := new(big.Int).Mul(big.NewInt(s.fires[isUnder]), big.NewInt(int64(s.time[isNot])))
	d := new(big.Int).Mul(big.NewInt(s.fires[isNot]), big.NewInt(int64(s.time[isUnder])))
	n.Mul(n, big.NewInt(1_000_000)).Add(n, new(big.Int).Rsh(d, 1)).Quo(n, d)
	if !n.IsInt64() {
		return -1
	}
	return Share(n.Int64())
}

func contrast(name string, list []*regional, a *Against, take func(Fire) bool) Contrast {
	at := func(days int64) *sums {
		s := &sums{}
		for _, r := range list {
			s.add(r, a.Period, days, take)
		}
		return s
	}
	was := at(0)
	c := Contrast{
		Region: name, Fires: was.fires[isUnder] + was.fires[isNot] + was.fires[isUnknown],
		Under: was.fires[isUnder], Not: was.fires[isNot], Unknown: was.fires[isUnknown],
		HoursUnder: int64(was.time[isUnder] / when.Hour), HoursNot: int64(was.time[isNot] / when.Hour),
		HoursUnknown: int64(was.time[isUnknown] / when.Hour), Ratio: was.ratio(),
	}
	var known []Share
	for _, days := range a.Shifts {
		r := at(days).ratio()
		c.Null.Each = append(c.Null.Each, r)
		if r >= 0 {
			known = append(known, r)
		}
		if r >= c.Ratio && c.Ratio >= 0 {
			c.Null.Above++
		}
	}
	c.Null.Shifts = int64(len(known))
	c.Null.Least, c.Null.Median, c.Null.Most, c.AgainstNull = -1, -1, -1, -1
	if slices.Sort(known); len(known) > 0 {
		c.Null.Least, c.Null.Median, c.Null.Most = known[0], known[(len(known)-1)/2], known[len(known)-1]
		if c.Ratio >= 0 {
			c.AgainstNull = ratio(int64(c.Ratio), int64(c.Null.Median))
		}
	}
	return c
}
