// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/tiles"
)

// ErrNoView says that something shows no tree that a log of the policy signed. Whoever asks could not tell.
var ErrNoView = errors.New("no tree that a log of the policy signed")

// View is what one reader was shown of a log: a checkpoint that the log signed, and the hashes of its tree, verified.
type View struct {
	Checkpoint journal.SignedCheckpoint
	Hashes     tlog.HashReader
	// Log is set where the view is of published tiles.
	Log *tiles.Log
	// Findings is the answer to that question of a bundle, and Listing what a log of the policy vouches for in it; both are
	// unset where the view is of published tiles, and Listing where no log vouches.
	Findings bundle.Answer
	Listing  *bundle.SignedListing

	engine   string       // of a bundle
	digest   canon.Digest // of the findings in a bundle
	ids      []canon.FindingID
	leaf     []byte         // the leaf at the place that was asked for
	complete bool           // roots has the parts root of every entry
	roots    []canon.Digest // of the entries of a bundle
}

// ViewPublished opens a published log whose checkpoint one of the keys signed. What is read from it later is verified then.
func ViewPublished(ctx context.Context, fetch tiles.Fetch, keys ...journal.VerifierKey) (View, error) {
	var errs error
	for _, k := range keys {
		l, err := tiles.Open(ctx, fetch, k)
		if err == nil {
			return View{Checkpoint: l.Checkpoint(), Hashes: l.Hashes(ctx), Log: l}, nil
		}
		if !errors.Is(err, journal.ErrNotSigned) {
			return View{}, err
		}
		errs = err
	}
	return View{}, fmt.Errorf("%w: %w", ErrNoView, errs)
}

// ViewBundle reads a bundle and rebuilds its tree. seq is the entry whose leaf is asked for, 0 for none.
func ViewBundle(r io.Reader, policy *journal.Policy, seq int64) (View, error) {
	v := View{complete: true}
	got, err := bundle.Check(r, policy, bundle.Seen{Entry: func(n int64, d bundle.Disclosed) error {
		if n == seq {
			v.leaf = journal.Leaf(d.Commitment)
		}
		if d.Root.IsZero() {
			v.complete = false
		} else {
			v.roots = append(v.roots, d.Root)
		}
		return nil
	}, Finding: func(f bundle.Finding) error {
		v.ids = append(v.ids, f.ID)
		return nil
	}})
	if err != nil {
		return View{}, err
	}
	for _, q := range []bundle.Question{bundle.Form, bundle.Log, bundle.Tree} {
		if a := got.Is(q); a.Outcome != journal.Yes {
			return View{}, fmt.Errorf("%w: bundle: %s: %s: %s", ErrNoView, q, a.Outcome, a.Says)
		}
	}
	v.Checkpoint, v.Hashes = got.Checkpoint, got.Hashes
	v.Findings, v.Listing = got.Is(bundle.Findings), got.Listing
	v.engine, v.digest = got.Head.Engine, got.Digest
	return v, nil
}

// Evidence returns what the view shows of the promise in a receipt.
func (v View) Evidence(ctx context.Context, r journal.Receipt) (journal.Evidence, error) {
	e := journal.Evidence{Checkpoint: v.Checkpoint, Complete: v.complete && v.Log == nil, Roots: v.roots}
	if r.Seq < 1 || r.Seq > v.Checkpoint.Size || v.Checkpoint.Origin != r.Origin {
		return e, nil
	}
	e.Leaf = v.leaf
	if v.Log != nil {
		leaves, err := v.Log.Leaves(ctx, r.Seq-1, r.Seq)
		if err != nil {
			return v.withheld(e, err)
		}
		e.Leaf = leaves[0]
	}
	var err error
	e.Proof, err = tlog.ProveRecord(v.Checkpoint.Size, r.Seq-1, v.Hashes)
	return v.withheld(e, err)
}

// withheld marks evidence where what was published lacks a leaf or a hash, or has another. That a log was not reached is an error.
func (v View) withheld(e journal.Evidence, err error) (journal.Evidence, error) {
	if v.Log != nil && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, tiles.ErrWrong)) {
		e.Withheld, err = true, nil
	}
	return e, err
}

// Compare returns evidence that two views are of two trees, nil where one continues the other.
func (v View) Compare(other View) (*journal.TwoTrees, error) {
	larger := v
	if other.Checkpoint.Size > v.Checkpoint.Size {
		larger = other
	}
	return journal.Compare(v.Checkpoint, other.Checkpoint, larger.Hashes)
}

// ErrTwoLists says that two bundles of one size and engine hold two lists of findings and the log does not vouch for both, so
// that one at least is not the log's or was packed after an extract was destroyed, and nothing shows which. The caller asks for
// bundles in which it vouches.
var ErrTwoLists = errors.New("two lists of findings, and the log does not vouch for both")

// ErrRewritten says that the log vouched for two lists of findings of which neither continues the other. The two bundles
// together prove it; the caller keeps both.
var ErrRewritten = errors.New("the log vouched for two lists of findings of which neither continues the other")

// CompareFindings returns evidence that the log vouched for two lists of findings at one size, nil where the two views hold one
// list, one list continues the other, or they cannot be compared. Its error is ErrRewritten or ErrTwoLists. The two views are
// of one tree.
func (v View) CompareFindings(other View) (*bundle.TwoListings, error) {
	a, b := v.Listing, other.Listing
	switch {
	case v.engine == "" || other.engine == "":
		return nil, nil
	case a != nil && b != nil && (bundle.TwoListings{First: *a, Second: *b}).Contradict():
		return &bundle.TwoListings{First: *a, Second: *b}, nil
	case v.engine != other.engine || v.Findings.Outcome == journal.No || other.Findings.Outcome == journal.No:
		return nil, nil
	case a != nil && b != nil:
		return nil, v.continues(other)
	case v.Checkpoint.Size == other.Checkpoint.Size && v.digest != other.digest:
		return nil, ErrTwoLists
	}
	return nil, nil
}

// reach is the number of entries of which a view that the log vouches for holds all findings.
func (v View) reach() int64 {
	if v.Listing.Until > 0 {
		return v.Listing.Until - 1
	}
	return v.Checkpoint.Size
}

// continues returns ErrRewritten, with the first difference, unless the list of findings that reaches less far is the beginning
// of the other: findings are made by one entry after the other, and none is taken back.
func (v View) continues(other View) error {
	few, many := v, other
	if few.reach() > many.reach() || few.reach() == many.reach() && len(few.ids) > len(many.ids) {
		few, many = many, few
	}
	for i, id := range few.ids {
		if i == len(many.ids) || many.ids[i] != id {
			return fmt.Errorf("%w: finding %d is %s at %d leaves, and at %d it is %s", ErrRewritten, i+1, id, few.Checkpoint.Size, many.Checkpoint.Size, many.at(i))
		}
	}
	if few.reach() == many.reach() && len(few.ids) < len(many.ids) {
		return fmt.Errorf("%w: one has %d findings of the first %d entries and the other %d", ErrRewritten, len(few.ids), few.reach(), len(many.ids))
	}
	return nil
}

// at is the ID of a finding by its place from 0, or says that there is none.
func (v View) at(i int) string {
	if i < len(v.ids) {
		return v.ids[i].String()
	}
	return "none"
}
