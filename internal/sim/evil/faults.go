// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"truce/journal"
	"truce/journal/cosigner"
)

// client is the log's own, by the clock of the world.
func (w *world) client() cosigner.Client {
	return cosigner.Client{HTTP: &http.Client{Transport: transport{w}}, Now: func() time.Time { return time.Unix(w.now, 0) }}
}

// addresses are where the client reaches the cosigners.
func (w *world) addresses() []journal.Peer {
	peers := make([]journal.Peer, len(w.peers))
	for i, p := range w.peers {
		peers[i] = journal.Peer{Name: p.name, Key: p.key.Verifier(), URL: "http://" + p.name}
	}
	return peers
}

// onFaults are attacks by one cosigner that breaks faith, on an operator that does not, and by what only one cosigner knows.
func onFaults() []Attack {
	return []Attack{
		{"accuse by a late cosignature", "has one cosigner of a quorum of all cosign an old checkpoint after a deadline that was kept", "whoever judges the receipt", accuseLate},
		{"accuse by a time to come", "has every cosigner date a cosignature before the deadline long after it", "whoever judges the receipt, by a clock", accuseAhead},
		{"go on from a copy that one cosigner knows to be old", "restores a copy after one cosigner alone signed more, and signs another tree of that size", "that cosigner, and the log's own client", oneKnows},
		{"have a tree cosigned that nobody has", "asks for a tree of 2^52 leaves that continues the log, of which there are only the hashes that the proof needs", "every cosigner", vastTree},
	}
}

// accuseLate: the operator keeps its word, and one cosigner signs the tree from before.
func accuseLate(w *world) ([]byte, error) {
	w.policy = string(bytes.Replace([]byte(w.policy), []byte("group all 2"), []byte("group all 3"), 1))
	before := w.last
	l, _, receipt, err := w.promised(journal.Durable)
	if err != nil {
		return nil, err
	}
	w.log = l
	if w.last, err = w.publish(w.log); err != nil {
		return nil, err
	}
	late, err := journal.Cosign(before.Checkpoint, w.peers[2].key, w.now+due+60)
	if err != nil {
		return nil, err
	}
	before.Note = before.Note.With(late)
	return w.judged(Accusation, receipt, before, w.now+2*due)
}

func accuseAhead(w *world) ([]byte, error) {
	_, _, receipt, err := w.promised(journal.Durable)
	if err != nil {
		return nil, err
	}
	c := w.last
	for _, p := range w.peers {
		ahead, err := journal.Cosign(c.Checkpoint, p.key, w.now+100*due)
		if err != nil {
			return nil, err
		}
		c.Note = c.Note.With(ahead)
	}
	return w.judged(Accusation, receipt, c, w.now)
}

func oneKnows(w *world) ([]byte, error) {
	copied, err := w.log.from(w.log.Size())
	if err != nil {
		return nil, err
	}
	if _, err := w.grow(w.log, 1); err != nil {
		return nil, err
	}
	if _, given, err := w.cosign(w.log, w.log.Size(), w.peers[0]); err != nil || given != 1 {
		return nil, fmt.Errorf("%d cosigned: %w", given, err)
	}
	if _, err := w.grow(copied, 1); err != nil {
		return nil, err
	}
	c, err := copied.Checkpoint(copied.Size())
	if err != nil {
		return nil, err
	}
	got, err := w.client().Collect(w.ctx, cosigner.Submission{Checkpoint: c, Prove: copied.Prove}, w.addresses())
	if err != nil || len(got.Missing) != 1 || got.Missing[0].Reason != cosigner.OtherTree {
		return nil, fmt.Errorf("%w: missing %+v, %w", errUnnoticed, got.Missing, err)
	}
	return w.kept(w.peers[0])
}

// invented are the hashes of a tree of which only the first leaves exist.
type invented []tlog.Hash

// over is the hash over the leaves from lo up to but not including hi.
func (v invented) over(lo, hi int64) tlog.Hash {
	switch {
	case lo >= int64(len(v)):
		return sha256.Sum256(fmt.Appendf(nil, "nothing from %d to %d", lo, hi))
	case hi-lo == 1:
		return v[lo]
	}
	mid := lo + half(hi-lo)
	return tlog.NodeHash(v.over(lo, mid), v.over(mid, hi))
}

// half is the largest power of two below n.
func half(n int64) int64 {
	k := int64(1)
	for k*2 < n {
		k *= 2
	}
	return k
}

// proof is that of RFC 6962, section 2.1.2, from the first m leaves to hi; whole tells that they are all from 0 on.
func (v invented) proof(m, lo, hi int64, whole bool) []tlog.Hash {
	if m == hi-lo {
		if whole {
			return nil
		}
		return []tlog.Hash{v.over(lo, hi)}
	}
	mid := lo + half(hi-lo)
	if m <= mid-lo {
		return append(v.proof(m, lo, mid, whole), v.over(mid, hi))
	}
	return append(v.proof(m-(mid-lo), mid, hi, false), v.over(lo, mid))
}

func vastTree(w *world) ([]byte, error) {
	var v invented
	for _, leaf := range w.log.Leaves() {
		v = append(v, tlog.RecordHash(leaf))
	}
	c := journal.Checkpoint{Origin: origin, Size: 1 << 52}
	c.Root = v.over(0, c.Size)
	s, err := journal.SignCheckpoint(c, w.key)
	if err != nil {
		return nil, err
	}
	proof := v.proof(w.log.Size(), 0, c.Size, true)
	if err := journal.CheckConsistency(w.last.Checkpoint, c, proof); err != nil {
		return nil, fmt.Errorf("the lie is not well made: %w", err)
	}
	for _, p := range w.peers {
		if code, said := w.ask(p, cosigner.Request{Old: p.size, Proof: proof, Checkpoint: s}); code != http.StatusBadRequest {
			return nil, fmt.Errorf("%w: %s answers %d: %s", errUnnoticed, p.name, code, said)
		}
	}
	return w.file(Evidence{Kind: Unaccepted, Notes: []string{noted(s)}}), nil
}
