// SPDX-License-Identifier: Apache-2.0

package when

import (
	"fmt"

	"truce/known"
)

// DayState is what is known of one civil day. The set is closed; the zero value means not set and is refused.
type DayState int8

// The states of a day. NotProven is a day that nobody could watch well enough: it is not quiet, nor is it broken.
const (
	Quiet     DayState = 1
	Broken    DayState = 2
	NotProven DayState = 3
)

func (s DayState) isSet() bool { return Quiet <= s && s <= NotProven }

// String returns "quiet", "broken", "not-proven", or "not-set" for any other value.
func (s DayState) String() string {
	switch s {
	case Quiet:
		return "quiet"
	case Broken:
		return "broken"
	case NotProven:
		return "not-proven"
	}
	return "not-set"
}

// MarshalText writes the state as String does and refuses a state that is not set.
func (s DayState) MarshalText() ([]byte, error) {
	if !s.isSet() {
		return nil, fmt.Errorf("day state %d is not set", int8(s))
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads what MarshalText writes and refuses every other word.
func (s *DayState) UnmarshalText(text []byte) error {
	for _, state := range []DayState{Quiet, Broken, NotProven} {
		if string(text) == state.String() {
			*s = state
			return nil
		}
	}
	return fmt.Errorf("day state %q: use quiet, broken or not-proven", clip(string(text)))
}

// DayRecord is one civil day with its state and, for a day that is not quiet, the reason in words or an identifier.
type DayRecord struct {
	Date   Date     `json:"date"`
	State  DayState `json:"state"`
	Reason string   `json:"reason,omitempty"`
}

// Reset is a day that was not quiet before the count was complete: the count began again at the next day. Lost is
// the number of quiet days in a row that it ended, 0 or more.
type Reset struct {
	DayRecord
	Lost int `json:"lost"`
}

// QuietCount is what a row of days says about a clock of consecutive quiet days.
type QuietCount struct {
	// Reached is Yes if the days needed were quiet one after another, Unknown if they were only where every day not
	// proven was quiet in fact, and No if not even then.
	Reached known.Answer `json:"reached"`

	// Completed is the day at whose end the count was first complete; zero unless Reached is Yes.
	Completed Date `json:"completed,omitzero"`

	// Earliest is the day at whose end the count would have been complete had every day not proven been quiet; zero
	// if Reached is No, never later than Completed.
	Earliest Date `json:"earliest,omitzero"`

	// Run is the number of quiet days in a row up to the last day given, whether or not the count was complete before.
	Run int `json:"run"`

	// Resets are the days that were not quiet, in order, up to the day of completion.
	Resets []Reset `json:"resets,omitempty"`
}

// CountQuiet counts consecutive quiet days against the number needed. It returns an error if need is less than 1, a
// state is not set, or the dates do not follow one another: a missing day would otherwise pass for a quiet one.
func CountQuiet(days []DayRecord, need int) (QuietCount, error) {
	if need < 1 {
		return QuietCount{}, fmt.Errorf("quiet days needed: %d; at least 1", need)
	}
	c := QuietCount{Reached: known.No}
	unbroken := 0
	for i, day := range days {
		if err := checkNext(days, i); err != nil {
			return QuietCount{}, err
		}
		if day.State != Quiet && c.Completed.IsZero() {
			c.Resets = append(c.Resets, Reset{DayRecord: day, Lost: c.Run})
		}
		unbroken++
		c.Run++
		if day.State != Quiet {
			c.Run = 0
		}
		if day.State == Broken {
			unbroken = 0
		}
		if unbroken == need && c.Earliest.IsZero() {
			c.Earliest, c.Reached = day.Date, known.Unknown
		}
		if c.Run == need && c.Completed.IsZero() {
			c.Completed, c.Reached = day.Date, known.Yes
		}
	}
	return c, nil
}

func checkNext(days []DayRecord, i int) error {
	day := days[i]
	if err := day.Date.Check(); err != nil {
		return fmt.Errorf("quiet day %d: %w", i+1, err)
	}
	if !day.State.isSet() {
		return fmt.Errorf("quiet day %s: its state is not set", day.Date)
	}
	if i > 0 && days[i-1].Date.Add(1) != day.Date {
		return fmt.Errorf("quiet day %s does not follow %s; give every day, with its state", day.Date, days[i-1].Date)
	}
	return nil
}
