// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"truce/canon"
)

// MaxDevice is the longest signed header of a device, in bytes.
const MaxDevice = 1 << 16

// Draft is what a caller gives to be entered.
type Draft struct {
	Kind   Kind
	Engine string // version of the engine that takes the entry

	// Time is the journal time, milliseconds since 1970. One before the entry before is refused with ErrTime.
	Time int64
	// Raise enters an earlier time as that of the entry before instead: for a clock that runs beside other callers.
	Raise bool

	// Parts are labelled as the kind says. Their salts are left zero for the journal to draw.
	Parts []canon.Part
	// Salted says that a device drew all salts: they are taken as they are.
	Salted bool
	// Device is the signed header of the device that sent a submission; empty if none did.
	Device string
}

// Founding is what begins a journal: its name and realm, the log that it succeeds if any, and its first entry.
type Founding struct {
	Origin  string
	Realm   Realm
	Follows *Predecessor
	// Draft is of the kind Genesis.
	Draft Draft
}

// Sealed is a draft with its salts and hashes: everything of an entry but its place. It is computed outside of any
// lock.
type Sealed struct {
	draft    Draft // without its parts
	founding *Founding
	parts    int64
	salt     canon.Salt // of the header
	root     canon.Digest
	frame    []byte
}

// PartsRoot returns the root of the tree of the parts.
func (s *Sealed) PartsRoot() canon.Digest { return s.root }

// Device returns the signed header of the device, empty if there is none.
func (s *Sealed) Device() string { return s.draft.Device }

// Kind returns the kind of the entry.
func (s *Sealed) Kind() Kind { return s.draft.Kind }

// Salted tells whether a device drew the salts of the parts.
func (s *Sealed) Salted() bool { return s.draft.Salted }

// At sets the journal time, before the entry is appended: one that was sealed ahead of its turn gets it then.
func (s *Sealed) At(time int64) { s.draft.Time = time }

// Size returns about how many bytes the entry takes in a store.
func (s *Sealed) Size() int { return len(s.frame) + len(s.draft.Device) }

// Seal checks a draft, draws the salts that it lacks, and computes the hashes of its parts, which it copies. A draft
// of the first entry is sealed by Founding.Seal.
func (d Draft) Seal() (*Sealed, error) {
	if d.Kind == Genesis {
		return nil, fmt.Errorf("seal a draft: %s is entered when a journal is made, and never again", Genesis)
	}
	return d.seal()
}

// Seal checks and seals the draft of the first entry.
func (f Founding) Seal() (*Sealed, error) {
	s, err := f.Draft.seal()
	if err != nil {
		return nil, err
	}
	s.founding = &f
	first := s.header(1, f.Draft.Time)
	return s, first.Check()
}

func (d Draft) seal() (*Sealed, error) {
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("seal a draft: %w", err)
	}
	s := &Sealed{parts: int64(len(d.Parts))}
	var salts []byte
	if d.Salted {
		salts = make([]byte, hashSize)
	} else {
		salts = make([]byte, hashSize*(1+len(d.Parts)))
	}
	if _, err := rand.Read(salts); err != nil {
		return nil, fmt.Errorf("draw salts: %w", err)
	}
	s.salt = canon.Salt(salts)
	size := frameHead
	for _, p := range d.Parts {
		size += framePart + len(p.Content)
	}
	frame := append(make([]byte, 0, size), frameVersion)
	frame = binary.BigEndian.AppendUint32(frame, uint32(len(d.Parts)))
	hashes := make([]canon.Digest, len(d.Parts))
	for i, p := range d.Parts {
		if !d.Salted {
			p.Salt = canon.Salt(salts[hashSize*(1+i):])
		}
		hashes[i] = p.Hash()
		frame = append(frame, frameDisclosed)
		frame = append(frame, hashes[i][:]...)
		frame = append(frame, p.Salt[:]...)
		frame = binary.BigEndian.AppendUint32(frame, uint32(len(p.Content)))
		frame = append(frame, p.Content...)
	}
	var err error
	if s.root, err = canon.PartsRoot(hashes); err != nil {
		return nil, err
	}
	s.frame, s.draft = frame, d
	s.draft.Parts = nil
	return s, nil
}

func (d Draft) check() error {
	if err := d.Kind.CheckParts(int64(len(d.Parts))); err != nil {
		return err
	}
	switch {
	case d.Engine == "":
		return errors.New("no engine")
	case d.Time > canon.MaxInt || d.Time < -canon.MaxInt:
		return fmt.Errorf("time %d is beyond 2^53-1 milliseconds", d.Time)
	case d.Device != "" && d.Kind != Submission:
		return fmt.Errorf("a %s has no device", d.Kind)
	case len(d.Device) > MaxDevice:
		return fmt.Errorf("the header of a device has %d bytes, stop at %d", len(d.Device), MaxDevice)
	case !utf8.ValidString(d.Device) || !utf8.ValidString(d.Engine):
		return errors.New("device or engine are not UTF-8")
	}
	size := int64(frameHead)
	for i, p := range d.Parts {
		if want := d.Kind.Label(i); p.Label != want {
			return fmt.Errorf("part %d is labelled %.80q, want %q", i, p.Label, want)
		}
		if !utf8.Valid(p.Content) {
			return fmt.Errorf("part %d: the content is not UTF-8", i)
		}
		if (p.Salt == canon.Salt{}) == d.Salted {
			return fmt.Errorf("part %d: a device draws the salts of all parts, or the journal does", i)
		}
		size += int64(framePart + len(p.Content))
	}
	if size > MaxFrame {
		return fmt.Errorf("parts of %d bytes in all, stop at %d: send them in several entries", size, MaxFrame)
	}
	return nil
}

func (s *Sealed) header(seq, time int64) Header {
	h := Header{
		Version: 1, Seq: seq, Time: time, Kind: s.draft.Kind, Engine: s.draft.Engine, Parts: s.parts, Device: s.draft.Device,
	}
	if s.founding != nil {
		h.Origin, h.Realm, h.Follows = s.founding.Origin, s.founding.Realm, s.founding.Follows
	}
	return h
}

// SealAll seals drafts in order. Its error names the place of the draft, from 0.
func SealAll(drafts []Draft) ([]*Sealed, error) {
	all := make([]*Sealed, 0, len(drafts))
	for i, d := range drafts {
		s, err := d.Seal()
		if err != nil {
			return nil, fmt.Errorf("draft %d: %w", i, err)
		}
		all = append(all, s)
	}
	return slices.Clip(all), nil
}
