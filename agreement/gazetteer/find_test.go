// SPDX-License-Identifier: Apache-2.0

package gazetteer_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/agreement/gazetteer"
	"truce/place"
)

// county has places of every kind: a zone with a tolerance, one of two parts, a circle, a point, a line, a name that the text puts
// into the first zone, and one outside of it.
func county(t interface{ Fatal(...any) }) *gazetteer.Gazetteer {
	g := gazetteer.New([]gazetteer.Entry{
		{ID: "plain"}, {ID: "isles"}, {ID: "depot"}, {ID: "stone"}, {ID: "road"}, {ID: "mill", Within: []string{"plain"}}, {ID: "hill", Outside: []string{"plain"}},
	})
	for i, s := range []gazetteer.Shape{
		{Zone: zoneOf(t, 50*place.Metre, ring(0, 0, 400)), Tolerance: 50 * place.Metre},
		{Zone: zoneOf(t, 0, ring(600, 0, 100), ring(900, 0, 100))},
		{Point: &place.Point{Lat: 300_000, Lon: 500_000}, Radius: place.Kilometre, Tolerance: 100 * place.Metre},
		{Point: &place.Point{Lat: 300_000, Lon: 800_000}},
		road(t, 0),
	} {
		g.Draw(i, s)
	}
	return g
}

// ring is a square with its south-western corner at so many thousands.
func ring(x, y, side int32) place.Polygon {
	const unit = 1000
	return place.Polygon{Rings: [][]place.Point{{
		{Lat: y * unit, Lon: x * unit},
		{Lat: y * unit, Lon: (x + side) * unit},
		{Lat: (y + side) * unit, Lon: (x + side) * unit},
		{Lat: (y + side) * unit, Lon: x * unit},
	}}}
}

func zoneOf(t interface{ Fatal(...any) }, tolerance place.Length, polygons ...place.Polygon) *place.Zone {
	z, err := place.NewZone(polygons, place.Straight, tolerance)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// road runs along a parallel with a bend to the north.
func road(t interface{ Fatal(...any) }, bend int32) gazetteer.Shape {
	points := []place.Point{{Lat: 500_000, Lon: 0}, {Lat: 500_000, Lon: 300_000}, {Lat: 500_000 + bend, Lon: 400_000}, {Lat: 500_000, Lon: 900_000}}
	l, err := place.NewLine(points, place.Straight, 20*place.Metre)
	if err != nil {
		t.Fatal(err)
	}
	return gazetteer.Shape{Line: l, Path: points, Tolerance: 20 * place.Metre}
}

// drawn is a point or a circle among the places, or a name, or both.
func drawn(t *rapid.T) place.Region {
	var r place.Region
	if rapid.IntRange(0, 3).Draw(t, "named") == 0 {
		r.Name = rapid.SampledFrom([]string{"plain", "isles", "depot", "stone", "road", "mill", "hill", "ford"}).Draw(t, "name")
	}
	if r.Name == "" || rapid.Bool().Draw(t, "and drawn") {
		r.Circle = &place.Circle{
			Centre: place.Point{Lat: rapid.Int32Range(-200, 800).Draw(t, "y") * 1000, Lon: rapid.Int32Range(-200, 1200).Draw(t, "x") * 1000},
			Radius: place.Length(rapid.SampledFrom([]int{0, 0, 60, 2000}).Draw(t, "radius")) * place.Metre,
		}
	}
	return r
}

// alike fails where two gazetteers of the same places answer a region otherwise.
func alike(t *rapid.T, got, want *gazetteer.Gazetteer, r place.Region) {
	ids := []string{"plain", "isles", "depot", "stone", "road", "mill", "hill"}
	for i, id := range ids {
		if g, w := got.Holds(i, got.Find(r)), want.Holds(i, want.Locate(r)); g != w {
			t.Fatalf("%+v in %s: got %v, want %v", r, id, g, w)
		}
		if g, w := got.Near(i, 300*place.Metre, got.Find(r)), want.Near(i, 300*place.Metre, want.Locate(r)); g != w {
			t.Fatalf("%+v near %s: got %v, want %v", r, id, g, w)
		}
		for _, most := range []place.Length{-1, 0, 500 * place.Metre, 2 * place.Kilometre} {
			w, _ := want.AtMost(id, most, want.Locate(r))
			if g := got.IsAtMost(id, most, r); g != w {
				t.Fatalf("%+v at most %v from %s: got %v, want %v", r, most, id, g, w)
			}
		}
	}
	some := rapid.SliceOfDistinct(rapid.SampledFrom(append(ids, "nowhere")), rapid.ID[string]).Draw(t, "some")
	g, w := got.Find(r), want.Locate(r)
	if g, w := got.Any(got.Places(some), &g), want.Any(want.Places(some), &w); g != w {
		t.Fatalf("%+v in any of %v: got %v, want %v", r, some, g, w)
	}
}

func survey(g *gazetteer.Gazetteer) *gazetteer.Gazetteer {
	for _, by := range []place.Length{500 * place.Metre, 2 * place.Kilometre} {
		g.Belt("road", by)
		g.Belt("plain", by) // no line
		g.Belt("nowhere", by)
	}
	g.Survey()
	return g
}

func TestASurveyChangesNoAnswer(t *testing.T) {
	surveyed, plain := survey(county(t)), county(t)
	rapid.Check(t, func(rt *rapid.T) { alike(rt, surveyed, plain, drawn(rt)) })
}

func TestPlacesRedrawnAnswerAsIfTheyHadAlwaysBeenSo(t *testing.T) {
	redrawn := survey(county(t)).Redraw(4, road(t, 90_000)).Redraw(0, gazetteer.Shape{Zone: zoneOf(t, 50*place.Metre, ring(0, 0, 300))}).
		Redraw(2, gazetteer.Shape{Point: &place.Point{Lat: 100_000, Lon: 500_000}, Radius: 2 * place.Kilometre})
	fresh := county(t)
	fresh.Draw(4, road(t, 90_000))
	fresh.Draw(0, gazetteer.Shape{Zone: zoneOf(t, 50*place.Metre, ring(0, 0, 300))})
	fresh.Draw(2, gazetteer.Shape{Point: &place.Point{Lat: 100_000, Lon: 500_000}, Radius: 2 * place.Kilometre})
	rapid.Check(t, func(rt *rapid.T) { alike(rt, redrawn, fresh, drawn(rt)) })
}
