// SPDX-License-Identifier: Apache-2.0

package drift_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/place"
	"truce/territory/drift"
)

// north is a line along the meridian of 30 W, of 44 km.
func north(tb testing.TB, tolerance place.Length) *place.Line {
	tb.Helper()
	l, err := place.NewLine([]place.Point{{Lat: 449_000_000, Lon: -300_000_000}, {Lat: 453_000_000, Lon: -300_000_000}}, place.Straight, tolerance)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// off is a marker so many metres along the line and east of it.
func off(name string, along, east int64, radius place.Length) drift.Marker {
	on := place.Travel(place.Point{Lat: 449_000_000, Lon: -300_000_000}, 0, place.Length(along)*place.Metre)
	bearing := place.Bearing(90_000)
	if east < 0 {
		bearing, east = 270_000, -east
	}
	return drift.Marker{Name: name, At: place.Circle{Centre: place.Travel(on, bearing, place.Length(east)*place.Metre), Radius: radius}}
}

func ask(tb testing.TB, q drift.Question) drift.Answer {
	tb.Helper()
	a, err := q.Ask()
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

func near(got, want, by int64) bool { return got-want <= by && want-got <= by }

func TestGroundBetweenLineAndMarkersIsThatOfItsTrapezoids(t *testing.T) {
	for _, each := range []struct {
		name                     string
		markers                  []drift.Marker
		tolerance                place.Length
		left, right, least, most int64 // of the right, by hand
	}{
		{"a strip of 200 m by 10 km", []drift.Marker{off("a", 5000, 200, 0), off("b", 15000, 200, 0)}, 0, 0, 2_000_000, 2_000_000, 2_000_000},
		{"a wedge", []drift.Marker{off("a", 5000, 0, 0), off("b", 15000, 400, 0)}, 0, 0, 2_000_000, 2_000_000, 2_000_000},
		{"a marker on either side", []drift.Marker{off("a", 5000, -300, 0), off("b", 15000, 100, 0)}, 0, 1_125_000, 125_000, 125_000, 125_000},
		{"ten metres of doubt", []drift.Marker{off("a", 5000, 200, 10*place.Metre), off("b", 15000, 200, 10*place.Metre)}, 0, 0, 2_000_000, 1_900_000, 2_100_000},
		{"and ten of the line", []drift.Marker{off("a", 5000, 200, 10*place.Metre), off("b", 15000, 200, 10*place.Metre)}, 10 * place.Metre, 0, 2_000_000, 1_800_000, 2_200_000},
	} {
		t.Run(each.name, func(t *testing.T) {
			b := ask(t, drift.Question{Line: north(t, each.tolerance), Markers: each.markers}).Sectors[0]
			if !near(b.Right.About, each.right, 2000) || !near(b.Left.About, each.left, 2000) || !near(b.Right.Least, each.least, 2000) || !near(b.Right.Most, each.most, 2000) {
				t.Errorf("left %+v, right %+v", b.Left, b.Right)
			}
			if !near(int64(b.Marked), int64(10*place.Kilometre), 2000) || !near(int64(b.Spacing), int64(10*place.Kilometre), 2000) {
				t.Errorf("marked %s, spacing %s", b.Marked, b.Spacing)
			}
		})
	}
}

func TestMarkersStandOnASideOnlyBeyondTheirDoubt(t *testing.T) {
	a := ask(t, drift.Question{Line: north(t, 20*place.Metre), Markers: []drift.Marker{
		off("near", 5000, 25, 10*place.Metre), off("east", 6000, 40, 10*place.Metre), off("west", 7000, -40, 10*place.Metre), off("beyond", 60000, 40, 0),
	}})
	var got []drift.Side
	for _, m := range a.Markers {
		got = append(got, m.Side)
	}
	if d := cmp.Diff([]drift.Side{drift.OnLine, drift.Right, drift.Left, drift.PastEnd}, got); d != "" {
		t.Error(d)
	}
}

func TestSectorsCutTheGroundBetweenMarkers(t *testing.T) {
	q := drift.Question{Line: north(t, 0), Markers: []drift.Marker{off("a", 0, 200, 0), off("b", 20000, 200, 0)}, Sectors: []drift.Sector{
		{Name: "south", To: 5 * place.Kilometre}, {Name: "north", From: 5 * place.Kilometre, To: 100 * place.Kilometre},
	}}
	a := ask(t, q)
	if !near(a.Sectors[0].Right.About, 1_000_000, 2000) || !near(a.Sectors[1].Right.About, 3_000_000, 2000) {
		t.Errorf("south %+v, north %+v", a.Sectors[0].Right, a.Sectors[1].Right)
	}
	if a.Sectors[0].Unmarked > place.Metre || a.Sectors[1].Unmarked < 24*place.Kilometre {
		t.Errorf("not marked: %s and %s", a.Sectors[0].Unmarked, a.Sectors[1].Unmarked)
	}
}

func TestWhatCannotBeAskedIsNamed(t *testing.T) {
	for want, change := range map[string]func(*drift.Question){
		"no line":   func(q *drift.Question) { q.Line = nil },
		"no marker": func(q *drift.Question) { q.Markers = nil },
		"no stretch": func(q *drift.Question) {
			q.Sectors = []drift.Sector{{Name: "s", From: 90 * place.Kilometre, To: 99 * place.Kilometre}}
		},
		"overlap": func(q *drift.Question) {
			q.Sectors = []drift.Sector{{Name: "a", To: 9000}, {Name: "b", From: 8000, To: 10000}}
		},
		"sector 1 has no name": func(q *drift.Question) { q.Sectors = []drift.Sector{{To: 9000}} },
		"marker a":             func(q *drift.Question) { q.Markers[0].At.Radius = -1 },
	} {
		q := drift.Question{Line: north(t, 0), Markers: []drift.Marker{off("a", 0, 200, 0)}}
		change(&q)
		if _, err := q.Ask(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestAreasAddUpOverSectorsAndMirrorSwapsSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var east, west []drift.Marker
		for i := range rapid.IntRange(2, 8).Draw(t, "markers") {
			along, by := rapid.Int64Range(100, 44000).Draw(t, "along"), rapid.Int64Range(-900, 900).Draw(t, "off")
			radius := place.Length(rapid.Int64Range(0, 100_000).Draw(t, "radius"))
			name := string(rune('a' + i))
			east, west = append(east, off(name, along, by, radius)), append(west, off(name, along, -by, radius))
		}
		line, err := place.NewLine([]place.Point{{Lat: 449_000_000, Lon: -300_000_000}, {Lat: 453_000_000, Lon: -300_000_000}}, place.Straight, 0)
		if err != nil {
			t.Fatal(err)
		}
		cut := place.Length(rapid.Int64Range(1, 44_000_000).Draw(t, "cut"))
		whole, err := drift.Question{Line: line, Markers: east}.Ask()
		if err != nil {
			t.Fatal(err)
		}
		halves, err := drift.Question{Line: line, Markers: east, Sectors: []drift.Sector{{Name: "a", To: cut}, {Name: "b", From: cut, To: whole.Length}}}.Ask()
		if err != nil {
			t.Fatal(err)
		}
		w, a, b := whole.Sectors[0], halves.Sectors[0], halves.Sectors[1]
		if !near(w.Right.About, a.Right.About+b.Right.About, 200) || !near(w.Left.Most, a.Left.Most+b.Left.Most, 200) || w.Markers != a.Markers+b.Markers {
			t.Errorf("whole %+v\nparts %+v\n%+v", w, a, b)
		}
		if w.Right.Least > w.Right.About || w.Right.About > w.Right.Most {
			t.Errorf("out of order: %+v", w.Right)
		}
		mirrored, err := drift.Question{Line: line, Markers: west}.Ask()
		if err != nil {
			t.Fatal(err)
		}
		// A step of 10^-7 degrees of a marker, a centimetre, over 44 km.
		if m := mirrored.Sectors[0]; !near(m.Left.About, w.Right.About, 2000) || !near(m.Right.Most, w.Left.Most, 2000) {
			t.Errorf("got %+v, mirrored %+v", w, m)
		}
	})
}
