// SPDX-License-Identifier: Apache-2.0

package incident_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/act"
	"truce/incident"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// repeated is copies of a report, each with its own time of receipt.
func repeated(e report.Extract, times int) []report.Extract {
	list := make([]report.Extract, times)
	for i := range list {
		list[i] = e
		list[i].Received += when.Instant(i + 1)
	}
	return list
}

func TestCopiesAreOneAccount(t *testing.T) {
	many := incident.MaxTogether + 100
	sightings := make([]report.Sighting, many)
	for i := range sightings {
		sightings[i] = mortar()
	}
	wide := mortar(func(s *report.Sighting) { s.Time, s.Where = minutes(0, 24*60), circle(0, 70_000) })
	coded := plain("set", mortar())
	coded.Level = report.Coded
	exercise := plain("flood", mortar())
	exercise.Exercise = true
	for _, each := range []struct {
		name string
		list []report.Extract
		want []int // members of the incidents, the largest first
	}{
		{"equal sightings of one report", []report.Extract{plain("a", sightings...), plain("b", mortar())}, []int{many + 1}},
		{"copies of one root", append(repeated(plain("flood", mortar()), many), plain("b", mortar())), []int{many + 1}},
		{"copies that could be of any day are not one event", repeated(plain("flood", wide), 3), []int{1, 1, 1}},
		{"coded events of two reports are not one event", repeated(coded, 3), []int{1, 1, 1}},
		{"what is of an exercise is no copy", append(repeated(exercise, many), plain("flood", mortar())), []int{many, 1}},
	} {
		t.Run(each.name, func(t *testing.T) {
			j := joined(t, each.list...)
			var got []int
			for _, inc := range j.All() {
				got = append(got, len(inc.Members))
				// A star of copies and the pairs of accounts: volume does not make them more.
				if n := len(inc.Members); len(inc.Joins) >= n {
					t.Errorf("%d joins of %d members", len(inc.Joins), n)
				}
				if roots := incident.Roots(inc.Members); len(roots) > 2 {
					t.Errorf("roots %v", roots)
				}
			}
			slices.Sort(got)
			slices.Reverse(got)
			if diff := cmp.Diff(each.want, got); diff != "" {
				t.Errorf("members (-want +got):\n%s", diff)
			}
		})
	}
}

// except names the incidents by their members' sources, each source once, and leaves one source out.
func except(j *incident.Joiner, source string) []string {
	var out []string
	for _, inc := range j.All() {
		var names []string
		for _, m := range inc.Members {
			if m.Source != source {
				names = append(names, m.Source)
			}
		}
		slices.Sort(names)
		if len(names) > 0 {
			out = append(out, fmt.Sprint(names))
		}
	}
	slices.Sort(out)
	return out
}

// TestVolumeOfOneRootChangesNothing floods accounts with copies of one account: the others are joined as beside that
// one account alone, whether the flood comes before, between or after them.
func TestVolumeOfOneRootChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		honest := anyReports(rt, 8)
		voice := plain("voice", anySighting().Draw(rt, "voice"))
		copies := repeated(voice, rapid.SampledFrom([]int{2, 5, 40}).Draw(rt, "copies"))
		one := joined(t, append(slices.Clone(honest), voice)...)
		at := rapid.IntRange(0, len(honest)).Draw(rt, "at")
		many := joined(t, slices.Concat(honest[:at], copies, honest[at:])...)
		if !areCopies(t, copies) {
			rt.Skip("too little is said for copies to be of one event")
		}
		if diff := cmp.Diff(except(one, "voice"), except(many, "voice")); diff != "" {
			rt.Errorf("with a flood (-want +got):\n%s", diff)
		}
	})
}

// areCopies tells whether two of the reports alone are one incident.
func areCopies(t *testing.T, list []report.Extract) bool {
	t.Helper()
	return len(joined(t, list[:2]...).All()) == 1
}

// TestAnAccountThatFitsOneOfTwoBetterPartsThem keeps the limit that the specification explains: whichever of the three
// comes last, the two that fit best are joined, as whoever chooses the order may not choose the outcome. An analyst may.
func TestAnAccountThatFitsOneOfTwoBetterPartsThem(t *testing.T) {
	said := func(from, to int, text string) report.Sighting {
		return mortar(func(s *report.Sighting) { s.Time, s.Words = minutes(from, to), text })
	}
	first, second := plain("patrol-1", said(0, 10, "shells landed near orchard")), plain("patrol-2", said(9, 19, "rounds heard"))
	press := plain("press", said(0, 3, "shells landed near orchard"))
	if diff := cmp.Diff([]string{"patrol-1+patrol-2"}, partition(joined(t, first, second))); diff != "" {
		t.Errorf("the two alone (-want +got):\n%s", diff)
	}
	for _, order := range [][]report.Extract{{first, second, press}, {press, second, first}, {press, first, second}} {
		j := joined(t, order...)
		if diff := cmp.Diff([]string{"patrol-1+press ~ patrol-2", "patrol-2 ~ patrol-1+press"}, partition(j)); diff != "" {
			t.Errorf("with the third (-want +got):\n%s", diff)
		}
		if _, err := j.Decide(observe(t, first)[0].ID, observe(t, second)[0].ID, true); err != nil {
			t.Fatal(err)
		}
		if j.Of(observe(t, first)[0].ID) != j.Of(observe(t, second)[0].ID) {
			t.Error("an analyst's join is undone by a score")
		}
	}
}

// TestADecisionOnACopyConcernsThatCopy splits one copy of three from another account and joins it again.
func TestADecisionOnACopyConcernsThatCopy(t *testing.T) {
	copies := repeated(plain("a", mortar()), 3)
	other := plain("b", mortar(func(s *report.Sighting) { s.Act = act.Act("explosion") }))
	one := func(e report.Extract) *observation.Observation { return observe(t, e)[0] }
	for _, each := range []struct {
		name  string
		order []report.Extract
	}{
		{"the copies before the decision", []report.Extract{copies[0], copies[1], copies[2], other}},
		{"one copy before the decision", []report.Extract{copies[1], other, copies[0], copies[2]}},
	} {
		t.Run(each.name, func(t *testing.T) {
			j := joined(t, each.order[:2]...)
			if each.name != "one copy before the decision" {
				j = joined(t, each.order...)
			}
			if _, err := j.Decide(one(copies[1]).ID, one(other).ID, false); err != nil {
				t.Fatal(err)
			}
			for _, e := range each.order {
				j.Add(observe(t, e))
			}
			// The three copies are held together by more than one of them is with the other account.
			if diff := cmp.Diff([]string{"a+a+a ~ b", "b ~ a+a+a"}, partition(j)); diff != "" {
				t.Errorf("split (-want +got):\n%s", diff)
			}
			if _, err := j.Decide(one(copies[1]).ID, one(other).ID, true); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"a+a+a+b"}, partition(j)); diff != "" {
				t.Errorf("joined again (-want +got):\n%s", diff)
			}
			if _, err := j.Decide(one(copies[0]).ID, one(copies[2]).ID, false); err != nil {
				t.Fatalf("a split of two copies: %v", err)
			}
			if j.Of(one(copies[0]).ID) == j.Of(one(copies[2]).ID) {
				t.Error("two copies that were split are of one incident")
			}
		})
	}
}
