// SPDX-License-Identifier: Apache-2.0

package proof_test

import (
	"crypto/rand"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"truce/internal/api"
	"truce/internal/api/page"
	"truce/internal/api/proof"
	"truce/journal"
	"truce/keyring"
)

func TestTheKeysOfALogAreAPolicyToCompare(t *testing.T) {
	const origin = "truce.test/keys"
	verifier := func(name string, of journal.Algorithm) (journal.SigningKey, string) {
		t.Helper()
		key, err := journal.GenerateKey(rand.Reader, name, of)
		if err != nil {
			t.Fatal(err)
		}
		return key, key.Verifier().String()
	}
	own, ownText := verifier(origin, journal.SignsNotes)
	_, old := verifier(origin, journal.SignsNotes)
	_, cosigner := verifier("truce.test/neutral", journal.Cosigns)
	ring := []keyring.Enrolment{
		{Key: keyring.Key{Name: origin, Text: old, Use: keyring.ForLog}, Ended: keyring.Revoked},
		{Key: keyring.Key{Name: "truce.test/neutral", Text: cosigner, Use: keyring.ForCosigner, Holder: "a neutral"}},
	}
	for name, c := range map[string]struct {
		keys keyOf
		has  []string
	}{
		"of a server that signs":           {keyOf{nil, &own}, []string{"log " + ownText, "quorum none"}},
		"with a cosigner on record":        {keyOf{ring, &own}, []string{"log " + ownText, "witness cosigner-1 " + cosigner, "quorum cosigners"}},
		"on record alone":                  {keyOf{[]keyring.Enrolment{{Key: keyring.Key{Name: origin, Text: old, Use: keyring.ForLog}}}, nil}, []string{"log " + old}},
		"on record, and one that signs it": {keyOf{[]keyring.Enrolment{{Key: keyring.Key{Name: origin, Text: old, Use: keyring.ForLog}}}, &own}, []string{"log " + ownText}},
	} {
		k := proof.KeysOf(origin, c.keys.ring, c.keys.own)
		w := httptest.NewRecorder()
		if err := k.Write(w); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text := w.Body.String()
		for _, want := range append(c.has, "proves nothing about the operator") {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", name, want, text)
			}
		}
		if _, err := journal.ParsePolicy([]byte(text)); err != nil {
			t.Errorf("%s: what is given away is no policy: %v\n%s", name, err, text)
		}
		if l, ok := k.Page()[0].(page.List); !ok || !strings.Contains(l.Lead, "proves nothing about the operator") || len(l.Rows) == 0 || l.Rows[0].Cells[2].Text != k.Log {
			t.Errorf("%s: the page is %+v", name, k.Page())
		}
	}
	none := proof.KeysOf(origin, ring[:1], nil)
	if err := none.Write(httptest.NewRecorder()); !errors.Is(err, api.ErrNotFound) {
		t.Errorf("a key that was revoked is given away: %v", err)
	}
}

// keyOf is what a server knows.
type keyOf struct {
	ring []keyring.Enrolment
	own  *journal.SigningKey
}
