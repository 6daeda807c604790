// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/internal/durable"
	"truce/internal/sim/tree"
	"truce/journal"
	"truce/journal/cosigner"
)

func answerOf(p *peer, r *http.Request) *http.Response {
	out := httptest.NewRecorder()
	p.server.ServeHTTP(out, r)
	return out.Result()
}

// forkOf returns a second history that parts from the log after its first entries and is of a size.
func (w *world) forkOf(from, size int64) (*log, error) {
	l, err := w.log.from(from)
	if err == nil {
		_, err = w.grow(l, int(size-from))
	}
	return l, err
}

// proving is an attack by a fork with a request of the operator's making.
func proving(name, does string, request func(w *world, fork *log, r *cosigner.Request) error) Attack {
	return Attack{Name: name, Does: does, By: "every cosigner", run: func(w *world) ([]byte, error) {
		l, err := w.forkOf(w.log.Size()-2, w.log.Size()+3)
		if err != nil {
			return nil, err
		}
		for _, p := range w.peers {
			r, err := l.Request(p.size, l.Size())
			if err == nil {
				err = request(w, l, &r)
			}
			if err != nil {
				return nil, err
			}
			if code, _ := w.ask(p, r); code == http.StatusOK {
				return nil, fmt.Errorf("%w: %s signs", errUnnoticed, p.name)
			}
		}
		c, err := l.Checkpoint(l.Size())
		return w.contradiction(l, c), err
	}}
}

func onCosigners() []Attack {
	return []Attack{
		proving("a proof of chance", "sends hashes that prove nothing", func(w *world, _ *log, r *cosigner.Request) error {
			for i := range r.Proof {
				r.Proof[i][0] = byte(w.random.Uint32())
			}
			return nil
		}),
		proving("no proof", "sends none", func(_ *world, _ *log, r *cosigner.Request) error {
			r.Proof = nil
			return nil
		}),
		proving("the proof of the honest tree", "grows the honest tree and sends its proof for the other", func(w *world, fork *log, r *cosigner.Request) error {
			honest, err := w.forkOf(w.log.Size(), fork.Size())
			if err == nil {
				r.Proof, err = honest.Prove(w.ctx, r.Old, fork.Size())
			}
			return err
		}),
		proving("say that the cosigner is new", "claims that the cosigner never signed", func(_ *world, _ *log, r *cosigner.Request) error {
			r.Old, r.Proof = 0, nil
			return nil
		}),
		proving("a proof from before the fork", "names an old size from which the other tree did grow", func(w *world, fork *log, r *cosigner.Request) (err error) {
			r.Old = w.log.Size() - 2
			r.Proof, err = fork.Prove(w.ctx, r.Old, fork.Size())
			return err
		}),
		proving("a proof to itself", "names the new size as the old one", func(_ *world, fork *log, r *cosigner.Request) error {
			r.Old, r.Proof = fork.Size(), nil
			return nil
		}),
		{"another tree of the same size", "asks for a second root of the size that was cosigned", "every cosigner, which keeps both", sameSize},
		{"a split view to two cosigners", "shows one history to one cosigner and another to the others", "the reader who was shown the smaller part", splitCosigners},
		{"a cosigner that signs everything", "is in league with one cosigner of three", "a reader who asks for all three", league},
		{"a checkpoint of another log", "asks under the name of a log that the cosigner does not know", "every cosigner", otherOrigin},
		{"a key that was not enrolled", "signs with a fresh key under the log's name", "every cosigner and every reader", otherKey},
		{"move a cosigner's clock back", "sets the clock before a deadline that has passed", "every cosigner", clockBack},
	}
}

func sameSize(w *world) ([]byte, error) {
	l, err := w.forkOf(w.log.Size()-1, w.log.Size())
	if err != nil {
		return nil, err
	}
	if _, err := w.refused(l); err != nil {
		return nil, err
	}
	for _, p := range w.peers {
		if _, err := w.kept(p); err != nil {
			return nil, err
		}
	}
	return w.kept(w.peers[w.random.IntN(len(w.peers))])
}

