// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"truce/canon"
	"truce/journal"
)

// Destroy overwrites salt and content of parts of entry seq, by their places from 0. When it returns nil neither the file
// nor its WAL holds them any more. Destroying a part again is no error. journal.ErrLingers says that every reader finds
// them destroyed, but that a copy may still be in the WAL; journal.ErrUnsure that it is not known whether they are
// destroyed; any other error that they are not.
func (j *Journal) Destroy(ctx context.Context, seq int64, places []int) error {
	if j.w == nil {
		return ErrReadOnly
	}
	e, err := j.Entry(ctx, seq)
	if err != nil {
		return fmt.Errorf("destroy: %w", err)
	}
	if !e.Header.Kind.MayDestroy() {
		return fmt.Errorf("destroy parts of entry %d: a %s is never destroyed", seq, e.Header.Kind)
	}
	return j.w.take(ctx, func(ctx context.Context) error {
		if err := j.w.transact(ctx, func() error { return j.w.overwrite(ctx, seq, places) }); err != nil {
			return fmt.Errorf("destroy parts of entry %d: %w", seq, err)
		}
		_, emptied, err := j.w.checkpoint(ctx, "TRUNCATE")
		if err == nil && emptied {
			err = syncWAL(j.path)
		}
		if err != nil || !emptied {
			return fmt.Errorf("destroy parts of entry %d: %w", seq, errors.Join(journal.ErrLingers, err))
		}
		return nil
	})
}

// syncWAL makes sure that a WAL that was emptied stays empty. SQLite does not, as it loses nothing if the old content comes
// back after a power cut; but what was destroyed would come back with it. SQLite holds no locks on this file.
func syncWAL(path string) error {
	f, err := os.OpenFile(path+"-wal", os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// take waits for the turn and does something in it that is not interrupted.
func (w *writer) take(ctx context.Context, do func(context.Context) error) error {
	select {
	case w.turn <- struct{}{}:
		defer func() { <-w.turn }()
		return do(context.WithoutCancel(ctx))
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *writer) overwrite(ctx context.Context, seq int64, places []int) error {
	var frame []byte
	if err := w.conn.QueryRowContext(ctx, `SELECT parts FROM entry WHERE seq = ?`, seq).Scan(&frame); err != nil {
		return err
	}
	if err := journal.DestroyInFrame(frame, places); err != nil {
		return err
	}
	_, err := w.conn.ExecContext(ctx, `UPDATE entry SET parts = ? WHERE seq = ?`, frame, seq)
	return err
}

// Head returns the last checkpoint of a name that was set; the zero head if none was.
func (j *Journal) Head(ctx context.Context, name journal.HeadName) (journal.Head, error) {
	h, err := head(ctx, j.read.head, name)
	if err != nil {
		return journal.Head{}, fmt.Errorf("read the %s head: %w", name, err)
	}
	return h, nil
}

func head(ctx context.Context, by *sql.Stmt, name journal.HeadName) (journal.Head, error) {
	var h journal.Head
	var root []byte
	err := by.QueryRowContext(ctx, string(name)).Scan(&h.Size, &root, &h.Note)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return journal.Head{}, nil
	case err != nil:
		return journal.Head{}, err
	case len(root) != len(h.Root):
		return journal.Head{}, fmt.Errorf("%w: root of %d bytes", journal.ErrDamaged, len(root))
	}
	h.Root = canon.Digest(root)
	return h, nil
}

// SetHead keeps a checkpoint as the last one of a name, on disk before it returns. journal.ErrHead refuses one that is
// not after the one that is kept, or beyond the last entry; journal.ErrDamaged one that is not of this tree.
// journal.ErrUnsure means what it means for Append.
func (j *Journal) SetHead(ctx context.Context, name journal.HeadName, h journal.Head) error {
	if j.w == nil {
		return ErrReadOnly
	}
	if name != journal.LastSigned && name != journal.LastCosigned {
		return fmt.Errorf("set head %.40q: want %s or %s", string(name), journal.LastSigned, journal.LastCosigned)
	}
	err := j.w.take(ctx, func(ctx context.Context) error {
		return j.w.transact(ctx, func() error { return j.w.setHead(ctx, name, h) })
	})
	if err != nil {
		return fmt.Errorf("set the %s head: %w", name, err)
	}
	return nil
}

func (w *writer) setHead(ctx context.Context, name journal.HeadName, h journal.Head) error {
	stmt, err := w.conn.PrepareContext(ctx, selectHead)
	if err != nil {
		return err
	}
	defer stmt.Close()
	before, err := head(ctx, stmt, name)
	if err != nil {
		return err
	}
	if err := h.After(before); err != nil {
		return err
	}
	var size int64
	if err := w.size.QueryRowContext(ctx).Scan(&size); err != nil { // not the tail: another program may have entered something
		return err
	}
	if h.Size > size {
		return fmt.Errorf("%w: it is of size %d, and there are %d entries", journal.ErrHead, h.Size, size)
	}
	if err := h.CheckTree(hashReader{ctx, w.by}); err != nil {
		return err
	}
	_, err = w.conn.ExecContext(ctx, `INSERT OR REPLACE INTO head (name, size, root, note) VALUES (?, ?, ?, ?)`, string(name), h.Size, h.Root[:], h.Note)
	return err
}
