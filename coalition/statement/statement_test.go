// SPDX-License-Identifier: Apache-2.0

package statement_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"truce/canon"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/when"
)

// text is invented: an agency's story with all that may stand around one.
const text = "Envoys to meet on harbour\n\nharbour-talks-envoys\n\nW20\n\nBy A. Writer\n\nHARBOUR CITY, Jan 5 (Agency) -- The deal is “nearly” done, one envoy said.\n\nThe harbour is open, the other said.\n"

const at = when.Instant(1_767_700_000_000)

func source(t testing.TB) statement.Source {
	t.Helper()
	s := statement.Source{ID: "story", Kind: statement.Wire, Title: "Invented", Outlet: "Agency", Language: "en", Exercise: true, By: "desk"}
	if err := s.Measure([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return s
}

func fact(t testing.TB, words string) statement.Fact {
	t.Helper()
	span, err := statement.Mark([]byte(text), words)
	if err != nil {
		t.Fatal(err)
	}
	return statement.Fact{
		ID: "nearly", Source: "story", At: span, Nature: statement.Claim, Mode: statement.PartQuoted, Grade: statement.UnnamedAdviser,
		Role: "envoy", Says: "An envoy says that it is close.", By: "desk",
	}
}

func TestTheLinesOfAStoryAreUnderstood(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		want    statement.Layout
		differs bool
	}{
		"all of them": {text, statement.Layout{
			Slug: "harbour-talks-envoys", Claimed: 20, Words: 20, Dateline: &statement.Dateline{Place: "HARBOUR CITY", Day: "Jan 5", Agency: "Agency"},
		}, false},
		"a count and no dateline":        {"Title of it\n\nW300\n\nOne two three.\n", statement.Layout{Claimed: 300, Words: 3}, true},
		"a count in words":               {"Title of it\n(1200 words)\nPARIS — One two.\n", statement.Layout{Claimed: 1200, Words: 3, Dateline: &statement.Dateline{Place: "PARIS"}}, true},
		"a slug by its name":             {"Slug: talks 2nd lead\nTitle\nOne.\n", statement.Layout{Slug: "talks 2nd lead", Words: 1}, false},
		"a mixed place with its agency":  {"Title\nParis, 6 January 2026 (AFP) - One two.\n", statement.Layout{Words: 7, Dateline: &statement.Dateline{Place: "Paris", Day: "6 January 2026", Agency: "AFP"}}, false},
		"a sentence with a dash":         {"Title\nThe harbour - it is open.\n", statement.Layout{Words: 5}, false},
		"a title that is all there is":   {"Only one line", statement.Layout{Words: 3}, false},
		"a hyphen is not a slug in text": {"Title\nTwenty-one\n", statement.Layout{Slug: "Twenty-one"}, false},
		"other letters":                  {"Заголовок\nКИЇВ, 5 січня (Агенція) — Одне слово.\n", statement.Layout{Words: 6, Dateline: &statement.Dateline{Place: "КИЇВ", Day: "5 січня", Agency: "Агенція"}}, false},
	} {
		got := statement.Read(c.text)
		if !canon.Equal(got, c.want) || got.CountDiffers() != c.differs {
			t.Errorf("%s: got %+v %+v differs %t, want %+v %+v", name, got, got.Dateline, got.CountDiffers(), c.want, c.want.Dateline)
		}
	}
}

func TestAFactIsFoundAgainInItsText(t *testing.T) {
	s, x := source(t), fact(t, "is “nearly” done")
	for name, c := range map[string]struct {
		text string
		want statement.Standing
	}{
		"the text itself":                  {text, statement.Stands},
		"a later version with it":          {"Update\n" + text, statement.Moved},
		"a version that says it twice":     {text + text, statement.Several},
		"a version that does not say it":   {strings.Replace(text, "nearly", "almost", 1), statement.Absent},
		"an empty file":                    {"", statement.Absent},
		"the quotation marks of a machine": {strings.NewReplacer("“", `"`, "”", `"`).Replace(text), statement.Absent},
	} {
		if got := statement.Locate([]byte(c.text), s, x); got.Standing != c.want || (got.Says == "") != (c.want == statement.Stands) {
			t.Errorf("%s: got %+v, want %s", name, got, c.want)
		}
	}
	wrong := x
	wrong.At.RuneOffset--
	if got := statement.Locate([]byte(text), s, wrong); got.Standing != statement.Absent || !strings.Contains(got.Says, "letter") {
		t.Errorf("letters that do not fit the bytes: %+v", got)
	}
	wrong.At = x.At
	wrong.At.Offset++
	if got := statement.Locate([]byte(text), s, wrong); got.Standing != statement.Absent {
		t.Errorf("a byte further on: %+v", got)
	}
}

func TestWordsThatDoNotStandOnceAreNoPlace(t *testing.T) {
	for name, words := range map[string]string{"twice": "said", "never": "perhaps", "nothing": ""} {
		if span, err := statement.Mark([]byte(text), words); err == nil {
			t.Errorf("%s: %+v", name, span)
		}
	}
	quote := int64(strings.Index(text, "“"))
	for name, c := range map[string]struct{ offset, length int64 }{
		"half a letter": {quote + 1, 5}, "to half a letter": {quote - 2, 3}, "beyond the end": {int64(len(text)) - 1, 2}, "from before": {-1, 2},
	} {
		if span, err := statement.At([]byte(text), c.offset, c.length); err == nil {
			t.Errorf("%s: %+v", name, span)
		}
	}
}

func TestTheGradeIsWhatTheAttributionSays(t *testing.T) {
	for name, c := range map[string]struct {
		change func(x *statement.Fact)
		field  string
	}{
		"an unnamed adviser with a name":  {func(x *statement.Fact) { x.Speaker = "A. Person" }, "speaker"},
		"an unnamed adviser without role": {func(x *statement.Fact) { x.Role = "" }, "role"},
		"on record without a name":        {func(x *statement.Fact) { x.Grade = statement.OnRecord }, "speaker"},
		"a capital that is not named":     {func(x *statement.Fact) { x.Grade = statement.CapitalAlone }, "for"},
		"an agency that quotes itself":    {func(x *statement.Fact) { x.Grade, x.Role = statement.AgencyVoice, "" }, "mode"},
		"a speaker of the agency's voice": {func(x *statement.Fact) { x.Grade, x.Mode = statement.AgencyVoice, statement.Own }, "speaker"},
		"a time without how it is known":  {func(x *statement.Fact) { x.Said = when.Interval{From: 1, To: 2} }, "said_as"},
		"a word that is no nature":        {func(x *statement.Fact) { x.Nature = "truth" }, "nature"},
		"a fact in its own place":         {func(x *statement.Fact) { x.Replaces = x.ID }, "replaces"},
		"a flag that says nothing":        {func(x *statement.Fact) { x.Flags = []statement.Flag{{Word: statement.AsQuoted}} }, "flags"},
		"more letters than bytes":         {func(x *statement.Fact) { x.At.RuneLength = x.At.Length + 1 }, "at"},
		"a figure without a unit":         {func(x *statement.Fact) { x.Figure = &statement.Figure{Number: 3} }, "figure"},
	} {
		x := fact(t, "is “nearly” done")
		c.change(&x)
		err := (&statement.Record{Fact: &x}).Check()
		var fault *sourced.Fault
		if !errors.As(err, &fault) || fault.Field != c.field {
			t.Errorf("%s: got %v, want a fault of %s", name, err, c.field)
		}
	}
	x := fact(t, "is “nearly” done")
	if err := (&statement.Record{Fact: &x}).Check(); err != nil {
		t.Errorf("the fact itself: %v", err)
	}
	if err := (&statement.Record{}).Check(); err == nil {
		t.Error("an empty record is taken")
	}
}

func TestARegisterForgetsNothing(t *testing.T) {
	g := statement.New()
	s := source(t)
	take := func(at when.Instant, seq int64, r statement.Record) error {
		apply, err := g.Prepare(at, seq, &r)
		if err == nil {
			apply()
		}
		return err
	}
	first, second := fact(t, "is “nearly” done"), fact(t, "“nearly” done")
	second.ID, second.Replaces = "nearly-2", "nearly"
	for seq, r := range []statement.Record{{Source: &s}, {Fact: &first}, {Fact: &second}} {
		if err := take(at+when.Instant(seq), int64(seq)+2, r); err != nil {
			t.Fatal(err)
		}
	}
	if before, now := g.Facts(at+1), g.Facts(at+2); len(before) != 1 || before[0].Fact.ID != "nearly" || len(now) != 1 || now[0].Fact.ID != "nearly-2" {
		t.Errorf("as of the first %+v, now %+v", before, now)
	}
	if e, by, ok := g.Fact("nearly", at+2); !ok || by != "nearly-2" || e.Seq != 3 {
		t.Errorf("the first is %+v, replaced by %q, %t", e, by, ok)
	}
	third, foreign, beyond := first, second, first
	third.ID, third.Replaces = "nearly-3", "nearly"
	foreign.ID, foreign.Source = "x", "nowhere"
	beyond.ID, beyond.At.Offset, beyond.At.RuneOffset = "y", s.Bytes, s.Runes
	again := s
	again.ID = "story-2"
	for name, r := range map[string]statement.Record{
		"a second in one place": {Fact: &third}, "a source not on record": {Fact: &foreign}, "a place beyond the text": {Fact: &beyond},
		"a fact that is there": {Fact: &first}, "a source that is there": {Source: &s}, "the same text under another name": {Source: &again},
	} {
		if err := take(at+3, 9, r); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// Whatever stands in a text exactly once is found where it stands, in bytes and in letters.
func TestWhatIsMarkedIsWhereItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.StringN(1, 60, -1).Draw(t, "text")
		runes := []rune(whole)
		from := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(runes)).Draw(t, "to")
		words := string(runes[from:to])
		span, err := statement.Mark([]byte(whole), words)
		if err != nil {
			return // more than once
		}
		if whole[span.Offset:span.Offset+span.Length] != words || span.RuneOffset != int64(from) || span.RuneLength != int64(to-from) {
			t.Errorf("%q is at %+v of %q", words, span, whole)
		}
		s := statement.Source{}
		if err := s.Measure([]byte(whole)); err != nil {
			t.Fatal(err)
		}
		if got := statement.Locate([]byte(whole), s, statement.Fact{At: span}); got.Standing != statement.Stands {
			t.Errorf("it is %+v", got)
		}
		if got := statement.Locate([]byte("x"+whole), s, statement.Fact{At: span}); got.Standing != statement.Moved && got.Standing != statement.Several {
			t.Errorf("a letter further on it is %+v", got)
		}
	})
}

// A text comes from anybody. go test -fuzz FuzzRead ./coalition/statement
func FuzzRead(f *testing.F) {
	f.Add(text)
	f.Add("W300\n\n")
	f.Add("PARIS — \n")
	f.Fuzz(func(t *testing.T, text string) {
		l := statement.Read(text)
		if l.Words > int64(len(text)) || l.Claimed < 0 {
			t.Errorf("%+v of %d bytes", l, len(text))
		}
		var s statement.Source
		if err := s.Measure([]byte(text)); err == nil && (s.Bytes != int64(len(text)) || !utf8.ValidString(text)) {
			t.Errorf("measured as %+v", s)
		}
	})
}
