// SPDX-License-Identifier: Apache-2.0

package gazetteer_test

import (
	"testing"

	"truce/agreement/gazetteer"
	"truce/known"
	"truce/place"
)

// valley has a drawn zone, a town that the text puts into it, a mill in the town and a hill outside of the valley.
func valley(t *testing.T) *gazetteer.Gazetteer {
	t.Helper()
	g := gazetteer.New([]gazetteer.Entry{
		{ID: "valley", Names: []string{"The Valley"}},
		{ID: "town", Names: []string{"Town", "Old  Town"}, Within: []string{"valley"}},
		{ID: "mill", Within: []string{"town"}},
		{ID: "hill", Outside: []string{"valley"}, Within: []string{"nowhere"}},
	})
	const degree = 10_000_000
	zone, err := place.NewZone([]place.Polygon{{Rings: [][]place.Point{{
		{Lat: 0, Lon: 0}, {Lat: 0, Lon: degree}, {Lat: degree, Lon: degree}, {Lat: degree, Lon: 0},
	}}}}, place.Straight, 0)
	if err != nil {
		t.Fatal(err)
	}
	g.Draw(0, gazetteer.Shape{Zone: zone})
	g.Draw(1, gazetteer.Shape{Point: &place.Point{Lat: degree / 2, Lon: degree / 2}, Radius: place.Kilometre})
	return g
}

func at(lat, lon int32) place.Region {
	return place.Region{Circle: &place.Circle{Centre: place.Point{Lat: lat, Lon: lon}, Radius: 10 * place.Metre}}
}

func TestTheTextDecidesWhereItSpeaksAndTheMapElsewhere(t *testing.T) {
	inside, outside := at(5_000_000, 5_000_000), at(50_000_000, 50_000_000)
	named := func(name string, r place.Region) place.Region {
		r.Name = name
		return r
	}
	g := valley(t)
	for _, each := range []struct {
		name, of string
		region   place.Region
		want     known.Answer
	}{
		{"a position in the zone", "valley", inside, known.Yes},
		{"a position outside of it", "valley", outside, known.No},
		{"a name within by two steps", "valley", place.Region{Name: "MILL"}, known.Yes},
		{"a name outside", "valley", place.Region{Name: "hill"}, known.No},
		{"an alias in other spaces", "town", place.Region{Name: " old town"}, known.Yes},
		{"a name that lies outside of what is around", "mill", place.Region{Name: "hill"}, known.No},
		{"a name within and a position outside", "valley", named("mill", outside), known.Unknown},
		{"a name that nobody knows", "valley", place.Region{Name: "ford"}, known.Unknown},
		{"a position and a place that is not drawn", "mill", inside, known.Unknown},
		{"a position in the circle of a point", "town", inside, known.Yes},
	} {
		t.Run(each.name, func(t *testing.T) {
			i, ok := g.Index(each.of)
			if !ok {
				t.Fatalf("no place %s", each.of)
			}
			if got := g.Holds(i, g.Locate(each.region)); got != each.want {
				t.Errorf("got %v, want %v", got, each.want)
			}
		})
	}
}

func TestPlacesThatContradictThemselvesAreFound(t *testing.T) {
	g := gazetteer.New([]gazetteer.Entry{
		{ID: "a", Within: []string{"b"}},
		{ID: "b", Within: []string{"a"}},
		{ID: "c", Within: []string{"d"}},
		{ID: "d", Outside: []string{"e"}},
		{ID: "e"},
		{ID: "f", Within: []string{"c", "e"}},
	})
	for i, want := range []struct{ circle, torn bool }{{true, false}, {true, false}, {}, {}, {}, {false, true}} {
		if got := g.InItself(i); got != want.circle {
			t.Errorf("place %d lies in itself: %v, want %v", i, got, want.circle)
		}
		if got := g.Torn(i); got != want.torn {
			t.Errorf("place %d is torn: %v, want %v", i, got, want.torn)
		}
	}
}
