// SPDX-License-Identifier: Apache-2.0

package origin_test

import (
	"testing"

	"truce/finding/origin"
	"truce/place"
	"truce/territory"
)

// BenchmarkAttribution is what an incident with five independent observations of one origin costs the fold: with the field
// made anew, and with one that is kept, as when copies come in. A line crosses the ground. Run it with
// go test ./finding/origin -bench Attribution -run '^$'
func BenchmarkAttribution(b *testing.B) {
	accounts := []account{south, east, west}
	for i, root := range []string{"ash", "elm"} {
		a := south
		a.roots, a.from = []string{root}, place.Bearing(140_000+i*80_000)
		accounts = append(accounts, a)
	}
	ev := event(b, accounts...)
	c := origin.Control{Text: ev.Text, Maps: []*territory.Map{ground(b, 47_555, "press", "Cobalt")}, When: noon}
	g := origin.Groups(ev.Incident)[0]
	b.Run("made anew", func(b *testing.B) {
		for b.Loop() {
			c.Estimated(ev.Estimate(g))
		}
	})
	b.Run("kept", func(b *testing.B) {
		kept := ev
		kept.Keep = origin.Memo{}
		kept.Estimate(g)
		kept.Kept = kept.Keep
		for b.Loop() {
			c.Estimated(kept.Estimate(g))
		}
	})
}
