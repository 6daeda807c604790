// SPDX-License-Identifier: Apache-2.0

package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/sqlite"
	"truce/keyring"
)

// ErrUnsigned says that a journal has no signed checkpoint. The caller publishes it first.
var ErrUnsigned = sqlite.ErrUnsigned

// ErrNoSecret says that a record has no secret. Nothing of it is shown in part: what is withheld could be guessed.
var ErrNoSecret = errors.New("the record has no secret: it is not shown in part")

// shown are the kinds of which an audience sees header and parts. Of others it sees the commitment alone: when who reports,
// watches and falls silent is the mission's. docs/spec/bundle.md has the table.
var shown = map[bundle.Audience][]journal.Kind{
	bundle.ForParty: {
		journal.Adoption, journal.Layer, journal.Ruling, journal.Determination, journal.Opinion, journal.Answer, journal.Advance,
		journal.Key, journal.Closing,
	},
	bundle.ForPublic: {
		journal.Adoption, journal.Layer, journal.Ruling, journal.Determination, journal.Advance, journal.Key, journal.Closing,
	},
}

// Packing says how a bundle is written.
type Packing struct {
	Audience bundle.Audience
	// Key is the log's, by which it vouches for the list of findings; without it whoever cannot compute them again could not
	// tell whether they are all, and no others.
	Key journal.SigningKey
	// Progress, which may be nil, is told how many entries were written, and of how many.
	Progress func(done, of int64)
	// Disclose names reports, counted from 1, by the entries that they are in: each is shown alone, with the header of its
	// entry and its extract, though the audience sees nothing of the entry otherwise. One whose source did not allow that is an
	// error.
	Disclose map[int64][]int
	// Missing, which may be nil, is told the first entry of which an extract was destroyed. The bundle then holds the
	// findings that were made before it and no later ones, since nobody can compute them, and whoever verifies it could not
	// tell.
	Missing func(seq int64)
}

// Pack writes a bundle of a journal, under the last checkpoint that met the operator's quorum, or else the last that the
// log signed. The entries are folded as they are written, so the findings are those under the checkpoint. What is read must be
// what was signed: else the error wraps journal.ErrDamaged, and the bundle lacks its end. It is ErrNotDestroyed while parts are
// there that an entry says are destroyed.
func Pack(ctx context.Context, j *sqlite.Journal, w io.Writer, o Packing) error {
	head, err := j.Newest(ctx)
	if err == nil {
		err = allUnder(ctx, j, head)
	}
	if err != nil {
		return err
	}
	for seq := range o.Disclose {
		if seq < 1 || seq > head.Size {
			return fmt.Errorf("disclose a report of entry %d: the bundle has %d entries", seq, head.Size)
		}
	}
	out, err := bundle.NewWriter(w, bundle.Head{Audience: o.Audience, Origin: j.First().Origin, Engine: engine.Version, Size: head.Size}, head.Note)
	if err != nil {
		return err
	}
	p := packer{audience: o.Audience, out: out, state: engine.NewState(), uses: map[string]keyring.Use{}, missing: o.Missing, disclose: o.Disclose}
	err = j.Entries(ctx, 1, head.Size, func(e journal.Entry) error {
		if o.Progress != nil {
			o.Progress(e.Header.Seq, head.Size)
		}
		return p.entry(e)
	})
	if err != nil {
		return err
	}
	if err := head.CheckTree(&p.tree); err != nil {
		return err
	}
	for _, each := range p.said {
		if err := each.done(ctx, j); err != nil {
			return err
		}
	}
	exercises := int64(0)
	for _, f := range p.findings {
		if f.Released.Exercise {
			exercises++
		}
		if err := p.finding(f); err != nil {
			return err
		}
	}
	out.Vouch(o.Key, exercises, p.until)
	return out.Close()
}

