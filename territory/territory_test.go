// SPDX-License-Identifier: Apache-2.0

package territory_test

import (
	"strings"
	"testing"

	"truce/known"
	"truce/place"
	"truce/territory"
	"truce/when"
)

func box(west, east int32) []place.Polygon {
	lon := func(d int32) int32 { return 370_000_000 + d*1_000_000 }
	return []place.Polygon{{Rings: [][]place.Point{{
		{Lat: 470_000_000, Lon: lon(west)}, {Lat: 470_000_000, Lon: lon(east)}, {Lat: 490_000_000, Lon: lon(east)}, {Lat: 490_000_000, Lon: lon(west)},
	}}}}
}

// circle is at so many tenths of a degree east of 37 E, with a radius in metres.
func circle(east int32, radius int) place.Region {
	return place.Region{Circle: &place.Circle{
		Centre: place.Point{Lat: 480_000_000, Lon: 370_000_000 + east*1_000_000}, Radius: place.Length(radius) * place.Metre,
	}}
}

var (
	year  = when.Interval{From: 1_000_000, To: 2_000_000}
	spell = when.Interval{From: 1_500_000, To: 1_500_100}
)

func layer(change func(*territory.Layer)) territory.Layer {
	l := territory.Layer{
		Name: "map", Kind: territory.Observed, Source: "osint", Valid: year,
		Areas: []territory.Area{
			{Holder: "Amber", Polygons: box(0, 5), Tolerance: 500 * place.Metre},
			{Holder: "Cobalt", Polygons: box(5, 10), Tolerance: 500 * place.Metre},
		},
		Marks: []territory.Mark{
			{Name: "Mill", At: *circle(15, 3000).Circle, Holds: []territory.Hold{{From: 0, Holder: "Amber"}, {From: 1_600_000, Holder: "Cobalt"}}},
			{Name: "Ford", At: *circle(17, 3000).Circle, Holds: []territory.Hold{{From: 0, Holder: "Cobalt"}, {From: 1_400_000}}},
			{Name: "Quay", At: *circle(18, 3000).Circle, Holds: []territory.Hold{{From: 1_700_000, Holder: "Cobalt"}}},
		},
	}
	if change != nil {
		change(&l)
	}
	return l
}

// reach lets a layer's places speak for so many kilometres around them.
func reach(kilometres int64) func(*territory.Layer) {
	return func(l *territory.Layer) { l.Reach = place.Length(kilometres) * place.Kilometre }
}

