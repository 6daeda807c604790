// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"truce/journal"
	"truce/journal/journaltest"
	"truce/journal/sqlite"
)

func TestJournalKeepsItsPromises(t *testing.T) {
	journaltest.Test(t, func(t *testing.T, f journal.Founding) journaltest.Site {
		path := filepath.Join(t.TempDir(), "journal.db")
		closeAfter(t, created(t, path, f))
		return journaltest.Site{Open: func(t *testing.T) journaltest.Store { return store(opened(t, path)) }, Alter: alter(path)}
	})
}

func store(j *sqlite.Journal) journaltest.Store {
	return journaltest.Store{
		Append: j.Append, Size: j.Size, Entry: j.Entry, Entries: j.Entries, ByRoot: j.ByRoot, ReadHashes: j.ReadHashes,
		Recheck: j.Recheck, Destroy: j.Destroy, SetHead: j.SetHead, Head: j.Head, Close: j.Close,
	}
}

// alter changes a field through another connection.
func alter(path string) func(*testing.T, journaltest.Field, int64, func([]byte) []byte) {
	return func(t *testing.T, f journaltest.Field, row int64, change func([]byte) []byte) {
		table, key := "entry", "seq"
		if f == journaltest.HashField {
			table, key = "hash", "idx"
		}
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var data []byte
		where := " FROM " + table + " WHERE " + key + " = ?"
		if err := db.QueryRow("SELECT "+string(f)+where, row).Scan(&data); err != nil {
			t.Fatal(err)
		}
		if data = change(data); data == nil {
			_, err = db.Exec("DELETE"+where, row)
		} else {
			_, err = db.Exec("UPDATE "+table+" SET "+string(f)+" = ? WHERE "+key+" = ?", data, row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
