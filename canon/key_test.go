// SPDX-License-Identifier: Apache-2.0

package canon_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"truce/canon"
)

// weak are the encodings of the points of small order, each canonical one with both signs, and of those that are not
// canonical.
func weak(t testing.TB) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	for _, text := range []string{
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0000000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // 0
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // 1
	} {
		raw, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, sign := range []byte{0, 0x80} {
			key := [32]byte(raw)
			key[31] |= sign
			out[hex.EncodeToString(key[:])] = key
		}
	}
	return out
}

// TestKeysWithoutASecretAreRefused signs by each without one: the signature of zeros and the neutral point verifies a text
// in eight, and a thief has time to look for it.
func TestKeysWithoutASecretAreRefused(t *testing.T) {
	signature := make([]byte, ed25519.SignatureSize)
	signature[0] = 1
	forged := 0
	for name, key := range weak(t) {
		if err := canon.CheckPublicKey(key); err == nil {
			t.Errorf("%s is taken", name)
		}
		for i := range 200 {
			if ed25519.Verify(key[:], fmt.Appendf(nil, "text %d", i), signature) {
				forged++
				break
			}
		}
	}
	if forged < 8 {
		t.Errorf("%d of the keys verify what nobody signed: the list is of others than it says", forged)
	}
}

func TestAKeyOfATooLargeCoordinateIsRefused(t *testing.T) {
	key := [32]byte{31: 0x7f}
	for i := 1; i < 31; i++ {
		key[i] = 0xff
	}
	for first := range 256 {
		key[0] = byte(first)
		if got, want := canon.CheckPublicKey(key) != nil, first >= 0xec; got != want { // 0xec is -1
			t.Errorf("first byte %#x: refused %t, want %t", first, got, want)
		}
	}
}

func TestAVerifierKeyHasOneSpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed")
		name := rapid.StringMatching(`[a-z][a-z0-9./-]{0,20}`).Draw(t, "name")
		text, err := note.NewEd25519VerifierKey(name, ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey))
		if err != nil {
			t.Fatal(err)
		}
		k, err := canon.ParseVerifierKey(text)
		if err != nil || k.Name != name || k.Algorithm != 1 || k.String() != text {
			t.Fatalf("%s: got %+v, %v", text, k, err)
		}
		for _, other := range []string{text + "=", " " + text, strings.ToUpper(text), strings.Replace(text, "+", "++", 1), text[:len(text)-1]} {
			if _, err := canon.ParseVerifierKey(other); err == nil {
				t.Errorf("%q is taken", other)
			}
		}
	})
}

func TestNamesOfKeys(t *testing.T) {
	for name, want := range map[string]bool{
		"phone-7": true, strings.Repeat("x", 255): true, "": false, strings.Repeat("x", 256): false, strings.Repeat("é", 128): false,
		"a b": false, "a+b": false, "a\u0085b": false, "a\u009bb": false, "a\u2003b": false, "a\xffb": false, "é": true,
	} {
		if got := canon.CheckKeyName(name) == nil; got != want {
			t.Errorf("%.20q: taken %t, want %t", name, got, want)
		}
	}
}

// What is read as a key has one spelling.
//
//	go test ./canon -run '^$' -fuzz FuzzParseVerifierKey -fuzztime 30s
func FuzzParseVerifierKey(f *testing.F) {
	f.Add("log.example+1cc758f9+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c")
	f.Add("x+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := canon.ParseVerifierKey(text); err == nil && k.String() != text {
			t.Errorf("%q reads back as %q", text, k)
		}
	})
}
