// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"bytes"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
)

// Outcome is what a reader finds of a question about the record: the word of a receipt, a check of a bundle.
type Outcome string

// The outcomes. The zero value is not given.
const (
	// Yes, of a receipt: what was sent stands under a checkpoint that the quorum had cosigned by the deadline.
	Yes Outcome = "yes"
	// No, of a receipt: what was shown proves it to anyone with the same policy.
	No Outcome = "no"
	// CouldNotTell is neither; the reason says what is lacking.
	CouldNotTell Outcome = "could not tell"
)

// Reason is why an answer was given.
type Reason string

// The reasons, each with the answer that it goes with.
const (
	// InTime goes with Yes.
	InTime Reason = "it stands under a checkpoint that the quorum had cosigned by the deadline"
	// LeftOut goes with No, as does Replaced.
	LeftOut Reason = "left out: a quorum cosigned the checkpoint after the deadline, and none of it knew a tree that holds it"
	// Replaced says that the log has something else in the promised place.
	Replaced Reason = "another leaf stands in its place"

	// The rest goes with CouldNotTell.

	// NotAccepted says that the checkpoint is none that the policy accepts.
	NotAccepted Reason = "the policy does not accept the checkpoint"
	// OtherLog says that the checkpoint is of another log than the receipt.
	OtherLog Reason = "the checkpoint is of another log"
	// NotYet says that the checkpoint does not hold it and does not show that the deadline has passed.
	NotYet Reason = "the checkpoint does not hold it, and it is not shown that none did by the deadline"
	// Late says that it stands in the log, but the checkpoint was cosigned after the deadline; an earlier one may not have been.
	Late Reason = "it stands under the checkpoint, which the quorum had not cosigned by the deadline; an earlier one may show that it was in time"
	// NoTime says that it stands in the log, by a policy whose quorum needs nobody: nothing shows when.
	NoTime Reason = "it stands under the checkpoint, and the quorum needs nobody who could say when"
	// NoLeaf says that the checkpoint is large enough and nothing shows what stands in the promised place.
	NoLeaf Reason = "nothing shows which leaf stands in its place"
	// Withheld says that the leaf was asked for where the log is published, after the deadline, and not shown. It is no proof, as
	// the reader may not have reached the log, but the operator owes the leaf.
	Withheld Reason = "withheld: the deadline has passed, and what the log publishes does not show the leaf in its place; the operator owes it, although this alone does not prove that the word was broken"
	// NoEntries says that a receipt without a number needs all entries under the checkpoint.
	NoEntries Reason = "a receipt without a number needs every entry under the checkpoint"
	// Contradicted says that one checkpoint shows it in time and another that it was left out: no honest cosigner stands in both.
	Contradicted Reason = "one checkpoint shows it in time and another that it was left out: cosigners of the quorum broke faith, and not one of them alone where the quorum bears it"
	// NoCheckpoint says that there is no checkpoint to judge by.
	NoCheckpoint Reason = "there is no checkpoint to judge by"
)

// Evidence is what a reader holds beside a receipt. The zero value is nothing: then the checkpoint and the proof in the
// receipt itself are the evidence.
type Evidence struct {
	// Now is the reader's clock, in milliseconds since 1970: a cosignature that is more than ClockTolerance ahead of it counts as
	// none. 0 is no clock.
	Now int64
	// Checkpoint is one of the receipt's log. The zero one is none.
	Checkpoint SignedCheckpoint
	// Leaf stands at index Seq-1 under Checkpoint, as Proof shows. It is nil if the reader does not have it.
	Leaf  []byte
	Proof []tlog.Hash
	// Withheld tells that the leaf was asked for where the log publishes it, and was not there or not the one of the checkpoint.
	Withheld bool
	// Complete tells that the reader rebuilt the tree of Checkpoint from all its entries and Roots are the parts roots of
	// every one. Whoever sets it answers for it; nothing here can check it.
	Complete bool
	Roots    []canon.Digest
}

// Judgement is an answer and its reason.
type Judgement struct {
	Outcome Outcome
	Reason  Reason
	// Acceptance says who had cosigned the checkpoint that was judged by; zero if there was none.
	Acceptance Acceptance
}

