// SPDX-License-Identifier: Apache-2.0

package field_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"truce/place"
	"truce/place/field"
)

// seen errs as an eye does.
var seen = field.Errors{
	Bearing: 5000, Distance: 45, Place: 300 * place.Metre, WrongBearing: 30_000, WrongDistance: 100_000, WrongPlace: 30_000,
}

// truth is where the fire of these tests came from.
var truth = place.Point{Lat: 475_600_000, Lon: 375_000_000}

// looking is what somebody says who stands a distance away in a direction from the truth and sees it a turn off.
func looking(away place.Length, from, turn place.Bearing) field.Observation {
	at := place.Travel(truth, from, away)
	to := (place.Direction(at, truth) + turn + 360_000) % 360_000
	return field.Observation{Accounts: []field.Account{{
		Region: place.Region{Sectors: []place.Sector{{
			Observer: place.Circle{Centre: at, Radius: 50 * place.Metre},
			From:     (to + 359_000) % 360_000, To: (to + 1000) % 360_000, Distance: place.Range{Least: 500 * place.Metre, Most: 40 * place.Kilometre},
		}}},
		Errors: seen,
	}}}
}

func made(t testing.TB, q field.Question) *field.Field {
	t.Helper()
	f, ok := field.Make(q)
	if !ok {
		t.Fatal("no field")
	}
	return f
}

func of(list ...field.Observation) field.Question { return field.Question{Observations: list} }

func crossing() field.Question {
	return of(looking(15*place.Kilometre, 180_000, 0), looking(12*place.Kilometre, 100_000, 1000), looking(18*place.Kilometre, 240_000, 359_000))
}

// The field of a fixed question, to the last cell: whoever follows docs/spec/field.md gets these figures.
func TestAFieldIsTheSameEverywhere(t *testing.T) {
	f := made(t, crossing())
	got := []int64{
		int64(len(f.Cells)), int64(f.Best().Lat), int64(f.Best().Lon), f.Fits[0].Log, f.Fits[1].Log, f.Fits[2].Log,
		field.Area(f.Within(500_000)), field.Area(f.Within(900_000)), field.Area(f.Within(950_000)), f.Share(f.Within(900_000)),
	}
	want := []int64{916, 475_619_481, 374_998_477, -276, -277, -277, 5_027_639, 16_656_629, 21_614_366, 901_348}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if !field.Holds(f.Within(900_000), truth) {
		t.Error("the region of 90 % does not hold the truth")
	}
}

func TestWhatIndependentObservationsSay(t *testing.T) {
	elsewhere := looking(14*place.Kilometre, 300_000, 90_000)
	near := &field.Range{From: place.Circle{Centre: place.Travel(truth, 180_000, 17*place.Kilometre), Radius: place.Kilometre}, Between: place.Range{Most: 7 * place.Kilometre}}
	for name, test := range map[string]struct {
		question field.Question
		agree    bool
		holds    int
		found    bool // the region of 90 % holds the truth
	}{
		"bearings that cross say where":                        {crossing(), true, 3, true},
		"one wrong bearing drags nothing":                      {of(append(crossing().Observations, elsewhere)...), true, 3, true},
		"two that contradict each other say nothing":           {of(looking(15*place.Kilometre, 180_000, 60_000), looking(15*place.Kilometre, 180_000, 300_000)), false, 1, false},
		"one observation alone agrees with nobody":             {of(looking(15*place.Kilometre, 180_000, 0)), false, 1, true},
		"a weapon that does not reach so far contradicts them": {field.Question{Observations: crossing().Observations, Range: near}, false, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := made(t, test.question)
			if f.Agree() != test.agree || f.Supporters() != test.holds || field.Holds(f.Within(900_000), truth) != test.found {
				t.Errorf("agree %t, %d hold, found %t; want %t, %d, %t", f.Agree(), f.Supporters(), field.Holds(f.Within(900_000), truth), test.agree, test.holds, test.found)
			}
		})
	}
}

// Ground as wide as a region may be says nothing, and breaks nothing.
func TestVeryWideGroundSaysNothing(t *testing.T) {
	wide := field.Observation{Accounts: []field.Account{{Region: place.Region{Circle: &place.Circle{Centre: truth, Radius: 2000 * place.Kilometre}}, Errors: seen}}}
	f := made(t, of(append(crossing().Observations, wide)...))
	if !field.Holds(f.Within(900_000), truth) || f.Fits[3].Log < -1 || !f.Agree() {
		t.Errorf("%+v", f.Fits)
	}
}

func TestWhatNoGridCoversHasNoField(t *testing.T) {
	polar := looking(15*place.Kilometre, 180_000, 0)
	polar.Accounts[0].Region = place.Region{Circle: &place.Circle{Centre: place.Point{Lat: 899_000_000}, Radius: place.Kilometre}}
	named := field.Observation{Accounts: []field.Account{{Region: place.Region{Name: "somewhere"}, Errors: seen}}}
	for name, q := range map[string]field.Question{
		"nothing observed":     {},
		"ground at a pole":     of(polar, crossing().Observations[0]),
		"a bare name":          of(named, crossing().Observations[0]),
		"an empty observation": of(field.Observation{}, crossing().Observations[0]),
	} {
		t.Run(name, func(t *testing.T) {
			if _, ok := field.Make(q); ok {
				t.Error("a field was made")
			}
		})
	}
}

