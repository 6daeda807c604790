// SPDX-License-Identifier: Apache-2.0

package incident_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/act"
	"truce/canon"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/report"
)

// anySighting draws accounts so close to each other that many join, tie and forbid.
func anySighting() *rapid.Generator[report.Sighting] {
	return rapid.Custom(func(t *rapid.T) report.Sighting {
		from := rapid.IntRange(0, 6).Draw(t, "from")
		s := report.Sighting{
			Act:  rapid.SampledFrom([]act.Act{"", "mortar-fire", "explosion", "fire"}).Draw(t, "act"),
			Time: minutes(from*30, (from+rapid.SampledFrom([]int{0, 1, 40}).Draw(t, "long"))*30),
		}
		switch rapid.IntRange(0, 4).Draw(t, "where") {
		case 0:
			s.Where = place.Region{Name: rapid.SampledFrom([]string{"Sartana", "SARTANA", "Shyrokyne"}).Draw(t, "name")}
		case 1:
			s.Where = circle(0, 40_000)
			s.Where.Name = "Sartana"
		default:
			s.Where = circle(rapid.IntRange(0, 4).Draw(t, "east")*1500, rapid.SampledFrom([]int{500, 2000, 30_000, 90_000}).Draw(t, "radius"))
		}
		if rapid.Bool().Draw(t, "weapon") {
			s.Weapon = &act.Weapon{Class: rapid.SampledFrom([]act.Class{"mortar", "tank"}).Draw(t, "class")}
		}
		return s
	})
}

// anyReports draws reports with a source of its own each.
func anyReports(t *rapid.T, most int) []report.Extract {
	list := rapid.SliceOfN(rapid.SliceOfN(anySighting(), 1, 2), 1, most).Draw(t, "reports")
	out := make([]report.Extract, len(list))
	for i, sightings := range list {
		out[i] = plain(fmt.Sprintf("s%02d", i), sightings...)
		if rapid.IntRange(0, 3).Draw(t, "level") == 0 {
			out[i].Level = report.Coded
		}
	}
	return out
}

// TestOrderAndBatchingDecideNothing is ADR 14: the same observations make the same incidents and possible sames,
// in whatever order and in whatever portions they come.
func TestOrderAndBatchingDecideNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		reports := anyReports(rt, 14)
		want := partition(joined(t, reports...))
		var all []*observation.Observation
		for _, e := range rapid.Permutation(reports).Draw(rt, "order") {
			all = append(all, observe(t, e)...)
		}
		j := incident.NewJoiner()
		for len(all) > 0 {
			n := rapid.IntRange(1, len(all)).Draw(rt, "portion")
			j.Add(all[:n])
			all = all[n:]
		}
		if diff := cmp.Diff(want, partition(j)); diff != "" {
			rt.Errorf("in another order (-want +got):\n%s", diff)
		}
	})
}

// TestAGroupThatIsTooLargeIsPartedAtStrongerLinks crosses the cap on groups that are clustered together, forward and
// backward: a chain of pairs, of which each pair is one event and each link between two pairs a tie.
func TestAGroupThatIsTooLargeIsPartedAtStrongerLinks(t *testing.T) {
	const cap, all = incident.MaxTogether, incident.MaxTogether * 3 / 2
	chain := make([]report.Extract, all)
	for i := range chain {
		chain[i] = plain(fmt.Sprintf("s%04d", i), mortar(func(s *report.Sighting) {
			s.Time, s.Where = minutes(i/2, i/2+1), circle(i/2*100, 60)
		}))
	}
	j := incident.NewJoiner()
	added := 0
	for _, n := range []int{cap, cap + 2, all} {
		addAll(t, j, chain[added:n])
		added = n
		if got := len(j.All()); got != n/2 {
			t.Errorf("a group of %d: %d incidents, want its pairs", n, got)
		}
	}
	backward := incident.NewJoiner()
	for i := len(chain) - 1; i >= 0; i -= 50 {
		addAll(t, backward, chain[max(0, i-49):i+1])
	}
	if diff := cmp.Diff(partition(j), partition(backward)); diff != "" {
		t.Errorf("backward (-want +got):\n%s", diff)
	}
	id := func(n int) canon.ObservationID { return observe(t, chain[n])[0].ID }
	if _, err := j.Decide(id(0), id(all-100), true); err != nil {
		t.Fatal(err)
	}
	if got, want := len(j.All()), all/2+1; got != want { // the two, and each one's other half by itself
		t.Errorf("an analyst's join in a large group: %d incidents, want %d", got, want)
	}
	if _, err := j.Decide(id(10), id(11), false); err != nil {
		t.Fatal(err)
	}
	if got, want := len(j.All()), all/2+2; got != want {
		t.Errorf("an analyst's split in a large group: %d incidents, want %d", got, want)
	}
}

func addAll(t testing.TB, j *incident.Joiner, list []report.Extract) {
	t.Helper()
	var all []*observation.Observation
	for _, e := range list {
		all = append(all, observe(t, e)...)
	}
	j.Add(all)
}

// TestWhatCannotBeToldApartIsLeftApart has more sources of one account than are clustered together. No bar parts them, so
// nothing is joined but what an analyst joins.
func TestWhatCannotBeToldApartIsLeftApart(t *testing.T) {
	const many = incident.MaxTogether + 1
	var list []report.Extract
	for i := range many {
		list = append(list, plain(fmt.Sprintf("s%03d", i), mortar()))
	}
	j := incident.NewJoiner()
	addAll(t, j, list[:many-1])
	if got := len(j.All()); got != 1 {
		t.Errorf("%d incidents, want one", got)
	}
	addAll(t, j, list[many-1:])
	if got := len(j.All()); got != many {
		t.Errorf("%d incidents, want all apart", got)
	}
	if _, err := j.Decide(observe(t, list[0])[0].ID, observe(t, list[1])[0].ID, true); err != nil {
		t.Fatal(err)
	}
	if got := len(j.All()); got != many-1 {
		t.Errorf("an analyst's join: %d incidents, want %d", got, many-1)
	}
}

// TestTruthStaysInside draws an event and accounts whose time and region hold it, joined rightly: the incident's
// time and region hold it too.
func TestTruthStaysInside(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		east := rapid.IntRange(-3000, 3000).Draw(rt, "east")
		minute := rapid.IntRange(-300, 300).Draw(rt, "minute")
		j := incident.NewJoiner()
		var first *observation.Observation
		for i := range rapid.IntRange(1, 6).Draw(rt, "accounts") {
			off, radius := rapid.IntRange(-900, 900).Draw(rt, "off"), rapid.IntRange(1000, 9000).Draw(rt, "radius")
			o := observe(t, plain(fmt.Sprint("s", i), report.Sighting{
				Act:   "mortar-fire",
				Time:  minutes(minute-rapid.IntRange(0, 90).Draw(rt, "before"), minute+rapid.IntRange(0, 90).Draw(rt, "after")),
				Where: circle(east+off, radius),
			}))[0]
			j.Add([]*observation.Observation{o})
			if first == nil {
				first = o
			} else if j.Of(o.ID) != j.Of(first.ID) {
				if _, err := j.Decide(first.ID, o.ID, true); err != nil {
					rt.Fatal(err)
				}
			}
		}
		inc := j.Of(first.ID)
		if at := minutes(minute, minute).Interval.From; !inc.When.Contains(at) {
			rt.Errorf("it happened at %s, the incident says %s", at, inc.When)
		}
		if at := circle(east, 0).Circle.Centre; !inc.Where.Contains(at) {
			rt.Errorf("it happened at %v, the incident says %+v", at, inc.Where.Circle)
		}
	})
}
