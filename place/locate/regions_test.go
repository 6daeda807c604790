// SPDX-License-Identifier: Apache-2.0

package locate_test

import (
	"encoding/binary"
	"flag"
	"testing"

	"truce/known"
	"truce/place"
	"truce/place/locate"
)

// region is about an awkward point: a circle, or one of the other shapes.
func (d *dice) region(areas []locate.Area) place.Region {
	c := place.Circle{Centre: d.somewhere(areas), Radius: place.Length(d.below(1 << d.below(28)))}
	r := place.Region{Circle: &c}
	at := c.Centre
	switch d.below(20) {
	case 6, 7, 8, 9: // a point
		c.Radius = 0
	case 0:
		r = place.Region{Sectors: []place.Sector{{
			Observer: c, From: place.Bearing(d.below(360_000)), To: place.Bearing(d.below(360_000)),
			Distance: place.Range{Least: place.Length(d.below(900_000)), Most: 1_000_000 + place.Length(d.below(9_000_000))},
		}}}
	case 1:
		r = place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{{
			at, {Lat: at.Lat, Lon: at.Lon + int32(1+d.below(900_000))}, {Lat: at.Lat + int32(1+d.below(900_000)), Lon: at.Lon},
		}}}}}
	case 2:
		r = place.Region{Path: &place.Path{
			Points: []place.Point{at, {Lat: at.Lat + int32(d.around(200_000)), Lon: at.Lon - int32(d.below(200_000))}}, Tolerance: c.Radius,
		}}
	case 4, 5: // the circle comes to a corner of a zone, or some way before or beyond it
		rings := areas[d.below(int64(len(areas)))].Zone.Region().Polygons[0].Rings
		corner := rings[0][d.below(int64(len(rings[0])))]
		c.Radius = max(0, place.Distance(at, corner)+place.Length(d.around(1<<d.below(16))))
	case 3:
		r.Polygons = []place.Polygon{{Rings: [][]place.Point{{at, {Lat: at.Lat, Lon: at.Lon - 9000}, {Lat: at.Lat - 9000, Lon: at.Lon}}}}}
	}
	if r.Check() != nil {
		return place.Region{Circle: &place.Circle{Centre: at}}
	}
	return r
}

// questions is how many regions are put to the index and to the zones. The long run is
// go test ./place/locate -run Regions -questions 10000000 -timeout 3h
var questions = flag.Int("questions", 4000, "how many regions are compared")

func TestRegionsAreFoundWhereTheZonesHaveThem(t *testing.T) {
	d := dice(13)
	areas := theatre(t, 3)
	x := locate.New(areas)
	sure, asked := 0, 0
	for i := range *questions {
		if i%100_000 == 99_999 {
			areas = theatre(t, uint64(i))
			x = locate.New(areas)
		}
		r := d.region(areas)
		s, n := compareAll(t, x, areas, r)
		sure, asked = sure+s, asked+n
	}
	if share := sure * 100 / asked; share < 70 {
		t.Errorf("sure of %d of %d answers, %d%%", sure, asked, share)
	}
}

// compareAll fails where the index is sure of something else than a zone says.
func compareAll(tb testing.TB, x *locate.Index, areas []locate.Area, r place.Region) (sure, asked int) {
	tb.Helper()
	f := x.Find(r)
	for i, a := range areas {
		got := f.Of(i)
		if got == known.Unknown {
			continue
		}
		sure++
		if want := a.Zone.Holds(r); got != want {
			tb.Fatalf("%+v in area %d: got %v, want %v", r, i, got, want)
		}
	}
	return sure, len(areas)
}

func TestARegionWithoutGeometryIsLeftToTheZones(t *testing.T) {
	x := locate.New(theatre(t, 1))
	if f := x.Find(place.Region{Name: "ford"}); !f.Open() || f.Of(0) != known.Unknown {
		t.Errorf("got %+v", f)
	}
}

func TestAnIndexOfNothingFindsNothing(t *testing.T) {
	r := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 1, Lon: 1}, Radius: place.Kilometre}}
	for name, areas := range map[string][]locate.Area{"no areas": nil, "an area that is not drawn": {{}}} {
		if f := locate.New(areas).Find(r); f.Open() || f.Len() > 0 {
			t.Errorf("%s: got %+v", name, f)
		}
	}
}

// TestAnExtentIsFoundByItsBounds: of what is no zone nothing is sure but that something lies elsewhere.
func TestAnExtentIsFoundByItsBounds(t *testing.T) {
	at := place.Point{Lat: 480_000_000, Lon: 375_000_000}
	x := locate.New([]locate.Area{{Extent: place.Region{Circle: &place.Circle{Centre: at, Radius: place.Kilometre}}}})
	for _, each := range []struct {
		name  string
		north int32
		want  known.Answer
	}{{"in it", 0, known.Unknown}, {"at its edge", 90_000, known.Unknown}, {"two kilometres off", 180_000, known.No}} {
		r := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: at.Lat + each.north, Lon: at.Lon}, Radius: place.Metre}}
		if f := x.Find(r); f.Of(0) != each.want {
			t.Errorf("%s: got %v, want %v", each.name, f.Of(0), each.want)
		}
	}
}

// FuzzFind draws a ring and asks about a circle: go test ./place/locate -run '^$' -fuzz FuzzFind
func FuzzFind(f *testing.F) {
	f.Add([]byte("\x1c\x9c\x2d\x80\x16\x5a\x0b\xc0\x1c\xa9\x2d\x80\x16\x5a\x0b\xc0\x1c\xa9\x2d\x80\x16\x7a\x0b\xc0"), int32(480_000_000), int32(375_000_000), int64(50_000), int64(0))
	f.Add([]byte("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00"), int32(0), int32(256), int64(0), int64(300))
	f.Fuzz(func(t *testing.T, ring []byte, lat, lon int32, radius, tolerance int64) {
		var points []place.Point
		for ; len(ring) >= 8 && len(points) < 200; ring = ring[8:] {
			points = append(points, place.Point{Lat: int32(binary.BigEndian.Uint32(ring)), Lon: int32(binary.BigEndian.Uint32(ring[4:]))})
		}
		zone, err := place.NewZone([]place.Polygon{{Rings: [][]place.Point{points}}}, place.Straight, place.Length(tolerance))
		r := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: lat, Lon: lon}, Radius: place.Length(radius)}}
		if err != nil || r.Check() != nil {
			t.Skip("not a zone and a circle")
		}
		areas := []locate.Area{{Zone: zone}}
		compareAll(t, locate.New(areas), areas, r)
	})
}
