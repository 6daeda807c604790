// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"fmt"

	"truce/journal"
)

// sent is a submission with words.
func (w *world) sent(words string) journal.Draft {
	return w.draft(journal.Submission, `{"door":"a"}`, fmt.Sprintf(`{"text":%q}`, words), `{"n":1}`)
}

// displaced is an attack by an entry that is not where its receipt says, or not as it was. The log logs what instead returns, of
// a draft that was promised the next number.
func displaced(name, does string, instead func(w *world, promised journal.Draft) []journal.Draft) Attack {
	return Attack{Name: name, Does: does, By: "whoever holds the receipt, with any bundle", run: func(w *world) ([]byte, error) {
		l, err := w.log.from(w.log.Size())
		if err != nil {
			return nil, err
		}
		d := w.sent("seen")
		placed, err := w.enter(l, d)
		if err != nil {
			return nil, err
		}
		receipt, err := w.receipt(journal.Durable, placed[0], w.now+due)
		if err != nil {
			return nil, err
		}
		if _, err := w.enter(w.log, instead(w, d)...); err != nil {
			return nil, err
		}
		if w.last, err = w.publish(w.log); err != nil {
			return nil, err
		}
		return w.broken(receipt)
	}}
}

// onPlaces are attacks by what stands in a promised place.
func onPlaces() []Attack {
	return []Attack{
		displaced("log it one place later", "lets somebody else's entry go before one that was promised a number", func(w *world, d journal.Draft) []journal.Draft {
			return []journal.Draft{w.sent("pushed in"), d}
		}),
		displaced("date it back", "logs what was promised with a time before it came", func(_ *world, d journal.Draft) []journal.Draft {
			d.Time -= 5000
			return []journal.Draft{d}
		}),
		displaced("log it as another kind", "logs the words of a submission as a rating", func(w *world, _ journal.Draft) []journal.Draft {
			return []journal.Draft{w.draft(journal.Rating, `{"text":"seen"}`)}
		}),
		displaced("log it by another engine", "says of what was promised that another engine is to judge it", func(_ *world, d journal.Draft) []journal.Draft {
			d.Engine = "truce/engine/0"
			return []journal.Draft{d}
		}),
		displaced("salt it anew", "logs the very words under other salts, so that the sender's proof of his part fails", func(_ *world, d journal.Draft) []journal.Draft {
			return []journal.Draft{d} // the journal draws salts for each entry
		}),
		{"exchange two promised entries", "logs two submissions in each other's place", "each of the two senders", func(w *world) ([]byte, error) {
			l, err := w.log.from(w.log.Size())
			if err != nil {
				return nil, err
			}
			sealed, err := journal.SealAll([]journal.Draft{w.sent("first"), w.sent("second")})
			if err != nil {
				return nil, err
			}
			var receipts []string
			for _, s := range sealed {
				placed, err := l.place(s)
				if err != nil {
					return nil, err
				}
				r, err := w.receipt(journal.Durable, placed, w.now+due)
				if err != nil {
					return nil, err
				}
				receipts = append(receipts, r)
			}
			for _, s := range []*journal.Sealed{sealed[1], sealed[0]} {
				if _, err := w.log.place(s); err != nil {
					return nil, err
				}
			}
			if w.last, err = w.publish(w.log); err != nil {
				return nil, err
			}
			return w.broken(receipts[w.random.IntN(2)])
		}},
	}
}

// claim is the level of a receipt, and how many cosigners in league cosigned the checkpoint in it.
type claim struct {
	level  journal.Level
	league int
}

// under signs a receipt from logged on for an entry that a log has and the published one has not, under a checkpoint of it.
func (w *world) under(says claim, l *log, p journal.Placed) (string, error) {
	c, err := l.Checkpoint(l.Size())
	if err != nil {
		return "", err
	}
	for _, peer := range w.peers[:says.league] {
		line, err := journal.Cosign(c.Checkpoint, peer.key, w.now)
		if err != nil {
			return "", err
		}
		c.Note = c.Note.With(line)
	}
	proof, err := l.Inclusion(c.Size, p.Seq-1)
	if err != nil {
		return "", err
	}
	data, err := journal.SignReceipt(journal.Receipt{
		Level: says.level, Origin: origin, Root: p.PartsRoot, Received: w.now * 1000, Deadline: (w.now + due) * 1000, Seq: p.Seq, Header: p.Header,
		Proof: proof, Checkpoint: noted(c),
	}, w.key)
	return string(data), err
}

// levelled is an attack by a receipt of a level whose checkpoint is of a fork: its proof holds, and the published log goes on
// otherwise.
func levelled(name, does string, says claim, after func(w *world) error) Attack {
	return Attack{Name: name, Does: does, By: who, run: func(w *world) ([]byte, error) {
		l, p, _, err := w.promised(journal.Durable)
		if err != nil {
			return nil, err
		}
		receipt, err := w.under(says, l, p)
		if err == nil {
			err = after(w)
		}
		if err != nil {
			return nil, err
		}
		return w.broken(receipt)
	}}
}

// onLevels are attacks by receipts of each level.
func onLevels() []Attack {
	forget := func(w *world) error { return w.heartbeats(due + 60) }
	replace := func(w *world) (err error) {
		if _, err = w.grow(w.log, 2); err == nil {
			w.last, err = w.publish(w.log)
		}
		return err
	}
	return []Attack{
		levelled("say logged and leave it out", "proves it under a fork that nobody else sees, and never logs it", claim{journal.Logged, 0}, forget),
		levelled("say logged and log another", "proves it under a fork, and logs something else in its place", claim{journal.Logged, 0}, replace),
		levelled("say witnessed and leave it out", "has one cosigner in league cosign the fork, and never logs it", claim{journal.Witnessed, 1}, forget),
		levelled("say witnessed and log another", "has one cosigner in league cosign the fork, and logs something else", claim{journal.Witnessed, 1}, replace),
		{"change what has no number yet", "says received, and logs the words with one changed", who + " and a bundle of all entries", func(w *world) ([]byte, error) {
			_, _, receipt, err := w.promised(journal.Received)
			if err != nil {
				return nil, err
			}
			if _, err := w.enter(w.log, w.sent("not seen")); err != nil {
				return nil, err
			}
			if err := w.heartbeats(due + 60); err != nil {
				return nil, err
			}
			return w.broken(receipt)
		}},
	}
}
