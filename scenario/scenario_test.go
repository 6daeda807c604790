// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"truce/scenario"
)

// text is the smallest agreement that the tests of the language need: two parties, no fire, one body.
const text = `-- text.yaml --
truce: 1
id: text
version: 1
title: "EXERCISE: Two parties and no fire"
kind: agreement
exercise: true
languages: [{tag: en}]
sources: [{id: invented, title: Invented for tests, standing: invented}]
parties: [{id: north, name: Northland}, {id: south, name: Southland}]
others: []
force: {from: 2031-03-01 00:00 UTC, until: 2031-12-31 UTC, area: [valley]}
late_window: 30 d
articles: [{id: 1, title: No fire, says: Nobody fires in the valley., cite: "Exercise, article 1", source: invented}]
places: [{id: valley, name: valley, kind: zone, source: invented}]
terms: [{id: no-fire, article: 1, sense: prohibits, acts: [fire], severity: S2}]
counting: {unit: one incident under one term, day: UTC}
evidence: {c2: {roots: 2}, c3: {roots: 3, means: 2}, sequence: 2 h, recurrence: 14 d, independent: neither took it from the other}
bodies: [{id: board, name: Board, article: 1, decides: chair, competent: [determine]}]
`

const shots = `-- shots.ndjson --
{"source":"mill","exercise":true,"act":"small-arms-fire","count":3,"means":"heard","time":"2031-03-04 08:15","where":{"name":"valley"}}
{"source":"ford","exercise":true,"act":"small-arms-fire","count":2,"means":"seen","time":"2031-03-04 17:00","where":{"name":"valley"}}
{"source":"radio","exercise":true,"level":"aggregate","act":"fire","count":20,"time":"2031-03-04"}
-- late.ndjson --
{"source":"late","exercise":true,"act":"small-arms-fire","time":"2031-03-09 08:15","where":{"name":"valley"}}
-- watch.ndjson --
{"watch":{"source":"mill","means":"seen","where":{"at":"48.05, 37.80","radius":"5 km"},"time":"2031-03-09"}}
-- broken.ndjson --
{"source":"mill","act":"boom"}
`

// begin is three lines, so that the first line of a test is line 4.
const begin = `zone UTC
at "2031-03-01 00:00" agreement text
at "2031-03-05 00:00" submit shots.ndjson
`

func play(t *testing.T, script string) (scenario.Result, error) {
	t.Helper()
	c, err := scenario.Parse("a-case", []byte(script+"\n"+text+shots))
	if err != nil {
		return scenario.Result{}, err
	}
	run, err := scenario.Play(c, fstest.MapFS{}, nil)
	if err != nil {
		return scenario.Result{}, err
	}
	return run.Result(), nil
}

func TestWhatIsWantedAndHoldsIsCounted(t *testing.T) {
	got, err := play(t, `# A title
# and more
`+begin+`want incidents 2
want aggregates 1
want apart mill ford
want findings 2 verdict=violation status=assessed
want findings 0 verdict=exempt
want finding on=mill term=no-fire verdict=violation status=assessed article=1 exercise=yes attribution=none because="~every condition" readings=":violation"
want no-finding on=radio
want outside 0
want versions 1 on=mill
want counts shots=5 incidents=2 assessed=2 determined=0 unquantified=0
want counts period="2031-03-04 12:00/2031-03-04 23:00" shots=2 incidents=1
at "2031-03-06 00:00" determine on=mill term=no-fire by=board outcome=violation intent=undetermined
want finding on=mill status=determined determined="violation by board"
refuse determine on=mill term=no-fire by=nobody outcome=violation error=nobody
at "2031-03-06 01:00" join mill ford by=analyst because="one patrol"
want same mill ford
todo: a thing that is to come
`)
	if err != nil {
		t.Fatal(err)
	}
	if got.Title != "A title" || got.Name != "a-case" {
		t.Errorf("got %q of %q, want the first comment and the name", got.Title, got.Name)
	}
	if diff := cmp.Diff(got.Failures, []string(nil)); diff != "" {
		t.Errorf("failures (-got +want):\n%s", diff)
	}
	if want := 26; got.Passed != want {
		t.Errorf("got %d expectations met, want %d", got.Passed, want)
	}
	if diff := cmp.Diff(got.Todo, []string{"a thing that is to come"}); diff != "" {
		t.Errorf("todo (-got +want):\n%s", diff)
	}
}

