// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"maps"
	"slices"

	"truce/canon"
)

// Key puts on record that a key of this realm was made, rotated or revoked. What it says counts from its entry on. No key is of both
// realms: each has its own.
type Key struct {
	// Name is the name of the key; it is enrolled once, ever.
	Name string `json:"name"`
	// Text is the verifier key, whose name is Name; none in a revocation.
	Text string `json:"key,omitempty"`
	Act  KeyAct `json:"act"`
	// Holder answers for it: a state, a body or an office; none in a revocation.
	Holder string `json:"holder,omitempty"`
	// By is who puts it on record.
	By string `json:"by"`
	// Use is what it signs; none in a revocation.
	Use KeyUse `json:"use,omitempty"`
	// Replaces is the name of the key whose place a rotated one takes.
	Replaces string `json:"replaces,omitempty"`
}

// KeyAct is what was done with a key.
type KeyAct string

// The closed list of what is done with keys.
const (
	Made    KeyAct = "made"
	Rotated KeyAct = "rotated"
	Revoked KeyAct = "revoked"
)

// KeyUse is what a key signs.
type KeyUse string

// The closed list of uses.
const (
	ForCosigner KeyUse = "cosigner"
	ForLog      KeyUse = "log"
)

// enrolled is a key on record. It signs until it was rotated or revoked.
type enrolled struct {
	Key
	ended     KeyAct
	successor string
}

// material is what a key is, whatever it is called.
type material [ed25519.PublicKeySize]byte

// algorithm returns the byte that verifier keys of a use have before the key: those of C2SP's signed notes.
func (u KeyUse) algorithm() (byte, error) {
	switch u {
	case ForLog:
		return 1, nil
	case ForCosigner:
		return 4, nil
	}
	return 0, fmt.Errorf("use %.40q: use cosigner or log", u)
}

// enrol prepares an entry about a key.
func (s *State) enrol(k *Key) (deed, error) {
	if k.Name == "" || k.By == "" {
		return nil, errors.New("an entry about a key names the key and who puts it on record")
	}
	known := s.keys[k.Name]
	switch {
	case k.Act == Revoked:
		return s.revoke(k, known)
	case k.Act != Made && k.Act != Rotated:
		return nil, fmt.Errorf("act %.40q: use made, rotated or revoked", k.Act)
	case known != nil:
		return nil, fmt.Errorf("the name %.80q is on record already; a name is enrolled once", k.Name)
	}
	m, err := s.checkKey(k)
	if err != nil {
		return nil, err
	}
	old, err := s.replaced(k)
	if err != nil {
		return nil, err
	}
	return func() []Effect {
		if old != nil {
			if old.successor = k.Name; old.ended == "" {
				old.ended = Rotated
			}
		}
		s.keys[k.Name], s.materials[m] = &enrolled{Key: *k}, k.Name
		return nil
	}, nil
}

// checkKey checks the key itself: its text, its use, and that nobody has the same under another name.
func (s *State) checkKey(k *Key) (m material, err error) {
	if k.Holder == "" {
		return m, errors.New("no holder: somebody answers for every key")
	}
	want, err := k.Use.algorithm()
	if err != nil {
		return m, err
	}
	key, err := canon.ParseVerifierKey(k.Text)
	switch {
	case err != nil:
		return m, err
	case key.Name != k.Name:
		return m, fmt.Errorf("the key %.80q is entered under the name %.80q", key.Name, k.Name)
	case key.Algorithm != want:
		return m, fmt.Errorf("a key for a %s has algorithm %d, this has %d", k.Use, want, key.Algorithm)
	}
	m = key.Public
	if other, ok := s.materials[m]; ok {
		return m, fmt.Errorf("it is the key of %.80q under another name", other)
	}
	return m, nil
}

// replaced returns the key whose place a new one takes, nil for one that is made. A revoked key may be replaced.
func (s *State) replaced(k *Key) (*enrolled, error) {
	if k.Act == Made {
		if k.Replaces != "" {
			return nil, errors.New("a key that replaces another is rotated, not made")
		}
		return nil, nil
	}
	old := s.keys[k.Replaces]
	switch {
	case old == nil:
		return nil, fmt.Errorf("replaces %.80q, which is not on record", k.Replaces)
	case old.successor != "":
		return nil, fmt.Errorf("%.80q was replaced by %.80q already", old.Name, old.successor)
	case old.Use != k.Use:
		return nil, fmt.Errorf("a key for a %s cannot replace one for a %s", k.Use, old.Use)
	case old.Holder != k.Holder:
		return nil, fmt.Errorf("%.80q answers for %.80q: whoever else answers for the next key has it made, not rotated", old.Holder, old.Name)
	}
	return old, nil
}

func (s *State) revoke(k *Key, known *enrolled) (deed, error) {
	switch {
	case known == nil:
		return nil, fmt.Errorf("no key %.80q is on record", k.Name)
	case known.ended == Revoked:
		return nil, fmt.Errorf("%.80q is revoked already", k.Name)
	case k.Text != "" || k.Holder != "" || k.Use != "" || k.Replaces != "":
		return nil, errors.New("a revocation names the key, and nothing else of it")
	}
	return func() []Effect { known.ended = Revoked; return nil }, nil
}

// Enrolment is a key on record and what became of it.
type Enrolment struct {
	Key Key `json:"key"`
	// Ended is Rotated or Revoked; empty while the key counts.
	Ended KeyAct `json:"ended,omitempty"`
	// ReplacedBy is the name of the key that took its place, if one did.
	ReplacedBy string `json:"replaced_by,omitempty"`
}

// Keys returns every key on record, in the order of their names.
func (s *State) Keys() []Enrolment {
	var out []Enrolment
	for _, name := range slices.Sorted(maps.Keys(s.keys)) {
		k := s.keys[name]
		out = append(out, Enrolment{Key: k.Key, Ended: k.ended, ReplacedBy: k.successor})
	}
	return out
}
