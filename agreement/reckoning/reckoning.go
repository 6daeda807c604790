// SPDX-License-Identifier: Apache-2.0

// Package reckoning turns the time points of an agreement, which may count from start events that are still open,
// into moments and spans of time whose edges may be open too.
package reckoning

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"truce/known"
	"truce/when"
)

// Moment is a resolved time point: its interval, the zone it was written in and where it begins.
type Moment struct {
	Interval when.Interval
	Zone     when.Zone
	WholeDay bool
	Open     bool // it has no date yet; then nothing else is set
	start    Edge
}

// Reckoning resolves the time points of one agreement.
type Reckoning struct {
	day    when.Zone // for civil times without a zone
	events map[string]Event
	d      string // what "D" means; empty where no event does
}

// Event is a start event: its time point, empty while it is open, and the zone of the days that are counted from it,
// empty for that of the time point.
type Event struct{ At, Zone string }

// New returns a reckoning over start events by ID. Civil times without a zone are in day.
func New(day when.Zone, events map[string]Event) Reckoning {
	k := Reckoning{day: day, events: events}
	if _, named := events["d"]; named {
		k.d = "d"
	} else if len(events) == 1 {
		for id := range events {
			k.d = id
		}
	}
	return k
}

// Event returns the start event of an ID.
func (k Reckoning) Event(id string) (Event, bool) {
	e, ok := k.events[id]
	return e, ok
}

// maxChain is how many events may count from one another; a longer chain is a circle.
const maxChain = 16

// ErrStart says that the fault is the start event's own, and is told there.
var ErrStart = errors.New("count from a start event")

// ErrCircle says that start events count from each other.
var ErrCircle = errors.New("start events count from each other in a circle")

// Resolve returns the moment of a time point, which must not be empty. A fault of a start event that it counts from is
// ErrStart.
func (k Reckoning) Resolve(p string) (Moment, error) { return k.follow(p, 0) }

func (k Reckoning) follow(p string, chain int) (Moment, error) {
	if chain > maxChain {
		return Moment{}, ErrCircle
	}
	text := strings.TrimSpace(p)
	if first, clock, _ := strings.Cut(text, " "); k.Counts(first) {
		return k.count(first, strings.TrimSpace(clock), chain)
	}
	read, err := when.Parse(text, k.day)
	if err != nil {
		return Moment{}, err
	}
	m := Moment{Interval: read.Interval, Zone: k.day}
	if zone, err := when.LoadZone(read.Zone); err == nil {
		m.Zone = zone
	}
	return m, m.classify()
}

// classify finds where the moment begins: at its first instant if it is a day or a clock time, at either reading
// if its clock time is shown twice. Anything else is a range.
func (m *Moment) classify() error {
	i := m.Interval
	m.start = Edge{i.From, i.From}
	m.WholeDay = i == m.Zone.Whole(m.Zone.DateOf(i.From))
	if m.WholeDay || i.Length() < when.Minute {
		return nil
	}
	first, last := m.Zone.ClockOf(i.From), m.Zone.ClockOf(i.To)
	if first.Hour != last.Hour || first.Minute != last.Minute {
		return errors.New("a range of times: give one day or one clock time")
	}
	m.start.Most = i.To
	return nil
}

func isDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// Counts tells whether the first word of a time point is a start event or a day counted from one, such as
// "pullback+14", and no date.
func (k Reckoning) Counts(word string) bool { return !isDigit(word) || k.isEvent(word) }

func (k Reckoning) isEvent(word string) bool {
	id, _, _, err := counted(word)
	_, ok := k.events[id]
	return err == nil && ok
}

// counted splits "D+14" into the event and the days; plain says that no days are given.
func counted(word string) (id string, days int, plain bool, err error) {
	at := strings.LastIndexByte(word, '+')
	if at < 0 {
		return word, 0, true, nil
	}
	days, err = strconv.Atoi(word[at+1:])
	if err != nil || !isDigit(word[at+1:]) || days > 36_600 {
		return word[:at], 0, false, fmt.Errorf("%q: after \"+\" write days, 0 to 36600", word)
	}
	return word[:at], days, false, nil
}

