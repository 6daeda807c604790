// SPDX-License-Identifier: Apache-2.0

package grid_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/internal/grid"
	"truce/place"
	"truce/when"
)

func TestCellsAreAsLargeOnBothSidesOfZero(t *testing.T) {
	for _, each := range []struct {
		name        string
		low, high   int32
		first, last int64
	}{
		{"a point at zero", 0, 0, 0, 0},
		{"the last point of the first cell", 2_499_999, 2_499_999, 0, 0},
		{"the first point of the second", 2_500_000, 2_500_000, 1, 1},
		{"the first point below zero", -1, -1, -1, -1},
		{"the first point of the cell below zero", -2_500_000, -2_500_000, -1, -1},
		{"one below it", -2_500_001, -2_500_001, -2, -2},
		{"across zero", -1, 1, -1, 0},
	} {
		t.Run(each.name, func(t *testing.T) {
			rows, columns := grid.Under(place.Point{Lat: each.low, Lon: each.low}, place.Point{Lat: each.high, Lon: each.high})
			want := grid.Span{First: each.first, Last: each.last}
			if rows != want || columns != want || rows.Count() != each.last-each.first+1 {
				t.Errorf("got rows %v, columns %v, want %v", rows, columns, want)
			}
		})
	}
}

func TestWhatSharesAnInstantSharesABucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		instant := rapid.Int64Range(int64(when.MinInstant), int64(when.MaxInstant))
		interval := func(name string) when.Interval {
			a, b := instant.Draw(t, name), instant.Draw(t, name)
			return when.Interval{From: when.Instant(min(a, b)), To: when.Instant(max(a, b))}
		}
		a, b := interval("a"), interval("b")
		length := when.Duration(rapid.Int64Range(1, int64(400*when.Day)).Draw(t, "length"))
		x, y := grid.Buckets(a, length), grid.Buckets(b, length)
		if a.Overlaps(b) && (x.Last < y.First || y.Last < x.First) {
			t.Fatalf("%v and %v overlap, and their buckets %v and %v do not", a, b, x, y)
		}
		if at := int64(length) * x.First; at > int64(a.From) || int64(a.From)-at >= int64(length) {
			t.Fatalf("%v begins outside its first bucket, %d", a, x.First)
		}
	})
}
