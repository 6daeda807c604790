// SPDX-License-Identifier: Apache-2.0

package incident_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/act"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

var worlds = flag.Int("worlds", 4000, "how many small worlds are joined by the joiner and by the reference")

// world draws reports that are close to each other in some of what they say: many of them join, tie, exclude each other
// or are copies.
type world struct {
	*rand.Rand
	spread int // how many places and times it draws from
	given  int // how many reports it gave
}

func (w *world) one(of ...int) int { return of[w.IntN(len(of))] }

func (w *world) span() when.Span {
	const day = 24 * 60
	from := w.IntN(w.spread) * w.one(1, 5, 30, 120)
	switch w.IntN(12) {
	case 0:
		return minutes(from, from+w.one(day-1, day, 2*day, 3*day))
	case 1:
		return minutes(-w.one(1, 20, 40, 600, 4000)*day, from)
	case 2:
		return minutes(from, from+w.one(7, 31, 33, 366, 520, 9000)*day)
	case 3:
		return when.Span{}
	default:
		return minutes(from, from+w.one(0, 1, 1, 5, 20, 40))
	}
}

func (w *world) point(metres int) place.Point {
	east, north := w.IntN(w.spread)*metres, w.IntN(w.spread)*metres
	return place.Point{Lat: int32(480_000_000 + north*90), Lon: int32(380_000_000 + east*134)}
}

func (w *world) disc() place.Region {
	centre := w.point(w.one(0, 300, 1500))
	if w.IntN(40) == 0 { // far away, by the antimeridian or a pole
		centre = place.Point{Lat: int32(w.one(0, 899_999_000, -650_000_000)), Lon: int32(w.one(1_800_000_000, -1_799_990_000))}
	}
	radius := w.one(0, 50, 500, 500, 2000, 5000, 30_000, 90_000, 400_000)
	return place.Region{Circle: &place.Circle{Centre: centre, Radius: place.Length(radius) * place.Metre}}
}

func (w *world) sector() place.Region {
	from := w.IntN(16) * 22_500
	near := w.one(0, 0, 500, 2000)
	return place.Region{Sectors: []place.Sector{{
		Observer: place.Circle{Centre: w.point(3000), Radius: place.Length(w.one(0, 20, 500)) * place.Metre},
		From:     place.Bearing(from), To: place.Bearing((from + w.one(22_500, 45_000, 0, 200_000)) % 360_000),
		Distance: place.Range{Least: place.Length(near) * place.Metre, Most: place.Length(near+w.one(500, 3000, 12_000)) * place.Metre},
	}}}
}

func (w *world) polygon() place.Region {
	a := w.point(1000)
	side := int32(w.one(2_000, 60_000, 600_000))
	ring := []place.Point{a, {Lat: a.Lat, Lon: a.Lon + side}, {Lat: a.Lat + side, Lon: a.Lon + side/2}}
	return place.Region{Polygons: []place.Polygon{{Rings: [][]place.Point{ring}}}}
}

func (w *world) where() place.Region {
	var r place.Region
	switch w.IntN(10) {
	case 0, 1:
		r = w.sector()
	case 2:
		r = w.polygon()
	case 3:
		r = place.Region{Path: &place.Path{Points: []place.Point{w.point(1000), w.point(1000)}, Tolerance: place.Length(w.one(0, 300)) * place.Metre}}
	case 4, 5:
	default:
		r = w.disc()
	}
	if !r.HasGeometry() || w.IntN(4) == 0 {
		r.Name = []string{"Sartana", "SARTANA", "\u017fartana", "Shyrokyne", "Широкине", "ШИРОКИНЕ", ""}[w.IntN(7)]
	}
	return r
}

