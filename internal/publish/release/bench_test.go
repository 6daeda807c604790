// SPDX-License-Identifier: Apache-2.0

package release_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"truce/engine"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/when"
)

// BenchmarkMake makes the release of so many accounts of as many events over two years; beside it the fold alone, which every
// program pays. The difference is what a release costs. Run it by: go test ./internal/publish/release -run '^$' -bench Make -benchtime 2x
func BenchmarkMake(b *testing.B) {
	for _, n := range []int{2000, 8000} {
		r := begun(b)
		start, dice := r.state.Now(), rand.New(rand.NewPCG(1, 2))
		for i := range n {
			o := teller{source: fmt.Sprintf("source-%d", dice.IntN(40)), day: i * 700 / n, east: int32(dice.IntN(70)), consent: "public"}
			e := o.entry(start)
			c := e.Submission.Reports[0].Extract.Sightings[0].Where.Circle
			c.Centre.Lat += int32(dice.IntN(20_000_000))
			r.enter(e)
		}
		rule := approval.Rule{AsOf: r.state.Now() + when.Instant(9*24*when.Hour)}
		b.Run(fmt.Sprintf("fold-%d", n), func(b *testing.B) {
			for b.Loop() {
				if err := release.OfEntries(r.entries)(engine.NewState(), rule.AsOf, func(engine.Entry) {}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("release-%d", n), func(b *testing.B) {
			for b.Loop() {
				d, err := release.Make(release.OfEntries(r.entries), rule)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(d.Release.Items)), "findings")
			}
		})
	}
}
