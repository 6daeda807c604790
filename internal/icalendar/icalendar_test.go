// SPDX-License-Identifier: Apache-2.0

package icalendar_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"truce/internal/icalendar"
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
