// SPDX-License-Identifier: Apache-2.0

// Package peers_test times works of others beside ours on the same data in one run. It is a module of its own, so that none
// of them is a dependency of Truce.
//
//	go test -C tools/peers -run '^$' -bench Locate .
//	go test -C tools/peers -run '^$' -bench Belts .
package peers_test

import (
	"slices"
	"testing"

	"github.com/golang/geo/s1"
	"github.com/golang/geo/s2"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/tidwall/geojson/geometry"
	"github.com/tidwall/rtree"

	"truce/agreement/gazetteer"
	"truce/internal/workload"
	"truce/known"
	"truce/place"
	"truce/place/locate"
)

// world is the ground in the form of each work. Area 0 is the ground behind the line.
type world struct {
	rings  [][]place.Point
	zones  []*place.Zone
	ours   *locate.Index
	orb    []orb.Polygon
	bounds rtree.RTree
	points struct{ uniform, front []place.Point }
}

func newWorld(tb testing.TB, size workload.GroundSize, points int) *world {
	tb.Helper()
	g := workload.NewGround(1, size)
	w := &world{rings: append([][]place.Point{g.Behind}, g.Zones...)}
	var areas []locate.Area
	for i, ring := range w.rings {
		z, err := place.NewZone([]place.Polygon{{Rings: [][]place.Point{ring}}}, place.Straight, 0)
		if err != nil {
			tb.Fatal(err)
		}
		w.zones = append(w.zones, z)
		areas = append(areas, locate.Area{Zone: z})
		p := orb.Polygon{orbRing(ring)}
		w.orb = append(w.orb, p)
		b := p.Bound()
		w.bounds.Insert(b.Min, b.Max, i)
	}
	w.ours = locate.New(areas)
	w.points.uniform, w.points.front = g.Uniform(2, points), g.Front(3, points)
	return w
}

func degrees(p place.Point) (lon, lat float64) { return float64(p.Lon) / 1e7, float64(p.Lat) / 1e7 }

func orbRing(ring []place.Point) orb.Ring {
	out := make(orb.Ring, 0, len(ring)+1)
	for _, p := range append(slices.Clone(ring), ring[0]) {
		lon, lat := degrees(p)
		out = append(out, orb.Point{lon, lat})
	}
	return out
}

func regionsOf(points []place.Point) []place.Region {
	out := make([]place.Region, len(points))
	for i, p := range points {
		out[i].Circle = &place.Circle{Centre: p}
	}
	return out
}

// locator counts the areas that a point lies in, of points made ready for it.
type locator struct {
	name string
	make func(tb testing.TB, w *world, points []place.Point) func(i int) int
}

// locators are ours and those of others.
func locators() []locator {
	return []locator{
		{"truce", ours},
		{"S2 ShapeIndex", s2Shapes},
		{"tidwall rtree and geojson QuadTree", func(tb testing.TB, w *world, p []place.Point) func(int) int {
			return tidwall(w, p, geometry.QuadTree)
		}},
		{"tidwall rtree and geojson RTree", func(tb testing.TB, w *world, p []place.Point) func(int) int {
			return tidwall(w, p, geometry.RTree)
		}},
		{"tidwall rtree and orb", func(tb testing.TB, w *world, points []place.Point) func(int) int {
			return func(i int) int {
				lon, lat := degrees(points[i])
				n := 0
				at := orb.Point{lon, lat}
				w.bounds.Search(at, at, func(_, _ [2]float64, v any) bool {
					if planar.PolygonContains(w.orb[v.(int)], at) {
						n++
					}
					return true
				})
				return n
			}
		}},
	}
}

// ours is what gazetteer.Any does to judge a term: the index, and the zone itself where the index is not sure.
func ours(_ testing.TB, w *world, points []place.Point) func(int) int {
	regions := regionsOf(points)
	return func(i int) int {
		found := w.ours.Find(regions[i])
		n := 0
		for k := range found.Len() {
			at, a := found.At(k)
			if a == known.Unknown {
				a = w.zones[at].Holds(regions[i])
			}
			if a == known.Yes {
				n++
			}
		}
		return n
	}
}

