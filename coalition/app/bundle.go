// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"truce/canon"
	"truce/coalition"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/sqlite"
	"truce/when"
)

// Packing says how a bundle of a coalition's record is written.
type Packing struct {
	// Audience is bundle.ForCoalition, for those who keep the record, ForParty, for a state that does not contribute, or ForPublic.
	Audience bundle.Audience
	// Key is the log's, by which it vouches that there is no finding; the zero key vouches for nothing.
	Key journal.SigningKey
	// Progress, which may be nil, is told how many entries were written, and of how many.
	Progress func(done, of int64)
}

// Pack writes a bundle of a journal of the coalition's realm, under the last checkpoint that met the operator's quorum, or else the last
// that the log signed. What is read must be what was signed: else the error wraps journal.ErrDamaged, and the bundle lacks its end. The
// error is sqlite.ErrUnsigned where nothing is signed yet.
func Pack(ctx context.Context, j *sqlite.Journal, w io.Writer, o Packing) error {
	if !slices.Contains([]bundle.Audience{bundle.ForCoalition, bundle.ForParty, bundle.ForPublic}, o.Audience) {
		return fmt.Errorf("audience %.40q: of a coalition's record there are bundles for the coalition, a party or the public", o.Audience)
	}
	head, err := j.Newest(ctx)
	if err != nil {
		return err
	}
	out, err := bundle.NewWriter(w, bundle.Head{Audience: o.Audience, Origin: j.First().Origin, Engine: coalition.Version, Size: head.Size}, head.Note)
	if err != nil {
		return err
	}
	var tree bundle.Grown
	err = j.Entries(ctx, 1, head.Size, func(e journal.Entry) error {
		if o.Progress != nil {
			o.Progress(e.Header.Seq, head.Size)
		}
		if err := tree.Add(e); err != nil {
			return err
		}
		return write(out, e, o.Audience)
	})
	if err != nil {
		return err
	}
	if err := head.CheckTree(&tree); err != nil {
		return err
	}
	out.Vouch(o.Key, 0, 0)
	return out.Close()
}

// write writes an entry as far as its audience sees it.
func write(out *bundle.Writer, e journal.Entry, audience bundle.Audience) error {
	switch {
	case audience == bundle.ForCoalition:
		return out.Entry(e)
	case e.Header.Kind == journal.Genesis:
		e.Parts = []journal.Part{e.Parts[0].Withheld()}
		return out.Entry(e)
	case shows(e, audience):
		return out.Entry(e)
	}
	return out.Withheld(e)
}

// shows tells whether an audience sees an entry whole. What a register shows to some readers only, it shows to no audience.
func shows(e journal.Entry, audience bundle.Audience) bool {
	switch e.Header.Kind {
	case journal.Key, journal.Closing:
		return true
	case journal.Release, journal.Statement, journal.Meeting, journal.Readiness:
		return audience == bundle.ForParty
	case journal.Undertaking:
		entry, err := entryOf(e.Header, e.Parts)
		if err != nil || audience != bundle.ForParty {
			return false
		}
		r := entry.Undertaking
		return r.Reading == nil && r.Act == nil && r.Share == nil
	}
	return false
}

// Recomputed is the question whether the entries of a bundle fold.
const Recomputed bundle.Question = "recomputed"

// VerifyBundle answers every question of a bundle of a coalition's record, by a policy or, where it is nil, without one. The error is that
// of the reader; what is wrong with the bundle is an answer.
func VerifyBundle(r io.Reader, policy *journal.Policy) (bundle.Result, error) {
	v := verifier{state: coalition.NewState()}
	result, err := bundle.Check(r, policy, bundle.Seen{Entry: v.entry, Finding: func(f bundle.Finding) error {
		v.refuse("finding %s: a coalition's record has no findings, and of a mission's only releases", f.ID)
		return nil
	}})
	if err != nil {
		return result, err
	}
	if result.Answers[0].Outcome != journal.Yes {
		v.open("the file was not read to its end")
	}
	result.Answers = append(result.Answers, v.answer())
	return result, nil
}

// verifier folds the entries of a bundle.
type verifier struct {
	state *coalition.State
	why   string // why the fold ended; empty while it goes on
	wrong string // what does not fold
}

func (v *verifier) open(format string, args ...any) {
	if v.why == "" {
		v.why = fmt.Sprintf(format, args...)
	}
}

func (v *verifier) refuse(format string, args ...any) {
	if v.wrong == "" {
		v.wrong = fmt.Sprintf(format, args...)
	}
}

func (v *verifier) entry(n int64, d bundle.Disclosed) error {
	if n == 1 && d.Header != nil && d.Header.Realm != journal.Coalition {
		v.refuse("it is of the realm %.40q, and no coalition's record: truce verify", d.Header.Realm)
	}
	if d.Header == nil || len(d.Parts) == 0 {
		v.open("entry %d is withheld", n)
		return nil
	}
	if _, ok := d.Parts[0].Disclosed(); !ok {
		v.open("entry %d is withheld", n)
	}
	if v.why != "" || v.wrong != "" {
		return nil
	}
	err := step(v.state, *d.Header, d.Parts)
	var other *coalition.VersionError
	switch {
	case errors.As(err, &other):
		v.open("%v", other)
	case err != nil:
		v.refuse("entry %d: %v", n, err)
	}
	return nil
}

func (v *verifier) answer() bundle.Answer {
	switch {
	case v.wrong != "":
		return bundle.Answer{Question: Recomputed, Outcome: journal.No, Says: v.wrong}
	case v.why != "":
		return bundle.Answer{Question: Recomputed, Outcome: journal.CouldNotTell, Says: v.why}
	}
	return bundle.Answer{Question: Recomputed, Outcome: journal.Yes}
}

// entryOf is an entry as the fold reads it.
func entryOf(h journal.Header, parts []journal.Part) (coalition.Entry, error) {
	if len(parts) != 1 {
		return coalition.Entry{}, fmt.Errorf("%w: entry %d has %d parts, want one", coalition.ErrEntry, h.Seq, len(parts))
	}
	shown, _ := parts[0].Disclosed()
	return coalition.Unframe(h.Seq, when.Instant(h.Time), coalition.Framed{
		Kind: string(h.Kind), Part: canon.Part{Label: h.Kind.Label(0), Content: shown.Content},
	})
}