func splitCosigners(w *world) ([]byte, error) {
	size := w.log.Size()
	one, err := w.forkOf(size, size+3)
	if err != nil {
		return nil, err
	}
	two, err := w.forkOf(size, size+3)
	if err != nil {
		return nil, err
	}
	first, _, err := w.cosign(one, one.Size(), w.peers[0])
	if err != nil {
		return nil, err
	}
	second, _, err := w.cosign(two, two.Size(), w.peers[1:]...)
	if err != nil {
		return nil, err
	}
	if w.judge(first).Accepted || !w.judge(second).Accepted {
		return nil, fmt.Errorf("%w: %t and %t", errUnnoticed, w.judge(first).Accepted, w.judge(second).Accepted)
	}
	return w.twoTrees(first, second, two), nil
}

func league(w *world) ([]byte, error) {
	w.policy = string(bytes.Replace([]byte(w.policy), []byte("group all 2"), []byte("group all 3"), 1))
	size := w.log.Size()
	var both [2]journal.SignedCheckpoint
	for n := range 2 {
		l, err := w.forkOf(size, size+2)
		if err != nil {
			return nil, err
		}
		c, _, err := w.cosign(l, l.Size(), w.peers[n])
		if err != nil {
			return nil, err
		}
		bad, err := journal.Cosign(c.Checkpoint, w.peers[2].key, w.now)
		if err != nil {
			return nil, err
		}
		c.Note = c.Note.With(bad)
		if w.judge(c).Accepted {
			return nil, errUnnoticed
		}
		both[n] = c
	}
	return w.twoTrees(both[0], both[1], nil), nil
}

// foreign asks every cosigner for a checkpoint that none may sign.
func (w *world) foreign(c journal.SignedCheckpoint, want int) ([]byte, error) {
	for _, p := range w.peers {
		if code, _ := w.ask(p, cosigner.Request{Checkpoint: c}); code != want {
			return nil, fmt.Errorf("%w: %s answers %d, want %d", errUnnoticed, p.name, code, want)
		}
	}
	return w.file(Evidence{Kind: Unaccepted, Notes: []string{noted(c)}}), nil
}

func otherOrigin(w *world) ([]byte, error) {
	key, err := tree.Key("other.example/1", journal.SignsNotes)
	if err != nil {
		return nil, err
	}
	t := tree.New(key)
	if err := t.Grow(5, ""); err != nil {
		return nil, err
	}
	c, err := t.Checkpoint(5)
	if err != nil {
		return nil, err
	}
	return w.foreign(c, http.StatusNotFound)
}

func otherKey(w *world) ([]byte, error) {
	key, err := otherKeyOf(w)
	if err != nil {
		return nil, err
	}
	c, err := journal.SignCheckpoint(journal.Checkpoint{Origin: origin, Size: 3, Root: tlog.Hash{1}}, key)
	if err != nil {
		return nil, err
	}
	return w.foreign(c, http.StatusForbidden)
}

// otherKeyOf returns a key of the log's name that nobody knows.
func otherKeyOf(w *world) (journal.SigningKey, error) {
	seed := bytes.Repeat([]byte{byte(w.random.Uint32())}, 32)
	return journal.GenerateKey(bytes.NewReader(seed), origin, journal.SignsNotes)
}

func clockBack(w *world) ([]byte, error) {
	if _, err := w.grow(w.log, 1); err != nil {
		return nil, err
	}
	w.now -= 100
	c, given, err := w.cosign(w.log, w.log.Size(), w.peers...)
	w.now += 100
	if err == nil && given > 0 {
		err = fmt.Errorf("%w: %d cosigners signed with a time before their last", errUnnoticed, given)
	}
	return w.file(Evidence{Kind: Unaccepted, Notes: []string{noted(c)}}), err
}

