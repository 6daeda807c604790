// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"fmt"
	"strings"
	"testing"

	"truce/finding"
	"truce/incident"
	"truce/known"
	"truce/report"
	"truce/when"
)

// tick sees one shot at the place of all others, so many ten minutes after D+10.
func (r *record) tick(n int, answering ...string) *incident.Incident {
	return r.see(r.extract(fmt.Sprint("tick-", n), r.shot(func(s *report.Sighting) {
		s.InAnswerTo = strings.Join(answering, "")
		from := at(r.t, "2026-03-30 00:00").From + when.Instant(n)*when.Instant(10*when.Minute)
		s.Time.Interval = when.Interval{From: from, To: from + when.Instant(when.Minute)}
	})))
}

// versions counts the versions of every finding.
func (r *record) versions() int {
	n := 0
	for _, v := range r.docket.All() {
		n += len(v)
	}
	return n
}

// arrivals are orders in which reports of one place arrive, each the number of its ten minutes.
var arrivals = []struct {
	name  string
	order func(n int) []int
}{
	{"in order", func(n int) []int { return order(0, n, 1) }},
	{"newest first", func(n int) []int { return order(n-1, n, -1) }},
	{"a third on time and two thirds late", func(n int) []int { return append(order(n-n/3, n/3, 1), order(0, n-n/3, 1)...) }},
	{"a third on time and two thirds late, newest first", func(n int) []int {
		return append(order(n-n/3, n/3, 1), order(n-n/3-1, n-n/3, -1)...)
	}},
}

func order(first, n, step int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = first + i*step
	}
	return out
}

// TestLateReportsMakeVersionsInProportion lets reports of one place arrive in orders that put ever more findings after
// each of them. A finding is versioned as often as its recurrence can change, however many came before it.
func TestLateReportsMakeVersionsInProportion(t *testing.T) {
	for _, each := range arrivals {
		t.Run(each.name, func(t *testing.T) {
			for _, n := range []int{30, 60, 120} {
				r := opened(t)
				for _, i := range each.order(n) {
					r.tick(i)
				}
				if got := r.versions(); got > 6*n {
					t.Errorf("%d reports: %d versions, want at most %d, three of each of two terms: the text asks for two earlier ones", n, got, 6*n)
				}
			}
		})
	}
}

// BenchmarkOnePlace sees reports of one place in several orders.
// Run it with: go test ./finding -run '^$' -bench OnePlace -benchtime 1x
func BenchmarkOnePlace(b *testing.B) {
	for _, each := range arrivals {
		for _, n := range []int{150, 300, 600} {
			b.Run(fmt.Sprintf("%s/%d", each.name, n), func(b *testing.B) {
				for range b.N {
					r := opened(b)
					for _, i := range each.order(n) {
						r.tick(i)
					}
					b.ReportMetric(float64(r.versions()), "versions")
				}
			})
			b.Run(fmt.Sprintf("%s, each in answer to an assault/%d", each.name, n), func(b *testing.B) {
				for range b.N {
					r := opened(b)
					for _, i := range each.order(n) {
						r.tick(i, "an assault")
					}
					b.ReportMetric(float64(r.versions()), "versions")
				}
			})
		}
	}
}

func TestARecurrenceIsCountedAsFarAsTheTextTellsItApart(t *testing.T) {
	ladder := "ladder:\n  - {id: repeated, article: 4, severity: S1, confidence: C1, recurrence: 4, on: assessment, owes: a warning}\nprocedure:"
	for _, each := range []struct {
		name    string
		changes []string
		most    int
	}{
		{"a raise asks for two", nil, 2},
		{"a rung asks for four", []string{"procedure:", ladder}, 4},
		{"nothing asks for any", []string{"  - {to: S3, recurrence: 2}\n", ""}, 3},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t, each.changes...)
			last := r.tick(20)
			for earlier := range 2 * each.most {
				before := r.the(last, "no-fire")
				if g := before.Released.Grade; g.Recurrence != min(earlier, each.most) || g.OrMore != (earlier >= each.most) {
					t.Errorf("after %d earlier ones: got %d, or more %t", earlier, g.Recurrence, g.OrMore)
				}
				r.tick(10 - earlier) // newest first
				if same := r.the(last, "no-fire").ID == before.ID; same != (earlier >= each.most) {
					t.Errorf("after %d earlier ones and one more: the same version %t", earlier, same)
				}
			}
		})
	}
}

// TestARecurrenceFollowsWhatAnExemptionRestsOn reports last what excuses a shot, too long before a third act to be counted
// there: the third counts the shot no longer.
func TestARecurrenceFollowsWhatAnExemptionRestsOn(t *testing.T) {
	on := func(time, by string) func(*report.Sighting) {
		return func(s *report.Sighting) {
			s.Time.Interval, s.Means = at(t, time), report.Seen
			s.Actors = []report.Claim{{Actor: by, Basis: "observed"}}
		}
	}
	r := opened(t)
	shot := r.see(r.extract("patrol", r.shot(on("2026-03-30 12:00", "Amber"))))
	r.do(r.say(r.the(shot, "no-fire"), says{"Amber", "ordered", known.Yes}))
	r.do(r.say(r.the(shot, "no-fire"), says{"council", "attacked", known.Unknown}))
	r.docket.Fire(at(t, "2026-04-07").From) // not shown in time
	third := r.see(r.extract("patrol", r.shot(on("2026-04-06 11:30", "Amber"))))
	if f, g := r.the(shot, "no-fire"), r.the(third, "no-fire"); f.Released.Verdict != finding.Violation || g.Released.Grade.Recurrence != 1 {
		t.Fatalf("before: %s, recurrence %d", f.Released.Verdict, g.Released.Grade.Recurrence)
	}
	r.see(r.extract("c", r.assault(on("2026-03-30 11:00", "Cobalt"))))
	if f, g := r.the(shot, "no-fire"), r.the(third, "no-fire"); f.Released.Verdict != finding.Exempt || g.Released.Grade.Recurrence != 0 {
		t.Errorf("after: %s, recurrence %d", f.Released.Verdict, g.Released.Grade.Recurrence)
	}
}
