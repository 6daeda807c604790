// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"truce/internal/sim/tree"
	"truce/journal"
)

// given is an attack by a checkpoint of a fork that is given to a reader as accepted.
func given(name, does string, forge func(w *world, fork journal.SignedCheckpoint) (journal.SignedCheckpoint, error)) Attack {
	return Attack{Name: name, Does: does, By: "every reader, by its own policy", run: func(w *world) ([]byte, error) {
		l, err := w.forkOf(w.log.Size()-1, w.log.Size()+1)
		if err != nil {
			return nil, err
		}
		c, err := l.Checkpoint(l.Size())
		if err == nil {
			c, err = forge(w, c)
		}
		if err == nil && w.judge(c).Accepted {
			err = errUnnoticed
		}
		return w.file(Evidence{Kind: Unaccepted, Notes: []string{string(c.Note.Bytes())}}), err
	}}
}

// byOne adds the cosignature of cosigner c, with whom the operator is in league.
func (w *world) byOne(c journal.SignedCheckpoint, seconds int64) (note.Signature, error) {
	return journal.Cosign(c.Checkpoint, w.peers[2].key, seconds)
}

func onReaders() []Attack {
	return []Attack{
		given("give out what nobody cosigned", "shows a fork to a reader alone", func(_ *world, c journal.SignedCheckpoint) (journal.SignedCheckpoint, error) { return c, nil }),
		given("give out a weaker policy", "publishes a policy that asks for no cosigner, and a fork that meets it", func(w *world, c journal.SignedCheckpoint) (journal.SignedCheckpoint, error) {
			weak, err := journal.ParsePolicy([]byte("log " + w.key.Verifier().String() + "\nquorum none\n"))
			if err == nil && !weak.Judge(c).Accepted {
				err = fmt.Errorf("the weaker policy does not accept it either")
			}
			return c, err
		}),
		given("count one cosigner twice", "adds two cosignatures of one cosigner in league", func(w *world, c journal.SignedCheckpoint) (journal.SignedCheckpoint, error) {
			for n := range int64(2) {
				line, err := w.byOne(c, w.now+n)
				if err != nil {
					return c, err
				}
				c.Note = c.Note.With(line)
			}
			return c, nil
		}),
		given("copy cosignatures", "adds the cosignatures of the honest checkpoint", func(w *world, c journal.SignedCheckpoint) (journal.SignedCheckpoint, error) {
			c.Note = c.Note.With(w.last.Note.Signatures...)
			return c, nil
		}),
		given("rename a cosignature", "gives the line of a cosigner in league the name and hash of another", func(w *world, c journal.SignedCheckpoint) (journal.SignedCheckpoint, error) {
			for _, p := range w.peers {
				line, err := w.byOne(c, w.now)
				if err != nil {
					return c, err
				}
				raw, err := base64.StdEncoding.DecodeString(line.Base64)
				if err != nil {
					return c, err
				}
				h := p.key.Verifier().KeyHash()
				copy(raw, []byte{byte(h >> 24), byte(h >> 16), byte(h >> 8), byte(h)})
				c.Note = c.Note.With(note.Signature{Name: p.key.Verifier().Name(), Hash: h, Base64: base64.StdEncoding.EncodeToString(raw)})
			}
			return c, nil
		}),
		given("cosign with keys of its own", "makes keys under the names of the cosigners", func(w *world, c journal.SignedCheckpoint) (journal.SignedCheckpoint, error) {
			for _, p := range w.peers {
				key, err := journal.GenerateKey(strings.NewReader(strings.Repeat(p.name, 32)), p.key.Verifier().Name(), journal.Cosigns)
				if err != nil {
					return c, err
				}
				line, err := journal.Cosign(c.Checkpoint, key, w.now)
				if err != nil {
					return c, err
				}
				c.Note = c.Note.With(line)
			}
			return c, nil
		}),
		given("cosign with the log's key", "lets the log's secret stand for a cosigner's", func(w *world, c journal.SignedCheckpoint) (journal.SignedCheckpoint, error) {
			for _, p := range w.peers {
				n, err := journal.SignNote(c.Note.Text, w.key)
				if err != nil {
					return c, err
				}
				parsed, err := journal.ParseNote(n)
				if err != nil {
					return c, err
				}
				c.Note = c.Note.With(note.Signature{Name: p.key.Verifier().Name(), Hash: p.key.Verifier().KeyHash(), Base64: parsed.Signatures[0].Base64})
			}
			return c, nil
		}),
		{"change the time of a cosignature", "makes cosignatures look as if they had been given before a deadline", "every reader, by its own policy", retimed},
		{"change a checkpoint and keep its signatures", "writes another root above the signatures", "every reader, by the log's own key", rerooted},
		{"serve an old checkpoint", "shows a reader the same checkpoint for an hour while others see newer ones", "the reader, by its clock", func(w *world) ([]byte, error) {
			old := w.last
			if _, err := w.grow(w.log, 3); err != nil {
				return nil, err
			}
			err := w.heartbeats(3600)
			return w.file(Evidence{Kind: Stale, Notes: []string{noted(old)}, At: w.now}), err
		}},
		{"freeze the log", "asks no cosigner any more", "every reader, by its clock", func(w *world) ([]byte, error) {
			w.now += Freshness + 1
			w.waits = true
			return w.file(Evidence{Kind: Stale, Notes: []string{noted(w.last)}, At: w.now + 60}), nil
		}},
		{"go back to an older checkpoint", "shows a reader an older checkpoint after a newer one", "the reader, who kept the newer one", func(w *world) ([]byte, error) {
			old := w.last
			if _, err := w.grow(w.log, 3); err != nil {
				return nil, err
			}
			var err error
			w.last, err = w.publish(w.log)
			return w.file(Evidence{Kind: Backwards, Notes: []string{noted(w.last), noted(old)}}), err
		}},
		{"an inner hash for a leaf", "gives out a node of the tree as an entry", "every reader, by its proof", func(w *world) ([]byte, error) {
			left, right, err := nodes(w.log, 0)
			proof, errProof := w.log.Inclusion(w.last.Size, 0)
			if err != nil || errProof != nil {
				return nil, fmt.Errorf("%w, %w", err, errProof)
			}
			leaf := string(append(append([]byte{1}, left[:]...), right[:]...))
			return w.unproven(leaf, 0, proof[1:]), nil
		}},
		{"a leaf in another place", "gives out a leaf with the proof of the place beside it", "every reader, by its proof", func(w *world) ([]byte, error) {
			proof, err := w.log.Inclusion(w.last.Size, 0)
			return w.unproven(string(w.log.Leaves()[0]), 1, proof), err
		}},
		{"a leaf that is not in the log", "gives out an entry that was never logged, with the proof of another", "every reader, by its proof", func(w *world) ([]byte, error) {
			proof, err := w.log.Inclusion(w.last.Size, 1)
			return w.unproven(string(tree.Leaf(w.random.Int64(), "never")), 1, proof), err
		}},
	}
}

func (w *world) unproven(leaf string, at int64, proof []tlog.Hash) []byte {
	return w.file(Evidence{Kind: Unproven, Notes: []string{noted(w.last)}, Leaves: []string{leaf}, At: at, Proof: journal.ProofLines(proof)})
}

func retimed(w *world) ([]byte, error) {
	c := w.last
	c.Note.Signatures = nil
	for _, s := range w.last.Note.Signatures {
		raw, err := base64.StdEncoding.DecodeString(s.Base64)
		if err != nil {
			return nil, err
		}
		if len(raw) > 70 { // a cosignature: four bytes of hash, eight of time
			raw[11] ^= 1
		}
		c.Note = c.Note.With(note.Signature{Name: s.Name, Hash: s.Hash, Base64: base64.StdEncoding.EncodeToString(raw)})
	}
	return w.file(Evidence{Kind: Unaccepted, Notes: []string{noted(c)}}), nil
}

func rerooted(w *world) ([]byte, error) {
	c := w.last
	c.Root[w.random.IntN(32)] ^= 1
	c.Note.Text = c.Text()
	return w.file(Evidence{Kind: NotANote, Notes: []string{noted(c)}}), nil
}
