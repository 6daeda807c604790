// SPDX-License-Identifier: Apache-2.0

// Package sqlite keeps a journal in one SQLite file: entries and the hashes of their tree are written in one transaction
// and are on disk before Append returns. One process writes, any number read. It implements docs/spec/journal.md.
//
// The file is in WAL mode, so beside it stand files with the endings -wal and -shm while it is open. Destroyed parts are
// overwritten in these files; what the file system or the disk keep of earlier blocks is beyond its reach.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
	driver "modernc.org/sqlite"

	"truce/journal"
)

// ErrForeign says that a file is no journal, or one of a version that is not known here. It was not changed.
var ErrForeign = errors.New("not a journal of this version")

// ErrRealm says that a journal is of another realm than was asked for. The caller took the wrong file.
var ErrRealm = errors.New("the journal is of another realm")

// ErrReadOnly says that the journal was opened to be read.
var ErrReadOnly = errors.New("the journal was opened to be read only")

// ErrBusy says that others hold the journal, so that it was not opened. The caller ends them or tries again.
var ErrBusy = errors.New("the WAL cannot be moved into the file while others read from it: end them, or try again")

// Journal is an open journal. Its methods may be called at the same time.
type Journal struct {
	path    string
	first   journal.Header
	readers *sql.DB
	read    reading
	w       *writer // nil if read only
}

// readerConns is how many calls read at the same time; more wait.
const readerConns = 8

// schema is that of user_version 1. A row is never rewritten but to destroy parts, and then keeps its length, so that
// SQLite overwrites it where it stands.
const schema = `
CREATE TABLE entry (
	seq    INTEGER PRIMARY KEY,
	root   BLOB NOT NULL,
	header BLOB NOT NULL,
	salt   BLOB NOT NULL,
	parts  BLOB NOT NULL
) STRICT;
CREATE INDEX entry_root ON entry (root);
CREATE TABLE hash (
	idx  INTEGER PRIMARY KEY,
	hash BLOB NOT NULL
) STRICT;
CREATE TABLE head (
	name TEXT PRIMARY KEY,
	size INTEGER NOT NULL,
	root BLOB NOT NULL,
	note BLOB NOT NULL
) STRICT;
`

// applicationID and userVersion stand in the head of the file and tell a journal from any other database.
const (
	applicationID = 0x54727543 // "TruC"
	userVersion   = 1
)

// Pages are large, since most rows are: a submission of many reports.
const (
	pageSize   = 16384
	cacheKiB   = 32 << 10
	busyMillis = 2_000
)

// dsn names the database file for the driver.
func dsn(path string, writes bool) string {
	pragmas := []string{
		"busy_timeout(" + strconv.Itoa(busyMillis) + ")", "temp_store(MEMORY)", "mmap_size(0)", "trusted_schema(OFF)",
	}
	q := url.Values{"mode": {"ro"}}
	if writes {
		pragmas = append(pragmas,
			"page_size("+strconv.Itoa(pageSize)+")", "secure_delete(ON)", "cache_size(-"+strconv.Itoa(cacheKiB)+")",
			"wal_autocheckpoint(0)") // the mover does it
		// Keys of their own, as the driver sets them last: the size of a page is fixed by the time of the first write.
		q = url.Values{"mode": {"rw"}, "_journal_mode": {"WAL"}, "_synchronous": {"FULL"}}
	}
	q["_pragma"] = pragmas
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String()
}

func open(path string, writes bool) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	return sql.Open("sqlite", dsn(path, writes))
}

// code returns the primary result code of an error of SQLite, 0 for any other error.
func code(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// Open opens a journal of a realm to read and to write. A file that is no journal is ErrForeign, one of the other realm
// ErrRealm.
func Open(ctx context.Context, path string, realm journal.Realm) (*Journal, error) {
	j, err := openReaders(ctx, path, realm)
	if err != nil {
		return nil, err
	}
	if j.w, err = openWriter(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal %s: %w", path, err), j.Close())
	}
	return j, nil
}

// OpenReadOnly opens a journal of a realm to read. Its methods that write return ErrReadOnly. While nobody writes to the
// journal, its folder must be writable all the same, as readers share a file there.
func OpenReadOnly(ctx context.Context, path string, realm journal.Realm) (*Journal, error) {
	return openReaders(ctx, path, realm)
}

func openReaders(ctx context.Context, path string, realm journal.Realm) (*Journal, error) {
	j := &Journal{path: path}
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%w: not a regular file", ErrForeign)
	}
	if err == nil {
		j.readers, err = open(path, false)
	}
	if err == nil {
		j.readers.SetMaxOpenConns(readerConns)
		j.readers.SetMaxIdleConns(readerConns)
		err = j.start(ctx, realm)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open journal %s: %w", path, err), j.Close())
	}
	return j, nil
}

func (j *Journal) start(ctx context.Context, realm journal.Realm) error {
	var err error
	if err := checkFile(ctx, j.readers); err != nil {
		return err
	}
	if j.read, err = prepareReading(ctx, j.readers); err != nil {
		return err
	}
	e, err := j.Entry(ctx, 1)
	if err != nil {
		return err
	}
	if j.first = e.Header; j.first.Realm != realm {
		return fmt.Errorf("%w: it is of the realm %s, want %s", ErrRealm, j.first.Realm, realm)
	}
	return nil
}

// First returns the header of entry 1: the journal's origin and realm, and the log that it succeeds.
func (j *Journal) First() journal.Header { return j.first }

// Close waits for writes that have begun and closes the journal. What is called afterwards returns an error, but for
// Close itself.
func (j *Journal) Close() error {
	var errs []error
	if j.w != nil {
		j.w.turn <- struct{}{}
		defer j.w.move.running.Wait()
		defer func() { <-j.w.turn }()
		j.w.stopped = fmt.Errorf("%w: it was closed", journal.ErrStopped)
	}
	if j.readers != nil {
		errs = append(errs, j.read.close(), j.readers.Close())
	}
	if j.w != nil && !j.w.closed { // the last connection moves the WAL into the file
		errs = append(errs, j.w.close())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close journal %s: %w", j.path, err)
	}
	return nil
}

// lastHeader reads the header of the last entry, and the zero header if there is none.
func (w *writer) lastHeader(ctx context.Context) (journal.Header, error) {
	var r journal.Row
	row := w.conn.QueryRowContext(ctx, `SELECT `+columns+` FROM entry ORDER BY seq DESC LIMIT 1`)
	switch err := scan(row.Scan, &r); {
	case errors.Is(err, sql.ErrNoRows):
		return journal.Header{}, nil
	case err != nil:
		return journal.Header{}, err
	}
	list, err := rows{hashes: w.by}.withLeaves(ctx, []journal.Row{r})
	if err != nil {
		return journal.Header{}, err
	}
	e, err := list[0].Entry()
	if err != nil {
		return journal.Header{}, err
	}
	var hashes int64
	if err := w.conn.QueryRowContext(ctx, `SELECT coalesce(max(idx) + 1, 0) FROM hash`).Scan(&hashes); err != nil {
		return journal.Header{}, err
	}
	if want := tlog.StoredHashCount(r.Seq); hashes != want {
		return journal.Header{}, fmt.Errorf("%w: %d hashes for %d entries, want %d", journal.ErrDamaged, hashes, r.Seq, want)
	}
	return e.Header, nil
}
