// SPDX-License-Identifier: Apache-2.0

package main_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce/app"
	"truce/engine"
	engines "truce/internal/engines"
	"truce/journal"
	"truce/journal/bundle"
)

func TestEveryVersionBeforeTodaysIsListed(t *testing.T) {
	if list, err := engines.Versions(engines.Listed(), engine.Version); err != nil || len(list) == 0 {
		t.Errorf("%d versions, %v", len(list), err)
	}
}

func TestAListWithAHoleIsRefused(t *testing.T) {
	row := func(version string) string { return version + " " + strings.Repeat("0a", 20) + "\n" }
	one, two := row("truce/engine/1"), row("truce/engine/2")
	for name, each := range map[string]struct{ list, today, words string }{
		"a version is missing at the end":     {one, "truce/engine/3", "ends after 1"},
		"a version is missing at the start":   {two, "truce/engine/3", "as row 1"},
		"a version stands twice":              {one + one, "truce/engine/3", "as row 2"},
		"a version is to come":                {one + two, "truce/engine/1", "as row 2"},
		"a hash is cut short":                 {"truce/engine/1 0a0a0a0\n", "truce/engine/2", "whole hash"},
		"a version has another form":          {row("engine-1"), "truce/engine/2", "want truce/engine/N"},
		"today's version has another form":    {one, "truce/engine/two", "want truce/engine/N"},
		"nothing is listed before the second": {"# nothing\n", "truce/engine/2", "ends after 0"},
	} {
		if _, err := engines.Versions(each.list, each.today); err == nil || !strings.Contains(err.Error(), each.words) {
			t.Errorf("%s: %v, want %q", name, err, each.words)
		}
	}
	for today, want := range map[string]int{"truce/engine/2": 2, "truce/engine/3": 2} {
		if got, err := engines.Versions("# a remark\n"+one+two, today); err != nil || len(got) != want {
			t.Errorf("%s: %v, %v", today, got, err)
		}
	}
}

// Each version left a bundle here. If the one of today's version is not recomputed, judgement changed and the version did not.
func TestTheBundleOfEachVersionIsJudgedAsItsVersionSays(t *testing.T) {
	list, err := engines.Versions(engines.Listed(), engine.Version)
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range list {
		t.Run(version, func(t *testing.T) {
			dir := filepath.Join("testdata", filepath.Base(version))
			data, policy := read(t, filepath.Join(dir, "mission.bundle")), policyOf(t, read(t, filepath.Join(dir, "policy")))
			for _, q := range answers(t, data, policy) {
				want, says := journal.Yes, ""
				if q.Question == app.Recomputed && version != engine.Version {
					want, says = journal.CouldNotTell, "needs engine "+version
				}
				if q.Question == bundle.Findings {
					says = "as the log's key says, not recomputed"
				}
				if q.Outcome != want || q.Says != says {
					t.Errorf("%s: %s: %q, want %s: %q", q.Question, q.Outcome, q.Says, want, says)
				}
			}
			lied := bytes.Replace(data, []byte(`\"means\":\"seen\"`), []byte(`\"means\":\"sees\"`), 1)
			wrong := map[string]bool{}
			for _, q := range answers(t, lied, policy) {
				wrong[string(q.Question)] = q.Outcome == journal.No
			}
			if !wrong["tree"] {
				t.Error("a changed letter is not found")
			}
		})
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: go run ./internal/engines -keep internal/engines/testdata", err)
	}
	return data
}

func policyOf(t *testing.T, text []byte) *journal.Policy {
	t.Helper()
	p, err := journal.ParsePolicy(text)
	if err != nil {
		t.Fatal(err)
	}
	return &p
}

func answers(t *testing.T, data []byte, p *journal.Policy) []bundle.Answer {
	t.Helper()
	r, err := app.Verify(bytes.NewReader(data), p)
	if err != nil {
		t.Fatal(err)
	}
	return r.Answers
}
