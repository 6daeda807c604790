// SPDX-License-Identifier: Apache-2.0

package whatif_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"truce/canon"
	"truce/engine"
	"truce/engine/whatif"
	"truce/keyring"
	"truce/report"
)

// sealer enrols a device that a party holds, and returns its signer.
func (l *log) sealer(name, holder string) note.Signer {
	l.t.Helper()
	private := ed25519.NewKeyFromSeed(append([]byte{1}, make([]byte, ed25519.SeedSize-1)...))
	public := append([]byte{1}, private.Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256(append([]byte(name+"\n"), public...))
	hash := hex.EncodeToString(sum[:4])
	signer, err := note.NewSigner("PRIVATE+KEY+" + name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, private.Seed()...)))
	if err != nil {
		l.t.Fatal(err)
	}
	l.enter(engine.Entry{Key: &keyring.Key{
		Name: name, Text: name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(public), Act: keyring.Made, Holder: holder, By: "desk", Use: keyring.ForDevice,
	}})
	return signer
}

// sealed enters reports under a header of the device.
func (l *log) sealed(signer note.Signer, counter int64, reports ...report.Report) {
	l.t.Helper()
	for i := range reports {
		reports[i].Original.Text, reports[i].Extract.Received = reports[i].Extract.Source, l.state.Now()
	}
	parts, err := report.Parts(reports, make([]canon.Salt, 3*len(reports)))
	if err != nil {
		l.t.Fatal(err)
	}
	seal, err := report.Seal(report.Header{Origin: "log.example/mission", Counter: counter}, parts, signer)
	if err != nil {
		l.t.Fatal(err)
	}
	l.enter(engine.Entry{Submission: &engine.Submission{Reports: reports, Device: &seal}})
}

func TestADevicesSubmissionStaysWithoutOneOfItsReports(t *testing.T) {
	l := begun(t, pact)
	l.submit(100, told("someone", shot(90, -300)))
	signer := l.sealer("device-7", "amber")
	l.sealed(signer, 1, told("north post", shot(60, 300)), told("mill post", shot(60, 0)))
	l.submit(120, told("patrol", shot(60, 0)))
	r := l.open()

	out := ask(t, r, whatif.Change{Sources: []string{"mill post"}})
	var kinds []string
	for _, f := range out.Flips {
		kinds = append(kinds, string(f.Kind)+" "+f.Because[0])
	}
	want := []string{"changes it rests on 1 observations of 1 independent roots and 1 means instead of 2 observations of 2 independent roots and 1 means"}
	if !slices.Equal(kinds, want) || out.Unchanged != 2 || len(out.Lapsed) != 0 {
		t.Errorf("%d unchanged, lapsed %v, flips %q", out.Unchanged, out.Lapsed, kinds)
	}

	// Whoever holds the key is a root of all that came under it: without the holder all of it goes.
	out = ask(t, r, whatif.Change{Sources: []string{"Amber"}})
	if len(out.Flips) != 2 || out.Before.Incidents != 3 || out.After.Incidents != 2 {
		t.Errorf("without the holder: incidents %d -> %d, flips %+v", out.Before.Incidents, out.After.Incidents, out.Flips)
	}

	// The record around an incident keeps the header of a submission whose other reports it leaves out.
	f := l.of("patrol", "no-fire")
	near, err := r.Around(f.Released.Incident)
	if err != nil {
		t.Fatal(err)
	}
	if got := near.State().Devices(); len(got) != 1 || got[0].Taken != 1 {
		t.Errorf("devices: %+v", got)
	}
	m, err := r.Least(f.ID, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := sets(m); !slices.Contains(got, "amber changes: confidence of the fact, rungs") || m.Total != 4 {
		t.Errorf("sets %q of %d reports", got, m.Total)
	}
}
