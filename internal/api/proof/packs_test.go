// SPDX-License-Identifier: Apache-2.0

package proof_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"

	"truce/app"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/proof"
	"truce/journal"
	"truce/journal/bundle"
	"truce/keyring"
)

func TestThoseWhoAskAtOnceWaitForOnePacking(t *testing.T) {
	r, err := app.Found(t.Context(), filepath.Join(t.TempDir(), "packs.journal"), app.Founder{Origin: "truce.test/packs", At: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	key, err := journal.GenerateKey(rand.Reader, "truce.test/packs", journal.SignsNotes)
	if err != nil {
		t.Fatal(err)
	}
	policy, err := journal.ParsePolicy(fmt.Appendf(nil, "log %s\nquorum none\n", key.Verifier()))
	if err != nil {
		t.Fatal(err)
	}
	sign := func() {
		t.Helper()
		if _, err := (app.Signer{Key: key, Policy: policy}).Sign(t.Context(), r.Journal()); err != nil {
			t.Fatal(err)
		}
	}
	sign()
	var packs proof.Packs
	packed, begun, goOn := 0, make(chan struct{}), make(chan struct{})
	of := proof.Packing{Audience: bundle.ForParty, Journal: r.Journal(), Pack: func(_ context.Context, w io.Writer) error {
		if packed++; packed == 1 {
			close(begun)
			<-goOn
		}
		_, err := fmt.Fprint(w, "packed ", packed)
		return err
	}}
	ask := func(person string) (string, error) {
		a := &api.Ask{Request: httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/record/bundle", nil), Viewer: access.Viewer{Role: access.Liaison, Person: person}}
		whole, err := packs.Bundle(a, of)
		return string(whole), err
	}
	var all sync.WaitGroup
	get := func(person string) {
		all.Go(func() {
			if got, err := ask(person); err != nil || got != "packed 1" {
				t.Errorf("%q got %q: %v", person, got, err)
			}
		})
	}
	get("first")
	<-begun
	if _, err := ask("first"); !errors.Is(err, api.ErrBusy) {
		t.Errorf("a second bundle of one person: %v", err)
	}
	for i := range 12 {
		get(fmt.Sprint("other ", i))
		get("") // those without a name never shut each other out
	}
	close(goOn)
	all.Wait()
	if got, err := ask("first"); err != nil || got != "packed 1" {
		t.Errorf("the record did not grow: %q %v", got, err)
	}
	enrolled := &keyring.Key{Name: "truce.test/packs", Text: fmt.Sprint(key.Verifier()), Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForLog}
	if _, err := r.Enter(t.Context(), []app.Incoming{{Entry: engine.Entry{Time: r.State().Now(), Key: enrolled}}}); err != nil {
		t.Fatal(err)
	}
	sign()
	if got, err := ask("first"); err != nil || got != "packed 2" {
		t.Errorf("the record grew: %q %v", got, err)
	}
}
