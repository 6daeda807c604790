// SPDX-License-Identifier: Apache-2.0

package when

import (
	"errors"
	"fmt"
	"time"
)

// ErrSkipped marks a civil time that a zone's clocks never show, because they go forward over it. The message
// names the nearest times that exist: ask the author which is meant.
var ErrSkipped = errors.New("the clocks never show this time")

// ErrNoZone marks a civil time that is given without a zone where none is set: ask for the zone, do not assume one.
var ErrNoZone = errors.New("no zone is given")

// Zone is a time zone of the committed database; the host's own is never read. The zero Zone means not given.
// Zones of the same name are equal under ==; two names of one place, such as Europe/Kiev and Europe/Kyiv, are not.
type Zone struct{ rules *rules }

// LoadZone returns the zone of an IANA name such as "Europe/Kyiv", or an error that suggests the nearest name.
// Names are matched to the letter.
func LoadZone(name string) (Zone, error) {
	if r, ok := database[name]; ok {
		return Zone{rules: r}, nil
	}
	if near := nearestName(name); near != "" {
		return Zone{}, fmt.Errorf("zone %q is not in the IANA database %s; nearest is %q", clip(name), Database, near)
	}
	return Zone{}, fmt.Errorf("zone %q is not in the IANA database %s; names look like %q", clip(name), Database, "Europe/Kyiv")
}

// Name returns the IANA name as it was given to LoadZone, and "" for the zero Zone.
func (z Zone) Name() string {
	if z.IsZero() {
		return ""
	}
	return z.rules.name
}

// IsZero tells whether no zone is given.
func (z Zone) IsZero() bool { return z.rules == nil }

// Equal tells whether both are of the same name, or both not given.
func (z Zone) Equal(other Zone) bool { return z == other }

// String returns the name.
func (z Zone) String() string { return z.Name() }

// MarshalText writes the name, and no text for the zero Zone.
func (z Zone) MarshalText() ([]byte, error) { return []byte(z.Name()), nil }

// UnmarshalText reads what MarshalText writes.
func (z *Zone) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*z = Zone{}
		return nil
	}
	loaded, err := LoadZone(string(text))
	if err != nil {
		return err
	}
	*z = loaded
	return nil
}

// Whole returns the interval from the first to the last instant at which the zone's calendar shows the date: 23, 24
// or 25 hours less a millisecond in most zones and years. Days follow one another without gap; where clocks go back
// across midnight two days overlap. It is not known for the zero Zone, for a date that Check refuses, and for a
// date that the zone's calendar leapt over, such as 2011-12-30 in Pacific/Apia.
func (z Zone) Whole(d Date) Interval {
	if z.IsZero() || d.Check() != nil {
		return Interval{}
	}
	i, _ := z.day(d)
	return i
}

// day is Whole for a date that may lie just outside the calendar, as a window's neighbours do.
func (z Zone) day(d Date) (Interval, bool) {
	return z.showing(d.midnight(), d.midnight()+daySeconds)
}

// At returns the instants at which the zone's clocks show the time: one, so that From equals To; the first and the
// second reading of an hour that is repeated; or ErrSkipped for an hour that is skipped, naming the nearest times
// that exist. It refuses 24:00, dates and times that do not exist, and the zero Zone (ErrNoZone).
func (z Zone) At(d Date, hour, minute, second int) (Interval, error) {
	c := Clock{Hour: hour, Minute: minute, Second: second}
	if err := d.Check(); err != nil {
		return Interval{}, err
	}
	if err := c.Check(); err != nil {
		return Interval{}, err
	}
	if c.isDayEnd() {
		return Interval{}, fmt.Errorf("%s 24:00 begins no minute; write %s 00:00", d, d.Add(1))
	}
	if z.IsZero() {
		return Interval{}, ErrNoZone
	}
	civil := d.midnight() + c.seconds()
	i, ok := z.showing(civil, civil+1)
	if !ok {
		return Interval{}, z.skipped(civil)
	}
	i.To -= Instant(Second - Millisecond)
	return i, nil
}

// DateOf returns the civil date of an instant in the zone: the zero Date for the zero Zone and for an instant
// outside the years 1 to 9999.
func (z Zone) DateOf(t Instant) Date {
	d, _ := z.reading(t)
	return d
}

// ClockOf returns the time of day that the zone's clocks show at an instant, its milliseconds dropped: 00:00 for
// the zero Zone and for an instant outside the years 1 to 9999.
func (z Zone) ClockOf(t Instant) Clock {
	_, c := z.reading(t)
	return c
}

func (z Zone) reading(t Instant) (Date, Clock) {
	if z.IsZero() || !t.inRange() {
		return Date{}, Clock{}
	}
	local := time.UnixMilli(int64(t)).In(z.rules.location)
	y, m, day := local.Date()
	hour, minute, second := local.Clock()
	return Date{Year: y, Month: int(m), Day: day}, Clock{Hour: hour, Minute: minute, Second: second}
}

// stretch is a time during which a zone keeps one offset from UTC, in seconds. The end is not included.
type stretch struct {
	from, to int64
	offset   int64
}

// around returns, in order and without gap, the stretches in which clocks may show the civil seconds from..to.
// Neighbours may have the same offset.
func (z Zone) around(from, to int64) []stretch {
	const margin = daySeconds // no zone was ever a day away from UTC
	begin, end := from-margin, to+margin
	var out []stretch
	for at := begin; at < end; {
		t := time.Unix(at, 0).In(z.rules.location)
		_, offset := t.Zone()
		s := stretch{from: at, to: end, offset: int64(offset)}
		if _, change := t.ZoneBounds(); !change.IsZero() {
			s.to = min(change.Unix(), end)
		}
		if s.to <= at {
			// In years past the zone's table ZoneBounds takes every year for 365 days long, and so gives the last
			// day of a leap year an end that lies before it. No zone changes its clocks in that hour.
			s.to = at + 3600
		}
		out = append(out, s)
		at = s.to
	}
	return out
}

// showing returns the interval from the first to the last instant at which the clocks show a civil second of
// from..to, to not included, and false if they never do.
func (z Zone) showing(from, to int64) (Interval, bool) {
	found := false
	var first, last int64
	for _, s := range z.around(from, to) {
		begin, end := max(s.from, from-s.offset), min(s.to, to-s.offset)
		if begin >= end {
			continue
		}
		if !found {
			first, found = begin, true
		}
		last = end
	}
	if !found {
		return Interval{}, false
	}
	return Interval{From: Instant(first * 1000), To: Instant(last*1000 - 1)}, true
}

// leap returns the stretches before and after the change at which the clocks leapt over a civil second.
func (z Zone) leap(civil int64) (before, after stretch, ok bool) {
	all := z.around(civil, civil+1)
	for i := range len(all) - 1 {
		before, after = all[i], all[i+1]
		if before.to+before.offset <= civil && civil < after.from+after.offset {
			return before, after, true
		}
	}
	return stretch{}, stretch{}, false
}

func (z Zone) skipped(civil int64) error {
	before, after, ok := z.leap(civil)
	if !ok {
		panic(fmt.Sprintf("when: %s neither shows nor leaps over civil second %d", z, civil))
	}
	return fmt.Errorf("%s in %s: %w; the nearest that exist are %s and %s", civilText(civil), z, ErrSkipped,
		civilText(before.to+before.offset-1), civilText(after.from+after.offset))
}

func civilText(civil int64) string { return time.Unix(civil, 0).UTC().Format("2006-01-02 15:04:05") }
