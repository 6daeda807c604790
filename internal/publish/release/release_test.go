// SPDX-License-Identifier: Apache-2.0

package release_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"truce/agreements"
	"truce/cases"
	"truce/engine"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/scenario"
	"truce/when"
)

// exercise is the entries of the first week of the exercise.
func exercise(t testing.TB) []engine.Entry {
	t.Helper()
	name := "paris-exercise-first-week.txtar"
	data, err := fs.ReadFile(cases.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := scenario.Parse(name, data)
	if err != nil {
		t.Fatal(err)
	}
	entries := []engine.Entry{}
	if _, err := scenario.Play(c, agreements.Files, func(s scenario.Step) {
		if s.Entry != nil {
			entries = append(entries, *s.Entry)
		}
	}); err != nil {
		t.Fatal(err)
	}
	return append([]engine.Entry{engine.NewGenesis(entries[0].Time)}, entries...)
}

func instant(t testing.TB, text string) when.Instant {
	t.Helper()
	i, err := when.ParseInstant(text)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func made(t testing.TB, entries []engine.Entry, rule approval.Rule) *release.Draft {
	t.Helper()
	d, err := release.Make(release.OfEntries(entries), rule)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAReleaseOfAnExerciseIsMadeOnlyWhereItIsAskedForAndSaysSoEverywhere(t *testing.T) {
	entries := exercise(t)
	asOf := instant(t, "2026-02-12T12:00:00Z")
	if _, err := release.Make(release.OfEntries(entries), approval.Rule{AsOf: asOf}); !errors.Is(err, release.ErrNothing) {
		t.Errorf("an exercise enters a release: %v", err)
	}
	d := made(t, entries, approval.Rule{AsOf: asOf, Exercise: true})
	if len(d.Release.Items) == 0 {
		t.Fatal("no items")
	}
	for _, f := range d.Files {
		if f.Name == release.VerifyName || f.Name == release.ManifestName {
			continue
		}
		lines := strings.Split(strings.TrimSpace(string(f.Data)), "\n")
		if strings.HasSuffix(f.Name, ".csv") || strings.HasSuffix(f.Name, ".ndjson") {
			for i, line := range lines {
				if !strings.Contains(strings.ToLower(line), "exercise") {
					t.Errorf("%s:%d does not say EXERCISE: %s", f.Name, i+1, line)
				}
			}
		} else if !strings.Contains(strings.ToLower(string(f.Data)), "exercise") {
			t.Errorf("%s does not say EXERCISE", f.Name)
		}
	}
}
