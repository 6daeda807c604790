// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	sqlite3 "modernc.org/sqlite/lib"

	"truce/journal"
)

// checkFile tells a journal from any other file. It asks SQLite: a process that opens and closes the file by itself
// loses the locks that SQLite holds for it.
func checkFile(ctx context.Context, db *sql.DB) error {
	var id, version int
	err := db.QueryRowContext(ctx, "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version").Scan(&id, &version)
	switch {
	case code(err) == sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrForeign, err)
	case err != nil:
		return err
	case id != applicationID:
		return fmt.Errorf("%w: a database of application %#x, want %#x", ErrForeign, id, applicationID)
	case version != userVersion:
		return fmt.Errorf("%w: a journal of version %d, want %d", ErrForeign, version, userVersion)
	}
	return nil
}

// Create makes a journal with its first entry and opens it. The file, of mode 0600, is there whole or not at all. If
// one is there already the error is fs.ErrExist, and nothing is changed.
func Create(ctx context.Context, path string, f journal.Founding) (*Journal, error) {
	sealed, err := f.Seal()
	if err != nil {
		return nil, fmt.Errorf("create journal %s: %w", path, err)
	}
	err = whole(path, func(temp string) error { return found(ctx, temp, sealed) })
	if err != nil {
		return nil, fmt.Errorf("create journal %s: %w", path, err)
	}
	return Open(ctx, path, f.Realm)
}

// found writes a journal of one entry into an empty file.
func found(ctx context.Context, path string, sealed *journal.Sealed) error {
	db, err := open(path, true)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		"PRAGMA application_id = " + strconv.Itoa(applicationID), "PRAGMA user_version = " + strconv.Itoa(userVersion), schema,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return errors.Join(err, db.Close())
		}
	}
	if err := db.Close(); err != nil {
		return err
	}
	w, err := openWriter(ctx, path)
	if err != nil {
		return err
	}
	_, err = w.enter(ctx, newRequest([]*journal.Sealed{sealed}))
	if err == nil {
		err = w.moveAll(ctx) // SQLite leaves it undone at the end, and says nothing, where it cannot ask whether the file was moved
	}
	return errors.Join(err, w.close())
}

// Backup writes a consistent copy of the journal to a new file, of mode 0600, while others go on. The copy is on disk
// when Backup returns, whole or not at all; it holds no parts that were destroyed before. If path is there already
// the error is fs.ErrExist.
func (j *Journal) Backup(ctx context.Context, path string) error {
	err := whole(path, func(temp string) error {
		_, err := j.readers.ExecContext(ctx, "VACUUM INTO ?", temp)
		return err
	})
	if err != nil {
		return fmt.Errorf("back journal %s up to %s: %w", j.path, path, err)
	}
	return nil
}

// whole lets write fill an empty file beside path, syncs it, and gives it its name. It never replaces a file.
func whole(path string, write func(temp string) error) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // of mode 0600
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, os.Remove(f.Name()))
		for _, beside := range []string{"-wal", "-shm"} {
			_ = os.Remove(f.Name() + beside) // mostly they are not there
		}
	}()
	defer f.Close()
	if err := write(f.Name()); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
