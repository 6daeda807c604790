// SPDX-License-Identifier: Apache-2.0

package when_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/known"
	"truce/when"
)

func window(t testing.TB, place, from, to string, weekdays ...int) when.Window {
	t.Helper()
	a, err := when.ParseClock(from)
	if err != nil {
		t.Fatal(err)
	}
	b, err := when.ParseClock(to)
	if err != nil {
		t.Fatal(err)
	}
	return when.Window{From: a, To: b, Zone: zone(t, place), Weekdays: weekdays}
}

func TestWindowHolds(t *testing.T) {
	night := window(t, "Europe/Kyiv", "22:00", "06:00")
	whole := window(t, "Asia/Beirut", "00:00", "24:00")
	saturdays := window(t, "Europe/Kyiv", "22:00", "06:00", 6)
	early := window(t, "Europe/Kyiv", "22:00", "03:30")
	late := window(t, "Europe/Kyiv", "03:30", "12:00")
	evening := window(t, "Europe/Kyiv", "22:00", "00:00")
	for _, c := range []struct {
		name   string
		window when.Window
		text   string
		want   known.Answer
	}{
		{"before midnight", night, "2015-02-15 23:10", known.Yes},
		{"after midnight", night, "2015-02-15 05:59", known.Yes},
		{"across midnight", night, "2015-02-15 23:50 to 2015-02-16 00:10", known.Yes},
		{"all of it", night, "2015-02-15 22:00:00 to 2015-02-16 05:59:59", known.Yes},
		{"the end does not belong to it", night, "2015-02-15 06:00", known.No},
		{"the beginning belongs to it", night, "2015-02-15 22:00", known.Yes},
		{"by day", night, "2015-02-15 12:00", known.No},
		{"across the beginning", night, "2015-02-15 21:59-22:00", known.Unknown},
		{"two nights and the day between", night, "2015-02-15 23:00 to 2015-02-16 23:00", known.Unknown},
		{"a civil day", night, "2015-02-15", known.Unknown},
		{"a month", night, "2015-02-01 to 2015-02-28", known.Unknown},
		{"a century", night, "1930-02-01 to 2030-02-28", known.Unknown},
		{"the night of the long hour", night, "2024-10-26 22:00:00 to 2024-10-27 05:59:59", known.Yes},
		{"the night of the short hour", night, "2024-03-30 22:00:00 to 2024-03-31 05:59:59", known.Yes},

		{"windows that touch", whole, "2024-03-29 12:00 to 2024-04-02 12:00", known.Yes},
		{"windows that touch for years", whole, "1990-03-29 to 2024-04-02", known.Yes},

		{"the night that begins on Saturday", saturdays, "2015-02-14 23:00", known.Yes},
		{"the morning after Saturday", saturdays, "2015-02-15 01:00", known.Yes},
		{"the morning of Saturday", saturdays, "2015-02-14 01:00", known.No},
		{"a week", saturdays, "2015-02-15 to 2015-02-22", known.Unknown},
		{"Sunday evening to Saturday noon", saturdays, "2015-02-15 12:00 to 2015-02-21 12:00", known.No},

		{"before the bound that exists twice", early, "2024-10-27T00:29:59Z", known.Yes},
		{"between the readings of the bound", early, "2024-10-27T01:00Z", known.Unknown},
		{"after the bound that exists twice", early, "2024-10-27T01:30Z", known.No},
		{"before the skipped bound", late, "2024-03-31T00:29:59Z", known.No},
		{"around the skipped bound", late, "2024-03-31T01:00Z", known.Unknown},
		{"after the skipped bound", late, "2024-03-31T01:30Z", known.Yes},
		{"until midnight", evening, "2015-02-15 23:59", known.Yes},
		{"midnight ends it", evening, "2015-02-16 00:00", known.No},
	} {
		t.Run(c.name, func(t *testing.T) {
			span, err := when.Parse(c.text, c.window.Zone)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.window.Holds(span.Interval); got != c.want {
				t.Errorf("Holds(%s) = %v, want %v", c.text, got, c.want)
			}
		})
	}
	for name, i := range map[string]when.Interval{
		"not known": {}, "backwards": {From: 2, To: 1}, "out of range": {From: 1, To: when.MaxInstant + 1},
	} {
		if got := night.Holds(i); got != known.Unknown {
			t.Errorf("Holds(%s) = %v, want unknown", name, got)
		}
	}
}

func TestWindowAtTheEndsOfTheCalendar(t *testing.T) {
	night := window(t, "UTC", "22:00", "06:00")
	for _, at := range []when.Instant{when.MinInstant, when.MaxInstant} {
		if got := night.Holds(when.Interval{From: at, To: at}); got != known.Yes {
			t.Errorf("night holds %s: %v, want yes", at, got)
		}
	}
	if got := night.Holds(when.Interval{From: when.MinInstant, To: when.MaxInstant}); got != known.Unknown {
		t.Errorf("night holds the whole calendar: %v, want unknown", got)
	}
}

func TestWindowCheck(t *testing.T) {
	for want, w := range map[string]when.Window{
		"no zone":      {From: when.Clock{Hour: 22}, To: when.Clock{Hour: 6}},
		"no length":    window(t, "UTC", "22:00", "22:00"),
		"cannot begin": window(t, "UTC", "24:00", "06:00"),
		"no weekday 8": window(t, "UTC", "22:00", "06:00", 1, 8),
		"25:00":        {From: when.Clock{Hour: 25}, Zone: zone(t, "UTC")},
	} {
		oneError(t, want, w.Check(), want)
		if got := w.Holds(when.Interval{From: 1, To: 1}); got != known.Unknown {
			t.Errorf("%s: Holds = %v, want unknown", want, got)
		}
	}
	if err := window(t, "UTC", "00:00", "24:00", 1, 7).Check(); err != nil {
		t.Error(err)
	}
}

func TestWindowAgreesWithTheClockOnTheWall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z, err := when.LoadZone(rapid.SampledFrom([]string{"Europe/Kyiv", "Asia/Kathmandu", "UTC", "America/New_York"}).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		// Hours that no change of these zones' clocks touches, so that the clock alone decides.
		hours := rapid.SampledFrom([]int{0, 5, 6, 12, 18, 21, 22})
		w := when.Window{From: when.Clock{Hour: hours.Draw(t, "from")}, To: when.Clock{Hour: hours.Draw(t, "to")}, Zone: z}
		if w.Check() != nil {
			return
		}
		at := when.Instant(rapid.Int64Range(1_000_000_000_000, 2_000_000_000_000).Draw(t, "instant"))
		c := z.ClockOf(at)
		want := c.Compare(w.From) >= 0 && c.Compare(w.To) < 0
		if w.To.Compare(w.From) < 0 {
			want = c.Compare(w.From) >= 0 || c.Compare(w.To) < 0
		}
		if got := w.Holds(when.Interval{From: at, To: at}); got != known.Of(want) {
			t.Errorf("%s to %s in %s holds %s, %s there: %v, want %v", w.From, w.To, z, at, c, got, known.Of(want))
		}
	})
}

func BenchmarkWindowHolds(b *testing.B) {
	w := window(b, "Europe/Kyiv", "22:00", "06:00")
	for b.Loop() {
		w.Holds(when.Interval{From: 1424000000000, To: 1424000060000})
	}
}