// onStates are attacks by an operator who can write a cosigner's disk. The cosigner is a, and its evidence is the fork that
// it is then asked for.
func onStates() []Attack {
	return []Attack{
		{"put a running cosigner's state back", "writes an older state under the running cosigner", "the cosigner", func(w *world) ([]byte, error) {
			return w.onState(false, func(_ *peer, before []byte) []byte { return before })
		}},
		{"put a stopped cosigner's state back", "writes an older state and starts the cosigner", "the cosigner, at its own signature", func(w *world) ([]byte, error) {
			return w.onState(true, func(_ *peer, before []byte) []byte { return before })
		}},
		{"damage a cosigner's state", "flips a bit of the state", "the cosigner, at its start", func(w *world) ([]byte, error) {
			return w.onState(true, func(p *peer, _ []byte) []byte {
				now, err := p.disk.Read(statePath(), 1<<20)
				if err != nil {
					return nil
				}
				now[w.random.IntN(len(now))] ^= 1 << w.random.IntN(8)
				return now
			})
		}},
		{"give a cosigner another's state", "writes what another cosigner kept of the same log", "the cosigner, at its start", func(w *world) ([]byte, error) {
			return w.onState(true, func(*peer, []byte) []byte {
				data, err := w.peers[1].disk.Read(statePath(), 1<<20)
				if err != nil {
					return nil
				}
				return data
			})
		}},
		{"empty a cosigner's state", "writes an empty state", "the cosigner, at its start", func(w *world) ([]byte, error) {
			return w.onState(true, func(*peer, []byte) []byte { return []byte{} })
		}},
		{"forge a cosigner's state", "writes a state of the other tree, which only the log signed", "the cosigner, at its start", func(w *world) ([]byte, error) {
			return w.onState(true, func(*peer, []byte) []byte {
				l, err := w.forkOf(w.log.Size()-2, w.log.Size())
				if err != nil {
					return nil
				}
				c, err := l.Checkpoint(l.Size())
				if err != nil {
					return nil
				}
				return c.Note.Bytes()
			})
		}},
		{"enrol a log again", "enrols a log whose state is there, to begin anew", "the cosigner", func(w *world) ([]byte, error) {
			err := cosigner.Enrol(durable.NewFolder(w.peers[0].disk), w.peers[0].key.Verifier(), origin)
			if !errors.Is(err, cosigner.ErrEnrolled) {
				return nil, fmt.Errorf("%w: %w", errUnnoticed, err)
			}
			return w.onState(false, nil)
		}},
	}
}

// statePath is where a cosigner keeps its state of the log.
func statePath() string {
	return "logs/" + canon.SumBytes("truce/cosigner/1", []byte(origin)).String() + "/state"
}

// onState lets the log grow, changes the state of cosigner a, and asks it for a fork of the older tree.
func (w *world) onState(restart bool, change func(p *peer, before []byte) []byte) ([]byte, error) {
	p, old := w.peers[0], w.log.Size()
	before, err := p.disk.Read(statePath(), 1<<20)
	if err != nil {
		return nil, err
	}
	if _, err := w.grow(w.log, 3); err != nil {
		return nil, err
	}
	if w.last, err = w.publish(w.log); err != nil {
		return nil, err
	}
	if change != nil {
		if err := durable.NewFolder(p.disk).Write(statePath(), change(p, before)); err != nil {
			return nil, err
		}
	}
	fork, err := w.forkOf(old, old+5)
	if err != nil {
		return nil, err
	}
	c, err := fork.Checkpoint(fork.Size())
	if err != nil {
		return nil, err
	}
	if restart {
		err := w.start(p)
		if errors.Is(err, cosigner.ErrDamaged) || errors.Is(err, cosigner.ErrLost) {
			return w.contradiction(fork, c), nil
		}
		if err != nil {
			return nil, err
		}
		// Any honest log or reader brings its newest checkpoint back to it, with the cosigner's own signature.
		if code, _ := w.ask(p, cosigner.Request{Old: old, Checkpoint: w.last}); code == http.StatusOK {
			return nil, fmt.Errorf("%w: it signs what it had signed", errUnnoticed)
		}
	}
	for _, from := range []int64{old, old + 3} {
		r, err := fork.Request(from, fork.Size())
		if err != nil {
			return nil, err
		}
		if code, _ := w.ask(p, r); code == http.StatusOK {
			return nil, fmt.Errorf("%w: it signs the other tree", errUnnoticed)
		}
	}
	return w.contradiction(fork, c), nil
}
