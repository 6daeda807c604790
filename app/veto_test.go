// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"truce/journal"
)

// TestOnePartysCosignerHasNoVeto lets a party's cosigner, which the quorum can do without, say that it has cosigned more
// than there is.
func TestOnePartysCosignerHasNoVeto(t *testing.T) {
	m := newMission(t)
	party := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/x.tlog.size")
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, "9007199254740991\n")
	}))
	defer party.Close()
	neutral := m.signer.Policy.Cosigners()[0]
	var err error
	m.signer.Policy, err = journal.ParsePolicy(fmt.Appendf(nil, "log %s\nwitness neutral %s %s\nwitness cobalt %s %s\nquorum neutral\n",
		m.signer.Key.Verifier(), neutral.Key, neutral.URL, key(t, "cobalt", journal.Cosigns).Verifier(), party.URL))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		p := m.sign()
		if !p.Acceptance.Accepted || len(p.Missing) != 1 || p.Missing[0].Name != "cobalt" {
			t.Errorf("accepted %v, missing %+v", p.Acceptance.Accepted, p.Missing)
		}
	}
}
