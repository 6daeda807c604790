// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"truce/app"
	"truce/internal/durable"
	"truce/journal"
	"truce/journal/cosigner"
)

func TestACosignerThatWasPutBackIsShownItsOwnCosignature(t *testing.T) {
	m := newMission(t)
	log, k := m.signer.Key, key(t, "forgetful", journal.Cosigns)
	dir, copied := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	var noticed error
	open := func(dir string, begins bool) *cosigner.Server {
		disk := must[*durable.Disk](t)(durable.Open(dir))
		t.Cleanup(func() { _ = disk.Close() })
		folder := durable.NewFolder(disk)
		if begins {
			if err := cosigner.Enrol(folder, k.Verifier(), origin); err != nil {
				t.Fatal(err)
			}
		}
		return must[*cosigner.Server](t)(cosigner.Open(cosigner.Options{
			Key: k, Logs: []journal.VerifierKey{log.Verifier()}, Folder: folder,
			Now:    func() time.Time { return time.Unix(1_800_000_000, 0) },
			Notice: func(err error) { noticed = errors.Join(noticed, err) },
		}))
	}
	server := open(dir, true)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { server.ServeHTTP(w, r) }))
	t.Cleanup(web.Close)
	p, err := journal.ParsePolicy(fmt.Appendf(nil, "log %s\nwitness forgetful %s %s\nquorum forgetful\n", log.Verifier(), k.Verifier(), web.URL))
	if err != nil {
		t.Fatal(err)
	}
	m.signer = app.Signer{Key: log, Policy: p, Client: cosigner.Client{Now: func() time.Time { return time.Unix(1_800_000_000, 0) }}}
	m.sign()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))
	if p := m.sign(); !p.Acceptance.Accepted {
		t.Fatalf("before it is put back: %+v", p)
	}
	server = open(copied, false)
	m.enter(strike(t, "camera", "2026-02-02T06:00:00Z"))
	if p := m.sign(); p.Acceptance.Accepted || len(p.Missing) != 1 || p.Missing[0].Reason != cosigner.Refused {
		t.Errorf("after it was put back: accepted %v, missing %+v", p.Acceptance.Accepted, p.Missing)
	}
	if !errors.Is(noticed, cosigner.ErrRolledBack) {
		t.Errorf("the cosigner noticed %v", noticed)
	}
}
