// SPDX-License-Identifier: Apache-2.0

package when_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/known"
	"truce/when"
)

func drawInterval(t *rapid.T, name string) when.Interval {
	from := when.Instant(rapid.Int64Range(-4, 12).Draw(t, name))
	return when.Interval{From: from, To: from + when.Instant(rapid.Int64Range(0, 6).Draw(t, name+" length"))}
}

func TestIntervalAnswersAgreeWithEveryPossibleInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i, j := drawInterval(t, "i"), drawInterval(t, "j")
		if i.IsUnknown() || j.IsUnknown() {
			return
		}
		var within, before []known.Answer
		for a := i.From; a <= i.To; a++ {
			within = append(within, known.Of(j.Contains(a)))
			for b := j.From; b <= j.To; b++ {
				before = append(before, known.Of(a < b))
				if least, most := i.Lag(j); when.Duration(b-a) < least || when.Duration(b-a) > most {
					t.Errorf("%d to %d is outside the lag %d..%d", a, b, least, most)
				}
			}
		}
		if got, want := i.Within(j), known.All(within...); got != want {
			t.Errorf("%d within %d = %v, want %v", i, j, got, want)
		}
		if got, want := i.Before(j), known.All(before...); got != want {
			t.Errorf("%d before %d = %v, want %v", i, j, got, want)
		}
	})
}

func TestHullAndIntersection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i, j := drawInterval(t, "i"), drawInterval(t, "j")
		if i.IsUnknown() || j.IsUnknown() {
			return
		}
		hull := i.Hull(j)
		shared, ok := i.Intersect(j)
		if ok != i.Overlaps(j) || hull != j.Hull(i) {
			t.Errorf("%d and %d: hull %d, shared %d, %t", i, j, hull, shared, ok)
		}
		for at := when.Instant(-6); at < 20; at++ {
			if (i.Contains(at) || j.Contains(at)) && !hull.Contains(at) {
				t.Errorf("hull %d of %d and %d lacks %d", hull, i, j, at)
			}
			if ok && shared.Contains(at) != (i.Contains(at) && j.Contains(at)) {
				t.Errorf("shared %d of %d and %d is wrong at %d", shared, i, j, at)
			}
		}
	})
	known := when.Interval{From: 3, To: 5}
	if got := (when.Interval{}).Hull(known); got != known || known.Hull(when.Interval{}) != known {
		t.Errorf("hull with a time not known = %d, want %d", got, known)
	}
	if got, ok := known.Intersect(when.Interval{}); ok {
		t.Errorf("shared with a time not known: %d", got)
	}
}

func TestNotKnownStaysNotKnown(t *testing.T) {
	i := when.Interval{From: 3, To: 5}
	if i.Within(when.Interval{}) != known.Unknown || (when.Interval{}).Within(i) != known.Unknown {
		t.Error("a time not known lies within or without")
	}
	if i.Before(when.Interval{}) != known.Unknown || (when.Interval{}).Before(i) != known.Unknown {
		t.Error("a time not known came before or after")
	}
	if err := (when.Interval{From: 2, To: 1}).Check(); err == nil {
		t.Error("an interval that ends before it begins was accepted")
	}
}

func TestInstantString(t *testing.T) {
	for at, want := range map[when.Instant]string{
		0:               "1970-01-01T00:00:00Z",
		1:               "1970-01-01T00:00:00.001Z",
		-1:              "1969-12-31T23:59:59.999Z",
		when.MinInstant: "0001-01-01T00:00:00Z",
		when.MaxInstant: "9999-12-31T23:59:59.999Z",
	} {
		if got := at.String(); got != want {
			t.Errorf("instant %d is %q, want %q", int64(at), got, want)
		}
	}
	// Beyond the calendar there is text all the same, and no panic.
	for _, at := range []when.Instant{when.MinInstant - 1, when.MaxInstant + 1, 1<<63 - 1, -1 << 63} {
		if at.String() == "" || at.DTG() == "" {
			t.Errorf("instant %d has no text", int64(at))
		}
	}
}
