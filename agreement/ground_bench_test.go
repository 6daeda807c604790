// SPDX-License-Identifier: Apache-2.0

package agreement_test

import (
	"fmt"
	"runtime"
	"testing"

	"truce/agreement"
	"truce/internal/workload"
	"truce/known"
	"truce/place"
)

// broadGround is the text of the tests with a ground of zones and a line: a term that holds in any of the zones and behind
// the line, and three beyond 15, 25 and 35 km of the line.
func broadGround(tb testing.TB, g *workload.Ground) *agreement.Compiled {
	tb.Helper()
	a := ford(tb)
	base := a.Terms[0]
	base.Exemptions, base.Narrow = nil, ""
	add := func(id string, change func(*agreement.Term)) {
		t := base
		t.ID = agreement.TermID(id)
		change(&t)
		a.Terms = append(a.Terms, t)
	}
	draw := func(id string, kind agreement.PlaceKind, geometry agreement.Geometry) agreement.PlaceID {
		a.Places = append(a.Places, agreement.Place{ID: agreement.PlaceID(id), Name: id, Kind: kind, Geometry: &geometry, Source: "script"})
		return agreement.PlaceID(id)
	}
	var zones []agreement.PlaceID
	for i, ring := range g.Zones {
		zones = append(zones, draw(fmt.Sprint("zone-", i), agreement.ZonePlace, agreement.Geometry{Polygon: closed(ring)}))
	}
	behind := draw("behind", agreement.ZonePlace, agreement.Geometry{Polygon: closed(g.Behind)})
	line := draw("long-line", agreement.LinePlace, agreement.Geometry{Line: degreesOf(g.Line)})
	a.Force.Area = nil
	add("in-areas", func(t *agreement.Term) { t.Where = append(zones, behind) })
	for _, km := range []string{"15 km", "25 km", "35 km"} {
		add("beyond-"+km[:2], func(t *agreement.Term) { t.Beyond = &agreement.Beyond{Line: line, By: agreement.Metres(km)} })
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func degreesOf(points []place.Point) [][2]agreement.Degrees {
	out := make([][2]agreement.Degrees, len(points))
	for i, p := range points {
		out[i] = [2]agreement.Degrees{e7(p.Lon), e7(p.Lat)}
	}
	return out
}

func closed(ring []place.Point) [][2]agreement.Degrees {
	return append(degreesOf(ring), degreesOf(ring[:1])...)
}

// e7 writes a positive coordinate.
func e7(n int32) agreement.Degrees {
	return agreement.Degrees(fmt.Sprintf("%d.%07d", n/10_000_000, n%10_000_000))
}

// BenchmarkGround asks what judge asks of each account: whether it lies in one of a thousand zones or behind a line of a hundred
// thousand points, and whether it is beyond each of three distances from that line.
//
//	go test ./agreement -run '^$' -bench Ground
func BenchmarkGround(b *testing.B) {
	before := heap()
	g := workload.NewGround(1, workload.FullGround())
	c := broadGround(b, g)
	in := rule(b, c, "in-areas", "")
	beyond := []*agreement.Rule{rule(b, c, "beyond-15", ""), rule(b, c, "beyond-25", ""), rule(b, c, "beyond-35", "")}
	total := heap() - before
	for _, each := range []struct {
		name   string
		points []place.Point
	}{{"uniform", g.Uniform(2, 1<<17)}, {"front", g.Front(3, 1<<17)}} {
		regions := make([]place.Region, len(each.points))
		for i, p := range each.points {
			regions[i].Circle = &place.Circle{Centre: p}
		}
		run := func(name string, ask func(r place.Region) (yes int)) {
			b.Run(name+"/"+each.name, func(b *testing.B) {
				i, yes := 0, 0
				for b.Loop() {
					yes += ask(regions[i&(1<<17-1)])
					i++
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "points/s")
				b.ReportMetric(float64(yes)/float64(b.N), "yes/point")
				b.ReportMetric(float64(total)/(1<<20), "MiB-with-the-text")
			})
		}
		count := func(a known.Answer) int { return max(0, int(a)) }
		run("areas", func(r place.Region) int { return count(in.Area(r)) })
		run("three belts", func(r place.Region) int {
			yes := 0
			for _, rule := range beyond {
				yes += count(rule.IsPast(r))
			}
			return yes
		})
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
