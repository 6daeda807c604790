// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"

	"truce/canon"
	"truce/engine"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/when"
)

// End closes a log for its successor: afterwards the journal takes nothing more. It does not fold the entries, so a record of
// which content was destroyed can be ended too. A log that was closed for the same successor stays as it is, and the place
// of its closing is returned, marked Again; one that was closed for another is journal.ErrEnded.
func End(ctx context.Context, j *sqlite.Journal, s journal.Successor, at when.Instant) (journal.Placed, error) {
	if _, err := s.Verifier(); err != nil {
		return journal.Placed{}, fmt.Errorf("nothing was entered: %w", err)
	}
	if own := j.First().Origin; s.Origin == own {
		return journal.Placed{}, fmt.Errorf("nothing was entered: the successor of %s takes a name and a key of its own", own)
	}
	part, err := s.Part()
	if err != nil {
		return journal.Placed{}, err
	}
	for {
		size, err := j.Size(ctx)
		if err == nil {
			err = j.Follow(ctx, size)
		}
		if err != nil {
			return journal.Placed{}, err
		}
		last, err := j.Entry(ctx, size)
		if err != nil {
			return journal.Placed{}, err
		}
		if last.Header.Kind == journal.Closing {
			return closedFor(last, s)
		}
		placed, err := j.Append(ctx, []journal.Draft{{Kind: journal.Closing, Engine: engine.Version, Time: int64(at), Raise: true, Parts: []canon.Part{part}}})
		switch {
		case err == nil:
			return placed[0], nil
		case !errors.Is(err, journal.ErrOutgrown): // by a server that has the record open
			return journal.Placed{}, err
		}
	}
}

// closedFor returns the place of a closing that names a successor.
func closedFor(e journal.Entry, s journal.Successor) (journal.Placed, error) {
	root, err := e.PartsRoot()
	if err != nil {
		return journal.Placed{}, err
	}
	named, err := journal.ReadSuccessor(e.Parts[0])
	if err != nil {
		return journal.Placed{}, fmt.Errorf("entry %d: %w", e.Header.Seq, err)
	}
	if named != s {
		return journal.Placed{}, fmt.Errorf("entry %d: %w for another successor, %s", e.Header.Seq, journal.ErrEnded, named.Key)
	}
	return journal.Placed{Seq: e.Header.Seq, Time: e.Header.Time, Header: e.Head.Hash(), PartsRoot: root, Again: true}, nil
}