func s2Point(p place.Point) s2.Point {
	lon, lat := degrees(p)
	return s2.PointFromLatLng(s2.LatLngFromDegrees(lat, lon))
}

func s2Shapes(_ testing.TB, w *world, points []place.Point) func(int) int {
	index := s2.NewShapeIndex()
	for _, ring := range w.rings {
		vertices := make([]s2.Point, len(ring))
		for k, p := range ring {
			vertices[k] = s2Point(p)
		}
		loop := s2.LoopFromPoints(vertices)
		loop.Normalize()
		index.Add(loop)
	}
	index.Build()
	ready := make([]s2.Point, len(points))
	for i, p := range points {
		ready[i] = s2Point(p)
	}
	query := s2.NewContainsPointQuery(index, s2.VertexModelSemiOpen)
	return func(i int) int { return len(query.ContainingShapes(ready[i])) }
}

func tidwall(w *world, points []place.Point, kind geometry.IndexKind) func(int) int {
	polygons := make([]*geometry.Poly, len(w.rings))
	for i, ring := range w.rings {
		exterior := make([]geometry.Point, 0, len(ring)+1)
		for _, p := range append(slices.Clone(ring), ring[0]) {
			lon, lat := degrees(p)
			exterior = append(exterior, geometry.Point{X: lon, Y: lat})
		}
		polygons[i] = geometry.NewPoly(exterior, nil, &geometry.IndexOptions{Kind: kind, MinPoints: 64})
	}
	return func(i int) int {
		lon, lat := degrees(points[i])
		n := 0
		w.bounds.Search([2]float64{lon, lat}, [2]float64{lon, lat}, func(_, _ [2]float64, v any) bool {
			if polygons[v.(int)].ContainsPoint(geometry.Point{X: lon, Y: lat}) {
				n++
			}
			return true
		})
		return n
	}
}

const pointsAsked = 1 << 17

// BenchmarkLocate counts the areas of points, one after the other on one core.
func BenchmarkLocate(b *testing.B) {
	w := newWorld(b, workload.FullGround(), pointsAsked)
	for _, l := range locators() {
		for _, each := range []struct {
			name   string
			points []place.Point
		}{{"uniform", w.points.uniform}, {"front", w.points.front}} {
			count := l.make(b, w, each.points)
			b.Run(l.name+"/"+each.name, func(b *testing.B) {
				i, areas := 0, 0
				for b.Loop() {
					areas += count(i & (pointsAsked - 1))
					i++
				}
				perSecond(b)
				b.ReportMetric(float64(areas)/float64(b.N), "areas/point")
			})
		}
	}
}

func perSecond(b *testing.B) { b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "points/s") }

// TestPeersCountTheSameAreas compares the counts; S2's edges are geodesics, so that it may differ near long edges.
func TestPeersCountTheSameAreas(t *testing.T) {
	w := newWorld(t, workload.GroundSize{Zones: 200, Points: 500, Radius: 25 * place.Kilometre, Line: 20_000}, 3000)
	for _, points := range [][]place.Point{w.points.uniform, w.points.front} {
		want := ours(t, w, points)
		for _, l := range locators()[1:] {
			got, apart := l.make(t, w, points), 0
			for i := range points {
				if got(i) != want(i) {
					apart++
				}
			}
			t.Logf("%s: %d of %d points otherwise", l.name, apart, len(points))
			if most := len(points) / 50; apart > most || apart > 0 && l.name != "S2 ShapeIndex" {
				t.Errorf("%s counts otherwise at %d of %d points", l.name, apart, len(points))
			}
		}
	}
}

func belts() []place.Length {
	return []place.Length{15 * place.Kilometre, 25 * place.Kilometre, 35 * place.Kilometre}
}

// measurer counts the belts that a point lies in.
type measurer struct {
	name string
	make func(tb testing.TB, line, points []place.Point) func(i int) int
}

