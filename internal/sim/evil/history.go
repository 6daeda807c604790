// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/internal/sim/tree"
	"truce/journal"
	"truce/journal/cosigner"
)

// refused asks all cosigners for a checkpoint of a log and returns it if none signs and the reader does not take it.
func (w *world) refused(l *log) (journal.SignedCheckpoint, error) {
	c, given, err := w.cosign(l, l.Size(), w.peers...)
	if err == nil && (given > 0 || w.judge(c).Accepted) {
		err = fmt.Errorf("%w: %d cosigners signed", errUnnoticed, given)
	}
	return c, err
}

// contradiction is the evidence that a checkpoint of a log and the one that the reader has accepted are of two histories.
func (w *world) contradiction(l *log, c journal.SignedCheckpoint) []byte {
	larger := l
	if c.Size < w.last.Size {
		larger = w.log
	}
	return w.twoTrees(w.last, c, larger)
}

// twoTrees is the evidence that two checkpoints are of two trees, made from the hashes of the larger tree as mirror and audit make
// it. Where they are not, it proves nothing.
func (w *world) twoTrees(a, b journal.SignedCheckpoint, larger tlog.HashReader) []byte {
	t, err := journal.Compare(a, b, larger)
	if err != nil || t == nil {
		return w.file(Evidence{Kind: TwoTrees})
	}
	return w.file(Evidence{Kind: TwoTrees, Shown: shown(t.Bytes())})
}

// shown is evidence as it stands in a file of its own.
func shown(data []byte, err error) string {
	if err != nil {
		panic("evil: evidence without canonical bytes: " + err.Error())
	}
	return string(data)
}

// noted returns a checkpoint as it stands in evidence.
func noted(c journal.SignedCheckpoint) string { return string(c.Note.Bytes()) }

// forged returns a log of other leaves.
func (w *world) forged(leaves [][]byte) (*log, error) {
	l := &log{Tree: tree.New(w.key)}
	return l, l.Add(leaves...)
}

// rewriting is an attack by a log whose leaves differ.
func rewriting(name, does string, change func(w *world, leaves [][]byte) [][]byte) Attack {
	return Attack{Name: name, Does: does, By: "every cosigner", run: func(w *world) ([]byte, error) {
		l, err := w.forged(change(w, slices.Clone(w.log.Leaves())))
		if err != nil {
			return nil, err
		}
		c, err := w.refused(l)
		return w.contradiction(l, c), err
	}}
}

// any returns a place in a list but the first.
func (w *world) any(leaves [][]byte) int { return 1 + w.random.IntN(len(leaves)-1) }

func onHistory() []Attack {
	other := func(w *world) []byte { return tree.Leaf(w.random.Int64(), "other") }
	return []Attack{
		rewriting("rewrite a record", "changes an entry that was cosigned", func(w *world, l [][]byte) [][]byte {
			l[w.any(l)] = other(w)
			return l
		}),
		rewriting("rewrite a record and grow", "changes an entry and goes on as if nothing were", func(w *world, l [][]byte) [][]byte {
			l[w.any(l)] = other(w)
			return append(l, other(w), other(w))
		}),
		rewriting("remove a record", "takes an entry out", func(w *world, l [][]byte) [][]byte {
			at := w.random.IntN(len(l) - 1)
			return slices.Delete(l, at, at+1)
		}),
		rewriting("remove a record and fill the hole", "takes an entry out and adds one at the end", func(w *world, l [][]byte) [][]byte {
			at := w.random.IntN(len(l) - 1)
			return append(slices.Delete(l, at, at+1), other(w))
		}),
		rewriting("cut the end off and go on", "forgets the last entries and enters others", func(w *world, l [][]byte) [][]byte {
			return append(l[:len(l)-2], other(w), other(w), other(w))
		}),
		rewriting("reorder two records", "lets one entry change places with another", func(w *world, l [][]byte) [][]byte {
			at := w.any(l)
			l[at], l[at-1] = l[at-1], l[at]
			return l
		}),
		rewriting("insert a record back in time", "puts an entry between two old ones", func(w *world, l [][]byte) [][]byte {
			return slices.Insert(l, w.any(l), other(w))
		}),
		rewriting("enter a record twice", "repeats an entry among old ones", func(w *world, l [][]byte) [][]byte {
			at := w.random.IntN(len(l) - 1)
			return slices.Insert(l, at, l[at])
		}),
		rewriting("found the log anew", "begins another history under the same key", func(w *world, l [][]byte) [][]byte {
			for i := range l {
				l[i] = other(w)
			}
			return append(l, other(w))
		}),
		{"salt the same content anew", "keeps the words of an entry and changes its salts, so that its commitment differs", "every cosigner", resalted},
		{"two instances on one key", "runs a second copy of the log, which grows otherwise", "every cosigner", twoInstances},
		{"go on from a backup", "restores an older copy and lets it grow past what was cosigned", "every cosigner, and the log's own client before that", fromBackup},
		{"sign a log that was cut off", "signs a smaller tree of the same history as if it were the newest", "every cosigner", cutOff},
	}
}

