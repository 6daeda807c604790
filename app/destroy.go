// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"truce/canon"
	"truce/engine"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/when"
)

// Destroying says what is destroyed, when, and where that is put on record.
type Destroying struct {
	// What is destroyed; its origin is that of the journal.
	What journal.DestroyedParts
	At   when.Instant
	// Record takes the entry: the journal itself or, where that is closed, one of a log that succeeds it.
	Record *sqlite.Journal
}

// ErrNotDestroyed says that a destruction is on record and that its parts are still there. The caller destroys them again.
var ErrNotDestroyed = errors.New("on record, and not destroyed yet: destroy again")

// Destroy puts on record that parts of a report are destroyed, and then destroys them: whatever comes between, nothing is
// gone without an entry. What is on record already is not entered again, so the same call finishes what was interrupted. It
// returns the number of the last entry that says so. Once that is there the error is journal.ErrLingers or ErrUnsure, as
// sqlite.Journal.Destroy says, or else wraps ErrNotDestroyed. It is journal.ErrEnded if the journal that takes the entry is
// closed; after any other error nothing was destroyed.
func Destroy(ctx context.Context, j *sqlite.Journal, d Destroying) (int64, error) {
	if err := d.What.Check(); err != nil {
		return 0, err
	}
	own, record := j.First(), d.Record.First()
	switch {
	case d.What.Origin != own.Origin:
		return 0, fmt.Errorf("nothing is destroyed: the journal is of the log %s, not of %s", own.Origin, d.What.Origin)
	case record.Origin != own.Origin && record.Follows == nil:
		return 0, fmt.Errorf("nothing is destroyed: the log %s succeeds none, so it takes no entry for %s", record.Origin, own.Origin)
	}
	e, err := j.Entry(ctx, d.What.Seq)
	if err != nil {
		return 0, err
	}
	places, err := d.What.Places(e.Header.Kind, len(e.Parts))
	if err != nil {
		return 0, err
	}
	seq, err := d.enter(ctx)
	if err != nil {
		return 0, err
	}
	err = j.Destroy(ctx, d.What.Seq, places)
	switch {
	case err == nil:
		return seq, nil
	case errors.Is(err, journal.ErrLingers) || errors.Is(err, journal.ErrUnsure):
		return seq, fmt.Errorf("entry %d of %s says so: %w", seq, record.Origin, err)
	default:
		return seq, fmt.Errorf("entry %d of %s: %w: %w", seq, record.Origin, ErrNotDestroyed, err)
	}
}

// enter enters what is not on record yet, and returns the number of the last entry that says so.
func (d Destroying) enter(ctx context.Context) (int64, error) {
	from := int64(2)
	if d.Record.First().Origin == d.What.Origin {
		from = d.What.Seq + 1
	}
	seq, missing := int64(0), slices.Clone(d.What.Parts)
	look := func(e journal.Entry) error {
		if e.Header.Kind != journal.Destruction {
			return nil
		}
		said, err := journal.ReadDestroyed(e.Parts[0])
		if err != nil {
			return fmt.Errorf("entry %d: %w", e.Header.Seq, err)
		}
		if said.Origin != d.What.Origin || said.Seq != d.What.Seq || said.Report != d.What.Report {
			return nil
		}
		left := slices.DeleteFunc(slices.Clone(missing), func(name string) bool { return slices.Contains(said.Parts, name) })
		if len(left) < len(missing) {
			seq, missing = e.Header.Seq, left
		}
		return nil
	}
	for {
		size, err := d.Record.Size(ctx)
		if err == nil {
			err = d.Record.Follow(ctx, size)
		}
		if err == nil && from <= size {
			err = d.Record.Entries(ctx, from, size, look)
		}
		if err != nil || len(missing) == 0 {
			return seq, err
		}
		from = size + 1
		d.What.Parts = missing
		part, err := d.What.Part()
		if err != nil {
			return 0, err
		}
		placed, err := d.Record.Append(ctx, []journal.Draft{{Kind: journal.Destruction, Engine: engine.Version, Time: int64(d.At), Raise: true, Parts: []canon.Part{part}}})
		switch {
		case err == nil:
			return placed[0].Seq, nil
		case !errors.Is(err, journal.ErrOutgrown): // by a server that has the record open
			return 0, err
		}
	}
}
