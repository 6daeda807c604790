// SPDX-License-Identifier: Apache-2.0

package say_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"truce/internal/cli/say"
)

func TestATableThatFitsStaysAsItIs(t *testing.T) {
	rows := [][]string{{"state", "what"}, {"North", "two\nlines"}}
	var fitted, aligned strings.Builder
	if err := say.Fitted(&fitted, "  ", rows); err != nil {
		t.Fatal(err)
	}
	if err := say.Aligned(&aligned, "  ", rows); err != nil {
		t.Fatal(err)
	}
	if fitted.String() != aligned.String() {
		t.Errorf("got\n%swant\n%s", fitted.String(), aligned.String())
	}
}

func TestATableIsNeverWiderThanThePageAndLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(1, 9).Draw(t, "columns")
		cell := rapid.StringMatching(`([a-zé-]{1,30} ?){0,8}`)
		var rows [][]string
		letters := map[rune]int{}
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			row := rapid.SliceOfN(cell, columns, columns).Draw(t, "row")
			rows = append(rows, row)
			for _, r := range strings.Join(row, "") {
				letters[r]++
			}
		}
		var out strings.Builder
		if err := say.Fitted(&out, "EXERCISE ", rows); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if utf8.RuneCountInString(strings.TrimRight(line, "\n")) > say.PageWidth || !strings.HasPrefix(line, "EXERCISE") {
				t.Errorf("%d columns: %q", utf8.RuneCountInString(line), line)
			}
			for _, r := range strings.TrimPrefix(line, "EXERCISE") {
				letters[r]--
			}
		}
		for r, n := range letters {
			if r != ' ' && r != '\n' && n != 0 {
				t.Errorf("%d of %q are lost", n, r)
			}
		}
	})
}
