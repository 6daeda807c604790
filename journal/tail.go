// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
)

// Placed says where an entry stands and what it commits to: all that a receipt needs.
type Placed struct {
	Seq       int64
	Time      int64 // journal time, milliseconds since 1970
	Header    canon.Digest
	PartsRoot canon.Digest
	// Again says that the entry was there before: nothing was entered.
	Again bool
}

// Leaf returns the leaf of the entry.
func (p Placed) Leaf() []byte { return Leaf(Commitment(p.Header, p.PartsRoot)) }

// Row is what a store keeps of one entry.
type Row struct {
	Seq       int64
	Header    []byte // canonical bytes
	Salt      canon.Salt
	PartsRoot canon.Digest
	Frame     []byte
	// Hashes are those that the leaf adds to the tree. The first has the number tlog.StoredHashIndex(0, Seq-1), the
	// others follow. A store that reads a row sets the first at least: only the leaf shows damage of header and salt.
	Hashes []tlog.Hash
}

// Entry decodes and checks the entry of a row: that it has the number, that every part has its hash, the parts root, and
// where there is one the hash of its leaf. Its error is ErrDamaged.
func (r Row) Entry() (Entry, error) {
	e, err := r.entry()
	if err != nil {
		return Entry{}, fmt.Errorf("entry %d: %w: %w", r.Seq, ErrDamaged, err)
	}
	return e, nil
}

func (r Row) entry() (Entry, error) {
	head := canon.Part{Label: HeaderLabel, Salt: r.Salt, Content: r.Header}
	h, err := ReadHeader(head)
	if err != nil {
		return Entry{}, err
	}
	if h.Seq != r.Seq {
		return Entry{}, fmt.Errorf("the header is that of entry %d", h.Seq)
	}
	parts, err := ReadFrame(h.Kind, r.Frame)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Header: h, Head: head, Parts: parts}
	if err := e.Check(); err != nil {
		return Entry{}, err
	}
	root, err := e.PartsRoot()
	if err == nil && root != r.PartsRoot {
		err = fmt.Errorf("the parts have the root %s, and %s is stored", root, r.PartsRoot)
	}
	if err == nil && len(r.Hashes) > 0 && r.Hashes[0] != tlog.RecordHash(Leaf(Commitment(head.Hash(), root))) {
		err = errors.New("header, salt and parts do not make the leaf that is stored")
	}
	return e, err
}

// Tail is the end of a journal: all that decides where the next entry stands. The zero value is that of a journal
// without entries. A copy is a tail of its own, so a store places entries on a copy and keeps it once they are on disk.
type Tail struct {
	last Header
	edge [64]tlog.Hash // by level: the hash of the complete subtree of 2^level leaves that ends at the edge
}

// LoadTail returns the tail of a journal whose last entry has this header, reading the hashes at the edge of its tree.
func LoadTail(last Header, hashes tlog.HashReader) (Tail, error) {
	t := Tail{last: last}
	var levels []int
	var indexes []int64
	for level := range t.edge {
		if n := last.Seq >> level; n&1 == 1 {
			levels = append(levels, level)
			indexes = append(indexes, tlog.StoredHashIndex(level, n-1))
		}
	}
	found, err := hashes.ReadHashes(indexes)
	if err != nil {
		return Tail{}, fmt.Errorf("read the edge of the tree of %d entries: %w", last.Seq, err)
	}
	for i, level := range levels {
		t.edge[level] = found[i]
	}
	return t, nil
}

// Size returns the number of entries.
func (t *Tail) Size() int64 { return t.last.Seq }

// Place gives a sealed draft the next number. The tail moves on unless there is an error, which is ErrTime or ErrEnded.
func (t *Tail) Place(s *Sealed) (Row, Placed, error) {
	time := s.draft.Time
	if s.draft.Raise && t.last.Seq > 0 {
		time = max(time, t.last.Time)
	}
	h := s.header(t.last.Seq+1, time)
	if t.last.Seq > 0 {
		if err := h.After(t.last); err != nil {
			return Row{}, Placed{}, err
		}
	}
	if err := h.Check(); err != nil {
		return Row{}, Placed{}, err
	}
	content, err := canon.Encode(h)
	if err != nil {
		return Row{}, Placed{}, fmt.Errorf("entry %d: %w", h.Seq, err)
	}
	head := canon.Part{Label: HeaderLabel, Salt: s.salt, Content: content}
	placed := Placed{Seq: h.Seq, Time: h.Time, Header: head.Hash(), PartsRoot: s.root}
	hashes, err := tlog.StoredHashes(h.Seq-1, placed.Leaf(), t)
	if err != nil {
		return Row{}, Placed{}, fmt.Errorf("entry %d: %w", h.Seq, err)
	}
	row := Row{Seq: h.Seq, Header: content, Salt: s.salt, PartsRoot: s.root, Frame: s.frame, Hashes: hashes}
	t.add(hashes)
	t.last = h
	return row, placed, nil
}

// add takes in the hashes of the next leaf: that of each subtree which it completes, from the leaf upwards.
func (t *Tail) add(hashes []tlog.Hash) {
	copy(t.edge[:], hashes)
}

// ReadHashes gives the hashes at the edge of the tree, which are all that the next leaf needs.
func (t *Tail) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		if t.last.Seq>>level != n+1 {
			return nil, fmt.Errorf("hash %d of level %d is not at the edge of a tree of %d", n, level, t.last.Seq)
		}
		found[i] = t.edge[level]
	}
	return found, nil
}
