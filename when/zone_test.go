// SPDX-License-Identifier: Apache-2.0

package when_test

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/when"
)

func zone(t testing.TB, name string) when.Zone {
	t.Helper()
	z, err := when.LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func instant(t testing.TB, text string) when.Instant {
	t.Helper()
	i, err := when.ParseInstant(text)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func between(t testing.TB, from, to string) when.Interval {
	t.Helper()
	return when.Interval{From: instant(t, from), To: instant(t, to)}
}

func date(t testing.TB, text string) when.Date {
	t.Helper()
	d, err := when.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// oneError checks that an error is there and that its text holds every word wanted.
func oneError(t testing.TB, what string, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error, want one with %q", what, words)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%s: error %q does not say %q", what, err, w)
		}
	}
}

func TestTheDatabaseIsTheReleaseItSays(t *testing.T) {
	const want = "8f55634d05f8bca1f7bc7c69c5933428c69357e0bdf565e5ba224e3f88ff12e8" // of release 2025c
	data, err := os.ReadFile("zoneinfo/zoneinfo.zip")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	if got := hex.EncodeToString(sum[:]); got != want || when.Database != "2025c" {
		t.Errorf("zoneinfo.zip is %s as %s, want %s as 2025c: change file, digest and Database together", got, when.Database, want)
	}
	if got := len(when.ZoneNames()); got != 597 {
		t.Errorf("%d zone names, want 597", got)
	}
}

func TestTheHostsZonesNeverMatter(t *testing.T) {
	want := zone(t, "Europe/Kyiv").Whole(date(t, "2015-02-15"))
	t.Setenv("TZ", "Pacific/Auckland")
	t.Setenv("ZONEINFO", "/nowhere")
	got, err := when.Parse("2015-02-15 Europe/Kyiv", when.Zone{})
	if err != nil || got.Interval != want {
		t.Errorf("whole day under a foreign TZ = %v, %v; want %v", got.Interval, err, want)
	}
	if _, err := when.LoadZone("Local"); err == nil {
		t.Error("the host's zone was loaded as Local")
	}
}

func TestZoneIsAValue(t *testing.T) {
	kyiv, kiev := zone(t, "Europe/Kyiv"), zone(t, "Europe/Kiev")
	if kyiv != zone(t, "Europe/Kyiv") || !kyiv.Equal(zone(t, "Europe/Kyiv")) {
		t.Error("one zone loaded twice is not equal")
	}
	if kyiv == kiev {
		t.Error("old and new name compare equal, want only their rules the same")
	}
	d := date(t, "2014-07-17")
	if got, want := kiev.Whole(d), kyiv.Whole(d); got != want {
		t.Errorf("Europe/Kiev day = %v, want %v as in Europe/Kyiv", got, want)
	}
	var none when.Zone
	if !none.IsZero() || none.Name() != "" || kyiv.IsZero() || kyiv.Name() != "Europe/Kyiv" {
		t.Errorf("zero zone %q %t, Kyiv %q %t", none.Name(), none.IsZero(), kyiv.Name(), kyiv.IsZero())
	}
	type both struct{ A, B when.Zone }
	data, err := json.Marshal(both{A: kyiv})
	if err != nil || string(data) != `{"A":"Europe/Kyiv","B":""}` {
		t.Errorf("zones as JSON = %s, %v", data, err)
	}
	back := both{B: kyiv}
	if err := json.Unmarshal(data, &back); err != nil || !cmp.Equal(back, both{A: kyiv}) {
		t.Errorf("zones read back = %v, %v", back, err)
	}
	oneError(t, "unknown zone in JSON", json.Unmarshal([]byte(`{"A":"Moon/Base"}`), &back), "Moon/Base")
}

func TestLoadZoneSuggestsTheNearestName(t *testing.T) {
	for given, want := range map[string]string{
		"Europe/Kyev":      `"Europe/K`,
		"europe/kyiv":      `"Europe/Kyiv"`,
		"Kyiv":             `"Europe/Kyiv"`,
		"America/New York": `"America/New_York"`,
		"":                 "names look like",
		"Factory":          "not in",
		"qqqqqqqqqqqqqqq":  "names look like",
		"../UTC":           "names look like",
		"Europe/":          "not in",
	} {
		_, err := when.LoadZone(given)
		oneError(t, given, err, "IANA database 2025c", want)
	}
}

func TestZeroZoneNeverGuesses(t *testing.T) {
	var none when.Zone
	d := date(t, "2015-02-15")
	if got := none.Whole(d); !got.IsUnknown() {
		t.Errorf("Whole = %v, want not known", got)
	}
	if got := none.DateOf(0); !got.IsZero() {
		t.Errorf("DateOf = %v, want the zero Date", got)
	}
	if _, err := none.At(d, 1, 0, 0); !errors.Is(err, when.ErrNoZone) {
		t.Errorf("At: %v, want ErrNoZone", err)
	}
}

