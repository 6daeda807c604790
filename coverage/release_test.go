// SPDX-License-Identifier: Apache-2.0

package coverage_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/coverage"
	"truce/place"
	"truce/when"
)

func areaCount(name string, kilometres, watched, wall int64, seen int64) coverage.AreaCount {
	a := coverage.AreaCount{Name: name, Ground: kilometres * 1_000_000}
	a.Wall, a.Watched, a.Seen.Watched = when.Duration(wall)*when.Hour, when.Duration(watched)*when.Hour, seen
	return a
}

func TestThePublicSeesTotalsThatDoNotTellWhereNobodyLooked(t *testing.T) {
	const cell = 10 * place.Kilometre
	north := areaCount("north", 500, 4567, 10_000, 3)
	south := areaCount("south", 400, 2222, 10_000, 0)
	blind := areaCount("south", 400, 20, 10_000, 0)
	for _, each := range []struct {
		name   string
		months [][]coverage.AreaCount
		want   []coverage.Total
	}{
		{"two large areas, both watched", [][]coverage.AreaCount{{north, south}}, []coverage.Total{
			{Areas: []string{"north"}, Hours: 4500, Seen: 3, Rate: coverage.RateOf(3, 0, 4500*when.Hour)},
			{Areas: []string{"south"}, Hours: 2200, Rate: coverage.RateOf(0, 0, 2200*when.Hour)},
		}},
		{"the same for two months", [][]coverage.AreaCount{{north, south}, {north, south}}, []coverage.Total{
			{Areas: []string{"north"}, Hours: 9100, Seen: 6, Rate: coverage.RateOf(6, 0, 9100*when.Hour)},
			{Areas: []string{"south"}, Hours: 4400, Rate: coverage.RateOf(0, 0, 4400*when.Hour)},
		}},
		{"one hardly watched in the second month", [][]coverage.AreaCount{{north, south}, {north, blind}}, []coverage.Total{
			{Areas: []string{"north", "south"}, Hours: 11_000, Seen: 6, Rate: coverage.RateOf(6, 0, 11_000*when.Hour)},
		}},
		{"one hardly watched", [][]coverage.AreaCount{{north, blind}}, []coverage.Total{
			{Areas: []string{"north", "south"}, Hours: 4500, Seen: 3, Rate: coverage.RateOf(3, 0, 4500*when.Hour)},
		}},
		{"one small", [][]coverage.AreaCount{{north, areaCount("post", 4, 9000, 10_000, 1)}}, []coverage.Total{
			{Areas: []string{"north", "post"}, Hours: 13_000, Seen: 4, Rate: coverage.RateOf(4, 0, 13_000*when.Hour)},
		}},
		{"all hardly watched", [][]coverage.AreaCount{{areaCount("north", 500, 400, 10_000, 3)}}, nil},
		{"all hardly watched in one month of two", [][]coverage.AreaCount{{north}, {areaCount("north", 500, 400, 10_000, 3)}}, nil},
		{"no area", [][]coverage.AreaCount{{}}, nil},
		{"no month", nil, nil},
	} {
		if diff := gocmp.Diff(coverage.Totals(each.months, cell), each.want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", each.name, diff)
		}
	}
}

// TestNoTotalIsOfAnAreaAmongOthersThatAreLeftOut draws areas: either each has a total or all have one together, so that no
// name is missing because nobody looked there.
func TestNoTotalIsOfAnAreaAmongOthersThatAreLeftOut(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var months [][]coverage.AreaCount
		count := rapid.IntRange(1, 5).Draw(rt, "areas")
		for range rapid.IntRange(1, 3).Draw(rt, "months") {
			var areas []coverage.AreaCount
			for i := range count {
				areas = append(areas, areaCount(string(rune('a'+i)), rapid.Int64Range(1, 300).Draw(rt, "km2"), rapid.Int64Range(0, 1000).Draw(rt, "watched"), 1000, 0))
			}
			months = append(months, areas)
		}
		named := 0
		totals := coverage.Totals(months, 10*place.Kilometre)
		for _, total := range totals {
			named += len(total.Areas)
			if total.Hours < 1 || total.Hours >= 100 && total.Hours%10 != 0 {
				rt.Fatalf("%+v is too exact", total)
			}
		}
		if len(totals) > 0 && named != count {
			rt.Fatalf("%d of %d areas are named", named, count)
		}
	})
}
