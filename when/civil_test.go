// SPDX-License-Identifier: Apache-2.0

package when_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/known"
	"truce/when"
)

func TestDateArithmetic(t *testing.T) {
	for _, c := range []struct {
		from string
		days int
		to   string
	}{
		{"2015-02-28", 1, "2015-03-01"},
		{"2016-02-28", 1, "2016-02-29"},
		{"1900-02-28", 1, "1900-03-01"},
		{"2000-01-01", -1, "1999-12-31"},
		{"0001-01-01", 3652058, "9999-12-31"},
	} {
		from, to := date(t, c.from), date(t, c.to)
		if got := from.Add(c.days); got != to {
			t.Errorf("%s and %d days = %s, want %s", from, c.days, got, to)
		}
		if got := from.DaysUntil(to); got != c.days {
			t.Errorf("days from %s to %s = %d, want %d", from, to, got, c.days)
		}
		if got, want := from.Compare(to), -to.Compare(from); got != want || got == 0 {
			t.Errorf("%s against %s = %d, the other way %d", from, to, got, -want)
		}
	}
	for _, days := range []int{math.MaxInt, math.MinInt, 4_000_000, -4_000_000} {
		if got := date(t, "2015-02-15").Add(days); got.Check() == nil {
			t.Errorf("%d days later is %s, want a date that Check refuses", days, got)
		}
	}
	if got := date(t, "2015-02-15").Weekday(); got != 7 {
		t.Errorf("15 February 2015 is weekday %d, want 7, Sunday", got)
	}
}

func TestDatesAndClocksAsText(t *testing.T) {
	type pair struct {
		D when.Date
		C when.Clock
	}
	for text, want := range map[string]pair{
		`{"D":"2015-02-15","C":"22:00"}`:    {when.Date{Year: 2015, Month: 2, Day: 15}, when.Clock{Hour: 22}},
		`{"D":"0987-12-01","C":"22:00:30"}`: {when.Date{Year: 987, Month: 12, Day: 1}, when.Clock{Hour: 22, Second: 30}},
		`{"D":"","C":"24:00"}`:              {when.Date{}, when.Clock{Hour: 24}},
	} {
		var got pair
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s is read as %v, %v; want %v", text, got, err, want)
		}
		if back, err := json.Marshal(want); err != nil || string(back) != text {
			t.Errorf("%v is written as %s, %v; want %s", want, back, err, text)
		}
	}
	for _, text := range []string{`{"D":"2015-02-31"}`, `{"D":"2015-2-3"}`, `{"D":"2015-02-15 "}`, `{"C":"24:01"}`, `{"C":"7:00"}`, `{"C":""}`, `{"C":"22:00Z"}`} {
		var got pair
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s is read as %v, want an error", text, got)
		}
	}
	if _, err := json.Marshal(when.Date{Year: 2015, Month: 2, Day: 31}); err == nil {
		t.Error("31 February was written")
	}
	if _, err := json.Marshal(when.Clock{Hour: 25}); err == nil {
		t.Error("25:00 was written")
	}
}

