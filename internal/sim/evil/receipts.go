// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"truce/journal"
)

// due is how long an operator has to log what it acknowledged, in seconds.
const due = 600

// promised enters a submission into a log of its own, as a server does, and returns it with the receipt. The log that is
// published does not have it.
func (w *world) promised(level journal.Level) (l *log, p journal.Placed, receipt string, err error) {
	if l, err = w.log.from(w.log.Size()); err != nil {
		return nil, p, "", err
	}
	placed, err := w.enter(l, w.draft(journal.Submission, `{"door":"a"}`, `{"text":"seen"}`, fmt.Sprintf(`{"n":%d}`, w.random.Int64())))
	if err != nil {
		return nil, p, "", err
	}
	receipt, err = w.receipt(level, placed[0], w.now+due)
	return l, placed[0], receipt, err
}

// heartbeats has the published log cosigned, as it must be once a minute, for so long.
func (w *world) heartbeats(seconds int64) error {
	w.waits = true
	for until := w.now + seconds; w.now < until; {
		w.now += 60
		c, err := w.publish(w.log)
		if err != nil {
			return err
		}
		w.last = c
	}
	return nil
}

// broken is the evidence that a receipt was not kept: with a bundle of what was cosigned last, by the clock.
func (w *world) broken(receipt string) ([]byte, error) {
	return w.judged(Receipts, receipt, w.last, w.now)
}

// judged is a receipt with a bundle of the log under a checkpoint.
func (w *world) judged(kind Kind, receipt string, c journal.SignedCheckpoint, now int64) ([]byte, error) {
	text, err := w.pack(w.log, c, nil)
	return w.file(Evidence{Kind: kind, Receipt: receipt, Bundle: text, At: now}), err
}

// who notices a receipt that was not kept.
const who = "whoever holds the receipt, with any checkpoint cosigned after the deadline"

// onReceipts are attacks by what is not logged, or otherwise than promised.
func onReceipts() []Attack {
	return []Attack{
		{"withhold after a receipt", "says durable and never logs it", who, func(w *world) ([]byte, error) {
			_, _, receipt, err := w.promised(journal.Durable)
			if err != nil {
				return nil, err
			}
			if err := w.heartbeats(due + 60); err != nil {
				return nil, err
			}
			return w.broken(receipt)
		}},
		{"withhold after a receipt without a number", "says received and never logs it", who + " and a bundle of all entries", withholdReceived},
		{"log it after the deadline", "logs what was promised an hour too late", who, func(w *world) ([]byte, error) {
			l, _, receipt, err := w.promised(journal.Durable)
			if err == nil {
				err = w.heartbeats(3600)
			}
			if err != nil {
				return nil, err
			}
			file, err := w.broken(receipt) // what a reader holds by then
			if err != nil {
				return nil, err
			}
			w.log = l
			_, err = w.publish(w.log)
			return file, err
		}},
		{"put another entry in its place", "logs something else under the promised number", "whoever holds the receipt", func(w *world) ([]byte, error) {
			_, _, receipt, err := w.promised(journal.Durable)
			if err != nil {
				return nil, err
			}
			if _, err := w.grow(w.log, 2); err != nil {
				return nil, err
			}
			if w.last, err = w.publish(w.log); err != nil {
				return nil, err
			}
			return w.broken(receipt)
		}},
		{"promise one place to two senders", "gives two receipts of one number", "the sender whose entry it is not", func(w *world) ([]byte, error) {
			_, _, loser, err := w.promised(journal.Durable)
			if err != nil {
				return nil, err
			}
			l, _, _, err := w.promised(journal.Durable)
			if err != nil {
				return nil, err
			}
			w.log = l
			if w.last, err = w.publish(w.log); err != nil {
				return nil, err
			}
			return w.broken(loser)
		}},
		{"change the words before logging them", "enters what was sent with one word changed", "whoever holds the receipt", func(w *world) ([]byte, error) {
			_, _, receipt, err := w.promised(journal.Durable)
			if err != nil {
				return nil, err
			}
			if _, err := w.enter(w.log, w.draft(journal.Submission, `{"door":"a"}`, `{"text":"not seen"}`, `{}`)); err != nil {
				return nil, err
			}
			if w.last, err = w.publish(w.log); err != nil {
				return nil, err
			}
			return w.broken(receipt)
		}},
	}
}

