// SPDX-License-Identifier: Apache-2.0

package locate_test

import (
	"runtime"
	"testing"

	"truce/internal/workload"
	"truce/known"
	"truce/place"
	"truce/place/locate"
)

func areasOf(tb testing.TB, g *workload.Ground) []locate.Area {
	tb.Helper()
	var out []locate.Area
	for _, ring := range append([][]place.Point{g.Behind}, g.Zones...) {
		z, err := place.NewZone([]place.Polygon{{Rings: [][]place.Point{ring}}}, place.Straight, 0)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, locate.Area{Zone: z})
	}
	return out
}

func regionsAt(points []place.Point, radius place.Length) []place.Region {
	out := make([]place.Region, len(points))
	for i, p := range points {
		out[i].Circle = &place.Circle{Centre: p, Radius: radius}
	}
	return out
}

// go test ./place/locate -run '^$' -bench Find
func BenchmarkFind(b *testing.B) {
	for _, size := range []struct {
		name string
		workload.GroundSize
	}{
		{"1000 zones", workload.FullGround()},
		{"10000 zones of equal cover", workload.FullGround().Times(10)},
	} {
		g := workload.NewGround(1, size.GroundSize)
		x := locate.New(areasOf(b, g))
		for _, each := range []struct {
			name   string
			points []place.Point
			radius place.Length
		}{
			{"uniform", g.Uniform(2, 1<<20), 0},
			{"front", g.Front(3, 1<<20), 0},
			{"uniform within 100 m", g.Uniform(2, 1<<20), 100 * place.Metre},
			{"front within 100 m", g.Front(3, 1<<20), 100 * place.Metre},
		} {
			regions := regionsAt(each.points, each.radius)
			b.Run(size.name+"/"+each.name, func(b *testing.B) {
				i, entries := 0, 0
				for b.Loop() {
					f := x.Find(regions[i&(1<<20-1)])
					entries += f.Len()
					i++
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "points/s")
				b.ReportMetric(float64(entries)/float64(b.N), "entries/point")
				b.ReportMetric(float64(x.Bytes())/(1<<20), "MiB")
			})
		}
	}
}

// BenchmarkNew makes the index; MiB-in-all are the zones, the line, the index and the belts.
func BenchmarkNew(b *testing.B) {
	g := workload.NewGround(1, workload.FullGround())
	before := heap()
	areas, line := areasOf(b, g), lineOf(b, g.Line)
	x, belts := locate.New(areas), locate.NewBelts(line, threeBelts())
	total := heap() - before
	for b.Loop() {
		locate.New(areas)
	}
	b.ReportMetric(float64(total)/(1<<20), "MiB-in-all")
	runtime.KeepAlive(line)
	runtime.KeepAlive(x)
	runtime.KeepAlive(belts)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func lineOf(tb testing.TB, points []place.Point) *place.Line {
	tb.Helper()
	l, err := place.NewLine(points, place.Straight, 0)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

func threeBelts() []place.Length {
	return []place.Length{15 * place.Kilometre, 25 * place.Kilometre, 35 * place.Kilometre}
}

// go test ./place/locate -run '^$' -bench Belts
func BenchmarkBelts(b *testing.B) {
	g := workload.NewGround(1, workload.FullGround())
	line := lineOf(b, g.Line)
	belts := locate.NewBelts(line, threeBelts())
	for _, each := range []struct {
		name   string
		points []place.Point
	}{{"uniform", g.Uniform(2, 1<<20)}, {"front", g.Front(3, 1<<20)}} {
		regions := regionsAt(each.points, 0)
		b.Run(each.name, func(b *testing.B) {
			i, open := 0, 0
			for b.Loop() {
				for _, by := range threeBelts() {
					if belts.Within(regions[i&(1<<20-1)], by) == known.Unknown {
						line.Distance(regions[i&(1<<20-1)])
						open++
					}
				}
				i++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "points/s")
			b.ReportMetric(float64(open)*100/float64(b.N), "%asked")
			b.ReportMetric(float64(belts.Bytes())/(1<<20), "MiB")
		})
	}
}

func BenchmarkNewBelts(b *testing.B) {
	line := lineOf(b, workload.NewGround(1, workload.FullGround()).Line)
	for b.Loop() {
		locate.NewBelts(line, threeBelts())
	}
}
