// SPDX-License-Identifier: Apache-2.0

package icalendar_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"truce/internal/icalendar"
	"truce/when"
)

// TestLinesAreFoldedAndComeBack reads back what was written as RFC 5545 has it read: unfold, then take the escapes away.
func TestLinesAreFoldedAndComeBack(t *testing.T) {
	back := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n")
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.StringMatching(`[a-zA-Zїжé日 ;,\\\n]{1,200}`).Draw(t, "text")
		var l icalendar.Lines
		l.Text("SUMMARY", want)
		for line := range strings.SplitSeq(strings.TrimSuffix(l.String(), "\r\n"), "\r\n") {
			if len(line) > icalendar.MaxOctets || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("line %q of %d octets", line, len(line))
			}
		}
		unfolded := strings.TrimSuffix(strings.ReplaceAll(l.String(), "\r\n ", ""), "\r\n")
		if got := back.Replace(strings.TrimPrefix(unfolded, "SUMMARY:")); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

func TestNothingIsWrittenForAnEmptyText(t *testing.T) {
	var l icalendar.Lines
	l.Text("LOCATION", "")
	if l.Len() != 0 {
		t.Errorf("got %q", l.String())
	}
}

func TestAStampIsTheSecondThatATimeIsIn(t *testing.T) {
	for _, each := range []struct {
		at           when.Instant
		second, want string
	}{
		{0, "1970-01-01T00:00:00Z", "19700101T000000Z"},
		{999, "1970-01-01T00:00:00Z", "19700101T000000Z"},
		{-1, "1969-12-31T23:59:59Z", "19691231T235959Z"},
		{1_795_730_400_001, "2026-11-26T22:00:00Z", "20261126T220000Z"},
	} {
		if got := each.at.Second(); got != each.second {
			t.Errorf("the second of %v = %s, want %s", each.at, got, each.second)
		}
		if got := icalendar.Stamp(each.at); got != each.want {
			t.Errorf("Stamp(%v) = %s, want %s", each.at, got, each.want)
		}
	}
}