func (w *world) sighting() report.Sighting {
	s := report.Sighting{
		Act: []act.Act{"", "mortar-fire", "mortar-fire", "explosion", "fire", "uav-flight"}[w.IntN(6)], Time: w.span(), Where: w.where(),
		Words: []string{"", "", "shells landed near orchard", "rounds landed near school", "orchard"}[w.IntN(5)],
	}
	if w.IntN(3) == 0 {
		s.Weapon = &act.Weapon{Class: []act.Class{"mortar", "tank"}[w.IntN(2)]}
	}
	if n := int64(w.IntN(3)); w.IntN(4) == 0 {
		s.Count = report.Count{Kind: report.Exact, Least: n + 1, Most: n + 1}
	}
	if n := int64(w.IntN(3)); w.IntN(4) == 0 {
		s.Casualties = []report.Casualties{{Harm: "killed", Of: "civilian", Age: "unknown", Least: n, Most: n}}
	}
	return s
}

// extract draws a report; some repeat sightings of others, and some come from a root of others.
func (w *world) extract(before []report.Extract) report.Extract {
	w.given++
	e := plain(fmt.Sprintf("s%02d", w.given))
	e.Received += when.Instant(w.given)
	for range w.one(1, 1, 1, 2, 4) {
		s := w.sighting()
		if len(before) > 0 && w.IntN(3) == 0 {
			old := before[w.IntN(len(before))]
			s = old.Sightings[w.IntN(len(old.Sightings))]
		} else if n := len(e.Sightings); n > 0 && w.IntN(3) == 0 {
			s = e.Sightings[n-1]
			s.Act = "explosion"
		}
		e.Sightings = append(e.Sightings, s)
	}
	if w.IntN(3) == 0 { // told of on another day
		later := when.Duration(w.one(1, 1, 2, 3, 14, 15, 16, 30, 60, 89, 90, 91, 120)) * when.Day
		e.Received += when.Instant(later)
		for i := range e.Sightings {
			if t := &e.Sightings[i].Time; t.Interval.Length() >= 7*when.Day {
				t.Interval.From, t.Interval.To = t.Interval.From+when.Instant(later), t.Interval.To+when.Instant(later)
			}
		}
	}
	switch w.IntN(12) {
	case 0:
		e.Level = report.Coded
	case 1:
		e.Level = report.Aggregate
	case 2:
		e.Exercise = true
	case 3, 4, 5, 6:
		e.Roots = []string{fmt.Sprintf("root-%d", w.IntN(2))}
	}
	return e
}

// TestTheJoinerJoinsAsTheReferenceDoes joins small worlds in any order and in any portions, with decisions and expiry in
// between, and compares all that the incidents say, and the possible sames, with a plain reading of the specification.
// Many more of them: go test ./incident -run Reference -worlds 300000
func TestTheJoinerJoinsAsTheReferenceDoes(t *testing.T) {
	for seed := range *worlds {
		w := &world{Rand: rand.New(rand.NewPCG(uint64(seed), 1))}
		w.spread = w.one(1, 2, 3, 8, 40)
		var extracts []report.Extract
		for range 1 + w.IntN(9) {
			extracts = append(extracts, w.extract(extracts))
		}
		var all []*observation.Observation
		for _, e := range extracts {
			all = append(all, observe(t, e)...)
		}
		w.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
		j := incident.NewJoiner()
		var decisions []join
		for begin := 0; begin < len(all); {
			end := begin + 1 + w.IntN(len(all)-begin)
			j.Add(all[begin:end])
			begin = end
			for range w.one(0, 0, 0, 1, 4) {
				d := join{all[w.IntN(end)].ID, all[w.IntN(end)].ID, w.IntN(2) == 0}
				if _, err := j.Decide(d.a, d.b, d.same); err == nil {
					decisions = append(decisions, d)
				}
			}
			if w.IntN(3) == 0 {
				j.Expire(noon + when.Instant(w.IntN(w.spread)-w.spread/2)*when.Instant(when.Hour))
			}
			if w.IntN(4) == 0 || end == len(all) {
				r := refer(all[:end], decisions)
				if diff := cmp.Diff(r.told(), r.toldBy(j)); diff != "" {
					t.Fatalf("world %d, %d of %d observations, %d decisions (-reference +joiner):\n%s", seed, end, len(all), len(decisions), diff)
				}
			}
		}
	}
}
