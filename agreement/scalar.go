// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"fmt"
	"strings"

	"truce/act"
	"truce/agreement/numeral"
	"truce/place"
	"truce/when"
)

// TimePoint is a time as the document writes it: a civil time with its zone ("2015-02-15 00:00 Europe/Kyiv"),
// an instant in RFC 3339, or a day counted from a start event with an optional time of day ("D+14",
// "D+14 12:00", "pullback+3"). "D" is the start event whose ID is "d", or the only one. A civil time without a
// zone is in the zone of counting.day. The empty text means not given. Compile resolves it.
//
// As a beginning, a day begins at its first instant and a clock time at that time. As an end, a day is included
// to its last instant and a clock time is excluded.
type TimePoint string

// Clock is a time of day, "22:00".
type Clock string

// Parse returns the time of day.
func (c Clock) Parse() (when.Clock, error) { return when.ParseClock(string(c)) }

// Duration is a length of time as the document writes it, "24 h" or "30 d".
type Duration string

// Parse returns the length of time, zero where the text is empty.
func (d Duration) Parse() (when.Duration, error) {
	if d == "" {
		return 0, nil
	}
	return when.ParseDuration(string(d))
}

// Metres is a length as the document writes it, in metres or with a unit: "15 km", "520 m". A bare number is in
// metres. The empty text is none.
type Metres string

// maxLength is more than half the way round the Earth: no length of a text is longer.
const maxLength = 25_000 * place.Kilometre

// Parse returns the length, zero where the text is empty, at most 25,000 km. It keeps millimetres and refuses
// finer decimals, signs and other units.
func (m Metres) Parse() (place.Length, error) {
	number, decimals := strings.TrimSpace(string(m)), 3 // of a metre, to the millimetre
	switch {
	case number == "":
		return 0, nil
	case strings.HasSuffix(number, "km"):
		number, decimals = strings.TrimSpace(strings.TrimSuffix(number, "km")), 6
	case strings.HasSuffix(number, "m"):
		number = strings.TrimSpace(strings.TrimSuffix(number, "m"))
	}
	n, ok := numeral.Decimal(number, decimals)
	if !ok || n > int64(maxLength) {
		return 0, fmt.Errorf("length %q: write metres or a number with its unit, such as \"520 m\" or \"15 km\", "+
			"from 0 to 25000 km", m)
	}
	return place.Length(n), nil
}

// UnmarshalJSON reads a text, or a number as its source wrote it.
func (m *Metres) UnmarshalJSON(data []byte) error { return numeral.Unmarshal(data, m) }

// Degrees is a coordinate as the document writes it, a decimal of degrees. It never passes through a float.
type Degrees string

// Parse returns degrees x 10^7, rounded half away from zero.
func (d Degrees) Parse() (int32, error) { return place.ParseDegrees(string(d)) }

// UnmarshalJSON reads a text, or a number as its source wrote it.
func (d *Degrees) UnmarshalJSON(data []byte) error { return numeral.Unmarshal(data, d) }

// Calibre is a calibre in millimetres as the document writes it, "82" or "14.5". The empty text is none.
type Calibre string

// Parse returns the calibre in tenths of a millimetre, zero where the text is empty, otherwise from 0.1 mm to
// 1,000 mm.
func (c Calibre) Parse() (act.Calibre, error) {
	if c == "" {
		return 0, nil
	}
	n, ok := numeral.Decimal(string(c), 1)
	if !ok || n == 0 || n > 10_000 {
		return 0, fmt.Errorf("calibre %q: write millimetres with at most one decimal, such as 82 or 14.5, up to 1000", c)
	}
	return act.Calibre(n), nil
}

// UnmarshalJSON reads a text, or a number as its source wrote it.
func (c *Calibre) UnmarshalJSON(data []byte) error { return numeral.Unmarshal(data, c) }

// UnmarshalJSON reads a text, or a number as its source wrote it, since texts number their articles.
func (id *ArticleID) UnmarshalJSON(data []byte) error { return numeral.Unmarshal(data, id) }

// Severity is S1 to S4: S1 isolated and of low impact, S2 clear with material effect, S3 significant, repeated
// or of high risk, S4 mass casualties, protected objects or deliberate escalation. Zero means not set.
type Severity int

// String returns "S1" to "S4", or "not set".
func (s Severity) String() string { return numeral.Level("S", int(s)) }

// MarshalText writes "S1" to "S4", and no text where it is not set.
func (s Severity) MarshalText() ([]byte, error) { return numeral.MarshalLevel("S", int(s), 4) }

// UnmarshalText reads what MarshalText writes and refuses everything else.
func (s *Severity) UnmarshalText(text []byte) error {
	n, err := numeral.ParseLevel("S", string(text), 4)
	*s = Severity(n)
	return err
}

// Confidence is C1 to C3: C1 a single source, C2 partly corroborated, C3 several independent sources and means.
// Zero means not set.
type Confidence int

// String returns "C1" to "C3", or "not set".
func (c Confidence) String() string { return numeral.Level("C", int(c)) }

// MarshalText writes "C1" to "C3", and no text where it is not set.
func (c Confidence) MarshalText() ([]byte, error) { return numeral.MarshalLevel("C", int(c), 3) }

// UnmarshalText reads what MarshalText writes and refuses everything else.
func (c *Confidence) UnmarshalText(text []byte) error {
	n, err := numeral.ParseLevel("C", string(text), 3)
	*c = Confidence(n)
	return err
}
