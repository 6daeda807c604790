// SPDX-License-Identifier: Apache-2.0

package scenario_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
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

// TestAnEntryFindsWhatWasDecidedBySilenceBeforeIt has a determination come about at an instant without an entry, and an entry after it
// that is in order only because of it.
func TestAnEntryFindsWhatWasDecidedBySilenceBeforeIt(t *testing.T) {
	data, err := fs.ReadFile(cases.Files, "absent-guarantor.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, archive, _ := strings.Cut(string(data), "-- two-clocks.yaml --")
	archive = strings.Replace(archive, "    signatures: 3\n", "    silence: 24 h\n", 1)
	script := `# EXERCISE: silence decides
zone UTC
at "2026-03-01 00:00" agreement two-clocks
at "2026-03-01 05:30" submit strike.ndjson exercise=yes
move case=1 body=commission by=guarantor-jade outcome=violation reasons="seen" silence=yes closes="2026-03-03 00:00"
at "2026-03-02 23:59" want finding term=energy status=assessed
%s
at "2026-03-03 00:01" advance on=satellite-jade term=energy to=final by=commission
want motion 1 result=adopted because="nobody objected"
want finding term=energy status=final determined="violation by commission"
-- two-clocks.yaml --`
	var digests []string
	for _, tick := range []string{"", `at "2026-03-03 00:00" want finding term=energy status=determined`} {
		c, err := scenario.Parse("silence", []byte(fmt.Sprintf(script, tick)+archive))
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
		if failed := run.Result().Failures; len(failed) > 0 {
			t.Fatal(failed)
		}
		again := engine.NewState()
		if _, err := again.Step(engine.NewGenesis(entries[0].Time)); err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if _, err := again.Step(e); err != nil {
				t.Fatal(err)
			}
		}
		digests = append(digests, procedures(t, again), procedures(t, run.State()))
	}
	for _, d := range digests {
		if d != digests[0] {
			t.Errorf("got\n%.1500s\nwant\n%.1500s", d, digests[0])
		}
	}
}
