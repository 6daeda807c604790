// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"truce/app"
	"truce/canon"
	"truce/internal/access/reads"
	"truce/internal/api/account"
	"truce/internal/api/mission"
	"truce/internal/people"
	"truce/internal/store/kept"
	"truce/journal/sqlite"
	"truce/when"
)

// How often the log of reads is told how far the record has come, where it has come on: one with projections beside it, which know
// that too, and one without.
const (
	markEvery = 10 * time.Minute
	markAlone = 10 * time.Second
)

// besideOf is the record's file with what stands beside it and says how far it had come.
func besideOf(path string) (kept.Files, error) {
	known, err := knownBy(path)
	return kept.Files{Journal: path, Store: path + storeEnding, Known: known}, err
}

// knownBy is what the log of reads beside a record says of how far it had come.
func knownBy(path string) ([]kept.Known, error) {
	log := account.Beside(path)
	seq, commitment, err := reads.Marked(log)
	if err != nil {
		return nil, fmt.Errorf("the log of reads: %w", err)
	}
	return []kept.Known{{By: log, Seq: seq, Commitment: commitment}}, nil
}

// nothingBeside returns an error where a journal is not there and what only stands beside one is.
func nothingBeside(path string) error {
	for _, beside := range []string{path + storeEnding, account.Beside(path), people.Beside(path)} {
		if _, err := os.Lstat(beside); err == nil {
			return fmt.Errorf("%w: there is no %s, and %s is there", kept.ErrOlder, path, beside)
		}
	}
	return nil
}

// older says what to do about a journal that is older than what stands beside it, with the verb that restores one of its realm.
func older(path, restore string, err error) error {
	if !errors.Is(err, kept.ErrOlder) {
		return err
	}
	return fmt.Errorf(`%w
nothing was started and nothing was changed: what people were told is on record may be missing, and a log that goes on from an older
journal signs a second tree. Put the newest journal back. If it is lost for good, restore a copy under a name of its own, which asks the
cosigners (%s COPY NEW.journal), serve that, and tell whoever sent something since the copy. Keep what stands beside
%s as it is: it says what is missing`, err, restore, path)
}

// The verbs that restore a journal of each realm.
const (
	restoreMission   = "truce restore"
	restoreCoalition = "truce coalition restore"
)

// Begins returns an error for a coalition's record that is to be begun in a file that is not there, while what only stands beside one is: its
// journal is gone then.
func Begins(path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil // the file says by itself what it is
	}
	return older(path, restoreCoalition, nothingBeside(path))
}

// marking tells the log of reads of a record how far that has come.
type marking struct {
	log   *reads.Log
	every time.Duration
	clock func() when.Instant
	// read reads the journal, and which is the last entry of it that is shown.
	read  Reading
	fault func(error)

	told int64
}

// Reading reads a record's journal while nothing is entered, and is told the last entry that was folded.
type Reading func(read func(j *sqlite.Journal, seq int64) error) error

// mark tells it now.
func (m *marking) mark() error {
	seq := int64(0)
	var commitment canon.Digest
	err := m.read(func(j *sqlite.Journal, last int64) error {
		if seq = last; seq == m.told {
			return nil
		}
		e, err := j.Entry(context.Background(), seq)
		if err == nil {
			commitment, err = e.Commitment()
		}
		return err
	})
	if err != nil || seq == m.told {
		return err
	}
	m.told = seq
	return m.log.Mark(m.clock(), seq, commitment)
}

// job tells it from time to time until the context is done. Call mark once more when everything else has ended.
func (m *marking) job(ctx context.Context) error {
	next := time.NewTicker(m.every)
	defer next.Stop()
	for {
		if err := m.mark(); err != nil { // the log shows nothing to anybody then, and the room goes on
			m.fault(err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-next.C:
		}
	}
}

// marks has the log of reads of a mission told how far its record has come.
func marks(desk *mission.Desk, log *reads.Log) *marking {
	return &marking{
		log: log, every: markEvery, clock: desk.Clock, fault: unmarked(desk.Log),
		read: func(read func(*sqlite.Journal, int64) error) error {
			return desk.Room.Read(func(r *app.Record) error { return read(r.Journal(), r.State().Seq()) })
		},
	}
}

// unmarked writes down that the log of reads was not told.
func unmarked(log *slog.Logger) func(error) {
	return func(err error) {
		log.Error("the log of reads was not told how far the record has come", "error", err)
	}
}
