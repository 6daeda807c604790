// SPDX-License-Identifier: Apache-2.0

package when

import (
	"fmt"
	"strings"
	"time"
)

// String writes the instant as RFC 3339 in UTC, with milliseconds only where there are any. ParseInstant reads it
// back exactly; Parse reads a text without milliseconds as the whole second.
func (t Instant) String() string {
	if t%1000 == 0 {
		return t.Second()
	}
	return t.exact()
}

func (t Instant) exact() string { return t.utc().Format("2006-01-02T15:04:05.000Z") }

// Second writes the second that the instant is in, as RFC 3339 in UTC: milliseconds are cut off, for formats that have none.
func (t Instant) Second() string { return t.utc().Format("2006-01-02T15:04:05Z") }

func (t Instant) utc() time.Time { return time.UnixMilli(int64(t)).UTC() }

func (t Instant) inRange() bool { return MinInstant <= t && t <= MaxInstant }

// ParseInstant reads one exact instant in RFC 3339: a date, "T" or a space, a time to the second with up to three
// decimals, and "Z" or an offset. Missing decimals are zero. It returns an error for a text that is coarser or
// finer than that, and for an instant outside the years 1 to 9999.
func ParseInstant(text string) (Instant, error) {
	if len(text) > maxText {
		return 0, errTooLong(text)
	}
	s := scanner{rest: text}
	h, err := s.half(false)
	switch {
	case err != nil:
		return 0, fmt.Errorf("instant %q: %w", text, err)
	case s.rest != "":
		return 0, fmt.Errorf("instant %q: cannot read %q", text, s.rest)
	case h.width > Second || !h.frame.fixed || h.dtg:
		return 0, fmt.Errorf("instant %q: write date, time to the second and offset, such as 2015-02-15T00:00:00Z", text)
	case strings.Trim(h.finer, "0") != "":
		return 0, fmt.Errorf("instant %q: finer than a millisecond", text)
	}
	i, err := h.interval(h.frame)
	if err != nil {
		return 0, fmt.Errorf("instant %q: %w", text, err)
	}
	if !i.From.inRange() {
		return 0, fmt.Errorf("instant %q: %w", text, errOutOfRange)
	}
	return i.From, nil
}
