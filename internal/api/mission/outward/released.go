// SPDX-License-Identifier: Apache-2.0

package outward

import (
	"context"
	"errors"
	"fmt"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/internal/live"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/journal"
	"truce/journal/sqlite"
)

// ErrNoneYet says that no public release was let go, so the public sees nothing of the record but its texts and checkpoints.
var ErrNoneYet = errors.New("nothing was released to the public yet")

// ErrOther says that the record gives another release now than two people let go, as where an identity was destroyed since. Nothing
// is shown then.
var ErrOther = errors.New("the record gives another release now than was let go: propose it anew")

// Released holds the public release as it was last made. It is the only way from the record to the public: what is shown of a
// finding outside comes from its Draft, whose files are those of the release's folder, byte for byte.
type Released struct {
	room *live.Room[*app.Record]
	key  *journal.SigningKey // the log's, nil where the server does not hold it

	drawing chan struct{} // whoever has put something into it makes a release that nobody let go yet: one at a time
	turn    chan struct{} // the same for what follows, while a release is made again too: it is made once

	last *Shown
	// of is the manifest that was tried last, destroyed how much of the record was destroyed before it was, and err what came of it.
	of        canon.Digest
	destroyed int
	err       error
}

// Shown is a release that two people let go.
type Shown struct {
	// Let says when, and by which manifest. Who they are is never shown.
	Let   approval.Release
	Draft *release.Draft
}

// NewReleased returns the public release of a record.
func NewReleased(room *live.Room[*app.Record]) *Released {
	return &Released{room: room, drawing: make(chan struct{}, 1), turn: make(chan struct{}, 1)}
}

// ProveBy has the release proven by the log's key, which the server that signs holds. Call it before anybody asks.
func (p *Released) ProveBy(key journal.SigningKey) { p.key = &key }

// Key is the log's key, nil where the server does not hold it.
func (p *Released) Key() *journal.SigningKey { return p.key }

// Proof returns the proof of a release under the last checkpoint: the file beside its manifest by which anybody checks it. It is nil
// where the server does not hold the log's key, and until the acts by which two people let it go are signed.
func (p *Released) Proof(ctx context.Context, shown *Shown) (data []byte, err error) {
	if p.key == nil {
		return nil, nil
	}
	err = p.room.Read(func(r *app.Record) error {
		data, err = app.ProveRelease(ctx, r.Journal(), &shown.Let, *p.key)
		return err
	})
	if errors.Is(err, app.ErrUnsigned) || errors.Is(err, app.ErrNotYet) {
		return nil, nil
	}
	return data, err
}

// Current returns the release that was let go last. It is made again from the record once, and again whenever parts of the record
// were destroyed, and held to the manifest that two people signed. Nobody waits for that but those who ask for it: the record goes on
// meanwhile, and where it let another go or lost something, the release is made once more. Its error wraps ErrNoneYet or ErrOther.
func (p *Released) Current(ctx context.Context) (*Shown, error) {
	leave, err := alone(ctx, p.turn)
	if err != nil {
		return nil, err
	}
	defer leave()
	for {
		now, err := p.stand()
		switch {
		case err != nil:
			return nil, err
		case now.let == nil:
			p.last, p.of = nil, canon.Digest{}
			return nil, ErrNoneYet
		case p.of == now.let.Proposal.Manifest && p.destroyed == now.destroyed:
			if p.err != nil {
				return nil, p.err
			}
			return p.last, nil
		}
		shown, err := remade(ctx, now)
		if err != nil && err != ErrOther { // it may go well another time
			p.last, p.of = nil, canon.Digest{}
			return nil, err
		}
		p.last, p.err, p.of, p.destroyed = shown, err, now.let.Proposal.Manifest, now.destroyed
	}
}

// Draw makes a release by a rule, which nobody let go yet, from the record as it stands. The record goes on meanwhile; where it lost
// something, the release is made once more. One is made at a time.
func (p *Released) Draw(ctx context.Context, rule approval.Rule) (*release.Draft, error) {
	leave, err := alone(ctx, p.drawing)
	if err != nil {
		return nil, err
	}
	defer leave()
	for {
		before, err := p.stand()
		if err != nil {
			return nil, err
		}
		d, err := release.Make(app.Source(ctx, before.journal), rule)
		if ctx.Err() != nil {
			return d, err
		}
		after, fault := p.stand()
		if fault != nil || after.destroyed == before.destroyed {
			return d, errors.Join(err, fault)
		}
	}
}

// alone waits for a turn; call leave when it is over.
func alone(ctx context.Context, turn chan struct{}) (leave func(), err error) {
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// stand is what a release is made from, as it is at one moment: the release that was let go last, nil for none, the journal, which only
// grows, and how much of it was destroyed.
type stand struct {
	let       *approval.Release
	journal   *sqlite.Journal
	destroyed int
}

func (p *Released) stand() (now stand, err error) {
	err = p.room.Read(func(r *app.Record) error {
		now = stand{journal: r.Journal(), destroyed: r.Destroyed()}
		if let := lastLet(r.State()); let != nil {
			each := *let
			now.let = &each
		}
		return nil
	})
	return now, err
}

// remade makes a release that was let go again.
func remade(ctx context.Context, from stand) (*Shown, error) {
	d, err := release.Make(app.Source(ctx, from.journal), from.let.Proposal.Rule)
	switch {
	case errors.Is(err, engine.ErrMissing):
		return nil, ErrOther
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrOther, err)
	case d.Manifest != from.let.Proposal.Manifest:
		return nil, ErrOther
	}
	return &Shown{Let: *from.let, Draft: d}, nil
}

// lastLet is the release that two people let go last, nil for none.
func lastLet(s *engine.State) *approval.Release {
	var last *approval.Release
	for _, r := range s.Releases().Releases() {
		if r.MayLeave() && (last == nil || r.Approved[0].Seq > last.Approved[0].Seq) {
			last = r
		}
	}
	return last
}

// Let returns every release that two people let go, in order of recording.
func (p *Released) Let() (out []approval.Release, err error) {
	err = p.room.Read(func(r *app.Record) error {
		for _, each := range r.State().Releases().Releases() {
			if each.MayLeave() {
				out = append(out, *each)
			}
		}
		return nil
	})
	return out, err
}
