// SPDX-License-Identifier: Apache-2.0

package incident_test

import (
	"fmt"
	"testing"

	"truce/incident"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// BenchmarkNearCopies adds near-copies of one account one by one, each with its own time of receipt.
// Run it with: go test ./incident -run '^$' -bench NearCopies -benchmem
func BenchmarkNearCopies(b *testing.B) {
	for _, each := range []struct {
		name   string
		change func(i int, s *report.Sighting)
	}{
		{"equal in all", func(int, *report.Sighting) {}},
		{"each of its own time", func(i int, s *report.Sighting) { s.Time = minutes(-1-i%37, 1+i%41) }},
		{"one apart", func(i int, s *report.Sighting) {
			if i == 0 {
				s.Time = minutes(-1, 0)
			} else if i > 1 {
				s.Time = minutes(1, 2)
			}
		}},
	} {
		for _, n := range []int{100, 200, 390} {
			b.Run(fmt.Sprintf("%s/%d", each.name, n), func(b *testing.B) {
				var all []*observation.Observation
				for i := range n {
					e := plain(fmt.Sprintf("s%03d", i), mortar(func(s *report.Sighting) { each.change(i, s) }))
					e.Received += when.Instant(i) * 1000
					all = append(all, observe(b, e)...)
				}
				for b.Loop() {
					j := incident.NewJoiner()
					for i := range all {
						j.Add(all[i : i+1])
					}
				}
			})
		}
	}
}
