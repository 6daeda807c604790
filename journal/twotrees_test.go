// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"truce/journal"
)

// forest is the hashes of a tree whose leaves are texts.
type forest []tlog.Hash

func (f forest) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, n := range indexes {
		if n >= int64(len(f)) {
			return nil, fmt.Errorf("no hash %d", n)
		}
		out[i] = f[n]
	}
	return out, nil
}

// grown returns the tree of leaves 0 to n-1, of which those from a place on have another text.
func grown(t testing.TB, n, fork int64) forest {
	t.Helper()
	var f forest
	for i := range n {
		text := fmt.Sprintf("leaf %d", i)
		if i >= fork {
			text = fmt.Sprintf("another leaf %d", i)
		}
		hashes, err := tlog.StoredHashes(i, []byte(text), f)
		if err != nil {
			t.Fatal(err)
		}
		f = append(f, hashes...)
	}
	return f
}

func signedAt(t testing.TB, f forest, size int64, k journal.SigningKey) journal.SignedCheckpoint {
	t.Helper()
	root, err := tlog.TreeHash(size, f)
	if err != nil {
		t.Fatal(err)
	}
	s, err := journal.SignCheckpoint(journal.Checkpoint{Origin: k.Verifier().Name(), Size: size, Root: root}, k)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTwoTreesAreToldFromOneThatGrew(t *testing.T) {
	k := keyFor(t, "log.example", journal.SignsNotes)
	for a := int64(1); a <= 9; a++ {
		for b := a; b <= 9; b++ {
			for fork := int64(0); fork <= 9; fork++ {
				one, other := grown(t, 9, 9), grown(t, 9, fork)
				first, second := signedAt(t, one, a, k), signedAt(t, other, b, k)
				for _, each := range [][2]journal.SignedCheckpoint{{first, second}, {second, first}} {
					two, err := journal.Compare(each[0], each[1], other)
					if err != nil {
						t.Fatal(err)
					}
					if want := fork < a; (two != nil) != want {
						t.Fatalf("%d and %d leaves, other ones from %d: two trees %t, want %t", a, b, fork, two != nil, want)
					}
					if two == nil {
						continue
					}
					checkEvidence(t, *two, k.Verifier())
				}
			}
		}
	}
}

// checkEvidence reads evidence back and lets it be checked by the log's key and by another.
func checkEvidence(t *testing.T, two journal.TwoTrees, log journal.VerifierKey) {
	t.Helper()
	data, err := two.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	read, err := journal.ParseTwoTrees(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := read.Check(log); err != nil {
		t.Fatalf("evidence of %d and %d leaves: %v", two.First.Size, two.Second.Size, err)
	}
	other, err := journal.GenerateKey(bytes.NewReader(make([]byte, 32)), log.Name(), journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	stranger := other.Verifier()
	if err := read.Check(stranger); !errors.Is(err, journal.ErrNotSigned) {
		t.Errorf("by a stranger's key: %v", err)
	}
	if err := read.Check(stranger, log); err != nil {
		t.Errorf("by either of two keys: %v", err)
	}
}

func TestEvidenceThatProvesNothingIsRefused(t *testing.T) {
	k := keyFor(t, "log.example", journal.SignsNotes)
	one, other := grown(t, 9, 9), grown(t, 9, 2)
	small, large, forked := signedAt(t, one, 5, k), signedAt(t, one, 9, k), signedAt(t, other, 9, k)
	good, err := journal.Compare(small, forked, other)
	if err != nil || good == nil {
		t.Fatal(good, err)
	}
	honest, err := tlog.ProveTree(9, 5, one)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := signedAt(t, one, 5, keyFor(t, "other.example", journal.SignsNotes))
	for name, two := range map[string]journal.TwoTrees{
		"one tree":                    {First: large, Second: large},
		"the larger first":            {First: forked, Second: small, Root: good.Root, Proof: good.Proof},
		"a tree that grew":            {First: small, Second: large, Root: small.Root, Proof: honest},
		"a root without a proof":      {First: small, Second: forked, Root: good.Root},
		"a proof of another root":     {First: small, Second: large, Root: good.Root, Proof: honest},
		"a proof of another tree":     {First: small, Second: large, Root: good.Root, Proof: good.Proof},
		"checkpoints of two logs":     {First: elsewhere, Second: forked, Root: good.Root, Proof: good.Proof},
		"no root though sizes differ": {First: small, Second: forked},
	} {
		t.Run(name, func(t *testing.T) {
			if err := two.Check(k.Verifier()); !errors.Is(err, journal.ErrProof) {
				t.Errorf("got %v, want ErrProof", err)
			}
		})
	}
	if _, err := journal.Compare(small, elsewhere, one); err == nil {
		t.Error("checkpoints of two logs are compared")
	}
	if _, err := journal.Compare(small, large, other); !errors.Is(err, journal.ErrProof) {
		t.Errorf("by hashes of another tree: %v", err)
	}
}

// go test -run '^$' -fuzz FuzzParseTwoTrees ./journal
func FuzzParseTwoTrees(f *testing.F) {
	k := keyFor(f, "log.example", journal.SignsNotes)
	two, err := journal.Compare(signedAt(f, grown(f, 9, 9), 5, k), signedAt(f, grown(f, 9, 2), 9, k), grown(f, 9, 2))
	if err != nil {
		f.Fatal(err)
	}
	seed, err := two.Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add(bytes.TrimSpace(seed))
	f.Add([]byte(`{"first":"","second":"","v":1}` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		read, err := journal.ParseTwoTrees(data)
		if err != nil {
			return
		}
		again, err := read.Bytes()
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("it reads back otherwise: %v", err)
		}
		if read.Check(k.Verifier()) == nil && !bytes.Equal(data, seed) && read.First.Root == two.First.Root && read.Second.Root == two.Second.Root && read.Root != two.Root {
			t.Error("another root is proven under the same two checkpoints")
		}
	})
}