func TestHolderSaysNoMoreThanTheLayer(t *testing.T) {
	late := when.Interval{From: 1_700_000, To: 1_700_100}
	for _, each := range []struct {
		name   string
		where  place.Region
		time   when.Interval
		change func(*territory.Layer)
		want   string
	}{
		{"inside an area", circle(2, 1000), spell, nil, "Amber"},
		{"inside the other", circle(8, 1000), spell, nil, "Cobalt"},
		{"across both", circle(5, 1000), spell, nil, ""},
		{"within the tolerance of the border", place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_000_000, Lon: 374_950_000}}}, spell, nil, ""},
		{"across the border of one and nobody's ground", circle(0, 1000), spell, nil, ""},
		{"within the tolerance of nobody's ground", place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_000_000, Lon: 370_050_000}}}, spell, nil, ""},
		{"wider than an area that it holds", circle(2, 60_000), spell, nil, ""},
		{"outside of all", circle(12, 100), spell, nil, ""},
		{"before the layer holds", circle(2, 1000), when.Interval{From: 999_999, To: 1_000_001}, nil, ""},
		{"at no known time", circle(2, 1000), when.Interval{}, nil, ""},
		{"at a mere name", place.Region{Name: "Mill"}, spell, nil, ""},
		{"at a place that one holds", circle(15, 100), spell, nil, "Amber"},
		{"after it changed hands", circle(15, 100), late, nil, "Cobalt"},
		{"while it changed hands", circle(15, 100), when.Interval{From: 1_500_000, To: 1_700_000}, nil, ""},
		{"at a contested place", circle(17, 100), spell, nil, ""},
		{"before it was contested", circle(17, 100), when.Interval{From: 1_300_000, To: 1_300_001}, nil, "Cobalt"},
		{"before anything is known of a place", circle(18, 100), spell, nil, ""},
		{"a region with two places of two holders", circle(16, 20_000), when.Interval{From: 1_300_000, To: 1_300_001}, nil, ""},
		{"a wide region around one place", circle(15, 50_000), spell, nil, ""},
		{"a region that leaves its place", place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 480_000_000, Lon: 385_200_000}, Radius: 2000 * place.Metre}}, spell, nil, ""},
		{"as far as the source says that its places speak", circle(15, 6500), spell, reach(4), "Amber"},
		{"farther than the source says", circle(15, 7500), spell, reach(4), ""},
		{"where two places of two holders speak", circle(15, 100), when.Interval{From: 1_300_000, To: 1_300_001}, reach(12), ""},
		{"areas that overlap and differ", circle(2, 1000), spell, func(l *territory.Layer) { l.Areas[1].Polygons = box(0, 10) }, ""},
		{"areas that overlap and agree", circle(2, 1000), spell, func(l *territory.Layer) { l.Areas[1] = l.Areas[0] }, "Amber"},
	} {
		t.Run(each.name, func(t *testing.T) {
			m, err := territory.NewMap(layer(each.change))
			if err != nil {
				t.Fatal(err)
			}
			got, a := m.Holder(each.where, each.time)
			if got != each.want || (a == known.Yes) != (each.want != "") || a == known.No {
				t.Errorf("got %q, %s, want %q", got, a, each.want)
			}
		})
	}
}

func TestNewMapNamesTheFault(t *testing.T) {
	for _, each := range []struct {
		name   string
		change func(*territory.Layer)
		want   string
	}{
		{"a kind that is not in the list", func(l *territory.Layer) { l.Kind = "dreamt" }, "use agreed, claimed, observed or demanded"},
		{"no source", func(l *territory.Layer) { l.Source = "" }, "no source"},
		{"no span", func(l *territory.Layer) { l.Valid = when.Interval{} }, "no span of validity"},
		{"a span that ends before it begins", func(l *territory.Layer) { l.Valid.To = 1 }, "before it begins"},
		{"an area of nobody", func(l *territory.Layer) { l.Areas[1].Holder = "" }, "area 2: no holder"},
		{"an area without ground", func(l *territory.Layer) { l.Areas[0].Polygons = nil }, "area 1 of Amber"},
		{"an edge model that is not in the list", func(l *territory.Layer) { l.Areas[0].Edges = "curly" }, `edge model "curly"`},
		{"a place out of the world", func(l *territory.Layer) { l.Marks[0].At.Radius = -1 }, `place "Mill"`},
		{"a reach below nothing", func(l *territory.Layer) { l.Reach = -1 }, "reach"},
		{"changes of hand out of order", func(l *territory.Layer) { l.Marks[0].Holds[1].From = -1 }, "not in order of time"},
	} {
		t.Run(each.name, func(t *testing.T) {
			if _, err := territory.NewMap(layer(each.change)); err == nil || !strings.Contains(err.Error(), each.want) {
				t.Errorf("got %v, want %q", err, each.want)
			}
		})
	}
}

func TestALayerIsNamedAfterItsContent(t *testing.T) {
	a, err := layer(nil).ID()
	if err != nil {
		t.Fatal(err)
	}
	b, _ := layer(func(l *territory.Layer) { l.Marks[0].Holds[1].Holder = "Amber" }).ID()
	if c, _ := layer(nil).ID(); a != c || a == b {
		t.Errorf("IDs %s, %s, %s", a, b, c)
	}
}
