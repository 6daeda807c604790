// SPDX-License-Identifier: Apache-2.0

package finding_test

import (
	"fmt"
	"testing"

	"truce/act"
	"truce/agreement"
	"truce/finding"
	"truce/incident"
	"truce/report"
	"truce/when"
)

// speaks makes an account speak of each aspect besides the fact.
var speaks = map[string]func(*report.Sighting){
	"weapon": func(s *report.Sighting) { s.Weapon = &act.Weapon{Class: "mortar"} },
	"origin": func(s *report.Sighting) { from := circle(300, 500); s.Origin = &from },
	"casualties": func(s *report.Sighting) {
		s.Casualties = []report.Casualties{{Harm: "injured", Of: "unknown", Age: "unknown", Least: 1, Most: 1}}
	},
	"fact": func(*report.Sighting) {},
}

func aspect(g finding.Grade, name string) agreement.Confidence {
	return map[string]agreement.Confidence{"fact": g.Confidence, "weapon": g.Weapon, "origin": g.Origin, "casualties": g.Casualties}[name]
}

const (
	onRoad = "The patrol on the road counted several impacts beside the old mill before noon today"
	atMill = "Workers ran from the yard when shells fell and the roof of one hall burned down"
)

// account is an account in short.
type account struct {
	root, words string
	means       report.Means
	silent      bool // of the aspect, but not of the fact
	later       int
}

// TestEachAspectIsGradedByWhatSpeaksOfIt asks the rule of the accord, C2 of two roots and C3 of three with two means and one
// rated B, of each aspect for itself.
func TestEachAspectIsGradedByWhatSpeaksOfIt(t *testing.T) {
	seen, heard, camera := report.Seen, report.Heard, report.Camera
	for _, each := range []struct {
		name     string
		accounts []account
		rated    map[string]string
		want     agreement.Confidence
	}{
		{"one root", []account{{root: "a", means: seen}}, nil, 1},
		{"two means of one root are not two roots", []account{{root: "a", means: seen}, {root: "a", means: camera}}, nil, 1},
		{"two roots", []account{{root: "a", means: seen}, {root: "b", means: seen}}, nil, 2},
		{"three roots and two means, nobody rated", []account{{root: "a", means: seen}, {root: "b", means: heard}, {root: "c"}}, nil, 2},
		{"and one of them rated B", []account{{root: "a", means: seen}, {root: "b", means: heard}, {root: "c"}}, map[string]string{"c": "B"}, 3},
		{"and one of them rated F, which is no word", []account{{root: "a", means: seen}, {root: "b", means: heard}, {root: "c"}}, map[string]string{"c": "F"}, 2},
		{"and one of them rated D", []account{{root: "a", means: seen}, {root: "b", means: heard}, {root: "c"}}, map[string]string{"c": "D"}, 2},
		{
			"two means that one root has count once",
			[]account{{root: "a", means: seen}, {root: "a", means: heard}, {root: "b"}, {root: "c"}},
			map[string]string{"c": "A"},
			2,
		},
		{
			"one means of each of two roots",
			[]account{{root: "a", means: seen}, {root: "a", means: heard}, {root: "b", means: seen}, {root: "c"}},
			map[string]string{"c": "A"},
			3,
		},
		{
			"the third root has it from the first",
			[]account{{root: "a", means: seen, words: onRoad}, {root: "b", means: heard, words: atMill}, {root: "c", words: onRoad, later: 1}},
			map[string]string{"a": "A"},
			2,
		},
		{
			"the third root says so",
			[]account{{root: "road patrol", means: seen}, {root: "b", means: heard}, {root: "c", words: "Shelling, according to the road patrol", later: 1}},
			map[string]string{"b": "A"},
			2,
		},
		{
			"a good name that copies lends nothing",
			[]account{
				{root: "a", means: seen, words: onRoad}, {root: "b", means: heard, words: atMill}, {root: "c", means: camera}, {root: "d", words: onRoad, later: 1},
			},
			map[string]string{"d": "A"},
			2,
		},
	} {
		for name := range speaks {
			t.Run(each.name+": "+name, func(t *testing.T) {
				r := opened(t)
				inc := r.accounts(name, each.accounts)
				for root, word := range each.rated {
					r.docket.Rate(finding.Rating{Root: root, Reliability: word, By: "desk"})
				}
				if g := r.the(inc, "no-fire").Released.Grade; aspect(g, name) != each.want {
					t.Errorf("%s, want %s: %+v", aspect(g, name), each.want, g)
				}
			})
		}
	}
}

func TestWhoIsSilentOfAnAspectDoesNotCountForIt(t *testing.T) {
	for name := range speaks {
		if name == "fact" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			r := opened(t)
			inc := r.accounts(name, []account{{root: "a", means: report.Seen}, {root: "b", means: report.Heard, silent: true}, {root: "c", silent: true}})
			r.docket.Rate(finding.Rating{Root: "c", Reliability: "A", By: "desk"})
			g := r.the(inc, "no-fire").Released.Grade
			if g.Confidence != 3 || aspect(g, name) != 1 {
				t.Errorf("the fact %s, want C3; %s, want C1", g.Confidence, aspect(g, name))
			}
		})
	}
}

// TestTwoCopiesOfAThirdAreOneRootForWhatOnlyTheySay: the first gives no weapon, and its copies, which are none of each
// other, add one.
func TestTwoCopiesOfAThirdAreOneRootForWhatOnlyTheySay(t *testing.T) {
	for name := range speaks {
		if name == "fact" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			r := opened(t)
			inc := r.accounts(name, []account{
				{root: "a", words: onRoad, silent: true}, {root: "b", words: "Newest update: " + onRoad, later: 1}, {root: "c", words: onRoad + " as residents looked on", later: 2},
			})
			if g := r.the(inc, "no-fire").Released.Grade; g.Confidence != 1 || aspect(g, name) != 1 {
				t.Errorf("%+v", g)
			}
		})
	}
}

// TestALaterRatingGivesANewVersion rates a root that only a text cites, twice: the word that was in force stands in the version
// of its time.
func TestALaterRatingGivesANewVersion(t *testing.T) {
	r := opened(t, "c2: {roots: 2}", "c2: {roots: 1, reliability: B}")
	inc := r.accounts("fact", []account{{root: "a", words: "Shelling, according to the mill guards"}})
	first := r.the(inc, "no-fire")
	r.docket.Rate(finding.Rating{Root: "the mill guards", Reliability: "A", By: "desk"})
	second := r.the(inc, "no-fire")
	r.docket.Rate(finding.Rating{Root: "a", Reliability: "E", By: "desk"})
	third := r.the(inc, "no-fire")
	var got []string
	for _, f := range []*finding.Finding{first, second, third} {
		got = append(got, fmt.Sprint(f.Version, f.Released.Grade.Confidence))
	}
	if want := fmt.Sprint([]string{"1 C1", "2 C2", "3 C1"}); fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if n := len(r.docket.RatingsOf(inc.ID)); n != 2 {
		t.Errorf("%d ratings are shown, want that of the root and that of whom it cites", n)
	}
}

// accounts enters accounts of one shot that speak of an aspect and returns its incident.
func (r *record) accounts(name string, list []account) *incident.Incident {
	var inc *incident.Incident
	for _, a := range list {
		e := r.extract(a.root, r.shot(func(s *report.Sighting) {
			s.Means, s.Words = a.means, a.words
			if !a.silent {
				speaks[name](s)
			}
		}))
		e.Received += when.Instant(a.later) * when.Instant(when.Minute)
		inc = r.see(e)
	}
	return inc
}
