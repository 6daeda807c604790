// SPDX-License-Identifier: Apache-2.0

package rehearse_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/agreement"
	"truce/agreements"
	"truce/response/rehearse"
)

var update = flag.Bool("update", false, "write the golden files again; say in the commit why the findings changed")

func read(t testing.TB, name string) *agreement.Compiled {
	t.Helper()
	data, err := agreements.Files.ReadFile(name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, data)
}

func compile(t testing.TB, data []byte) *agreement.Compiled {
	t.Helper()
	a, err := agreement.Parse("text.yaml", data, agreements.Files)
	if err != nil {
		t.Fatal(err)
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func report(t testing.TB, text *agreement.Compiled, o rehearse.Options) *rehearse.Report {
	t.Helper()
	r, err := rehearse.Rehearse(text, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheDraftIsFoundAndItsTwinIsNot(t *testing.T) {
	for _, name := range []string{"paris-exercise", "paris-exercise-mended"} {
		r := report(t, read(t, name), rehearse.Options{Seed: 1})
		if name == "paris-exercise-mended" {
			for _, f := range r.Findings {
				t.Errorf("%s: %s: %s", name, f.Kind, f.Says)
			}
		}
		var got bytes.Buffer
		encoder := json.NewEncoder(&got)
		encoder.SetIndent("", " ")
		if err := encoder.Encode(r); err != nil {
			t.Fatal(err)
		}
		path := "testdata/" + name + ".golden"
		if *update {
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

func TestADefectIsNamedWithItsArticleAndGoesWithItsMend(t *testing.T) {
	tests := []struct {
		name    string
		kind    rehearse.Kind
		article agreement.ArticleID
		subject string
		mends   [][2]string
	}{
		{"a quorum is broken by one who refuses to take part", rehearse.Deadlock, "12", "determine", [][2]string{
			{"quorum: 5", "quorum: 3"},
			{"party: amber, opinion: true, veto: true", "party: amber, opinion: true"},
			{"party: cobalt, opinion: true, veto: true", "party: cobalt, opinion: true"},
		}},
		{"a step falls over the weekend", rehearse.OverWeekend, "14", "determine", [][2]string{{"    sits: working-days\n", ""}}},
		{"a clock outruns its determination", rehearse.OutrunsDecision, "15", "rung l1", [][2]string{
			{"by: special-commission, within: 24 h, after: breach", "by: special-commission, within: 24 h, after: determination"},
			{"    sits: working-days\n", ""},
		}},
		{"a ratification is open", rehearse.OpenRatification, "12", "guarantor-umber", [][2]string{{", needs: consent of its parliament", ""}}},
		{"nobody owes a step", rehearse.Unowned, "16", "publish", [][2]string{{"does: publish, article: 16, after", "does: publish, article: 16, by: coordination-cell, within: 72 h, after"}}},
		{"a step has no time", rehearse.Endless, "12", "remedy", [][2]string{{"by: special-commission, after: determination}", "by: special-commission, within: 9 d, after: determination}"}}},
	}
	draft, err := agreements.Files.ReadFile("paris-exercise.yaml")
	if err != nil {
		t.Fatal(err)
	}
	has := func(r *rehearse.Report, kind rehearse.Kind, article agreement.ArticleID, subject string) bool {
		return slices.ContainsFunc(r.Findings, func(f rehearse.Finding) bool {
			return f.Kind == kind && f.Article == article && f.Subject == subject && f.Mend != ""
		})
	}
	found := report(t, compile(t, draft), rehearse.Options{Limit: 5000})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !has(found, tt.kind, tt.article, tt.subject) {
				t.Fatalf("no %s of %s in article %s", tt.kind, tt.subject, tt.article)
			}
			mended := draft
			for _, m := range tt.mends {
				next := bytes.ReplaceAll(mended, []byte(m[0]), []byte(m[1]))
				if bytes.Equal(next, mended) {
					t.Fatalf("the text has no %q", m[0])
				}
				mended = next
			}
			if has(report(t, compile(t, mended), rehearse.Options{Limit: 5000}), tt.kind, tt.article, tt.subject) {
				t.Errorf("%s of %s is found though it is mended", tt.kind, tt.subject)
			}
		})
	}
}

func TestABodyThatConvenesLongerThanItsClockCannotMeet(t *testing.T) {
	text, err := agreements.Files.ReadFile("paris-exercise-mended.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("convenes: 24 h\n    fallback: umpire"), []byte("convenes: 100 h\n    fallback: umpire"), 1)
	r := report(t, compile(t, text), rehearse.Options{Limit: 4000})
	if !slices.ContainsFunc(r.Findings, func(f rehearse.Finding) bool { return f.Kind == rehearse.CannotMeet && f.Subject == "determine" }) {
		t.Errorf("a body that needs 100 h for a clock of 72 h is not found: %+v", r.Findings)
	}
}

func TestEveryRunThatIsShownPlaysTheSameAgain(t *testing.T) {
	for _, name := range []string{"paris-exercise", "paris-exercise-mended"} {
		text := read(t, name)
		r := report(t, text, rehearse.Options{Seed: 7, Limit: 6000})
		again := func(run *rehearse.Run, decision string) (rehearse.Took, bool) {
			list, err := rehearse.Replay(text, *run)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(list, func(each rehearse.Took) bool { return each.Decision == decision })
			if i < 0 {
				return rehearse.Took{}, false
			}
			return list[i], true
		}
		for _, d := range r.Decisions {
			if d.Shown == nil {
				continue
			}
			if got, ok := again(d.Shown, d.Name); !ok || !got.Taken || got.After != d.Worst {
				t.Errorf("%s: %s takes %s in its worst run, and %s again", name, d.Name, d.Worst, got.After)
			}
		}
		for _, s := range r.Stops {
			if got, ok := again(s.Shown, s.Decision); !ok || got.Taken {
				t.Errorf("%s: %s is stopped, and taken again: %+v", name, s.Decision, got)
			}
		}
	}
}

func TestTheSameSeedGivesTheSameAndAnotherTheSameFindings(t *testing.T) {
	text := read(t, "paris-exercise")
	a, b := report(t, text, rehearse.Options{Seed: 3, Limit: 6000}), report(t, text, rehearse.Options{Seed: 3, Limit: 6000})
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("the same seed (-first +second):\n%s", diff)
	}
	other := report(t, text, rehearse.Options{Seed: 4, Limit: 6000})
	if diff := cmp.Diff(a.Findings, other.Findings); diff != "" {
		t.Errorf("findings of another seed (-first +second):\n%s", diff)
	}
}

func TestAWatcherEndsARehearsal(t *testing.T) {
	stop := errors.New("interrupted")
	calls := 0
	_, err := rehearse.Rehearse(read(t, "paris-exercise"), rehearse.Options{Watch: func(done, of int64) error {
		if calls++; calls == 3 {
			return stop
		}
		if done > of {
			t.Errorf("%d of %d are done", done, of)
		}
		return nil
	}})
	if !errors.Is(err, stop) || calls != 3 {
		t.Errorf("after %d calls the error is %v", calls, err)
	}
}

// One more member that stays away never makes the determination come earlier.
func TestAnAbsenceNeverHastensADetermination(t *testing.T) {
	text := read(t, "paris-exercise-mended")
	members := []string{"guarantor-jade", "guarantor-ochre", "guarantor-slate", "guarantor-umber", "guarantor-teal", "umpire"}
	ways := []rehearse.Behaviour{rehearse.Absent, rehearse.Slow, rehearse.Recused} // refusals may end a matter the other way, and sooner
	rapid.Check(t, func(t *rapid.T) {
		run := rehearse.Run{
			Cell: rehearse.Cell{Severity: 2, Confidence: 2}, Breach: 1_772_000_000_000, Respondent: "amber",
			Base: rapid.SampledFrom([]rehearse.Behaviour{rehearse.Prompt, rehearse.Latest}).Draw(t, "base"),
		}
		order := rapid.Permutation(members).Draw(t, "members")
		for _, m := range order[:rapid.IntRange(0, 4).Draw(t, "failures")] {
			if m == "umpire" {
				continue
			}
			run.Failures = append(run.Failures, rehearse.Failure{Actor: m, How: rapid.SampledFrom(ways).Draw(t, "how")})
		}
		took := func() rehearse.Took {
			list, err := rehearse.Replay(text, run)
			if err != nil {
				t.Fatal(err)
			}
			return list[slices.IndexFunc(list, func(each rehearse.Took) bool { return each.Decision == "determine" })]
		}
		before := took()
		run.Failures = append(run.Failures, rehearse.Failure{Actor: order[5], How: rehearse.Absent})
		if after := took(); after.Taken && (!before.Taken || after.After < before.After) {
			t.Fatalf("it took %+v, and %+v with one more absent: %+v", before, after, run)
		}
	})
}

// small is a text with one of each of what a rehearsal plays.
const small = `truce: 1
id: ford
version: 1
title: Ford
kind: agreement
exercise: true
sources: [{id: s, title: Script, standing: invented}]
parties: [{id: north, name: North}, {id: south, name: South}]
force: {from: D}
articles: [{id: 1, title: All, says: All., cite: article 1, source: s}]
times:
  - {id: d, article: 1, event: 2026-03-20 00:00 Europe/Kyiv}
  - {id: work, article: 1, from: "09:00", to: "17:00", zone: Europe/Kyiv, days: [1, 2, 3, 4, 5]}
terms: [{id: halt, article: 1, sense: prohibits, acts: [fire], severity: S2}]
counting: {unit: one, day: Europe/Kyiv}
evidence: {c2: {roots: 2}, c3: {roots: 3}}
bodies:
  - {id: panel, name: Panel, article: 1, decides: majority, quorum: 2, signatures: 1, convenes: 12 h, sits: work, fallback: judge,
     competent: [determine, remedy, appeal], members: [{id: a, veto: true}, {id: b, needs: a law, within: 2 d}, {id: c, chair: true, proxies: [a]}]}
  - {id: judge, name: Judge, article: 1, decides: sole, competent: [determine]}
procedure:
  steps:
    - {does: notice, article: 1, by: judge, within: 12 h, after: breach}
    - {does: reply, article: 1, by: respondent, within: 1 d, after: notice, in: work}
    - {does: determine, article: 1, by: panel, within: 2 d, after: notice}
    - {does: remedy, article: 1, by: panel, within: 1 d, after: determination}
    - {does: publish, article: 1}
ladder:
  - {id: low, article: 1, severity: S1, confidence: C1, on: assessment, owes: a call, by: judge, within: 1 h, after: assessment}
  - {id: high, article: 1, severity: S2, confidence: C2, recurrence: 2, on: determination, owes: a pause, by: panel, within: 1 d, after: breach, declared: grave}
`

// Run longer: go test ./response/rehearse -run FuzzRehearse -fuzz FuzzRehearse -fuzztime 30s -fuzzminimizetime 1x
func FuzzRehearse(f *testing.F) {
	f.Add([]byte(small))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := agreement.Parse("text.yaml", data, agreements.Files)
		if err != nil {
			return
		}
		c, err := agreement.Compile(a, nil)
		if err != nil {
			return
		}
		r, err := rehearse.Rehearse(c, rehearse.Options{Limit: 100})
		if err == nil && r.Population.Played > 6000 {
			t.Errorf("%d runs for a limit of 100", r.Population.Played)
		}
	})
}

func BenchmarkRehearse(b *testing.B) {
	text := read(b, "paris-exercise")
	runs := int64(0)
	for b.Loop() {
		runs += report(b, text, rehearse.Options{}).Population.Played
	}
	b.ReportMetric(float64(runs)/b.Elapsed().Seconds(), "runs/s")
}

// TestWhoDecidesAloneIsToldFromTheOthers plants a chair in the middle of a body that nobody stands in for.
func TestWhoDecidesAloneIsToldFromTheOthers(t *testing.T) {
	data, err := agreements.Files.ReadFile("paris-exercise-mended.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range [][2]string{
		{"decides: majority\n    quorum: 3", "decides: chair\n    quorum: 3"},
		{"{id: guarantor-slate, opinion: true}", "{id: guarantor-slate, opinion: true, chair: true}"},
		{"    fallback: umpire\n    members", "    members"},
		{"decides: sole, competent: [determine, rule-reading, remedy]", "decides: sole, competent: [rule-reading]"},
	} {
		if !bytes.Contains(data, []byte(each[0])) {
			t.Fatalf("the text has no %q", each[0])
		}
		data = bytes.Replace(data, []byte(each[0]), []byte(each[1]), 1)
	}
	found := 0
	for _, f := range report(t, compile(t, data), rehearse.Options{Seed: 1, Limit: 3000}).Findings {
		if f.Kind != rehearse.Deadlock || f.Subject != "determine" {
			continue
		}
		found++
		if !strings.Contains(f.Says, " of guarantor-slate stops") || !strings.Contains(f.Mend, "more than one of its members") {
			t.Errorf("%s %s", f.Says, f.Mend)
		}
	}
	if found == 0 {
		t.Error("the absence of the chair is not found")
	}
}
