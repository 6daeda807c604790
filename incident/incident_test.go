// SPDX-License-Identifier: Apache-2.0

package incident_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/act"
	"truce/canon"
	"truce/incident"
	"truce/known"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// noon is a time to count from: 2015-02-16T12:00:00Z.
const noon = when.Instant(1424088000000)

func minutes(from, to int) when.Span {
	return when.Span{Interval: when.Interval{From: noon + when.Instant(from)*when.Instant(when.Minute), To: noon + when.Instant(to)*when.Instant(when.Minute)}}
}

// circle is so many metres east of a place in the Donbas, with a radius in metres.
func circle(east, radius int) place.Region {
	return place.Region{Circle: &place.Circle{
		Centre: place.Point{Lat: 480_000_000, Lon: int32(380_000_000 + east*134)}, Radius: place.Length(radius) * place.Metre,
	}}
}

// mortar is a sighting of mortar fire at noon.
func mortar(change ...func(*report.Sighting)) report.Sighting {
	s := report.Sighting{Act: "mortar-fire", Time: minutes(0, 2), Where: circle(0, 500)}
	for _, c := range change {
		c(&s)
	}
	return s
}

func plain(source string, sightings ...report.Sighting) report.Extract {
	return report.Extract{Level: report.Plain, Source: source, Received: noon + when.Instant(when.Day), Sightings: sightings}
}

// observe returns the observations of a report.
func observe(t testing.TB, e report.Extract) []*observation.Observation {
	t.Helper()
	sum, err := e.Digest()
	if err != nil {
		t.Fatal(err)
	}
	var out []*observation.Observation
	for _, o := range observation.Extract(report.ID(sum, canon.Salt{}), e, func(r place.Region) place.Region { return r }) {
		out = append(out, &o)
	}
	return out
}

func joined(t testing.TB, extracts ...report.Extract) *incident.Joiner {
	t.Helper()
	j := incident.NewJoiner()
	for _, e := range extracts {
		j.Add(observe(t, e))
	}
	return j
}

