// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"truce/canon"
)

// What a store's errors mean to the caller. An error of Append that is not ErrUnsure says that nothing was entered.
var (
	// ErrUnsure says that it is not known whether the entries will last. The caller opens the journal again and reads
	// what is there before it tells anybody; it never just tries again.
	ErrUnsure = errors.New("it is not known whether the entries are on disk: open the journal again and look")
	// ErrStopped says that the journal takes nothing since an outcome was unsure. The caller opens it again.
	ErrStopped = errors.New("the journal takes nothing more until it is opened again")
	// ErrOutgrown says that another program has entered something of which the caller does not know. The caller looks at it
	// (sqlite.Journal.Follow) and tries again.
	ErrOutgrown = errors.New("another program has entered something meanwhile")
	// ErrEnded says that the log was closed; the caller goes on in its successor.
	ErrEnded = errors.New("the log was closed")
	// ErrTime says that a time is before that of the entry before; the caller looks at its clock.
	ErrTime = errors.New("journal time never decreases")
	// ErrNoEntry says that there is no entry of that number.
	ErrNoEntry = errors.New("no such entry")
	// ErrDamaged says that what is stored is not what was entered. The caller signs nothing, and restores from a copy.
	ErrDamaged = errors.New("the stored entry is damaged")
	// ErrLingers says that parts are destroyed, but that an older copy of them may still be on disk since somebody is
	// reading. The caller destroys them again later.
	ErrLingers = errors.New("destroyed, but an older copy may still be on disk: destroy again")
	// ErrHead says that a checkpoint is not after the one that is kept. The caller signs and publishes nothing: it runs
	// twice, or on an old copy.
	ErrHead = errors.New("the checkpoint is not after the last one")
)

// Entry is a numbered item of the journal: its header, and its parts in order.
type Entry struct {
	Header Header
	// Head is the part that holds the header, with its salt.
	Head  canon.Part
	Parts []Part
}

// ReadEntry decodes the header in a part and checks it together with the entry's parts.
func ReadEntry(head canon.Part, parts []Part) (Entry, error) {
	h, err := ReadHeader(head)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Header: h, Head: head, Parts: parts}
	return e, e.Check()
}

// Check returns an error if the parts are not those that the header announces: another number, another label, or
// destroyed where nothing may be. Of a withheld part nothing but its presence can be checked.
func (e Entry) Check() error {
	if err := e.Header.Check(); err != nil {
		return err
	}
	if int64(len(e.Parts)) != e.Header.Parts {
		return fmt.Errorf("entry %d has %d parts, its header says %d", e.Header.Seq, len(e.Parts), e.Header.Parts)
	}
	for i, p := range e.Parts {
		want := e.Header.Kind.Label(i)
		shown, ok := p.Disclosed()
		switch {
		case p.state == none:
			return fmt.Errorf("entry %d: part %d is not set", e.Header.Seq, i)
		case ok && shown.Label != want:
			return fmt.Errorf("entry %d: part %d is labelled %q, want %q", e.Header.Seq, i, shown.Label, want)
		case p.IsDestroyed() && !e.Header.Kind.MayDestroy():
			return fmt.Errorf("entry %d: part %d of a %s is destroyed, which nobody may do", e.Header.Seq, i, e.Header.Kind)
		}
	}
	return nil
}

// PartsRoot returns the root of the tree of the parts. Its error is canon.ErrNoParts.
func (e Entry) PartsRoot() (canon.Digest, error) {
	hashes := make([]canon.Digest, len(e.Parts))
	for i, p := range e.Parts {
		hashes[i] = p.Hash()
	}
	return canon.PartsRoot(hashes)
}

// Commitment returns the entry's commitment. Its error is that of PartsRoot.
func (e Entry) Commitment() (canon.Digest, error) {
	root, err := e.PartsRoot()
	if err != nil {
		return canon.Digest{}, err
	}
	return Commitment(e.Head.Hash(), root), nil
}

// Leaf returns what the log holds of the entry. Its error is that of PartsRoot.
func (e Entry) Leaf() ([]byte, error) {
	c, err := e.Commitment()
	if err != nil {
		return nil, err
	}
	return Leaf(c), nil
}

// Commitment returns the commitment of an entry with a header hash and a parts root.
func Commitment(header, partsRoot canon.Digest) canon.Digest {
	buf := append(make([]byte, 0, 128), "truce/entry/1\n"...)
	buf = append(buf, header[:]...)
	buf = append(buf, partsRoot[:]...)
	return sha256.Sum256(buf)
}

// LeafSize is the length of every leaf, in bytes.
const LeafSize = 78

// Leaf returns the leaf of an entry: 78 bytes that say nothing but its commitment.
func Leaf(commitment canon.Digest) []byte {
	buf := append(make([]byte, 0, LeafSize), "truce/leaf/1\n"...)
	buf = hex.AppendEncode(buf, commitment[:])
	return append(buf, '\n')
}
