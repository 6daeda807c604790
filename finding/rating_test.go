// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/canon"
	"truce/finding"
	"truce/incident"
	"truce/report"
)

// told sees one event by so many roots, each by means of its own, as C3 of the accord asks of three.
func (r *record) told(roots ...string) *incident.Incident {
	var inc *incident.Incident
	for i, root := range roots {
		e := r.extract("source-"+root, r.shot(func(s *report.Sighting) { s.Means = []report.Means{report.Heard, report.Seen, report.Camera}[i] }))
		e.Roots = []string{root}
		inc = r.see(e)
	}
	return inc
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	data, err := canon.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestARatingThatChangesNoGradeMakesNoVersion: who sees that several findings got a version at one instant learns that they
// share a source, so that must not happen for nothing.
func TestARatingThatChangesNoGradeMakesNoVersion(t *testing.T) {
	root := func(name, reliability string) finding.Rating {
		return finding.Rating{Root: name, Reliability: reliability, By: "desk"}
	}
	for _, each := range []struct {
		name   string
		roots  []string
		before []finding.Rating
		rating finding.Rating
		want   int // findings of new versions
	}{
		{"one root alone, rated best", []string{"mission"}, nil, root("mission", "A"), 0},
		{"two roots, where only C3 asks for a rating", []string{"mission", "press"}, nil, root("press", "A"), 0},
		{"the third thing that C3 asks for", []string{"mission", "press", "camera"}, nil, root("press", "B"), 2},
		{"a rating that falls short of it", []string{"mission", "press", "camera"}, nil, root("press", "C"), 0},
		{"F, which is no word", []string{"mission", "press", "camera"}, nil, root("press", "F"), 0},
		{"a better one than was asked for", []string{"mission", "press", "camera"}, []finding.Rating{root("press", "B")}, root("press", "A"), 0},
		{"of a second root", []string{"mission", "press", "camera"}, []finding.Rating{root("press", "B")}, root("mission", "A"), 0},
		{"a bad one of a second root", []string{"mission", "press", "camera"}, []finding.Rating{root("press", "B")}, root("mission", "E"), 0},
		{"a worse one of the one that carried it", []string{"mission", "press", "camera"}, []finding.Rating{root("press", "B")}, root("press", "C"), 2},
		{"the same again", []string{"mission", "press", "camera"}, []finding.Rating{root("press", "B")}, root("press", "B"), 0},
		{"what one report says", []string{"mission", "press", "camera"}, nil, finding.Rating{Credibility: "1", By: "desk"}, 0},
	} {
		t.Run(each.name, func(t *testing.T) {
			r := opened(t)
			inc := r.told(each.roots...)
			for _, b := range each.before {
				r.docket.Rate(b)
			}
			if each.rating.Credibility != "" {
				each.rating.Report = inc.Members[0].Report
			}
			before := encoded(t, r.docket.Findings())
			var got []*finding.Finding
			for _, c := range r.docket.Rate(each.rating) {
				got = append(got, c.Findings...)
			}
			if len(got) != each.want {
				t.Errorf("%d new versions, want %d", len(got), each.want)
			}
			for _, f := range got {
				if f.Released.Why != finding.ByRating {
					t.Errorf("why: %q", f.Released.Why)
				}
			}
			if diff := cmp.Diff(before, encoded(t, r.docket.Findings())); each.want == 0 && diff != "" {
				t.Errorf("the findings changed (-before +after):\n%s", diff)
			}
			if !slices.ContainsFunc(r.docket.RatingsOf(inc.ID), func(o finding.Rating) bool { return o == each.rating }) {
				t.Error("the rating is not shown on demand")
			}
		})
	}
}

// TestOnlyAGradeChangesByARating rates at random: a version that a rating made prints another grade than the one before,
// and of the same grade there is no second version.
func TestOnlyAGradeChangesByARating(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rule := rapid.SampledFrom([]string{"c2: {roots: 2}", "c2: {roots: 2, reliability: C}", "c2: {roots: 1, reliability: B}"}).Draw(rt, "c2")
		r := opened(t, "c2: {roots: 2}", rule)
		names := []string{"mission", "press", "camera"}
		inc := r.told(names[:rapid.IntRange(1, 3).Draw(rt, "roots")]...)
		for i := range rapid.IntRange(1, 8).Draw(rt, "ratings") {
			before := r.the(inc, "no-fire")
			r.docket.Rate(finding.Rating{
				Root: rapid.SampledFrom(names).Draw(rt, "root"), Reliability: rapid.SampledFrom([]string{"A", "B", "C", "D", "F"}).Draw(rt, "word"),
				By: fmt.Sprint("rater-", rapid.IntRange(0, 2).Draw(rt, "by")),
			})
			after := r.the(inc, "no-fire")
			if same := before.Released.Grade == after.Released.Grade; same != (before.ID == after.ID) {
				rt.Fatalf("rating %d: %+v became %+v, and %s %s", i, before.Released.Grade, after.Released.Grade, before.ID, after.ID)
			}
		}
	})
}

func TestWhatARatingDecidedIsAmongTheReasons(t *testing.T) {
	r := opened(t)
	inc := r.told("mission", "press", "camera")
	rated := func() []string {
		var out []string
		for _, each := range r.the(inc, "no-fire").Internal.Reasons {
			if each.Condition == "rated" {
				out = append(out, fmt.Sprint(each.Holds, ": ", each.Says))
			}
		}
		return out
	}
	if diff := cmp.Diff([]string{"no: C3 of the fact asks for a root of B or better"}, rated()); diff != "" {
		t.Errorf("unrated (-want +got):\n%s", diff)
	}
	r.docket.Rate(finding.Rating{Root: "press", Reliability: "A", By: "desk"})
	if diff := cmp.Diff([]string{"yes: C3 of the fact asks for a root of B or better"}, rated()); diff != "" {
		t.Errorf("rated A (-want +got):\n%s", diff)
	}
	if got := r.docket.RatingsOf(canon.IncidentID{}); got != nil {
		t.Errorf("ratings of an incident that is not on record: %v", got)
	}
}
