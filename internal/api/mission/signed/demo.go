// SPDX-License-Identifier: Apache-2.0

package signed

import (
	"encoding/base64"
	"encoding/binary"
	"io"
	"net/http"

	"golang.org/x/mod/sumdb/note"

	"truce/internal/api"
	"truce/internal/api/page"
	"truce/journal"
	"truce/keyring"
)

// Held signs for the invented people of a demonstration, by keys that it holds itself. It is no way to sign for anybody real.
type Held struct {
	signers map[of]note.Signer
	keys    []keyring.Key
}

// of is whose key it is, and for what.
type of struct {
	person string
	use    keyring.Use
}

// heldWords stand beside every form that a demonstration signs.
const heldWords = "The demonstration signs for you, by a key that it drew when it began. In earnest only your own passkey could."

// Role is an invented person of a demonstration, what they sign and who answers for it on record.
type Role struct {
	Person, Holder string
	Use            keyring.Use
}

// NewHeld draws a key for each invented person.
func NewHeld(random io.Reader, roles []Role) (*Held, error) {
	h := &Held{signers: map[of]note.Signer{}}
	for _, r := range roles {
		name := r.Person
		if r.Use == keyring.ForRelease {
			name += "-release" // as the accounts of a server in earnest have it
		}
		k, err := journal.GenerateKey(random, name, journal.SignsNotes)
		if err != nil {
			return nil, err
		}
		h.signers[of{r.Person, r.Use}] = k.NoteSigner()
		h.keys = append(h.keys, keyring.Key{Name: name, Text: k.Verifier().String(), Act: keyring.Made, Holder: r.Holder, By: "the demonstration", Use: r.Use})
	}
	return h, nil
}

// Keys are the entries that put the keys on record.
func (h *Held) Keys() []keyring.Key { return h.keys }

// Key is the name of the key that the demonstration holds.
func (h *Held) Key(_ *http.Request, a Act) (string, error) {
	s := h.signers[of{a.Person, a.Use}]
	if s == nil {
		return "", ErrNoKey
	}
	return s.Name(), nil
}

// Ask says that the demonstration signs.
func (h *Held) Ask(_ *http.Request, a Act) (*page.Signing, error) {
	if h.signers[of{a.Person, a.Use}] == nil {
		return nil, ErrNoKey
	}
	return &page.Signing{Text: string(a.Message), Held: heldWords}, nil
}

// Signed signs.
func (h *Held) Signed(_ *http.Request, a Act) (Signature, error) {
	s := h.signers[of{a.Person, a.Use}]
	if s == nil {
		return Signature{}, Refusal(ErrNoKey)
	}
	if len(a.Message) == 0 {
		return Signature{}, &api.Refused{Reason: "There is nothing to sign."}
	}
	value, err := s.Sign(a.Message)
	if err != nil {
		return Signature{}, err
	}
	line := base64.StdEncoding.EncodeToString(append(binary.BigEndian.AppendUint32(nil, s.KeyHash()), value...))
	return Signature{Key: s.Name(), Text: base64.StdEncoding.EncodeToString(value), Line: "— " + s.Name() + " " + line + "\n"}, nil
}
