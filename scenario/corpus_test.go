// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"io/fs"
	"strings"
	"testing"

	"truce/agreements"
	"truce/cases"
	"truce/scenario"
)

// Every case of the corpus holds, and says what it shows and what it leaves to do.
func TestCorpus(t *testing.T) {
	names, err := fs.Glob(cases.Files, "*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(name, ".txtar"), func(t *testing.T) {
			data, err := fs.ReadFile(cases.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			c, err := scenario.Parse(name, data)
			if err != nil {
				t.Fatal(err)
			}
			if c.Title == "" {
				t.Errorf("%s: no title: the first comment says what happens", name)
			}
			run, err := scenario.Play(c, agreements.Files, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, failure := range run.Result().Failures {
				t.Error(failure)
			}
		})
	}
}
