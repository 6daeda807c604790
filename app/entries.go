// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"

	"truce/engine"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/when"
)

// Entries reads what a journal holds up to an entry, as the engine takes it, for whoever asks what would follow from something
// else. What is for the journal alone is left out. It may be called while others write to the journal. The error wraps
// engine.ErrMissing where content was destroyed that a fold needs.
func Entries(ctx context.Context, j *sqlite.Journal, upTo int64) ([]engine.Entry, error) {
	var out []engine.Entry
	err := j.Entries(ctx, 1, upTo, func(e journal.Entry) error {
		if err := ctx.Err(); err != nil || e.Header.Kind.ForJournal() {
			return err
		}
		f, err := framed(e.Header, e.Parts)
		if err != nil {
			return err
		}
		entry, err := engine.Unframe(e.Header.Seq, when.Instant(e.Header.Time), f)
		if err == nil {
			out = append(out, entry)
		}
		return err
	})
	return out, err
}