// JudgeReceipt says whether the operator kept the word of a receipt, by the policy of whoever asks. Its error says that
// there is no word to keep: no receipt, or none that a log of the policy signed (ErrReceipt, ErrNotSigned). Proof in Evidence
// that does not hold is no evidence. What the receipt itself shows counts beside the evidence: where it shows that the word was
// kept, a checkpoint that shows neither takes nothing from that, and one that leaves it out contradicts it (Contradicted).
func JudgeReceipt(data []byte, p Policy, e Evidence) (Judgement, error) {
	r, log, err := p.openReceipt(data)
	if err != nil {
		return Judgement{}, err
	}
	own := Judgement{Outcome: CouldNotTell, Reason: NoCheckpoint}
	if shown, err := r.CheckProof(log); err == nil {
		own = r.judge(p, Evidence{Now: e.Now, Checkpoint: shown, Leaf: r.Leaf(), Proof: r.Proof})
	}
	if e.Checkpoint.Checkpoint == (Checkpoint{}) {
		return own, nil
	}
	j := r.judge(p, e)
	switch {
	case own.Outcome != Yes:
		return j, nil
	case j.Outcome == CouldNotTell:
		return own, nil
	case j.Reason == LeftOut:
		j.Outcome, j.Reason = CouldNotTell, Contradicted
	}
	return j, nil
}

// judge judges by one checkpoint.
func (r Receipt) judge(p Policy, e Evidence) Judgement {
	a := p.JudgeAt(e.Checkpoint, e.Now)
	j := Judgement{Acceptance: a}
	switch {
	case e.Checkpoint.Origin != r.Origin:
		j.Outcome, j.Reason = CouldNotTell, OtherLog
	case !a.Accepted:
		j.Outcome, j.Reason = CouldNotTell, NotAccepted
	case r.Level.Includes(Durable):
		j.Outcome, j.Reason = r.judgeLeaf(p, a, e)
	default:
		j.Outcome, j.Reason = r.judgeRoots(p, a, e)
	}
	return j
}

// openReceipt opens a receipt with whichever log's key of the policy signed it.
func (p Policy) openReceipt(data []byte) (r Receipt, log VerifierKey, err error) {
	err = ErrNotSigned
	for _, l := range p.logs {
		if r, err = OpenReceipt(data, l.Key); err == nil {
			return r, l.Key, nil
		}
	}
	return Receipt{}, VerifierKey{}, err
}

// judgeLeaf judges a promise of a leaf at a place, under an accepted checkpoint of its log.
func (r Receipt) judgeLeaf(p Policy, a Acceptance, e Evidence) (Outcome, Reason) {
	c := e.Checkpoint.Checkpoint
	switch {
	case r.Seq > c.Size && r.leftOut(p, a, e):
		return No, LeftOut
	case r.Seq > c.Size:
		return CouldNotTell, NotYet
	case e.Withheld && e.Now > r.Deadline:
		return CouldNotTell, Withheld
	case e.Leaf == nil || CheckInclusion(c, r.Seq-1, e.Leaf, e.Proof) != nil:
		return CouldNotTell, NoLeaf
	case !bytes.Equal(e.Leaf, r.Leaf()):
		return No, Replaced
	default:
		return r.inTime(a)
	}
}

// leftOut tells whether cosignatures after the deadline, which has passed by the reader's clock too, show that what is not under
// their checkpoint was left out.
func (r Receipt) leftOut(p Policy, a Acceptance, e Evidence) bool {
	return (e.Now == 0 || e.Now > r.Deadline) && p.Blocks(a, r.Deadline)
}

// judgeRoots judges a promise of content without a place.
func (r Receipt) judgeRoots(p Policy, a Acceptance, e Evidence) (Outcome, Reason) {
	switch {
	case !e.Complete:
		return CouldNotTell, NoEntries
	case slices.Contains(e.Roots, r.Root):
		return r.inTime(a)
	case r.leftOut(p, a, e):
		return No, LeftOut
	default:
		return CouldNotTell, NotYet
	}
}

// inTime judges a promise whose content is under the checkpoint.
func (r Receipt) inTime(a Acceptance) (Outcome, Reason) {
	switch {
	case a.MetAt == 0:
		return CouldNotTell, NoTime
	case a.MetAt > floorSeconds(r.Deadline):
		return CouldNotTell, Late
	default:
		return Yes, InTime
	}
}
