// SPDX-License-Identifier: Apache-2.0

package daily_test

import (
	"testing"

	"truce/internal/publish/daily"
	"truce/when"
)

// BenchmarkMake makes the mission's report of a night with a table of a mission's rows: go test ./internal/publish/daily -run '^$' -bench Make
func BenchmarkMake(b *testing.B) {
	b.Run("mission, with coverage", func(b *testing.B) {
		state := busy(b)
		for b.Loop() {
			mustMake(b, state, daily.Request{Last: day(b, "2026-02-03"), Audience: daily.Mission})
		}
	})
	state := played(b, "night-on-the-line")
	for _, audience := range []daily.Audience{daily.Mission, daily.Parties} {
		b.Run(string(audience), func(b *testing.B) {
			request := daily.Request{Last: day(b, "2021-10-31"), Closes: when.Clock{Hour: 19, Minute: 30}, Audience: audience}
			for b.Loop() {
				mustMake(b, state, request)
			}
		})
	}
}
