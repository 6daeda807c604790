// SPDX-License-Identifier: Apache-2.0

package rot_test

import (
	"testing"

	"truce/internal/sim/rot"
	"truce/internal/sim/tally"
)

func TestNoDamageIsServedAsGood(t *testing.T) {
	j := tally.Job{Tier: tally.Taste, Seed: 1, Dir: t.TempDir(), Out: &tally.Tally{}}
	if err := rot.Rot(t.Context(), j, rot.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, c := range j.Out.Counts() {
		t.Log(c.N, c.Name)
	}
	for _, f := range j.Out.Failures() {
		t.Error(f)
	}
}
