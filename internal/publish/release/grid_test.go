// SPDX-License-Identifier: Apache-2.0

package release_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/internal/publish/release"
	"truce/place"
)

func circle(lat, lon int32, radius place.Length) place.Region {
	return place.Region{Circle: &place.Circle{Centre: place.Point{Lat: lat, Lon: lon}, Radius: radius}}
}

// TestWhereSomethingWasInItsCellMakesNoDifference draws a cell and two places in it: both have that cell, it holds both, it is as
// large as the rule asks, and its edges are hundredths of a degree.
func TestWhereSomethingWasInItsCellMakesNoDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := place.Length(rapid.Int64Range(1, 100).Draw(t, "km")) * place.Kilometre
		lat := rapid.OneOf(rapid.Int32Range(-900_000_000, 900_000_000), rapid.SampledFrom([]int32{-900_000_000, 900_000_000, 0, 899_999_999})).Draw(t, "lat")
		lon := rapid.OneOf(rapid.Int32Range(-1_800_000_000, 1_800_000_000), rapid.SampledFrom([]int32{-1_800_000_000, 1_800_000_000, 0})).Draw(t, "lon")
		c, ok := release.CellOf(side, circle(lat, lon, place.Metre))
		if !ok {
			t.Fatal("no cell")
		}
		if int64(lat) < c.South || int64(lat) > c.North || int64(lon) < c.West || int64(lon) > c.East {
			t.Fatalf("%d, %d is not in %s", lat, lon, c)
		}
		for _, e := range []int64{c.South, c.West, c.North, c.East} {
			if e%100_000 != 0 {
				t.Errorf("the edge %d of %s", e, c)
			}
		}
		at := func(lat, lon int64) place.Point { return place.Point{Lat: int32(lat), Lon: int32(lon)} }
		if tall := place.Distance(at(c.South, 0), at(c.North, 0)); tall < side {
			t.Errorf("%s is %s from south to north, the rule asks for %s", c, tall, side)
		}
		if far := max(c.North, -c.South); c.East-c.West < 1_800_000_000 {
			if wide := place.Distance(at(far, 0), at(far, c.East-c.West)); wide < side {
				t.Errorf("%s is %s from west to east at its rim, the rule asks for %s", c, wide, side)
			}
		}
		within := func(from, to int64, what string) int32 {
			return int32(rapid.Int64Range(from+1, to-1).Draw(t, what))
		}
		other := circle(within(c.South, c.North, "other lat"), within(c.West, c.East, "other lon"), place.Metre)
		if again, _ := release.CellOf(side, other); again != c {
			t.Errorf("%+v is in %s and not in %s", other.Circle.Centre, again, c)
		}
	})
}

// TestCellsOfAnyRulesNest draws two rules and two places: the cells of both either have nothing in common or one holds the other, so
// that whoever intersects the cells in which something was ever published gets the least of them and nothing less.
func TestCellsOfAnyRulesNest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat := rapid.OneOf(rapid.Int32Range(-900_000_000, 900_000_000), rapid.SampledFrom([]int32{-900_000_000, 900_000_000, 0, 899_999_999, 480_000_000})).Draw(t, "lat")
		lon := rapid.OneOf(rapid.Int32Range(-1_800_000_000, 1_800_000_000), rapid.SampledFrom([]int32{-1_800_000_000, 1_800_000_000, 0, 1_799_999_999})).Draw(t, "lon")
		var cells []release.Cell
		for range 2 {
			side := place.Length(rapid.Int64Range(500, 200_000).Draw(t, "metres")) * place.Metre
			at := circle(lat, lon, place.Metre)
			if rapid.Bool().Draw(t, "beside") {
				near := func(e7, most int32, what string) int32 {
					return int32(min(max(int64(e7)+rapid.Int64Range(-10_000_000, 10_000_000).Draw(t, what), -int64(most)), int64(most)))
				}
				at.Circle.Centre = place.Point{Lat: near(lat, 900_000_000, "north"), Lon: near(lon, 1_800_000_000, "east")}
			}
			at.Circle.Radius = place.Length(rapid.Int64Range(1, 300_000).Draw(t, "radius")) * place.Metre
			c, ok := release.CellOf(side, at)
			if !ok {
				t.Skip("known to no cell")
			}
			cells = append(cells, c)
		}
		south, north := max(cells[0].South, cells[1].South), min(cells[0].North, cells[1].North)
		west, east := max(cells[0].West, cells[1].West), min(cells[0].East, cells[1].East)
		if both := (release.Cell{South: south, West: west, North: north, East: east}); south < north && west < east && both != cells[0] && both != cells[1] {
			t.Errorf("%s and %s have %s in common", cells[0], cells[1], both)
		}
	})
}

func TestTheCellIsNoFinerThanWhatIsKnown(t *testing.T) {
	small, _ := release.CellOf(10*place.Kilometre, circle(475_000_000, 375_000_000, 500*place.Metre))
	large, _ := release.CellOf(10*place.Kilometre, circle(475_000_000, 375_000_000, 20*place.Kilometre))
	if small.String() != "47.50 N to 47.60 N, 37.40 E to 37.60 E" {
		t.Errorf("got %s", small)
	}
	if large.North-large.South < 4*(small.North-small.South) {
		t.Errorf("what is known to 20 km has the cell %s", large)
	}
	if c, ok := release.CellOf(10*place.Kilometre, circle(475_000_000, 375_000_000, 3000*place.Kilometre)); ok {
		t.Errorf("what is known to 3000 km has the cell %s", c)
	}
	if c, ok := release.CellOf(10*place.Kilometre, place.Region{Name: "the mill"}); ok {
		t.Errorf("a name has the cell %s", c)
	}
}

func TestWordsThatGiveATimeOrAPlaceAwayAreKnown(t *testing.T) {
	for text, want := range map[string]bool{
		"a wrong article was cited":                false,
		"article 5, not article 1":                 false,
		"two findings of the energy term":          false,
		"at 10:15":                                 true,
		"at 10.15 h":                               true,
		"on 2026-02-03":                            true,
		"near 47.5, 37.5":                          true,
		"at 47°30' N":                              true,
		"36U XA 12345 67890":                       true,
		"300 m east of the bridge":                 true,
		"5 km from the line":                       true,
		"grid square 345678":                       true,
		"about 7 h after the first":                true,
		"the shell was of 152 mm, not of 12":       false,
		"it was one event and not two":             false,
		"articles 5-7 of the text":                 false,
		"48 22 N 37 51 E, at 1530 hours":           true,
		"at 1530 hours":                            true,
		"1530 hours":                               true,
		"at 15":                                    true,
		"48 N":                                     true,
		"N 48":                                     true,
		"seen at \u0664\u0668\u066b\u0662\u0662 N": true,  // Arabic digits and their separator
		"seen at \uff14\uff18\uff0e\uff12\uff12":   true,  // of full width
		"4\u200b8\u200b.\u200b22":                  true,  // with what nobody sees between
		"48\u00ba":                                 false, // an ordinal by itself says no more than the number
		"48\u00b0":                                 true,
		"15 годин":                                 true,
		"5 км":                                     true,
		"half past three in the night":             true,
		"on 3 February":                            true,
	} {
		if got := release.GivesAway(text); got != want {
			t.Errorf("%q gives something away: %t, want %t", text, got, want)
		}
	}
}