func resalted(w *world) ([]byte, error) {
	at := w.log.Size() - 1
	l, err := w.log.from(at)
	if err != nil {
		return nil, err
	}
	e, err := w.log.rows[at].Entry()
	if err != nil {
		return nil, err
	}
	part, _ := e.Parts[0].Disclosed()
	part.Salt = canon.Salt{} // the journal draws another
	d := journal.Draft{Kind: e.Header.Kind, Engine: engine, Time: e.Header.Time, Parts: []canon.Part{part}}
	if _, err := w.enter(l, d); err != nil {
		return nil, err
	}
	c, err := w.refused(l)
	return w.contradiction(l, c), err
}

func twoInstances(w *world) ([]byte, error) {
	second, err := w.log.from(w.log.Size())
	if err != nil {
		return nil, err
	}
	if _, err := w.grow(w.log, 2); err != nil {
		return nil, err
	}
	if _, err := w.grow(second, 2); err != nil {
		return nil, err
	}
	if w.last, err = w.publish(w.log); err != nil {
		return nil, err
	}
	if _, err := w.refused(second); err != nil {
		return nil, err
	}
	// The cosigners keep what proves it, which is taken here as they keep it.
	return w.kept(w.peers[0])
}

// transport lets a client reach the cosigners of a world without a network.
type transport struct{ w *world }

// RoundTrip answers for the cosigner that is the host.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	for _, p := range t.w.peers {
		if p.name == r.URL.Host {
			return answerOf(p, r), nil
		}
	}
	return nil, errors.New("no such host")
}

func fromBackup(w *world) ([]byte, error) {
	restored, err := w.log.from(w.log.Size() - 2)
	if err != nil {
		return nil, err
	}
	c, err := restored.Checkpoint(restored.Size())
	if err != nil {
		return nil, err
	}
	_, err = w.client().Collect(w.ctx, cosigner.Submission{Checkpoint: c, Prove: restored.Prove}, w.addresses())
	if !errors.Is(err, cosigner.ErrOlderThanCosigned) {
		return nil, fmt.Errorf("%w: a log older than its cosigned checkpoint goes on: %w", errUnnoticed, err)
	}
	if _, err := w.grow(restored, 5); err != nil {
		return nil, err
	}
	forged, err := w.refused(restored)
	return w.contradiction(restored, forged), err
}

func cutOff(w *world) ([]byte, error) {
	c, err := w.log.Checkpoint(w.log.Size() - 1)
	if err != nil {
		return nil, err
	}
	for _, p := range w.peers {
		for _, old := range []int64{0, 1, p.size - 1, p.size} {
			r := cosigner.Request{Old: old, Checkpoint: c}
			if old > 0 && old <= c.Size {
				if r.Proof, err = w.log.Prove(w.ctx, old, c.Size); err != nil {
					return nil, err
				}
			}
			if code, _ := w.ask(p, r); code == http.StatusOK {
				return nil, fmt.Errorf("%w: %s signs %d leaves after %d", errUnnoticed, p.name, c.Size, p.size)
			}
		}
	}
	return w.file(Evidence{Kind: Unaccepted, Notes: []string{noted(c)}}), nil
}

// nodes returns the two hashes below the root of a tree.
func nodes(l *log, level int) (left, right tlog.Hash, err error) {
	hashes, err := l.ReadHashes([]int64{tlog.StoredHashIndex(level, 0), tlog.StoredHashIndex(level, 1)})
	if err != nil {
		return left, right, err
	}
	return hashes[0], hashes[1], nil
}
