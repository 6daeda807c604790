// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"context"
	"fmt"
	"strings"

	"truce/app"
	"truce/internal/durable"
	"truce/internal/durable/faulty"
	"truce/internal/sim/tree"
	"truce/journal"
	"truce/journal/tiles"
)

// conspire returns a fork with a checkpoint that two cosigners of three cosigned, who are in league with the operator and keep no
// state: more than the quorum bears.
func (w *world) conspire(from, size int64) (*log, journal.SignedCheckpoint, error) {
	l, err := w.forkOf(from, size)
	if err != nil {
		return nil, journal.SignedCheckpoint{}, err
	}
	c, err := l.Checkpoint(size)
	if err != nil {
		return nil, c, err
	}
	for _, p := range w.peers[1:] {
		line, err := journal.Cosign(c.Checkpoint, p.key, w.now)
		if err != nil {
			return nil, c, err
		}
		c.Note = c.Note.With(line)
	}
	if !w.judge(c).Accepted {
		return nil, c, fmt.Errorf("a quorum in league is not accepted")
	}
	return l, c, nil
}

// seen publishes a tree and opens it as a mirror or an auditor does.
func (w *world) seen(t *tree.Tree, size int64) (app.View, error) {
	c, err := t.Checkpoint(size)
	if err != nil {
		return app.View{}, err
	}
	disk := faulty.New()
	if err := tiles.Publish(w.ctx, durable.NewFolder(disk), t.Source(), c); err != nil {
		return app.View{}, err
	}
	fetch := func(_ context.Context, path string, limit int64) ([]byte, error) { return disk.Read(path, limit) }
	return app.ViewPublished(w.ctx, fetch, w.key.Verifier())
}

// sizes are those of two logs, of which the second parts from the first after some leaves.
type sizes struct{ first, parts, second int64 }

// shownTwo is an attack by two publications of whole logs, each in order for whoever sees it alone.
func shownTwo(name, does string, of sizes) Attack {
	return Attack{Name: name, Does: does, By: "a mirror that saw both, or two readers with audit", run: func(w *world) ([]byte, error) {
		honest, other := tree.New(w.key), tree.New(w.key)
		salt := fmt.Sprint("honest ", w.random.Uint64())
		if err := honest.Grow(of.first, salt); err != nil {
			return nil, err
		}
		if err := other.Grow(of.parts, salt); err != nil {
			return nil, err
		}
		if err := other.Grow(of.second, "other"); err != nil {
			return nil, err
		}
		one, err := w.seen(honest, of.first)
		if err != nil {
			return nil, err
		}
		two, err := w.seen(other, of.second)
		if err != nil {
			return nil, err
		}
		return w.compared(one, two)
	}}
}

// compared is the evidence of two views, as mirror and audit write it.
func (w *world) compared(one, two app.View) ([]byte, error) {
	t, err := one.Compare(two)
	if err != nil || t == nil {
		return nil, fmt.Errorf("%w: two trees are one: %w", errUnnoticed, err)
	}
	return w.file(Evidence{Kind: TwoTrees, Shown: shown(t.Bytes())}), nil
}

// onMirrors are attacks on those who compare what they were shown.
func onMirrors() []Attack {
	return []Attack{
		shownTwo("show a mirror a larger fork", "publishes a fork that is larger than what a mirror holds", sizes{300, 299, 310}),
		shownTwo("show a mirror a smaller fork", "publishes a fork that is smaller than what a mirror holds, as if from a backup", sizes{300, 200, 280}),
		shownTwo("show two readers two trees of a size", "publishes two logs of as many leaves at two addresses", sizes{300, 150, 300}),
		shownTwo("part at the first leaf", "publishes a log that has nothing in common with the one before", sizes{270, 0, 530}),
		shownTwo("part at the end of a tile", "publishes a fork that parts exactly where a tile is full", sizes{257, 256, 512}),
		shownTwo("fork from a single leaf", "published one leaf, and then a log without it", sizes{1, 0, 300}),
		{"two bundles under a quorum in league", "has two cosigners of three cosign a fork, and gives two readers a bundle of each", "two readers with audit, as neither can tell alone", func(w *world) ([]byte, error) {
			l, c, err := w.conspire(w.log.Size()-1, w.log.Size()+2)
			if err != nil {
				return nil, err
			}
			policy, err := journal.ParsePolicy([]byte(w.policy))
			if err != nil {
				return nil, err
			}
			var views [2]app.View
			for i, of := range []struct {
				log   *log
				under journal.SignedCheckpoint
			}{{w.log, w.last}, {l, c}} {
				text, err := w.pack(of.log, of.under, nil)
				if err != nil {
					return nil, err
				}
				if views[i], err = app.ViewBundle(strings.NewReader(text), &policy, 0); err != nil {
					return nil, err
				}
			}
			return w.compared(views[0], views[1])
		}},
	}
}
