// SPDX-License-Identifier: Apache-2.0

package crash_test

import (
	"os"
	"testing"

	"truce/internal/sim/crash"
	"truce/internal/sim/load"
	"truce/internal/sim/tally"
)

func TestMain(m *testing.M) {
	if code, ok := load.Child(); ok {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// job is one of the smallest tier.
func job(t *testing.T) tally.Job {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return tally.Job{Tier: tally.Taste, Seed: 1, Dir: t.TempDir(), Self: self, Out: &tally.Tally{}}
}

// held shows what a suite counted and fails the test if anything went wrong.
func held(t *testing.T, out *tally.Tally) {
	t.Helper()
	for _, c := range out.Counts() {
		t.Log(c.N, c.Name)
	}
	for _, s := range out.Skips() {
		t.Log("skipped: ", s)
	}
	for _, f := range out.Failures() {
		t.Error(f)
	}
}

// TestKill is the one suite of this package that is short enough for a plain go test. The others, of minutes, run with
// go run ./cmd/verify --tier=pr.
func TestKill(t *testing.T) {
	j := job(t)
	if err := crash.Kill(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	held(t, j.Out)
}
