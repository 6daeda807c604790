// SPDX-License-Identifier: Apache-2.0

package canon

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxKeyName is the longest name of a key, in bytes.
const MaxKeyName = 255

// VerifierKey is the text name+hash+key of https://C2SP.org/signed-note, taken apart. Whatever reads such a text reads it
// here, so that nothing is a key to one reader and none to another (docs/spec/checkpoint.md).
type VerifierKey struct {
	Name string
	// Algorithm is the byte before the key: 1 signs notes, 4 cosigns. Which are taken is the caller's to say.
	Algorithm byte
	Public    [32]byte
}

// ParseVerifierKey reads a verifier key in its only spelling. Its error says what is wrong with it: the form, the name, the
// hash, or a key without a secret.
func ParseVerifierKey(text string) (VerifierKey, error) {
	k, err := parseVerifierKey(text)
	if err != nil {
		return VerifierKey{}, fmt.Errorf("verifier key %.80q: %w", text, err)
	}
	return k, nil
}

func parseVerifierKey(text string) (k VerifierKey, err error) {
	name, rest, _ := strings.Cut(text, "+")
	_, key64, _ := strings.Cut(rest, "+") // base 64 has plus signs of its own
	raw, err := base64.StdEncoding.Strict().DecodeString(key64)
	if err != nil || len(raw) != 1+len(k.Public) {
		return k, errors.New("want name+hash+key, the key base 64 of one byte of algorithm and 32 bytes")
	}
	k = VerifierKey{Name: name, Algorithm: raw[0], Public: [32]byte(raw[1:])}
	if err := CheckKeyName(name); err != nil {
		return k, err
	}
	if err := CheckPublicKey(k.Public); err != nil {
		return k, err
	}
	if k.String() != text {
		return k, fmt.Errorf("want %08x between the name and the key, and base 64 in its one spelling", k.Hash())
	}
	return k, nil
}

// Hash returns the four bytes by which a signature line names the key. They identify it and prove nothing.
func (k VerifierKey) Hash() uint32 {
	sum := SumBytes(k.Name, append([]byte{k.Algorithm}, k.Public[:]...))
	return binary.BigEndian.Uint32(sum[:])
}

// String returns the text that ParseVerifierKey reads.
func (k VerifierKey) String() string {
	key := base64.StdEncoding.EncodeToString(append([]byte{k.Algorithm}, k.Public[:]...))
	return k.Name + "+" + hex.EncodeToString(binary.BigEndian.AppendUint32(nil, k.Hash())) + "+" + key
}

// CheckKeyName returns an error for what is no name of a key, and so of no log and no device.
func CheckKeyName(name string) error {
	bad := func(r rune) bool { return unicode.IsSpace(r) || r == '+' || unicode.IsControl(r) }
	if name == "" || len(name) > MaxKeyName || !utf8.ValidString(name) || strings.ContainsFunc(name, bad) {
		return fmt.Errorf("name %.80q: want 1 to %d bytes of UTF-8 without a space, a plus sign or a control character", name, MaxKeyName)
	}
	return nil
}

// reserved is how the first line of a signed note of ours begins that is no checkpoint.
const reserved = "truce/"

// CheckOrigin returns an error for what is no name of a log: a key's, but none that a note of ours begins with, so that no
// signature on the one can be shown for the other.
func CheckOrigin(origin string) error {
	if err := CheckKeyName(origin); err != nil {
		return fmt.Errorf("origin: %w", err)
	}
	if strings.HasPrefix(origin, reserved) {
		return fmt.Errorf("origin %.80q: names that begin with %q are not for logs", origin, reserved)
	}
	return nil
}

// CheckPublicKey returns an error for an Ed25519 key that has no secret, since its order is small: anybody writes signatures
// that it verifies, so nobody answers for them. It returns one too for a key in another spelling than its own, with a
// coordinate of 2^255-19 or more, of which readers differ. Whether it is a point at all is left to the signature: of one
// that is none nothing verifies.
func CheckPublicKey(key [32]byte) error {
	key[31] &= 0x7f // the sign
	switch hex.EncodeToString(key[:]) {
	case "0100000000000000000000000000000000000000000000000000000000000000", // the neutral point
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // of order 2
		"0000000000000000000000000000000000000000000000000000000000000000", // the two of order 4
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", // two of the four of order 8
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a": // the other two
		return errors.New("a key of small order has no secret: anybody can sign by it")
	}
	high := key[31] == 0x7f && key[0] >= 0xed
	for _, b := range key[1:31] {
		high = high && b == 0xff
	}
	if high {
		return errors.New("the key is not in the one spelling of its point")
	}
	return nil
}
