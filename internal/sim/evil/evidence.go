// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"truce/app"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/tiles"
)

// Kind is what a file of evidence shows.
type Kind string

// The kinds of evidence.
const (
	// TwoTrees are two checkpoints that the log signed, neither of which continues the other.
	TwoTrees Kind = "two trees"
	// TwoLists are two lists of findings of one size, for both of which the log vouched.
	TwoLists Kind = "two lists of findings"
	// Receipts is a receipt that the log signed with a bundle that shows that its word was broken; At is the clock.
	Receipts Kind = "receipt"

	// The rest shows that a reader was right to refuse, and accuses nobody: anybody can make such a file.

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

// Proves tells whether evidence of a kind is proof against the operator, which nobody can make without the log's key:
// truce verify --evidence, or --receipt with a bundle, answers with no.
func (k Kind) Proves() bool { return k == TwoTrees || k == TwoLists || k == Receipts }

// Evidence is a file that anybody can judge who has it, without a network. Members that its kind does not have are empty.
type Evidence struct {
	Kind Kind `json:"kind"`
	// Policy is the reader's.
	Policy string   `json:"policy"`
	Notes  []string `json:"notes,omitempty"`
	// Shown is a file as truce verify --evidence reads it.
	Shown   string            `json:"shown,omitempty"`
	Leaves  []string          `json:"leaves,omitempty"`
	Receipt string            `json:"receipt,omitempty"`
	At      int64             `json:"at,omitempty"` // place of a leaf, from 0; or seconds since 1970
	Proof   string            `json:"proof,omitempty"`
	Bundle  string            `json:"bundle,omitempty"`
	Files   map[string]string `json:"files,omitempty"`
}

// Freshness is how old the newest checkpoint of an honest log may be, in seconds: it signs once a minute.
const Freshness = 300

// Judge reads a file of evidence and answers of what kind it is, and whether what it shows is in order: journal.No says that it is not, and that
// whoever holds the log's key or gave the file out has to answer for it.
func Judge(ctx context.Context, file []byte) (Kind, journal.Outcome, error) {
	var e Evidence
	if err := json.Unmarshal(file, &e); err != nil {
		return "", journal.CouldNotTell, fmt.Errorf("evidence: %w", err)
	}
	policy, err := journal.ParsePolicy([]byte(e.Policy))
	if err != nil {
		return e.Kind, journal.CouldNotTell, err
	}
	outcome, err := judge{Evidence: e, policy: policy, log: policy.Logs()[0].Key}.answer(ctx)
	return e.Kind, outcome, err
}

// judge judges one file.
type judge struct {
	Evidence
	policy journal.Policy
	log    journal.VerifierKey
}

func (j judge) answer(ctx context.Context) (journal.Outcome, error) {
	switch e := j.Evidence; e.Kind {
	case TwoTrees:
		t, err := journal.ParseTwoTrees([]byte(e.Shown))
		if err != nil {
			return journal.CouldNotTell, err
		}
		return noIf(t.Check(j.log) == nil), nil
	case TwoLists:
		t, err := bundle.ParseTwoListings([]byte(e.Shown))
		if err != nil {
			return journal.CouldNotTell, err
		}
		return noIf(t.Check(j.log) == nil), nil
	case Receipts:
		return j.receipt(ctx)
	case Accusation:
		judged, err := j.receipt(ctx)
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

func noIf(bad bool) journal.Outcome {
	if bad {
		return journal.No
	}
	return journal.Yes
}

// receipt judges as truce verify --receipt --bundle does, by the clock of whoever judges.
func (j judge) receipt(ctx context.Context) (journal.Outcome, error) {
	r, err := journal.OpenReceipt([]byte(j.Receipt), j.log)
	if err != nil {
		return journal.CouldNotTell, err
	}
	v, err := app.ViewBundle(strings.NewReader(j.Bundle), &j.policy, r.Seq)
	if err != nil {
		return journal.CouldNotTell, err
	}
	e, err := v.Evidence(ctx, r)
	if err != nil {
		return journal.CouldNotTell, err
	}
	e.Now = j.At * 1000
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
