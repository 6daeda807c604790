// SPDX-License-Identifier: Apache-2.0

package sourced_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/coalition/sourced"
	"truce/when"
)

func said(day int) sourced.Said {
	return sourced.Said{By: "Ministry", On: when.Date{Year: 2026, Month: 1, Day: day}, Grade: sourced.Official}
}

// book enters lines, each in a millisecond of its own, and panics where one is refused.
func book(lines ...sourced.Line[string]) *sourced.Book[string, string] {
	var b sourced.Book[string, string]
	for i, l := range lines {
		l.Seq, l.At = int64(i+1), when.Instant(i+1)
		apply, err := b.Prepare("x", l)
		if err != nil {
			panic(err)
		}
		apply()
	}
	return &b
}

func correct(l sourced.Line[string], seq int64, void bool) sourced.Line[string] {
	l.Said.Corrects, l.Said.Void = seq, void
	return l
}

func TestWhatStandsIsWhatWasSaidLastAsFarAsTheViewSees(t *testing.T) {
	line := func(is string, day int) sourced.Line[string] { return sourced.Line[string]{Said: said(day), Is: is} }
	for _, c := range []struct {
		name  string
		lines []sourced.Line[string]
		view  sourced.View
		want  string // empty where nothing stands
	}{
		{"the later word", []sourced.Line[string]{line("a", 1), line("b", 2)}, sourced.Known(9), "b"},
		{"the later word, though it was entered first", []sourced.Line[string]{line("b", 2), line("a", 1)}, sourced.Known(9), "b"},
		{"of one day the one entered later", []sourced.Line[string]{line("a", 1), line("b", 1)}, sourced.Known(9), "b"},
		{"what was entered later is not seen", []sourced.Line[string]{line("a", 1), line("b", 2)}, sourced.Known(1), "a"},
		{"what was said later is left out", []sourced.Line[string]{line("a", 1), line("b", 2)}, sourced.View{AsOf: 9, Day: said(1).On}, "a"},
		{"a correction takes the place, whatever its day", []sourced.Line[string]{line("a", 5), line("b", 6), correct(line("c", 1), 2, false)}, sourced.Known(9), "a"},
		{"before the correction the wrong word stands", []sourced.Line[string]{line("a", 5), correct(line("c", 1), 1, false)}, sourced.Known(1), "a"},
		{"a correction alone", []sourced.Line[string]{line("a", 5), correct(line("c", 1), 1, false)}, sourced.Known(2), "c"},
		{"a void takes it away", []sourced.Line[string]{line("a", 5), correct(line("-", 6), 1, true)}, sourced.Known(2), ""},
		{"nothing yet", []sourced.Line[string]{line("a", 5)}, sourced.Known(0), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := book(c.lines...).Last("x", c.view)
			if ok != (c.want != "") || got.Is != c.want {
				t.Errorf("got %q, %t, want %q", got.Is, ok, c.want)
			}
		})
	}
}

func TestACorrectionNamesAnEntryOnTheSameThing(t *testing.T) {
	b := book(sourced.Line[string]{Said: said(1), Is: "a"})
	for _, c := range []struct {
		key  string
		seq  int64
		want bool
	}{{"x", 1, true}, {"y", 1, false}, {"x", 7, false}, {"x", 2, false}} {
		l := sourced.Line[string]{Seq: 2, At: 2, Said: said(1)}
		l.Said.Corrects = c.seq
		_, err := b.Prepare(c.key, l)
		var fault *sourced.Fault
		if (err == nil) != c.want || err != nil && (!errors.As(err, &fault) || fault.Field != "corrects") {
			t.Errorf("%s, entry %d: got %v", c.key, c.seq, err)
		}
	}
}

func TestAnEarlierQuestionKeepsItsAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b sourced.Book[string, int]
		var before [][]sourced.Line[int]
		for i := range rapid.IntRange(1, 20).Draw(t, "entries") {
			l := sourced.Line[int]{Seq: int64(i + 1), At: when.Instant(i + 1), Said: said(rapid.IntRange(1, 5).Draw(t, "day")), Is: i}
			if i > 0 && rapid.Bool().Draw(t, "corrects") {
				l.Said.Corrects = int64(rapid.IntRange(1, i).Draw(t, "entry"))
				l.Said.Void = rapid.Bool().Draw(t, "void")
			}
			apply, err := b.Prepare("x", l)
			if err != nil {
				t.Fatal(err)
			}
			apply()
			before = append(before, b.Of("x").Standing(sourced.Known(l.At)))
			for at, want := range before {
				if diff := cmp.Diff(want, b.Of("x").Standing(sourced.Known(when.Instant(at+1)))); diff != "" {
					t.Fatalf("as of %d after entry %d: %s", at+1, i+1, diff)
				}
			}
		}
	})
}

func TestFaultsNameTheFieldAndWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name string
		add  func(*sourced.Faults)
		want string // empty where there is none
	}{
		{"a name", func(f *sourced.Faults) { f.Name("state", "north-land.2_b") }, ""},
		{"no name", func(f *sourced.Faults) { f.Name("state", "") }, "state: is missing"},
		{"a space in a name", func(f *sourced.Faults) { f.Name("state", "north land") }, "use letters"},
		{"a name of another alphabet", func(f *sourced.Faults) { f.Name("state", "київ") }, "use letters"},
		{"a name that begins with a dash", func(f *sourced.Faults) { f.Name("state", "-a") }, "use letters"},
		{"a name twice", func(f *sourced.Faults) { f.Names("parties", []sourced.Name{"a", "b", "a"}) }, "a stands twice"},
		{"a long text", func(f *sourced.Faults) { f.Title("title", strings.Repeat("x", 401)) }, "401 bytes; at most 400"},
		{"text that is not UTF-8", func(f *sourced.Faults) { f.Title("title", "\xff") }, "UTF-8"},
		{"a control character", func(f *sourced.Faults) { f.Words("words", "a\x1b[2J") }, "control character"},
		{"white space at an end", func(f *sourced.Faults) { f.Words("words", "a ") }, "white space"},
		{"a word of no list", func(f *sourced.Faults) { f.Word("grade", "sure", []string{"official", "named"}) }, "none of official, named"},
		{"a day that does not exist", func(f *sourced.Faults) { f.Day("on", when.Date{Year: 2026, Month: 2, Day: 30}) }, "on: "},
		{"a number below nought", func(f *sourced.Faults) { f.Within("hours", -1, 9) }, "not between 0 and 9"},
		{"a source", func(f *sourced.Faults) { said(1).Check(f) }, ""},
		{"a source without a day", func(f *sourced.Faults) { sourced.Said{By: "x", Grade: sourced.Attested}.Check(f) }, "on: is missing"},
		{"a void of nothing", func(f *sourced.Faults) {
			s := said(1)
			s.Void = true
			s.Check(f)
		}, "void: "},
		{"two of a union", func(f *sourced.Faults) { f.Union([]sourced.One{{Kind: "a", Set: true}, {Kind: "b", Set: true}}) }, "a and b are set together"},
		{"none of a union", func(f *sourced.Faults) { f.Union([]sourced.One{{Kind: "a"}}) }, "nothing is set"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var f sourced.Faults
			c.add(&f)
			err := f.Err()
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestEntriesDoNotGoBackNorSpeakOfTomorrow(t *testing.T) {
	last := sourced.Stamp{At: 10, Seq: 5}
	for _, c := range []struct {
		next sourced.Stamp
		want bool
	}{{sourced.Stamp{At: 10, Seq: 5}, true}, {sourced.Stamp{At: 11, Seq: 6}, true}, {sourced.Stamp{At: 9, Seq: 6}, false}, {sourced.Stamp{At: 11, Seq: 4}, false}} {
		if err := c.next.Follow(last); (err == nil) != c.want || err != nil && !errors.Is(err, sourced.ErrOrder) {
			t.Errorf("%+v: got %v", c.next, err)
		}
	}
	at, _ := when.ParseInstant("2026-01-05T23:59:59Z")
	for day, want := range map[int]bool{5: true, 6: true, 7: false} {
		var f sourced.Faults
		sourced.Stamp{At: at, Seq: 1}.NotAhead(&f, said(day))
		if (f.Err() == nil) != want {
			t.Errorf("said on day %d: got %v", day, f.Err())
		}
	}
	for at, want := range map[when.Instant]string{0: "1970-01-01", -1: "1969-12-31", -86400000: "1969-12-31", -86400001: "1969-12-30"} {
		if got := sourced.DayOf(at).String(); got != want {
			t.Errorf("day of %d: got %s, want %s", at, got, want)
		}
	}
}
