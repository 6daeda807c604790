// SPDX-License-Identifier: Apache-2.0

// Package kept turns the file of a journal into an open record with its projections beside it, and keeps both in step: what is
// entered is on disk in the journal first, and then in the store.
package kept

import (
	"context"
	"errors"
	"fmt"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/internal/store"
	"truce/internal/store/sqlite"
	"truce/journal"
	journalfile "truce/journal/sqlite"
	"truce/when"
)

// Files are where a record is kept. The store can be deleted while nobody has it open; the journal is the record.
type Files struct {
	Journal string
	Store   string
	// Known are what else stands beside the journal and says how far it had come.
	Known []Known
}

// Record is an open record with its store. It is used by one goroutine at a time, but for the queries of Store.
type Record struct {
	record  *app.Record
	store   *sqlite.Store
	waiting []store.Entered // what is in the journal and not yet in the store
	missed  bool            // effects of a tick are in no row, or the store was dropped
}

// ErrBehind says that what was entered is in the journal, and that the store could not follow. The next call tries again; the
// record is not harmed.
var ErrBehind = errors.New("the projections are behind the record")

// Open opens a record as app.Open does and brings its store to the end of it, in one fold. progress, which may be nil, is told how
// many entries were folded, and of how many. Where the store, or anything else that is Known, says that the journal held more or
// something else, nothing is opened or changed, and the error wraps ErrOlder.
func Open(ctx context.Context, files Files, progress func(done, of int64)) (*Record, error) {
	r := &Record{}
	size, err := r.openStore(ctx, files)
	if err != nil {
		return nil, err
	}
	told := func(seq int64) {
		if progress != nil {
			progress(seq, size)
		}
	}
	if err := r.store.Rebuild(ctx, r.opening(ctx, files.Journal), told); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// openStore opens the store as it agrees with the journal, and returns how many entries that has.
func (r *Record) openStore(ctx context.Context, files Files) (size int64, err error) {
	j, err := journalfile.OpenReadOnly(ctx, files.Journal, journal.Mission)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	if size, err = j.Size(ctx); err != nil {
		return 0, err
	}
	if err := heldTo(ctx, j, files); err != nil {
		return size, err
	}
	r.store, err = sqlite.Open(ctx, files.Store, store.Record{
		Origin: j.First().Origin, Engine: engine.Version, Size: size,
		Commitment: func(seq int64) (canon.Digest, error) {
			e, err := j.Entry(ctx, seq)
			if err != nil {
				return canon.Digest{}, err
			}
			return e.Commitment()
		},
	})
	return size, err
}

// opening is the fold that opens the record.
func (r *Record) opening(ctx context.Context, path string) store.Replay {
	return func(take func(*engine.State, store.Entered) error) error {
		if r.record != nil {
			if err := r.record.Close(); err != nil {
				return err
			}
			r.record = nil
		}
		opened, err := app.OpenEach(ctx, path, func(f app.Folded) error {
			return take(f.State, store.Entered{
				Seq: f.Placed.Seq, Time: when.Instant(f.Placed.Time), Commitment: journal.Commitment(f.Placed.Header, f.Placed.PartsRoot),
				Entry: f.Entry, Effects: f.Effects, Destroys: f.Kind == journal.Destruction,
			})
		})
		r.record = opened
		return err
	}
}

// Record is the record. Whoever enters into it by itself gives what was entered to Follow.
func (r *Record) Record() *app.Record { return r.record }

// Store answers queries, also while something is entered.
func (r *Record) Store() *sqlite.Store { return r.store }

// Close closes both.
func (r *Record) Close() error {
	var errs []error
	if r.record != nil {
		errs = append(errs, r.record.Close())
	}
	if r.store != nil {
		errs = append(errs, r.store.Close())
	}
	return errors.Join(errs...)
}

// Enter enters a list as app.Record.Enter does, and lets the store follow what was entered. Its error may wrap ErrBehind beside
// that of entering; what is returned is in the journal in any case.
func (r *Record) Enter(ctx context.Context, list []app.Incoming) ([]app.Entered, error) {
	entered, err := r.record.Enter(ctx, list)
	return entered, errors.Join(err, r.Follow(ctx, entered))
}

// Follow lets the store follow what was entered, with what was entered into the journal alone meanwhile. Where another program entered
// something that is judged, the store stays behind until the record is opened again. The state of the record
// is that after the last of it. Its error wraps ErrBehind or, where parts were destroyed and the record is to be opened again,
// store.ErrRebuilding.
func (r *Record) Follow(ctx context.Context, entered []app.Entered) error {
	if r.missed {
		return fmt.Errorf("%w: something is missing: open the record again", ErrBehind)
	}
	last := r.store.Mark().Seq
	if n := len(r.waiting); n > 0 {
		last = r.waiting[n-1].Seq
	}
	for _, e := range entered {
		if e.Placed.Again || e.Placed.Seq <= last {
			continue
		}
		if err := r.between(ctx, last+1, e.Placed.Seq-1); err != nil {
			return fmt.Errorf("%w: %w", ErrBehind, err)
		}
		last = e.Placed.Seq
		r.waiting = append(r.waiting, store.Entered{
			Seq: e.Placed.Seq, Time: when.Instant(e.Placed.Time), Commitment: journal.Commitment(e.Placed.Header, e.Placed.PartsRoot),
			Entry: e.Entry, Effects: e.Effects,
		})
	}
	if err := r.between(ctx, last+1, r.record.State().Seq()); err != nil {
		return fmt.Errorf("%w: %w", ErrBehind, err)
	}
	if len(r.waiting) == 0 {
		return nil
	}
	switch err := r.store.Follow(ctx, r.record.State(), r.waiting); {
	case errors.Is(err, store.ErrRebuilding):
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", ErrBehind, err)
	}
	r.waiting = nil
	return nil
}

// between takes in entries that are for the journal alone, which no call of Enter returns.
func (r *Record) between(ctx context.Context, from, to int64) error {
	if from > to {
		return nil
	}
	return r.record.Journal().Entries(ctx, from, to, func(e journal.Entry) error {
		if !e.Header.Kind.ForJournal() { // by another program: what came of it is in no row, and never will be
			r.missed = true
			return fmt.Errorf("entry %d was entered and not followed", e.Header.Seq)
		}
		commitment, err := e.Commitment()
		at := when.Instant(e.Header.Time)
		r.waiting = append(r.waiting, store.Entered{
			Seq: e.Header.Seq, Time: at, Commitment: commitment, Entry: engine.Entry{Seq: e.Header.Seq, Time: at},
			Destroys: e.Header.Kind == journal.Destruction,
		})
		return err
	})
}

// Drop takes the file of the store away, since it may hold what was destroyed. Nothing follows the record any more, until it is opened
// again.
func (r *Record) Drop(ctx context.Context) error {
	r.waiting, r.missed = nil, true
	return r.store.Drop(ctx)
}

// Tick lets deadlines up to an instant pass, and the store follow. It returns what came of them.
func (r *Record) Tick(ctx context.Context, now when.Instant) ([]engine.Effect, error) {
	effects := r.record.State().Tick(now)
	if len(effects) == 0 {
		return nil, nil
	}
	err := r.Follow(ctx, nil)
	if err == nil {
		err = r.store.Tick(ctx, r.record.State(), effects)
	}
	if err != nil {
		r.missed = true
		return effects, fmt.Errorf("%w: %w", ErrBehind, err)
	}
	return effects, nil
}
