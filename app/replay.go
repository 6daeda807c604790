// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"

	"truce/engine"
	"truce/journal"
	"truce/journal/sqlite"
)

// Replay folds the record in a file once more from its beginning, while another program may write to it, and shows the state as it
// stood before each entry, with the number of the entry that comes next. What is shown may be let ticks pass, and nothing else.
// The error is that of before, or of the entry that cannot be folded: engine.ErrMissing where an extract was destroyed.
func Replay(ctx context.Context, path string, before func(seq int64, s *engine.State) error) (err error) {
	j, err := sqlite.OpenReadOnly(ctx, path, journal.Mission)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	return ReplayJournal(ctx, j, before)
}

// ReplayJournal is Replay of a journal that is open, up to where it ends when it is called.
func ReplayJournal(ctx context.Context, j *sqlite.Journal, before func(seq int64, s *engine.State) error) error {
	size, err := j.Size(ctx)
	if err != nil {
		return err
	}
	s := engine.NewState()
	return j.Entries(ctx, 1, size, func(e journal.Entry) error {
		if err := errors.Join(ctx.Err(), before(e.Header.Seq, s)); err != nil {
			return err
		}
		_, _, err := step(s, e.Header, e.Parts)
		return err
	})
}
