// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"fmt"
	"sync"
)

// mover moves the WAL into the file beside the writer, so that nobody waits for more than the rest that came meanwhile.
type mover struct {
	path    string
	running sync.WaitGroup
	mu      sync.Mutex // held by who moves: SQLite refuses a second one. Taken after the turn, if both are
}

// movePages is from how many pages on the WAL is moved. Each time costs two syncs.
const movePages = 32 << 20 / pageSize

// moveWhenLong starts moving the WAL once it is long. Whoever calls it has the turn. What fails is tried again after the
// next transaction: the WAL holds everything all the while, and Open does not go on without.
func (w *writer) moveWhenLong(ctx context.Context) {
	var busy, pages, moved int
	err := w.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(NOOP)").Scan(&busy, &pages, &moved)
	if err != nil || pages-moved < movePages || !w.move.mu.TryLock() {
		return
	}
	w.move.running.Go(func() {
		err := w.move.most(ctx)
		w.move.mu.Unlock()
		if err != nil {
			return
		}
		w.turn <- struct{}{}
		defer func() { <-w.turn }()
		if !w.closed {
			_, _, _ = w.checkpoint(ctx, "PASSIVE") // the next transaction then begins the WAL anew
		}
	})
}

// most moves all but what is written meanwhile: twice, as the first time takes long and the second time does not.
func (m *mover) most(ctx context.Context) error {
	db, err := open(m.path, true)
	if err != nil {
		return err
	}
	defer db.Close()
	for range 2 {
		if _, err := db.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
			return err
		}
	}
	return nil
}

// checkpoint moves the WAL into the file and syncs it; with the mode TRUNCATE it empties the WAL too. It tells whether all
// was moved, and whether the WAL was emptied; readers that last long keep it from both. Whoever calls it has the turn.
func (w *writer) checkpoint(ctx context.Context, mode string) (moved, emptied bool, err error) {
	w.move.mu.Lock()
	defer w.move.mu.Unlock()
	var busy, pages, done int
	err = w.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &pages, &done)
	if err != nil {
		return false, false, fmt.Errorf("checkpoint: %w", err)
	}
	emptied = busy == 0
	return emptied || pages >= 0 && pages == done, emptied, nil
}

// moveAll is the first thing that a writer does: after a failed sync the content of the WAL was in memory only, and what
// is read from now on must be on disk before anybody is told.
func (w *writer) moveAll(ctx context.Context) error {
	moved, _, err := w.checkpoint(ctx, "TRUNCATE")
	if err == nil && !moved {
		err = ErrBusy
	}
	return err
}
