// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

// duplicate is the i-th copy of a report under another name: word for word, in capitals, with another mark or word, with a
// word more, or as what the first has said. From its source on it looks like a report of somebody else.
func duplicate(r report.Report, i int) report.Report {
	e := r.Extract
	source := e.Source
	e.Source = fmt.Sprint("wire-", i)
	s := e.Sightings[0]
	adjectives := []string{"single", "further", "several", "deadly", "night", "new", "more", "heavy", "loud", "incoming"}
	word := adjectives[i/8%len(adjectives)]
	fields := strings.Fields(s.Words)
	at := 2 + i/80%(len(fields)-3)
	switch i % 8 {
	case 0, 1, 2:
	case 3:
		s.Words = strings.ToUpper(s.Words)
	case 4:
		s.Words += "!"
	case 5:
		s.Words = "According to the " + source + ", " + s.Words
	case 6:
		s.Words = strings.Join(slices.Insert(fields, at, word), " ")
	default:
		fields[at] = word
		s.Words = strings.Join(fields, " ")
		if strings.ContainsAny(r.Extract.Sightings[0].Words, "0123456789") || at < 2 {
			s.Words = r.Extract.Sightings[0].Words
		}
	}
	switch i % 5 {
	case 0:
		e.Roots = []string{source}
	case 1:
		e.Roots = []string{e.Source}
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

func TestX(t *testing.T) {
	for _, n := range []int{1, 10, 100, 1000, 4000} {
		s := begun(t, pact)
		submit(t, s, 600, originals(2)...)
		_, before := graded(t, s)
		var list []report.Report
		for i := range n {
			c := duplicate(originals(2)[i%2], i/2)
			c.Extract.Received += when.Instant(when.Hour)
			list = append(list, c)
		}
		for c := range slices.Chunk(list, 256) {
			submit(t, s, 700, c...)
		}
		_, after := graded(t, s)
		t.Log(n, len(s.Incidents()), cmp.Diff(before, after))
	}
	_ = rapid.Check
	_ = agreement.Confidence(1)
}
