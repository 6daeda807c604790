// SPDX-License-Identifier: Apache-2.0

package keyring

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"truce/canon"
	"truce/keyring/assertion"
)

// Verify returns nil if a signature is the key's over exactly a message, and an error that says why it is not: 64 bytes of Ed25519
// or, of a passkey, an assertion over the same message. Whether the key still signs is not asked.
func (k *Key) Verify(message, signature []byte) error {
	if k.IsPasskey() {
		key, err := assertion.ParseKey(k.Text)
		if err != nil {
			return err
		}
		return key.Verify(message, signature)
	}
	key, err := canon.ParseVerifierKey(k.Text)
	switch {
	case err != nil:
		return err
	case key.Algorithm != ForMember.algorithm():
		return errors.New("the key is a cosigner's, which signs nothing but checkpoints")
	case len(signature) != ed25519.SignatureSize:
		return errors.New("the signature is not of 64 bytes")
	case !ed25519.Verify(key.Public[:], message, signature):
		return errors.New("it does not verify by this key")
	}
	return nil
}

// DecodeSignature reads a signature from base 64 in its one spelling, whose length is bounded before it is read.
func DecodeSignature(text string) ([]byte, error) {
	if len(text) > base64.StdEncoding.EncodedLen(assertion.MaxSize) {
		return nil, fmt.Errorf("the signature has %d letters, want at most those of %d bytes", len(text), assertion.MaxSize)
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || base64.StdEncoding.EncodeToString(signature) != text {
		return nil, errors.New("the signature is no base 64 in its one spelling")
	}
	return signature, nil
}

// IsPasskey tells whether the key is a passkey, by which people sign in a browser.
func (k *Key) IsPasskey() bool { return k.Use.ofPeople() && assertion.IsKey(k.Text) }

// NoteVerifier returns what verifies the lines of a person's key in signed notes, by the text of a key file's key or of a passkey. Its
// error says what is wrong with the text.
func NoteVerifier(text string) (note.Verifier, error) {
	if assertion.IsKey(text) {
		key, err := assertion.ParseKey(text)
		return passkey{key}, err
	}
	return note.NewVerifier(text)
}

// NoteLine returns the line that a signature of a passkey is in a signed note, line feed included. The line stands behind the
// text and an empty line, or behind the lines of others.
func (k *Key) NoteLine(signature []byte) (string, error) {
	key, err := assertion.ParseKey(k.Text)
	if err != nil {
		return "", err
	}
	value := append(binary.BigEndian.AppendUint32(nil, key.Hash()), signature...)
	return "\u2014 " + key.Name + " " + base64.StdEncoding.EncodeToString(value) + "\n", nil
}

// passkey is a passkey as a verifier of signed notes.
type passkey struct{ key assertion.Key }

func (p passkey) Name() string                      { return p.key.Name }
func (p passkey) KeyHash() uint32                   { return p.key.Hash() }
func (p passkey) Verify(msg, signature []byte) bool { return p.key.Verify(msg, signature) == nil }
