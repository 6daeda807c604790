// SPDX-License-Identifier: Apache-2.0

package evil_test

import (
	"testing"

	"truce/internal/sim/evil"
	"truce/internal/sim/tally"
)

func TestEveryAttackIsNoticedAndProven(t *testing.T) {
	j := tally.Job{Tier: tally.Taste, Seed: 1, Dir: t.TempDir(), Out: &tally.Tally{}}
	if err := evil.Evil(t.Context(), j, evil.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, f := range j.Out.Failures() {
		t.Error(f)
	}
	if n := j.Out.Of("attacks"); n < 40 {
		t.Errorf("%d attacks, want 40 at least", n)
	}
	names := map[string]bool{}
	for _, a := range evil.Attacks() {
		if names[a.Name] {
			t.Errorf("two attacks are called %q", a.Name)
		}
		names[a.Name] = true
	}
}
