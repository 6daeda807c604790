// SPDX-License-Identifier: Apache-2.0

// Package app turns a journal of the coalition's realm and its fold into a record: what is entered is looked at, kept, and looked at
// again whenever the record is opened. It is the wiring; the mission's is another package, and neither opens the other's file.
package app

import (
	"context"
	"errors"
	"fmt"

	"truce/canon"
	"truce/coalition"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/spelling/unseen"
	"truce/when"
)

// ErrReopen says that the record holds more in memory than is surely on disk. The caller opens it again.
var ErrReopen = errors.New("open the record again: what is on disk decides")

// Record is an open record of the coalition's realm. It is used by one goroutine at a time.
type Record struct {
	journal *sqlite.Journal
	state   *coalition.State
	stopped error // why nothing more is entered
}

// Founder says how a record begins.
type Founder struct {
	// Origin names the log.
	Origin string
	// At is the first journal time.
	At when.Instant
	// Follows is the last checkpoint of the log that this one succeeds, nil for none.
	Follows *journal.Predecessor
}

// Found makes the journal of a new record in a file and opens it. The error is fs.ErrExist if a file is there.
func Found(ctx context.Context, path string, f Founder) (*Record, error) {
	genesis := coalition.NewGenesis(f.At)
	draft, err := draftOf(genesis)
	if err != nil {
		return nil, err
	}
	r := &Record{state: coalition.NewState()}
	if _, err := r.state.Step(genesis); err != nil {
		return nil, err
	}
	r.journal, err = sqlite.Create(ctx, path, journal.Founding{Origin: f.Origin, Realm: journal.Coalition, Follows: f.Follows, Draft: draft})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Open opens the record in a file and folds what it holds; progress, which may be nil, is told how many entries were folded, and of
// how many. A record of a mission is sqlite.ErrRealm; the error wraps a coalition.VersionError if another fold made it.
func Open(ctx context.Context, path string, progress func(done, of int64)) (*Record, error) {
	return open(ctx, path, sqlite.Open, progress)
}

// OpenReadOnly opens the record in a file as Open does, while another program may write to it. Nothing can be entered.
func OpenReadOnly(ctx context.Context, path string, progress func(done, of int64)) (*Record, error) {
	return open(ctx, path, sqlite.OpenReadOnly, progress)
}

type opener func(context.Context, string, journal.Realm) (*sqlite.Journal, error)

func open(ctx context.Context, path string, by opener, progress func(done, of int64)) (*Record, error) {
	j, err := by(ctx, path, journal.Coalition)
	if err != nil {
		return nil, err
	}
	r := &Record{journal: j, state: coalition.NewState()}
	if err := r.fold(ctx, progress); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return r, nil
}

// fold folds what the journal holds beyond the state.
func (r *Record) fold(ctx context.Context, progress func(done, of int64)) error {
	size, err := r.journal.Size(ctx)
	if err != nil {
		return err
	}
	if size == r.state.Seq() {
		return r.journal.Follow(ctx, size)
	}
	err = r.journal.Entries(ctx, r.state.Seq()+1, size, func(e journal.Entry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if progress != nil {
			progress(e.Header.Seq, size)
		}
		return step(r.state, e.Header, e.Parts)
	})
	if err != nil {
		return err
	}
	return r.journal.Follow(ctx, size)
}

// step folds one entry of a journal. The fold passes over what is for the journal alone.
func step(s *coalition.State, h journal.Header, parts []journal.Part) error {
	if h.Kind.ForJournal() {
		return s.Skip(h.Seq, when.Instant(h.Time))
	}
	if h.Engine != coalition.Version {
		return fmt.Errorf("entry %d: %w", h.Seq, &coalition.VersionError{Version: h.Engine})
	}
	entry, err := entryOf(h, parts)
	if err == nil {
		_, err = s.Step(entry)
	}
	return err
}

// Follow folds what another program entered since. An entry that cannot be folded is an error, and the state is
// that of the entries before it.
func (r *Record) Follow(ctx context.Context) error { return r.fold(ctx, nil) }

func draftOf(e coalition.Entry) (journal.Draft, error) {
	f, err := coalition.Frame(e)
	if err != nil {
		return journal.Draft{}, err
	}
	return journal.Draft{Kind: journal.Kind(f.Kind), Engine: coalition.Version, Time: int64(e.Time), Parts: []canon.Part{f.Part}}, nil
}

// Close closes the record's journal.
func (r *Record) Close() error { return r.journal.Close() }

// State is what the entries come to. Nobody but the record changes it.
func (r *Record) State() *coalition.State { return r.state }

// Journal is where the entries are kept.
func (r *Record) Journal() *sqlite.Journal { return r.journal }

// Refused is an entry of several that was refused; none of them was entered.
type Refused struct {
	// At is its place among those that were given, from 0.
	At  int
	Err error
}

// Error says why, without the number that the entry would have had.
func (r *Refused) Error() string { return r.Err.Error() }

// Unwrap returns why.
func (r *Refused) Unwrap() error { return r.Err }

// Enter takes entries in order, all or none; the record numbers them, and an earlier time than the record's is its time. What it takes
// is on disk when Enter returns. Where one is refused the error is a *Refused and wraps coalition.ErrEntry, and the record is
// as it was. Where it is not known what is on disk the error wraps ErrReopen, and so does every later one.
func (r *Record) Enter(ctx context.Context, list []coalition.Entry) ([]journal.Placed, error) {
	if err := errors.Join(r.stopped, ctx.Err()); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	if err := r.fold(ctx, nil); err != nil {
		return nil, err
	}
	var drafts []journal.Draft
	for i, e := range list {
		e.Seq, e.Time = r.state.Seq()+1, max(e.Time, r.state.Now())
		draft, err := draftOf(e)
		if err == nil && e.Genesis == nil && e.Release == nil && e.Statement == nil { // what a mission released and what a story says stay as they are
			err = unseen.CheckAll(e)
			if err != nil {
				err = fmt.Errorf("%w: %w", coalition.ErrEntry, err)
			}
		}
		if err == nil {
			_, err = r.state.Step(e)
		}
		if err != nil {
			return nil, r.undo(ctx, &Refused{i, err})
		}
		drafts = append(drafts, draft)
	}
	placed, err := r.journal.Append(ctx, drafts)
	if err != nil {
		return nil, r.undo(ctx, err)
	}
	return placed, nil
}

// undo brings the state back to what the journal holds after it took nothing.
func (r *Record) undo(ctx context.Context, err error) error {
	if errors.Is(err, journal.ErrUnsure) || errors.Is(err, journal.ErrStopped) {
		r.stopped = fmt.Errorf("%w: %w", ErrReopen, err)
		return r.stopped
	}
	r.state = coalition.NewState()
	if again := r.fold(ctx, nil); again != nil {
		r.stopped = fmt.Errorf("%w: %w", ErrReopen, errors.Join(err, again))
		return r.stopped
	}
	return err
}

// Verify reads every entry back from the file and computes its commitment and the tree above it anew. The fold of what is there has
// gone through already, when the record was opened. What differs is journal.ErrDamaged.
func (r *Record) Verify(ctx context.Context) error {
	size, err := r.journal.Size(ctx)
	if err != nil {
		return err
	}
	return r.journal.Recheck(ctx, 1, size)
}
