// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/keyring"
	"truce/report"
)

// salted are n salts that a device might draw.
func salted(n int, first byte) []canon.Salt {
	out := make([]canon.Salt, n)
	for i := range out {
		out[i] = canon.Salt{first, byte(i), 1}
	}
	return out
}

// reopen closes the record and opens it again; what it holds is what it told.
func (m *mission) reopen() {
	m.t.Helper()
	live := m.record.State().Dockets()[0].All()
	if err := m.record.Close(); err != nil {
		m.t.Fatal(err)
	}
	again, err := app.Open(context.WithoutCancel(m.t.Context()), m.path, nil)
	if err != nil {
		m.t.Fatal(err)
	}
	m.record = again
	if !canon.Equal(live, again.State().Dockets()[0].All()) {
		m.t.Error("the journal holds other findings than the record told")
	}
}

// sealedBy is a strike that a device sealed under its salts, after its key is on record.
func (m *mission) sealedBy(name string, salts []canon.Salt) engine.Entry {
	m.t.Helper()
	k := key(m.t, name, journal.SignsNotes)
	signer, err := note.NewSigner(k.Secret())
	if err != nil {
		m.t.Fatal(err)
	}
	e := strike(m.t, "patrol", "2026-02-02T06:00:00Z")
	m.enter(engine.Entry{Time: e.Time, Key: &keyring.Key{Name: name, Text: k.Verifier().String(), Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForDevice}})
	parts, err := report.Parts(e.Submission.Reports, salts)
	if err != nil {
		m.t.Fatal(err)
	}
	sealed, err := report.Seal(report.Header{Origin: origin, Counter: 1, Made: e.Time}, parts, signer)
	if err != nil {
		m.t.Fatal(err)
	}
	e.Submission.Device = &sealed
	return e
}

// TestNoSubmissionOfADeviceEndsTheRecord gives salts that are not those that the device signed: what is taken is what a
// record that is opened again folds.
func TestNoSubmissionOfADeviceEndsTheRecord(t *testing.T) {
	for name, given := range map[string][]canon.Salt{"no salts at hand": nil, "other salts": salted(3, 7), "too few": salted(2, 1)} {
		t.Run(name, func(t *testing.T) {
			m := newMission(t)
			e := m.sealedBy("device-7", salted(3, 1))
			if _, err := m.record.Enter(t.Context(), []app.Incoming{{Entry: e, Salts: given}}); !errors.Is(err, engine.ErrEntry) {
				t.Errorf("entered: %v", err)
			}
			m.enter(strike(t, "uav", "2026-02-02T07:00:00Z"))
			m.reopen()
			if _, err := m.record.Enter(t.Context(), []app.Incoming{{Entry: e, Salts: salted(3, 1)}}); err != nil && !errors.Is(err, engine.ErrEntry) {
				t.Error(err)
			}
		})
	}
	m := newMission(t)
	e := m.sealedBy("device-7", salted(3, 1))
	if _, err := m.record.Enter(t.Context(), []app.Incoming{{Entry: e, Salts: salted(3, 1)}}); err != nil {
		t.Fatalf("the salts that it signed: %v", err)
	}
	m.reopen()
}

func TestWhatTheJournalRefusesStopsNobodyElse(t *testing.T) {
	for name, in := range map[string]func(*app.Incoming){
		"a salt of zeros": func(in *app.Incoming) { in.Salts = salted(3, 1); in.Salts[1] = canon.Salt{} },
		"too large an original": func(in *app.Incoming) {
			in.Entry.Submission.Reports[0].Original.Text = strings.Repeat("x", journal.MaxFrame+1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMission(t)
			bad := app.Incoming{Entry: strike(t, "camera", "2026-02-02T06:00:00Z")}
			in(&bad)
			got, err := m.record.Enter(t.Context(), []app.Incoming{{Entry: strike(t, "patrol", "2026-02-02T06:00:00Z")}, bad})
			if len(got) != 1 || !errors.Is(err, engine.ErrEntry) {
				t.Fatalf("%d entered, %v, want the one before it", len(got), err)
			}
			m.enter(strike(t, "uav", "2026-02-02T07:00:00Z"))
			m.reopen()
		})
	}
}

