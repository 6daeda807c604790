// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"truce/canon"
)

// Part is one part of an entry as its reader holds it: disclosed, withheld or destroyed. Whichever it is, its hash is
// known, so what rests on the hash stands. The zero value is no part.
type Part struct {
	shown canon.Part // set if disclosed
	hash  canon.Digest
	state state
	room  int // bytes that the destroyed content took and that its frame still has
}

type state uint8

const (
	none state = iota
	disclosed
	withheld
	destroyed
)

// Disclose returns a part that shows its label, salt and content. The content must be UTF-8, as a part is written in
// JSON; its bytes are kept and not copied.
func Disclose(p canon.Part) (Part, error) {
	if err := canon.CheckLabel(p.Label); err != nil {
		return Part{}, err
	}
	if !utf8.Valid(p.Content) {
		return Part{}, fmt.Errorf("part %s: the content is not UTF-8", p.Label)
	}
	return Part{shown: p, hash: p.Hash(), state: disclosed}, nil
}

// Withhold returns a part of which only the hash is shown.
func Withhold(hash canon.Digest) Part { return Part{hash: hash, state: withheld} }

// Destroyed returns a part that whoever says so no longer holds.
func Destroyed(hash canon.Digest) Part { return Part{hash: hash, state: destroyed} }

// Hash returns the part's commitment. Of a disclosed part it was computed from what is disclosed.
func (p Part) Hash() canon.Digest { return p.hash }

// Disclosed returns label, salt and content, and whether the part is disclosed.
func (p Part) Disclosed() (canon.Part, bool) { return p.shown, p.state == disclosed }

// IsDestroyed tells whether the part is said to be destroyed.
func (p Part) IsDestroyed() bool { return p.state == destroyed }

// Withheld returns the part as a reader gets it who may not see it. A destroyed part stays destroyed.
func (p Part) Withheld() Part {
	if p.state == destroyed {
		return p
	}
	return Withhold(p.hash)
}

// PartForm is how a part is written in JSON: the three forms of docs/spec/commitment.md. It goes through canon.Encode
// and canon.Decode as it is.
type PartForm struct {
	Content   *string       `json:"content,omitempty"`
	Destroyed bool          `json:"destroyed,omitempty"`
	Hash      *canon.Digest `json:"hash,omitempty"`
	Label     string        `json:"label,omitempty"`
	Salt      *canon.Salt   `json:"salt,omitempty"`
}

// Form returns the part as it is written.
func (p Part) Form() PartForm {
	if p.state == disclosed {
		content, salt := string(p.shown.Content), p.shown.Salt
		return PartForm{Content: &content, Label: p.shown.Label, Salt: &salt}
	}
	hash := p.hash
	return PartForm{Destroyed: p.state == destroyed, Hash: &hash}
}

var errForm = errors.New("a part is content, label and salt; or a hash; or a hash that is destroyed")

// Part returns what is written. The hash of a disclosed part is computed from it. Anything but one of the three forms
// is an error.
func (f PartForm) Part() (Part, error) {
	shows := f.Content != nil || f.Salt != nil || f.Label != ""
	switch {
	case shows && f.Content != nil && f.Salt != nil && f.Hash == nil && !f.Destroyed:
		return Disclose(canon.Part{Label: f.Label, Salt: *f.Salt, Content: []byte(*f.Content)})
	case shows || f.Hash == nil:
		return Part{}, errForm
	case f.Destroyed:
		return Destroyed(*f.Hash), nil
	default:
		return Withhold(*f.Hash), nil
	}
}
