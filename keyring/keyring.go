// SPDX-License-Identifier: Apache-2.0

// Package keyring turns entries about keys into what each key on record is for, who answers for it and whether it still
// signs. Both realms fold their keys by it, each with the uses that it has. It stands on the ground and on its own package for
// the signatures of passkeys.
package keyring

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/canon"
	"truce/keyring/assertion"
)

// Key puts on record that a key was made, rotated or revoked. What it says counts from its entry on.
type Key struct {
	// Name is the name of the key; it is enrolled once, ever.
	Name string `json:"name"`
	// Text is the verifier key, whose name is Name; none in a revocation.
	Text string `json:"key,omitempty"`
	Act  Act    `json:"act"`
	// Holder answers for it, by the name that the realm has for it; none in a revocation.
	Holder string `json:"holder,omitempty"`
	// By is who puts it on record.
	By string `json:"by"`
	// Use is what it signs; none in a revocation.
	Use Use `json:"use,omitempty"`
	// Replaces is the name of the key whose place a rotated one takes.
	Replaces string `json:"replaces,omitempty"`
}

// Act is what was done with a key.
type Act string

// The closed list of what is done with keys.
const (
	Made    Act = "made"
	Rotated Act = "rotated"
	Revoked Act = "revoked"
)

// Use is what a key signs.
type Use string

// The closed list of uses. A realm has some of them.
const (
	ForDevice   Use = "device"
	ForCosigner Use = "cosigner"
	ForLog      Use = "log"
	ForDuty     Use = "duty"
	ForMember   Use = "member"
	ForRelease  Use = "release"
)

// algorithm returns the byte that verifier keys of a use have before the key: those of C2SP's signed notes.
func (u Use) algorithm() byte {
	if u == ForCosigner {
		return 4
	}
	return 1
}

// Enrolment is a key on record and what became of it.
type Enrolment struct {
	Key Key `json:"key"`
	// Ended is Rotated or Revoked; empty while the key counts.
	Ended Act `json:"ended,omitempty"`
	// ReplacedBy is the name of the key that took its place, if one did.
	ReplacedBy string `json:"replaced_by,omitempty"`
}

// ofPeople tells whether people sign by keys of a use, who may do so with a passkey. Machines sign by the others.
func (u Use) ofPeople() bool { return u != ForDevice && u != ForCosigner && u != ForLog }

// material is what a key is, whatever it is called: its bytes. Of a passkey it is one for each use: a person has one authenticator
// at hand and may be on the watch and sign something else, whose bytes begin otherwise.
type material string

// Ring is the keys on record of a realm. New makes one.
type Ring struct {
	uses      []Use
	keys      map[string]*Enrolment
	materials map[material]string // the name of each key
}

// New returns a ring without keys, of a realm whose keys have the given uses.
func New(uses ...Use) *Ring {
	return &Ring{uses: uses, keys: map[string]*Enrolment{}, materials: map[material]string{}}
}

// Prepare looks at an entry about a key whole and returns what enters it. It changes nothing. apply is called once, before
// anything else is prepared, or never.
func (r *Ring) Prepare(k *Key) (apply func(), err error) {
	if k.Name == "" || k.By == "" {
		return nil, errors.New("an entry about a key names the key and who puts it on record")
	}
	known := r.keys[k.Name]
	switch {
	case k.Act == Revoked:
		return revoke(k, known)
	case k.Act != Made && k.Act != Rotated:
		return nil, fmt.Errorf("act %.40q: use made, rotated or revoked", k.Act)
	case known != nil:
		return nil, fmt.Errorf("the name %.80q is on record already; a name is enrolled once", k.Name)
	}
	m, err := r.check(k)
	if err != nil {
		return nil, err
	}
	old, err := r.replaced(k)
	if err != nil {
		return nil, err
	}
	return func() {
		if old != nil {
			if old.ReplacedBy = k.Name; old.Ended == "" {
				old.Ended = Rotated
			}
		}
		r.keys[k.Name], r.materials[m] = &Enrolment{Key: *k}, k.Name
	}, nil
}

