// SPDX-License-Identifier: Apache-2.0

package locate_test

import (
	"slices"
	"testing"

	"truce/internal/workload"
	"truce/known"
	"truce/place"
	"truce/place/locate"
)

// bent is a ring with a stretch of it replaced: points taken out, put in or moved. It may be no ring any more.
func (d *dice) bent(ring []place.Point) []place.Point {
	from := d.below(int64(len(ring)))
	to := min(int64(len(ring)), from+d.below(12))
	var stretch []place.Point
	for i, n := int64(0), d.below(12); i < n; i++ {
		p := ring[min(int64(len(ring))-1, from+i)]
		stretch = append(stretch, place.Point{Lat: p.Lat + int32(d.around(400_000)), Lon: p.Lon + int32(d.around(400_000))})
	}
	return slices.Concat(ring[:from], stretch, ring[to:])
}

func TestAnIndexRedrawnAnswersAsOneMadeAnew(t *testing.T) {
	d := dice(3)
	areas := valley(t, 2)
	x := locate.New(areas)
	changes := 0
	for n := range 60 {
		if n == 40 {
			areas = theatre(t, 4)
			x = locate.New(areas)
		}
		i := int(d.below(int64(len(areas))))
		polygons := slices.Clone(areas[i].Zone.Region().Polygons)
		k := d.below(int64(len(polygons)))
		rings := slices.Clone(polygons[k].Rings)
		rings[0] = d.bent(rings[0])
		polygons[k].Rings = rings
		zone, err := place.NewZone(polygons, place.Straight, areas[i].Zone.Tolerance())
		if err != nil {
			continue
		}
		changes++
		x = x.Redrawn(i, locate.Area{Zone: zone})
		areas[i].Zone = zone
		fresh := locate.New(areas)
		for range 400 {
			r := place.Region{Circle: &place.Circle{Centre: d.somewhere(areas), Radius: place.Length(d.below(3)) * 200 * place.Metre}}
			got, want := x.Find(r), fresh.Find(r)
			for k := range areas {
				if got.Of(k) != want.Of(k) {
					t.Fatalf("after %d changes, %v in area %d: got %v, want %v", changes, r.Circle, k, got.Of(k), want.Of(k))
				}
			}
		}
	}
	if changes < 15 {
		t.Errorf("only %d changes were sound", changes)
	}
}

func TestAnAreaRedrawnWholeIsTheNewOne(t *testing.T) {
	const x, y = 375_000_000, 483_000_000
	areas := valley(t, 2)
	index := locate.New(areas)
	for name, change := range map[string][]place.Polygon{
		"another square there":    {one(square(x+1000, y+1000, 899_000))},
		"two where one was":       {one(square(x, y, 800_000)), one(square(x+3_000_000, y, 800_000))},
		"far from everything":     {one(square(-x, -y, 800_000))},
		"with a hole":             {one(square(x, y, 800_000), square(x, y, 700_000))},
		"the same ring, reversed": {one(reversed(square(x, y, 900_000)))},
		"begun at another corner": {one(slices.Concat(square(x+9, y, 900_000)[3:], square(x+9, y, 900_000)[:3]))},
	} {
		i := 4 // a square of one ring
		after := slices.Clone(areas)
		after[i] = zoneOf(t, place.Straight, 0, change...)
		got, want := index.Redrawn(i, after[i]), locate.New(after)
		d := dice(1)
		for range 4000 {
			r := place.Region{Circle: &place.Circle{Centre: d.somewhere(after)}}
			g, w := got.Find(r), want.Find(r)
			if g.Of(i) != w.Of(i) {
				t.Fatalf("%s: %v: got %v, want %v", name, r.Circle, g.Of(i), w.Of(i))
			}
		}
	}
}

func reversed(ring []place.Point) []place.Point {
	slices.Reverse(ring)
	return ring
}

func TestBeltsOfALineRedrawnWithAnotherToleranceAreNew(t *testing.T) {
	points := longSpiral(400)
	belts := locate.NewBelts(lineOf(t, points), threeBelts())
	wide, err := place.NewLine(points, place.Straight, 300*place.Metre)
	if err != nil {
		t.Fatal(err)
	}
	got, want := belts.Redrawn(wide), locate.NewBelts(wide, threeBelts())
	d := dice(1)
	for range 4000 {
		at := points[d.below(400)]
		r := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: at.Lat + int32(d.around(4_000_000)), Lon: at.Lon + int32(d.around(6_000_000))}}}
		if g, w := got.Within(r, 15*place.Kilometre), want.Within(r, 15*place.Kilometre); g != w {
			t.Fatalf("%v: got %v, want %v", r.Circle, g, w)
		}
	}
}

func TestBeltsRedrawnAnswerAsThoseMadeAnew(t *testing.T) {
	d := dice(5)
	points := workload.NewGround(1, workload.GroundSize{Line: 3000}).Line
	belts := locate.NewBelts(lineOf(t, points), threeBelts())
	for range 12 {
		points = d.bent(points)
		line := lineOf(t, points)
		belts = belts.Redrawn(line)
		fresh := locate.NewBelts(line, threeBelts())
		for range 3000 {
			at := points[d.below(int64(len(points)))]
			r := place.Region{Circle: &place.Circle{Centre: place.Point{Lat: at.Lat + int32(d.around(4_000_000)), Lon: at.Lon + int32(d.around(6_000_000))}}}
			for _, by := range threeBelts() {
				if got, want := belts.Within(r, by), fresh.Within(r, by); got != want {
					t.Fatalf("%v within %v: got %v, want %v", r.Circle, by, got, want)
				}
			}
		}
	}
}

// go test ./place/locate -run '^$' -bench Redrawn
func BenchmarkRedrawn(b *testing.B) {
	g := workload.NewGround(1, workload.FullGround())
	areas := areasOf(b, g)
	x, belts := locate.New(areas), locate.NewBelts(lineOf(b, g.Line), threeBelts())
	d := dice(1)
	for b.Loop() {
		// 200 points of the line move by up to 100 m, over about two kilometres.
		from := d.below(int64(len(g.Line) - 200))
		moved := slices.Clone(g.Line)
		for i := from; i < from+200; i++ {
			moved[i].Lon += int32(d.around(9000))
		}
		behind := slices.Concat(moved, g.Behind[len(g.Line):])
		zone, err := areas[0].Zone.Redrawn([]place.Polygon{{Rings: [][]place.Point{behind}}}, place.Straight)
		if err != nil {
			b.Fatal(err)
		}
		y, c := x.Redrawn(0, locate.Area{Zone: zone}), belts.Redrawn(lineOf(b, moved))
		r := place.Region{Circle: &place.Circle{Centre: moved[from]}}
		if f := y.Find(r); f.Of(0) == known.No || c.Within(r, 15*place.Kilometre) != known.Yes {
			b.Fatal("the new line is not live")
		}
	}
}
