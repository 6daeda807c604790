// SPDX-License-Identifier: Apache-2.0

package proof

import (
	"bytes"
	"context"
	"io"
	"sync"

	"truce/internal/access"
	"truce/internal/api"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/sqlite"
)

// Packs packs one bundle at a time for an audience and keeps it until the record grows or another checkpoint is signed, so that those
// who ask at once wait for one packing. It keeps at most one for an audience. The zero Packs is ready; its methods are safe for
// concurrent use.
type Packs struct {
	mu     sync.Mutex // held for what follows
	of     map[bundle.Audience]*packed
	asking map[access.Viewer]bool
}

// packed is the last bundle for an audience. Who has put something into turn may use the rest.
type packed struct {
	turn  chan struct{}
	stand stand
	whole []byte // nil where none was packed
}

// stand is what a bundle depends on. What is destroyed is entered, so that size tells of that too.
type stand struct {
	size int64
	note string
}

// Packing is what is packed.
type Packing struct {
	Audience bundle.Audience
	Journal  *sqlite.Journal
	// Pack writes the bundle. It reads the journal alone, which only grows, so that no room is held meanwhile.
	Pack func(context.Context, io.Writer) error
}

// Bundle returns the bundle as the journal stands; the caller does not change it. Its error is api.ErrBusy where the person who
// asks waits for another bundle, or that of Pack.
func (p *Packs) Bundle(a *api.Ask, of Packing) ([]byte, error) {
	one, done, err := p.enter(a.Viewer, of.Audience)
	if err != nil {
		return nil, err
	}
	defer done()
	ctx := a.Context()
	select {
	case one.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-one.turn }()
	now, err := standOf(ctx, of.Journal)
	if err != nil {
		return nil, err
	}
	if one.whole != nil && one.stand == now {
		return one.whole, nil
	}
	one.whole = nil
	var out bytes.Buffer
	if err := of.Pack(ctx, &out); err != nil {
		return nil, err
	}
	then, err := standOf(ctx, of.Journal)
	if err != nil {
		return nil, err
	}
	if then == now {
		one.stand, one.whole = now, out.Bytes()
	}
	return out.Bytes(), meanwhile(ctx, of.Journal, now.size, then.size)
}

// enter lets one asking of a person in. Those without a name are everybody, who share what is packed.
func (p *Packs) enter(v access.Viewer, audience bundle.Audience) (one *packed, done func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == nil {
		p.of, p.asking = map[bundle.Audience]*packed{}, map[access.Viewer]bool{}
	}
	if p.of[audience] == nil {
		p.of[audience] = &packed{turn: make(chan struct{}, 1)}
	}
	if v.Person == "" {
		return p.of[audience], func() {}, nil
	}
	if p.asking[v] {
		return nil, nil, api.ErrBusy
	}
	p.asking[v] = true
	return p.of[audience], func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.asking, v)
	}, nil
}

func standOf(ctx context.Context, j *sqlite.Journal) (stand, error) {
	size, err := j.Size(ctx)
	if err != nil {
		return stand{}, err
	}
	head, err := j.Newest(ctx)
	return stand{size, string(head.Note)}, err
}

// meanwhile refuses a bundle during whose packing parts were destroyed: some of them may be in it.
func meanwhile(ctx context.Context, j *sqlite.Journal, from, to int64) error {
	if from == to {
		return nil
	}
	return j.Entries(ctx, from+1, to, func(e journal.Entry) error {
		if e.Header.Kind == journal.Destruction {
			return &api.Refused{Reason: "No bundle: parts of the record were destroyed while it was packed. Ask again."}
		}
		return nil
	})
}
