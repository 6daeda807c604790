// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/known"
	"truce/place"
)

// offGrid is the diagonal of a cell of the grid of coordinates, which are whole degrees x 10^7: at most 11.2 mm either way.
const offGrid place.Length = 16

// truthTo is the least distance from p to points of the edges, so many on each.
// The points it tries are on the grid of coordinates, so they lie off the edge by up to offGrid.
func truthTo(p place.Point, points []place.Point, steps int64) place.Length {
	least := place.Distance(p, points[0])
	for i := range points[1:] {
		a, b := points[i], points[i+1]
		for k := range steps + 1 {
			q := place.Point{
				Lat: int32(int64(a.Lat) + (int64(b.Lat)-int64(a.Lat))*k/steps),
				Lon: int32(int64(a.Lon) + (int64(b.Lon)-int64(a.Lon))*k/steps),
			}
			least = min(least, place.Distance(p, q))
		}
	}
	return least
}

func anywhere(t *rapid.T, name string, south, north int32) place.Point {
	return place.Point{Lat: rapid.Int32Range(south, north).Draw(t, name+" lat"), Lon: rapid.Int32Range(-1_800_000_000, 1_800_000_000).Draw(t, name+" lon")}
}

// TestNoPointOfALineIsNearerThanLeast draws lines and points anywhere, so that long edges, poles and the antimeridian
// come up.
func TestNoPointOfALineIsNearerThanLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := anywhere(t, "a", -900_000_000, 900_000_000)
		b := place.Point{
			Lat: max(-900_000_000, min(900_000_000, a.Lat+rapid.Int32Range(-200_000_000, 200_000_000).Draw(t, "north"))),
			Lon: max(-1_800_000_000, min(1_800_000_000, a.Lon/2+rapid.Int32Range(-400_000_000, 400_000_000).Draw(t, "east"))),
		}
		p := anywhere(t, "p", -900_000_000, 900_000_000)
		line, err := place.NewLine([]place.Point{a, b}, place.Straight, 0)
		if err != nil {
			t.Fatal(err)
		}
		d, _ := line.Distance(place.Region{Circle: &place.Circle{Centre: p}})
		if truth := truthTo(p, []place.Point{a, b}, 60); truth < d.Least-offGrid {
			t.Fatalf("a point of the line from %v to %v is %d mm from %v, below %v", a, b, int64(truth), p, d)
		}
	})
}

func TestLeastIsCloseToTheTruthNearBy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		near := func(name string) place.Point {
			return place.Point{Lat: 480_000_000 + rapid.Int32Range(0, 2_000_000).Draw(t, name+" lat"), Lon: 380_000_000 + rapid.Int32Range(0, 2_000_000).Draw(t, name+" lon")}
		}
		points := []place.Point{near("a"), near("b"), near("c")}
		p := near("p")
		line, err := place.NewLine(points, place.Straight, 0)
		if err != nil {
			t.Fatal(err)
		}
		d, _ := line.Distance(place.Region{Circle: &place.Circle{Centre: p}})
		// Steps of the edges are below 60 m, so the truth is overstated by up to half of one.
		if truth := truthTo(p, points, 500); truth < d.Least-offGrid || d.Least < truth-30_000 || d.Most < truth-30_000 || d.Most-d.Least > 200 {
			t.Fatalf("%v from %v: %v, want about %d mm", p, points, d, int64(truth))
		}
	})
}

func TestGapIsNotAboveTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := func(name string) place.Point {
			return place.Point{Lat: rapid.Int32Range(440_000_000, 520_000_000).Draw(t, name+" lat"), Lon: rapid.Int32Range(300_000_000, 400_000_000).Draw(t, name+" lon")}
		}
		a, b := []place.Point{point("a"), point("b")}, []place.Point{point("c"), point("d")}
		d, _ := place.Gap(place.Region{Path: &place.Path{Points: a}}, place.Region{Path: &place.Path{Points: b}})
		for k := range int64(21) {
			p := place.Point{
				Lat: int32(int64(a[0].Lat) + (int64(a[1].Lat)-int64(a[0].Lat))*k/20),
				Lon: int32(int64(a[0].Lon) + (int64(a[1].Lon)-int64(a[0].Lon))*k/20),
			}
			if truth := truthTo(p, b, 20); truth < d.Least-2*offGrid || truth > d.Most+2*offGrid {
				t.Fatalf("%v and %v: a distance of %d mm is outside %v", a, b, int64(truth), d)
			}
		}
	})
}

func TestTheAntimeridianDoesNotHideWhatIsNear(t *testing.T) {
	zone, err := place.NewZone([]place.Polygon{{Rings: [][]place.Point{{at(60, -180), at(60, -179), at(61, -179), at(61, -180)}}}}, place.Straight, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		r    place.Region
		want known.Answer
	}{
		{"5 km beyond, 30 km wide", circle(60.5, 179.9, 30*place.Kilometre), known.Unknown},
		{"5 km beyond, 1 km wide", circle(60.5, 179.9, place.Kilometre), known.No},
		{"on the meridian, written east", circle(60.5, 180, 0), known.Unknown},
	} {
		if got := zone.Holds(c.r); got != c.want {
			t.Errorf("%s: holds = %v, want %v", c.name, got, c.want)
		}
	}
	r := circle(60.5, 179.9, 30*place.Kilometre)
	low, high, _ := r.Box()
	if low.Lon != -1_800_000_000 || high.Lon != 1_800_000_000 {
		t.Errorf("bounds across the antimeridian = %v %v, want all longitudes", low, high)
	}
	if got, _ := r.Centre(); got != at(60.5, 179.9) {
		t.Errorf("centre = %v", got)
	}
	if got, _ := place.Overlap(r, circle(60.5, -179.9, 30*place.Kilometre)); got < 600_000 || got > 900_000 {
		t.Errorf("overlap across the antimeridian = %d ppm", got)
	}
	if got := place.Distance(at(10, -180), at(10, 180)); got != 0 {
		t.Errorf("one meridian written twice is %d mm apart", got)
	}
	sector := place.Region{Sectors: []place.Sector{{Observer: place.Circle{Centre: at(60, 179.9)}, To: 90_000, Distance: place.Range{Most: 20 * place.Kilometre}}}}
	if err := sector.Check(); err == nil {
		t.Error("a sector across the antimeridian was taken as valid")
	}
}

func TestAWideObserverSeesAlongTurnedMeridians(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := place.Sector{
			Observer: place.Circle{Centre: at(60, 30), Radius: place.Length(rapid.Int64Range(0, 20_000_000).Draw(t, "radius"))},
			From:     place.Bearing(rapid.Int32Range(0, 359_999).Draw(t, "from")),
			Distance: place.Range{Most: place.Length(rapid.Int64Range(1_000_000, 200_000_000).Draw(t, "most"))},
		}
		s.To = (s.From + 20_000) % 360_000
		stood := place.Travel(s.Observer.Centre, place.Bearing(rapid.SampledFrom([]int32{0, 90_000, 180_000, 270_000}).Draw(t, "side")), s.Observer.Radius)
		p := place.Travel(stood, rapid.SampledFrom([]place.Bearing{s.From, s.To}).Draw(t, "bearing"), s.Distance.Most)
		if !(place.Region{Sectors: []place.Sector{s}}).Contains(p) {
			t.Fatalf("the sector %+v does not hold %v", s, p)
		}
	})
}
