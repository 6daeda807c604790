// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"encoding/json"
	"io/fs"
	"testing"

	"truce/agreements"
	"truce/cases"
	"truce/engine"
	"truce/scenario"
)

// TestTheEntriesOfACaseComeToTheSameWithoutTicks takes up every case again from its entries alone, as a journal would: what
// deadlines and motions came to is the same, though nobody was running in between.
func TestTheEntriesOfACaseComeToTheSameWithoutTicks(t *testing.T) {
	names, err := fs.Glob(cases.Files, "*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	some := 0
	for _, name := range names {
		data, err := fs.ReadFile(cases.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := scenario.Parse(name, data)
		if err != nil {
			t.Fatal(err)
		}
		var entries []engine.Entry
		run, err := scenario.Play(c, agreements.Files, func(s scenario.Step) {
			if s.Entry != nil {
				entries = append(entries, *s.Entry)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) == 0 {
			continue
		}
		again := engine.NewState()
		if _, err := again.Step(engine.NewGenesis(entries[0].Time)); err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Procedure != nil {
				some++
			}
			if _, err := again.Step(e); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		again.Tick(run.State().Now())
		if got, want := procedures(t, again), procedures(t, run.State()); got != want {
			t.Errorf("%s: without ticks\n%.2000s\nwith them\n%.2000s", name, got, want)
		}
	}
	if some < 100 {
		t.Errorf("the cases have %d acts of the procedure: too few to show anything", some)
	}
}

// procedures are the registers and the findings of a state, in text.
func procedures(t *testing.T, s *engine.State) string {
	t.Helper()
	var all []any
	for i, r := range s.Registers() {
		all = append(all, r.Cases(), r.Motions(), r.Complaints(), r.Remedies(), r.Log(), s.Dockets()[i].Findings())
	}
	data, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
