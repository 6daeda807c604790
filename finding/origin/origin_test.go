// SPDX-License-Identifier: Apache-2.0

package origin_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"truce/act"
	"truce/agreement"
	"truce/canon"
	"truce/finding/origin"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/place/field"
	"truce/report"
	"truce/territory"
	"truce/when"
)

const accord = `
truce: 1
id: mill-accord
version: 1
title: Mill Accord (exercise)
kind: agreement
exercise: true
sources: [{id: script, title: the script, standing: invented}]
parties: [{id: amber, name: Amber}, {id: cobalt, name: Cobalt}]
force: {from: D, until: D+60}
articles: [{id: 1, title: Fire, says: Both stop firing., cite: "art. 1", source: script}]
places:
  - {id: basin, name: The basin, kind: zone, geometry: {polygon: [[37, 47], [39, 47], [39, 49], [37, 49]]}, source: script}
  - {id: quarry, name: The quarry, kind: site, geometry: {point: [37.5, 47.56], radius: 3 km}, source: script}
times: [{id: d, article: 1, event: 2026-03-20 00:00 UTC}]
terms: [{id: no-fire, article: 1, sense: prohibits, acts: [fire], where: [basin], severity: S2}]
counting: {unit: one incident under one term, day: UTC}
evidence: {c2: {roots: 2}, c3: {roots: 2, means: 2}}
`

