// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"truce/canon"
)

// Algorithm is the byte in a key that says what the key signs. A key signs one kind of thing only.
type Algorithm byte

// The algorithms of docs/spec/checkpoint.md. The zero value is no algorithm.
const (
	// SignsNotes is the algorithm of a log, a device and whoever else signs the text of a note: Ed25519 over it.
	SignsNotes Algorithm = 1
	// Cosigns is the algorithm of a cosigner: cosignature/v1, which is Ed25519 over a time and a checkpoint.
	Cosigns Algorithm = 4
)

// ErrKeyReuse says that one secret serves two kinds of keys. The caller makes a new key for one of them: a signature
// made for one purpose could otherwise be shown for the other.
var ErrKeyReuse = errors.New("one secret is used for two kinds of keys")

// VerifierKey is a name and a public key: what others need to check a signature. It is comparable, and a
// note.Verifier of golang.org/x/mod/sumdb/note. The zero value is no key and verifies nothing.
type VerifierKey struct {
	name      string
	algorithm Algorithm
	public    [ed25519.PublicKeySize]byte
}

// ParseVerifierKey reads the text name+hash+key of https://C2SP.org/signed-note in its only spelling, with one of the two
// algorithms.
func ParseVerifierKey(text string) (VerifierKey, error) {
	k, err := canon.ParseVerifierKey(text)
	if err != nil {
		return VerifierKey{}, err
	}
	a := Algorithm(k.Algorithm)
	if err := a.check(); err != nil {
		return VerifierKey{}, fmt.Errorf("verifier key %.80q: %w", text, err)
	}
	return VerifierKey{name: k.Name, algorithm: a, public: k.Public}, nil
}

// check returns an error for what is none of the two algorithms.
func (a Algorithm) check() error {
	if a != SignsNotes && a != Cosigns {
		return fmt.Errorf("algorithm %d: want %d for notes or %d for a cosigner", a, SignsNotes, Cosigns)
	}
	return nil
}

// Name returns the key's name. That of a log's key is the log's origin.
func (k VerifierKey) Name() string { return k.name }

// Algorithm returns what the key signs.
func (k VerifierKey) Algorithm() Algorithm { return k.algorithm }

// KeyHash returns the four bytes by which a signature line names the key. They identify it and prove nothing.
func (k VerifierKey) KeyHash() uint32 {
	return canon.VerifierKey{Name: k.name, Algorithm: byte(k.algorithm), Public: k.public}.Hash()
}

// IsZero tells whether the key is not given.
func (k VerifierKey) IsZero() bool { return k == VerifierKey{} }

// String returns the text that ParseVerifierKey reads; the empty text for no key.
func (k VerifierKey) String() string {
	if k.IsZero() {
		return ""
	}
	return k.name + "+" + keyText(k.KeyHash(), k.algorithm, k.public[:])
}

func keyText(hash uint32, a Algorithm, key []byte) string {
	return fmt.Sprintf("%08x+%s", hash, base64.StdEncoding.EncodeToString(append([]byte{byte(a)}, key...)))
}

// MarshalText writes the key as String does.
func (k VerifierKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what ParseVerifierKey reads, and the empty text as no key.
func (k *VerifierKey) UnmarshalText(text []byte) (err error) {
	*k = VerifierKey{}
	if len(text) > 0 {
		*k, err = ParseVerifierKey(string(text))
	}
	return err
}

// Verify tells whether sig is the key's signature of the text of a note: with SignsNotes Ed25519 over it, with Cosigns
// a cosignature of it at any time.
func (k VerifierKey) Verify(text, sig []byte) bool {
	switch k.algorithm {
	case SignsNotes:
		return len(sig) == ed25519.SignatureSize && ed25519.Verify(k.public[:], text, sig)
	case Cosigns:
		_, err := k.cosignedAt(text, sig)
		return err == nil
	default:
		return false
	}
}

// SigningKey is the secret half of a key. It never prints its secret but through Secret. The zero value signs nothing.
type SigningKey struct {
	verifier VerifierKey
	seed     [ed25519.SeedSize]byte
}

// GenerateKey draws a new secret from random, which must be a source fit for keys such as crypto/rand.Reader.
func GenerateKey(random io.Reader, name string, a Algorithm) (SigningKey, error) {
	var seed [ed25519.SeedSize]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return SigningKey{}, fmt.Errorf("draw a key for %.80q: %w", name, err)
	}
	return newKey(name, a, seed)
}

func newKey(name string, a Algorithm, seed [ed25519.SeedSize]byte) (SigningKey, error) {
	if err := errors.Join(canon.CheckKeyName(name), a.check()); err != nil {
		return SigningKey{}, err
	}
	k := SigningKey{verifier: VerifierKey{name: name, algorithm: a}, seed: seed}
	copy(k.verifier.public[:], k.private().Public().(ed25519.PublicKey))
	return k, nil
}

// ParseSigningKey reads the text PRIVATE+KEY+name+hash+secret of golang.org/x/mod/sumdb/note, with either algorithm. Its
// errors never quote the text.
func ParseSigningKey(text string) (SigningKey, error) {
	rest, private := strings.CutPrefix(strings.TrimSuffix(text, "\n"), "PRIVATE+KEY+")
	name, hashAndKey, _ := strings.Cut(rest, "+")
	_, key64, _ := strings.Cut(hashAndKey, "+")
	raw, err := base64.StdEncoding.Strict().DecodeString(key64)
	if !private || err != nil || len(raw) != 1+ed25519.SeedSize {
		return SigningKey{}, errors.New("signing key: want PRIVATE+KEY+name+hash+secret")
	}
	k, err := newKey(name, Algorithm(raw[0]), [ed25519.SeedSize]byte(raw[1:]))
	if err != nil {
		return SigningKey{}, fmt.Errorf("signing key: %w", err)
	}
	if k.Secret() != strings.TrimSuffix(text, "\n") {
		return SigningKey{}, fmt.Errorf("signing key of %.80q: its hash is not that of the key; was a key of another algorithm copied here?", name)
	}
	return k, nil
}

func (k SigningKey) private() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(k.seed[:]) }

// Verifier returns the public half.
func (k SigningKey) Verifier() VerifierKey { return k.verifier }

// String returns the public half, so that printing a key by mistake shows no secret.
func (k SigningKey) String() string { return k.verifier.String() }

// GoString returns what String returns.
func (k SigningKey) GoString() string { return k.String() }

// Secret returns the text that ParseSigningKey reads. Whoever sees it can sign.
func (k SigningKey) Secret() string {
	return "PRIVATE+KEY+" + k.verifier.name + "+" + keyText(k.verifier.KeyHash(), k.verifier.algorithm, k.seed[:])
}

// CheckKeys returns an error that wraps ErrKeyReuse if two of the keys have one secret and different algorithms.
func CheckKeys(keys ...VerifierKey) error {
	kind := map[[ed25519.PublicKeySize]byte]VerifierKey{}
	for _, k := range keys {
		other, seen := kind[k.public]
		if seen && other.algorithm != k.algorithm {
			return fmt.Errorf("%w: %s and %s", ErrKeyReuse, other, k)
		}
		kind[k.public] = k
	}
	return nil
}
