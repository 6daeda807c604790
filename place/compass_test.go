// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"math/rand/v2"
	"testing"

	"truce/place"
)

// TestACompassLeadsWhereTravelDoes holds the short way against the long one. Millions: -pairs 3000000.
func TestACompassLeadsWhereTravelDoes(t *testing.T) {
	for seed := range 10 * *pairs {
		d := draw{rand.New(rand.NewPCG(uint64(seed), 11))}
		p := place.Point{Lat: int32(d.IntN(1_600_000_000) - 800_000_000), Lon: int32(d.Int64N(3_600_000_000) - 1_800_000_000)}
		b := place.Bearing(d.one(d.IntN(360_000), d.IntN(16)*22_500))
		way := place.Length(d.IntN(d.one(1000, 1_000_000, 20_000_000, 120_000_000)))
		if got, want := place.TravelQuickly(p, b, way), place.Travel(p, b, way); got != want {
			t.Fatalf("from %v to %d, %d mm: %v, want %v", p, b, way, got, want)
		}
	}
}
