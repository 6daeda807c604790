// SPDX-License-Identifier: Apache-2.0

package sim_test

import (
	"os"
	"testing"

	"truce/internal/durable"
	"truce/internal/sim/canary"
	"truce/internal/sim/crash"
	"truce/internal/sim/evil"
	"truce/internal/sim/files"
	"truce/internal/sim/late"
	"truce/internal/sim/load"
	"truce/internal/sim/rot"
	"truce/internal/sim/tally"
)

// The suites are tasted here, all in one program: each by itself would link the whole store once more.

func TestMain(m *testing.M) {
	if code, ok := load.Child(); ok {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// job is one of a tier.
func job(t *testing.T, tier tally.Tier) tally.Job {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return tally.Job{Tier: tier, Seed: 1, Dir: t.TempDir(), Self: self, Out: &tally.Tally{}}
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

// TestPlantedBugsAreFound plants those that are found without recording or entering much; verify plants them all.
func TestPlantedBugsAreFound(t *testing.T) {
	j := job(t, tally.PR)
	var quick []canary.Canary
	for _, c := range canary.All() {
		if c.Suite == "crash-files" || c.Suite == "late" {
			quick = append(quick, c)
		}
	}
	if err := canary.Plant(t.Context(), j, quick); err != nil {
		t.Fatal(err)
	}
	held(t, j.Out)
	if n := len(canary.All()); n < 20 {
		t.Errorf("%d planted bugs, want 20", n)
	}
}

// TestKill is the one suite of package crash that is short enough for a plain go test. The others, of minutes, run with
// go run ./cmd/verify --tier=pr.
func TestKill(t *testing.T) {
	j := job(t, tally.Taste)
	if err := crash.Kill(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	held(t, j.Out)
}

func TestEveryAttackIsNoticedAndProven(t *testing.T) {
	j := job(t, tally.Taste)
	if err := evil.Evil(t.Context(), j, evil.Options{}); err != nil {
		t.Fatal(err)
	}
	held(t, j.Out)
	if n := j.Out.Of("attacks"); n < 80 {
		t.Errorf("%d attacks, want 80 at least", n)
	}
	if n := j.Out.Of(evil.Proven); n < 40 {
		t.Errorf("%d attacks leave proof against the operator, want 40 at least", n)
	}
	names := map[string]bool{}
	for _, a := range evil.Attacks() {
		if names[a.Name] {
			t.Errorf("two attacks are called %q", a.Name)
		}
		names[a.Name] = true
	}
}

func TestNoFaultLosesWhatWasAcknowledged(t *testing.T) {
	j := job(t, tally.Taste)
	if err := files.Files(t.Context(), j, nil); err != nil {
		t.Fatal(err)
	}
	held(t, j.Out)
	if n := j.Out.Of("crash points"); n < 1_000 {
		t.Errorf("%d crash points, want many", n)
	}
}

// lazy does not sync folders.
type lazy struct{ durable.FS }

func (lazy) Sync(string) error { return nil }

func TestTheSameSearchFindsFoldersThatAreNotSynced(t *testing.T) {
	j := job(t, tally.Taste)
	if err := files.Files(t.Context(), j, func(f durable.FS) durable.FS { return lazy{f} }); err != nil {
		t.Fatal(err)
	}
	if j.Out.Failed() == 0 {
		t.Error("nothing is found")
	}
}

func TestEveryOrderComesToTheSame(t *testing.T) {
	j := job(t, tally.Taste)
	if err := late.Late(t.Context(), j, nil); err != nil {
		t.Fatal(err)
	}
	held(t, j.Out)
	if j.Out.Of("repeats") == 0 || j.Out.Of("orders") < 10 {
		t.Errorf("counted %v", j.Out.Counts())
	}
}

func TestNoDamageIsServedAsGood(t *testing.T) {
	j := job(t, tally.Taste)
	if err := rot.Rot(t.Context(), j, rot.Options{}); err != nil {
		t.Fatal(err)
	}
	held(t, j.Out)
}
