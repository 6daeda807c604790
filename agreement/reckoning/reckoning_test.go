// SPDX-License-Identifier: Apache-2.0

package reckoning_test

import (
	"errors"
	"testing"

	"truce/agreement/reckoning"
	"truce/known"
	"truce/when"
)

func kyiv(t *testing.T) when.Zone {
	t.Helper()
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestSpansHoldWhatHappenedInThem(t *testing.T) {
	zone := kyiv(t)
	k := reckoning.New(zone, map[string]reckoning.Event{
		"d": {At: "2026-03-20 00:00"}, "pullback": {}, "feast": {At: "d+10"},
	})
	for _, each := range []struct {
		name, from, until, at string
		want                  known.Answer
	}{
		{"without edges", "", "", "1990-01-01", known.Yes},
		{"before the beginning", "D", "", "2026-03-19", known.No},
		{"on the last day", "D", "D+3", "2026-03-23 23:59", known.Yes},
		{"after the last day", "D", "D+3", "2026-03-24 00:00", known.No},
		{"across the end", "D", "2026-03-23 12:00", "2026-03-23", known.Unknown},
		{"from an event that counts from another", "feast", "", "2026-03-30 00:00", known.Yes},
		{"from an event that is open", "pullback+14", "", "2026-03-30", known.Unknown},
		{"where the clocks show the beginning twice", "2026-10-25 03:30", "", "2026-10-25 03:45", known.Unknown},
	} {
		t.Run(each.name, func(t *testing.T) {
			span, err := k.Span(each.from, each.until)
			if err != nil {
				t.Fatal(err)
			}
			at, err := when.Parse(each.at, zone)
			if err != nil {
				t.Fatal(err)
			}
			if got := span.Holds(at.Interval); got != each.want {
				t.Errorf("got %v, want %v", got, each.want)
			}
		})
	}
}

func TestDStandsForTheOnlyEvent(t *testing.T) {
	zone := kyiv(t)
	one := reckoning.New(zone, map[string]reckoning.Event{"signing": {At: "2026-03-20"}})
	if m, err := one.Resolve("D+1"); err != nil || !m.WholeDay || zone.DateOf(m.Interval.From).String() != "2026-03-21" {
		t.Errorf("got %v, %v", m, err)
	}
	two := reckoning.New(zone, map[string]reckoning.Event{"signing": {}, "pullback": {}})
	if _, err := two.Resolve("D+1"); err == nil {
		t.Error("D stands for one of two events")
	}
}

func TestFaultsOfAStartEventAreItsOwn(t *testing.T) {
	k := reckoning.New(kyiv(t), map[string]reckoning.Event{
		"a": {At: "b+1"}, "b": {At: "a+1"}, "bad": {At: "2026-02-31"},
	})
	if _, err := k.Resolve("a"); !errors.Is(err, reckoning.ErrCircle) {
		t.Errorf("got %v, want a circle", err)
	}
	if _, err := k.Resolve("bad+1"); !errors.Is(err, reckoning.ErrStart) {
		t.Errorf("got %v, want the start's fault", err)
	}
	if _, err := k.Resolve("2026-02-31"); err == nil || errors.Is(err, reckoning.ErrStart) {
		t.Errorf("got %v, want a fault of the time point", err)
	}
}

// go test ./agreement/reckoning -run FuzzResolve -fuzz FuzzResolve -fuzztime 30s
func FuzzResolve(f *testing.F) {
	for _, text := range []string{"D", "d+14", "d+14 12:00", "d+36601", "2026-03-20", "2026-03-20 12:00 to 13:00", "+", "d+-1"} {
		f.Add(text)
	}
	zone, err := when.LoadZone("Europe/Kyiv")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		k := reckoning.New(zone, map[string]reckoning.Event{"d": {At: "2026-03-20 00:00"}, "e": {At: text}})
		for _, point := range []string{text, "e+1"} {
			m, err := k.Resolve(point)
			if err == nil && !m.Open && m.Interval.From > m.Interval.To {
				t.Fatalf("%q runs backwards: %v", point, m)
			}
		}
	})
}
