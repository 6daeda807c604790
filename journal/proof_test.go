// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"truce/journal"
)

// tree is a log in memory.
type tree struct {
	leaves [][]byte
	hashes []tlog.Hash
}

func (tr *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = tr.hashes[x]
	}
	return out, nil
}

func (tr *tree) add(t fataler, leaf []byte) {
	more, err := tlog.StoredHashes(int64(len(tr.leaves)), leaf, tr)
	if err != nil {
		t.Fatal(err)
	}
	tr.leaves, tr.hashes = append(tr.leaves, leaf), append(tr.hashes, more...)
}

// checkpoint is that of the first size leaves.
func (tr *tree) checkpoint(t fataler, size int64) journal.Checkpoint {
	if size == 0 {
		return journal.Checkpoint{}
	}
	root, err := tlog.TreeHash(size, tr)
	if err != nil {
		t.Fatal(err)
	}
	return journal.Checkpoint{Origin: "log.example", Size: size, Root: root}
}

// fataler is what both kinds of tests can do.
type fataler interface{ Fatal(...any) }

func TestProofsHoldForWhatTheyShowAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, 300).Draw(t, "size")
		var tr tree
		for i := range size {
			tr.add(t, fmt.Appendf(nil, "leaf %d", i))
		}
		c := tr.checkpoint(t, size)
		index := rapid.Int64Range(0, size-1).Draw(t, "index")
		proof, err := tlog.ProveRecord(size, index, &tr)
		if err != nil {
			t.Fatal(err)
		}
		if err := journal.CheckInclusion(c, index, tr.leaves[index], proof); err != nil {
			t.Error(err)
		}
		if err := journal.CheckInclusion(c, index, []byte("other"), proof); !errors.Is(err, journal.ErrProof) {
			t.Errorf("another leaf: %v", err)
		}
		if err := journal.CheckInclusion(c, index+1, tr.leaves[index], proof); !errors.Is(err, journal.ErrProof) {
			t.Errorf("another place: %v", err)
		}
		old := rapid.Int64Range(0, size).Draw(t, "old")
		var steps []tlog.Hash
		if old > 0 {
			if steps, err = tlog.ProveTree(size, old, &tr); err != nil {
				t.Fatal(err)
			}
		}
		if err := journal.CheckConsistency(tr.checkpoint(t, old), c, steps); err != nil {
			t.Error(err)
		}
		back, err := journal.ParseProofLines(journal.ProofLines(steps))
		if err != nil || journal.ProofLines(back) != journal.ProofLines(steps) {
			t.Errorf("the lines of the proof read back as %v, %v", back, err)
		}
		forked := c
		forked.Root[0] ^= 1
		if err := journal.CheckConsistency(tr.checkpoint(t, old), forked, steps); old > 0 && !errors.Is(err, journal.ErrProof) {
			t.Errorf("another tree: %v", err)
		}
		if err := journal.CheckConsistency(tr.checkpoint(t, old), c, append(steps, tlog.Hash{})); !errors.Is(err, journal.ErrProof) {
			t.Errorf("a hash too many: %v", err)
		}
	})
}

func TestConsistencyIsOfOneLog(t *testing.T) {
	one := journal.Checkpoint{Origin: "log.example", Size: 1, Root: rootOf(1)}
	other := journal.Checkpoint{Origin: "other.example", Size: 1, Root: rootOf(1)}
	if err := journal.CheckConsistency(one, other, nil); !errors.Is(err, journal.ErrProof) {
		t.Errorf("two logs: %v", err)
	}
	if err := journal.CheckConsistency(one, journal.Checkpoint{}, nil); !errors.Is(err, journal.ErrProof) {
		t.Errorf("back to the empty tree: %v", err)
	}
	if err := journal.CheckInclusion(journal.Checkpoint{}, 0, nil, nil); !errors.Is(err, journal.ErrProof) {
		t.Errorf("a leaf of the empty tree: %v", err)
	}
}

func TestProofLinesAreStrict(t *testing.T) {
	line := journal.ProofLines([]tlog.Hash{{}})
	many := ""
	for range 64 {
		many += line
	}
	for _, bad := range []string{"\n", line[:len(line)-1], line + "\n", " " + line, line[4:], line[:42] + "B=\n", many} {
		if got, err := journal.ParseProofLines(bad); err == nil {
			t.Errorf("%.60q is read as %d hashes", bad, len(got))
		}
	}
	if got, err := journal.ParseProofLines(many[:63*len(line)]); err != nil || len(got) != 63 {
		t.Errorf("63 hashes: %d, %v", len(got), err)
	}
}
