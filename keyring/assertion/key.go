// SPDX-License-Identifier: Apache-2.0

package assertion

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"truce/canon"
)

// Unassigned is the byte of algorithm that signed notes keep for kinds of keys to which they have assigned none. The name of the
// kind stands behind it.
const Unassigned = 0xff

// kind is the one kind of passkey that there is: ECDSA over P-256 with SHA-256, which WebAuthn calls ES256.
const kind = "truce/passkey-es256/1"

// MaxRelyingParty is the longest name of a relying party, in bytes: that of a name of the DNS.
const MaxRelyingParty = 253

// pointSize is the size of an uncompressed point of P-256.
const pointSize = 65

// Key is the verifier key of a passkey.
type Key struct {
	// Name is that of the key on record.
	Name string
	// RelyingParty is the ID of the site that the passkey was made for: a name of the DNS. The browser lets no other site use it.
	RelyingParty string
	// VerifiesPerson says that a signature counts only if the authenticator verified whose finger or number it was.
	VerifiesPerson bool
	// Point is the public key, an uncompressed point of P-256.
	Point [pointSize]byte
}

// IsKey tells whether a text means to be the verifier key of a passkey, whether or not it is in order.
func IsKey(text string) bool {
	_, rest, _ := strings.Cut(text, "+")
	_, key64, _ := strings.Cut(rest, "+")
	return strings.HasPrefix(key64, "/3RydWNl") // the base 64 of the byte and of "truce"
}

// ParseKey reads the verifier key of a passkey in its only spelling (docs/spec/passkey.md).
func ParseKey(text string) (Key, error) {
	k, err := parseKey(text)
	if err != nil {
		return Key{}, fmt.Errorf("verifier key %.80q: %w", text, err)
	}
	return k, nil
}

func parseKey(text string) (k Key, err error) {
	const most = canon.MaxKeyName + 10 + (2+len(kind)+pointSize+MaxRelyingParty+2)/3*4
	if len(text) > most {
		return k, fmt.Errorf("want at most %d bytes", most)
	}
	name, rest, _ := strings.Cut(text, "+")
	_, key64, _ := strings.Cut(rest, "+")
	raw, err := base64.StdEncoding.Strict().DecodeString(key64)
	payload, ok := bytes.CutPrefix(raw, append([]byte{Unassigned}, kind...))
	if err != nil || !ok || len(payload) < 1+pointSize+1 || payload[0] > 1 {
		return k, fmt.Errorf("want name+hash+key, the key base 64 of the byte 255, %s, 0 or 1, a point of 65 bytes and the relying party", kind)
	}
	k = Key{
		Name: name, VerifiesPerson: payload[0] == 1, Point: [pointSize]byte(payload[1 : 1+pointSize]),
		RelyingParty: string(payload[1+pointSize:]),
	}
	if err := k.Check(); err != nil {
		return k, err
	}
	if k.String() != text {
		return k, fmt.Errorf("want %08x between the name and the key, and base 64 in its one spelling", k.Hash())
	}
	return k, nil
}

// Check returns an error for a key that is none: its name, its relying party or its point is not in order.
func (k Key) Check() error {
	if err := canon.CheckKeyName(k.Name); err != nil {
		return err
	}
	if err := CheckRelyingParty(k.RelyingParty); err != nil {
		return err
	}
	_, err := k.public()
	return err
}

func (k Key) public() (*ecdsa.PublicKey, error) {
	p, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), k.Point[:])
	if err != nil {
		return nil, errors.New("the key is no uncompressed point of P-256")
	}
	return p, nil
}

// CheckRelyingParty returns an error for what is no ID of a relying party: a name of the DNS in small letters, and no
// address of the network, which browsers make no passkeys for.
func CheckRelyingParty(id string) error {
	labels := strings.Split(id, ".")
	ok := id != "" && len(id) <= MaxRelyingParty
	for _, label := range labels {
		ok = ok && label != "" && len(label) <= 63 && strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" &&
			label[0] != '-' && label[len(label)-1] != '-'
	}
	if !ok || strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return fmt.Errorf("relying party %.80q: want a name of the DNS in small letters, such as mission.example or localhost", id)
	}
	return nil
}

// payload is what stands in base 64 at the end of the text.
func (k Key) payload() []byte {
	out := append([]byte{Unassigned}, kind...)
	if k.VerifiesPerson {
		out = append(out, 1)
	} else {
		out = append(out, 0)
	}
	out = append(out, k.Point[:]...)
	return append(out, k.RelyingParty...)
}

// Hash returns the four bytes by which the line of a signed note names the key. They identify it and prove nothing.
func (k Key) Hash() uint32 {
	sum := canon.SumBytes(k.Name, k.payload())
	return binary.BigEndian.Uint32(sum[:])
}

// String returns the text that ParseKey reads.
func (k Key) String() string {
	hash := hex.EncodeToString(binary.BigEndian.AppendUint32(nil, k.Hash()))
	return k.Name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(k.payload())
}
