// SPDX-License-Identifier: Apache-2.0

package when

import (
	"cmp"
	"fmt"
	"time"
)

const daySeconds = 24 * 60 * 60

// Date is a day of the Gregorian calendar, of the years 1 to 9999. The zero Date means not given.
type Date struct {
	Year, Month, Day int
}

// ParseDate reads "2015-02-15" and refuses days that do not exist.
func ParseDate(text string) (Date, error) {
	s := scanner{rest: text}
	d, err := s.date()
	if err == nil && s.rest != "" {
		err = fmt.Errorf("cannot read %q", clip(s.rest))
	}
	if err != nil {
		return Date{}, fmt.Errorf("date %q: %w", clip(text), err)
	}
	return d, nil
}

// IsZero tells whether no date is given.
func (d Date) IsZero() bool { return d == Date{} }

// Check returns an error if the calendar of the years 1 to 9999 has no such day.
func (d Date) Check() error {
	switch {
	case d.Year < 1 || d.Year > 9999:
		return fmt.Errorf("year %d is outside 1 to 9999", d.Year)
	case d.Month < 1 || d.Month > 12:
		return fmt.Errorf("there is no month %d", d.Month)
	case d.Day < 1 || d.Day > 31 || dateAt(d.midnight()) != d:
		return fmt.Errorf("%d %s %d does not exist", d.Day, time.Month(d.Month), d.Year)
	}
	return nil
}

// String writes the date as "2015-02-15".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Add returns the date n days later, or earlier where days is negative. Beyond the years 1 to 9999 it returns a
// date that Check refuses.
func (d Date) Add(days int) Date {
	const beyond = 4_000_000 // more days than the calendar has, and few enough for any int
	return dateAt(d.midnight() + int64(min(max(days, -beyond), beyond))*daySeconds)
}

// DaysUntil returns the number of days from d to e: 1 for the next day, negative where e is earlier.
func (d Date) DaysUntil(e Date) int { return int((e.midnight() - d.midnight()) / daySeconds) }

// Compare returns -1 if d is earlier than e, 0 if they are the same day, and 1 if d is later.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// Weekday returns 1 for Monday to 7 for Sunday.
func (d Date) Weekday() int {
	w := time.Unix(d.midnight(), 0).UTC().Weekday()
	if w == time.Sunday {
		return 7
	}
	return int(w)
}

// MarshalText writes the date as String does, the zero Date as no text, and refuses days that do not exist.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	if err := d.Check(); err != nil {
		return nil, err
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	e, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = e
	return nil
}

// midnight returns what Unix seconds would be at 00:00 if the clocks kept UTC: a count of civil seconds, from
// which a zone's offset makes an instant.
func (d Date) midnight() int64 {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Unix()
}

func dateAt(civilSeconds int64) Date {
	y, m, day := time.Unix(civilSeconds, 0).UTC().Date()
	return Date{Year: y, Month: int(m), Day: day}
}

// Clock is a time of day, from 00:00:00 to 23:59:59, or 24:00:00 for the end of a day.
type Clock struct{ Hour, Minute, Second int }

// ParseClock reads "22:00" or "22:00:30". "24:00" is the end of the day: it may end a window or a range but not
// begin one.
func ParseClock(text string) (Clock, error) {
	s := scanner{rest: text}
	c, _, err := s.clock()
	if err == nil && s.rest != "" {
		err = fmt.Errorf("cannot read %q", clip(s.rest))
	}
	if err != nil {
		return Clock{}, fmt.Errorf("clock time %q: %w", clip(text), err)
	}
	return c, nil
}

// Check returns an error if no clock shows the time.
func (c Clock) Check() error {
	switch {
	case c == Clock{Hour: 24}:
		return nil
	case c == Clock{Hour: 23, Minute: 59, Second: 60}:
		return fmt.Errorf("leap seconds are not counted; write 23:59:59")
	case c.Hour < 0 || c.Hour > 23 || c.Minute < 0 || c.Minute > 59 || c.Second < 0 || c.Second > 59:
		return fmt.Errorf("%s does not exist; a day runs from 00:00 to 24:00", c)
	}
	return nil
}

// String writes "22:00", and "22:00:30" where there are seconds.
func (c Clock) String() string {
	if c.Second == 0 {
		return fmt.Sprintf("%02d:%02d", c.Hour, c.Minute)
	}
	return fmt.Sprintf("%02d:%02d:%02d", c.Hour, c.Minute, c.Second)
}

// Compare returns -1 if c is earlier in the day than e, 0 if they are the same, and 1 if c is later.
func (c Clock) Compare(e Clock) int { return cmp.Compare(c.seconds(), e.seconds()) }

// MarshalText writes the clock time as String does and refuses times that no clock shows.
func (c Clock) MarshalText() ([]byte, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (c *Clock) UnmarshalText(text []byte) error {
	e, err := ParseClock(string(text))
	if err != nil {
		return err
	}
	*c = e
	return nil
}

func (c Clock) seconds() int64 { return int64(c.Hour)*3600 + int64(c.Minute)*60 + int64(c.Second) }

func (c Clock) isDayEnd() bool { return c.Hour == 24 }

// Calendar counts days from a start: D+0 is the civil day of the start event in the zone.
type Calendar struct {
	D    Date
	Zone Zone
}

// Day returns the interval of day D+n, or of the days before D where n is negative. It is not known where
// Zone.Whole is not.
func (c Calendar) Day(n int) Interval { return c.Zone.Whole(c.D.Add(n)) }

// NumberOf returns n such that the instant falls on D+n in the calendar's zone, and false where the calendar or
// the instant is not valid.
func (c Calendar) NumberOf(t Instant) (n int, ok bool) {
	d := c.Zone.DateOf(t)
	if d.IsZero() || c.D.Check() != nil {
		return 0, false
	}
	return c.D.DaysUntil(d), true
}
