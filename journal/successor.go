// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"errors"
	"fmt"

	"truce/canon"
)

// Successor is whom the closing of a log names: the log that goes on in its place.
type Successor struct {
	// Key is the verifier key of the successor, as text, and Origin its name.
	Key    string `json:"key"`
	Origin string `json:"origin"`
}

// SuccessorBy returns the successor that signs with a key. Its error is that no log does.
func SuccessorBy(k VerifierKey) (Successor, error) {
	s := Successor{Key: k.String(), Origin: k.Name()}
	_, err := s.Verifier()
	return s, err
}

// Verifier returns the key of the successor. Its error says that the two members name no log, or not the same.
func (s Successor) Verifier() (VerifierKey, error) {
	k, err := ParseVerifierKey(s.Key)
	switch {
	case err != nil:
		return k, fmt.Errorf("the successor: %w", err)
	case k.Name() != s.Origin || k.Algorithm() != SignsNotes:
		return k, fmt.Errorf("the successor %.80q: the key is none of a log of that name", s.Origin)
	}
	return k, CheckOrigin(s.Origin)
}

// Part returns what a closing holds.
func (s Successor) Part() (canon.Part, error) {
	content, err := canon.Encode(s)
	return canon.Part{Label: Closing.Label(0), Content: content}, err
}

// ErrWithheld says that a part does not show its content. Whoever asks could not tell.
var ErrWithheld = errors.New("the part is not shown")

// ReadSuccessor reads whom a closing names. The error is ErrWithheld where the part does not show it; any other says that
// it names nobody.
func ReadSuccessor(p Part) (Successor, error) {
	shown, ok := p.Disclosed()
	if !ok {
		return Successor{}, ErrWithheld
	}
	var s Successor
	if shown.Label != Closing.Label(0) {
		return s, fmt.Errorf("read a closing: the part is labelled %.80q", shown.Label)
	}
	if err := canon.Decode(shown.Content, &s); err != nil {
		return Successor{}, fmt.Errorf("read a closing: %w", err)
	}
	_, err := s.Verifier()
	return s, err
}