func TestAClientThatGoesAwayStopsNobodyElse(t *testing.T) {
	m := newMission(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.record.Enter(gone, []app.Incoming{{Entry: strike(t, "patrol", "2026-02-02T06:00:00Z")}}); !errors.Is(err, context.Canceled) {
		t.Errorf("entered: %v", err)
	}
	m.enter(strike(t, "uav", "2026-02-02T07:00:00Z"))
	m.reopen()
}

func TestARetryUnderTheSameSaltsIsEnteredOnce(t *testing.T) {
	m := newMission(t)
	e := strike(t, "patrol", "2026-02-02T06:00:00Z")
	m.enter(e)
	f := m.record.State().Dockets()[0].Findings()[0]
	o := engine.Entry{Time: e.Time, Opinion: &engine.Opinion{On: engine.On{Agreement: f.Released.Agreement, Incident: f.Released.Incident, Term: f.Released.Term}}}
	o.Opinion.Opinion.By, o.Opinion.Opinion.At, o.Opinion.Opinion.Holds = "guarantor-jade", e.Time, "no"
	in := []app.Incoming{{Entry: o, Salts: salted(1, 9)}}
	first, err := m.record.Enter(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.record.Enter(t.Context(), in)
	if err != nil || !again[0].Placed.Again || len(again[0].Effects) != 0 || again[0].Placed.Seq != first[0].Placed.Seq {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	m.enter(strike(t, "uav", "2026-02-02T07:00:00Z"))
	m.reopen()
}

// TestARecordIsAsItWasWhereTheJournalTookNothing writes to a journal that is open to be read.
func TestARecordIsAsItWasWhereTheJournalTookNothing(t *testing.T) {
	m := newMission(t)
	r, err := app.OpenReadOnly(t.Context(), m.path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	before := r.State().Seq()
	for range 2 {
		if _, err := r.Enter(t.Context(), []app.Incoming{{Entry: strike(t, "patrol", "2026-02-02T06:00:00Z")}}); !errors.Is(err, sqlite.ErrReadOnly) || errors.Is(err, app.ErrReopen) {
			t.Errorf("entered: %v", err)
		}
	}
	if r.State().Seq() != before {
		t.Errorf("%d entries, %d before", r.State().Seq(), before)
	}
}

// TestASubmissionIsForOneLogAndOneTree: the same device may send to two logs, and what it saw of one shows nothing of another.
func TestASubmissionIsForOneLogAndOneTree(t *testing.T) {
	m := newMission(t)
	salts := salted(3, 1)
	e := strike(t, "patrol", "2026-02-02T06:00:00Z")
	k := key(t, "device-7", journal.SignsNotes)
	m.enter(engine.Entry{Time: e.Time, Key: &keyring.Key{Name: "device-7", Text: k.Verifier().String(), Act: keyring.Made, Holder: "mission", By: "desk", Use: keyring.ForDevice}})
	signer := must[note.Signer](t)(note.NewSigner(k.Secret()))
	parts := must[[]canon.Part](t)(report.Parts(e.Submission.Reports, salts))
	size := m.record.State().Seq()
	root := func(size int64) tlog.Hash { return must[tlog.Hash](t)(tlog.TreeHash(size, m.record.Journal())) }
	saw := func(size int64, root tlog.Hash) report.Header {
		return report.Header{Origin: origin, Seen: journal.Checkpoint{Origin: origin, Size: size, Root: root}.Text()}
	}
	for _, each := range []struct {
		name, words string
		header      report.Header
	}{
		{"another log", "sealed it for the log \"log.example/other\"", report.Header{Origin: "log.example/other"}},
		{"more than there is", "is it an old copy?", saw(size+1, root(size))},
		{"far more than there is", "is it an old copy?", saw(999_999, tlog.Hash{})},
		{"another tree", "it signed two trees", saw(size, tlog.Hash{})},
		{"the root of another size", "it signed two trees", saw(size-1, root(size))},
		{"a tree before", "", saw(size-1, root(size-1))},
		{"the tree as it is", "", saw(size, root(size))},
	} {
		each.header.Counter, each.header.Made = 1, e.Time
		sealed := must[report.Sealed](t)(report.Seal(each.header, parts, signer))
		e.Submission.Device = &sealed
		before := m.record.State().Seq()
		_, err := m.record.Enter(t.Context(), []app.Incoming{{Entry: e, Salts: salts}})
		if taken := each.words == ""; taken != (err == nil) || !taken && (!errors.Is(err, engine.ErrEntry) || !strings.Contains(err.Error(), each.words)) {
			t.Errorf("%s: %v, want %q", each.name, err, each.words)
		}
		if each.words != "" && m.record.State().Seq() != before {
			t.Errorf("%s: something was entered", each.name)
		}
	}
	m.reopen()
}
