// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
	sqlite3 "modernc.org/sqlite/lib"

	"truce/canon"
	"truce/journal"
)

// writer is the one connection that writes. Who holds the turn uses everything but the queue, and writes for all who
// stand in it: callers that come together share one transaction and one sync.
type writer struct {
	db                          *sql.DB
	conn                        *sql.Conn
	size, entry, hash, same, by *sql.Stmt
	tail                        journal.Tail
	stopped                     error // set once an outcome is unsure, or when it is closed
	closed                      bool

	turn chan struct{} // holds a token while somebody writes
	move mover

	mu    sync.Mutex
	queue []*request
}

// request is what one caller of Append waits for.
type request struct {
	sealed []*journal.Sealed
	size   int
	placed []journal.Placed
	err    error
	done   chan struct{} // closed once placed and err are set
}

// One transaction takes no more than about so many bytes, so that nobody waits long for what others send.
const groupBytes = 16 << 20

func openWriter(ctx context.Context, path string) (*writer, error) {
	db, err := open(path, true)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	w := &writer{db: db, turn: make(chan struct{}, 1)}
	if w.conn, err = db.Conn(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	w.move.path = path
	if err := w.start(ctx); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// close ends the statements first: while one is left SQLite keeps the file open and does not clear the WAL away.
func (w *writer) close() error {
	w.closed = true
	return errors.Join(closeAll(w.size, w.entry, w.hash, w.same, w.by), w.conn.Close(), w.db.Close())
}

func closeAll(statements ...*sql.Stmt) error {
	var errs []error
	for _, s := range statements {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(errs...)
}

func (w *writer) start(ctx context.Context) error {
	if err := w.checkSettings(ctx); err != nil {
		return err
	}
	if err := w.moveAll(ctx); err != nil {
		return err
	}
	if err := prepare(ctx, w.conn.PrepareContext, map[string]**sql.Stmt{
		`SELECT coalesce(max(seq), 0) FROM entry`:                                  &w.size,
		`INSERT INTO entry (` + columns + `) VALUES (?, ?, ?, ?, ?)`:               &w.entry,
		`INSERT INTO hash (idx, hash) VALUES (?, ?)`:                               &w.hash,
		`SELECT ` + columns + ` FROM entry WHERE root = ? ORDER BY seq`:            &w.same,
		`SELECT idx, hash FROM hash WHERE idx IN (SELECT value FROM json_each(?))`: &w.by,
	}); err != nil {
		return err
	}
	last, err := w.lastHeader(ctx)
	if err != nil {
		return fmt.Errorf("read the last entry: %w", err)
	}
	w.tail, err = journal.LoadTail(last, hashReader{ctx, w.by})
	return err
}

// checkSettings asks for what every promise rests on, as SQLite passes over a setting that it cannot make.
func (w *writer) checkSettings(ctx context.Context) error {
	for _, s := range []struct{ pragma, want string }{{"journal_mode", "wal"}, {"synchronous", "2"}, {"secure_delete", "1"}} {
		var got string
		if err := w.conn.QueryRowContext(ctx, "PRAGMA "+s.pragma).Scan(&got); err != nil {
			return fmt.Errorf("ask for %s: %w", s.pragma, err)
		}
		if got != s.want {
			return fmt.Errorf("the database runs with %s %s, want %s", s.pragma, got, s.want)
		}
	}
	return nil
}

// Append enters drafts in order, all or none, and returns their places once they are on disk. A draft whose salts a
// device drew is entered once: where its kind, parts root and device are those of an entry, that entry's place is
// returned, marked Again. After journal.ErrUnsure nobody knows whether the drafts were entered; after any other error
// they were not, and journal.ErrTime, ErrEnded, ErrStopped and ErrOutgrown say why. Once ctx is done Append returns early only if
// writing has not begun.
func (j *Journal) Append(ctx context.Context, drafts []journal.Draft) ([]journal.Placed, error) {
	if j.w == nil {
		return nil, ErrReadOnly
	}
	sealed, err := journal.SealAll(drafts)
	if err != nil {
		return nil, err
	}
	return j.AppendSealed(ctx, sealed)
}

// Follow tells the journal that whoever writes to it knows its first entries, up to that of a number: more of them than when it was opened
// or last written to, since another program writes to it too. Until then what is appended is ErrOutgrown. For one that is
// open to read it does nothing.
func (j *Journal) Follow(ctx context.Context, to int64) error {
	if j.w == nil {
		return nil
	}
	return j.w.take(ctx, func(ctx context.Context) error {
		if to <= j.w.tail.Size() || j.w.stopped != nil {
			return j.w.stopped
		}
		e, err := j.Entry(ctx, to)
		if err != nil {
			return err
		}
		tail, err := journal.LoadTail(e.Header, hashReader{ctx, j.w.by})
		if err != nil {
			return fmt.Errorf("follow entry %d: %w", to, err)
		}
		j.w.tail = tail
		return nil
	})
}

// AppendSealed is Append for drafts that were sealed before.
func (j *Journal) AppendSealed(ctx context.Context, sealed []*journal.Sealed) ([]journal.Placed, error) {
	if j.w == nil {
		return nil, ErrReadOnly
	}
	for _, s := range sealed {
		if !s.Kind().In(j.first.Realm) {
			return nil, fmt.Errorf("%w: a journal of the %s takes no %s", ErrRealm, j.first.Realm, s.Kind())
		}
	}
	if len(sealed) == 0 {
		return nil, nil
	}
	return j.w.enter(ctx, newRequest(sealed))
}

func newRequest(sealed []*journal.Sealed) *request {
	r := &request{sealed: sealed, done: make(chan struct{})}
	for _, s := range sealed {
		r.size += s.Size()
	}
	return r
}

func (w *writer) enter(ctx context.Context, r *request) ([]journal.Placed, error) {
	w.mu.Lock()
	w.queue = append(w.queue, r)
	w.mu.Unlock()
	for {
		select {
		case <-r.done:
			return r.placed, r.err
		case w.turn <- struct{}{}:
			w.write(context.WithoutCancel(ctx), w.group())
			<-w.turn
		case <-ctx.Done():
			if w.withdraw(r) {
				return nil, fmt.Errorf("append: not begun: %w", ctx.Err())
			}
			<-r.done
		}
	}
}

// group takes from the queue what goes into one transaction.
func (w *writer) group() []*request {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, size := 0, 0
	for n < len(w.queue) && (n == 0 || size+w.queue[n].size <= groupBytes) {
		size += w.queue[n].size
		n++
	}
	taken := append([]*request(nil), w.queue[:n]...)
	w.queue = append(w.queue[:0:0], w.queue[n:]...)
	return taken
}

// withdraw takes a request from the queue and tells whether it was still there.
func (w *writer) withdraw(r *request) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, each := range w.queue {
		if each == r {
			w.queue = append(w.queue[:i:i], w.queue[i+1:]...)
			return true
		}
	}
	return false
}

// write enters what a group of requests brings in one transaction and tells each of them.
func (w *writer) write(ctx context.Context, group []*request) {
	if len(group) == 0 {
		return
	}
	p := &plan{w: w, tail: w.tail, here: map[sameness]journal.Placed{}}
	var waiting []*request
	for _, r := range group {
		if r.err = w.stopped; r.err == nil {
			r.placed, r.err = p.place(ctx, r.sealed)
		}
		if r.err != nil {
			close(r.done)
			continue
		}
		waiting = append(waiting, r)
	}
	var err error
	if len(p.rows) > 0 {
		err = w.transact(ctx, func() error { return w.insert(ctx, p.rows) })
	}
	if err == nil {
		w.tail = p.tail
		w.moveWhenLong(ctx)
	}
	for _, r := range waiting {
		if r.err = err; err != nil {
			r.placed = nil
		}
		close(r.done)
	}
}

// plan is what one transaction is about to enter.
type plan struct {
	w    *writer
	tail journal.Tail
	rows []journal.Row
	here map[sameness]journal.Placed // what the plan itself enters
}

// sameness is what two drafts share if one is a retry of the other.
type sameness struct {
	root   canon.Digest
	kind   journal.Kind
	device string
}

func samenessOf(s *journal.Sealed) sameness { return sameness{s.PartsRoot(), s.Kind(), s.Device()} }

// place gives a caller's drafts their places. After an error the plan is as it was before.
func (p *plan) place(ctx context.Context, sealed []*journal.Sealed) ([]journal.Placed, error) {
	tail, rows := p.tail, len(p.rows)
	placed := make([]journal.Placed, 0, len(sealed))
	for i, s := range sealed {
		at, err := p.find(ctx, s)
		if err == nil && at.Seq == 0 {
			var row journal.Row
			if row, at, err = p.tail.Place(s); err == nil {
				p.rows = append(p.rows, row)
				p.here[samenessOf(s)] = at
			}
		}
		if err != nil {
			p.tail, p.rows = tail, p.rows[:rows]
			maps.DeleteFunc(p.here, func(_ sameness, at journal.Placed) bool { return at.Seq > tail.Size() })
			return nil, fmt.Errorf("draft %d: not entered: %w", i, err)
		}
		placed = append(placed, at)
	}
	return placed, nil
}

// find returns where the same draft was entered before, if it was. Fresh salts occur in no other entry.
func (p *plan) find(ctx context.Context, s *journal.Sealed) (journal.Placed, error) {
	if !s.Salted() {
		return journal.Placed{}, nil
	}
	at, ok := p.here[samenessOf(s)]
	if at.Again = ok; ok {
		return at, nil
	}
	err := byRoot(ctx, rows{p.w.same, p.w.by}, s.PartsRoot(), func(e journal.Entry, found journal.Placed) bool {
		if e.Header.Kind == s.Kind() && e.Header.Device == s.Device() {
			at = found
		}
		return at.Seq == 0
	})
	return at, err
}

func (w *writer) insert(ctx context.Context, rows []journal.Row) error {
	var size int64
	if err := w.size.QueryRowContext(ctx).Scan(&size); err != nil {
		return err
	}
	if size > rows[0].Seq-1 {
		return fmt.Errorf("%w: %d entries, want %d", journal.ErrOutgrown, size, rows[0].Seq-1)
	}
	if size < rows[0].Seq-1 {
		w.stopped = fmt.Errorf("%w: another program writes to it: %d entries, want %d", journal.ErrStopped, size, rows[0].Seq-1)
		return w.stopped
	}
	for _, r := range rows {
		if _, err := w.entry.ExecContext(ctx, r.Seq, r.PartsRoot[:], r.Header, r.Salt[:], r.Frame); err != nil {
			return err
		}
		first := tlog.StoredHashIndex(0, r.Seq-1)
		for i, h := range r.Hashes {
			if _, err := w.hash.ExecContext(ctx, first+int64(i), h[:]); err != nil {
				return err
			}
		}
	}
	return nil
}

// transact runs do in a transaction and returns once it is on disk. Whoever calls it holds the turn. Its error says that
// nothing was done, or is ErrUnsure, after which the writer takes nothing more: whether a page that failed to sync once
// is on disk cannot be found out by syncing again.
func (w *writer) transact(ctx context.Context, do func() error) error {
	if w.stopped != nil {
		return w.stopped
	}
	if _, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("nothing was written: begin: %w", err)
	}
	if err := do(); err != nil {
		return fmt.Errorf("nothing was written: %w", errors.Join(err, w.rollback(ctx)))
	}
	_, err := w.conn.ExecContext(ctx, "COMMIT")
	if err == nil {
		return nil
	}
	if c := code(err); c == sqlite3.SQLITE_FULL || c == sqlite3.SQLITE_BUSY { // the page that would commit was not written
		return fmt.Errorf("nothing was written: commit: %w", errors.Join(err, w.rollback(ctx)))
	}
	w.stopped = journal.ErrStopped
	return fmt.Errorf("%w: commit: %w", journal.ErrUnsure, err)
}

// rollback ends the transaction, unless SQLite did so itself when a statement failed.
func (w *writer) rollback(ctx context.Context) error {
	_, err := w.conn.ExecContext(ctx, "ROLLBACK")
	if code(err) == sqlite3.SQLITE_ERROR {
		return nil
	}
	return err
}