func TestCalendarCountsFromD(t *testing.T) {
	kyiv := zone(t, "Europe/Kyiv")
	c := when.Calendar{D: date(t, "2024-10-20"), Zone: kyiv}
	if got, want := c.Day(7), kyiv.Whole(date(t, "2024-10-27")); got != want || got.Length() != 25*when.Hour-1 {
		t.Errorf("D+7 = %v, want the 25 hours %v", got, want)
	}
	if n, ok := c.NumberOf(instant(t, "2024-10-19T20:59:59.999Z")); n != -1 || !ok {
		t.Errorf("the evening before D is D%+d, %t; want D-1", n, ok)
	}
	if n, ok := c.NumberOf(instant(t, "2024-10-19T21:00:00Z")); n != 0 || !ok {
		t.Errorf("the first instant of D is D%+d, %t; want D+0", n, ok)
	}
	if _, ok := (when.Calendar{Zone: kyiv}).NumberOf(0); ok {
		t.Error("a calendar without a start counted")
	}
	if got := (when.Calendar{D: c.D}).Day(1); !got.IsUnknown() {
		t.Errorf("a calendar without a zone has the day %v", got)
	}
}

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]when.Duration{
		"90 s":                90 * when.Second,
		"90s":                 90 * when.Second,
		"24 h":                24 * when.Hour,
		"30 d":                30 * when.Day,
		"7 days":              7 * when.Day,
		"1 week":              7 * when.Day,
		"1 h 30 min":          90 * when.Minute,
		"1h30min":             90 * when.Minute,
		"2 d 1 h 1 min 1 s":   2*when.Day + 61*when.Minute + when.Second,
		"250 ms":              250,
		"0 s":                 0,
		"-5 minutes":          -5 * when.Minute,
		"3652059 d":           when.MaxDuration,
		"1 second 1 ms":       1001,
		"  1  hour  1  min  ": 61 * when.Minute,
	} {
		if got, err := when.ParseDuration(text); err != nil || got != want {
			t.Errorf("ParseDuration(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"":                      "no number",
		"-":                     "no number",
		"h":                     "no number",
		"90":                    "without a unit",
		"1 h 30":                "without a unit",
		"5 m":                   "minutes, months or metres",
		"3 months":              "no fixed length",
		"1 year":                "no fixed length",
		"1.5 h":                 "whole numbers",
		"1,5 h":                 "whole numbers",
		"30 min 1 h":            "longest first",
		"1 h 1 h":               "longest first",
		"5 fortnights":          "unknown unit",
		"5 H":                   "unknown unit",
		"3652060 d":             "longer than",
		"3652059 d 1 ms":        "longer than",
		"99999999999999999999s": "too large",
	} {
		_, err := when.ParseDuration(text)
		oneError(t, text, err, want)
	}
}

func TestDurationForPeople(t *testing.T) {
	for d, want := range map[when.Duration]string{
		0:                                "0 s",
		32 * when.Minute:                 "32 min",
		128 * when.Minute:                "2 h 8 min",
		30 * when.Day:                    "30 d",
		24 * when.Hour:                   "24 h",
		72 * when.Hour:                   "72 h",
		72*when.Hour + when.Second:       "3 d 1 s",
		1500:                             "1 s 500 ms",
		-128 * when.Minute:               "-2 h 8 min",
		when.Duration(math.MinInt64):     "-106751991167 d 7 h 12 min 55 s 808 ms",
		when.Duration(math.MinInt64 + 1): "-106751991167 d 7 h 12 min 55 s 807 ms",
	} {
		if got := d.String(); got != want {
			t.Errorf("%d is %q, want %q", int64(d), got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := when.Duration(rapid.Int64Range(-int64(when.MaxDuration), int64(when.MaxDuration)).Draw(t, "duration"))
		if got, err := when.ParseDuration(d.String()); err != nil || got != d {
			t.Errorf("ParseDuration(%q) = %d, %v; want %d", d, got, err, d)
		}
	})
}

func TestCountQuiet(t *testing.T) {
	const q, b, n = when.Quiet, when.Broken, when.NotProven
	day := func(k int) when.Date { return when.Date{Year: 2019, Month: 10, Day: k} }
	for _, c := range []struct {
		name   string
		states []when.DayState
		need   int
		want   when.QuietCount
	}{
		{"no days", nil, 2, when.QuietCount{Reached: known.No}},
		{"quiet enough", []when.DayState{q, q, q}, 3, when.QuietCount{Reached: known.Yes, Completed: day(3), Earliest: day(3), Run: 3}},
		{"one short", []when.DayState{q, q}, 3, when.QuietCount{Reached: known.No, Run: 2}},
		{"broken days begin anew", []when.DayState{q, q, b, q, q}, 3, when.QuietCount{
			Reached: known.No, Run: 2,
			Resets: []when.Reset{{DayRecord: when.DayRecord{Date: day(3), State: b, Reason: "why"}, Lost: 2}},
		}},
		{"a day not proven leaves it open", []when.DayState{q, n, q}, 3, when.QuietCount{
			Reached: known.Unknown, Earliest: day(3), Run: 1,
			Resets: []when.Reset{{DayRecord: when.DayRecord{Date: day(2), State: n, Reason: "why"}, Lost: 1}},
		}},
		{"possible, then proven", []when.DayState{n, q, q, b}, 2, when.QuietCount{
			Reached: known.Yes, Completed: day(3), Earliest: day(2),
			Resets: []when.Reset{{DayRecord: when.DayRecord{Date: day(1), State: n, Reason: "why"}}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var days []when.DayRecord
			for i, s := range c.states {
				r := when.DayRecord{Date: day(i + 1), State: s}
				if s != q {
					r.Reason = "why"
				}
				days = append(days, r)
			}
			got, err := when.CountQuiet(days, c.need)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, c.want); diff != "" {
				t.Errorf("count (-got +want):\n%s", diff)
			}
		})
	}
	for name, c := range map[string]struct {
		days []when.DayRecord
		need int
	}{
		"at least 1":              {nil, 0},
		"not set":                 {[]when.DayRecord{{Date: day(1)}}, 1},
		"does not follow":         {[]when.DayRecord{{Date: day(1), State: q}, {Date: day(3), State: q}}, 1},
		"does not exist":          {[]when.DayRecord{{Date: day(32), State: q}}, 1},
		"2019-10-01 does not fol": {[]when.DayRecord{{Date: day(1), State: q}, {Date: day(1), State: b}}, 1},
	} {
		_, err := when.CountQuiet(c.days, c.need)
		oneError(t, name, err, name)
	}
}

func TestDayStatesAsText(t *testing.T) {
	for _, s := range []when.DayState{when.Quiet, when.Broken, when.NotProven} {
		text, err := s.MarshalText()
		var back when.DayState
		if err2 := back.UnmarshalText(text); err != nil || err2 != nil || back != s {
			t.Errorf("%v is written %q and read %v: %v, %v", s, text, back, err, err2)
		}
	}
	var s when.DayState
	if _, err := s.MarshalText(); err == nil {
		t.Error("a state that is not set was written")
	}
	if err := s.UnmarshalText([]byte("not-set")); err == nil {
		t.Error("not-set was read")
	}
}

func TestCountQuietAgreesWithItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		need := rapid.IntRange(1, 4).Draw(t, "need")
		states := rapid.SliceOfN(rapid.SampledFrom([]when.DayState{when.Quiet, when.Quiet, when.Broken, when.NotProven}), 0, 12).Draw(t, "states")
		var days []when.DayRecord
		for i, s := range states {
			days = append(days, when.DayRecord{Date: when.Date{Year: 2019, Month: 12, Day: 28}.Add(i), State: s})
		}
		c, err := when.CountQuiet(days, need)
		if err != nil {
			t.Fatal(err)
		}
		first := func(counts func(when.DayState) bool) when.Date {
			for i := need - 1; i < len(states); i++ {
				all := true
				for _, s := range states[i-need+1 : i+1] {
					all = all && counts(s)
				}
				if all {
					return days[i].Date
				}
			}
			return when.Date{}
		}
		proven := first(func(s when.DayState) bool { return s == when.Quiet })
		possible := first(func(s when.DayState) bool { return s != when.Broken })
		if c.Completed != proven || c.Earliest != possible {
			t.Errorf("completed %s, at the earliest %s; want %s and %s", c.Completed, c.Earliest, proven, possible)
		}
		if (c.Reached == known.Yes) == proven.IsZero() || (c.Reached == known.No) != possible.IsZero() {
			t.Errorf("reached %v with completed %s and earliest %s", c.Reached, proven, possible)
		}
	})
}