func TestAt(t *testing.T) {
	for _, c := range []struct{ name, zone, date, clock, from, to string }{
		{"Minsk ceasefire begins", "Europe/Kyiv", "2015-02-15", "00:00", "2015-02-14T22:00:00Z", "2015-02-14T22:00:00Z"},
		{"summer time in Kyiv", "Europe/Kyiv", "2014-07-17", "16:20:03", "2014-07-17T13:20:03Z", "2014-07-17T13:20:03Z"},
		{"repeated hour covers both readings", "Europe/Kyiv", "2024-10-27", "03:30", "2024-10-27T00:30:00Z", "2024-10-27T01:30:00Z"},
		{"repeated half hour", "Australia/Lord_Howe", "2024-04-07", "01:45", "2024-04-06T14:45:00Z", "2024-04-06T15:15:00Z"},
		{"after the end of the table", "Europe/Kyiv", "2090-07-01", "12:00", "2090-07-01T09:00:00Z", "2090-07-01T09:00:00Z"},
		{"negative summer time", "Europe/Dublin", "2024-07-01", "12:00", "2024-07-01T11:00:00Z", "2024-07-01T11:00:00Z"},
		{"UTC", "UTC", "1999-12-31", "23:59:59", "1999-12-31T23:59:59Z", "1999-12-31T23:59:59Z"},
		{"local mean time", "Europe/Kyiv", "1850-01-01", "00:00", "1849-12-31T21:57:56Z", "1849-12-31T21:57:56Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock, err := when.ParseClock(c.clock)
			if err != nil {
				t.Fatal(err)
			}
			got, err := zone(t, c.zone).At(date(t, c.date), clock.Hour, clock.Minute, clock.Second)
			if want := between(t, c.from, c.to); err != nil || got != want {
				t.Errorf("At = %v, %v; want %v", got, err, want)
			}
		})
	}
}

func TestAtNamesTheNearestTimesThatExist(t *testing.T) {
	_, err := zone(t, "Europe/Kyiv").At(date(t, "2024-03-31"), 3, 30, 0)
	oneError(t, "skipped hour", err, "2024-03-31 03:30:00 in Europe/Kyiv", "2024-03-31 02:59:59", "2024-03-31 04:00:00")
	if !errors.Is(err, when.ErrSkipped) {
		t.Errorf("skipped hour: %v, want ErrSkipped", err)
	}
	_, err = zone(t, "Pacific/Apia").At(date(t, "2011-12-30"), 12, 0, 0)
	oneError(t, "skipped day", err, "2011-12-29 23:59:59", "2011-12-31 00:00:00")
	kyiv := zone(t, "Europe/Kyiv")
	_, err = kyiv.At(date(t, "2024-03-30"), 24, 0, 0)
	oneError(t, "24:00", err, "2024-03-31 00:00")
	_, err = kyiv.At(when.Date{Year: 2014, Month: 2, Day: 31}, 1, 0, 0)
	oneError(t, "31 February", err, "31 February 2014 does not exist")
	for _, c := range [][3]int{{25, 0, 0}, {-1, 0, 0}, {1, 60, 0}, {1, 0, 60}, {24, 0, 1}, {1, -1, 0}} {
		_, err = kyiv.At(date(t, "2024-03-30"), c[0], c[1], c[2])
		oneError(t, "no such time", err, "does not exist")
	}
}

func TestWhole(t *testing.T) {
	for _, c := range []struct{ name, zone, date, from, to string }{
		{"24 hours", "Europe/Kyiv", "2015-02-15", "2015-02-14T22:00:00Z", "2015-02-15T21:59:59.999Z"},
		{"23 hours", "Europe/Kyiv", "2024-03-31", "2024-03-30T22:00:00Z", "2024-03-31T20:59:59.999Z"},
		{"25 hours", "Europe/Kyiv", "2024-10-27", "2024-10-26T21:00:00Z", "2024-10-27T21:59:59.999Z"},
		{"midnight skipped", "Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00Z", "2024-03-31T20:59:59.999Z"},
		{"midnight repeated", "America/Havana", "2024-11-03", "2024-11-03T04:00:00Z", "2024-11-04T04:59:59.999Z"},
		{"back across midnight", "America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z", "2010-11-08T03:29:59.999Z"},
		{"last day of a leap year", "Europe/Kyiv", "2024-12-31", "2024-12-30T22:00:00Z", "2024-12-31T21:59:59.999Z"},
		{"last day of a distant leap year", "Australia/Sydney", "2096-12-31", "2096-12-30T13:00:00Z", "2096-12-31T12:59:59.999Z"},
		{"first day", "UTC", "0001-01-01", "0001-01-01T00:00:00Z", "0001-01-01T23:59:59.999Z"},
		{"last day", "UTC", "9999-12-31", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59.999Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := zone(t, c.zone).Whole(date(t, c.date)), between(t, c.from, c.to); got != want {
				t.Errorf("Whole = %v, want %v", got, want)
			}
		})
	}
	if got := zone(t, "Pacific/Apia").Whole(date(t, "2011-12-30")); !got.IsUnknown() {
		t.Errorf("day leapt over = %v, want not known", got)
	}
	if got := zone(t, "UTC").Whole(when.Date{Year: 2014, Month: 2, Day: 31}); !got.IsUnknown() {
		t.Errorf("31 February = %v, want not known", got)
	}
}