func TestWhatDoesNotHoldIsAFailureWithItsLineAndBothSides(t *testing.T) {
	for line, want := range map[string]string{
		`want incidents 3`:                  "a-case:4: incidents: got 2, want 3",
		`want same mill ford`:               "a-case:4: one incident: got no, want yes",
		`want apart mill mill`:              "a-case:4: one incident: got yes, want no",
		`want no-finding`:                   "a-case:4: there is one: violation under term no-fire of text@1",
		`want finding`:                      "a-case:4: 2 findings fit of=none on=none term=none, want one",
		`want room mode=suspended`:          "a-case:4: mode: got normal, want suspended",
		`refuse duty on by=anna error=x`:    "a-case:4: duty is not refused",
		`refuse duty dance by=anna error=x`: "duty dance: use on, off",
		`refuse duty call c by=anna to=x asked=y reached=busy error=x`: "use answered, no-answer",
		`refuse patrol out p by=anna error=x`:                          "there is no patrol task",
		`refuse notice sought n by=anna side=north error=x`:            "there is no notice",
		`refuse mode normal by=anna because=x error=x`:                 "normal already",
		`want versions 2`:                                               "a-case:4: 2 findings fit, want one",
		`want counts shots=4`:                                           "a-case:4: shots: got 5, want 4",
		`want possible mill mill`:                                       "a-case:4: possibly the same: got no, want yes",
		`want outside 0 nearest="not the act"`:                          "a-case:4: nearest: got none, want not the act",
		`want finding on=mill verdict=exempt`:                           "a-case:4: verdict: got violation, want exempt",
		`want finding on=mill words="~nothing of it"`:                   "a-case:4: words: got cannot attribute: no control layer, want ~nothing of it",
		`refuse opinion on=mill term=no-fire by=south holds=so error=x`: "a-case:4: opinion is not refused",
		`refuse advance on=mill term=no-fire to=final by=you error=x`:   "a finding that is assessed cannot become final",
	} {
		got, err := play(t, begin+line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if len(got.Failures) != 1 || !strings.Contains(got.Failures[0], want) {
			t.Errorf("%s: got %q, want %q", line, got.Failures, want)
		}
	}
}

func TestAScriptThatCannotRunIsAnErrorWithItsLine(t *testing.T) {
	for line, want := range map[string]string{
		// What is wrong in itself is found before anything runs.
		`wnat incidents 2`:                    `a-case:4: unknown verb "wnat": did you mean "want"?`,
		`celebrate`:                           `a-case:4: unknown verb "celebrate": use admit, advance, agreement`,
		`want finding on=mill vredict=exempt`: `a-case:4: finding takes no vredict=: did you mean verdict=?`,
		`want incidents 2 of=text`:            `a-case:4: incidents takes no of=: it takes no named words`,
		`want finding on=mill on=ford`:        `a-case:4: on= stands twice`,
		`want findigs 2`:                      `a-case:4: unknown want "findigs": did you mean "findings"?`,
		`want`:                                `a-case:4: say what is wanted: aggregates, apart`,
		`submit "shots.ndjson`:                `a-case:4: a quotation mark is not closed`,
		`at "2031-03-06 00:00"`:               `a-case:4: "at" needs a time and a verb`,
		`at "2031-03-06 00:00" todo: later`:   `a-case:4: unknown verb "todo:"`,
		`todo later`:                          `a-case:4: a todo stands alone on its line`,
		`refuse want incidents 2 error=x`:     `a-case:4: write: refuse VERB ... error=WORDS`,
		`refuse submit shots.ndjson`:          `a-case:4: write: refuse VERB ... error=WORDS`,
		`refuse sumbit shots.ndjson error=x`:  `a-case:4: unknown verb "sumbit"`,
		// The rest is found where it runs.
		`zone`:                                            `a-case:4: zone: write: zone NAME`,
		`zone Europe/Nowhere`:                             `a-case:4: zone:`,
		`at "2031-02-30 00:00" want incidents 2`:          `a-case:4: want:`,
		`at "2031-03-01 00:00" want incidents 2`:          `a-case:4: want: time 2031-03-01T00:00:00Z is before 2031-03-05T00:00:00Z: a case runs forward`,
		`agreement`:                                       `a-case:4: agreement: write: agreement NAME`,
		`agreement other`:                                 `a-case:4: agreement: agreement other.yaml: neither in the case nor in the library`,
		`submit`:                                          `a-case:4: submit: name one file of the case`,
		`submit none.ndjson`:                              `a-case:4: submit: the case has no file "none.ndjson"`,
		`submit shots.ndjson format=parquet`:              `a-case:4: submit: unknown format "parquet": use geojson`,
		`submit shots.ndjson exercise=no`:                 `a-case:4: submit: exercise=no: write exercise=yes, or leave it out`,
		`submit shots.ndjson mapping=none.yaml`:           `a-case:4: submit: the case has no file "none.yaml" for mapping=`,
		`submit late.ndjson`:                              `a-case:4: submit: report 1 speaks of 2031-03-09T08:15:59.999Z, after its submission`,
		`submit watch.ndjson`:                             `a-case:4: submit: the watch of mill speaks of 2031-03-09T23:59:59.999Z, after its submission`,
		`submit broken.ndjson`:                            `a-case:4: submit: 1 rows refused, refused=0, the first: row 1:`,
		`submit shots.ndjson refused=1`:                   `a-case:4: submit: 0 rows refused, refused=1`,
		`want finding on=nobody`:                          `a-case:4: want: nothing on record from "nobody"`,
		`want finding on=mill#0`:                          `a-case:4: want: "mill#0": write the number after # from 1`,
		`want finding on=mill#2`:                          `a-case:4: want: nothing on record from "mill#2"`,
		`want no-finding of=other`:                        `a-case:4: want: no agreement of the case is "other"`,
		`want no-finding term=no-fier`:                    `a-case:4: want: no such agreement has a term "no-fier"`,
		`want finding on=mill reading:width=violation`:    `a-case:4: want: the finding has no reading "width"`,
		`want finding on=mill origin:Grad="~north"`:       `a-case:4: want: no weapon of the event is "Grad"`,
		`want incidents`:                                  `a-case:4: want: write: want incidents NUMBER`,
		`want incidents two`:                              `a-case:4: want: want incidents: "two" is no number`,
		`want same mill`:                                  `a-case:4: want: name two observations`,
		`want same mill radio`:                            `a-case:4: want: "radio" is in no incident`,
		`want counts period=always`:                       `a-case:4: want:`,
		`want quiet`:                                      `a-case:4: want: write: want quiet CLOCK`,
		`want quiet silence`:                              `a-case:4: want: 0 clocks fit "silence"`,
		`join mill`:                                       `a-case:4: join: name two observations`,
		`rule of=other question=q reading=r by=board`:     `a-case:4: rule: of="other" means 0 agreements of the case: name one`,
		`opinion term=no-fire by=you holds=so`:            `a-case:4: opinion: name the incident by on=SOURCE and the term by term=ID`,
		`opinion on=radio term=no-fire by=you holds=so`:   `a-case:4: opinion: "radio" is in no incident`,
		`answer on=mill term=no-fire met=maybe`:           `a-case:4: answer: met= is yes, no or unknown`,
		`determine on=mill term=no-fire by=you outcome=x`: `a-case:4: determine: entry refused`,
	} {
		_, err := play(t, begin+line)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", line, err, want)
		}
	}
}

