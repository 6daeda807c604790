// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/tiles"
)

// Kind is what a file of evidence shows.
type Kind string

// The kinds of evidence.
const (
	// TwoTrees are two checkpoints of one size with different roots, both signed by the log.
	TwoTrees Kind = "two trees"
	// History are two checkpoints of different sizes, both signed by the log, and all leaves of the larger, under which the
	// smaller does not stand.
	History Kind = "history"
	// TwoLists are two lists of findings of one size and engine, for both of which the log vouched.
	TwoLists Kind = "two lists of findings"
	// Receipts is a receipt with what shows that its word was broken.
	Receipts Kind = "receipt"
	// Accusation is a receipt with what is said to prove that an honest operator broke its word, and does not; At is the clock.
	Accusation Kind = "accusation"
	// Bundles is a bundle of which a question is answered with no.
	Bundles Kind = "bundle"
	// Tiles are the files of a published log that are not under its checkpoint.
	Tiles Kind = "tiles"
	// Unaccepted is a checkpoint that was given out as accepted and that the reader's policy does not accept.
	Unaccepted Kind = "not accepted"
	// Unproven is a leaf that was given out as logged, with a proof that does not hold.
	Unproven Kind = "not proven"
	// Stale is an accepted checkpoint that was given out as the newest a long time after it was cosigned.
	Stale Kind = "stale"
	// Backwards are two accepted checkpoints: the second was given out as the newest after the first, and is of less.
	Backwards Kind = "backwards"
	// NotANote is something that was given out as a checkpoint or receipt and is none.
	NotANote Kind = "not a note of the log"
)

// Evidence is a file that anybody can judge who has it, with package journal and without a network. Members that its kind
// does not have are empty.
type Evidence struct {
	Kind Kind `json:"kind"`
	// Policy is the reader's.
	Policy  string            `json:"policy"`
	Notes   []string          `json:"notes,omitempty"`
	Leaves  []string          `json:"leaves,omitempty"`
	Receipt string            `json:"receipt,omitempty"`
	At      int64             `json:"at,omitempty"` // place of a leaf, from 0; or seconds since 1970
	Proof   string            `json:"proof,omitempty"`
	Roots   []canon.Digest    `json:"roots,omitempty"`
	Bundle  string            `json:"bundle,omitempty"`
	Files   map[string]string `json:"files,omitempty"`
}

// Freshness is how old the newest checkpoint of an honest log may be, in seconds: it signs once a minute.
const Freshness = 300

// Judge reads a file of evidence and answers whether what it shows is in order: journal.No says that it is not, and that
// whoever holds the log's key or gave the file out has to answer for it.
func Judge(ctx context.Context, file []byte) (journal.Outcome, error) {
	var e Evidence
	if err := json.Unmarshal(file, &e); err != nil {
		return journal.CouldNotTell, fmt.Errorf("evidence: %w", err)
	}
	policy, err := journal.ParsePolicy([]byte(e.Policy))
	if err != nil {
		return journal.CouldNotTell, err
	}
	j := judge{Evidence: e, policy: policy, log: policy.Logs()[0].Key}
	switch e.Kind {
	case TwoTrees, History:
		return j.history()
	case TwoLists:
		return j.lists()
	case Receipts:
		return j.receipt()
	case Accusation:
		judged, err := j.receipt()
		return noIf(judged != journal.No), err
	case Bundles:
		return j.bundle()
	case Tiles:
		return j.tiles(ctx)
	case NotANote:
		_, asCheckpoint := journal.OpenCheckpoint([]byte(e.Notes[0]), j.log)
		_, asReceipt := journal.OpenReceipt([]byte(e.Notes[0]), j.log)
		return noIf(asCheckpoint != nil || e.Receipt != "" && asReceipt != nil), nil
	case Unproven:
		s, err := journal.OpenCheckpoint([]byte(e.Notes[0]), j.log)
		if err != nil {
			return journal.CouldNotTell, err
		}
		proof, err := journal.ParseProofLines(e.Proof)
		return noIf(err != nil || journal.CheckInclusion(s.Checkpoint, e.At, []byte(e.Leaves[0]), proof) != nil), nil
	default:
		return j.accepted()
	}
}

// judge judges one file.
type judge struct {
	Evidence
	policy journal.Policy
	log    journal.VerifierKey
}

func noIf(bad bool) journal.Outcome {
	if bad {
		return journal.No
	}
	return journal.Yes
}

