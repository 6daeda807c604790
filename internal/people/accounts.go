// SPDX-License-Identifier: Apache-2.0

package people

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"truce/when"
)

// version is of the schema: a file of a later one is refused, one of the first is brought to it.
const version = 3

const applicationID = 0x54727550 // "TruP"

const schema = `
CREATE TABLE person (
	id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, called TEXT NOT NULL, contact TEXT NOT NULL,
	roles TEXT NOT NULL, member TEXT NOT NULL, disabled INTEGER NOT NULL, made INTEGER NOT NULL,
	until INTEGER NOT NULL DEFAULT 0, ended INTEGER NOT NULL DEFAULT 0, round INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE credential (
	id BLOB PRIMARY KEY, person TEXT NOT NULL REFERENCES person (id), cose BLOB NOT NULL, point BLOB NOT NULL UNIQUE,
	party TEXT NOT NULL, flags INTEGER NOT NULL, counter INTEGER NOT NULL, label TEXT NOT NULL,
	made INTEGER NOT NULL, used INTEGER NOT NULL, ended INTEGER NOT NULL, cloned INTEGER NOT NULL
) STRICT;
CREATE INDEX credential_of ON credential (person, made);
CREATE TABLE invitation (
	hash BLOB PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, called TEXT NOT NULL, contact TEXT NOT NULL,
	roles TEXT NOT NULL, member TEXT NOT NULL, by TEXT NOT NULL, recovers INTEGER NOT NULL, expires INTEGER NOT NULL
) STRICT;
CREATE TABLE deed (
	seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, did TEXT NOT NULL, name TEXT NOT NULL
) STRICT;
`

// fromFirst brings a file of the first schema, in which no account ran out or ended, to the second, and fromSecond one of that, in which
// sessions outlived the passkeys that they began with, to this one.
const (
	fromFirst = `
ALTER TABLE person ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;
`
	fromSecond = `
ALTER TABLE person ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
`
)

// Beside returns the name of the file of accounts of a journal.
func Beside(journal string) string { return journal + ".people" }

// Welcome returns the path, with its query, of the page at which whoever has the code of an invitation makes a passkey.
func Welcome(code string) string { return "/welcome?code=" + url.QueryEscape(code) }

// Accounts is the file of accounts. It is safe for concurrent use. What a method that returns nil has changed is on disk; one that
// returns an error has changed nothing, unless it says otherwise.
type Accounts struct {
	db *sql.DB

	mu      sync.Mutex // held for what follows
	own     uint64     // how often this program changed something
	others  uint64     // what the file says of whether other programs did
	askedAt time.Time
}

// fresh is for how long the file is not asked again whether another program changed something.
const fresh = 100 * time.Millisecond

// Changes returns two numbers of which one is another once anything was changed: at once where this program did, and within a tenth of a
// second where another one has the file open too. That an account ran out changes nothing.
func (a *Accounts) Changes(ctx context.Context) (out [2]uint64, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if now := time.Now(); now.Sub(a.askedAt) >= fresh {
		if err := a.db.QueryRowContext(ctx, "PRAGMA data_version").Scan(&a.others); err != nil {
			return out, err
		}
		a.askedAt = now
	}
	return [2]uint64{a.own, a.others}, nil
}

// Open opens a file of accounts, and makes it if it is not there. Only its owner may read it.
func Open(ctx context.Context, path string) (*Accounts, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open accounts: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open accounts %s: %w", path, err)
	}
	q := url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "foreign_keys(ON)", "secure_delete(ON)", "trusted_schema(OFF)", "temp_store(MEMORY)"},
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("open accounts %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	a := &Accounts{db: db}
	if err := a.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open accounts %s: %w", path, err), db.Close())
	}
	return a, nil
}

// Close closes the file.
func (a *Accounts) Close() error { return a.db.Close() }

// prepare makes the tables of a new file, and refuses a file that is none of ours.
func (a *Accounts) prepare(ctx context.Context) error {
	return a.change(ctx, func(tx *sql.Tx) error {
		var id, has, tables int
		row := tx.QueryRowContext(ctx, "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id, pragma_user_version")
		if err := row.Scan(&id, &has, &tables); err != nil {
			return err
		}
		switch {
		case id == applicationID && has == version:
			return nil
		case id == applicationID && has == 1:
			_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d; %s %s", version, fromFirst, fromSecond))
			return err
		case id == applicationID && has == 2:
			_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d; %s", version, fromSecond))
			return err
		case id != 0 || tables != 0:
			return errors.New("it is no file of accounts, or one of another version of this program")
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d; %s", applicationID, version, schema))
		return err
	})
}

// change does something in one transaction: all of it or nothing.
func (a *Accounts) change(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	err = tx.Commit()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.own++ // also where it is not known whether it is on disk
	return err
}

// Deed is something that was done with accounts.
type Deed struct {
	Seq  int64        `json:"seq"`
	At   when.Instant `json:"at"`
	By   string       `json:"by"`
	Did  string       `json:"did"`
	Name string       `json:"name"`
}

// deed writes down who did what with which account. It names accounts by their names on record and holds no contact details.
func deed(ctx context.Context, tx *sql.Tx, d Deed) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO deed (at, by, did, name) VALUES (?, ?, ?, ?)", d.At, d.By, d.Did, d.Name)
	return err
}

// Deeds returns everything that was done with accounts, the latest first.
func (a *Accounts) Deeds(ctx context.Context) (out []Deed, err error) {
	rows, err := a.db.QueryContext(ctx, "SELECT seq, at, by, did, name FROM deed ORDER BY seq DESC")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var d Deed
		if err := rows.Scan(&d.Seq, &d.At, &d.By, &d.Did, &d.Name); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// draw returns so many random bytes in hexadecimal.
func draw(n int) string {
	b := make([]byte, n)
	rand.Read(b) // it never fails: the program ends first
	return hex.EncodeToString(b)
}

// isTaken tells whether an error says that something unique is there already.
func isTaken(err error) bool {
	var e *driver.Error
	return errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

func joined(roles []string) string { return strings.Join(roles, ",") }