// onPromises are attacks by the receipts themselves.
func onPromises() []Attack {
	return []Attack{
		{"give a second receipt with a later deadline", "answers a retry with more time for itself", who + ", by the first receipt", func(w *world) ([]byte, error) {
			_, p, receipt, err := w.promised(journal.Durable)
			if err != nil {
				return nil, err
			}
			if _, err := w.receipt(journal.Durable, p, w.now+100*due); err != nil {
				return nil, err
			}
			if err := w.heartbeats(due + 60); err != nil {
				return nil, err
			}
			return w.broken(receipt)
		}},
		{"close the log to escape a receipt", "ends the log before it logs what was promised", who, func(w *world) ([]byte, error) {
			_, _, receipt, err := w.promised(journal.Durable)
			if err != nil {
				return nil, err
			}
			if _, err := w.enter(w.log, w.draft(journal.Closing, `{"origin":"next"}`)); err != nil {
				return nil, err
			}
			if w.last, err = w.publish(w.log); err != nil {
				return nil, err
			}
			return w.broken(receipt)
		}},
		{"a receipt with a proof that does not hold", "says logged and sends hashes of chance", "whoever holds the receipt", badProof},
		{"a receipt for a checkpoint", "gives a receipt out as the newest checkpoint", "every reader", func(w *world) ([]byte, error) {
			_, _, receipt, err := w.promised(journal.Durable)
			return w.file(Evidence{Kind: NotANote, Notes: []string{receipt}}), err
		}},
		{"a checkpoint for a receipt", "gives a checkpoint out as a receipt", "whoever is given it", func(w *world) ([]byte, error) {
			return w.file(Evidence{Kind: NotANote, Notes: []string{noted(w.last)}, Receipt: "asked for"}), nil
		}},
		{"a receipt by another key", "signs a receipt with a key that it will deny", "whoever is given it", func(w *world) ([]byte, error) {
			_, p, _, err := w.promised(journal.Durable)
			if err != nil {
				return nil, err
			}
			honest := w.key
			if w.key, err = otherKeyOf(w); err != nil {
				return nil, err
			}
			receipt, err := w.receipt(journal.Durable, p, w.now+due)
			w.key = honest
			return w.file(Evidence{Kind: NotANote, Notes: []string{receipt}, Receipt: "asked for"}), err
		}},
	}
}

func withholdReceived(w *world) ([]byte, error) {
	_, _, receipt, err := w.promised(journal.Received)
	if err != nil {
		return nil, err
	}
	if _, err := w.grow(w.log, 3); err != nil {
		return nil, err
	}
	if err := w.heartbeats(due + 60); err != nil {
		return nil, err
	}
	return w.broken(receipt)
}

func badProof(w *world) ([]byte, error) {
	_, p, _, err := w.promised(journal.Durable)
	if err != nil {
		return nil, err
	}
	if _, err := w.grow(w.log, 4); err != nil {
		return nil, err
	}
	if w.last, err = w.publish(w.log); err != nil {
		return nil, err
	}
	r := journal.Receipt{
		Level: journal.Logged, Origin: origin, Root: p.PartsRoot, Received: w.now * 1000, Deadline: (w.now + due) * 1000,
		Seq: p.Seq, Header: p.Header, Proof: []tlog.Hash{{1}, {2}, {3}}, Checkpoint: noted(w.last),
	}
	data, err := journal.SignReceipt(r, w.key)
	if err != nil {
		return nil, err
	}
	opened, err := journal.OpenReceipt(data, w.key.Verifier())
	if err != nil {
		return nil, err
	}
	if _, err := opened.CheckProof(w.key.Verifier()); err == nil {
		return nil, errUnnoticed
	}
	return w.file(Evidence{Kind: Unproven, Notes: []string{noted(w.last)}, Leaves: []string{string(p.Leaf())}, At: p.Seq - 1, Proof: journal.ProofLines(opened.Proof)}), nil
}