func text(t testing.TB) *agreement.Compiled {
	t.Helper()
	a, err := agreement.Parse("accord.yaml", []byte(accord), nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var (
	truth  = place.Point{Lat: 475_600_000, Lon: 375_000_000}
	struck = place.Circle{Centre: place.Point{Lat: 474_000_000, Lon: 375_000_000}, Radius: 300 * place.Metre}
	noon   = when.Interval{From: 1_774_000_000_000, To: 1_774_000_060_000}
)

// account is one observation; its roots are written apart by "+".
type account struct {
	roots  []string
	means  report.Means
	weapon act.Weapon
	from   place.Bearing // in which direction of the truth its observer stands
	turn   place.Bearing // how far off it looks
	silent bool          // it says nothing of the origin
}

func (a account) observation(n int) *observation.Observation {
	at := place.Travel(truth, a.from, 14*place.Kilometre)
	to := (place.Direction(at, truth) + a.turn + 360_000) % 360_000
	region := place.Region{Sectors: []place.Sector{{
		Observer: place.Circle{Centre: at, Radius: 50 * place.Metre}, From: (to + 359_000) % 360_000, To: (to + 1000) % 360_000,
		Distance: place.Range{Least: place.Kilometre, Most: 30 * place.Kilometre},
	}}}
	s := report.Sighting{Act: "artillery-fire", Means: a.means, Where: place.Region{Circle: &struck}, Describes: []report.Description{report.Incoming}}
	s.Time.Interval = noon
	if !a.silent {
		s.Origin = &region
	}
	if a.weapon != (act.Weapon{}) {
		s.Weapon = &a.weapon
	}
	sum, _ := canon.Sum("test", fmt.Sprint(n))
	return &observation.Observation{ID: canon.NewObservationID(sum), Level: report.Plain, Source: a.roots[0], Roots: a.roots, Exercise: true, Sighting: s}
}

func event(t testing.TB, accounts ...account) origin.Event {
	t.Helper()
	inc := &incident.Incident{When: noon, Where: place.Region{Circle: &struck}, Exercise: true}
	for i, a := range accounts {
		inc.Members = append(inc.Members, a.observation(i))
	}
	return origin.Event{Text: text(t), Incident: inc}
}

func only(t *testing.T, ev origin.Event) *origin.Estimate {
	t.Helper()
	groups := origin.Groups(ev.Incident)
	if len(groups) != 1 {
		t.Fatalf("%d origins", len(groups))
	}
	return ev.Estimate(groups[0])
}

var (
	south = account{roots: []string{"linden"}, means: report.Seen, from: 180_000}
	east  = account{roots: []string{"mill"}, means: report.Camera, from: 100_000}
	west  = account{roots: []string{"rowan"}, means: report.Heard, from: 250_000}
)

// With copies of any root once, ten or a thousand times, by means less direct, from sources that call themselves otherwise,
// and in any order, the field is the same to the last cell.
func TestVolumeOfOneRootAddsNothing(t *testing.T) {
	want := only(t, event(t, south, east, west)).Field.Cells
	for _, n := range []int{1, 10, 1000} {
		accounts := []account{south, east, west}
		for range n {
			for _, a := range []account{south, east, west} {
				told, paper := a, a
				told.means, paper.means = report.Told, report.Document
				accounts = append(accounts, told, a, paper)
			}
		}
		slices.Reverse(accounts)
		e := only(t, event(t, accounts...))
		if !reflect.DeepEqual(e.Field.Cells, want) {
			t.Errorf("%d copies make another field", n)
		}
		if len(e.Voices) != 3 {
			t.Errorf("%d copies: %d observations", n, len(e.Voices))
		}
	}
}

func TestWhatIsOneObservation(t *testing.T) {
	other, both, third := south, south, south
	other.from = 190_000 // another observer of the same root
	both.roots, third.roots = []string{"linden", "mill"}, []string{"ash", "elm"}
	third.from = 200_000
	side := south
	side.roots = []string{"Amber"}
	silent := east
	silent.silent = true
	for name, test := range map[string]struct {
		accounts []account
		want     int // observations; 0 for no estimate
	}{
		"three roots are three":                              {[]account{south, east, west}, 3},
		"two observers of one root are one, and no field":    {[]account{south, other}, 0},
		"one that names two roots adds none":                 {[]account{south, east, both}, 2},
		"one that names two roots of nobody else is one":     {[]account{south, east, third}, 3},
		"an account of a side is none":                       {[]account{south, side}, 0},
		"an account that says nothing of the origin is none": {[]account{south, silent}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			e := only(t, event(t, test.accounts...))
			if got := voices(e); got != test.want {
				t.Errorf("%d observations, want %d", got, test.want)
			}
		})
	}
}

func voices(e *origin.Estimate) int {
	if e == nil {
		return 0
	}
	return len(e.Voices)
}

// Observers of one root are one observation however far apart they stand: what they say is held against what others say as
// either of them says, never as both.
func TestObserversOfOneRootAreNotMultiplied(t *testing.T) {
	other := south
	other.from = 90_000
	one, both := only(t, event(t, south, west)), only(t, event(t, south, other, west))
	if a, b := field.Area(one.Field.Within(900_000)), field.Area(both.Field.Within(900_000)); b < a/2 {
		t.Errorf("a second observer of the same root makes %d square metres of %d", b, a)
	}
}

func TestEachWeaponHasAnOriginOfItsOwn(t *testing.T) {
	with := func(a account, w act.Weapon) account { a.weapon = w; return a }
	gun, grad := act.Weapon{Class: "artillery", Model: "D-30", Calibre: 1220}, act.Weapon{Class: "multiple-launch-rocket-system", Model: "Grad"}
	for name, test := range map[string]struct {
		accounts []account
		want     []int // weapon groups in each origin
	}{
		"one weapon": {[]account{with(south, gun), with(east, gun)}, []int{1}},
		"a class and a model of it are one weapon":    {[]account{with(south, gun), with(east, act.Weapon{Class: "artillery"})}, []int{2}},
		"a weapon nobody knows is the only known one": {[]account{with(south, gun), east}, []int{2}},
		"of two weapons it is neither":                {[]account{with(south, gun), with(west, grad), east}, []int{1, 1, 1}},
		"two weapons are never multiplied":            {[]account{with(south, gun), with(east, grad)}, []int{1, 1}},
		"two models of a class are two":               {[]account{with(south, gun), with(east, act.Weapon{Class: "artillery", Model: "D-20"})}, []int{1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []int
			for _, g := range origin.Groups(event(t, test.accounts...).Incident) {
				got = append(got, len(g.Parts))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

// A field that is kept is taken as it is, and one of another question is not.
func TestAFieldIsMadeOnce(t *testing.T) {
	first := event(t, south, east)
	first.Keep = origin.Memo{}
	made := only(t, first)
	second := event(t, south, east, south)
	second.Kept, second.Keep = first.Keep, origin.Memo{}
	if again := only(t, second); again.Field != made.Field || len(second.Keep) != 1 {
		t.Error("the same question made another field")
	}
	before := origin.Control{Text: first.Text, Maps: []*territory.Map{ground(t, 47_400, "press", "Cobalt")}, When: noon}
	after := before
	after.Maps = append(slices.Clone(before.Maps), ground(t, 47_400, "envoys", "Amber"))
	if h := before.Estimated(made); h.Party != "cobalt" {
		t.Errorf("held by %+v", h)
	}
	if h := after.Estimated(only(t, second)); h.Party != "" {
		t.Errorf("a layer that came in is without effect: %+v", h)
	}
	third := event(t, south, west)
	third.Kept = first.Keep
	if only(t, third).Field == made.Field {
		t.Error("another question was given the same field")
	}
}

// ground is held by one side north of a parallel and by Amber south of it, but for the tolerance of the line, half a kilometre.
func ground(t testing.TB, lat int, source, north string, tolerance ...place.Length) *territory.Map {
	t.Helper()
	line := place.Point{Lat: int32(lat) * 10_000}
	box := func(south, north int32) []place.Polygon {
		return []place.Polygon{{Rings: [][]place.Point{{{Lat: south, Lon: 370_000_000}, {Lat: south, Lon: 390_000_000}, {Lat: north, Lon: 390_000_000}, {Lat: north, Lon: 370_000_000}}}}}
	}
	m, err := territory.NewMap(territory.Layer{
		Name: "map", Kind: territory.Observed, Source: source, Exercise: true, Valid: when.Interval{From: noon.From - 1000, To: noon.To + 1000},
		Areas: []territory.Area{
			{Holder: north, Polygons: box(line.Lat, 485_000_000), Tolerance: append(tolerance, 500*place.Metre)[0]},
			{Holder: "Amber", Polygons: box(465_000_000, line.Lat), Tolerance: append(tolerance, 500*place.Metre)[0]},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWhoHeldTheGroundOfAnEstimate(t *testing.T) {
	ev := event(t, south, east, west)
	e := only(t, ev)
	blurred := ground(t, 47_450, "press", "Cobalt", 20*place.Kilometre)
	for name, test := range map[string]struct {
		maps  []*territory.Map
		party agreement.PartyID
		why   string
	}{
		"all of it lies on one side's ground":  {[]*territory.Map{ground(t, 47_400, "press", "Cobalt")}, "cobalt", "press"},
		"two maps say so":                      {[]*territory.Map{ground(t, 47_400, "envoys", "Cobalt"), ground(t, 47_410, "press", "Cobalt")}, "cobalt", "envoys and press"},
		"it straddles a line":                  {[]*territory.Map{ground(t, 47_560, "press", "Cobalt")}, "", "it may have come from ground of more than one side"},
		"two maps differ":                      {[]*territory.Map{ground(t, 47_400, "envoys", "Amber"), ground(t, 47_400, "press", "Cobalt")}, "", "the layers differ on who held it"},
		"nobody says":                          {nil, "", "no layer says who held it"},
		"a side's map of its enemy's ground":   {[]*territory.Map{ground(t, 47_400, "Amber", "Cobalt")}, "", "no layer says who held it"},
		"a holder whom the text does not name": {[]*territory.Map{ground(t, 47_400, "press", "Strangers")}, "", "press: held by Strangers, whom the text does not name"},
		"too much of it lies near a line":      {[]*territory.Map{blurred}, "", "no layer says who held it"},
	} {
		t.Run(name, func(t *testing.T) {
			h := origin.Control{Text: ev.Text, Maps: test.maps, When: noon}.Estimated(e)
			if h.Party != test.party || h.Source != test.why || len(h.Asked) != len(test.maps) {
				t.Errorf("%+v, want %q %q", h, test.party, test.why)
			}
		})
	}
}

// Shares add up to what the region holds, whether they are asked of many cells at once or of each.
func TestSharesAreThoseOfEachCell(t *testing.T) {
	ev := event(t, south, east, west)
	e := only(t, ev)
	cells := e.Field.Within(origin.Credible)
	c := origin.Control{Text: ev.Text, Maps: []*territory.Map{ground(t, 47_555, "press", "Cobalt")}, When: noon}
	together := origin.Shares(e.Field, cells, c.Ground)
	singly := origin.Shares(e.Field, cells, func(r place.Region) (holder, open string, whole bool) {
		holder, open, _ = c.Ground(r)
		return holder, open, false
	})
	total := int64(0)
	for i, s := range together {
		total += s.PPM
		if s.Holder != singly[i].Holder || s.Open != singly[i].Open || s.PPM != singly[i].PPM {
			t.Errorf("%s %s %d together, %s %s %d singly", s.Holder, s.Open, s.PPM, singly[i].Holder, singly[i].Open, singly[i].PPM)
		}
	}
	if want := e.Field.Share(cells); len(together) != len(singly) || total > want || total < want-int64(len(together)) {
		t.Errorf("%d kinds of %d ppm, want %d of %d", len(together), total, len(singly), want)
	}
}

func TestAPlaceIsNamedAsTheTextNamesIt(t *testing.T) {
	quarry := place.Region{Name: "The quarry", Circle: &place.Circle{Centre: truth, Radius: 3 * place.Kilometre}}
	mine := quarry
	mine.Name = "the house of a neighbour"
	for name, test := range map[string]struct {
		region place.Region
		want   string
	}{
		"a place of the text":               {quarry, "The quarry"},
		"what only a source calls so stays": {mine, ""},
	} {
		t.Run(name, func(t *testing.T) {
			ev := event(t, south, east, west)
			ev.Incident.Members[0].Sighting.Origin = &test.region
			if got := only(t, ev).Place(ev.Text); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// However many roots somebody invents, and however many different accounts of one, a field stays of a bounded size, and the
// order in which they came is without effect.
func TestInventedRootsAndAccountsAreBounded(t *testing.T) {
	var accounts []account
	for i := range 60 {
		a, b := south, east
		a.roots, a.from = []string{fmt.Sprintf("root %d", i)}, place.Bearing(i*6000)
		b.from = place.Bearing(i * 6000)
		accounts = append(accounts, a, b)
	}
	e := only(t, event(t, accounts...))
	if len(e.Voices) != origin.MaxVoices {
		t.Errorf("%d observations, want %d", len(e.Voices), origin.MaxVoices)
	}
	at := slices.IndexFunc(e.Voices, func(v origin.Voice) bool { return v.Root == "mill" })
	if at < 0 || len(e.Voices[at].Means) != origin.MaxAccounts {
		t.Errorf("the camera is the %d. observation: %+v", at, e.Voices)
	}
	slices.Reverse(accounts)
	if turned := only(t, event(t, accounts...)); !reflect.DeepEqual(turned.Field.Cells, e.Field.Cells) {
		t.Error("the order of accounts makes another field")
	}
}
