// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"fmt"

	"truce/internal/access/reads/trail"
	"truce/internal/publish/approval"
	"truce/keyring"
	"truce/when"
)

// outward is what a record has of what leaves the room and of who looked at what: no verdict follows from it.
type outward struct {
	releases approval.Register
	heads    trail.Heads
}

// Releases returns the public releases that were proposed, and who approved them.
func (s *State) Releases() *approval.Register { return &s.outward.releases }

// Reads returns the heads of the log of reads that are on record.
func (s *State) Reads() *trail.Heads { return &s.outward.heads }

// publish prepares an act on a public release.
func (s *State) publish(p *approval.Publication, seq int64, at when.Instant) (deed, error) {
	who, err := s.releaser(p.By)
	if err != nil {
		return nil, err
	}
	apply, err := s.outward.releases.Prepare(p, at, who)
	if err != nil {
		return nil, err
	}
	return func() []Effect { apply(seq); return nil }, nil
}

// countReads prepares a head of the log of reads.
func (s *State) countReads(h *trail.Head, at when.Instant) (deed, error) {
	apply, err := s.outward.heads.Prepare(h, at)
	if err != nil {
		return nil, err
	}
	return func() []Effect { apply(); return nil }, nil
}

// releaser returns who signs releases under a name, and by which key now. Keys that took each other's place are one person's.
func (s *State) releaser(name string) (approval.Signer, error) {
	first, ok := s.ring.Get(name)
	for ok && first.Key.Replaces != "" {
		first, ok = s.ring.Get(first.Key.Replaces)
	}
	last, found := s.ring.Last(name)
	switch {
	case !ok || !found || last.Key.Use != keyring.ForRelease:
		return approval.Signer{}, fmt.Errorf("%.80q has no key on record for releases: enrol one with truce keys enrol --for release", name)
	case last.Ended != "":
		return approval.Signer{}, fmt.Errorf("the key %q is revoked: enrol another in its place", last.Key.Name)
	}
	v, err := keyring.NoteVerifier(last.Key.Text)
	return approval.Signer{Person: first.Key.Name, Key: v}, err
}
