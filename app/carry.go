// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"

	"truce/canon"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/report"
)

// carrying holds a folder against the journal of the log before, so that nothing is sealed again that was destroyed there.
type carrying struct {
	before *sqlite.Journal
	at     int64 // entries of it that were compared or passed over
	size   int64
	time   int64 // journal time of the last of them
	room   bool  // whether the last of them came from the operations room
}

// carry opens the journal of the log before.
func carry(ctx context.Context, path string, follows *journal.Predecessor) (*carrying, error) {
	j, err := sqlite.OpenReadOnly(ctx, path, journal.Mission)
	if err != nil {
		return nil, err
	}
	c := &carrying{before: j, at: 1, time: j.First().Time}
	if c.size, err = j.Size(ctx); err == nil && (follows == nil || follows.Origin != j.First().Origin) {
		err = fmt.Errorf("journal %s is of the log %s, which the new one does not succeed", path, j.First().Origin)
	}
	if err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return c, nil
}

// entry returns what is left of an entry of the folder: without each report whose extract was destroyed, and with stand-ins
// for an identity or an original that was. keep is false where nothing is left.
func (c *carrying) entry(ctx context.Context, e sized) (left sized, keep bool, lost Lost, err error) {
	for c.at < c.size {
		c.at++
		held, err := c.before.Entry(ctx, c.at)
		if err != nil {
			return e, false, lost, err
		}
		before := c.time
		c.time = held.Header.Time
		if c.room = ofRoom(held.Header, c.room) && !sameEntry(e, held, before); c.room || !ofFolder(held.Header) {
			continue
		}
		if !sameEntry(e, held, before) {
			return e, false, lost, fmt.Errorf("entry %d of the log before: %w", c.at, ErrOtherEntries)
		}
		return lose(e, held)
	}
	return e, true, lost, nil
}

func lose(e sized, held journal.Entry) (left sized, keep bool, lost Lost, err error) {
	var reports []report.Report
	for i, p := range held.Parts {
		if i%journal.PartsOfReport != 0 || e.entry.Submission == nil {
			continue
		}
		r := e.entry.Submission.Reports[i/journal.PartsOfReport]
		original, extract := held.Parts[i+1], held.Parts[i+2]
		if extract.IsDestroyed() {
			lost.Reports++
			continue
		}
		if p.IsDestroyed() {
			lost.Parts++
			r.Identity = report.Identity{Door: r.Identity.Door}
		}
		if original.IsDestroyed() {
			lost.Parts++
			r.Original = report.Original{Digest: canon.SumBytes("truce/original/1", nil)}
		}
		reports = append(reports, r)
	}
	if lost == (Lost{}) {
		return e, true, lost, nil
	}
	if len(reports) == 0 {
		return e, false, lost, nil
	}
	left, err = measure(part(e.entry.Time, reports...))
	left.entry.Seq = e.entry.Seq
	return left, true, lost, err
}

// Lost is what a successor does not take over, since it was destroyed in the log before.
type Lost struct {
	// Reports are those whose extract was destroyed, and Parts the identities and originals of others.
	Reports, Parts int64
}
