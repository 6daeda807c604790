// SPDX-License-Identifier: Apache-2.0

package late_test

import (
	"testing"

	"truce/internal/sim/late"
	"truce/internal/sim/tally"
)

func TestEveryOrderComesToTheSame(t *testing.T) {
	j := tally.Job{Tier: tally.Taste, Seed: 1, Dir: t.TempDir(), Out: &tally.Tally{}}
	if err := late.Late(t.Context(), j, nil); err != nil {
		t.Fatal(err)
	}
	for _, f := range j.Out.Failures() {
		t.Error(f)
	}
	if j.Out.Of("repeats") == 0 || j.Out.Of("orders") < 10 {
		t.Errorf("counted %v", j.Out.Counts())
	}
}
