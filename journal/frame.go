// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"truce/canon"
)

// A frame holds all parts of one entry for storage: one byte of version, the number of parts in 4 bytes, and for each
// part one byte of state, its hash, its salt, the length of its content in 4 bytes, and the content. Integers are
// big-endian. A part is destroyed in place: the state changes, salt and content become zeros, and no byte moves, so a
// store overwrites exactly what it held. Labels are those of the entry's kind.
const (
	frameVersion   = 1
	frameHead      = 1 + 4
	framePart      = 1 + hashSize + hashSize + 4
	frameDisclosed = 0
	frameDestroyed = 1
	hashSize       = len(canon.Digest{})
)

// MaxFrame is the longest frame, in bytes. However its content is escaped, the entry then fits into a line of a bundle
// (docs/spec/bundle.md).
const MaxFrame = 8 << 20

// AppendFrame appends the frame of parts to dst. A withheld part cannot be stored.
func AppendFrame(dst []byte, parts []Part) ([]byte, error) {
	size := int64(frameHead)
	for i, p := range parts {
		if p.state != disclosed && p.state != destroyed {
			return nil, fmt.Errorf("part %d: a part that is not disclosed cannot be stored", i)
		}
		size += int64(framePart + len(p.shown.Content) + p.room)
	}
	if size > MaxFrame {
		return nil, fmt.Errorf("parts of %d bytes in all, stop at %d: send them in several entries", size, MaxFrame)
	}
	dst = slices.Grow(dst, int(size))
	dst = append(dst, frameVersion)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(parts)))
	for _, p := range parts {
		if p.state == destroyed {
			dst = append(dst, frameDestroyed)
			dst = append(dst, p.hash[:]...)
			dst = append(dst, make([]byte, hashSize)...)
			dst = binary.BigEndian.AppendUint32(dst, uint32(p.room))
			dst = append(dst, make([]byte, p.room)...)
			continue
		}
		dst = append(dst, frameDisclosed)
		dst = append(dst, p.hash[:]...)
		dst = append(dst, p.shown.Salt[:]...)
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(p.shown.Content)))
		dst = append(dst, p.shown.Content...)
	}
	return dst, nil
}

// slot is one part of a frame, cut out of it and not yet trusted.
type slot struct {
	state   byte
	hash    canon.Digest
	salt    []byte
	content []byte
	whole   []byte
}

// cutFrame cuts a frame into its parts. It allocates nothing before the lengths are checked against what is there.
func cutFrame(data []byte) ([]slot, error) {
	if len(data) > MaxFrame {
		return nil, fmt.Errorf("a frame of %d bytes, stop at %d", len(data), MaxFrame)
	}
	if len(data) < frameHead || data[0] != frameVersion {
		return nil, errors.New("not a frame of version 1")
	}
	n := int64(binary.BigEndian.Uint32(data[1:]))
	rest := data[frameHead:]
	if n > int64(len(rest)/framePart) {
		return nil, fmt.Errorf("a frame of %d bytes does not hold %d parts", len(data), n)
	}
	slots := make([]slot, n)
	for i := range slots {
		if len(rest) < framePart {
			return nil, fmt.Errorf("the frame ends in part %d", i)
		}
		length := int64(binary.BigEndian.Uint32(rest[framePart-4:]))
		if length > int64(len(rest)-framePart) {
			return nil, fmt.Errorf("part %d is longer than its frame", i)
		}
		end := framePart + int(length)
		slots[i] = slot{
			state: rest[0], hash: canon.Digest(rest[1:]), salt: rest[1+hashSize : 1+2*hashSize],
			content: rest[framePart:end:end], whole: rest[:end],
		}
		rest = rest[end:]
	}
	if len(rest) != 0 {
		return nil, fmt.Errorf("%d bytes after the last part", len(rest))
	}
	return slots, nil
}

// ReadFrame returns the parts in the frame of an entry of a kind. Content is not copied. The hash of every disclosed
// part is computed anew; one that differs from what stands in the frame is an error, as is any other form than
// AppendFrame and DestroyInFrame leave.
func ReadFrame(kind Kind, data []byte) ([]Part, error) {
	slots, err := cutFrame(data)
	if err != nil {
		return nil, err
	}
	parts := make([]Part, len(slots))
	for i, s := range slots {
		if parts[i], err = s.part(kind.Label(i)); err != nil {
			return nil, fmt.Errorf("part %d: %w", i, err)
		}
	}
	return parts, nil
}

func (s slot) part(label string) (Part, error) {
	switch s.state {
	case frameDisclosed:
		p, err := Disclose(canon.Part{Label: label, Salt: canon.Salt(s.salt), Content: s.content})
		if err == nil && p.hash != s.hash {
			err = errors.New("salt or content are not those of its hash")
		}
		return p, err
	case frameDestroyed:
		if !isZero(s.salt) || !isZero(s.content) {
			return Part{}, errors.New("destroyed, and still there in part")
		}
		p := Destroyed(s.hash)
		p.room = len(s.content)
		return p, nil
	default:
		return Part{}, fmt.Errorf("state %d is not known here", s.state)
	}
}

func isZero(data []byte) bool {
	for _, b := range data {
		if b != 0 {
			return false
		}
	}
	return true
}

// DestroyInFrame destroys parts, by their places from 0, in the frame itself. The frame keeps its length; a part that
// is destroyed already stays so. After an error the frame is as it was.
func DestroyInFrame(frame []byte, places []int) error {
	slots, err := cutFrame(frame)
	if err != nil {
		return err
	}
	for _, i := range places {
		if i < 0 || i >= len(slots) {
			return fmt.Errorf("destroy part %d of %d, counted from 0: there is none", i, len(slots))
		}
	}
	for _, i := range places {
		slots[i].whole[0] = frameDestroyed
		clear(slots[i].salt)
		clear(slots[i].content)
	}
	return nil
}
