// SPDX-License-Identifier: Apache-2.0

package when

import (
	"fmt"
	"strings"
)

const (
	months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
	// The letters of the hours east of Greenwich from 1, those west from 1; Z is neither and J is no zone.
	lettersEast = "ABCDEFGHIKLM"
	lettersWest = "NOPQRSTUVWXY"
)

// ParseDTG reads a military date-time group and returns its whole minute: day, hour, minute, zone letter, month and
// year, "231400ZNOV26" or "231400Z NOV 26". A year of two digits is 1970 to 2069; four digits are taken as they
// are. Letter J, local time, is refused.
func ParseDTG(text string) (Span, error) {
	if len(text) > maxText {
		return Span{}, errTooLong(text)
	}
	s := scanner{rest: strings.Join(strings.Fields(text), " ")}
	h, err := s.dateTimeGroup()
	if err == nil && s.rest != "" {
		err = fmt.Errorf("cannot read %q", s.rest)
	}
	var i Interval
	if err == nil {
		i, err = h.interval(h.frame)
	}
	if err == nil {
		err = checkRead(i)
	}
	if err != nil {
		return Span{}, fmt.Errorf("date-time group %q: %w", text, err)
	}
	return Span{Interval: i, Evidence: Stated, Zone: h.frame.written}, nil
}

// DTG writes the minute of the instant as a date-time group in UTC, "231400ZNOV26"; years outside 1970 to 2069
// have four digits. An instant outside the years 1 to 9999 is written as String does.
func (t Instant) DTG() string {
	if !t.inRange() {
		return t.String()
	}
	at := t.utc()
	year := fmt.Sprintf("%04d", at.Year())
	if 1970 <= at.Year() && at.Year() < 2070 {
		year = year[2:]
	}
	month := 3 * (int(at.Month()) - 1)
	return at.Format("021504Z") + months[month:month+3] + year
}

// startsDTG tells whether what follows looks like "231400Z".
func (s *scanner) startsDTG() bool {
	return countDigits(s.rest) == 6 && isLetter(strings.TrimPrefix(s.rest[6:]+"0", " ")[0])
}

func (s *scanner) dateTimeGroup() (half, error) {
	text := s.rest
	day, ok := s.digits(2)
	hour, ok1 := s.digits(2)
	minute, ok2 := s.digits(2)
	letter, ok3 := s.letters(1)
	word, ok4 := s.letters(3)
	s.literal(" ")
	year, ok5 := s.year()
	if !ok || !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return half{}, fmt.Errorf("cannot read a date-time group at %q; write day, time, zone letter, month and year as 231400ZNOV26",
			clip(text))
	}
	month := strings.Index(months, word)
	if month%3 != 0 {
		return half{}, fmt.Errorf("there is no month %q; write JAN to DEC", word)
	}
	f, err := letterFrame(letter)
	if err != nil {
		return half{}, err
	}
	h := half{
		date:  Date{Year: year, Month: month/3 + 1, Day: day},
		clock: Clock{Hour: hour, Minute: minute},
		frame: f, width: Minute, dtg: true,
	}
	if err := h.date.Check(); err != nil {
		return half{}, err
	}
	return h, h.clock.Check()
}

// letters reads n letters, in capitals, after a space if there is one.
func (s *scanner) letters(n int) (string, bool) {
	rest := strings.TrimPrefix(s.rest, " ")
	if len(rest) < n {
		return "", false
	}
	for i := range n {
		if !isLetter(rest[i]) {
			return "", false
		}
	}
	s.rest = rest[n:]
	return strings.ToUpper(rest[:n]), true
}

// year reads two digits as the year of 1970 to 2069 that ends with them, or four digits.
func (s *scanner) year() (int, bool) {
	n := countDigits(s.rest)
	if n != 2 && n != 4 {
		return 0, false
	}
	year, ok := s.digits(n)
	switch {
	case n == 4:
		return year, ok
	case year >= 70:
		return 1900 + year, ok
	}
	return 2000 + year, ok
}

func letterFrame(letter string) (frame, error) {
	f := frame{written: letter, fixed: true}
	east, west := strings.Index(lettersEast, letter), strings.Index(lettersWest, letter)
	switch {
	case letter == "J":
		return frame{}, fmt.Errorf("zone letter J is the local time of whoever reads it; write the letter of the zone, or Z for UTC")
	case east >= 0:
		f.offset = int64(east+1) * 3600
	case west >= 0:
		f.offset = -int64(west+1) * 3600
	}
	return f, nil
}
