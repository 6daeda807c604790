// SPDX-License-Identifier: Apache-2.0

package when

import (
	"fmt"
	"strconv"
	"strings"
)

// MaxDuration is the longest that ParseDuration reads, either way: the days of the years 1 to 9999.
const MaxDuration = 3652059 * Day

// ParseDuration reads "90 s", "24 h", "30 d", "7 days", "1 h 30 min", a minus sign before the whole making it
// negative. Units are ms, s, min, h, d (24 hours) and w (7 d), their English names, each at most once and the
// longest first; numbers are whole. A number without a unit is an error, and so are "m", months and years, whose
// length the text does not say.
func ParseDuration(text string) (Duration, error) {
	if len(text) > maxText {
		return 0, errTooLong(text)
	}
	s := scanner{rest: strings.Join(strings.Fields(text), " ")}
	negative := s.literal("-")
	var sum Duration
	last := MaxDuration
	for first := true; first || s.rest != ""; first = false {
		n, unit, err := s.quantity()
		switch {
		case err != nil:
			return 0, fmt.Errorf("duration %q: %w", text, err)
		case unit >= last:
			return 0, fmt.Errorf("duration %q: write each unit once and the longest first", text)
		case n > int64((MaxDuration-sum)/unit):
			return 0, fmt.Errorf("duration %q is longer than the calendar's %d days", text, MaxDuration/Day)
		}
		sum += Duration(n) * unit
		last = unit
	}
	if negative {
		sum = -sum
	}
	return sum, nil
}

// quantity reads one number and its unit, and a space after them.
func (s *scanner) quantity() (int64, Duration, error) {
	digits := countDigits(s.rest)
	number := s.rest[:digits]
	if digits == 0 {
		return 0, 0, fmt.Errorf("no number at %q; write it as 1 h 30 min", clip(s.rest))
	}
	s.rest = s.rest[digits:]
	if strings.HasPrefix(s.rest, ".") || strings.HasPrefix(s.rest, ",") {
		return 0, 0, fmt.Errorf("only whole numbers are read; write 1 h 30 min, not 1.5 h")
	}
	s.literal(" ")
	end := 0
	for end < len(s.rest) && isLetter(s.rest[end]) {
		end++
	}
	word := s.rest[:end]
	s.rest = s.rest[end:]
	s.literal(" ")
	unit, err := unitOf(word)
	if err != nil {
		return 0, 0, err
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0, 0, fmt.Errorf("number %s is too large", clip(number))
	}
	return n, unit, nil
}

func unitOf(word string) (Duration, error) {
	switch word {
	case "ms", "millisecond", "milliseconds":
		return Millisecond, nil
	case "s", "sec", "second", "seconds":
		return Second, nil
	case "min", "minute", "minutes":
		return Minute, nil
	case "h", "hour", "hours":
		return Hour, nil
	case "d", "day", "days":
		return Day, nil
	case "w", "week", "weeks":
		return 7 * Day, nil
	case "":
		return 0, fmt.Errorf("a number without a unit; write ms, s, min, h, d or w")
	case "m":
		return 0, fmt.Errorf("m may be minutes, months or metres; write min or d")
	case "month", "months", "year", "years", "y":
		return 0, fmt.Errorf("a %s has no fixed length; write days, or an end date", strings.TrimSuffix(word, "s"))
	}
	return 0, fmt.Errorf("unknown unit %q; write ms, s, min, h, d or w", clip(word))
}

// String writes the duration for people, "2 h 8 min", "32 min", "30 d". Up to 72 hours it counts in hours, since
// "1 d" could be taken for a civil day. Nothing is rounded: ParseDuration reads it back exactly, up to MaxDuration.
func (d Duration) String() string {
	if d == 0 {
		return "0 s"
	}
	sign, rest := "", uint64(d)
	if d < 0 {
		sign, rest = "-", -rest
	}
	var parts []string
	for _, u := range []struct {
		unit Duration
		name string
	}{{Day, "d"}, {Hour, "h"}, {Minute, "min"}, {Second, "s"}, {Millisecond, "ms"}} {
		if u.unit == Day && rest <= uint64(72*Hour) {
			continue
		}
		if n := rest / uint64(u.unit); n > 0 {
			parts = append(parts, strconv.FormatUint(n, 10)+" "+u.name)
		}
		rest %= uint64(u.unit)
	}
	return sign + strings.Join(parts, " ")
}
