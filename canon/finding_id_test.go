// SPDX-License-Identifier: Apache-2.0

package canon_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/canon"
)

// TestAFindingIsNamedByItsCanonicalForm holds the name that is written out against the encoder's.
func TestAFindingIsNamedByItsCanonicalForm(t *testing.T) {
	digest := rapid.Custom(func(t *rapid.T) (d canon.Digest) {
		copy(d[:], rapid.SliceOfN(rapid.Byte(), len(d), len(d)).Draw(t, "digest"))
		return d
	})
	sum := func(domain string, v any) canon.Digest {
		d, err := canon.Sum(domain, v)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	rapid.Check(t, func(rt *rapid.T) {
		released, internal := digest.Draw(rt, "released"), digest.Draw(rt, "internal")
		version := rapid.Int64Range(1, canon.MaxInt).Draw(rt, "version")
		var before canon.FindingID
		if rapid.Bool().Draw(rt, "has one before") {
			before = canon.NewFindingID(digest.Draw(rt, "before"))
		}
		content := sum("truce/finding-content/2", struct {
			Internal canon.Digest `json:"internal"`
			Released canon.Digest `json:"released"`
		}{internal, released})
		want := canon.NewFindingID(sum("truce/finding/1", struct {
			Content    canon.Digest    `json:"content"`
			Supersedes canon.FindingID `json:"supersedes,omitzero"`
			Version    int64           `json:"version"`
		}{content, before, version}))
		if got := canon.FindingIDOf(version, before, released, internal); got != want {
			rt.Fatalf("got %s, want %s", got, want)
		}
	})
}
