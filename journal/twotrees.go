// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
)

// TwoTrees is evidence that a log signed two trees of which neither continues the other. It convinces whoever trusts the
// log's key to be the log's, and nobody else has to be believed. The format is docs/spec/checkpoint.md.
type TwoTrees struct {
	// First is of no more leaves than Second.
	First, Second SignedCheckpoint
	// Root is that of Second's tree when it had as many leaves as First, as Proof shows; both are unset where the two are
	// of one size.
	Root  tlog.Hash
	Proof []tlog.Hash
}

// MaxTwoTrees is the largest evidence that is read, in bytes.
const MaxTwoTrees = 4 * MaxNote

// twoTrees is how evidence is written.
type twoTrees struct {
	V      int64          `json:"v"`
	First  string         `json:"first"`
	Second string         `json:"second"`
	Root   canon.Digest   `json:"root,omitzero"`
	Proof  []canon.Digest `json:"proof,omitempty"`
}

// Bytes returns the evidence as ParseTwoTrees reads it: one line of canonical bytes with its line feed.
func (t TwoTrees) Bytes() ([]byte, error) {
	w := twoTrees{V: 1, First: string(t.First.Note.Bytes()), Second: string(t.Second.Note.Bytes()), Root: canon.Digest(t.Root)}
	for _, h := range t.Proof {
		w.Proof = append(w.Proof, canon.Digest(h))
	}
	data, err := canon.Encode(w)
	if err != nil {
		return nil, fmt.Errorf("evidence of two trees: %w", err)
	}
	return append(data, '\n'), nil
}

// ParseTwoTrees reads evidence and verifies nothing in it.
func ParseTwoTrees(data []byte) (TwoTrees, error) {
	t, err := parseTwoTrees(data)
	if err != nil {
		return TwoTrees{}, fmt.Errorf("evidence of two trees: %w", err)
	}
	return t, nil
}

func parseTwoTrees(data []byte) (t TwoTrees, err error) {
	if len(data) > MaxTwoTrees {
		return t, fmt.Errorf("%d bytes, want at most %d", len(data), MaxTwoTrees)
	}
	if len(data) == 0 || data[len(data)-1] != '\n' {
		return t, errors.New("want one line with its line feed")
	}
	var w twoTrees
	if err := canon.Decode(data[:len(data)-1], &w); err != nil {
		return t, err
	}
	if w.V != 1 || len(w.Proof) > maxProof {
		return t, fmt.Errorf("version %d with a proof of %d hashes: want 1, and at most %d", w.V, len(w.Proof), maxProof)
	}
	if t.First, err = ParseSignedCheckpoint([]byte(w.First)); err != nil {
		return t, err
	}
	if t.Second, err = ParseSignedCheckpoint([]byte(w.Second)); err != nil {
		return t, err
	}
	t.Root = tlog.Hash(w.Root)
	for _, h := range w.Proof {
		t.Proof = append(t.Proof, tlog.Hash(h))
	}
	return t, nil
}

// Check returns nil if the evidence proves that the log of some of the keys signed two trees. Its error wraps ErrNotSigned
// where one of the two is not signed by that log, and ErrProof where they do not contradict each other.
func (t TwoTrees) Check(log ...VerifierKey) error {
	a, b := t.First.Checkpoint, t.Second.Checkpoint
	if a.Origin != b.Origin {
		return fmt.Errorf("%w: one is of %.80q and the other of %.80q", ErrProof, a.Origin, b.Origin)
	}
	for _, s := range []SignedCheckpoint{t.First, t.Second} {
		err := fmt.Errorf("checkpoint of %.80q: %w any key that is given for it", s.Origin, ErrNotSigned)
		for _, k := range log {
			if s.verify(k) == nil {
				err = nil
			}
		}
		if err != nil {
			return err
		}
	}
	switch {
	case a.Size == b.Size && a.Root != b.Root:
		return nil
	case a.Size == b.Size:
		return fmt.Errorf("%w: both are of one tree", ErrProof)
	case a.Size > b.Size:
		return fmt.Errorf("%w: the first is larger than the second", ErrProof)
	case t.Root == a.Root:
		return fmt.Errorf("%w: the second continues the first", ErrProof)
	}
	return CheckConsistency(Checkpoint{Origin: a.Origin, Size: a.Size, Root: t.Root}, b, t.Proof)
}

// Compare returns the evidence that two checkpoints of one log are of two trees, and nil where one continues the other.
// hashes are those of the tree of the larger one, each verified. It looks at no signature. An error says that hashes could
// not be read, or that the checkpoints are of two logs.
func Compare(a, b SignedCheckpoint, hashes tlog.HashReader) (*TwoTrees, error) {
	if a.Origin != b.Origin {
		return nil, fmt.Errorf("compare checkpoints: they are of two logs, %.80q and %.80q", a.Origin, b.Origin)
	}
	if a.Size > b.Size {
		a, b = b, a
	}
	if a.Size == b.Size {
		if a.Root == b.Root {
			return nil, nil
		}
		return &TwoTrees{First: a, Second: b}, nil
	}
	root, err := tlog.TreeHash(a.Size, hashes)
	if err != nil {
		return nil, fmt.Errorf("compare checkpoints: %w", err)
	}
	proof, err := tlog.ProveTree(b.Size, a.Size, hashes)
	if err != nil {
		return nil, fmt.Errorf("compare checkpoints: %w", err)
	}
	t := &TwoTrees{First: a, Second: b, Root: root, Proof: proof}
	shown := Checkpoint{Origin: a.Origin, Size: a.Size, Root: root}
	if err := CheckConsistency(shown, b.Checkpoint, proof); err != nil {
		return nil, fmt.Errorf("compare checkpoints: the hashes are not those of the larger tree: %w", err)
	}
	if root == a.Root {
		return nil, nil
	}
	return t, nil
}
