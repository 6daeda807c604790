// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"

	"truce/canon"
	"truce/coalition"
	"truce/journal"
	"truce/journal/bundle"
)

// ErrBundle says that a mission's bundle does not hold. Nothing of it is entered.
var ErrBundle = errors.New("the bundle does not hold")

// Receiving says how a mission's bundle is taken.
type Receiving struct {
	// Policy is whom the reader trusts: the mission's log and its cosigners. Without one nobody vouches for the bundle, and what is
	// taken says that of that nobody could tell.
	Policy *journal.Policy
	// By is who enters it.
	By string
	// Of are the findings that are taken, by their IDs; none for all.
	Of []canon.FindingID
}

// Receive checks a bundle that a mission gave to others and returns a release for each finding whose released half it shows, in the
// order of the bundle. A bundle for the mission itself is refused: what is internal does not come here. The error wraps
// ErrBundle where a question is answered no.
func Receive(data []byte, o Receiving) ([]coalition.Entry, error) {
	var found []bundle.Finding
	var realm journal.Realm
	first := func(n int64, d bundle.Disclosed) error {
		if n == 1 && d.Header != nil {
			realm = d.Header.Realm
		}
		return nil
	}
	got, err := bundle.Check(bytes.NewReader(data), o.Policy, bundle.Seen{Entry: first, Finding: func(f bundle.Finding) error {
		found = append(found, f)
		return nil
	}})
	if err != nil {
		return nil, err
	}
	var checked []coalition.Check
	for _, a := range got.Answers {
		if a.Outcome == journal.No {
			return nil, fmt.Errorf("%w: %s: %s", ErrBundle, a.Question, a.Says)
		}
		checked = append(checked, coalition.Check{Question: string(a.Question), Outcome: coalition.Outcome(a.Outcome)})
	}
	if realm != journal.Mission {
		return nil, fmt.Errorf("%w: it is of the realm %.40q, and releases are a mission's", ErrBundle, string(realm))
	}
	if got.Head.Audience == bundle.ForMission {
		return nil, fmt.Errorf("%w: it is for the mission itself, and what is internal to a mission does not come here: ask for one for a party or the public", ErrBundle)
	}
	base := coalition.Release{
		Origin: got.Head.Origin, Checkpoint: noteOf(got), Bundle: sha256.Sum256(data), Checked: checked, By: o.By,
	}
	return releases(found, base, o.Of)
}

// releases makes an entry of every finding that is asked for.
func releases(found []bundle.Finding, base coalition.Release, of []canon.FindingID) ([]coalition.Entry, error) {
	missing := map[canon.FindingID]bool{}
	for _, id := range of {
		missing[id] = true
	}
	var out []coalition.Entry
	for _, f := range found {
		if len(of) > 0 && !missing[f.ID] {
			continue
		}
		part, err := f.Released.Part()
		if err != nil {
			return nil, fmt.Errorf("finding %s: %w", f.ID, err)
		}
		shown, ok := part.Disclosed()
		if !ok {
			continue // the mission withheld it
		}
		internal, err := f.Internal.Part()
		if err != nil {
			return nil, fmt.Errorf("finding %s: %w", f.ID, err)
		}
		r := base
		r.Finding, r.Version, r.Supersedes = f.ID, f.Version, f.Supersedes
		r.Content, r.Salt, r.Internal = string(shown.Content), shown.Salt, internal.Hash()
		out = append(out, coalition.Entry{Release: &r})
		delete(missing, f.ID)
	}
	for _, id := range of {
		if missing[id] {
			return nil, fmt.Errorf("the bundle does not show the finding %s", id)
		}
	}
	return out, nil
}

// noteOf is the checkpoint of a bundle as it was signed; empty where it has none that can be read.
func noteOf(r bundle.Result) string {
	if r.Checkpoint.Size == 0 {
		return ""
	}
	return string(r.Checkpoint.Note.Bytes())
}
