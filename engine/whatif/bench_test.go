// SPDX-License-Identifier: Apache-2.0

package whatif_test

import (
	"fmt"
	"testing"

	"truce/engine/whatif"
	"truce/report"
)

// busy is a day of n reports of two hundred sources along sixty places: some of them copies, many of one event.
func busy(tb testing.TB, n int) *log {
	l := begun(tb, pact)
	seed := uint64(3)
	next := func(below int) int {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int(seed>>33) % below
	}
	var list []report.Report
	for range n {
		s := shot(next(280)*5, -600+next(60)*20)
		s.Means = []report.Means{report.Seen, report.Heard, report.UAV}[next(3)]
		list = append(list, rooted(fmt.Sprint("post ", next(200)), []string{fmt.Sprint("root ", next(80))}, s))
	}
	for len(list) > 0 {
		part := list[:min(100, len(list))]
		l.submit(1500, part...)
		list = list[len(part):]
	}
	return l
}

// BenchmarkWithoutASource folds a day of so many reports without one of its sources and compares; Open is what the first
// question costs beside.
// Run it with: go test ./engine/whatif -run '^$' -bench WithoutASource -benchtime 1x
func BenchmarkWithoutASource(b *testing.B) {
	for _, n := range []int{1000, 3000, 9000} {
		l := busy(b, n)
		b.Run(fmt.Sprint("open/", n), func(b *testing.B) {
			for b.Loop() {
				l.open()
			}
		})
		r := l.open()
		b.Run(fmt.Sprint("ask/", n), func(b *testing.B) {
			for b.Loop() {
				out, err := r.Ask(whatif.Change{Sources: []string{"root 7"}}, nil)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(out.Flips)), "flips")
			}
		})
	}
}

// BenchmarkLeast looks for the least that changes one finding of a day of so many reports.
// Run it with: go test ./engine/whatif -run '^$' -bench Least -benchtime 1x
func BenchmarkLeast(b *testing.B) {
	for _, n := range []int{1000, 3000} {
		l := busy(b, n)
		r := l.open()
		id := l.state.Dockets()[0].Findings()[50].ID
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				m, err := r.Least(id, false, nil)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(m.Folds), "folds")
				b.ReportMetric(float64(m.Reports), "reports")
				b.ReportMetric(float64(len(m.Inputs)), "inputs")
			}
		})
	}
}
