// SPDX-License-Identifier: Apache-2.0

package place_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/place"
)

func lineThrough(tb testing.TB, points ...place.Point) *place.Line {
	tb.Helper()
	l, err := place.NewLine(points, place.Straight, 0)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

func TestTheFootOfAPointSaysSideAndWayAlong(t *testing.T) {
	// North for a tenth of a degree, then east: a corner whose outside is on the left.
	l := lineThrough(t, place.Point{Lat: 450_000_000, Lon: 300_000_000}, place.Point{Lat: 451_000_000, Lon: 300_000_000}, place.Point{Lat: 451_000_000, Lon: 302_000_000})
	for _, each := range []struct {
		name  string
		at    place.Point
		side  int
		ended bool
	}{
		{"west of the line that goes north is left", place.Point{Lat: 450_500_000, Lon: 299_900_000}, 1, false},
		{"east of it is right", place.Point{Lat: 450_500_000, Lon: 300_100_000}, -1, false},
		{"outside of the corner is left", place.Point{Lat: 451_100_000, Lon: 299_900_000}, 1, false},
		{"north of the part that goes east is left", place.Point{Lat: 451_100_000, Lon: 301_000_000}, 1, false},
		{"on the line", place.Point{Lat: 451_000_000, Lon: 301_000_000}, 0, false},
		{"beyond the beginning", place.Point{Lat: 449_000_000, Lon: 300_000_100}, -1, true},
		{"beyond the end", place.Point{Lat: 451_000_100, Lon: 303_000_000}, 1, true},
	} {
		t.Run(each.name, func(t *testing.T) {
			if f := l.Foot(each.at); f.Side != each.side || f.Ended != each.ended {
				t.Errorf("got side %d, ended %t, want %d, %t: %+v", f.Side, f.Ended, each.side, each.ended, f)
			}
		})
	}
}

// Length of a degree of the meridian from 45 N: 111,141.548 m to 46 N by the meridian arc of WGS 84; here two tenths north, measured
// against the geodesic, which follows a meridian.
func TestTheWayAlongIsTheGeodesicOnAMeridian(t *testing.T) {
	a, b := place.Point{Lat: 450_000_000, Lon: 300_000_000}, place.Point{Lat: 452_000_000, Lon: 300_000_000}
	l := lineThrough(t, a, b)
	if got, want := l.Length(), place.Distance(a, b); got-want > 2 || want-got > 2 {
		t.Errorf("length %d mm, want %d", got, want)
	}
	middle := place.Point{Lat: 451_000_000, Lon: 300_000_000}
	f := l.Foot(place.Point{Lat: 451_000_000, Lon: 300_010_000})
	if want := place.Distance(a, middle); f.Along-want > 100 || want-f.Along > 100 {
		t.Errorf("along %d mm, want %d", f.Along, want)
	}
}

func TestNoPointOfALineIsNearerThanTheFoot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := func(name string) place.Point {
			return place.Point{Lat: rapid.Int32Range(440_000_000, 460_000_000).Draw(t, name), Lon: rapid.Int32Range(290_000_000, 310_000_000).Draw(t, name)}
		}
		a, b, c := at("a"), at("b"), at("c")
		l, err := place.NewLine([]place.Point{a, b, c}, place.Straight, 0)
		if err != nil {
			t.Skip(err)
		}
		p := at("p")
		f := l.Foot(p)
		d, _ := l.Distance(place.Region{Circle: &place.Circle{Centre: p}})
		if f.Away < d.Least-place.Metre || f.Away > d.Most+place.Metre {
			t.Errorf("foot at %s, line at %s to %s", f.Away, d.Least, d.Most)
		}
		if got := place.Distance(f.At, p); got-f.Away > 50 || f.Away-got > 50 {
			t.Errorf("foot is %s away, says %s", got, f.Away)
		}
		if f.Along < 0 || f.Along > l.Length()+1 {
			t.Errorf("along %s of %s", f.Along, l.Length())
		}
	})
}
