// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
)

// HeadName says which checkpoint a store keeps as the last one.
type HeadName string

// The checkpoints that are kept.
const (
	LastSigned   HeadName = "signed"   // signed by the log; whoever signs next goes on from it
	LastCosigned HeadName = "cosigned" // met the quorum of the operator's policy
)

// Head is the last checkpoint of a name. The zero value says that there is none.
type Head struct {
	Size int64
	Root canon.Digest
	Note []byte // the checkpoint with its signatures
}

// After returns an error, ErrHead, if the head may not take the place of the one before: it is of a smaller tree, or of
// another one of the same size. The same checkpoint may come again with more signatures.
func (h Head) After(before Head) error {
	switch {
	case h.Size < 1 || len(h.Note) == 0:
		return fmt.Errorf("%w: it is of no tree, or it is empty", ErrHead)
	case h.Size < before.Size:
		return fmt.Errorf("%w: it is of size %d, the last one of size %d", ErrHead, h.Size, before.Size)
	case h.Size == before.Size && h.Root != before.Root:
		return fmt.Errorf("%w: both are of size %d, with the roots %s and %s", ErrHead, h.Size, h.Root, before.Root)
	}
	return nil
}

// CheckTree returns an error, ErrDamaged, if the tree of the head's size does not have its root.
func (h Head) CheckTree(hashes tlog.HashReader) error {
	root, err := tlog.TreeHash(h.Size, hashes)
	if err != nil {
		return fmt.Errorf("tree of size %d: %w", h.Size, err)
	}
	if canon.Digest(root) != h.Root {
		return fmt.Errorf("%w: the tree of size %d has the root %s, want %s", ErrDamaged, h.Size, canon.Digest(root), h.Root)
	}
	return nil
}

// Recheck computes the commitment, the leaf and the hashes of the tree anew from what is stored, and compares them with
// the hashes that are stored. It returns the header, which the next row is checked against; before that of entry 1 stands
// the zero header. Its error is ErrDamaged, or that of reading hashes. That the hashes left of the first row of a
// range are right is for Head.CheckTree to say.
func (r Row) Recheck(before Header, hashes tlog.HashReader) (Header, error) {
	e, err := r.Entry()
	if err != nil {
		return Header{}, err
	}
	if before.Seq > 0 {
		if err := e.Header.After(before); err != nil {
			return Header{}, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
	placed := Placed{Header: e.Head.Hash(), PartsRoot: r.PartsRoot}
	want, err := tlog.StoredHashes(r.Seq-1, placed.Leaf(), hashes)
	if err != nil {
		return Header{}, fmt.Errorf("entry %d: %w", r.Seq, err)
	}
	indexes := make([]int64, len(want))
	for i := range want {
		indexes[i] = tlog.StoredHashIndex(0, r.Seq-1) + int64(i)
	}
	got, err := hashes.ReadHashes(indexes)
	if err != nil {
		return Header{}, fmt.Errorf("entry %d: %w", r.Seq, err)
	}
	for i := range want {
		if got[i] != want[i] {
			return Header{}, fmt.Errorf("entry %d: %w: hash %d of the tree is not that of the entry", r.Seq, ErrDamaged, indexes[i])
		}
	}
	return e.Header, nil
}
