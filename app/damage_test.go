// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"truce/app"
	"truce/journal"
	"truce/journal/bundle"
)

// flip changes one bit of a column of a row of the journal behind its back. Its driver is the one that the journal uses.
func (m *mission) flip(table, column, row string) {
	m.t.Helper()
	db, err := sql.Open("sqlite", m.path)
	if err != nil {
		m.t.Fatal(err)
	}
	defer db.Close()
	var data []byte
	if err := db.QueryRowContext(m.t.Context(), fmt.Sprintf(`SELECT %s FROM %s WHERE %s`, column, table, row)).Scan(&data); err != nil {
		m.t.Fatal(err)
	}
	at := len(data) - 1
	if column == "header" { // the last digit of its time
		at = bytes.Index(data, []byte(`,"v":`)) - 1
	}
	data[at] ^= 1
	if _, err := db.ExecContext(m.t.Context(), fmt.Sprintf(`UPDATE %s SET %s = ? WHERE %s`, table, column, row), data); err != nil {
		m.t.Fatal(err)
	}
}

var columnsOfAnEntry = []string{"root", "header", "salt", "parts"}

func TestNothingIsSignedOfAnEntryThatIsNotReadBackAsItWas(t *testing.T) {
	for _, column := range columnsOfAnEntry {
		t.Run(column, func(t *testing.T) {
			m := newMission(t)
			m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))
			m.flip("entry", column, "seq = 3")
			if _, err := m.signer.Sign(t.Context(), m.record.Journal()); !errors.Is(err, journal.ErrDamaged) {
				t.Errorf("signed: %v", err)
			}
			for _, name := range []journal.HeadName{journal.LastSigned, journal.LastCosigned} {
				if h, err := m.record.Journal().Head(t.Context(), name); err != nil || h.Size != 0 {
					t.Errorf("the %s head is of size %d, %v", name, h.Size, err)
				}
			}
		})
	}
}

func TestDamageIsFoundOutByWhoeverReadsTheEntry(t *testing.T) {
	for _, column := range columnsOfAnEntry {
		t.Run(column, func(t *testing.T) {
			m := newMission(t)
			placed := m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))[0].Placed
			m.sign()
			m.flip("entry", column, "seq = 3")
			m.refuses(placed)
		})
	}
	t.Run("hash", func(t *testing.T) { // 3 is the number of leaf 2
		m := newMission(t)
		placed := m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))[0].Placed
		m.sign()
		m.flip("hash", "hash", "idx = 3")
		m.refuses(placed)
	})
}

// refuses fails unless whoever reads or signs entry 3 says that it is damaged.
func (m *mission) refuses(placed journal.Placed) {
	m.t.Helper()
	ctx, j := m.t.Context(), m.record.Journal()
	_, err := j.Entry(ctx, 3)
	got := map[string]error{"entry": err}
	got["entries"] = j.Entries(ctx, 1, 3, func(journal.Entry) error { return nil })
	for _, level := range []journal.Level{journal.Durable, journal.Logged, journal.Witnessed} {
		_, got["receipt "+string(level)] = m.signer.Receipt(ctx, j, placed, app.Promise{Level: level, Received: placed.Time, Deadline: placed.Time})
	}
	for _, a := range []bundle.Audience{bundle.ForMission, bundle.ForParty, bundle.ForPublic} {
		got["bundle "+string(a)] = app.Pack(ctx, j, &bytes.Buffer{}, app.Packing{Audience: a})
	}
	_, got["open"] = app.Open(ctx, m.path, nil)
	for what, err := range got {
		if !errors.Is(err, journal.ErrDamaged) {
			m.t.Errorf("%s: %v", what, err)
		}
	}
}

func TestNoBundleIsWrittenOfATreeThatIsNotTheSignedOne(t *testing.T) {
	for _, column := range []string{"root", "note"} {
		m := newMission(t)
		m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))
		m.sign()
		m.flip("head", column, "name = 'cosigned'")
		var out bytes.Buffer
		if err := app.Pack(t.Context(), m.record.Journal(), &out, app.Packing{Audience: bundle.ForMission}); !errors.Is(err, journal.ErrDamaged) {
			t.Errorf("%s: packed: %v", column, err)
		}
		if bytes.Contains(out.Bytes(), []byte(`{"end":`)) {
			t.Errorf("%s: the bundle has its last line", column)
		}
	}
}

func TestNoReceiptIsSignedOfAnotherPlaceThanTheEntryHas(t *testing.T) {
	m := newMission(t)
	placed := m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))[0].Placed
	m.sign()
	placed.Header[0] ^= 1
	for _, level := range []journal.Level{journal.Durable, journal.Logged, journal.Witnessed} {
		promise := app.Promise{Level: level, Received: placed.Time, Deadline: placed.Time}
		if _, err := m.signer.Receipt(t.Context(), m.record.Journal(), placed, promise); !errors.Is(err, journal.ErrDamaged) {
			t.Errorf("%s: signed: %v", level, err)
		}
	}
}

func TestAKeptReceiptThatIsDamagedPromisesNothing(t *testing.T) {
	m := newMission(t)
	placed := m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))[0].Placed
	ctx, j := t.Context(), m.record.Journal()
	want := app.Promise{Level: journal.Durable, Received: placed.Time, Deadline: placed.Time + 1}
	data, err := m.signer.Receipt(ctx, j, placed, want)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := m.signer.Promised(ctx, j, placed.Seq); err != nil || ok {
		t.Errorf("promised before a receipt is kept: %v, %v", ok, err)
	}
	if err := j.KeepReceipt(ctx, placed.Seq, data); err != nil {
		t.Fatal(err)
	}
	if got, ok, err := m.signer.Promised(ctx, j, placed.Seq); err != nil || !ok || got != want {
		t.Errorf("promised %+v, %v, %v", got, ok, err)
	}
	m.flip("receipt", "note", "seq = 3")
	if _, _, err := m.signer.Promised(ctx, j, placed.Seq); !errors.Is(err, journal.ErrDamaged) {
		t.Errorf("of a damaged receipt: %v", err)
	}
}
