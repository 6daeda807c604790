// SPDX-License-Identifier: Apache-2.0

package outward

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"truce/app"
	"truce/canon"
	"truce/engine"
	"truce/internal/live"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/journal"
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

	mu   sync.Mutex // held for what follows, while a release is made too: it is made once
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
func NewReleased(room *live.Room[*app.Record]) *Released { return &Released{room: room} }

// ProveBy has the release proven by the log's key, which the server that signs holds. Call it before anybody asks.
func (p *Released) ProveBy(key journal.SigningKey) { p.key = &key }

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
// were destroyed, and held to the manifest that two people signed. Its error wraps ErrNoneYet or ErrOther.
func (p *Released) Current(ctx context.Context) (*Shown, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := p.room.Read(func(r *app.Record) error {
		let := lastLet(r.State())
		if let == nil {
			p.last = nil
			return ErrNoneYet
		}
		if p.of != let.Proposal.Manifest || p.destroyed != r.Destroyed() {
			shown, err := remade(ctx, r, let)
			if err != nil && err != ErrOther { // it may go well another time
				p.last, p.of = nil, canon.Digest{}
				return err
			}
			p.last, p.err, p.of, p.destroyed = shown, err, let.Proposal.Manifest, r.Destroyed()
		}
		return p.err
	})
	if err != nil {
		return nil, err
	}
	return p.last, nil
}

// remade makes a release that was let go from the record as it is now.
func remade(ctx context.Context, r *app.Record, let *approval.Release) (*Shown, error) {
	d, err := release.Make(app.Source(ctx, r.Journal()), let.Proposal.Rule)
	switch {
	case errors.Is(err, engine.ErrMissing):
		return nil, ErrOther
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrOther, err)
	case d.Manifest != let.Proposal.Manifest:
		return nil, ErrOther
	}
	return &Shown{Let: *let, Draft: d}, nil
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
