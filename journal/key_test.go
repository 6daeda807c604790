// SPDX-License-Identifier: Apache-2.0

package journal_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"truce/journal"
)

// keyFor returns the same key for the same name and algorithm.
func keyFor(t testing.TB, name string, a journal.Algorithm) journal.SigningKey {
	t.Helper()
	seed := sha256.Sum256(fmt.Appendf(nil, "%d %s", a, name))
	k, err := journal.GenerateKey(bytes.NewReader(seed[:]), name, a)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeysAreThoseOfTheNoteLibrary(t *testing.T) {
	k := keyFor(t, "log.example/2026", journal.SignsNotes)
	signer, err := note.NewSigner(k.Secret())
	if err != nil {
		t.Fatalf("the library does not read our signing key: %v", err)
	}
	verifier, err := note.NewVerifier(k.Verifier().String())
	if err != nil {
		t.Fatalf("the library does not read our verifier key: %v", err)
	}
	if signer.KeyHash() != k.Verifier().KeyHash() || verifier.KeyHash() != k.Verifier().KeyHash() {
		t.Errorf("hashes %x, %x, want %x", signer.KeyHash(), verifier.KeyHash(), k.Verifier().KeyHash())
	}
	skey, vkey, err := note.GenerateKey(bytes.NewReader(make([]byte, 64)), "foreign.example")
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := journal.ParseSigningKey(skey)
	if err != nil || theirs.Verifier().String() != vkey {
		t.Errorf("their key reads as %s, %v, want %s", theirs, err, vkey)
	}
}

func TestKeysReadBackAsTheyAreWritten(t *testing.T) {
	for _, a := range []journal.Algorithm{journal.SignsNotes, journal.Cosigns} {
		k := keyFor(t, "some.example/key", a)
		again, err := journal.ParseSigningKey(k.Secret() + "\n")
		if err != nil || again != k {
			t.Errorf("algorithm %d: %v, %v", a, again, err)
		}
		v, err := journal.ParseVerifierKey(k.Verifier().String())
		if err != nil || v != k.Verifier() {
			t.Errorf("algorithm %d: %v, %v", a, v, err)
		}
		if shown := fmt.Sprintf("%v %+v %#v %s", k, k, k, k); strings.Contains(shown, "PRIVATE") ||
			strings.Contains(shown, k.Secret()[len(k.Secret())-20:]) {
			t.Errorf("algorithm %d: printing the key shows its secret: %s", a, shown)
		}
	}
	var none journal.VerifierKey
	if text, err := none.MarshalText(); err != nil || len(text) != 0 || none.UnmarshalText(nil) != nil || !none.IsZero() {
		t.Errorf("no key is written as %q, %v", text, err)
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	good := keyFor(t, "log.example", journal.SignsNotes)
	v, s := good.Verifier().String(), good.Secret()
	cosigner := keyFor(t, "log.example", journal.Cosigns)
	for _, c := range []struct{ name, verifier, secret string }{
		{"nothing", "", ""},
		{"no hash", "log.example+" + v[strings.LastIndex(v, "+"):], "PRIVATE+KEY+log.example+" + s[strings.LastIndex(s, "+"):]},
		{"another name", strings.Replace(v, "log.", "lag.", 1), strings.Replace(s, "log.", "lag.", 1)},
		{"a space in the name", strings.Replace(v, "log.", "l g.", 1), strings.Replace(s, "log.", "l g.", 1)},
		{"the key of another algorithm under the old hash", v[:20] + cosigner.Verifier().String()[20:], s[:32] + cosigner.Secret()[32:]},
		{"cut short", v[:len(v)-4], s[:len(s)-4]},
		{"more after it", v + "+", s + "+"},
		{"another spelling of base 64", v[:len(v)-2] + "B=", s[:len(s)-2] + "B="},
		{"an algorithm that we do not use", "PeterNeumann+c74f20a3+AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "PRIVATE+KEY+PeterNeumann+c74f20a3+AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
		{"a public key as a secret", v, v},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := journal.ParseVerifierKey(c.verifier); err == nil && c.name != "a public key as a secret" {
				t.Errorf("verifier key %q is read as %v", c.verifier, got)
			}
			_, err := journal.ParseSigningKey(c.secret)
			if err == nil {
				t.Errorf("signing key is read")
			} else if strings.Contains(err.Error(), s[len(s)-12:len(s)-4]) {
				t.Errorf("the error shows the secret: %v", err)
			}
		})
	}
	for _, name := range []string{"", "a b", "a+b", "a\u00a0b", "a\x01", "\xff", strings.Repeat("n", 256)} {
		if _, err := journal.GenerateKey(bytes.NewReader(make([]byte, 32)), name, journal.SignsNotes); err == nil {
			t.Errorf("a key with the name %q is made", name)
		}
	}
	if _, err := journal.GenerateKey(bytes.NewReader(make([]byte, 31)), "x", journal.SignsNotes); err == nil {
		t.Error("a key is made of too little chance")
	}
	if _, err := journal.GenerateKey(bytes.NewReader(make([]byte, 32)), "x", 2); err == nil {
		t.Error("a key of algorithm 2 is made")
	}
}

func TestOneSecretServesOneKindOfKey(t *testing.T) {
	seed := make([]byte, 32)
	log, err := journal.GenerateKey(bytes.NewReader(seed), "log.example", journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	cosigner, err := journal.GenerateKey(bytes.NewReader(seed), "cosigner.example", journal.Cosigns)
	if err != nil {
		t.Fatal(err)
	}
	other := keyFor(t, "other.example", journal.Cosigns)
	if err := journal.CheckKeys(log.Verifier(), other.Verifier(), cosigner.Verifier()); !errors.Is(err, journal.ErrKeyReuse) {
		t.Errorf("one secret for a log and a cosigner: %v", err)
	}
	if err := journal.CheckKeys(log.Verifier(), other.Verifier(), log.Verifier()); err != nil {
		t.Errorf("one key twice: %v", err)
	}
	text := "log " + log.Verifier().String() + "\nwitness w " + cosigner.Verifier().String() + "\nquorum w\n"
	if _, err := journal.ParsePolicy([]byte(text)); !errors.Is(err, journal.ErrKeyReuse) {
		t.Errorf("a policy with one secret for a log and a cosigner: %v", err)
	}
	if _, err := journal.SignNote("text\n", cosigner); err == nil {
		t.Error("a cosigner's key signs a note")
	}
	if _, err := journal.Cosign(journal.Checkpoint{Origin: "log.example", Size: 1}, log, 1); err == nil {
		t.Error("a log's key cosigns")
	}
}
