// SPDX-License-Identifier: Apache-2.0

package intake_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/act"
	"truce/canon"
	"truce/internal/intake"
	"truce/place"
	"truce/report"
	"truce/when"
)

func TestCounts(t *testing.T) {
	exact := func(n int64) report.Count { return report.Count{Kind: report.Exact, Least: n, Most: n} }
	about := func(least, most int64) report.Count {
		return report.Count{Kind: report.About, Least: least, Most: most}
	}
	some := report.Count{Kind: report.Some}
	for text, want := range map[string]report.Count{
		"": {}, "N/K": {}, "-": {}, "unknown": {},
		"7": exact(7), "0": exact(0), "1,200": exact(1200), "two bursts": exact(2), "a shot": exact(1), "12 explosions": exact(12),
		"about 110": about(99, 121), "~3": about(2, 4), "approximately 5 shots": about(4, 6), "some 20": about(18, 22),
		"5-7": about(5, 7), "5 to 7": about(5, 7), "5–7 explosions": about(5, 7), "up to 5": about(0, 5),
		"several": some, "several bursts": some, "a few": some, "at least 10": some, "over 100": some, "dozens of": some,
	} {
		if got, err := intake.ParseCount(text); err != nil || got != want {
			t.Errorf("%q: got %+v, error %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"lots", "7-5", "1,5", "-7", "99999999999999999999", "1e3", "7 8 9 10", "seven-ish"} {
		if got, err := intake.ParseCount(text); err == nil {
			t.Errorf("%q: got %+v, want an error", text, got)
		}
	}
}

func TestWeapons(t *testing.T) {
	for text, want := range map[string]struct {
		w    act.Weapon
		rest string
	}{
		"":                          {},
		"N/K":                       {},
		"undetermined weapon":       {},
		"small arms":                {w: act.Weapon{Class: "small-arms"}},
		"HMG (12.7 mm)":             {w: act.Weapon{Class: "heavy-machine-gun", Calibre: 127}},
		"heavy machine-gun":         {w: act.Weapon{Class: "heavy-machine-gun"}},
		"82mm mortar rounds":        {w: act.Weapon{Class: "mortar", Calibre: 820}},
		"mortar 82/120":             {w: act.Weapon{Class: "mortar"}},
		"artillery (152 mm)":        {w: act.Weapon{Class: "artillery", Calibre: 1520}},
		"152 mm":                    {w: act.Weapon{Calibre: 1520}},
		"D-20 artillery 152 mm":     {w: act.Weapon{Class: "artillery", Model: "D-20", Calibre: 1520}},
		"MLRS (Grad)":               {w: act.Weapon{Class: "multiple-launch-rocket-system", Model: "Grad", Calibre: 1220}},
		"Uragan 220mm":              {w: act.Weapon{Class: "multiple-launch-rocket-system", Model: "Uragan", Calibre: 2200}},
		"T-72 main battle tank":     {w: act.Weapon{Class: "tank", Model: "T-72", Calibre: 1250}},
		"IFV (BMP-2) cannon":        {w: act.Weapon{Class: "infantry-fighting-vehicle", Model: "BMP-2", Calibre: 300}},
		"mortar or tank":            {},
		"anti-tank guided missile":  {w: act.Weapon{Class: "anti-tank-weapon"}},
		"infantry-fighting-vehicle": {w: act.Weapon{Class: "infantry-fighting-vehicle"}},
		"a loud catapult":           {rest: "loud catapult"},
	} {
		w, rest := intake.ParseWeapon(text)
		if w != want.w || rest != want.rest {
			t.Errorf("%q: got %+v and %q, want %+v and %q", text, w, rest, want.w, want.rest)
		}
		if err := w.Class.Check(); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestFireIsNarrowedByItsWeaponOnlyWithinWhatWasObserved(t *testing.T) {
	for _, c := range []struct {
		observed act.Act
		class    act.Class
		want     act.Act
	}{
		{"explosion", "mortar", "mortar-fire"},
		{"shot", "small-arms", "small-arms-fire"},
		{"shot", "mortar", "shot"},
		{"training-fire", "mortar", "training-fire"},
		{"explosion", "", "explosion"},
		{"", "mortar", ""},
	} {
		if got := intake.Narrow(c.observed, act.Weapon{Class: c.class}); got != c.want {
			t.Errorf("%q of %q: got %q, want %q", c.observed, c.class, got, c.want)
		}
	}
}

func TestDistances(t *testing.T) {
	for text, want := range map[string]place.Range{
		"7-10 km":     {Least: 7 * place.Kilometre, Most: 10 * place.Kilometre},
		"1–4.5km":     {Least: place.Kilometre, Most: 4500 * place.Metre},
		"2 to 7 km":   {Least: 2 * place.Kilometre, Most: 7 * place.Kilometre},
		"600-800 m":   {Least: 600 * place.Metre, Most: 800 * place.Metre},
		"2 km":        {Least: 1500 * place.Metre, Most: 2500 * place.Metre},
		"20 km":       {Least: 18 * place.Kilometre, Most: 22 * place.Kilometre},
		"500 m":       {Least: 450 * place.Metre, Most: 550 * place.Metre},
		"3-3 km":      {Least: 2500 * place.Metre, Most: 3500 * place.Metre},
		"0.001-1 km":  {Least: place.Metre, Most: place.Kilometre},
		"0-12.345 km": {Most: 12345 * place.Metre},
	} {
		if got, err := intake.ParseRange(text); err != nil || got != want {
			t.Errorf("%q: got %+v, error %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "km", "10-7 km", "7-10", "-7 km", "9999999 km", "7-10 km NW", "7 miles"} {
		if got, err := intake.ParseRange(text); err == nil {
			t.Errorf("%q: got %+v, want an error", text, got)
		}
	}
	if got, err := intake.ParseLength("4.5 km"); err != nil || got != 4500*place.Metre {
		t.Errorf("got %s, error %v", got, err)
	}
}

func TestABoxAroundCornersHoldsThem(t *testing.T) {
	got := intake.BoxAround(place.Point{Lat: -105000000, Lon: 360000000}, place.Point{Lat: -95000000, Lon: 1799999999})
	if want := (intake.Box{South: -11, West: 36, North: -9, East: 180}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPositions(t *testing.T) {
	for _, c := range []struct{ lat, lon, reason string }{
		{"47.1", "37.5", ""},
		{"NaN", "37.5", "latitude"},
		{"47.1", "Inf", "longitude"},
		{"", "37.5", "empty"},
		{"0", "0.0", "missing"},
		{"137.5", "47.1", "exchanged"},
		{"-91", "47.1", "beyond 90"},
		{"47.1", "181", "longitude"},
	} {
		_, err := intake.ParsePosition(c.lat, c.lon)
		if (err == nil) != (c.reason == "") || err != nil && !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s, %s: got error %v, want %q", c.lat, c.lon, err, c.reason)
		}
	}
	box := intake.Box{South: -10, West: 20, North: 10, East: 40}
	for _, c := range []struct {
		p      place.Point
		reason string
	}{
		{place.Point{Lat: -5_000_000, Lon: 300_000_000}, ""},
		{place.Point{Lat: 300_000_000, Lon: -5_000_000}, "position 30.0000000, -0.5000000 lies outside latitude -10 to 10, longitude 20 to 40, and inside if"},
		{place.Point{Lat: 500_000_000, Lon: 500_000_000}, "outside"},
	} {
		err := box.Check(c.p)
		if (err == nil) != (c.reason == "") || err != nil && !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%+v: got error %v, want %q", c.p, err, c.reason)
		}
	}
}

func TestWholeDays(t *testing.T) {
	kyiv, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	d := when.Date{Year: 2031, Month: 3, Day: 30}
	if got, err := intake.WholeDays(kyiv, d, d); err != nil || got.Length() != 23*when.Hour-1 {
		t.Errorf("got %s, error %v; want the 23 hours of a day in March", got, err)
	}
	if _, err := intake.WholeDays(kyiv, d, d.Add(-1)); err == nil {
		t.Error("a span that ends before it begins was read")
	}
}

func TestDidYouMean(t *testing.T) {
	if got := intake.DidYouMean("latitud", []string{"longitude", "latitude"}); got != `: did you mean "latitude"?` {
		t.Errorf("got %q", got)
	}
	if got := intake.DidYouMean("xyz", []string{"longitude"}); got != "" {
		t.Errorf("got %q, want nothing near", got)
	}
	if got := intake.DidYouMean(strings.Repeat("a", 1<<20), []string{"a"}); got != "" {
		t.Errorf("got %q, want no comparison of a long word", got)
	}
}

func TestBoundedPassesOnEveryByteBeforeTheFault(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		good := rapid.String().Draw(t, "good")
		in := io.Reader(strings.NewReader(good + "\xff" + rapid.String().Draw(t, "rest")))
		if rapid.Bool().Draw(t, "small") {
			in = iotest.OneByteReader(in)
		}
		b := intake.NewBounded(in)
		got, err := io.ReadAll(iotest.OneByteReader(b))
		if string(got) != strings.TrimPrefix(good, "\ufeff") || err == nil || b.Fault() == nil {
			t.Fatalf("got %q, error %v; want %q and a fault", got, err, good)
		}
	})
}

func TestLinesComeWithoutTheirEnds(t *testing.T) {
	b := intake.NewBatch(context.Background(), strings.NewReader("\ufeffone\r\n\n  two \nthree"), intake.Options{}, intake.Sink{})
	lines := intake.NewLines(b)
	var got []string
	for {
		line, err := lines.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(line))
	}
	if diff := cmp.Diff(got, []string{"one", "two", "three"}); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

func TestARowOverTheLimitIsAFaultEvenIfItEnds(t *testing.T) {
	for size, good := range map[int]bool{intake.MaxLine: true, intake.MaxLine + 1: false} {
		text := strings.Repeat("a", size-1) + "\n"
		b := intake.NewBatch(context.Background(), strings.NewReader(text), intake.Options{}, intake.Sink{})
		if _, err := intake.NewLines(b).Next(); (err == nil) != good {
			t.Errorf("%d bytes: got error %v", size, err)
		}
	}
}

func TestASinkEndsTheReading(t *testing.T) {
	full := errors.New("disk full")
	sheet := intake.Sheet{Format: "x", Columns: []intake.Column{{Name: "a"}}}
	sink := intake.Sink{Report: func(report.Report) error { return full }}
	b := intake.NewBatch(context.Background(), strings.NewReader("a,b\n1,2\n3,4\n"), intake.Options{File: "f"}, sink)
	tally, err := sheet.Read(b, func(row intake.Row) (report.Report, error) {
		return report.Report{Extract: report.Extract{Level: report.Plain, Source: row.Get("a"), Received: 1}}, nil
	})
	if !errors.Is(err, full) || tally.Rows != 1 || tally.Accepted != 0 || !strings.Contains(err.Error(), "read f as x: hand on row 1") {
		t.Errorf("got tally %+v, error %v", tally, err)
	}
}

func TestTheOriginalIsTheRowWithoutItsEnd(t *testing.T) {
	var digests []canon.Digest
	sheet := intake.Sheet{Format: "x", Columns: []intake.Column{{Name: "a"}}}
	for _, text := range []string{"a,b\n1,2\n", "a,b\r\n1,2\r\n", "\ufeffa,b\n1,2"} {
		sink := intake.Sink{Report: func(r report.Report) error { digests = append(digests, r.Original.Digest); return nil }}
		b := intake.NewBatch(context.Background(), strings.NewReader(text), intake.Options{}, sink)
		if _, err := sheet.Read(b, func(intake.Row) (report.Report, error) {
			return report.Report{Extract: report.Extract{Level: report.Plain, Source: "s", Received: 1}}, nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	want := canon.SumBytes("truce/original/1", []byte("1,2"))
	if diff := cmp.Diff(digests, []canon.Digest{want, want, want}); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}

// TestNoDigestOfARowThatNamesAPersonStaysBehind: whoever has the rest of the row could try names against it.
func TestNoDigestOfARowThatNamesAPersonStaysBehind(t *testing.T) {
	sheet := intake.Sheet{Format: "x", Columns: []intake.Column{{Name: "a"}}}
	for _, person := range []string{"", "p-1"} {
		var got report.Report
		sink := intake.Sink{Report: func(r report.Report) error { got = r; return nil }}
		b := intake.NewBatch(context.Background(), strings.NewReader("a,b\n1,2\n"), intake.Options{}, sink)
		if _, err := sheet.Read(b, func(intake.Row) (report.Report, error) {
			return report.Report{Identity: report.Identity{Person: person}, Extract: report.Extract{Level: report.Plain, Source: "s", Received: 1}}, nil
		}); err != nil {
			t.Fatal(err)
		}
		if tagged := got.Extract.Tag == got.Original.Digest; tagged != (person == "") || got.Original.Digest.IsZero() {
			t.Errorf("person %q: tag %s, digest %s", person, got.Extract.Tag, got.Original.Digest)
		}
	}
}

func TestHeadersAreMatchedAsPeopleWriteThem(t *testing.T) {
	sheet := intake.Sheet{Columns: []intake.Column{{Name: "where_prec"}, {Name: "No.", Also: []string{"count"}}, {Name: "note", Optional: true}}}
	for head, want := range map[string]bool{
		"Where Prec,no\n":         true,
		" WHERE_PREC ;Count;x\n":  true,
		"where_prec,other\n":      false,
		"where_prec,no,no\n":      false,
		"\ufeffwhere_prec\tNo.\n": true,
		"":                        false,
	} {
		if got := sheet.Recognises([]byte(head)); got != want {
			t.Errorf("%q: got %t, want %t", head, got, want)
		}
	}
}

func TestReasonsBeyondTheLimitAreCountedOnly(t *testing.T) {
	var tally intake.Tally
	for range intake.MaxReasons + 5 {
		tally.Refuse(1, errors.New("x"))
	}
	if tally.Refused != intake.MaxReasons+5 || len(tally.Reasons) != intake.MaxReasons {
		t.Errorf("got %d refused with %d reasons", tally.Refused, len(tally.Reasons))
	}
}

func TestWhatIsStillToComeIsRefused(t *testing.T) {
	now := when.Instant(1_900_000_000_000)
	late := now + 1
	r := report.Report{Extract: report.Extract{Level: report.Plain, Source: "press"}}
	for _, each := range []struct {
		name     string
		received when.Instant
		exercise bool // the file
		itself   bool // the row says so
		accepted int64
	}{
		{"received now", now, false, false, 1},
		{"received a moment later", late, false, false, 0},
		{"a row that calls itself an exercise", late, false, true, 0},
		{"an exercise", late, true, false, 1},
	} {
		t.Run(each.name, func(t *testing.T) {
			r.Extract.Received, r.Extract.Exercise = each.received, each.itself
			sink := intake.Sink{Report: func(report.Report) error { return nil }}
			b := intake.NewBatch(t.Context(), strings.NewReader(""), intake.Options{Now: now, Exercise: each.exercise}, sink).As("ndjson")
			if err := errors.Join(b.Row(), b.Report(r, []byte("row"))); err != nil {
				t.Fatal(err)
			}
			tally, err := b.End(nil)
			if err != nil || tally.Accepted != each.accepted || each.accepted == 0 && !strings.Contains(tally.Reasons[0].Reason, "still to come") {
				t.Errorf("%+v", tally)
			}
		})
	}
}
