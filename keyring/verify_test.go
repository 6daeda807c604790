// SPDX-License-Identifier: Apache-2.0

package keyring_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"truce/canon"
	"truce/internal/people/authenticator"
	"truce/keyring"
	"truce/keyring/assertion"
)

// file is a key file's key under a name, with the use that it has on record.
func file(t *testing.T, name string, use keyring.Use, algorithm byte) (keyring.Key, ed25519.PrivateKey) {
	t.Helper()
	secret := ed25519.NewKeyFromSeed([]byte(strings.Repeat(name[:1], ed25519.SeedSize)))
	k := canon.VerifierKey{Name: name, Algorithm: algorithm, Public: [32]byte(secret.Public().(ed25519.PublicKey))}
	return keyring.Key{Name: name, Text: k.String(), Act: keyring.Made, Holder: "mission", By: "desk", Use: use}, secret
}

func inBrowser(t *testing.T, name string, use keyring.Use) (keyring.Key, func(message string) []byte) {
	t.Helper()
	a := authenticator.New("the same finger", "https://mission.example")
	p, err := a.Make("mission.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	k := assertion.Key{Name: name, RelyingParty: "mission.example", VerifiesPerson: true, Point: p.Point()}
	return keyring.Key{Name: name, Text: k.String(), Act: keyring.Made, Holder: "mission", By: "desk", Use: use}, func(message string) []byte {
		challenge := assertion.Challenge([]byte(message))
		data, client, der, err := a.Sign(p, challenge[:])
		if err != nil {
			t.Fatal(err)
		}
		signed, err := assertion.New(data, client, der)
		if err != nil {
			t.Fatal(err)
		}
		return signed.Encode()
	}
}

func TestAKeyTakesItsOwnKindOfSignatureAlone(t *testing.T) {
	onFile, secret := file(t, "anna", keyring.ForDuty, 1)
	cosigner, _ := file(t, "cosigner", keyring.ForCosigner, 4)
	passkey, sign := inBrowser(t, "ben", keyring.ForDuty)
	plain, asserted := ed25519.Sign(secret, []byte("text")), sign("text")
	for _, c := range []struct {
		name      string
		key       keyring.Key
		message   string
		signature []byte
		want      string
	}{
		{"a key file's own", onFile, "text", plain, ""},
		{"a passkey's own", passkey, "text", asserted, ""},
		{"a key file's over other bytes", onFile, "texts", plain, "does not verify"},
		{"a passkey's over other bytes", passkey, "texts", asserted, "other bytes"},
		{"a key file's by a passkey", passkey, "text", plain, "version"},
		{"a passkey's by a key file", onFile, "text", asserted, "64 bytes"},
		{"none", onFile, "text", nil, "64 bytes"},
		{"none by a passkey", passkey, "text", nil, "cut off"},
		{"a cosigner's", cosigner, "text", plain, "checkpoints"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.key.Verify([]byte(c.message), c.signature)
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestANoteIsSignedByAKeyFileAndAPasskeyTogether(t *testing.T) {
	onFile, secret := file(t, "anna", keyring.ForDuty, 1)
	passkey, sign := inBrowser(t, "ben", keyring.ForDuty)
	text := "truce/handover/1\nanna\nben\n00\n"
	hash, _, _ := strings.Cut(strings.TrimPrefix(onFile.Text, "anna+"), "+")
	signer, err := note.NewSigner("PRIVATE+KEY+anna+" + hash + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, secret.Seed()...)))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		t.Fatal(err)
	}
	line, err := passkey.NoteLine(sign(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []keyring.Key{onFile, passkey} {
		v, err := keyring.NoteVerifier(k.Text)
		if err != nil {
			t.Fatal(err)
		}
		n, err := note.Open(append(signed, line...), note.VerifierList(v))
		if err != nil || n.Text != text || len(n.Sigs) != 1 || n.Sigs[0].Name != k.Name {
			t.Errorf("%s: %+v, %v", k.Name, n, err)
		}
	}
	if _, err := onFile.NoteLine(nil); err == nil {
		t.Error("a key file's key has a line as a passkey")
	}
	if _, err := keyring.NoteVerifier(passkey.Text + "A"); err == nil {
		t.Error("a damaged key verifies notes")
	}
}

func TestOnePasskeyIsOnRecordOnceForEachUse(t *testing.T) {
	r := keyring.New(keyring.ForDuty, keyring.ForMember)
	enrols := func(name string, use keyring.Use) error {
		k, _ := inBrowser(t, name, use)
		apply, err := r.Prepare(&k)
		if err == nil {
			apply()
		}
		return err
	}
	if err := enrols("anna", keyring.ForDuty); err != nil {
		t.Error(err)
	}
	if err := enrols("anna-votes", keyring.ForMember); err != nil {
		t.Error(err)
	}
	if err := enrols("ben", keyring.ForDuty); err == nil || !strings.Contains(err.Error(), "under another name") {
		t.Errorf("one finger is two officers: %v", err)
	}
	if err := enrols("device", keyring.ForDevice); err == nil {
		t.Error("a machine has a passkey")
	}
}

func TestASignatureHasOneSpellingInText(t *testing.T) {
	for name, text := range map[string]string{
		"a line feed": "AAAA\nAAAA", "no padding": "AA", "loose bits": "AB==", "for URLs": "_-__",
		"too long": strings.Repeat("A", 4*assertion.MaxSize),
	} {
		if _, err := keyring.DecodeSignature(text); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if got, err := keyring.DecodeSignature("AAEC"); err != nil || string(got) != "\x00\x01\x02" {
		t.Errorf("%x, %v", got, err)
	}
}
