// SPDX-License-Identifier: Apache-2.0

// Package tree turns leaves in memory into checkpoints, proofs and tiles: a log without a store, of which there may be
// several with one key, as an operator can have who deceives.
package tree

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"truce/journal"
	"truce/journal/cosigner"
	"truce/journal/tiles"
)

// Key returns a key that follows from its name.
func Key(name string, a journal.Algorithm) (journal.SigningKey, error) {
	seed := sha256.Sum256(fmt.Appendf(nil, "%d %s", a, name))
	return journal.GenerateKey(bytes.NewReader(seed[:]), name, a)
}

// Tree is a log in memory.
type Tree struct {
	key    journal.SigningKey
	leaves [][]byte
	hashes []tlog.Hash
}

// New returns an empty tree of a log.
func New(key journal.SigningKey) *Tree { return &Tree{key: key} }

// Fork returns a tree that begins with the first leaves of this one.
func (t *Tree) Fork(size int64) *Tree {
	return &Tree{key: t.key, leaves: t.leaves[:size:size], hashes: t.hashes[:tlog.StoredHashCount(size):tlog.StoredHashCount(size)]}
}

// Add adds leaves.
func (t *Tree) Add(leaves ...[]byte) error {
	for _, leaf := range leaves {
		more, err := tlog.StoredHashes(t.Size(), leaf, t)
		if err != nil {
			return err
		}
		t.leaves, t.hashes = append(t.leaves, leaf), append(t.hashes, more...)
	}
	return nil
}

// Grow adds leaves up to a size. They differ by their places and by salt.
func (t *Tree) Grow(size int64, salt string) error {
	for n := t.Size(); n < size; n++ {
		if err := t.Add(Leaf(n, salt)); err != nil {
			return err
		}
	}
	return nil
}

// Leaf returns a leaf of the form that those of a journal have.
func Leaf(n int64, salt string) []byte {
	return journal.Leaf(sha256.Sum256(fmt.Append(nil, n, salt)))
}

// Size is the number of leaves.
func (t *Tree) Size() int64 { return int64(len(t.leaves)) }

// Leaves returns all leaves. They are not to be changed.
func (t *Tree) Leaves() [][]byte { return t.leaves }

// ReadHashes returns hashes by their numbers.
func (t *Tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x >= int64(len(t.hashes)) {
			return nil, fmt.Errorf("no hash %d", x)
		}
		out[i] = t.hashes[x]
	}
	return out, nil
}

// Checkpoint returns the signed checkpoint of the first leaves.
func (t *Tree) Checkpoint(size int64) (journal.SignedCheckpoint, error) {
	root, err := tlog.TreeHash(size, t)
	if err != nil {
		return journal.SignedCheckpoint{}, err
	}
	return journal.SignCheckpoint(journal.Checkpoint{Origin: t.key.Verifier().Name(), Size: size, Root: root}, t.key)
}

// Prove returns the proof that the tree only grew.
func (t *Tree) Prove(_ context.Context, from, to int64) ([]tlog.Hash, error) {
	if from == 0 {
		return nil, nil
	}
	return tlog.ProveTree(to, from, t)
}

// Inclusion returns the proof of a leaf, by its place from 0, in the first leaves.
func (t *Tree) Inclusion(size, at int64) ([]tlog.Hash, error) { return tlog.ProveRecord(size, at, t) }

// Request returns what asks a cosigner, which has an old size, for a cosignature.
func (t *Tree) Request(old, size int64) (cosigner.Request, error) {
	c, err := t.Checkpoint(size)
	if err != nil {
		return cosigner.Request{}, err
	}
	r := cosigner.Request{Old: old, Checkpoint: c}
	if old <= size {
		r.Proof, err = t.Prove(context.Background(), old, size)
	}
	return r, err
}

// Source returns what is published.
func (t *Tree) Source() tiles.Source {
	return tiles.Source{Hashes: t, Leaves: func(_ context.Context, from, to int64) ([][]byte, error) { return t.leaves[from:to], nil }}
}

// Key returns the public key of the log.
func (t *Tree) Key() journal.VerifierKey { return t.key.Verifier() }
