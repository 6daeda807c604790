// SPDX-License-Identifier: Apache-2.0

package worlds_test

import (
	"testing"

	"truce/internal/worlds"
)

// Where observers err as the tables say, the region of nine tenths holds the truth nine times in ten, and a side that is
// named held the ground. A larger run, and what comes of other errors: truce eval origin.
func TestRegionsHoldTheTruthAsOftenAsTheySay(t *testing.T) {
	r, err := worlds.Run(worlds.Modelled, 1500, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", r)
	if r.Covers90.PPM < 880_000 || r.Covers90.PPM > 920_000 {
		t.Errorf("the region of 90 %% holds the truth in %d of a million worlds", r.Covers90.PPM)
	}
	if r.Covers50.PPM < 460_000 || r.Covers50.PPM > 540_000 || r.Covers95.PPM < 930_000 || r.Covers95.PPM > 970_000 {
		t.Errorf("the regions of 50 and 95 %% hold the truth in %d and %d of a million worlds", r.Covers50.PPM, r.Covers95.PPM)
	}
	if r.NamedWrongly.PPM > 20_000 {
		t.Errorf("of a million sides named %d were the wrong ones", r.NamedWrongly.PPM)
	}
}

func TestTheSameSeedGivesTheSameWorlds(t *testing.T) {
	for _, kind := range worlds.Kinds() {
		a, err := worlds.Run(kind, 20, 7)
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := worlds.Run(kind, 20, 7); a != b {
			t.Errorf("%s: %+v and %+v", kind, a, b)
		}
	}
	if _, err := worlds.Run("no such kind", 1, 1); err == nil {
		t.Error("worlds of no kind were made")
	}
}