func TestAFileThatIsNoCaseIsRefused(t *testing.T) {
	for data, want := range map[string]string{
		"":                                "a-case: no script: write the lines before the first file",
		"# only a title\n":                "a-case: no script",
		"-- a --\nx\n":                    "a-case: no script",
		"zone UTC\n-- a --\n-- a --\n":    `a-case: file "a" appears twice`,
		"zone \xff\n":                     "a-case: not UTF-8",
		`""` + "\n":                       "a-case:1: unknown verb",
		strings.Repeat("#", 16<<20) + "#": "a-case: larger than 16777216 bytes",
	} {
		_, err := scenario.Parse("a-case", []byte(data))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: got %v, want %s", data, err, want)
		}
	}
}

func TestACaseThatWantsNothingShowsNothing(t *testing.T) {
	if _, err := play(t, begin); err == nil || !strings.Contains(err.Error(), "nothing is wanted") {
		t.Errorf("got %v, want nothing is wanted", err)
	}
}

func TestTheSameCaseGivesTheSameDigestAndAnotherAnother(t *testing.T) {
	digest := func(script string) string {
		got, err := play(t, script)
		if err != nil {
			t.Fatal(err)
		}
		return got.Digest.String()
	}
	first, again := digest(begin+"want incidents 2"), digest(begin+"# a comment\nwant incidents 3\n")
	if first != again {
		t.Errorf("what is wanted changed the digest: %s and %s", first, again)
	}
	if other := digest(begin + "at \"2031-03-06 00:00\" join mill ford by=me because=so\nwant incidents 1"); other == first {
		t.Errorf("a join left the digest as it was: %s", other)
	}
}

func TestAWatcherIsToldOfEveryEntryInOrder(t *testing.T) {
	c, err := scenario.Parse("a-case", []byte(begin+"want incidents 2\n"+text+shots))
	if err != nil {
		t.Fatal(err)
	}
	var lines, effects []int
	if _, err := scenario.Play(c, fstest.MapFS{}, func(s scenario.Step) {
		lines, effects = append(lines, s.Line), append(effects, len(s.Effects))
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(lines, []int{2, 3}); diff != "" {
		t.Errorf("lines (-got +want):\n%s", diff)
	}
	if effects[1] == 0 {
		t.Error("the submission had no effects")
	}
}

func TestACaseOfTheCoalitionIsRefusedByItsRealm(t *testing.T) {
	_, err := scenario.Parse("paris.txtar", []byte("# The register\nrealm coalition\nzone UTC\n"))
	if !errors.Is(err, scenario.ErrRealm) {
		t.Errorf("got %v, want ErrRealm", err)
	}
}