// question draws observations of all forms about the truth, wrong ones among them.
func question(t *rapid.T) field.Question {
	var q field.Question
	for range rapid.IntRange(1, 4).Draw(t, "observers") {
		o := looking(place.Length(rapid.Int64Range(500, 40_000).Draw(t, "away"))*place.Metre,
			place.Bearing(rapid.Int32Range(0, 359_999).Draw(t, "from")), place.Bearing(rapid.Int32Range(0, 359_999).Draw(t, "turn")))
		a := &o.Accounts[0]
		a.Errors.Bearing = rapid.Int64Range(0, 30_000).Draw(t, "sigma")
		a.Errors.Reach = place.Length(rapid.Int64Range(0, 30).Draw(t, "reach")) * place.Kilometre
		switch rapid.IntRange(0, 3).Draw(t, "form") {
		case 0:
			a.Region = place.Region{Circle: &a.Region.Sectors[0].Observer}
		case 1:
			a.Region.Path = &place.Path{Points: []place.Point{truth, place.Travel(truth, 45_000, 3*place.Kilometre)}, Tolerance: 200 * place.Metre}
		default:
		}
		q.Observations = append(q.Observations, o)
	}
	if rapid.Bool().Draw(t, "ranged") {
		q.Range = &field.Range{From: place.Circle{Centre: place.Travel(truth, 170_000, 9*place.Kilometre), Radius: place.Kilometre}, Between: place.Range{Least: place.Kilometre, Most: 22 * place.Kilometre}}
	}
	return q
}

// The order of observations is without effect, and an account that is given again adds nothing.
func TestOrderAndRepetitionAddNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := question(t)
		f, _ := field.Make(q)
		turned := field.Question{Range: q.Range}
		for i := range q.Observations {
			o := q.Observations[len(q.Observations)-1-i]
			for range rapid.IntRange(0, 2).Draw(t, "copies") {
				o.Accounts = append(o.Accounts, o.Accounts[0])
			}
			turned.Observations = append(turned.Observations, o)
		}
		g, _ := field.Make(turned)
		if !reflect.DeepEqual(f.Cells, g.Cells) {
			t.Errorf("%d cells and %d, or others", len(f.Cells), len(g.Cells))
		}
	})
}

// Cells cover their ground without overlap, a region is the smallest of its share, and its outline is its ground.
func TestRegionsAreWhatTheySay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := question(t)
		f, _ := field.Make(q)
		low, high := f.Cells[0].Low, f.Cells[0].High
		for i, c := range f.Cells {
			low = place.Point{Lat: min(low.Lat, c.Low.Lat), Lon: min(low.Lon, c.Low.Lon)}
			high = place.Point{Lat: max(high.Lat, c.High.Lat), Lon: max(high.Lon, c.High.Lon)}
			if i > 0 && c.Log > f.Cells[i-1].Log {
				t.Fatalf("cell %d is better than the one before", i)
			}
		}
		all, cells := place.BoxArea(low, high), field.Area(f.Cells)
		if off := all - cells; off > all/10_000 || off < -all/10_000 {
			t.Errorf("cells of %d square metres on ground of %d", cells, all)
		}
		ppm := rapid.Int64Range(1, 999_000).Draw(t, "share")
		within := f.Within(ppm)
		if got := f.Share(within); got < ppm-1 {
			t.Errorf("a region of %d ppm holds %d", ppm, got)
		}
		last := len(within) - 1
		for last > 0 && within[last].Log == within[len(within)-1].Log {
			last--
		}
		if last > 0 && f.Share(within[:last+1]) >= ppm {
			t.Errorf("a region of %d ppm is larger than it must be", ppm)
		}
		drawn := int64(0)
		for _, p := range field.Outline(within).Polygons {
			drawn += p.Area()
		}
		if area := field.Area(within); drawn-area > area/10_000+int64(len(within)) || area-drawn > area/10_000+int64(len(within)) {
			t.Errorf("an outline of %d square metres about cells of %d", drawn, area)
		}
	})
}

// The cells that are divided where it matters come to what very many alike ones come to.
func TestTheFieldIsThatOfManyMoreCells(t *testing.T) {
	elsewhere := looking(14*place.Kilometre, 300_000, 90_000)
	ranged := field.Range{From: place.Circle{Centre: place.Travel(truth, 180_000, 17*place.Kilometre), Radius: place.Kilometre}, Between: place.Range{Most: 20 * place.Kilometre}}
	for name, q := range map[string]field.Question{
		"bearings that cross":      crossing(),
		"two of them, and a range": {Observations: crossing().Observations[:2], Range: &ranged},
		"one of three is wrong":    of(elsewhere, crossing().Observations[0], crossing().Observations[2]),
		"one bearing and no more":  of(crossing().Observations[1]),
		"two that contradict":      of(looking(15*place.Kilometre, 180_000, 60_000), looking(15*place.Kilometre, 180_000, 300_000)),
	} {
		t.Run(name, func(t *testing.T) {
			f, slow := made(t, q), field.Uniform(q, 300)
			within := f.Within(900_000)
			var in []field.Cell
			for _, c := range slow.Cells {
				if field.Holds(within, c.Middle()) {
					in = append(in, c)
				}
			}
			if share := slow.Share(in); share < 870_000 || share > 930_000 {
				t.Errorf("the region of 90 %% holds %d ppm of the slow field", share)
			}
		})
	}
}

func BenchmarkThreeBearings(b *testing.B) {
	q := crossing()
	for b.Loop() {
		field.Make(q)
	}
}
