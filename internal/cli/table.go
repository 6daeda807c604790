// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"truce/finding"
	"truce/internal/cli/say"
	"truce/when"
)

// widestWords is how many columns of an attribution a row shows; explain shows it whole.
const widestWords = 34

// table writes findings for people, a table for each instrument: never a verdict without its status, never a row of an
// exercise unmarked. With times to the minute a row takes about a hundred columns.
func (o outcome) table(w io.Writer) error {
	found := false
	for i, p := range o.parts {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		if err := p.table(w); err != nil {
			return err
		}
		found = found || len(p.findings) > 0
	}
	if !found {
		return nil
	}
	_, err := fmt.Fprint(w, `
S/C/R: severity S1 (least) to S4, confidence C1 (least) to C3, and recurrence: how many
assessed violations of the term came before it at the place, within the agreement's window; R2+ is
two or more, where the text tells no more apart.
Why a finding is what it is, and its attribution in full: truce explain --state DIR FINDING
`)
	return err
}

func (p part) table(w io.Writer) error {
	text := p.docket.Text()
	zone := zoneOf(text.Agreement())
	clock := "UTC"
	if !zone.IsZero() && zone != utc() {
		clock = zone.Name() + " (UTC)"
	}
	exercise := text.Agreement().Exercise
	if _, err := fmt.Fprintf(w, "%s%s, times in %s\n", mark(exercise), text.Ref(), clock); err != nil {
		return err
	}
	rows := [][]string{{"finding", "when", "article", "verdict (status)", "S/C/R", "attribution"}}
	for _, f := range p.findings {
		r := f.Released
		rows = append(rows, []string{
			strings.TrimPrefix(f.ID.Short(), "finding:"), shortWhen(r.When, zone), string(r.Article), verdictWords(r),
			gradeWords(r.Grade), shortAttribution(r.Attribution),
		})
	}
	return say.Aligned(w, mark(exercise), rows)
}

// shortWhen is an interval on the clock of the table and, where that is another, in UTC, without the names of the
// clocks.
func shortWhen(i when.Interval, zone when.Zone) string {
	words := strings.ReplaceAll(say.Both(i, zone), " UTC", "")
	if zone.IsZero() {
		return words
	}
	return strings.ReplaceAll(words, " "+zone.Name(), "")
}

// shortAttribution is an attribution in the space of a column: its level and whom it names.
func shortAttribution(a finding.Attribution) string {
	words := a.Words
	switch {
	case a.Level == finding.None:
		return string(finding.None)
	case a.Level == finding.Area && a.Party != "":
		words = "area held by " + string(a.Party)
	case a.Level == finding.Party && a.Party != "":
		words = "by " + string(a.Party)
	}
	if utf8.RuneCountInString(words) <= widestWords {
		return words
	}
	return string([]rune(words)[:widestWords-3]) + "..."
}
