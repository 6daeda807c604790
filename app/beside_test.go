// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"truce/app"
	"truce/canon"
	"truce/journal"
	"truce/journal/sqlite"
)

// TestARecordGoesOnAfterAnotherProgramWroteBesideIt destroys a part and enters a report by files of their own, as verbs do beside a
// server, and wants the server's record to sign and to take entries as before.
func TestARecordGoesOnAfterAnotherProgramWroteBesideIt(t *testing.T) {
	m := newMission(t)
	first := m.enter(strike(t, "patrol", "2026-02-02T06:00:00Z"))[0].Placed
	m.sign()

	beside := must[*sqlite.Journal](t)(sqlite.Open(t.Context(), m.path, journal.Mission))
	what := journal.DestroyedParts{By: "desk", Origin: origin, Parts: []string{"identity"}, Reason: "consent withdrawn", Report: 1, Seq: first.Seq}
	if at, err := app.Destroy(t.Context(), beside, app.Destroying{What: what, Record: beside}); err != nil || at != first.Seq+1 {
		t.Fatalf("entry %d, %v", at, err)
	}
	m.sign() // before the record has looked at it
	next := m.enter(strike(t, "camera", "2026-02-02T07:00:00Z"))[0].Placed
	if next.Seq != first.Seq+2 || m.record.Destroyed() != 1 {
		t.Errorf("entry %d follows entry %d, destroyed %d", next.Seq, first.Seq+1, m.record.Destroyed())
	}
	what.Parts = []string{"identity", "original"} // the same program goes on, and does not know of the server's entry
	if at, err := app.Destroy(t.Context(), beside, app.Destroying{What: what, Record: beside}); err != nil || at != next.Seq+1 {
		t.Errorf("entry %d, %v", at, err)
	}
	if err := beside.Close(); err != nil {
		t.Fatal(err)
	}

	other := must[*app.Record](t)(app.Open(t.Context(), m.path, nil))
	for i, r := range []*app.Record{m.record, other, other, m.record, other} {
		e := strike(t, fmt.Sprint("source ", i), "2026-02-02T08:00:00Z")
		if got, err := r.Enter(t.Context(), []app.Incoming{{Entry: e}}); err != nil || got[0].Placed.Seq != next.Seq+2+int64(i) {
			t.Fatalf("entry %d: %+v, %v", i, got, err)
		}
	}
	m.sign()
	if err := m.record.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := app.End(t.Context(), m.record.Journal(), journal.Successor{Origin: "log.example/next", Key: key(t, "log.example/next", journal.SignsNotes).Verifier().String()}, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Enter(t.Context(), []app.Incoming{{Entry: strike(t, "late", "2026-02-02T09:00:00Z")}}); !errors.Is(err, journal.ErrEnded) {
		t.Errorf("a log that another program closed takes an entry: %v", err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	m.reopen()
}

// TestTwoRecordsOfOneJournalNeverJudgeAnEntryInAnotherPlace has two programs enter at the same moments.
func TestTwoRecordsOfOneJournalNeverJudgeAnEntryInAnotherPlace(t *testing.T) {
	m := newMission(t)
	other := must[*app.Record](t)(app.Open(t.Context(), m.path, nil))
	before := m.record.State().Seq()
	const many = 15
	var both sync.WaitGroup
	for n, r := range []*app.Record{m.record, other} {
		both.Go(func() {
			for i := range many {
				e := strike(t, fmt.Sprint("source ", n, "-", i), "2026-02-02T08:00:00Z")
				for {
					got, err := r.Enter(t.Context(), []app.Incoming{{Entry: e}})
					if errors.Is(err, journal.ErrOutgrown) {
						continue // twice in a row: nothing is on record
					}
					if err != nil || got[0].Placed.Seq != got[0].Entry.Seq {
						t.Errorf("%+v, %v", got, err)
					}
					break
				}
			}
		})
	}
	both.Wait()
	for _, r := range []*app.Record{m.record, other} {
		if err := r.Look(t.Context()); err != nil || r.State().Seq() != before+2*many {
			t.Errorf("%d entries, want %d: %v", r.State().Seq(), before+2*many, err)
		}
	}
	if !canon.Equal(m.record.State().Dockets()[0].All(), other.State().Dockets()[0].All()) {
		t.Error("the two hold other findings")
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	m.reopen()
}