// allUnder returns ErrNotYet if what is destroyed would be shown without the entry that says so.
func allUnder(ctx context.Context, j *sqlite.Journal, head journal.Head) error {
	size, err := j.Size(ctx)
	if err != nil || size == head.Size {
		return err
	}
	return j.Entries(ctx, head.Size+1, size, func(e journal.Entry) error {
		if e.Header.Kind == journal.Destruction {
			return fmt.Errorf("entry %d says that parts were destroyed: %w: publish it first", e.Header.Seq, ErrNotYet)
		}
		return nil
	})
}

// saying is an entry by which parts of another are destroyed.
type saying struct {
	seq  int64
	what journal.DestroyedParts
}

// done returns ErrNotDestroyed if the parts are still there: what is packed before they are gone and after would be two lists
// of findings under one checkpoint. What another log destroys is not looked at.
func (s saying) done(ctx context.Context, j *sqlite.Journal) error {
	if s.what.Origin != j.First().Origin {
		return nil
	}
	e, err := j.Entry(ctx, s.what.Seq)
	if err != nil {
		return err
	}
	places, err := s.what.Places(e.Header.Kind, len(e.Parts))
	for _, at := range places {
		if !e.Parts[at].IsDestroyed() {
			return fmt.Errorf("entry %d, of part %d of entry %d: %w", s.seq, at+1, s.what.Seq, ErrNotDestroyed)
		}
	}
	return err
}

// packer writes one bundle.
type packer struct {
	audience bundle.Audience
	out      *bundle.Writer
	state    *engine.State
	tree     bundle.Grown
	seed     canon.Salt
	uses     map[string]keyring.Use // what keys are for, by their names
	until    int64                  // the first entry whose extract was destroyed, from which on nothing is folded; 0 for none
	said     []saying
	missing  func(seq int64)
	disclose map[int64][]int
	findings []*finding.Finding // in the order in which they were made
}

func (p *packer) entry(e journal.Entry) error {
	if err := p.tree.Add(e); err != nil {
		return err
	}
	if err := p.fold(e); err != nil {
		return err
	}
	if e.Header.Kind == journal.Genesis {
		p.seed = p.state.Seed()
	}
	switch {
	case p.audience == bundle.ForMission:
		return p.out.Entry(e)
	case e.Header.Kind == journal.Genesis && p.seed == canon.Salt{}:
		return ErrNoSecret
	case e.Header.Kind == journal.Genesis:
		e.Parts = []journal.Part{e.Parts[0].Withheld()}
		return p.out.Entry(e)
	case e.Header.Kind == journal.Destruction && p.audience == bundle.ForParty: // that there was one, and when
		e.Parts = []journal.Part{e.Parts[0].Withheld()}
		return p.out.Entry(e)
	case p.shows(e):
		return p.out.Entry(e)
	case p.disclose[e.Header.Seq] != nil:
		return p.alone(e, p.disclose[e.Header.Seq])
	default:
		return p.out.Withheld(e)
	}
}

// alone writes an entry of which the extracts of some reports are disclosed and nothing else.
func (p *packer) alone(e journal.Entry, reports []int) error {
	shown := make([]journal.Part, len(e.Parts))
	for i, part := range e.Parts {
		shown[i] = journal.Withhold(part.Hash()) // that it was destroyed is no more for them than what it held
	}
	for _, n := range reports {
		at := n*journal.PartsOfReport - 1
		if e.Header.Kind != journal.Submission || n < 1 || at >= len(e.Parts) {
			return fmt.Errorf("disclose report %d of entry %d: there is none", n, e.Header.Seq)
		}
		if _, ok := e.Parts[at].Disclosed(); !ok {
			return fmt.Errorf("disclose report %d of entry %d: its extract was destroyed", n, e.Header.Seq)
		}
		if err := allows(e.Parts[at-journal.PartsOfReport+1], p.audience); err != nil {
			return fmt.Errorf("disclose report %d of entry %d: %w", n, e.Header.Seq, err)
		}
		shown[at] = e.Parts[at]
	}
	e.Parts = shown
	return p.out.Entry(e)
}

