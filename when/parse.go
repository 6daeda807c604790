// SPDX-License-Identifier: Apache-2.0

package when

import (
	"errors"
	"fmt"
	"strings"
)

// maxText is the most bytes that a time may have; the longest of any use has fewer than 100.
const maxText = 128

var (
	errOutOfRange = errors.New("outside the years 1 to 9999 in UTC")
	errEpoch      = errors.New("the first millisecond of 1970 is what an unset clock shows; if it is meant, give it to the second")
	errDayEnd     = errors.New("24:00 ends a day and may only end a range; write 00:00 of the next day")
	errTwoZones   = errors.New("has both an offset and a zone; give one")
)

func errTooLong(text string) error {
	return fmt.Errorf("a time of %d bytes is too long; %d is the most", len(text), maxText)
}

// Parse reads a time as people write it and returns its interval at the precision given: RFC 3339 with offset,
// "2015-02-15 00:00 Europe/Kyiv", "2015-02-15" with a zone (the whole day), a range of either with "/", "–" or
// " to ", a clock range "2015-01-24 09:15-09:16 Europe/Kyiv", or a date-time group "231400ZNOV26". A civil time
// without a zone uses zone, or is ErrNoZone where zone is the zero Zone; one that the clocks never show is
// ErrSkipped. A time given to the minute is the whole minute, one to the second the whole second. The evidence is
// Stated. docs/spec/time.md has the forms in full.
func Parse(text string, zone Zone) (Span, error) {
	if len(text) > maxText {
		return Span{}, errTooLong(text)
	}
	s := scanner{rest: strings.Join(strings.Fields(text), " ")}
	span, err := s.span(zone)
	if err != nil {
		return Span{}, fmt.Errorf("time %q: %w", text, err)
	}
	return span, nil
}

// frame is what a civil time is read in: a fixed offset in seconds or a zone, and how the source wrote it. The
// zero frame means that the source wrote none.
type frame struct {
	written string
	fixed   bool
	offset  int64
	zone    Zone
}

func (f frame) isSet() bool { return f.written != "" }

// half is one end of a range, or a time that stands alone.
type half struct {
	date  Date // the zero Date where only a clock time is given
	clock Clock
	frame frame

	width  Duration // precision: Day, Minute, Second, or less for decimals
	milli  int64    // decimals of the second, in milliseconds
	finer  string   // the decimals that milli drops
	dtg    bool     // written as a date-time group
	spaced bool     // written with a space, not "T", before the clock time
}

func (s *scanner) span(zone Zone) (Span, error) {
	a, err := s.half(true)
	if err != nil {
		return Span{}, err
	}
	b, ranged := half{}, s.separator()
	if ranged {
		if b, err = s.otherHalf(a); err != nil {
			return Span{}, err
		}
	}
	if s.rest != "" {
		return Span{}, fmt.Errorf("cannot read %q", s.rest)
	}
	shared := frame{written: zone.Name(), zone: zone}
	for _, f := range []frame{b.frame, a.frame} {
		if f.isSet() {
			shared = f
		}
	}
	if !b.frame.isSet() {
		b.frame = shared
	}
	a.frame = shared
	if !shared.isSet() {
		return Span{}, fmt.Errorf("%w; add one, such as %q", ErrNoZone, "Europe/Kyiv")
	}
	i, err := a.interval(a.frame)
	if err == nil && ranged {
		i, err = rangeTo(i, b)
	}
	if err == nil {
		err = checkRead(i)
	}
	if err != nil {
		return Span{}, err
	}
	return Span{Interval: i, Evidence: Stated, Zone: shared.written}, nil
}

// otherHalf reads the end of a range that begins with a. A clock time alone is on the date of a, or on the next
// if it is earlier than that of a.
func (s *scanner) otherHalf(a half) (half, error) {
	if s.startsDate() || s.startsDTG() {
		return s.half(true)
	}
	if a.width == Day || a.dtg {
		return half{}, fmt.Errorf("cannot read %q as the end of a range; write its date", s.rest)
	}
	b := half{date: a.date, spaced: true}
	if err := s.timeOfDay(&b); err != nil {
		return half{}, err
	}
	earlier := b.clock.seconds()*1000+b.milli < a.clock.seconds()*1000+a.milli
	if earlier {
		b.date = a.date.Add(1)
	}
	return b, s.zoneName(&b)
}

func rangeTo(i Interval, b half) (Interval, error) {
	if b.width < Day && b.clock.isDayEnd() {
		b.width, b.clock = Day, Clock{}
	}
	end, err := b.interval(b.frame)
	if err != nil {
		return Interval{}, err
	}
	i.To = end.To
	return i, i.Check()
}

func checkRead(i Interval) error {
	switch {
	case !i.From.inRange() || !i.To.inRange():
		return errOutOfRange
	case i.IsUnknown():
		return errEpoch
	}
	return nil
}

// interval returns every instant at which clocks of the frame show the half.
func (h half) interval(f frame) (Interval, error) {
	if err := h.date.Check(); err != nil {
		return Interval{}, err
	}
	if h.clock.isDayEnd() {
		return Interval{}, errDayEnd
	}
	from := h.date.midnight() + h.clock.seconds()
	to := from + int64(max(h.width, Second)/Second)
	i := Interval{From: Instant((from - f.offset) * 1000), To: Instant((to-f.offset)*1000 - 1)}
	if !f.fixed {
		var shown bool
		if i, shown = f.zone.showing(from, to); !shown {
			return Interval{}, f.zone.skipped(from)
		}
	}
	if h.width < Second {
		i.From += Instant(h.milli)
		i.To += Instant(h.milli) - Instant(Second-h.width)
	}
	return i, nil
}
