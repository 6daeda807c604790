// SPDX-License-Identifier: Apache-2.0

package known_test

import (
	"testing"

	"truce/known"
)

var answers = []known.Answer{known.No, known.Unknown, known.Yes}

func TestKleeneTables(t *testing.T) {
	for _, a := range answers {
		for _, b := range answers {
			if got, want := known.And(a, b), known.Or(a.Not(), b.Not()).Not(); got != want {
				t.Errorf("And(%v, %v) = %v, want %v by De Morgan", a, b, got, want)
			}
			if known.And(a, b) != known.And(b, a) || known.Or(a, b) != known.Or(b, a) {
				t.Errorf("And or Or of %v and %v depends on the order", a, b)
			}
		}
	}
	if got := known.And(known.Yes, known.Unknown); got != known.Unknown {
		t.Errorf("And(yes, unknown) = %v, want unknown", got)
	}
	if got := known.And(known.No, known.Unknown); got != known.No {
		t.Errorf("And(no, unknown) = %v, want no", got)
	}
	if got := known.Or(known.Yes, known.Unknown); got != known.Yes {
		t.Errorf("Or(yes, unknown) = %v, want yes", got)
	}
}

func TestAllFoldsPossibleWorlds(t *testing.T) {
	for _, c := range []struct {
		cases []known.Answer
		want  known.Answer
	}{
		{nil, known.Unknown},
		{[]known.Answer{known.Yes, known.Yes}, known.Yes},
		{[]known.Answer{known.No, known.No}, known.No},
		{[]known.Answer{known.Yes, known.No}, known.Unknown},
		{[]known.Answer{known.No, known.Unknown}, known.Unknown},
	} {
		if got := known.All(c.cases...); got != c.want {
			t.Errorf("All(%v) = %v, want %v", c.cases, got, c.want)
		}
	}
}

func TestTextRoundTrip(t *testing.T) {
	for _, a := range answers {
		text, err := a.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		if appended, err := a.AppendText([]byte("it is ")); err != nil || string(appended) != "it is "+string(text) {
			t.Errorf("%v is appended as %q, %v", a, appended, err)
		}
		var back known.Answer
		if err := back.UnmarshalText(text); err != nil || back != a {
			t.Errorf("%v comes back as %v, %v", a, back, err)
		}
	}
	var a known.Answer
	if err := a.UnmarshalText([]byte("maybe")); err == nil {
		t.Error("maybe is accepted as an answer")
	}
}
