// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"math"
	"testing"

	"github.com/golang/geo/s2"
	"github.com/peterstace/simplefeatures/geom"
	"pgregory.net/rapid"

	"truce/known"
	"truce/place"
)

// at is a point from degrees, for tests.
func at(lat, lon float64) place.Point {
	return place.Point{Lat: int32(math.Round(lat * 1e7)), Lon: int32(math.Round(lon * 1e7))}
}

func circle(lat, lon float64, radius place.Length) place.Region {
	return place.Region{Circle: &place.Circle{Centre: at(lat, lon), Radius: radius}}
}

func square(lat, lon, half float64) place.Polygon {
	return place.Polygon{Rings: [][]place.Point{{at(lat-half, lon-half), at(lat-half, lon+half), at(lat+half, lon+half), at(lat+half, lon-half)}}}
}

func TestDistanceOfThePublishedLine(t *testing.T) {
	// Flinders Peak to Buninyong, GDA94 Technical Manual: 54972.271 m; the points are rounded to about a centimetre.
	got := place.Distance(place.Point{Lat: -379510334, Lon: 1444248679}, place.Point{Lat: -376528211, Lon: 1439264955})
	if math.Abs(float64(got)-54972271) > 10 {
		t.Errorf("distance = %d mm, want 54972271 within 10", int64(got))
	}
}

func TestDistanceAgreesWithTheSphereWithinItsError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := point(t, "a"), point(t, "b")
		sphere := s2.LatLngFromDegrees(float64(a.Lat)/1e7, float64(a.Lon)/1e7).
			Distance(s2.LatLngFromDegrees(float64(b.Lat)/1e7, float64(b.Lon)/1e7)).Radians() * 6371008.8
		if got := float64(place.Distance(a, b)) / 1000; math.Abs(got-sphere) > 0.006*sphere+1 {
			t.Fatalf("distance of %v and %v = %f m, the sphere says %f", a, b, got, sphere)
		}
	})
}

func point(t *rapid.T, name string) place.Point {
	return place.Point{
		Lat: rapid.Int32Range(-600_000_000, 600_000_000).Draw(t, name+" latitude"),
		Lon: rapid.Int32Range(0, 1_500_000_000).Draw(t, name+" longitude"),
	}
}

func TestTravelComesBackAtItsDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := point(t, "p")
		b := place.Bearing(rapid.Int32Range(0, 359999).Draw(t, "bearing"))
		d := place.Length(rapid.Int64Range(1000, 200_000_000).Draw(t, "distance"))
		if got := place.Distance(p, place.Travel(p, b, d)); got < d-20 || got > d+20 {
			t.Fatalf("%v, %d, %d mm: the point reached is %d mm away", p, b, int64(d), int64(got))
		}
	})
}

func TestAreaOfADegreeAtTheEquator(t *testing.T) {
	// Under straight edges the cell lies between parallels: the closed formula of the authalic latitude gives its
	// area. Under geodesic edges the north one bulges: 12308778361 m2 by GeographicLib's planimeter.
	const e2 = 0.0066943799901413165
	e, s := math.Sqrt(e2), math.Sin(math.Pi/180)
	closed := 6356752.314245179 * 6356752.314245179 / 2 * (s/(1-e2*s*s) + math.Log((1+e*s)/(1-e*s))/(2*e)) * math.Pi / 180
	for _, c := range []struct {
		edges place.EdgeModel
		want  float64
	}{{place.Straight, closed}, {place.Geodesic, 12308778361}} {
		z, err := place.NewZone([]place.Polygon{square(0.5, 0.5, 0.5)}, c.edges, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := float64(z.Area()); math.Abs(got-c.want) > 10_000 {
			t.Errorf("%s edges: area = %.0f m2, want %.0f within a hectare", c.edges, got, c.want)
		}
	}
}

func TestZoneDecidesWhatIsClear(t *testing.T) {
	z, err := place.NewZone([]place.Polygon{square(48, 38, 0.5)}, place.Straight, 500*place.Metre)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		r    place.Region
		want known.Answer
	}{
		{"a point in the middle", circle(48, 38, 0), known.Yes},
		{"a circle in the middle", circle(48, 38, 30*place.Kilometre), known.Yes},
		{"a circle larger than the zone", circle(48, 38, 200*place.Kilometre), known.Unknown},
		{"10 km, 11 km outside", circle(48, 38.5+0.147, 10*place.Kilometre), known.No},
		{"10 km, 10.2 km outside, within the tolerance", circle(48, 38.5+0.1367, 10*place.Kilometre), known.Unknown},
		{"a point on the border", circle(48, 38.5, 0), known.Unknown},
		{"a point 600 m inside", circle(48, 38.5-0.00804, 0), known.Yes},
		{"a polygon inside", place.Region{Polygons: []place.Polygon{square(48, 38, 0.1)}}, known.Yes},
		{"a polygon across", place.Region{Polygons: []place.Polygon{square(48, 38.5, 0.1)}}, known.Unknown},
		{"a polygon around the zone", place.Region{Polygons: []place.Polygon{square(48, 38, 1)}}, known.Unknown},
		{"a name", place.Region{Name: "Donetsk"}, known.Unknown},
	} {
		if got := z.Holds(c.r); got != c.want {
			t.Errorf("%s: holds = %v, want %v", c.name, got, c.want)
		}
	}
}

