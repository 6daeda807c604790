// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"truce/engine"
	"truce/finding"
	"truce/when"
)

const tableHead = "finding           when                                          agreement, article         verdict        status    S/C/R      attribution"

// tableRow prints a finding on one line: never a verdict without its status, never an exercise unmarked.
func tableRow(f *finding.Finding) string {
	r := f.Released
	row := fmt.Sprintf("%-17s %-45s %-26s %-14s %-9s %-10s %s", f.ID.Short(), whenWords(r.When),
		r.Agreement+", "+string(r.Article), r.Verdict, r.Status, gradeWords(r.Grade), r.Attribution.Words)
	if r.Exercise {
		row = "EXERCISE " + row
	}
	return row
}

func gradeWords(g finding.Grade) string {
	return fmt.Sprintf("%s/%s/R%d", g.Severity, g.Confidence, g.Recurrence)
}

// whenWords prints an interval at the precision it has.
func whenWords(i when.Interval) string {
	switch {
	case i.IsUnknown():
		return "time not known"
	case i.From == i.To:
		return i.From.String()
	default:
		return i.From.String() + " to " + i.To.String()
	}
}

// outcomeTally counts what judge prints, by instrument.
type outcomeTally struct {
	verdicts map[string]map[finding.Verdict]int
	outsides map[string]map[string]int
}

func newOutcomeTally() *outcomeTally {
	return &outcomeTally{verdicts: map[string]map[finding.Verdict]int{}, outsides: map[string]map[string]int{}}
}

func (t *outcomeTally) finding(f *finding.Finding) {
	of := t.verdicts[f.Released.Agreement]
	if of == nil {
		of = map[finding.Verdict]int{}
		t.verdicts[f.Released.Agreement] = of
	}
	of[f.Released.Verdict]++
}

func (t *outcomeTally) outside(o finding.Outside) {
	of := t.outsides[o.Agreement]
	if of == nil {
		of = map[string]int{}
		t.outsides[o.Agreement] = of
	}
	of[o.Nearest]++
}

// print writes the counts: the four of the whole record, and by instrument what was judged and what was outside.
func (t *outcomeTally) print(w io.Writer, s *engine.State, period when.Interval) {
	for _, d := range s.Dockets() {
		ref := d.Text().Ref()
		mark := ""
		if d.Text().Agreement().Exercise {
			mark = "EXERCISE "
		}
		var parts []string
		for _, v := range []finding.Verdict{finding.Violation, finding.NoViolation, finding.Exempt, finding.Undetermined} {
			parts = append(parts, fmt.Sprintf("%d %s", t.verdicts[ref][v], v))
		}
		fmt.Fprintf(w, "%s%s: %s (assessed, not determined)\n", mark, ref, strings.Join(parts, ", "))
		reasons := slices.SortedFunc(maps.Keys(t.outsides[ref]), func(a, b string) int {
			return cmp.Or(cmp.Compare(t.outsides[ref][b], t.outsides[ref][a]), strings.Compare(a, b))
		})
		for _, reason := range reasons {
			fmt.Fprintf(w, "  outside: %d: %s\n", t.outsides[ref][reason], reason)
		}
	}
	fmt.Fprintln(w, engine.Count(s, period))
	if n := engine.Aggregates(s); n > 0 {
		fmt.Fprintf(w, "aggregates on record, which open nothing: %d\n", n)
	}
}
