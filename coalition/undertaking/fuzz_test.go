// SPDX-License-Identifier: Apache-2.0

package undertaking_test

import (
	"testing"

	"truce/canon"
	"truce/coalition/sourced"
	"truce/coalition/undertaking"
)

// go test ./coalition/undertaking -run '^$' -fuzz FuzzPrepare -fuzztime 1m -fuzzminimizetime 20x
func FuzzPrepare(f *testing.F) {
	base := paris(f)
	for _, l := range base.Log(sourced.Known(at(28)).For("fr")) {
		data, err := canon.Encode(l.Is)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	before := snapshot(f, base, at(28))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r undertaking.Record
		if canon.DecodeLoose(data, &r) != nil {
			return
		}
		g := base.Clone()
		apply, err := g.Prepare(at(28), 1000, &r)
		if snapshot(t, g, at(28)) != before {
			t.Fatal("looking at a record changed the register")
		}
		if err != nil {
			return
		}
		apply()
		snapshot(t, g, at(28))
		if snapshot(t, g, at(27)) != snapshot(t, base, at(27)) {
			t.Fatal("a record changed what was known before it")
		}
		again, err := canon.Encode(r)
		if err != nil {
			t.Fatalf("what is entered cannot be encoded: %v", err)
		}
		var same undertaking.Record
		if err := canon.Decode(again, &same); err != nil {
			t.Fatalf("what is entered is not read back: %v", err)
		}
		if err := same.Check(); err != nil {
			t.Fatalf("what is read back is refused: %v", err)
		}
	})
}
