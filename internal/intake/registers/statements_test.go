// SPDX-License-Identifier: Apache-2.0

package registers_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/internal/intake/registers"
	"truce/when"
)

// story is invented.
const story = "HARBOUR CITY, Jan 5 (Agency) -- The deal is “nearly” done, one envoy said.\n"

const facts = "record,id,source,at_offset,at_length,at_rune_offset,at_rune_length,at_digest,nature,mode,grade,speaker,role,for,said,said_as,about,says,figure,flags,words,by\n"

func TestFactsAreReadWithTheTextOrWithoutIt(t *testing.T) {
	const rest = "claim,indirect,on-record,A. Envoy,,,2026-01-05,the dateline,talks; northland,He puts it close.,about 90 percent,one-sided: he;; alone,"
	for _, c := range []struct {
		name, rows string
		story      []byte
		want       string // of the error; none where it is read
	}{
		{"the words, and the text", "fact,a,s,,,,,," + rest + "is “nearly” done,desk\n", []byte(story), ""},
		{"a place, and the text", "fact,a,s,0,7,,,," + rest + ",desk\n", []byte(story), ""},
		{"a place with all that follows from it", "fact,a,s,0,7,0,7," + strings.Repeat("ab", 32) + "," + rest + ",desk\n", nil, ""},
		{"the words without the text", "fact,a,s,,,,,," + rest + "done,desk\n", nil, "line 2: column words: are looked up in the text; give its file with --story"},
		{"words that do not stand there", "fact,a,s,,,,,," + rest + "undone,desk\n", []byte(story), "line 2: column words: the words \"undone\" do not stand in the text"},
		{"words that stand there twice", "fact,a,s,,,,,," + rest + "on,desk\n", []byte(story), "column words: the words \"on\" stand in the text more than once"},
		{"words and a place", "fact,a,s,0,7,,,," + rest + "done,desk\n", []byte(story), "column words: stand beside a place"},
		{"no place at all", "fact,a,s,,,,,," + rest + ",desk\n", nil, "column at_offset: is missing"},
		{"half a place", "fact,a,s,,7,,,," + rest + ",desk\n", []byte(story), "column at_offset: is missing"},
		{"a place beyond the text", "fact,a,s,70,70,,,," + rest + ",desk\n", []byte(story), "column at_offset: 70 bytes from 70"},
		{"a place without what follows from it", "fact,a,s,0,7,0,7,," + rest + ",desk\n", nil, "column at_offset: has no digest"},
		{"a digest that is none", "fact,a,s,0,7,0,7,abc," + rest + ",desk\n", nil, "column at_digest: is no digest"},
		{"a figure of words", strings.Replace("fact,a,s,0,7,,,,"+rest+",desk\n", "about 90", "ninety", 1), []byte(story), "column figure: \"ninety percent\" is no figure"},
		{"a figure with a fraction", strings.Replace("fact,a,s,0,7,,,,"+rest+",desk\n", "about 90", "1.5", 1), []byte(story), "column figure: \"1.5 percent\" is no figure"},
		{"a flag without a note", strings.Replace("fact,a,s,0,7,,,,"+rest+",desk\n", "one-sided: he", "one-sided", 1), []byte(story), "column flags: \"one-sided; alone\" is no flag"},
		{"a time that is none", strings.Replace("fact,a,s,0,7,,,,"+rest+",desk\n", "2026-01-05", "lately", 1), []byte(story), "column said: is no time"},
		{"a grade that the attribution is not", strings.Replace("fact,a,s,0,7,,,,"+rest+",desk\n", "A. Envoy", "", 1), []byte(story), "column speaker: is missing"},
		{"nobody who enters it", strings.TrimSuffix("fact,a,s,0,7,,,,"+rest+",desk\n", "desk\n") + "\n", []byte(story), "column by: is missing"},
		{"words of a source", "source,s,,,,,,,,,,,,,,,,,,,done,desk\n", []byte(story), "column words: a source has no such field"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := registers.StatementsOf(c.story).Read(strings.NewReader(facts + c.rows))
			if c.want != "" {
				if err == nil || got != nil || !strings.Contains(err.Error(), c.want) {
					t.Fatalf("got %d records and %v, want none and %q", len(got), err, c.want)
				}
				return
			}
			if err != nil || len(got) != 1 {
				t.Fatalf("got %d records and %v, want one", len(got), err)
			}
			x := got[0].Fact
			if x.Figure == nil || *x.Figure != (statement.Figure{Number: 90, Unit: "percent", About: true}) || len(x.Flags) != 1 || x.Flags[0].Says != "he; alone" || len(x.About) != 2 {
				t.Errorf("figure %v, flags %v, about %v", x.Figure, x.Flags, x.About)
			}
			if c.story == nil {
				return
			}
			s := statement.Source{}
			if err := s.Measure(c.story); err != nil {
				t.Fatal(err)
			}
			if found := statement.Locate(c.story, s, *x); found.Standing != statement.Stands {
				t.Errorf("the fact is %+v in its text", found)
			}
		})
	}
}

