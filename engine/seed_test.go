// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/canon"
	"truce/engine"
)

// TestTheSecretOfARecordChangesNamesAlone folds the same reports under two secrets and none: the outcomes are the same,
// and no ID of one record tells anything of another's.
func TestTheSecretOfARecordChangesNamesAlone(t *testing.T) {
	names := map[canon.ReportID]bool{}
	var want []string
	for _, seed := range []canon.Salt{{}, {1}, {2}} {
		s := engine.NewState()
		genesis := engine.NewGenesis(dayD(t))
		genesis.Genesis.Seed = seed
		step(t, s, genesis)
		step(t, s, engine.Entry{Seq: 2, Time: dayD(t), Adoption: &engine.Adoption{Agreement: parsed(t, pact)}})
		submit(t, s, 120, told("a", shot(60, 0)), told("b", shot(61, 3)))
		names[s.Observations()[0].Report] = true
		if want == nil {
			want = outcomes(s)
		}
		if diff := cmp.Diff(outcomes(s), want); diff != "" {
			t.Errorf("under another secret (-got +want):\n%s", diff)
		}
	}
	if len(names) != 3 {
		t.Errorf("one report has %d names in three records", len(names))
	}
}

func TestASecretHasSixtyFourDigits(t *testing.T) {
	for digits, good := range map[string]bool{
		strings.Repeat("0a", 32): true, strings.Repeat("0A", 32): false, strings.Repeat("0a", 31): false, "": false,
		strings.Repeat("0", 64): false, // zeros are left out
	} {
		var g engine.Genesis
		text := `{"engine":"e","realm":"mission","seed":"` + digits + `","time_zones":"z"}`
		if err := canon.Decode([]byte(text), &g); (err == nil) != good {
			t.Errorf("secret %q: %v", digits, err)
		}
	}
}
