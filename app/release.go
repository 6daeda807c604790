// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/engine"
	"truce/internal/publish/approval"
	"truce/internal/publish/release/proof"
	"truce/journal"
	"truce/journal/sqlite"
	"truce/when"
)

// ErrNotApproved says that fewer than two people stand behind a release. The caller asks another one.
var ErrNotApproved = errors.New("two people stand behind a release before it leaves the room")

// Source folds the entries of a journal for a public release, as package release asks for it; what makes pages is not linked in
// here. Once an extract was destroyed nothing from its entry on can be told, and the error is engine.ErrMissing. The journal may grow
// meanwhile: every folding is of as many entries as it had at the first.
func Source(ctx context.Context, j *sqlite.Journal) func(*engine.State, when.Instant, func(engine.Entry)) error {
	size := int64(0)
	return func(state *engine.State, until when.Instant, visit func(engine.Entry)) (err error) {
		if size == 0 {
			if size, err = j.Size(ctx); err != nil {
				return err
			}
		}
		done := errors.New("done")
		err = j.Entries(ctx, 1, size, func(e journal.Entry) error {
			if when.Instant(e.Header.Time) > until {
				return done
			}
			if state == nil && e.Header.Kind != journal.Adoption {
				return nil // a survey asks for nothing else, and reading a submission is dear
			}
			return sourced(state, e, visit)
		})
		if errors.Is(err, done) {
			return nil
		}
		return err
	}
}

// sourced folds one entry, if there is a state to fold it into, and shows it.
func sourced(state *engine.State, e journal.Entry, visit func(engine.Entry)) error {
	if e.Header.Kind.ForJournal() {
		return state.Skip(e.Header.Seq, when.Instant(e.Header.Time))
	}
	f, err := framed(e.Header, e.Parts)
	if err != nil {
		return err
	}
	entry, err := engine.Unframe(e.Header.Seq, when.Instant(e.Header.Time), f)
	if err != nil {
		return err
	}
	if state != nil {
		if _, err := state.Step(entry); err != nil {
			return err
		}
	}
	visit(entry)
	return nil
}

// ProveRelease returns the proof of a release that two people let go, by the log's key, under the checkpoint that a bundle would
// stand under. The error is ErrNotApproved, ErrUnsigned, or ErrNotYet where their acts are not under that checkpoint: the caller
// publishes the journal first.
func ProveRelease(ctx context.Context, j *sqlite.Journal, r *approval.Release, key journal.SigningKey) ([]byte, error) {
	if !r.MayLeave() {
		return nil, ErrNotApproved
	}
	head, err := j.Newest(ctx)
	if err != nil {
		return nil, err
	}
	acts := []int64{r.Seq, r.Approved[0].Seq}
	if last := slices.Max(acts); last > head.Size {
		return nil, fmt.Errorf("entry %d, by which the release was let go: %w: publish it first", last, ErrNotYet)
	}
	p := proof.Proof{Checkpoint: string(head.Note)}
	for _, seq := range acts {
		act, err := proveAct(ctx, j, head, seq)
		if err != nil {
			return nil, err
		}
		p.Acts = append(p.Acts, act)
	}
	p.Word, err = proof.Word{
		V: 1, Origin: j.First().Origin, Size: head.Size, Root: head.Root, Manifest: r.Proposal.Manifest, People: proof.People, Acts: acts,
	}.Sign(key)
	if err != nil {
		return nil, err
	}
	return p.Encode()
}

func proveAct(ctx context.Context, j *sqlite.Journal, head journal.Head, seq int64) (proof.Act, error) {
	act := proof.Act{Seq: seq, Hashes: []canon.Digest{}}
	e, err := j.Entry(ctx, seq)
	if err != nil {
		return act, err
	}
	if act.Commitment, err = e.Commitment(); err != nil {
		return act, err
	}
	hashes, err := tlog.ProveRecord(head.Size, seq-1, j)
	if err != nil {
		return act, fmt.Errorf("prove that entry %d stands under the checkpoint: %w", seq, err)
	}
	for _, h := range hashes {
		act.Hashes = append(act.Hashes, canon.Digest(h))
	}
	return act, nil
}
