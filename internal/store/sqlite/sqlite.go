// SPDX-License-Identifier: Apache-2.0

// Package sqlite keeps the projections of a record in one SQLite file of its own, which can be deleted at any time. One caller
// follows the record while any number ask; each answer is of one instant, between two transactions.
//
// The file is in WAL mode, so beside it stand files with the endings -wal and -shm while it is open. Its modes are those of
// what can be made again: after a loss of power the last transactions may be gone, never a part of one.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"

	sqlite3 "modernc.org/sqlite/lib"

	"truce/internal/store"
)

// readerConns is how many queries are answered at the same time; more wait.
const readerConns = 8

// Store is an open store. Its queries may be called at the same time, and while one caller follows the record: Rebuild, Follow,
// Tick and Drop are for one goroutine at a time.
type Store struct {
	path string

	mu      sync.RWMutex // held to read while a query runs, and to write while the file is taken away
	readers *sql.DB
	writer  *sql.DB

	serving   atomic.Bool // queries are answered
	projector *store.Projector
	primed    bool                 // the projector knows the texts on record
	conn      *sql.Conn            // the writer's one
	prepared  map[string]*sql.Stmt // on conn, by their text
	mark      store.Mark
	words     *words
	of        store.Record
	bounding  bounding
}

// Open opens the store in a file, or makes it. What a store holds that does not agree with the record is dropped: one of
// another schema, log or engine, and one that is ahead of the journal or has another entry at its end. Nothing is served until
// Rebuild has brought what is left to the end of the record. A file that is no store of ours is ErrForeign and is not changed.
func Open(ctx context.Context, path string, of store.Record) (*Store, error) {
	s := &Store{path: path, of: of, words: newWords(), bounding: usual()}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open store %s: %w", path, err), s.Close())
	}
	good, err := s.agrees(ctx)
	if err == nil && !good {
		err = s.Drop(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open store %s: %w", path, err), s.Close())
	}
	return s, nil
}

// Peek returns of which record a file is a store and how far it had come, of whatever schema, and changes nothing. The zero Mark says
// that there is no such file, or none that tells.
func Peek(ctx context.Context, path string) store.Mark {
	if _, err := os.Stat(path); err != nil {
		return store.Mark{}
	}
	db, err := connect(path, false)
	if err != nil {
		return store.Mark{}
	}
	defer db.Close()
	var m store.Mark
	var commitment []byte
	if err := db.QueryRowContext(ctx, `SELECT origin, seq, commitment FROM head`).Scan(&m.Origin, &m.Seq, &commitment); err != nil {
		return store.Mark{}
	}
	copy(m.Commitment[:], commitment)
	return m
}

// open opens the file and makes the schema in an empty one.
func (s *Store) open(ctx context.Context) error {
	f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, private) // SQLite gives the files beside it the same mode
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return err
	}
	if s.writer, err = connect(s.path, true); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if s.readers, err = connect(s.path, false); err != nil {
		return err
	}
	s.readers.SetMaxOpenConns(readerConns)
	s.readers.SetMaxIdleConns(readerConns)
	s.projector, s.primed, s.mark = store.NewProjector(), false, store.Mark{Origin: s.of.Origin, Engine: s.of.Engine}
	var id, version, tables int
	err = s.writer.QueryRowContext(ctx, `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id, pragma_user_version`).Scan(&id, &version, &tables)
	switch {
	case code(err) == sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrForeign, err)
	case err != nil:
		return err
	case id == applicationID:
		return s.shut()
	case tables > 0:
		return fmt.Errorf("%w: a database of application %#x, want %#x", ErrForeign, id, applicationID)
	}
	if _, err := s.writer.ExecContext(ctx, fmt.Sprintf("%s;\nPRAGMA user_version = %d", schema, userVersion)); err != nil {
		return err
	}
	return s.transact(ctx, func(b *batch) error { return b.head(head{Mark: s.mark, Making: true}) })
}

// private is the mode of a store, as of the journal beside it: it has the places and sources of the record in the clear.
const private = 0o600

// shut takes the files of a store that was made open to other users away from them.
func (s *Store) shut() error {
	for _, ending := range files() {
		if err := os.Chmod(s.path+ending, private); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// files are the endings of the files of a store.
func files() []string { return []string{"", "-wal", "-shm"} }

// ErrForeign says that a file is no store. It was not changed; the caller names another or removes it.
var ErrForeign = errors.New("not a store of projections")

// agrees takes over what the file holds, and tells whether that agrees with the record.
func (s *Store) agrees(ctx context.Context) (bool, error) {
	var version int
	if err := s.readers.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil || version != userVersion {
		return false, err
	}
	h, err := readHead(ctx, s.readers)
	if err != nil {
		return false, err
	}
	if h.Origin != s.of.Origin || h.Engine != s.of.Engine || h.Seq > s.of.Size {
		return false, nil
	}
	if h.Seq > 0 {
		own, err := s.of.Commitment(h.Seq)
		if err != nil {
			return false, err
		}
		if own != h.Commitment {
			return false, nil
		}
	}
	s.mark = h.Mark
	return true, nil
}

// Close closes the store.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serving.Store(false)
	return s.closeAll()
}

func (s *Store) closeAll() error {
	var errs []error
	for _, st := range s.prepared {
		errs = append(errs, st.Close())
	}
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	s.conn, s.prepared = nil, nil
	for _, db := range []*sql.DB{s.readers, s.writer} { // the last one moves the WAL into the file
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	s.readers, s.writer = nil, nil
	return errors.Join(errs...)
}

// Mark says how far the store has come. It is for whoever follows the record; each answer names its own Seq.
func (s *Store) Mark() store.Mark { return s.mark }

// Ready tells whether queries are answered: false until Rebuild has brought the store to the end of the record.
func (s *Store) Ready() bool { return s.serving.Load() }

// Drop empties the store by taking its file away. Queries return store.ErrRebuilding until Rebuild has made it again.
func (s *Store) Drop(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serving.Store(false)
	if err := s.closeAll(); err != nil {
		return fmt.Errorf("drop store %s: %w", s.path, err)
	}
	for _, ending := range files() {
		if err := os.Remove(s.path + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("drop store %s: %w", s.path, err)
		}
	}
	if err := s.open(ctx); err != nil {
		return fmt.Errorf("drop store %s: %w", s.path, err)
	}
	return nil
}

// ask runs a query on one state of the store, and gives it the last entry in it.
func (s *Store) ask(ctx context.Context, do func(tx *sql.Tx, seq int64) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if !s.serving.Load() {
		return store.ErrRebuilding
	}
	tx, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	var seq int64
	if err := tx.QueryRowContext(ctx, `SELECT seq FROM head`).Scan(&seq); err != nil {
		return err
	}
	return do(tx, seq)
}
