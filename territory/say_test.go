// SPDX-License-Identifier: Apache-2.0

package territory_test

import (
	"strings"
	"testing"

	"truce/place"
	"truce/territory"
	"truce/when"
)

func ready(tb testing.TB, change func(*territory.Layer)) *territory.Map {
	tb.Helper()
	m, err := territory.NewMap(layer(change))
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func TestALayerSaysWhoHeldAPointAndWhy(t *testing.T) {
	for _, each := range []struct {
		name   string
		where  place.Region
		time   when.Interval
		state  territory.State
		holder string
		why    string
	}{
		{"inside an area", circle(2, 100), spell, territory.Held, "Amber", "inside an area of Amber"},
		{"at a populated place", circle(15, 100), spell, territory.Held, "Amber", "ground of its populated place"},
		{"at a contested place", circle(17, 100), spell, territory.Contested, "", "calls it contested"},
		{"by a border", circle(5, 100), spell, territory.Untold, "", "several of its areas"},
		{"by the edge of all", circle(0, 100), spell, territory.Untold, "", "within the tolerance"},
		{"where nothing speaks", circle(30, 100), spell, territory.Untold, "", "none of its areas and populated places"},
		{"before the first change", circle(18, 100), spell, territory.Untold, "", "before the first"},
		{"over a change of hand", circle(15, 100), when.Interval{From: 1_500_000, To: 1_700_000}, territory.Untold, "", "changed hands"},
		{"wider than a place", circle(15, 9_000), spell, territory.Untold, "", "a part of it only"},
		{"at another time", circle(2, 100), when.Interval{From: 5, To: 6}, territory.Untold, "", "outside the source's span"},
		{"at a mere name", place.Region{Name: "Mill"}, spell, territory.Untold, "", "not known where"},
	} {
		t.Run(each.name, func(t *testing.T) {
			got := ready(t, nil).Say(each.where, each.time)
			if got.State != each.state || got.Holder != each.holder || !strings.Contains(got.Why, each.why) {
				t.Errorf("got %s, %q: %s", got.State, got.Holder, got.Why)
			}
		})
	}
}

func TestTheNearestMarkAndBorderAreNamed(t *testing.T) {
	got := ready(t, nil).Say(circle(15, 0), spell)
	if got.Mark == nil || got.Mark.Name != "Mill" || got.Mark.Distance.Least != 0 {
		t.Errorf("mark %+v", got.Mark)
	}
	// Cobalt's ground ends half a degree of longitude west: 37.3 km at 48 N, its tolerance of 500 m either way.
	if got.Border == nil || got.Border.Name != "border of the area of Cobalt" || got.Border.Distance.Least > 37_300*place.Metre || got.Border.Distance.Most < 37_300*place.Metre {
		t.Errorf("border %+v", got.Border)
	}
}

func TestWhatWasNotPublishedWasNotKnown(t *testing.T) {
	early, late := ready(t, func(l *territory.Layer) { l.Published = 10 }), ready(t, func(l *territory.Layer) { l.Published = 20 })
	if got := territory.KnownBy([]*territory.Map{late, early}, 15); len(got) != 1 || got[0] != early {
		t.Errorf("known by 15: %d layers", len(got))
	}
}

func TestTwoLayersAreComparedPlaceByPlace(t *testing.T) {
	a := ready(t, nil)
	b := ready(t, func(l *territory.Layer) {
		l.Name = "other"
		l.Marks[0].Holds[0].Holder = "Cobalt"
		l.Marks = append(l.Marks, territory.Mark{Name: "Inn", At: *circle(2, 100).Circle, Holds: []territory.Hold{{Holder: "Amber"}}})
	})
	got := territory.Compare(a, b, spell)
	if got.Agree != 1 || got.Differ != 1 || got.Neither != 2 || got.OnlyA+got.OnlyB != 0 {
		t.Errorf("got %+v", got)
	}
	if len(got.Differs) != 1 || got.Differs[0].Name != "Mill" || got.Differs[0].A != "Amber" || got.Differs[0].B != "Cobalt" {
		t.Errorf("differs %+v", got.Differs)
	}
	back := territory.Compare(b, a, spell)
	if back.Agree != got.Agree || back.Differ != got.Differ {
		t.Errorf("turned round: %+v", back)
	}
}