// partition names the members of every incident, and its possible sames, by their sources.
func partition(j *incident.Joiner) []string {
	names := func(inc *incident.Incident) string {
		var list []string
		for _, m := range inc.Members {
			list = append(list, m.Source)
		}
		slices.Sort(list)
		return strings.Join(list, "+")
	}
	var out []string
	for _, inc := range j.All() {
		line := names(inc)
		var sames []string
		for _, id := range j.PossibleSames(inc.ID) {
			sames = append(sames, names(j.Get(id)))
		}
		if slices.Sort(sames); len(sames) > 0 {
			line += " ~ " + strings.Join(sames, ", ")
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

func TestTwoAccountsAreComparedFieldByField(t *testing.T) {
	weapon := func(class act.Class, calibre act.Calibre) func(*report.Sighting) {
		return func(s *report.Sighting) { s.Weapon = &act.Weapon{Class: class, Calibre: calibre} }
	}
	killed := func(n int64) func(*report.Sighting) {
		return func(s *report.Sighting) {
			s.Casualties = []report.Casualties{{Harm: "killed", Of: "civilian", Age: "unknown", Least: n, Most: n}}
		}
	}
	counted := func(n int64) func(*report.Sighting) {
		return func(s *report.Sighting) { s.Count = report.Count{Kind: report.Exact, Least: n, Most: n} }
	}
	words := func(text string) func(*report.Sighting) { return func(s *report.Sighting) { s.Words = text } }
	at := func(from, to int) func(*report.Sighting) {
		return func(s *report.Sighting) { s.Time = minutes(from, to) }
	}
	in := func(r place.Region) func(*report.Sighting) { return func(s *report.Sighting) { s.Where = r } }
	of := func(a act.Act) func(*report.Sighting) { return func(s *report.Sighting) { s.Act = a } }
	list := func(f ...func(*report.Sighting)) []func(*report.Sighting) { return f }
	for _, each := range []struct {
		name string
		a, b []func(*report.Sighting)
		want []string // reasons of the join; none where the two are apart
	}{
		{"the same in all", nil, nil, []string{"time 700", "act 274", "place 700"}},
		{"a day tells less of the time", list(at(-720, 719)), nil, []string{"time 380", "act 274", "place 700"}},
		{"a wide place tells less of the place", list(in(circle(0, 20_000))), nil, []string{"time 700", "act 274", "place 528"}},
		{"a group of acts tells less of the act", list(of("explosion")), nil, []string{"time 700", "act 78", "place 700"}},
		{"no act tells nothing", list(of("")), nil, []string{"time 700", "place 700"}},
		{"one weapon", list(weapon("mortar", 820)), list(weapon("mortar", 0)), []string{"time 700", "act 274", "place 700", "same weapon 100"}},
		{"two calibres", list(weapon("mortar", 820)), list(weapon("mortar", 1200)), []string{"time 700", "act 274", "place 700", "different weapons -400"}},
		{"two classes", list(weapon("mortar", 0)), list(weapon("tank", 0)), []string{"time 700", "act 274", "place 700", "different weapons -400"}},
		{"a model only", list(func(s *report.Sighting) { s.Weapon = &act.Weapon{Model: "D-20"} }), list(weapon("mortar", 0)), []string{"time 700", "act 274", "place 700"}},
		{"as many killed", list(killed(2)), list(killed(2)), []string{"time 700", "act 274", "place 700", "same number killed 200"}},
		{"very many killed count once", list(killed(30)), list(killed(30)), []string{"time 700", "act 274", "place 700", "same number killed 300"}},
		{"others killed", list(killed(2)), list(killed(3)), []string{"time 700", "act 274", "place 700", "different numbers killed -200"}},
		{"as many counted", list(counted(7)), list(counted(7)), []string{"time 700", "act 274", "place 700", "same number counted 100"}},
		{"others counted", list(counted(7)), list(counted(9)), []string{"time 700", "act 274", "place 700", "different numbers counted -900"}},
		{"words in common in two languages", list(words("bridge near Zolote hit")), list(words("Міст біля Золоте")), []string{"time 700", "act 274", "place 700", "words in common 90"}},
		{
			"many words count so far", list(words("alpha bravos charlie deltas echoes foxtrot")), list(words("alpha bravos charlie deltas echoes foxtrot")),
			[]string{"time 700", "act 274", "place 700", "words in common 240"},
		},
		{"another time", list(at(3, 4)), nil, nil},
		{"no time", list(func(s *report.Sighting) { s.Time = when.Span{} }), nil, nil},
		{"another place", list(in(circle(3000, 500))), nil, nil},
		{"no place", list(in(place.Region{})), nil, nil},
		{"another act", list(of("air-strike")), nil, nil},
		{"a place of the same name", list(in(place.Region{Name: "Shyrokyne"})), list(in(place.Region{Name: "SHYROKYNE"})), []string{"time 700", "act 274", "place of the same name 400"}},
		{"a place of another name", list(in(place.Region{Name: "Shyrokyne"})), list(in(place.Region{Name: "Sartana"})), nil},
		{"a name beside a circle of another", list(in(place.Region{Name: "Shyrokyne"})), nil, nil},
	} {
		t.Run(each.name, func(t *testing.T) {
			for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
				sightings := map[string]report.Sighting{"a": mortar(each.a...), "b": mortar(each.b...)}
				j := joined(t, plain(order[0], sightings[order[0]]), plain(order[1], sightings[order[1]]))
				all := j.All()
				if len(all) == 2 {
					if each.want != nil {
						t.Fatalf("apart, want %v", each.want)
					}
					continue
				}
				var got []string
				for _, r := range all[0].Joins[0].Reasons {
					got = append(got, fmt.Sprint(r.Name, " ", r.Bits))
				}
				if diff := cmp.Diff(each.want, got); diff != "" {
					t.Errorf("reasons (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestLevelsAndReportsForbidJoins(t *testing.T) {
	coded, aggregate, exercise := plain("coded", mortar()), plain("aggregate", mortar()), plain("exercise", mortar())
	coded.Level, aggregate.Level, exercise.Exercise = report.Coded, report.Aggregate, true
	codedToo := coded
	codedToo.Source = "coded-too"
	for _, each := range []struct {
		name     string
		extracts []report.Extract
		want     []string
	}{
		{"a report and a coded event are joined", []report.Extract{plain("a", mortar()), coded}, []string{"a+coded"}},
		{"two coded events never are", []report.Extract{coded, codedToo}, []string{"coded", "coded-too"}},
		{
			"a report that fits two coded events is joined to neither",
			[]report.Extract{coded, plain("a", mortar()), codedToo},
			[]string{"a ~ coded, coded-too", "coded ~ a", "coded-too ~ a"},
		},
		{"an aggregate opens nothing", []report.Extract{aggregate}, nil},
		{"an exercise is not an event", []report.Extract{plain("a", mortar()), exercise}, []string{"a", "exercise"}},
		{"two rows of one report are two events", []report.Extract{plain("a", mortar(), mortar(func(s *report.Sighting) { s.Time = minutes(1, 2) }))}, []string{"a", "a"}},
		{"two rows of one time and place are one account", []report.Extract{plain("a", mortar(), mortar(func(s *report.Sighting) { s.Act = "explosion" }))}, []string{"a+a"}},
	} {
		t.Run(each.name, func(t *testing.T) {
			if diff := cmp.Diff(each.want, partition(joined(t, each.extracts...))); diff != "" {
				t.Errorf("incidents (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSeriesCountedDifferentlyArePossibleSames(t *testing.T) {
	series := func(from, to int, n int64) report.Sighting {
		return mortar(func(s *report.Sighting) {
			s.Time, s.Count = minutes(from, to), report.Count{Kind: report.Exact, Least: n, Most: n}
			s.Words = "explosions around the railway"
		})
	}
	got := partition(joined(t, plain("a", series(0, 160, 7)), plain("b", series(25, 135, 9))))
	if diff := cmp.Diff([]string{"a ~ b", "b ~ a"}, got); diff != "" {
		t.Errorf("incidents (-want +got):\n%s", diff)
	}
}

func TestAnalystsJoinAndSplit(t *testing.T) {
	a, b, c := plain("a", mortar()), plain("b", mortar()), plain("c", mortar(func(s *report.Sighting) { s.Time = minutes(60, 61) }))
	ids := map[string]canon.ObservationID{}
	j := incident.NewJoiner()
	for _, e := range []report.Extract{a, b, c} {
		o := observe(t, e)
		ids[e.Source] = o[0].ID
		j.Add(o)
	}
	for _, each := range []struct {
		name string
		a, b string
		same bool
		want []string
		err  string
	}{
		{"a split parts what was joined", "a", "b", false, []string{"a", "b", "c"}, ""},
		{"a join joins what could not be", "b", "c", true, []string{"a", "b+c"}, ""},
		{"a join that contradicts a split through others is refused", "a", "c", true, []string{"a+b+c"}, ""},
	} {
		t.Run(each.name, func(t *testing.T) {
			_, err := j.Decide(ids[each.a], ids[each.b], each.same)
			if each.name == "a join that contradicts a split through others is refused" {
				if err == nil || !strings.Contains(err.Error(), "which were split") {
					t.Fatalf("got %v, want a refusal", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(each.want, partition(j)); diff != "" {
				t.Errorf("incidents (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := j.Decide(ids["a"], ids["b"], true); err != nil {
		t.Fatalf("the last decision on a pair stands: %v", err)
	}
	if diff := cmp.Diff([]string{"a+b+c"}, partition(j)); diff != "" {
		t.Errorf("all three (-want +got):\n%s", diff)
	}
	if _, err := j.Decide(ids["a"], ids["c"], false); err == nil || !strings.Contains(err.Error(), "joined through others") {
		t.Errorf("a split of two that decisions join through a third: got %v", err)
	}
	if _, err := j.Decide(ids["a"], ids["a"], true); err == nil {
		t.Error("an observation is joined to itself")
	}
	if got := j.Of(ids["c"]).Joins; len(got) != 2 || got[1].Reasons[len(got[1].Reasons)-1].Name != "joined by an analyst" {
		t.Errorf("the analyst's join is not among the reasons: %+v", got)
	}
}

func TestTheFirstMemberNamesTheIncident(t *testing.T) {
	j := incident.NewJoiner()
	first := j.Add(observe(t, plain("a", mortar())))
	if len(first) != 1 || first[0].Was != nil || first[0].Incident.Version != 1 {
		t.Fatalf("first: %+v", first)
	}
	second := j.Add(observe(t, plain("b", mortar())))
	if len(second) != 1 || second[0].Incident.ID != first[0].Incident.ID || second[0].Incident.Version != 2 || second[0].Was.Version != 1 {
		t.Fatalf("second: %+v", second)
	}
	if again := j.Add(observe(t, plain("b", mortar()))); len(again) != 0 {
		t.Errorf("an observation that is held changes %+v", again)
	}
	// The third is an hour long and belongs to both: the fourth brings it to the other.
	b := observe(t, plain("b", mortar()))[0].ID
	split, err := j.Decide(observe(t, plain("a", mortar()))[0].ID, b, false)
	if err != nil || len(split) != 2 || split[0].Incident.Version != 3 || split[1].Incident.Version != 1 {
		t.Fatalf("split: %+v, %v", split, err)
	}
	merged, err := j.Decide(observe(t, plain("a", mortar()))[0].ID, b, true)
	if err != nil || len(merged) != 2 || merged[1].Incident != nil || merged[1].Was.ID != split[1].Incident.ID {
		t.Fatalf("merged: %+v, %v", merged, err)
	}
	if diff := cmp.Diff([]canon.IncidentID{first[0].Incident.ID}, merged[1].Into, cmp.Comparer(func(a, b canon.IncidentID) bool { return a == b })); diff != "" {
		t.Errorf("into (-want +got):\n%s", diff)
	}
	if j.Get(split[1].Incident.ID) != nil {
		t.Error("an incident that is gone is still there")
	}
}

func TestAnIncidentSaysWhatItsMembersDo(t *testing.T) {
	gun := func(class act.Class, origin *place.Region) func(*report.Sighting) {
		return func(s *report.Sighting) { s.Act, s.Weapon, s.Origin = "", &act.Weapon{Class: class}, origin }
	}
	west, east := circle(-9000, 1000), circle(9000, 1000)
	j := joined(t,
		plain("a", mortar(gun("mortar", &west), func(s *report.Sighting) { s.Target = "school" })),
		plain("b", mortar(gun("tank", &east), func(s *report.Sighting) { s.Words = "explosions shook the school building" })),
		plain("c", mortar(func(s *report.Sighting) { s.Act = "explosion"; s.Where = circle(0, 300) })))
	all := j.All()
	if len(all) != 1 {
		t.Fatalf("%d incidents, want one", len(all))
	}
	inc := all[0]
	if got := inc.Is("mortar-fire"); got != known.Unknown {
		t.Errorf("mortar fire: got %s", got)
	}
	if got := inc.Hit("school"); got != known.Yes {
		t.Errorf("a school: got %s", got)
	}
	if got := inc.Used(act.WeaponRule{Classes: []act.Class{"tank"}}); got != known.Yes {
		t.Errorf("a tank: got %s", got)
	}
	groups := inc.Weapons()
	if len(groups) != 2 || groups[0].Weapon.Class != "mortar" || *groups[0].Origin.Circle != *west.Circle || *groups[1].Origin.Circle != *east.Circle {
		t.Errorf("weapons: %+v", groups)
	}
	if inc.Where.Circle.Radius != 300*place.Metre {
		t.Errorf("where: got %s, want the smallest region", inc.Where.Circle.Radius)
	}
	if got := incident.Roots(inc.Members); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("roots: %v", got)
	}
}

// TestTheListOfActsHasTheSizeTheWeightsKnow fails when an act is added: then the weights table has a new version.
func TestTheListOfActsHasTheSizeTheWeightsKnow(t *testing.T) {
	if got, want := len(act.Leaves()), 45; got != want {
		t.Errorf("%d acts, the weights of %s know %d", got, incident.Weights, want)
	}
}
