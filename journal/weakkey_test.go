// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"truce/canon"
	"truce/journal"
)

// TestAKeyWithoutASecretIsNobodys: the point of which everybody makes signatures is no log and no cosigner, whoever reads it.
func TestAKeyWithoutASecretIsNobodys(t *testing.T) {
	for _, point := range []string{
		"0100000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000080",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // the first in another spelling
		"f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	} {
		raw, err := hex.DecodeString(point)
		if err != nil {
			t.Fatal(err)
		}
		for a, line := range map[journal.Algorithm]string{journal.SignsNotes: "log ", journal.Cosigns: "witness w "} {
			text := canon.VerifierKey{Name: "weak.example", Algorithm: byte(a), Public: [32]byte(raw)}.String()
			if k, err := journal.ParseVerifierKey(text); err == nil {
				t.Errorf("%s is read as %s", text, k)
			}
			if _, err := journal.ParsePolicy([]byte(line + text + "\nquorum none\n")); err == nil || !strings.Contains(err.Error(), "line 1") {
				t.Errorf("a policy with %s: %v", text, err)
			}
		}
	}
}