func measurers() []measurer {
	return []measurer{{"truce", ourBelts}, {"S2 IsDistanceLess, a query for each", s2Belts}, {"S2 Distance", s2Distance}}
}

// TestPeersCountTheSameBelts compares the counts; S2 measures on a sphere, which differs by up to a third of a percent.
func TestPeersCountTheSameBelts(t *testing.T) {
	g := workload.NewGround(1, workload.GroundSize{Line: 20_000})
	points := g.Front(3, 4000)
	want := ourBelts(t, g.Line, points)
	for _, l := range measurers()[1:] {
		got, apart := l.make(t, g.Line, points), 0
		for i := range points {
			if got(i) != want(i) {
				apart++
			}
		}
		t.Logf("%s: %d of %d points otherwise", l.name, apart, len(points))
		if apart > len(points)/50 {
			t.Errorf("%s counts otherwise at %d of %d points", l.name, apart, len(points))
		}
	}
}

// BenchmarkBelts asks of points within which of three distances of the line they lie.
func BenchmarkBelts(b *testing.B) {
	g := workload.NewGround(1, workload.FullGround())
	for _, each := range []struct {
		name   string
		points []place.Point
	}{{"uniform", g.Uniform(2, pointsAsked)}, {"front", g.Front(3, pointsAsked)}} {
		for _, l := range measurers() {
			count := l.make(b, g.Line, each.points)
			b.Run(l.name+"/"+each.name, func(b *testing.B) {
				i, within := 0, 0
				for b.Loop() {
					within += count(i & (pointsAsked - 1))
					i++
				}
				perSecond(b)
				b.ReportMetric(float64(within)/float64(b.N), "belts/point")
			})
		}
	}
}

// ourBelts asks as a rule with a distance from a line does.
func ourBelts(tb testing.TB, line, points []place.Point) func(int) int {
	tb.Helper()
	l, err := place.NewLine(line, place.Straight, 0)
	if err != nil {
		tb.Fatal(err)
	}
	g := gazetteer.New([]gazetteer.Entry{{ID: "line"}})
	g.Draw(0, gazetteer.Shape{Line: l, Path: line})
	for _, by := range belts() {
		g.Belt("line", by)
	}
	g.Survey()
	regions := regionsOf(points)
	return func(i int) int {
		n := 0
		for _, by := range belts() {
			if g.IsAtMost("line", by, regions[i]) == known.Yes {
				n++
			}
		}
		return n
	}
}

// earth is the radius of S2's sphere in metres.
const earth = 6_371_010

func s2Line(line []place.Point) *s2.ShapeIndex {
	polyline := make(s2.Polyline, len(line))
	for i, p := range line {
		polyline[i] = s2Point(p)
	}
	index := s2.NewShapeIndex()
	index.Add(&polyline)
	index.Build()
	return index
}

func angleOf(by place.Length) s1.ChordAngle {
	return s1.ChordAngleFromAngle(s1.Angle(float64(by/place.Metre) / earth))
}

// s2Belts takes a new query for each question: one that was asked IsDistanceLess answers later questions wrongly
// (github.com/golang/geo v0.0.0-20260818125358).
func s2Belts(_ testing.TB, line, points []place.Point) func(int) int {
	index := s2Line(line)
	return func(i int) int {
		target := s2.NewMinDistanceToPointTarget(s2Point(points[i]))
		for k, by := range belts() { // what is within one belt is within the wider ones
			if s2.NewClosestEdgeQuery(index, s2.NewClosestEdgeQueryOptions()).IsDistanceLess(target, angleOf(by)) {
				return len(belts()) - k
			}
		}
		return 0
	}
}

func s2Distance(_ testing.TB, line, points []place.Point) func(int) int {
	index := s2Line(line)
	query := s2.NewClosestEdgeQuery(index, s2.NewClosestEdgeQueryOptions())
	return func(i int) int {
		d, n := query.Distance(s2.NewMinDistanceToPointTarget(s2Point(points[i]))), 0
		for _, by := range belts() {
			if d < angleOf(by) {
				n++
			}
		}
		return n
	}
}
