// SPDX-License-Identifier: Apache-2.0

package lint_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/agreement"
	"truce/agreement/lint"
)

// read compiles a document.
func read(t testing.TB, name string, data []byte) *agreement.Compiled {
	t.Helper()
	a, err := agreement.Parse(name, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ford is the text that yields nothing.
func ford(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/ford.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestACleanTextYieldsNothing(t *testing.T) {
	if got := lint.Check(read(t, "ford.yaml", ford(t))); len(got) != 0 {
		t.Errorf("got %d complaints, want none: %v", len(got), got)
	}
	if got := lint.Check(); len(got) != 0 {
		t.Errorf("got %v for no text, want none", got)
	}
}

// defects breaks one thing of the clean text in each row, and names the complaints that must follow.
var defects = []struct {
	name  string
	edits []string // old, new, old, new ...
	want  []string // "check subject"
}{
	{"a loose word", []string{"All fire stops.", "All fire stops but for provocations."}, []string{"undefined-word provocations"}},
	{"a loose word in a rung", []string{"owes: written warning", "owes: answer if it persists"}, []string{"undefined-word persists"}},
	{"a loose word that is defined", []string{"All fire stops.", "All fire stops but for provocations.", "evidence:", "definitions: {provocation: what annex 2 lists}\nevidence:"}, nil},
	{"a loose word that a question asks about", []string{
		"All fire stops.", "All fire stops but for provocations.", "evidence:",
		"questions: [{id: q, article: 1, asks: What is a provocation?, ruled_by: commission, readings: [{id: a, means: A.}, {id: b, means: B.}]}]\nevidence:",
	}, []string{"differing-readings q"}},
	{"no area", []string{"  area: [area]\n", ""}, []string{"term-without-place area"}},
	{"a withdrawal without a day", []string{"keep_back: {at_least: 20 km, from: line}, from: D+7", "keep_back: {at_least: 20 km, from: line}"}, []string{"term-without-time guns"}},
	{"two distances for one mortar", []string{"classes: [artillery], at_least: 100}", "classes: [artillery, mortar], at_least: 100}"}, []string{"weapon-overlap guns and mortars"}},
	{"two distances without classes", []string{"weapons: {classes: [artillery], at_least: 100}", "weapons: {at_least: 100}"}, []string{"weapon-overlap guns and mortars"}},
	{"a calibre between two bounds", []string{"at_most: 99.9", "at_most: 85"}, []string{"weapon-gap artillery"}},
	{"bounds a millimetre apart", []string{"at_most: 99.9", "at_most: 99"}, nil},
	{"an open start with nobody to set it", []string{"event: 2026-03-01 00:00 Europe/Kyiv", "open: true}\n  - {id: e, article: 1, event: 2026-03-01 00:00 Europe/Kyiv"}, nil},
	{"an open start and nobody to set it", []string{"event: 2026-03-01 00:00 Europe/Kyiv", "open: true", "rule-reading, set-time]", "rule-reading]"}, []string{"clock-without-start d"}},
	{"a rung whose clock runs from nothing", []string{"within: 24 h, after: determination}", "within: 24 h}"}, []string{"clock-without-start rung warning"}},
	{"a clock that runs from a step that is not there", []string{"within: 24 h, after: determination}", "within: 24 h, after: appeal}"}, []string{"clock-without-start rung warning"}},
	{"a response due before the determination", []string{"within: 24 h, after: determination}", "within: 60 h, after: breach}"}, []string{"clock-from-breach rung warning"}},
	{"a response that leaves time to determine", []string{"within: 24 h, after: determination}", "within: 61 h, after: breach}"}, nil},
	{"a determination without limit before a response", []string{"within: 48 h, after: notice}", "after: notice}"}, []string{"step-without-deadline procedure"}},
	{"a window that begins when clocks are put on", []string{`from: "08:00"`, `from: "03:30"`}, []string{"local-time 2026-03-29 03:30 of window day"}},
	{"a window that ends when clocks are put back", []string{`to: "16:00"`, `to: "03:30"`}, []string{"local-time 2026-03-29 03:30 of window day"}},
	{"an end that the clocks show twice", []string{"until: D+300", "until: 2026-10-25 03:30 Europe/Kyiv"}, []string{"local-time 2026-10-25 03:30 Europe/Kyiv"}},
	{"acts that nobody spoke of", []string{"detention, ", ""}, []string{"silent-act acts"}},
	{"acts prohibited and permitted", []string{"acts: [aerial-activity,", "acts: [reconnaissance, aerial-activity,"}, []string{"contradiction ceasefire and movement"}},
	{"a permission that carves out a place", []string{"  - {id: movement,", "  - {id: drill, article: 4, sense: permits, acts: [assault], where: [ford], severity: S1}\n  - {id: movement,"}, nil},
	{"consensus without a fallback", []string{"    fallback: umpire\n", "", "decides: majority", "decides: consensus"}, []string{"stoppable-body commission"}},
	{"a quorum of all without a fallback", []string{"    fallback: umpire\n", "", "    quorum: 2\n", ""}, []string{"stoppable-body commission"}},
	{"a majority that one party makes up", []string{"    fallback: umpire\n", "", "{id: chair}]", "{id: second, party: cobalt}]"}, []string{"stoppable-body commission"}},
	{"a veto with a fallback", []string{"{id: chair}]", "{id: chair, veto: true}]"}, nil},
	{"a veto without a fallback", []string{"    fallback: umpire\n", "", "{id: chair}]", "{id: chair, veto: true}]"}, []string{"stoppable-body commission"}},
	{"a body that falls back on itself", []string{"fallback: umpire", "fallback: commission", "{id: chair}]", "{id: chair, veto: true}]"}, []string{"stoppable-body commission"}},
	{"a body of one party", []string{"{id: amber-seat, party: amber}, {id: cobalt-seat, party: cobalt}, {id: chair}", "{id: amber-seat, party: amber}, {id: amber-two, party: amber}"}, []string{"one-sided-body commission"}},
	{"nobody determines", []string{"competent: [determine, rule-reading, set-time]", "competent: [rule-reading, set-time]"}, []string{"nobody-determines determine", "unanswerable-exemption ceasefire/defence"}},
	{"a step that nobody owes", []string{"{does: reply, article: 4, by: respondent,", "{does: reply, article: 4,"}, []string{"unowned-deadline step reply"}},
	{"a rung that nobody owes", []string{"owes: written warning, by: commission,", "owes: written warning,"}, []string{"unowned-deadline rung warning"}},
	{"a ladder that begins at C2", []string{"severity: S1, confidence: C1", "severity: S1, confidence: C2"}, []string{"ladder-cell ladder"}},
	{"no urgent verification", []string{"owes: urgent verification, by: mission", "owes: log it, by: umpire"}, []string{"no-urgent-verification S4/C1"}},
	{"a rung that punishes on an assessment", []string{"owes: call both sides", "owes: suspend the second phase"}, []string{"rung-on-assessment rung call"}},
	{"a place that nobody can find", []string{"geometry: {polygon: [[30.4, 50.4], [30.6, 50.4], [30.6, 50.6], [30.4, 50.6]]}, tolerance: 10 m, ", ""}, []string{"place-without-geometry ford"}},
	{"a zone drawn by the press", []string{"tolerance: 10 m, source: invented", "tolerance: 10 m, source: invented, reported: true"}, []string{"reported-geometry ford"}},
	{"a line drawn with a broad pen", []string{"tolerance: 50 m", "tolerance: 600 m"}, []string{"line-too-coarse light-guns", "line-too-coarse mortars"}},
	{"a party without a line", []string{"keep_back: {at_least: 20 km, from: line}", "keep_back: {at_least: 20 km, per_party: {amber: line}}"}, []string{"no-line-for-party guns"}},
	{"nobody determines, and the text says whose answer counts", []string{"competent: [determine, rule-reading, set-time]", "competent: [rule-reading, set-time]", "answered: true", "answered: true, shown_by: [claimant]"}, []string{"nobody-determines determine"}},
	{"an exemption that silence keeps open", []string{"        within: 48 h\n", ""}, []string{"unanswerable-exemption ceasefire/defence"}},
	{"figures from the press", []string{"within: 24 h, after: determination}", "within: 24 h, after: determination, reported: true}"}, []string{"reported-figures reported"}},
	{"two languages and none decides", []string{"{tag: en, authoritative: true}", "{tag: en}"}, []string{"no-authoritative-language languages"}},
}

func TestEachDefectYieldsItsComplaint(t *testing.T) {
	for _, d := range defects {
		t.Run(d.name, func(t *testing.T) {
			data := string(ford(t))
			for i := 0; i < len(d.edits); i += 2 {
				if !strings.Contains(data, d.edits[i]) {
					t.Fatalf("the clean text has no %q", d.edits[i])
				}
				data = strings.Replace(data, d.edits[i], d.edits[i+1], 1)
			}
			c := read(t, "ford.yaml", []byte(data))
			var got []string
			for _, each := range lint.Check(c) {
				got = append(got, each.Check+" "+each.Subject)
				if each.Says == "" || each.Why == "" || each.Mend == "" {
					t.Errorf("complaint %s is not complete: %+v", each.Check, each)
				}
			}
			if diff := cmp.Diff(got, d.want); diff != "" {
				t.Errorf("complaints (-got +want):\n%s", diff)
			}
		})
	}
}

func TestEachCheckIsDocumentedOnce(t *testing.T) {
	page, err := os.ReadFile("../../docs/spec/lint.md")
	if err != nil {
		t.Fatal(err)
	}
	var slugs []string
	for _, r := range lint.Checks() {
		slugs = append(slugs, r.Check)
		if n := strings.Count(string(page), fmt.Sprintf("\n### %s\n", r.Check)); n != 1 {
			t.Errorf("got %d headings for %s on the page, want 1", n, r.Check)
		}
	}
	if !slices.IsSorted(slugs) {
		t.Errorf("got checks in the order %v, want them sorted", slugs)
	}
	if got, want := strings.Count(string(page), "\n### "), len(slugs); got != want {
		t.Errorf("got %d headings on the page, want %d", got, want)
	}
}

func TestTheOrderOfTheTextsDoesNotMatter(t *testing.T) {
	texts := compileAll(t, []string{"easter-2025-u", "minsk-package-2015", "easter-2025-r", "minsk-addendum-2015"})
	want := lint.Check(texts...)
	for range texts {
		texts = append(texts[1:], texts[0])
		if diff := cmp.Diff(lint.Check(texts...), want); diff != "" {
			t.Errorf("complaints of a permutation (-got +want):\n%s", diff)
		}
	}
}
