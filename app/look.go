// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"slices"

	"truce/engine"
	"truce/journal"
)

// Behind reports whether the journal holds what the record did not look at yet: what Destroy and End entered into it, be it from
// another program, and what was destroyed.
func (r *Record) Behind(ctx context.Context) (bool, error) {
	size, err := r.journal.Size(ctx)
	if err != nil || size != r.state.Seq() {
		return true, err
	}
	for _, what := range r.doomed {
		if gone, err := r.carriedOut(ctx, what); gone || err != nil {
			return true, err
		}
	}
	return false, nil
}

// Look looks at what Destroy and End entered meanwhile. Where an extract is gone that the state was made of, the state is made anew,
// without it and without anything from its entry on: a program that runs on shows nothing that was destroyed. Destroyed counts it.
func (r *Record) Look(ctx context.Context) error {
	if err := r.fold(ctx, nil); err != nil {
		return err
	}
	gone, err := r.carried(ctx)
	if err != nil {
		return err
	}
	anew := false
	for _, what := range gone {
		r.destroyed++
		anew = anew || slices.Contains(what.Parts, extractName()) && (r.gone == 0 || what.Seq < r.gone)
	}
	if !anew {
		return nil
	}
	fresh := &Record{journal: r.journal, state: engine.NewState()}
	if err := fresh.fold(ctx, nil); err != nil {
		return err
	}
	r.state, r.gone = fresh.state, fresh.gone
	return nil
}

// carried returns what was destroyed of what is to be, and keeps the rest in doomed.
func (r *Record) carried(ctx context.Context) (gone []journal.DestroyedParts, err error) {
	var left []journal.DestroyedParts
	for _, what := range r.doomed {
		is, err := r.carriedOut(ctx, what)
		switch {
		case err != nil:
			return nil, err
		case is:
			gone = append(gone, what)
		default:
			left = append(left, what)
		}
	}
	r.doomed = left
	return gone, nil
}

// Destroyed is how many destructions were carried out since the record was opened, as far as Look or Enter saw them. Whoever keeps
// something that was made of the journal makes it anew when this changed.
func (r *Record) Destroyed() int { return r.destroyed }

// extractName is the name of the part of a report that findings rest on.
func extractName() string { return journal.Submission.Label(journal.PartsOfReport - 1) }

// doom notes that parts of an entry of this journal are to be destroyed, by an entry that was folded.
func (r *Record) doom(e journal.Entry) error {
	what, err := journal.ReadDestroyed(e.Parts[0])
	if err != nil {
		return fmt.Errorf("entry %d: %w", e.Header.Seq, err)
	}
	if what.Origin == r.journal.First().Origin {
		r.doomed = append(r.doomed, what)
	}
	return nil
}

// carriedOut reports whether parts that an entry says are destroyed are gone.
func (r *Record) carriedOut(ctx context.Context, what journal.DestroyedParts) (bool, error) {
	e, err := r.journal.Entry(ctx, what.Seq)
	if err != nil {
		return false, err
	}
	places, err := what.Places(e.Header.Kind, len(e.Parts))
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(places, func(at int) bool { return !e.Parts[at].IsDestroyed() }), nil
}
