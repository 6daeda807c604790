// SPDX-License-Identifier: Apache-2.0

package kept

import (
	"context"
	"errors"
	"fmt"

	"truce/canon"
	"truce/internal/store/sqlite"
	journalfile "truce/journal/sqlite"
)

// ErrOlder says that a journal is not the one that stood here last, or an older state of it: entries that were on record, and that
// people were told of, are not in it. Nothing was changed. The caller puts the newer journal back.
var ErrOlder = errors.New("the journal is older than what stands beside it, or another one")

// Known is what something beside a journal says of it.
type Known struct {
	// By is the file that says it.
	By string
	// Seq is the last entry that it knows, 0 for none, and Commitment that entry's.
	Seq        int64
	Commitment canon.Digest
}

// heldTo holds a journal to what its store and the others know of it.
func heldTo(ctx context.Context, j *journalfile.Journal, files Files) error {
	list := files.Known
	if mark := sqlite.Peek(ctx, files.Store); mark.Origin == j.First().Origin {
		list = append([]Known{{files.Store, mark.Seq, mark.Commitment}}, list...)
	}
	return Held(ctx, j, files.Journal, list)
}

// Held holds a journal, of either realm and in the file of that path, to what others know of it: the error wraps ErrOlder where one of
// them knows an entry that is not in it. That the journal has more is as after a crash between the two.
func Held(ctx context.Context, j *journalfile.Journal, path string, list []Known) error {
	size, err := j.Size(ctx)
	if err != nil {
		return err
	}
	for _, k := range list {
		if k.Seq == 0 {
			continue
		}
		if k.Seq > size {
			return fmt.Errorf("%w: %s has %d entries, and %s was written when it had %d", ErrOlder, path, size, k.By, k.Seq)
		}
		e, err := j.Entry(ctx, k.Seq)
		if err != nil {
			return err
		}
		if own, err := e.Commitment(); err != nil || own != k.Commitment {
			return errors.Join(err, fmt.Errorf("%w: entry %d of %s is not the one that %s knows under that number", ErrOlder, k.Seq, path, k.By))
		}
	}
	return nil
}
