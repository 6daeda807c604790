// SPDX-License-Identifier: Apache-2.0

package canary_test

import (
	"os"
	"testing"

	"truce/internal/sim/canary"
	"truce/internal/sim/load"
	"truce/internal/sim/tally"
)

func TestMain(m *testing.M) {
	if code, ok := load.Child(); ok {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// TestPlantedBugsAreFound plants those that are found without recording or entering much; verify plants them all.
func TestPlantedBugsAreFound(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	j := tally.Job{Tier: tally.PR, Seed: 1, Dir: t.TempDir(), Self: self, Out: &tally.Tally{}}
	var quick []canary.Canary
	for _, c := range canary.All() {
		if c.Suite == "crash-files" || c.Suite == "late" {
			quick = append(quick, c)
		}
	}
	if err := canary.Plant(t.Context(), j, quick); err != nil {
		t.Fatal(err)
	}
	for _, c := range j.Out.Counts() {
		t.Log(c.N, c.Name)
	}
	for _, f := range j.Out.Failures() {
		t.Error(f)
	}
	if n := len(canary.All()); n < 20 {
		t.Errorf("%d planted bugs, want 20", n)
	}
}