func TestASourceIsMeasuredWhereItsTextIsAtHand(t *testing.T) {
	const table = "record,id,kind,title,outlet,language,exercise,by\nsource,s,wire,Ours,Agency,en,yes,desk\n"
	got, err := registers.StatementsOf([]byte(story)).Read(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	want := statement.Source{ID: "s", Kind: statement.Wire, Title: "Ours", Outlet: "Agency", Language: "en", Exercise: true, By: "desk"}
	if err := want.Measure([]byte(story)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]statement.Record{{Source: &want}}, got); diff != "" || want.Layout.Dateline == nil {
		t.Error(diff)
	}
	if _, err := registers.Statements().Read(strings.NewReader(table)); err == nil || !strings.Contains(err.Error(), "column digest: is missing") {
		t.Errorf("without the text: %v", err)
	}
}

// Whatever a fact may say, its table reads as the same fact.
func TestAFactIsReadAsItIsWritten(t *testing.T) {
	said := rapid.StringMatching(`[a-z=+'@;,:" -]{0,20}x`)
	rapid.Check(t, func(t *rapid.T) {
		offset := rapid.Int64Range(0, 9).Draw(t, "offset")
		x := statement.Fact{
			ID: "a", Source: "s", At: statement.Span{Offset: offset, Length: 4, RuneOffset: offset, RuneLength: 2, Digest: canon.Digest{1}},
			Nature: statement.Claim, Mode: statement.Quoted, Grade: statement.OnRecord, By: "desk",
			Speaker: "x" + said.Draw(t, "speaker"), Says: strings.TrimSpace(said.Draw(t, "says")), Article: strings.TrimSpace(said.Draw(t, "article")),
		}
		if from := when.Instant(rapid.Int64Range(0, 1<<41).Draw(t, "from")); from > 0 {
			x.Said, x.SaidAs = when.Interval{From: from, To: from + when.Instant(rapid.Int64Range(0, 1<<30).Draw(t, "for"))}, "so"
		}
		if rapid.Bool().Draw(t, "counts") {
			x.Figure = &statement.Figure{Number: rapid.Int64Range(0, sourced.MaxNumber).Draw(t, "number"), Unit: "x" + said.Draw(t, "unit"), About: rapid.Bool().Draw(t, "about")}
		}
		for _, note := range rapid.SliceOfN(said, 0, 4).Draw(t, "notes") {
			x.Flags = append(x.Flags, statement.Flag{Word: statement.OneSided, Says: strings.TrimSpace(note)})
		}
		in := []statement.Record{{Fact: &x}}
		var b bytes.Buffer
		if err := registers.Statements().Write(&b, in); err != nil {
			t.Fatal(err)
		}
		table := b.String()
		got, err := registers.Statements().Read(&b)
		if err != nil {
			t.Fatalf("%v\n%s", err, table)
		}
		if diff := cmp.Diff(in, got); diff != "" {
			t.Error(diff)
		}
	})
}