func TestWholeDaysTileWithoutGap(t *testing.T) {
	for _, name := range []string{"Europe/Kyiv", "Asia/Beirut", "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Gaza"} {
		z := zone(t, name)
		for d := date(t, "2023-01-01"); d.Year < 2025; d = d.Add(1) {
			if today, next := z.Whole(d), z.Whole(d.Add(1)); today.To+1 != next.From {
				t.Errorf("%s: %s ends %s and the next day begins %s", name, d, today.To, next.From)
			}
		}
	}
}

// drawnZones have summer time, none, half hours, leapt and repeated midnights.
var drawnZones = []string{
	"Europe/Kyiv", "Europe/Moscow", "UTC", "Asia/Beirut", "America/Havana", "America/St_Johns", "Australia/Lord_Howe",
	"Pacific/Apia", "Asia/Kathmandu", "Europe/Dublin", "Antarctica/Troll", "Africa/Monrovia",
}

func drawInstant(t *rapid.T) when.Instant {
	recent := rapid.Int64Range(-2_500_000_000_000, 4_200_000_000_000)
	ever := rapid.Int64Range(int64(when.MinInstant)+5*int64(when.Day), int64(when.MaxInstant)-5*int64(when.Day))
	return when.Instant(rapid.OneOf(recent, ever).Draw(t, "instant"))
}

func TestEveryInstantLiesInItsOwnDayAndTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z, err := when.LoadZone(rapid.SampledFrom(drawnZones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		at := drawInstant(t)
		d, c := z.DateOf(at), z.ClockOf(at)
		if day := z.Whole(d); !day.Contains(at) {
			t.Errorf("%s is on %s in %s, whose day %v does not contain it", at, d, z, day)
		}
		shown, err := z.At(d, c.Hour, c.Minute, c.Second)
		if err != nil || at < shown.From || at > shown.To+999 {
			t.Errorf("%s shows %s %s in %s, which At puts at %v, %v", at, d, c, z, shown, err)
		}
		if n, ok := (when.Calendar{D: d.Add(-3), Zone: z}).NumberOf(at); n != 3 || !ok {
			t.Errorf("%s is D+%d, %t; want D+3", at, n, ok)
		}
	})
}

// reference loads a zone from the same file with Go's own calendar on top.
func reference(t *testing.T, name string) *time.Location {
	t.Helper()
	archive, err := zip.OpenReader("zoneinfo/zoneinfo.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	file, err := archive.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	location, err := time.LoadLocationFromTZData(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return location
}

func TestAtAgreesWithTheTimePackage(t *testing.T) {
	places := map[string]*time.Location{}
	for _, name := range drawnZones {
		places[name] = reference(t, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(drawnZones).Draw(t, "zone")
		z, _ := when.LoadZone(name)
		d := when.Date{Year: rapid.IntRange(1890, 2150).Draw(t, "year"), Month: 1, Day: 1}.Add(rapid.IntRange(0, 364).Draw(t, "day"))
		hour, minute := rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")
		want := time.Date(d.Year, time.Month(d.Month), d.Day, hour, minute, 0, 0, places[name])
		y, m, day := want.Date()
		exists := want.Hour() == hour && want.Minute() == minute && day == d.Day && int(m) == d.Month && y == d.Year
		got, err := z.At(d, hour, minute, 0)
		if exists != (err == nil) {
			t.Fatalf("%s %02d:%02d in %s: %v; the time package says it exists: %t", d, hour, minute, z, err, exists)
		}
		if at := when.Instant(want.UnixMilli()); exists && at != got.From && at != got.To {
			t.Errorf("%s %02d:%02d in %s = %v, want %s at one end", d, hour, minute, z, got, at)
		}
		if w := int(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Weekday()); d.Weekday()%7 != w {
			t.Errorf("%s is weekday %d, want %d", d, d.Weekday(), w)
		}
	})
}

func BenchmarkDateOf(b *testing.B) {
	z := zone(b, "Europe/Kyiv")
	for b.Loop() {
		z.DateOf(1424000000000)
	}
}

func BenchmarkWhole(b *testing.B) {
	z, d := zone(b, "Europe/Kyiv"), date(b, "2015-02-15")
	for b.Loop() {
		z.Whole(d)
	}
}
