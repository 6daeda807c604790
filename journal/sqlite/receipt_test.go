// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"errors"
	"path/filepath"
	"testing"

	"truce/journal"
	"truce/journal/journaltest"
	"truce/journal/sqlite"
)

func TestTheFirstReceiptOfAnEntryStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := created(t, path, journaltest.Founding())
	if got, err := j.Receipt(t.Context(), 1); err != nil || got != nil {
		t.Errorf("before one is kept: %q, %v", got, err)
	}
	for _, note := range []string{"first", "second"} {
		if err := j.KeepReceipt(t.Context(), 1, []byte(note)); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := sqlite.OpenReadOnly(t.Context(), path, journal.Mission)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAfter(t, again)
	if got, err := again.Receipt(t.Context(), 1); err != nil || string(got) != "first" {
		t.Errorf("kept %q, %v", got, err)
	}
	if got, err := again.Receipt(t.Context(), 2); err != nil || got != nil {
		t.Errorf("of an entry without one: %q, %v", got, err)
	}
	if err := again.KeepReceipt(t.Context(), 2, []byte("third")); !errors.Is(err, sqlite.ErrReadOnly) {
		t.Errorf("kept by a reader: %v", err)
	}
}