// count resolves a day counted from a start event, and a time of that day if one is given.
func (k Reckoning) count(word, clock string, chain int) (Moment, error) {
	id, days, plain, err := counted(word)
	if err != nil {
		return Moment{}, err
	}
	from := id
	if id == "D" {
		from = k.d
	}
	start, ok := k.events[from]
	switch {
	case !ok && id == "D":
		return Moment{}, errors.New("\"D\" needs one start event, or one with the ID \"d\": name the event, as in \"pullback+14\"")
	case !ok:
		return Moment{}, fmt.Errorf("cannot read %q as a time: write \"2015-02-15 00:00 Europe/Kyiv\", RFC 3339 or \"D+14\"", word)
	}
	if start.At == "" {
		return Moment{Open: true}, nil
	}
	m, err := k.follow(start.At, chain+1)
	if err != nil {
		return Moment{}, fmt.Errorf("%w: %w", ErrStart, err)
	}
	if m.Open {
		return m, nil
	}
	if start.Zone != "" {
		if m.Zone, err = when.LoadZone(start.Zone); err != nil {
			return Moment{}, err
		}
	}
	if plain && clock == "" {
		return m, nil
	}
	return k.dayOf(m, days, clock)
}

func (k Reckoning) dayOf(m Moment, days int, clock string) (Moment, error) {
	date := m.Zone.DateOf(m.Interval.From).Add(days)
	if err := date.Check(); err != nil {
		return Moment{}, err
	}
	if clock == "" {
		m.Interval, m.WholeDay = m.Zone.Whole(date), true
		m.start = Edge{m.Interval.From, m.Interval.From}
		if m.Interval.IsUnknown() {
			return Moment{}, fmt.Errorf("the calendar of %s has no day %s", m.Zone, date)
		}
		return m, nil
	}
	c, err := when.ParseClock(clock)
	if err != nil {
		return Moment{}, err
	}
	m.Interval, err = m.Zone.At(date, c.Hour, c.Minute, c.Second)
	m.start, m.WholeDay = Edge{m.Interval.From, m.Interval.To}, false
	return m, err
}

// Edge is a bound of a span. It lies from least to most: one instant, both readings of a repeated hour, or anything
// where the start event is open.
type Edge struct{ Least, Most when.Instant }

func (m Moment) begin() Edge {
	if m.Open {
		return Edge{when.MinInstant, when.MaxInstant}
	}
	return m.start
}

// end is the last instant included: of a day its last, of a clock time the one before.
func (m Moment) end() Edge {
	switch {
	case m.Open:
		return m.begin()
	case m.WholeDay:
		return Edge{m.Interval.To, m.Interval.To}
	default:
		return Edge{m.start.Least - 1, m.start.Most - 1}
	}
}

// Span is the time from one Edge to another, both included.
type Span struct{ From, Until Edge }

func always() Span {
	return Span{Edge{when.MinInstant, when.MinInstant}, Edge{when.MaxInstant, when.MaxInstant}}
}

// Span resolves a pair of time points, either of which may be empty.
func (k Reckoning) Span(from, until string) (Span, error) {
	s := always()
	if from != "" {
		m, err := k.Resolve(from)
		if err != nil {
			return Span{}, fmt.Errorf("from: %w", err)
		}
		s.From = m.begin()
	}
	if until != "" {
		m, err := k.Resolve(until)
		if err != nil {
			return Span{}, fmt.Errorf("until: %w", err)
		}
		s.Until = m.end()
	}
	return s, nil
}

// Holds tells whether something that happened in i happened in the span.
func (s Span) Holds(i when.Interval) known.Answer {
	switch {
	case s == always():
		return known.Yes
	case i.IsUnknown():
		return known.Unknown
	case s.From.Most <= i.From && i.To <= s.Until.Least:
		return known.Yes
	case i.To < s.From.Least || s.Until.Most < i.From:
		return known.No
	default:
		return known.Unknown
	}
}

// Empty tells whether the span ends before it can begin.
func (s Span) Empty() bool { return s.Until.Most < s.From.Least }

// Widest is the span as an interval: all that may lie in it.
func (s Span) Widest() when.Interval { return when.Interval{From: s.From.Least, To: s.Until.Most} }
