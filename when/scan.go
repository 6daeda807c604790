// SPDX-License-Identifier: Apache-2.0

package when

import (
	"fmt"
	"strings"
)

// scanner reads a text from its beginning; rest is what is still to be read.
type scanner struct{ rest string }

// clip shortens a text for an error message.
func clip(text string) string {
	const most = 64
	if len(text) > most {
		return text[:most] + "..."
	}
	return text
}

// literal reads the text if it comes next.
func (s *scanner) literal(text string) bool {
	rest, ok := strings.CutPrefix(s.rest, text)
	if ok {
		s.rest = rest
	}
	return ok
}

// digits reads a number of exactly n decimal digits.
func (s *scanner) digits(n int) (int, bool) {
	if countDigits(s.rest) < n {
		return 0, false
	}
	number := 0
	for _, c := range []byte(s.rest[:n]) {
		number = number*10 + int(c-'0')
	}
	s.rest = s.rest[n:]
	return number, true
}

func countDigits(text string) int {
	n := 0
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// startsDate tells whether what follows looks like "2015-".
func (s *scanner) startsDate() bool {
	return countDigits(s.rest) == 4 && strings.HasPrefix(s.rest[4:], "-")
}

// separator reads what stands between the halves of a range.
func (s *scanner) separator() bool {
	if s.literal(" to ") {
		return true
	}
	rest := strings.TrimPrefix(s.rest, " ")
	for _, dash := range []string{"/", "–", "-"} {
		if after, ok := strings.CutPrefix(rest, dash); ok {
			s.rest = strings.TrimPrefix(after, " ")
			return true
		}
	}
	return false
}

// half reads a date-time group, or a date with or without a time of day and with or without an offset. A zone
// name after it is read only where names is true.
func (s *scanner) half(names bool) (half, error) {
	if s.startsDTG() {
		return s.dateTimeGroup()
	}
	d, err := s.date()
	if err != nil {
		return half{}, err
	}
	h := half{date: d, width: Day}
	h.spaced = len(s.rest) > 1 && s.rest[0] == ' ' && isDigit(s.rest[1])
	if h.spaced || s.literal("T") || s.literal("t") {
		s.rest = strings.TrimPrefix(s.rest, " ")
		if err := s.timeOfDay(&h); err != nil {
			return half{}, err
		}
	}
	if names {
		err = s.zoneName(&h)
	}
	return h, err
}

func (s *scanner) date() (Date, error) {
	text := s.rest
	y, ok1 := s.digits(4)
	ok2 := s.literal("-")
	m, ok3 := s.digits(2)
	ok4 := s.literal("-")
	d, ok5 := s.digits(2)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || countDigits(s.rest) > 0 {
		return Date{}, fmt.Errorf("cannot read a date at %q; write it as 2015-02-15", clip(text))
	}
	date := Date{Year: y, Month: m, Day: d}
	return date, date.Check()
}

// clock reads "22:00" or "22:00:30" and returns the precision, Minute or Second.
func (s *scanner) clock() (Clock, Duration, error) {
	text := s.rest
	h, ok1 := s.digits(2)
	ok2 := s.literal(":")
	m, ok3 := s.digits(2)
	c, width, ok := Clock{Hour: h, Minute: m}, Minute, ok1 && ok2 && ok3
	if ok && s.literal(":") {
		width = Second
		c.Second, ok = s.digits(2)
	}
	if !ok || countDigits(s.rest) > 0 {
		return Clock{}, 0, fmt.Errorf("cannot read a clock time at %q; write it as 07:41 or 07:41:30", clip(text))
	}
	return c, width, c.Check()
}

// timeOfDay reads a clock time with its decimals and offset, if any, into h.
func (s *scanner) timeOfDay(h *half) error {
	c, width, err := s.clock()
	if err != nil {
		return err
	}
	h.clock, h.width = c, width
	if width == Second && s.literal(".") {
		if err := s.decimals(h); err != nil {
			return err
		}
	}
	return s.offset(h)
}

// decimals reads the decimals of a second: three or more name a millisecond, fewer a tenth or a hundredth.
func (s *scanner) decimals(h *half) error {
	n := countDigits(s.rest)
	if n == 0 {
		return fmt.Errorf("no digit after the decimal point")
	}
	h.width = Second
	for i := range n {
		if h.width == Millisecond {
			h.finer = s.rest[i:n]
			break
		}
		h.width /= 10
		h.milli += int64(s.rest[i]-'0') * int64(h.width)
	}
	s.rest = s.rest[n:]
	if h.clock.isDayEnd() {
		return errDayEnd
	}
	return nil
}

// offset reads "Z", "+02:00", "+0200" or "+02" after a time of day, if there is one.
func (s *scanner) offset(h *half) error {
	if s.literal("Z") || s.literal("z") {
		h.frame = frame{written: "Z", fixed: true}
		return nil
	}
	text := s.rest
	var sign int64
	switch {
	case strings.HasPrefix(text, "+"):
		sign = 1
	case strings.HasPrefix(text, "-") && !s.dashIsRange(h):
		sign = -1
	default:
		return nil
	}
	s.rest = text[1:]
	hours, ok := s.digits(2)
	minutes, exact := 0, true
	if s.literal(":") || countDigits(s.rest) > 0 {
		minutes, exact = s.digits(2)
	}
	if !ok || !exact || countDigits(s.rest) > 0 {
		return fmt.Errorf("cannot read an offset at %q; write it as +02:00", clip(text))
	}
	if hours*60+minutes > 14*60 || minutes > 59 {
		return fmt.Errorf("offset %q is not in use anywhere; offsets run from -14:00 to +14:00", clip(text[:len(text)-len(s.rest)]))
	}
	h.frame = frame{
		written: text[:len(text)-len(s.rest)],
		fixed:   true,
		offset:  sign * int64(hours*60+minutes) * 60,
	}
	return nil
}

// dashIsRange tells whether a "-" right after the time of day begins the other half of a range. After "T" it never
// does; after a space it does where the time is to the minute, or where a time to the second follows.
func (s *scanner) dashIsRange(h *half) bool {
	if !h.spaced {
		return false
	}
	after := scanner{rest: s.rest[1:]}
	if after.startsDate() {
		return true
	}
	_, width, err := after.clock()
	return h.width == Minute || err == nil && width == Second
}

// zoneName reads a space and an IANA name or "Z", if they come next.
func (s *scanner) zoneName(h *half) error {
	if len(s.rest) < 2 || s.rest[0] != ' ' || !isLetter(s.rest[1]) || strings.HasPrefix(s.rest, " to ") {
		return nil
	}
	if h.frame.isSet() {
		return errTwoZones
	}
	end := 1
	for end < len(s.rest) && s.inZoneName(end) {
		end++
	}
	name := s.rest[1:end]
	s.rest = s.rest[end:]
	if name == "Z" {
		h.frame = frame{written: name, fixed: true}
		return nil
	}
	zone, err := LoadZone(name)
	h.frame = frame{written: name, zone: zone}
	return err
}

// inZoneName tells whether the byte belongs to a zone name. A "/" before a digit begins the end of a range.
func (s *scanner) inZoneName(at int) bool {
	switch c := s.rest[at]; c {
	case '/':
		return at+1 < len(s.rest) && isLetter(s.rest[at+1])
	case '_', '-', '+':
		return true
	default:
		return isLetter(c) || isDigit(c)
	}
}
