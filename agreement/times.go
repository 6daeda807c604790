// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"truce/known"
	"truce/when"
)

// moment is a resolved time point: its interval, the zone it was written in and where it begins. An open moment
// has no date yet.
type moment struct {
	interval when.Interval
	zone     when.Zone
	start    edge
	wholeDay bool
	open     bool
}

// reckoning resolves the time points of one agreement.
type reckoning struct {
	day    when.Zone // of counting.day, for civil times without a zone
	events map[TimeID]event
	d      TimeID // what "D" means; empty where no event does
}

type event struct {
	at   TimePoint // empty while open
	zone string
}

func newReckoning(a *Agreement, starts map[TimeID]string) reckoning {
	k := reckoning{events: map[TimeID]event{}}
	if zone, err := when.LoadZone(a.Counting.Day); err == nil {
		k.day = zone
	}
	for _, t := range a.Times {
		if !t.isEvent() {
			continue
		}
		k.d = t.ID
		k.events[t.ID] = event{cmp.Or(TimePoint(starts[t.ID]), t.Event), t.Zone}
	}
	if _, named := k.events["d"]; named {
		k.d = "d"
	} else if len(k.events) != 1 {
		k.d = ""
	}
	return k
}

func (t *Time) isEvent() bool { return t.Open || t.Event != "" }

func (t *Time) isWindow() bool { return t.From != "" || t.To != "" }

// maxChain is how many events may count from one another; a longer chain is a circle.
const maxChain = 16

// errStart says that the fault is the start event's own, and is told there.
var errStart = errors.New("count from a start event")

// errCircle says that start events count from each other.
var errCircle = errors.New("start events count from each other in a circle")

func (k reckoning) resolve(p TimePoint) (moment, error) { return k.follow(p, 0) }

func (k reckoning) follow(p TimePoint, chain int) (moment, error) {
	if chain > maxChain {
		return moment{}, errCircle
	}
	text := strings.TrimSpace(string(p))
	if first, clock, _ := strings.Cut(text, " "); !isDigit(first) || k.isEvent(first) {
		return k.count(first, strings.TrimSpace(clock), chain)
	}
	read, err := when.Parse(text, k.day)
	if err != nil {
		return moment{}, err
	}
	m := moment{interval: read.Interval, zone: k.day}
	if zone, err := when.LoadZone(read.Zone); err == nil {
		m.zone = zone
	}
	return m, m.classify()
}

// classify finds where the moment begins: at its first instant if it is a day or a clock time, at either reading
// if its clock time is shown twice. Anything else is a range.
func (m *moment) classify() error {
	i := m.interval
	m.start = edge{i.From, i.From}
	m.wholeDay = i == m.zone.Whole(m.zone.DateOf(i.From))
	if m.wholeDay || i.Length() < when.Minute {
		return nil
	}
	first, last := m.zone.ClockOf(i.From), m.zone.ClockOf(i.To)
	if first.Hour != last.Hour || first.Minute != last.Minute {
		return errors.New("a range of times: give one day or one clock time")
	}
	m.start.most = i.To
	return nil
}

func isDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func (k reckoning) isEvent(word string) bool {
	id, _, _, err := counted(word)
	_, ok := k.events[TimeID(id)]
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
func (k reckoning) count(word, clock string, chain int) (moment, error) {
	id, days, plain, err := counted(word)
	if err != nil {
		return moment{}, err
	}
	from := TimeID(id)
	if id == "D" {
		from = k.d
	}
	start, ok := k.events[from]
	switch {
	case !ok && id == "D":
		return moment{}, errors.New("\"D\" needs one start event, or one with the ID \"d\": name the event, as in \"pullback+14\"")
	case !ok:
		return moment{}, fmt.Errorf("cannot read %q as a time: write \"2015-02-15 00:00 Europe/Kyiv\", RFC 3339 or \"D+14\"", word)
	}
	if start.at == "" {
		return moment{open: true}, nil
	}
	m, err := k.follow(start.at, chain+1)
	if err != nil {
		return moment{}, fmt.Errorf("%w: %w", errStart, err)
	}
	if m.open {
		return m, nil
	}
	if start.zone != "" {
		if m.zone, err = when.LoadZone(start.zone); err != nil {
			return moment{}, err
		}
	}
	if plain && clock == "" {
		return m, nil
	}
	return k.dayOf(m, days, clock)
}

func (k reckoning) dayOf(m moment, days int, clock string) (moment, error) {
	date := m.zone.DateOf(m.interval.From).Add(days)
	if err := date.Check(); err != nil {
		return moment{}, err
	}
	if clock == "" {
		m.interval, m.wholeDay = m.zone.Whole(date), true
		m.start = edge{m.interval.From, m.interval.From}
		if m.interval.IsUnknown() {
			return moment{}, fmt.Errorf("the calendar of %s has no day %s", m.zone, date)
		}
		return m, nil
	}
	c, err := when.ParseClock(clock)
	if err != nil {
		return moment{}, err
	}
	m.interval, err = m.zone.At(date, c.Hour, c.Minute, c.Second)
	m.start, m.wholeDay = edge{m.interval.From, m.interval.To}, false
	return m, err
}

// edge is a bound of a span. It lies from least to most: one instant, both readings of a repeated hour, or anything
// where the start event is open.
type edge struct{ least, most when.Instant }

func (m moment) begin() edge {
	if m.open {
		return edge{when.MinInstant, when.MaxInstant}
	}
	return m.start
}

// end is the last instant included: of a day its last, of a clock time the one before.
func (m moment) end() edge {
	switch {
	case m.open:
		return m.begin()
	case m.wholeDay:
		return edge{m.interval.To, m.interval.To}
	default:
		return edge{m.start.least - 1, m.start.most - 1}
	}
}

// span is the time from one edge to another, both included.
type span struct{ from, until edge }

func always() span {
	return span{edge{when.MinInstant, when.MinInstant}, edge{when.MaxInstant, when.MaxInstant}}
}

// span resolves a pair of time points, either of which may be empty.
func (k reckoning) span(from, until TimePoint) (span, error) {
	s := always()
	if from != "" {
		m, err := k.resolve(from)
		if err != nil {
			return span{}, fmt.Errorf("from: %w", err)
		}
		s.from = m.begin()
	}
	if until != "" {
		m, err := k.resolve(until)
		if err != nil {
			return span{}, fmt.Errorf("until: %w", err)
		}
		s.until = m.end()
	}
	return s, nil
}

// holds tells whether something that happened in i happened in the span.
func (s span) holds(i when.Interval) known.Answer {
	switch {
	case s == always():
		return known.Yes
	case i.IsUnknown():
		return known.Unknown
	case s.from.most <= i.From && i.To <= s.until.least:
		return known.Yes
	case i.To < s.from.least || s.until.most < i.From:
		return known.No
	default:
		return known.Unknown
	}
}

// empty tells whether the span ends before it can begin.
func (s span) empty() bool { return s.until.most < s.from.least }

// widest is the span as an interval: all that may lie in it.
func (s span) widest() when.Interval { return when.Interval{From: s.from.least, To: s.until.most} }

// recurrence is a compiled time: a window that recurs, or a single span.
type recurrence struct {
	window *when.Window
	span   span
}

func (r recurrence) holds(i when.Interval) known.Answer {
	if r.window != nil {
		return r.window.Holds(i)
	}
	return r.span.holds(i)
}

func (k reckoning) recurrence(t *Time) (recurrence, error) {
	if t.isWindow() {
		w, err := t.window()
		return recurrence{window: &w}, err
	}
	if t.Span != nil {
		s, err := k.span(t.Span.From, t.Span.Until)
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
