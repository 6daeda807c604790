// SPDX-License-Identifier: Apache-2.0

package files_test

import (
	"testing"

	"truce/internal/durable"
	"truce/internal/sim/files"
	"truce/internal/sim/tally"
)

func run(t *testing.T, wrap files.Wrap) *tally.Tally {
	t.Helper()
	j := tally.Job{Tier: tally.Taste, Seed: 1, Dir: t.TempDir(), Out: &tally.Tally{}}
	if err := files.Files(t.Context(), j, wrap); err != nil {
		t.Fatal(err)
	}
	return j.Out
}

func TestNoFaultLosesWhatWasAcknowledged(t *testing.T) {
	out := run(t, nil)
	for _, c := range out.Counts() {
		t.Log(c.N, c.Name)
	}
	for _, f := range out.Failures() {
		t.Error(f)
	}
	if n := out.Of("crash points"); n < 1_000 {
		t.Errorf("%d crash points, want many", n)
	}
}

// lazy does not sync folders.
type lazy struct{ durable.FS }

func (lazy) Sync(string) error { return nil }

func TestTheSameSearchFindsFoldersThatAreNotSynced(t *testing.T) {
	if out := run(t, func(f durable.FS) durable.FS { return lazy{f} }); out.Failed() == 0 {
		t.Error("nothing is found")
	}
}
