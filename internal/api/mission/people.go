// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"context"
	"errors"
	"slices"

	"truce/agreement/people"
	"truce/engine"
	"truce/finding"
	"truce/internal/access"
	"truce/internal/access/reads/trail"
	"truce/internal/api"
	"truce/internal/api/account"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/keyring"
	"truce/when"
)

// Realm is what the accounts of the mission's server are.
func Realm() account.Realm {
	return account.Realm{
		Roles: access.Roles(),
		Knows: "what the mission knows", Work: "the mission's work", Signs: ", and signs what you sign",
		Name:   "What the record will say for good: an officer's name on the watch, the name of a member's key. No person's name.",
		Member: "The party, guarantor or member of a body, by its ID in the agreement: for a commissioner, a liaison officer or a chancellery, and for nobody else.",
	}
}

// Beside is what the accounts need of the mission's record.
func (d *Desk) Beside() account.Record {
	return account.Record{
		Clock: func() when.Instant { return d.Clock() }, Zone: d.Zone,
		Members: func() (out []page.Option) {
			d.read(func(s *engine.State) error {
				out = desk.Speakers(s)
				return nil
			})
			return out
		},
		IsMember: func(name string) (is bool) {
			d.read(func(s *engine.State) error {
				is = slices.ContainsFunc(s.Dockets(), func(k *finding.Docket) bool { return people.Known(k.Text(), name) })
				return nil
			})
			return is
		},
		Keys: func() (keys []keyring.Enrolment, err error) {
			err = d.read(func(s *engine.State) error {
				keys = slices.Clone(s.Keys())
				return nil
			})
			return keys, err
		},
		Enrol: func(ctx context.Context, k keyring.Key) error {
			_, err := d.Enter(ctx, engine.Entry{Key: &k})
			if errors.Is(err, engine.ErrEntry) {
				return &api.Refused{Reason: err.Error()}
			}
			return err
		},
		Heads: func() (heads []trail.Head, err error) {
			err = d.read(func(s *engine.State) error {
				heads = slices.Clone(s.Reads().All())
				return nil
			})
			return heads, err
		},
		EnterHead: func(ctx context.Context, h trail.Head) error {
			_, err := d.Enter(ctx, engine.Entry{Reads: &h})
			return err
		},
	}
}
