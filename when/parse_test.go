// SPDX-License-Identifier: Apache-2.0

package when_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/when"
)

var parsed = []struct{ name, text, from, to, zone string }{
	{"RFC 3339 to the second", "2022-03-15T16:10:34Z", "2022-03-15T16:10:34Z", "2022-03-15T16:10:34.999Z", "Z"},
	{"RFC 3339 in small letters", "2022-03-15t16:10:34z", "2022-03-15T16:10:34Z", "2022-03-15T16:10:34.999Z", "Z"},
	{"a space for the T", "2022-03-15 16:10:34+00:00", "2022-03-15T16:10:34Z", "2022-03-15T16:10:34.999Z", "+00:00"},
	{"an offset of two digits", "2022-03-15 16:10:34+02", "2022-03-15T14:10:34Z", "2022-03-15T14:10:34.999Z", "+02"},
	{"an offset of four digits", "2022-03-15T16:10:34-0330", "2022-03-15T19:40:34Z", "2022-03-15T19:40:34.999Z", "-0330"},
	{"to the minute with an offset", "2020-05-03T07:41+09:00", "2020-05-02T22:41:00Z", "2020-05-02T22:41:59.999Z", "+09:00"},
	{"milliseconds are exact", "2022-03-15T16:10:34.250Z", "2022-03-15T16:10:34.250Z", "2022-03-15T16:10:34.250Z", "Z"},
	{"a tenth of a second", "2022-03-15T16:10:34.2Z", "2022-03-15T16:10:34.200Z", "2022-03-15T16:10:34.299Z", "Z"},
	{"a hundredth of a second", "2022-03-15T16:10:34.25Z", "2022-03-15T16:10:34.250Z", "2022-03-15T16:10:34.259Z", "Z"},
	{"microseconds are cut", "2022-03-15T16:10:34.250999Z", "2022-03-15T16:10:34.250Z", "2022-03-15T16:10:34.250Z", "Z"},
	{"a civil minute", "2015-02-15 00:00 Europe/Kyiv", "2015-02-14T22:00:00Z", "2015-02-14T22:00:59.999Z", "Europe/Kyiv"},
	{"the zone that is set", "2015-02-15 00:00", "2015-02-14T22:00:00Z", "2015-02-14T22:00:59.999Z", "Europe/Kyiv"},
	{"the zone's name as written", "2015-02-15 00:00 Europe/Kiev", "2015-02-14T22:00:00Z", "2015-02-14T22:00:59.999Z", "Europe/Kiev"},
	{"a whole day", "2015-02-15", "2015-02-14T22:00:00Z", "2015-02-15T21:59:59.999Z", "Europe/Kyiv"},
	{"a whole day in UTC", "2015-02-15 Z", "2015-02-15T00:00:00Z", "2015-02-15T23:59:59.999Z", "Z"},
	{"a short day", "2024-03-31 Europe/Kyiv", "2024-03-30T22:00:00Z", "2024-03-31T20:59:59.999Z", "Europe/Kyiv"},
	{"a repeated minute covers both", "2024-10-27 03:30 Europe/Kyiv", "2024-10-27T00:30:00Z", "2024-10-27T01:30:59.999Z", "Europe/Kyiv"},
	{"a repeated millisecond covers both", "2024-10-27 03:30:00.250", "2024-10-27T00:30:00.250Z", "2024-10-27T01:30:00.250Z", "Europe/Kyiv"},
	{"spaces do not matter", "  2015-02-15\t00:00   UTC ", "2015-02-15T00:00:00Z", "2015-02-15T00:00:59.999Z", "UTC"},
	{"days with a slash", "2015-02-15/2015-02-16 Europe/Kyiv", "2015-02-14T22:00:00Z", "2015-02-16T21:59:59.999Z", "Europe/Kyiv"},
	{"days with to", "2015-02-15 to 2015-02-16", "2015-02-14T22:00:00Z", "2015-02-16T21:59:59.999Z", "Europe/Kyiv"},
	{"zone on each side of a slash", "2015-02-15 Europe/Kyiv/2015-02-16 Europe/Kyiv", "2015-02-14T22:00:00Z", "2015-02-16T21:59:59.999Z", "Europe/Kyiv"},
	{"zone on the first side only", "2015-02-15 10:00 UTC to 2015-02-15 11:00", "2015-02-15T10:00:00Z", "2015-02-15T11:00:59.999Z", "UTC"},
	{"RFC 3339 interval", "2022-03-15T16:10:34Z/2022-03-15T16:50:07Z", "2022-03-15T16:10:34Z", "2022-03-15T16:50:07.999Z", "Z"},
	{"offsets that differ", "2022-03-15T16:10+02:00/2022-03-15T16:50+01:00", "2022-03-15T14:10:00Z", "2022-03-15T15:50:59.999Z", "+02:00"},
	{"clock range", "2015-01-24 09:15-09:16 Europe/Kyiv", "2015-01-24T07:15:00Z", "2015-01-24T07:16:59.999Z", "Europe/Kyiv"},
	{"clock range with a dash", "2015-01-24 08:15–10:55", "2015-01-24T06:15:00Z", "2015-01-24T08:55:59.999Z", "Europe/Kyiv"},
	{"clock range with spaces", "2015-01-24 08:15 - 10:55 UTC", "2015-01-24T08:15:00Z", "2015-01-24T10:55:59.999Z", "UTC"},
	{"clock range to the second", "2015-01-24 08:15:10-08:15:20 UTC", "2015-01-24T08:15:10Z", "2015-01-24T08:15:20.999Z", "UTC"},
	{"clock range past midnight", "2015-01-24 22:00-06:00 UTC", "2015-01-24T22:00:00Z", "2015-01-25T06:00:59.999Z", "UTC"},
	{"clock range of one minute", "2015-01-24 22:00-22:00 UTC", "2015-01-24T22:00:00Z", "2015-01-24T22:00:59.999Z", "UTC"},
	{"clock range to the end of the day", "2015-01-24 18:00-24:00 Europe/Kyiv", "2015-01-24T16:00:00Z", "2015-01-24T21:59:59.999Z", "Europe/Kyiv"},
	{"clock range in one offset", "2015-01-24T18:00+02:00/24:00", "2015-01-24T16:00:00Z", "2015-01-24T21:59:59.999Z", "+02:00"},
	{"a minus after T is an offset", "2015-01-24T08:15-09:00", "2015-01-24T17:15:00Z", "2015-01-24T17:15:59.999Z", "-09:00"},
	{"a minus after seconds is an offset", "2015-01-24 08:15:00-09:00", "2015-01-24T17:15:00Z", "2015-01-24T17:15:00.999Z", "-09:00"},
	{"a minus after a spaced minute is a range", "2015-01-24 08:15-09:00 UTC", "2015-01-24T08:15:00Z", "2015-01-24T09:00:59.999Z", "UTC"},
	{"the first second of 1970", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.999Z", "Z"},
	{"the first year", "0001-01-01 UTC", "0001-01-01T00:00:00Z", "0001-01-01T23:59:59.999Z", "UTC"},
	{"date-time group", "231400ZNOV26", "2026-11-23T14:00:00Z", "2026-11-23T14:00:59.999Z", "Z"},
	{"spaced date-time group", "231400Z NOV 26", "2026-11-23T14:00:00Z", "2026-11-23T14:00:59.999Z", "Z"},
	{"date-time groups", "231400ZNOV26-231500ZNOV26", "2026-11-23T14:00:00Z", "2026-11-23T15:00:59.999Z", "Z"},
	{"date-time groups with to", "231400b nov 2026 to 241500b nov 2026", "2026-11-23T12:00:00Z", "2026-11-24T13:00:59.999Z", "B"},
}

func TestParse(t *testing.T) {
	kyiv := zone(t, "Europe/Kyiv")
	for _, c := range parsed {
		t.Run(c.name, func(t *testing.T) {
			got, err := when.Parse(c.text, kyiv)
			want := when.Span{Interval: between(t, c.from, c.to), Evidence: when.Stated, Zone: c.zone}
			if err != nil || got != want {
				t.Errorf("Parse(%q) = %v, %v; want %v", c.text, got, err, want)
			}
		})
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "cannot read a date"},
		{"31 February", "2014-02-31 UTC", "31 February 2014 does not exist"},
		{"29 February of a common year", "1900-02-29", "29 February 1900 does not exist"},
		{"month 13", "2014-13-01", "no month 13"},
		{"year 0", "0000-01-01", "year 0 is outside"},
		{"skipped hour", "2024-03-31 03:30", "2024-03-31 04:00:00"},
		{"skipped day", "2011-12-30 Pacific/Apia", "2011-12-31 00:00:00"},
		{"24:00 alone", "2015-02-15 24:00", "write 00:00 of the next day"},
		{"24:00 as a beginning", "2015-02-15 24:00-25:00", "25:00 does not exist"},
		{"24:01", "2015-02-15 24:01", "24:01 does not exist"},
		{"24:00 with decimals", "2015-02-15 10:00 to 2015-02-15 24:00:00.5", "00:00 of the next day"},
		{"leap second", "2016-12-31T23:59:60Z", "leap seconds are not counted"},
		{"unknown zone", "2015-02-15 Europe/Kyev", "nearest"},
		{"offset and zone", "2015-02-15T00:00+02:00 Europe/Kyiv", "both an offset and a zone"},
		{"offset out of use", "2015-02-15T00:00+15:00", "+15:00"},
		{"half an offset", "2015-02-15T00:00+1", "write it as +02:00"},
		{"one digit hour", "2015-02-15 9:15", "write it as 07:41"},
		{"hours alone", "2015-02-15 09", "write it as 07:41"},
		{"too many digits", "2015-02-15 09:150", "clock time"},
		{"no decimals", "2015-02-15 09:15:00.", "no digit"},
		{"a range backwards", "2015-02-15/2015-02-14", "ends"},
		{"clock range after a day", "2015-02-15/10:00", "write its date"},
		{"clock range after a group", "231400ZNOV26-1500", "write its date"},
		{"something behind", "2015-02-15 noon", `zone "noon"`},
		{"more behind", "2015-02-15 UTC !", `cannot read " !"`},
		{"day first", "15.02.2015", "write it as 2015-02-15"},
		{"the epoch to the millisecond", "1970-01-01T00:00:00.000Z", "unset clock"},
		{"before the first year in UTC", "0001-01-01T00:00:00+01:00", "outside the years"},
		{"after the last year in UTC", "9999-12-31T23:59:59-01:00", "outside the years"},
		{"letter J", "231400JNOV26", "letter J is the local time"},
		{"group without a year", "231400ZNOV", "date-time group"},
		{"group of no month", "231400ZANF26", "no month"},
		{"group of no day", "311400ZNOV26", "31 November 2026 does not exist"},
		{"group of no hour", "232500ZNOV26", "25:00 does not exist"},
		{"too long", strings.Repeat("2", 129), "too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := when.Parse(c.text, zone(t, "Europe/Kyiv"))
			oneError(t, c.text, err, c.want)
		})
	}
	if _, err := when.Parse("2015-02-15 00:00", when.Zone{}); !errors.Is(err, when.ErrNoZone) {
		t.Errorf("civil time without a zone: %v, want ErrNoZone", err)
	}
	if _, err := when.Parse("2024-03-31 03:30 Europe/Kyiv", when.Zone{}); !errors.Is(err, when.ErrSkipped) {
		t.Errorf("skipped hour: %v, want ErrSkipped", err)
	}
}

func TestIntervalReadsBackWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := when.Interval{From: drawInstant(t), To: drawInstant(t)}
		if i.From > i.To {
			i.From, i.To = i.To, i.From
		}
		if i.IsUnknown() {
			return
		}
		got, err := when.Parse(i.String(), when.Zone{})
		if err != nil || got.Interval != i {
			t.Errorf("Parse(%q) = %v, %v", i, got.Interval, err)
		}
	})
	if _, err := when.Parse(when.Interval{}.String(), when.Zone{}); err == nil {
		t.Error("a time that is not known was read back as one")
	}
}

func TestParseInstant(t *testing.T) {
	for text, want := range map[string]when.Instant{
		"1970-01-01T00:00:00Z":           0,
		"1970-01-01T00:00:00.001Z":       1,
		"1969-12-31T23:59:59.999Z":       -1,
		"1970-01-01 02:00:00+02:00":      0,
		"1970-01-01T00:00:01.500000000Z": 1500,
		"1970-01-01T00:00:01.5Z":         1500,
		"0001-01-01T00:00:00Z":           when.MinInstant,
		"9999-12-31T23:59:59.999Z":       when.MaxInstant,
	} {
		if got, err := when.ParseInstant(text); err != nil || got != want {
			t.Errorf("ParseInstant(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"2015-02-15":                      "time to the second",
		"2015-02-15T00:00Z":               "time to the second",
		"2015-02-15T00:00:00":             "offset",
		"2015-02-15T00:00:00 Europe/Kyiv": "cannot read",
		"2015-02-15T00:00:00.0001Z":       "finer than a millisecond",
		"2015-02-15T00:00:00Z ":           "cannot read",
		"231400ZNOV26":                    "time to the second",
		"0001-01-01T00:00:00+01:00":       "outside the years",
		"2015-02-31T00:00:00Z":            "31 February 2015 does not exist",
		strings.Repeat("2", 200):          "too long",
	} {
		_, err := when.ParseInstant(text)
		oneError(t, text, err, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := drawInstant(t)
		if got, err := when.ParseInstant(at.String()); err != nil || got != at {
			t.Errorf("ParseInstant(%q) = %v, %v", at, got, err)
		}
	})
}

func TestDateTimeGroup(t *testing.T) {
	for text, want := range map[string]string{
		"231400ZNOV26":     "2026-11-23T14:00:00Z",
		"231400AN0V26":     "",
		"231400ANOV26":     "2026-11-23T13:00:00Z",
		"231400INOV26":     "2026-11-23T05:00:00Z",
		"231400KNOV26":     "2026-11-23T04:00:00Z",
		"231400MNOV26":     "2026-11-23T02:00:00Z",
		"231400NNOV26":     "2026-11-23T15:00:00Z",
		"231400Y NOV 26":   "2026-11-24T02:00:00Z",
		"010000zjan70":     "1970-01-01T00:00:00Z",
		"010000ZJAN69":     "2069-01-01T00:00:00Z",
		"010000ZJAN99":     "1999-01-01T00:00:00Z",
		"010000ZJAN1815":   "1815-01-01T00:00:00Z",
		"010000 Z JAN 22":  "2022-01-01T00:00:00Z",
		"010000ZJAN222":    "",
		"010000ZJAN22 UTC": "",
		"2026-11-23":       "",
		"012400ZJAN22":     "",
	} {
		got, err := when.ParseDTG(text)
		if want == "" {
			oneError(t, text, err, "date-time group")
			continue
		}
		if from := instant(t, want); err != nil || got.Interval != (when.Interval{From: from, To: from + 59_999}) {
			t.Errorf("ParseDTG(%q) = %v, %v; want the minute of %s", text, got.Interval, err, want)
		}
	}
	letters := 0
	for c := 'A'; c <= 'Z'; c++ {
		if _, err := when.ParseDTG("231400" + string(c) + "NOV26"); err == nil {
			letters++
		} else if c != 'J' {
			t.Errorf("letter %c: %v", c, err)
		}
	}
	if letters != 25 {
		t.Errorf("%d zone letters are read, want 25", letters)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := drawInstant(t)
		got, err := when.ParseDTG(at.DTG())
		if err != nil || !got.Interval.Contains(at) || got.Interval.Length() != when.Minute-1 {
			t.Errorf("ParseDTG(%q) = %v, %v; want the minute of %s", at.DTG(), got.Interval, err, at)
		}
	})
}