func TestZoneWithAHole(t *testing.T) {
	p := square(48, 38, 0.5)
	p.Rings = append(p.Rings, square(48, 38, 0.1).Rings[0])
	z, err := place.NewZone([]place.Polygon{p}, place.Straight, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := z.Holds(circle(48, 38, 1000)); got != known.No {
		t.Errorf("in the hole: holds = %v, want no", got)
	}
	if got := z.Holds(circle(48, 38, 20*place.Kilometre)); got != known.Unknown {
		t.Errorf("over the hole: holds = %v, want unknown", got)
	}
	if got := z.Holds(circle(48.3, 38, 1000)); got != known.Yes {
		t.Errorf("beside the hole: holds = %v, want yes", got)
	}
}

func TestBadRingsAreRefusedWithTheirReason(t *testing.T) {
	for _, c := range []struct {
		name string
		ring []place.Point
		want string
	}{
		{"a bow tie", []place.Point{at(0, 0), at(1, 1), at(1, 0), at(0, 1)}, "polygon 1: ring 1: the ring crosses or touches itself: the edges from points 1 and 3 meet"},
		{"two points", []place.Point{at(0, 0), at(1, 1)}, "polygon 1: ring 1: a ring of 2 points: give at least 3"},
		{"swapped", []place.Point{at(95, 0), at(1, 1), at(1, 0)}, "polygon 1: ring 1: point 1: latitude 95.0000000 is beyond 90 degrees: longitude and latitude may be swapped"},
		{"closed", []place.Point{at(0, 0), at(1, 1), at(1, 0), at(0, 0)}, "polygon 1: ring 1: point 4 is repeated: give each point once, and do not close the ring"},
		{"antimeridian", []place.Point{at(0, 170), at(1, -170), at(1, 170)}, "polygon 1: ring 1: the edge from point 1 crosses the antimeridian: split the polygon there (RFC 7946, 3.1.9)"},
		{"a spike", []place.Point{at(0, 0), at(0, 2), at(0, 1)}, "polygon 1: ring 1: the ring turns back on itself at point 1"},
	} {
		_, err := place.NewZone([]place.Polygon{{Rings: [][]place.Point{c.ring}}}, place.Straight, 0)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: error = %v, want %s", c.name, err, c.want)
		}
	}
}

// TestValidityAgreesWithAnotherLibrary draws small rings, where the other library's floats are exact.
func TestValidityAgreesWithAnotherLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 7).Draw(t, "points")
		ring := make([]place.Point, n)
		coords := make([]float64, 0, 2*n+2)
		for i := range ring {
			ring[i] = place.Point{Lat: rapid.Int32Range(0, 9).Draw(t, "y"), Lon: rapid.Int32Range(0, 9).Draw(t, "x")}
			coords = append(coords, float64(ring[i].Lon), float64(ring[i].Lat))
		}
		coords = append(coords, coords[0], coords[1])
		line := geom.NewLineString(geom.NewSequence(coords, geom.DimXY))
		want := geom.NewPolygon([]geom.LineString{line}).Validate() == nil
		got := (place.Polygon{Rings: [][]place.Point{ring}}).Check() == nil
		for i := range ring {
			if ring[i] == ring[(i+1)%n] {
				return // allowed there, refused here
			}
		}
		if got != want {
			t.Fatalf("ring %v: valid = %v, the other library says %v", ring, got, want)
		}
	})
}

func TestLineDistanceHoldsTheTruth(t *testing.T) {
	line, err := place.NewLine([]place.Point{at(47, 37), at(48, 37.5), at(48.5, 38.5), at(48.2, 39.5)}, place.Straight, 0)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := place.Circle{
			Centre: place.Point{Lat: rapid.Int32Range(470_000_000, 490_000_000).Draw(t, "lat"), Lon: rapid.Int32Range(365_000_000, 400_000_000).Draw(t, "lon")},
			Radius: place.Length(rapid.Int64Range(0, 30_000_000).Draw(t, "radius")),
		}
		d, ok := line.Distance(place.Region{Circle: &c})
		if !ok {
			t.Fatal("no distance")
		}
		b := place.Bearing(rapid.Int32Range(0, 359999).Draw(t, "bearing"))
		inside := place.Travel(c.Centre, b, place.Length(rapid.Int64Range(0, int64(c.Radius)).Draw(t, "part")))
		truth, _ := line.Distance(place.Region{Circle: &place.Circle{Centre: inside}})
		if truth.Most < d.Least || truth.Least > d.Most {
			t.Fatalf("a point of the circle is %v from the line, outside %v", truth, d)
		}
	})
}

func TestSectorsHoldWhatTheObserverMayMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := place.Sector{
			Observer: place.Circle{Centre: at(48, 38), Radius: place.Length(rapid.Int64Range(0, 500_000).Draw(t, "radius"))},
			From:     place.Bearing(rapid.Int32Range(0, 359999).Draw(t, "from")),
			Distance: place.Range{Least: place.Length(rapid.Int64Range(0, 5_000_000).Draw(t, "least")), Most: 10_000_000},
		}
		span := rapid.Int32Range(1000, 180_000).Draw(t, "span")
		s.To = place.Bearing((int32(s.From) + span) % 360_000)
		r := place.Region{Sectors: []place.Sector{s}}
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		turn := rapid.Int32Range(0, span).Draw(t, "turn")
		far := place.Length(rapid.Int64Range(int64(s.Distance.Least), int64(s.Distance.Most)).Draw(t, "far"))
		off := place.Length(rapid.Int64Range(0, int64(s.Observer.Radius)).Draw(t, "off"))
		stood := place.Travel(s.Observer.Centre, place.Bearing(rapid.Int32Range(0, 359999).Draw(t, "side")), off)
		p := place.Travel(stood, place.Bearing((int32(s.From)+turn)%360_000), far)
		if !r.Contains(p) {
			t.Fatalf("the sector %+v does not hold %v", s, p)
		}
		low, high, _ := r.Box()
		if p.Lat < low.Lat || p.Lat > high.Lat || p.Lon < low.Lon || p.Lon > high.Lon {
			t.Fatalf("the bounds %v %v do not hold %v", low, high, p)
		}
	})
}

func TestOverlapIsSymmetric(t *testing.T) {
	a, b := circle(48, 38, 5*place.Kilometre), circle(48, 38.05, 20*place.Kilometre)
	for _, c := range []struct {
		name string
		a, b place.Region
		low  int64
		high int64
	}{
		{"itself", a, a, 1_000_000, 1_000_000},
		{"contained", a, b, 1_000_000, 1_000_000},
		{"apart", a, circle(48, 39, place.Kilometre), 0, 0},
		{"half", a, place.Region{Polygons: []place.Polygon{square(48, 39, 1)}}, 400_000, 600_000},
		{"a point", circle(48, 38, 0), b, 1_000_000, 1_000_000},
	} {
		x, _ := place.Overlap(c.a, c.b)
		y, _ := place.Overlap(c.b, c.a)
		if x != y || x < c.low || x > c.high {
			t.Errorf("%s: overlap = %d and %d, want both in %d..%d", c.name, x, y, c.low, c.high)
		}
	}
}

func TestTowardsNamesTheWind(t *testing.T) {
	hit := circle(47.1, 37.6, place.Kilometre)
	for _, c := range []struct {
		name   string
		origin place.Region
		want   string
	}{
		{"a place 19 km to the north-east", circle(47.22, 37.78, 3*place.Kilometre), "north-easterly"},
		{"around us", circle(47.1, 37.6, 10*place.Kilometre), ""},
		{"a sector that an observer elsewhere has to the north", place.Region{Sectors: []place.Sector{{
			Observer: place.Circle{Centre: place.Point{Lat: 470_000_000, Lon: 376_000_000}, Radius: 100 * place.Metre},
			From:     355000, To: 5000, Distance: place.Range{Least: 500 * place.Metre, Most: 1500 * place.Metre},
		}}}, "southerly"},
		{"a sector of an observer near by, all around us", place.Region{Sectors: []place.Sector{{
			Observer: place.Circle{Centre: place.Point{Lat: 470_900_000, Lon: 376_000_000}, Radius: 100 * place.Metre},
			From:     348750, To: 11250, Distance: place.Range{Most: 3 * place.Kilometre},
		}}}, ""},
		{"a sector to the north", place.Region{Sectors: []place.Sector{{Observer: *hit.Circle, From: 348750, To: 11250, Distance: place.Range{Most: 1_000_000}}}}, "northerly"},
	} {
		if got, _ := place.Towards(hit, c.origin); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNearCountsFromTheBorder(t *testing.T) {
	z, err := place.NewZone([]place.Polygon{square(48, 38, 0.1)}, place.Straight, 100*place.Metre)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		r    place.Region
		want known.Answer
	}{
		{"inside", circle(48, 38, place.Kilometre), known.Yes},
		{"1 km outside", circle(48, 38.1135, 100*place.Metre), known.Yes},
		{"about 5 km outside", circle(48, 38.167, place.Kilometre), known.Unknown},
		{"30 km outside", circle(48, 38.5, place.Kilometre), known.No},
		{"a name", place.Region{Name: "somewhere"}, known.Unknown},
	} {
		if got := z.Near(c.r, 5*place.Kilometre); got != c.want {
			t.Errorf("%s: near = %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTouchIsGapOfZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		region := func(name string) place.Region {
			return circle(48+float64(rapid.IntRange(0, 100).Draw(t, name+" north"))/1000, 38+float64(rapid.IntRange(0, 100).Draw(t, name+" east"))/1000,
				place.Length(rapid.Int64Range(0, 5_000_000).Draw(t, name+" radius")))
		}
		a, b := region("a"), region("b")
		touch, _ := place.Touch(a, b)
		gap, _ := place.Gap(a, b)
		if touch != (gap.Least == 0) {
			t.Fatalf("touch = %v, gap = %+v", touch, gap)
		}
	})
}