// signed opens the notes, all of which the log signed.
func (j judge) signed() ([]journal.SignedCheckpoint, error) {
	var out []journal.SignedCheckpoint
	for _, note := range j.Notes {
		s, err := journal.OpenCheckpoint([]byte(note), j.log)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if len(out) != 2 {
		return nil, errors.New("evidence: want two checkpoints")
	}
	return out, nil
}

func (j judge) history() (journal.Outcome, error) {
	s, err := j.signed()
	if err != nil {
		return journal.CouldNotTell, err
	}
	older, newer := s[0], s[1]
	if j.Kind == TwoTrees {
		return noIf(older.Size == newer.Size && older.Root != newer.Root), nil
	}
	var hashes memory
	roots := map[int64]tlog.Hash{}
	for n, leaf := range j.Leaves {
		more, err := tlog.StoredHashes(int64(n), []byte(leaf), &hashes)
		if err != nil {
			return journal.CouldNotTell, err
		}
		hashes = append(hashes, more...)
	}
	for _, size := range []int64{older.Size, newer.Size} {
		if size > int64(len(j.Leaves)) {
			return journal.CouldNotTell, errors.New("evidence: leaves are missing")
		}
		if roots[size], err = tlog.TreeHash(size, &hashes); err != nil {
			return journal.CouldNotTell, err
		}
	}
	if roots[newer.Size] != newer.Root {
		return journal.CouldNotTell, errors.New("evidence: the leaves are not those of the larger checkpoint")
	}
	return noIf(roots[older.Size] != older.Root), nil
}

// memory is a tree in memory.
type memory []tlog.Hash

// ReadHashes returns hashes by their numbers.
func (m *memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		out = append(out, (*m)[i])
	}
	return out, nil
}

func (j judge) receipt() (journal.Outcome, error) {
	e := journal.Evidence{Now: j.At * 1000}
	var err error
	if e.Checkpoint, err = journal.ParseSignedCheckpoint([]byte(j.Notes[0])); err != nil {
		return journal.CouldNotTell, err
	}
	if len(j.Leaves) > 0 {
		e.Leaf = []byte(j.Leaves[0])
		if e.Proof, err = journal.ParseProofLines(j.Proof); err != nil {
			return journal.CouldNotTell, err
		}
	}
	if j.Bundle != "" { // the roots follow from a bundle of all entries
		r, err := bundle.Check(bytes.NewReader([]byte(j.Bundle)), &j.policy, bundle.Seen{Entry: func(_ int64, d bundle.Disclosed) error {
			e.Roots = append(e.Roots, d.Root)
			return nil
		}})
		if err != nil {
			return journal.CouldNotTell, err
		}
		e.Complete = r.Root == e.Checkpoint.Root
	}
	judged, err := journal.JudgeReceipt([]byte(j.Receipt), j.policy, e)
	return judged.Outcome, err
}

func (j judge) bundle() (journal.Outcome, error) {
	r, err := bundle.Check(bytes.NewReader([]byte(j.Bundle)), &j.policy, bundle.Seen{})
	if err != nil {
		return journal.CouldNotTell, err
	}
	out := journal.Yes
	for _, a := range r.Answers {
		if a.Outcome == journal.No {
			return journal.No, nil
		}
		if a.Outcome != journal.Yes {
			out = a.Outcome
		}
	}
	return out, nil
}

func (j judge) tiles(ctx context.Context) (journal.Outcome, error) {
	fetch := func(_ context.Context, path string, limit int64) ([]byte, error) {
		data, ok := j.Files[path]
		if !ok {
			return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
		}
		return []byte(data[:min(int64(len(data)), limit)]), nil
	}
	l, err := tiles.Open(ctx, fetch, j.log)
	if err == nil {
		err = l.Verify(ctx)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return journal.CouldNotTell, err
	}
	return noIf(errors.Is(err, tiles.ErrWrong)), nil
}

// accepted judges checkpoints that were given out as accepted.
func (j judge) accepted() (journal.Outcome, error) {
	var all []journal.Acceptance
	var sizes []int64
	for _, note := range j.Notes {
		s, err := journal.ParseSignedCheckpoint([]byte(note))
		if err != nil {
			return journal.CouldNotTell, err
		}
		all, sizes = append(all, j.policy.Judge(s)), append(sizes, s.Size)
	}
	switch first := all[0]; j.Kind {
	case Unaccepted:
		return noIf(!first.Accepted), nil
	case Stale:
		return noIf(first.Accepted && first.FreshAt+Freshness < j.At), nil
	case Backwards:
		return noIf(first.Accepted && sizes[1] < sizes[0]), nil
	default:
		return journal.CouldNotTell, fmt.Errorf("evidence of kind %q is not known", j.Kind)
	}
}
