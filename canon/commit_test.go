// SPDX-License-Identifier: Apache-2.0

package canon_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"truce/canon"
)

func counting() (s canon.Salt) {
	for i := range s {
		s[i] = byte(i)
	}
	return s
}

func TestCommitmentsOfTheSpecification(t *testing.T) {
	page, err := os.ReadFile("../docs/spec/commitment.md")
	if err != nil {
		t.Fatal(err)
	}
	a := canon.Part{Label: "extract", Content: []byte("{}")}.Hash()
	b := canon.Part{Label: "a", Salt: counting()}.Hash()
	for _, c := range []struct {
		of     string
		hashes []canon.Digest
	}{
		{"the first part", []canon.Digest{a}}, {"two parts", []canon.Digest{a, b}}, {"three parts", []canon.Digest{a, b, a}},
	} {
		root, err := canon.PartsRoot(c.hashes)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), "`"+root.String()+"`") {
			t.Errorf("the page does not give the root of %s: %s", c.of, root)
		}
	}
	for _, h := range []canon.Digest{a, b} {
		if !strings.Contains(string(page), "`"+h.String()+"`") {
			t.Errorf("the page does not give part hash %s", h)
		}
	}
	if _, err := canon.PartsRoot(nil); !errors.Is(err, canon.ErrNoParts) {
		t.Errorf("the root of no parts: %v", err)
	}
}

// TestPartsRootIsTheTreeOfTheLogLibrary compares with an independent implementation of RFC 6962.
func TestPartsRootIsTheTreeOfTheLogLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 70).Draw(t, "parts")
		hashes := make([]canon.Digest, n)
		var stored []tlog.Hash
		reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
			out := make([]tlog.Hash, len(indexes))
			for i, x := range indexes {
				out[i] = stored[x]
			}
			return out, nil
		})
		for i := range hashes {
			hashes[i] = canon.SumBytes("part", []byte{byte(i), rapid.Byte().Draw(t, "salt")})
			more, err := tlog.StoredHashes(int64(i), hashes[i][:], reader)
			if err != nil {
				t.Fatal(err)
			}
			stored = append(stored, more...)
		}
		want, err := tlog.TreeHash(int64(n), reader)
		if err != nil {
			t.Fatal(err)
		}
		before := append([]canon.Digest(nil), hashes...)
		if got, err := canon.PartsRoot(hashes); err != nil || got != canon.Digest(want) {
			t.Errorf("root of %d parts: %s, %v, want %s", n, got, err, canon.Digest(want))
		}
		for i := range before {
			if before[i] != hashes[i] {
				t.Fatalf("hash %d was changed", i)
			}
		}
	})
}

func TestEverythingOfAPartEntersItsHash(t *testing.T) {
	base := canon.Part{Label: "identity", Content: []byte("a")}
	salted, labelled, other := base, base, base
	salted.Salt[31] = 1
	labelled.Label = "original"
	other.Content = []byte("b")
	seen := map[canon.Digest]bool{base.Hash(): true}
	for _, p := range []canon.Part{salted, labelled, other} {
		if seen[p.Hash()] {
			t.Errorf("%+v has the hash of another part", p)
		}
		seen[p.Hash()] = true
	}
	for label, good := range map[string]bool{
		"identity": true, "a-b.c/9": true, "": false, "A": false, "a\nb": false, "ä": false, strings.Repeat("a", 64): true, strings.Repeat("a", 65): false,
	} {
		if err := canon.CheckLabel(label); (err == nil) != good {
			t.Errorf("label %q: %v, want good %v", label, err, good)
		}
	}
}
