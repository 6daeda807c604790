// SPDX-License-Identifier: Apache-2.0

package canon_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/canon"
)

var sum = canon.SumBytes("truce/test/1", []byte(`{}`))

func TestIDsReadBackAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digest := canon.SumBytes("truce/test/1", rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		id := canon.NewIncidentID(digest)
		text, err := id.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back canon.IncidentID
		if err := back.UnmarshalText(text); err != nil || back != id {
			t.Errorf("%s reads back as %s, %v", text, back, err)
		}
		var digestBack canon.Digest
		if err := digestBack.UnmarshalText([]byte(digest.String())); err != nil || digestBack != digest {
			t.Errorf("%s reads back as %s, %v", digest, digestBack, err)
		}
	})
}

func TestZeroIDIsTheEmptyText(t *testing.T) {
	id := canon.NewReportID(sum)
	if err := id.UnmarshalText(nil); err != nil || !id.IsZero() || id.String() != "" || id.Short() != "" {
		t.Errorf("the empty text reads as %q, %v", id, err)
	}
}

func TestIDRefusesEverythingElse(t *testing.T) {
	letters := strings.TrimPrefix(canon.NewReportID(sum).String(), "report:")
	for _, c := range []struct{ name, in string }{
		{"another kind", "incident:" + letters},
		{"no kind", letters},
		{"capitals", "report:" + strings.ToUpper(letters)},
		{"a letter short", "report:" + letters[1:]},
		{"a letter long", "report:a" + letters},
		{"padding", "report:" + letters + "="},
		{"a line feed inside", "report:" + letters[:8] + "\n" + letters[8:]},
		{"the zero ID in letters", "report:" + strings.Repeat("a", 32)},
		{"a kind alone", "report:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var id canon.ReportID
			if err := id.UnmarshalText([]byte(c.in)); err == nil {
				t.Errorf("%q reads as %s, want an error", c.in, id)
			}
		})
	}
}

func TestEveryKindHasItsOwnWord(t *testing.T) {
	seen := map[string]bool{}
	for _, text := range []string{
		canon.NewReportID(sum).Short(), canon.NewObservationID(sum).Short(), canon.NewIncidentID(sum).Short(),
		canon.NewFindingID(sum).Short(), canon.NewEntryID(sum).Short(), canon.NewLayerID(sum).Short(),
	} {
		word, letters, _ := strings.Cut(text, ":")
		if seen[word] || len(letters) != 8 {
			t.Errorf("%q: want a word of its own and eight letters", text)
		}
		seen[word] = true
	}
}

func TestDigestRefusesOtherSpellings(t *testing.T) {
	for _, in := range []string{"", "00", strings.ToUpper(sum.String()), sum.String() + "00", strings.Repeat("g", 64)} {
		var d canon.Digest
		if err := d.UnmarshalText([]byte(in)); err == nil {
			t.Errorf("%q reads as %s, want an error", in, d)
		}
	}
}

func TestDomainsKeepDigestsApart(t *testing.T) {
	one, errOne := canon.Sum("truce/one/1", map[string]int{})
	two, errTwo := canon.Sum("truce/two/1", map[string]int{})
	if errOne != nil || errTwo != nil || one == two || one.IsZero() {
		t.Errorf("digests %s and %s of two domains, want two", one, two)
	}
	if _, err := canon.Sum("truce/one/1", 1.5); err == nil {
		t.Error("a float has a digest")
	}
}
