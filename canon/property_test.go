// SPDX-License-Identifier: Apache-2.0

package canon_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/gowebpki/jcs"
	"pgregory.net/rapid"

	"truce/canon"
)

// value draws any value that has a canonical form, up to a depth.
func value(depth int) *rapid.Generator[any] {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("aAé\u2028\ufb33\U0001F600\uffff\U00010000\"\\/\b\x00\x7f<")), 0, 6, -1)
	leaves := []*rapid.Generator[any]{
		rapid.Just[any](nil),
		rapid.Bool().AsAny(),
		text.AsAny(),
		rapid.Int64Range(-canon.MaxInt, canon.MaxInt).AsAny(),
	}
	if depth == 0 {
		return rapid.OneOf(leaves...)
	}
	return rapid.OneOf(append(leaves,
		rapid.SliceOfN(value(depth-1), 0, 4).AsAny(),
		rapid.MapOfN(text, value(depth-1), 0, 5).AsAny())...)
}

// The reference implementation of RFC 8785 finds nothing to change in our bytes, and makes them of any other
// spelling of the same value.
func TestEncodeAgreesWithTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := map[string]any{"v": value(3).Draw(t, "value")} // the reference takes objects and arrays only
		ours, err := canon.Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		again, err := jcs.Transform(ours)
		if err != nil || !bytes.Equal(again, ours) {
			t.Errorf("the reference makes %s of %s, %v", again, ours, err)
		}
		loose, err := json.MarshalIndent(v, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := jcs.Transform(loose)
		if err != nil || !bytes.Equal(theirs, ours) {
			t.Errorf("the reference makes %s, %v, want %s", theirs, err, ours)
		}
		var back any
		if err := canon.DecodeLoose(loose, &back); err != nil {
			t.Fatal(err)
		}
		if !canon.Equal(back, v) {
			t.Errorf("%s reads back as %v", loose, back)
		}
	})
}

func TestDecodeReadsEveryCanonicalValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := value(3).Draw(t, "value")
		data, err := canon.Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		var back any
		if err := canon.Decode(data, &back); err != nil {
			t.Errorf("Decode(%s) = %v", data, err)
		}
	})
}

func TestCompareKeysIsAnOrder(t *testing.T) {
	key := rapid.StringOf(rapid.RuneFrom([]rune("a€\ue000\uffff\U00010000\U0010ffff")))
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfN(key, 3, 3).Draw(t, "keys")
		slices.SortFunc(keys, canon.CompareKeys)
		for i := range keys {
			for j := i; j < len(keys); j++ {
				if canon.CompareKeys(keys[i], keys[j]) > 0 || canon.CompareKeys(keys[j], keys[i]) < 0 {
					t.Errorf("%q and %q are out of order", keys[i], keys[j])
				}
			}
		}
	})
	if canon.CompareKeys("\U00010000", "\ue000") >= 0 {
		t.Error("an astral letter sorts after the private use area, want before: its first unit is a surrogate")
	}
}
