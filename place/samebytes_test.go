// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"crypto/sha256"
	"encoding/binary"
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
	// A fused step of a series shows in two results of a thousand only, hence so many.
	for range 4000 {
		a := place.Point{Lat: int32(next(1_200_000_000) - 600_000_000), Lon: int32(next(1_500_000_000))}
		b := place.Point{Lat: a.Lat + int32(next(3_000_000)) + 1, Lon: a.Lon + int32(next(3_000_000))}
		for _, bits := range place.Bits(a, b) {
			h.Write(binary.BigEndian.AppendUint64(nil, bits))
		}
	}
	for range 60 {
		a := place.Point{Lat: int32(next(1_200_000_000) - 600_000_000), Lon: int32(next(1_500_000_000))}
		b := place.Point{Lat: a.Lat + int32(next(30_000_000)) + 1, Lon: a.Lon + int32(next(30_000_000)) + 1}
		c := place.Point{Lat: a.Lat, Lon: b.Lon + 1}
		r := place.Region{Circle: &place.Circle{
			Centre: place.Point{Lat: a.Lat + int32(next(30_000_000)), Lon: a.Lon + int32(next(30_000_000))},
			Radius: place.Length(next(10_000_000)),
		}}
		zone, err := place.NewZone([]place.Polygon{{Rings: [][]place.Point{{a, c, b}}}}, place.Geodesic, 500*place.Metre)
		if err != nil {
			t.Fatal(err)
		}
		line, err := place.NewLine([]place.Point{a, b, c}, place.Geodesic, 50*place.Metre)
		if err != nil {
			t.Fatal(err)
		}
		away, _ := line.Distance(r)
		low, high, _ := r.Box()
		text, err := place.FormatMGRS(a, 5)
		if err != nil {
			t.Fatal(err)
		}
		square, err := place.ParseMGRS(text)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(h, zone.Area(), zone.Holds(r), zone.Near(r, 50*place.Kilometre), zone.Region().Polygons[0].Rings[0][1:3],
			away, low, high, text, square)
	}
	const want = "bb01193ff298dcff499ea31dbea128bdd3e90c1a3cd4229a3b4222b89bee48b4"
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("digest = %s, want %s", got, want)
	}
}