// check checks the key itself: its text, its use, and that nobody has the same under another name.
func (r *Ring) check(k *Key) (m material, err error) {
	if k.Holder == "" {
		return m, errors.New("no holder: somebody answers for every key")
	}
	if !slices.Contains(r.uses, k.Use) {
		return m, fmt.Errorf("use %.40q: use %s", k.Use, r.words())
	}
	name, m, err := k.read()
	switch {
	case err != nil:
		return m, err
	case name != k.Name:
		return m, fmt.Errorf("the key %.80q is entered under the name %.80q", name, k.Name)
	}
	if other, ok := r.materials[m]; ok {
		return m, fmt.Errorf("it is the key of %.80q under another name", other)
	}
	return m, nil
}

// read reads the text of a key: its name and what it is. The algorithm is the one of its use, or a passkey's where people sign.
func (k *Key) read() (name string, m material, err error) {
	if k.Use.ofPeople() && assertion.IsKey(k.Text) {
		key, err := assertion.ParseKey(k.Text)
		return key.Name, material(k.Use) + "\n" + material(key.Point[:]), err
	}
	key, err := canon.ParseVerifierKey(k.Text)
	if want := k.Use.algorithm(); err == nil && key.Algorithm != want {
		return "", "", fmt.Errorf("a key for a %s has algorithm %d, this has %d", k.Use, want, key.Algorithm)
	}
	return key.Name, material(key.Public[:]), err
}

// words writes the uses of the realm: "cosigner or log".
func (r *Ring) words() string {
	var all []string
	for _, u := range r.uses {
		all = append(all, string(u))
	}
	last := len(all) - 1
	return strings.Join(all[:last], ", ") + " or " + all[last]
}

// replaced returns the key whose place a new one takes, nil for one that is made. A revoked key may be replaced: what
// was stolen is revoked at once, and whoever held it goes on later.
func (r *Ring) replaced(k *Key) (*Enrolment, error) {
	if k.Act == Made {
		if k.Replaces != "" {
			return nil, errors.New("a key that replaces another is rotated, not made")
		}
		return nil, nil
	}
	old := r.keys[k.Replaces]
	switch {
	case old == nil:
		return nil, fmt.Errorf("replaces %.80q, which is not on record", k.Replaces)
	case old.ReplacedBy != "":
		return nil, fmt.Errorf("%.80q was replaced by %.80q already", old.Key.Name, old.ReplacedBy)
	case old.Key.Use != k.Use:
		return nil, fmt.Errorf("a key for a %s cannot replace one for a %s", k.Use, old.Key.Use)
	case old.Key.Holder != k.Holder:
		return nil, fmt.Errorf("%.80q answers for %.80q: whoever else answers for the next key has it made, not rotated", old.Key.Holder, old.Key.Name)
	}
	return old, nil
}

func revoke(k *Key, known *Enrolment) (apply func(), err error) {
	switch {
	case known == nil:
		return nil, fmt.Errorf("no key %.80q is on record", k.Name)
	case known.Ended == Revoked:
		return nil, fmt.Errorf("%.80q is revoked already", k.Name)
	case k.Text != "" || k.Holder != "" || k.Use != "" || k.Replaces != "":
		return nil, errors.New("a revocation names the key, and nothing else of it")
	}
	return func() { known.Ended = Revoked }, nil
}

// Get returns a key on record by its name; ok is false where there is none.
func (r *Ring) Get(name string) (e Enrolment, ok bool) {
	if found := r.keys[name]; found != nil {
		return *found, true
	}
	return Enrolment{}, false
}

// Last returns the key that stands now in the place of one by a name: itself, or the last of those that were rotated into its
// place. ok is false where none is on record.
func (r *Ring) Last(name string) (e Enrolment, ok bool) {
	e, ok = r.Get(name)
	for ok && e.ReplacedBy != "" {
		e, ok = r.Get(e.ReplacedBy)
	}
	return e, ok
}

// All returns every key on record, in the order of their names.
func (r *Ring) All() []Enrolment {
	var out []Enrolment
	for _, name := range slices.Sorted(maps.Keys(r.keys)) {
		out = append(out, *r.keys[name])
	}
	return out
}
