// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"truce/act"
	"truce/agreement"
	"truce/engine"
	"truce/finding"
	"truce/report"
	"truce/when"
)

// saw is what a patrol writes of one mortar attack, with its weapon, origin and harm; heard is what a clinic does.
const (
	saw   = "Patrol on the ridge road saw twelve mortar rounds land beside the school, two residents were injured"
	heard = "The clinic took in wounded people after loud impacts from the north woke everybody before dawn"
)

// originals are so many accounts of one attack, each by itself.
func originals(n int) []report.Report {
	from := circle(-40)
	first := shot(60, 0)
	first.Words, first.Origin, first.Weapon = saw, &from, &act.Weapon{Class: "mortar"}
	first.Casualties = []report.Casualties{{Harm: "injured", Of: "civilian", Age: "adult", Least: 2, Most: 2}}
	second := first
	second.Words, second.Means = heard, report.Heard
	return []report.Report{told("patrol", first), told("clinic", second)}[:n]
}

// duplicate is the i-th copy of a report under another name, i from 0: word for word, in capitals, with another mark, with a
// word more or another word, or as what the first has said; under its own root, the first one's, or none. Some give no means,
// or those of a paper. It comes so much later than the first.
func duplicate(r report.Report, i int, later when.Duration) report.Report {
	e := r.Extract
	source := e.Source
	e.Source, e.Received = fmt.Sprint("wire-", i), e.Received+when.Instant(later)
	s := e.Sightings[0]
	fields := strings.Fields(s.Words)
	adjective := []string{"heavy", "single", "further", "several"}[i/8%4]
	at := 3 + i/32%3*3
	switch i % 8 {
	case 0, 1, 2:
	case 3:
		s.Words = strings.ToUpper(s.Words)
	case 4:
		s.Words += "!"
	case 5:
		s.Words = "According to the " + source + ", " + s.Words
	case 6:
		s.Words = strings.Join(slices.Insert(fields, at, adjective), " ")
	default:
		fields[at] = adjective
		s.Words = strings.Join(fields, " ")
	}
	switch i % 5 {
	case 0:
		e.Roots = []string{source}
	case 1:
		e.Roots = []string{e.Source}
	case 2:
		s.Means = ""
	case 3:
		s.Means = report.Document
	}
	e.Sightings = []report.Sighting{s}
	return report.Report{Extract: e}
}

// graded is the grade of the one finding of a term, by aspect, and all else that was decided.
func graded(t testing.TB, s *engine.State) (g finding.Grade, decided string) {
	t.Helper()
	for _, d := range s.Dockets() {
		for _, f := range d.Findings() {
			if f.Released.Term == "no-fire" {
				r := f.Released
				return r.Grade, fmt.Sprint(r.Verdict, r.Status, r.Grade, r.Attribution.Level, r.Attribution.Words, r.ByReading, r.Casualties, len(d.Findings()))
			}
		}
	}
	t.Fatal("no finding")
	return g, ""
}

// TestCopiesOfOneRootDecideNothing copies one of two accounts, or both, any number of times under other names: no verdict, no
// aspect of confidence and nothing else of the finding changes.
func TestCopiesOfOneRootDecideNothing(t *testing.T) {
	for _, accounts := range []int{1, 2} {
		for _, n := range []int{1, 10, 1000} {
			t.Run(fmt.Sprintf("%d accounts, %d copies", accounts, n), func(t *testing.T) {
				if n > 100 && testing.Short() {
					t.Skip("a thousand copies are not folded in a short run")
				}
				s := begun(t, pact)
				submit(t, s, 600, originals(accounts)...)
				grade, before := graded(t, s)
				if want := agreement.Confidence(accounts); grade.Confidence != want || grade.Weapon != want || grade.Origin != want || grade.Casualties != want {
					t.Fatalf("before: %+v", grade)
				}
				list := make([]report.Report, n)
				for i := range list {
					list[i] = duplicate(originals(accounts)[i%accounts], i/accounts, when.Minute+when.Duration(i))
				}
				for some := range slices.Chunk(list, 256) {
					submit(t, s, 700, some...)
				}
				if _, after := graded(t, s); after != before {
					t.Errorf("%s\nbecame\n%s", before, after)
				}
			})
		}
	}
}

// TestCopiesRaiseNothingInAnyOrder draws copies of two accounts that come before and after them, in any order of arrival:
// no aspect of confidence is above what the two have by themselves.
func TestCopiesRaiseNothingInAnyOrder(t *testing.T) {
	alone := begun(t, pact)
	submit(t, alone, 600, originals(2)...)
	want, _ := graded(t, alone)
	few(t, func(rt *rapid.T) {
		list := originals(2)
		for range rapid.IntRange(1, 12).Draw(rt, "copies") {
			of := rapid.IntRange(0, 1).Draw(rt, "of")
			later := when.Duration(rapid.IntRange(0, 4).Draw(rt, "minutes later")) * when.Minute
			list = append(list, duplicate(originals(2)[of], rapid.IntRange(0, 200).Draw(rt, "edit")*100+len(list), later))
		}
		for i := range list[:2] {
			list[i].Extract.Received += when.Instant(rapid.IntRange(0, 4).Draw(rt, "first received")) * when.Instant(when.Minute)
		}
		s := begun(t, pact)
		for i, r := range rapid.Permutation(list).Draw(rt, "order") {
			submit(t, s, 600+i, r)
		}
		g, _ := graded(t, s)
		if g.Confidence > want.Confidence || g.Weapon > want.Weapon || g.Origin > want.Origin || g.Casualties > want.Casualties {
			rt.Errorf("%+v, and %+v by themselves", g, want)
		}
	})
}

// TestAHundredThousandDuplicatesChangeNothing floods the record with what looks like the reports of a hundred thousand
// sources and is one account or the other.
func TestAHundredThousandDuplicatesChangeNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("a hundred thousand reports are not folded in a short run")
	}
	s := begun(t, pact)
	submit(t, s, 600, append(originals(2), told("elsewhere", shot(90, 300)))...)
	_, before := graded(t, s)
	const all, portion = 100_000, 50_000
	for from := 0; from < all; from += portion {
		list := make([]report.Report, portion)
		for i := range list {
			list[i] = duplicate(originals(2)[i%2], from+i, when.Minute+when.Duration(from+i))
		}
		submit(t, s, 700, list...)
	}
	if _, after := graded(t, s); after != before {
		t.Errorf("%s\nbecame\n%s", before, after)
	}
	if incidents, observations := len(s.Incidents()), len(s.Observations()); incidents != 2 || observations != all+3 {
		t.Errorf("%d incidents of %d observations", incidents, observations)
	}
}
