// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"truce/place"
)

// TestSameBytesEverywhere hashes results over fixed inputs. The digest must be the same on every architecture;
// change it only with a change of the method, and say why.
func TestSameBytesEverywhere(t *testing.T) {
	h := sha256.New()
	state := uint64(1)
	next := func(below int64) int64 {
		state = state*6364136223846793005 + 1442695040888963407
		return int64(state>>33) % below
	}
	for range 400 {
		a := place.Point{Lat: int32(next(1_200_000_000) - 600_000_000), Lon: int32(next(1_500_000_000))}
		b := place.Point{Lat: a.Lat + int32(next(3_000_000)) + 1, Lon: a.Lon + int32(next(3_000_000))}
		far := place.Travel(a, place.Bearing(next(360_000)), place.Length(next(100_000_000)))
		ring := place.Polygon{Rings: [][]place.Point{{a, {Lat: a.Lat, Lon: a.Lon + 5_000_000}, b}}}
		r := place.Region{Circle: &place.Circle{Centre: b, Radius: place.Length(next(10_000_000))}}
		q := place.Region{Sectors: []place.Sector{{
			Observer: place.Circle{Centre: a, Radius: 1000}, From: place.Bearing(next(360_000)),
			To: place.Bearing(next(360_000)), Distance: place.Range{Least: 1_000_000, Most: 9_000_000},
		}}}
		gap, _ := place.Gap(r, q)
		share, _ := place.Overlap(r, q)
		words, _ := place.Towards(r, q)
		fmt.Fprintln(h, int64(place.Distance(a, far)), place.Direction(a, far), far, ring.Area(), gap, share, r.Area(), q.Area(), words)
	}
	const want = "9d91e9e8991cfbc3c7bda8aa7dd689b438a0e5b2463567589162c61ccb85ca5e"
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("digest = %s, want %s", got, want)
	}
}