// allows returns an error unless the source of a report allowed that an audience sees it. Of an identity that was destroyed nobody can
// tell, and where it says nothing the report is the mission's.
func allows(identity journal.Part, audience bundle.Audience) error {
	if _, ok := identity.Disclosed(); !ok {
		return errors.New("its identity was destroyed, and with it whom its source allowed to see it")
	}
	consent, _ := members(identity, journal.Submission.Label(0))["consent"].(string)
	if consent == "public" || consent == "party" && audience == bundle.ForParty {
		return nil
	}
	return fmt.Errorf("its source allowed the use %.40q, which is not to show it to a reader of a bundle for %s", cmp.Or(consent, "internal"), audience)
}

// fold keeps the findings that came of an entry. From one on of which an extract was destroyed nobody can tell them.
func (p *packer) fold(e journal.Entry) error {
	if e.Header.Kind == journal.Key {
		part, _ := e.Parts[0].Disclosed()
		var k keyring.Key
		if err := canon.Decode(part.Content, &k); err == nil && k.Use != "" {
			p.uses[k.Name] = k.Use
		}
	}
	if e.Header.Kind == journal.Destruction {
		what, err := journal.ReadDestroyed(e.Parts[0])
		if err != nil {
			return fmt.Errorf("entry %d: %w", e.Header.Seq, err)
		}
		p.said = append(p.said, saying{e.Header.Seq, what})
	}
	if p.until > 0 {
		return nil
	}
	_, effects, err := step(p.state, e.Header, e.Parts)
	if errors.Is(err, engine.ErrMissing) {
		p.until = e.Header.Seq
		if p.missing != nil {
			p.missing(e.Header.Seq)
		}
		return nil
	}
	for _, each := range effects {
		if each.Finding != nil {
			p.findings = append(p.findings, each.Finding)
		}
	}
	return err
}

// shows tells whether the audience sees an entry. Of keys it sees those of logs and cosigners: a device's or an officer's
// gives away who reports and who is on duty. Of opinions it sees those of others than the mission.
func (p *packer) shows(e journal.Entry) bool {
	switch e.Header.Kind {
	case journal.Key:
		if p.ofPeople(e) {
			return false
		}
	case journal.Opinion:
		if ofMission(e) {
			return false
		}
	}
	return slices.Contains(shown[p.audience], e.Header.Kind)
}

// ofMission tells whether an opinion is a second reading, which the mission writes for itself.
func ofMission(e journal.Entry) bool {
	part, _ := e.Parts[0].Disclosed()
	var o engine.Opinion
	err := canon.Decode(part.Content, &o)
	return err != nil || o.Opinion.By == agreement.Mission
}

// ofPeople tells whether an entry of a key, which is folded already, is of anybody but a log or a cosigner: a device's or
// an officer's.
func (p *packer) ofPeople(e journal.Entry) bool {
	part, _ := e.Parts[0].Disclosed()
	var k keyring.Key
	if err := canon.Decode(part.Content, &k); err != nil {
		return true
	}
	use := p.uses[k.Name]
	return use != keyring.ForLog && use != keyring.ForCosigner
}

func (p *packer) finding(f *finding.Finding) error {
	released, internal := f.Parts(p.seed)
	r, errR := journal.Disclose(released)
	i, errI := journal.Disclose(internal)
	if err := errors.Join(errR, errI); err != nil {
		return fmt.Errorf("finding %s: %w", f.ID, err)
	}
	if p.audience != bundle.ForMission {
		i = i.Withheld()
	}
	if p.audience == bundle.ForPublic && f.Released.Exercise {
		r = r.Withheld()
	}
	return p.out.Finding(bundle.Finding{ID: f.ID, Version: int64(f.Version), Supersedes: f.Supersedes, Released: r.Form(), Internal: i.Form()})
}
