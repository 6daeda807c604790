// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"context"
	"slices"

	"truce/coalition"
	"truce/coalition/sourced"
	"truce/internal/access"
	"truce/internal/access/reads/trail"
	"truce/internal/api/account"
	"truce/when"
)

// Realm is what the accounts of a coalition's server are. Nobody signs an act on its pages: a passkey lets in.
func Realm() account.Realm {
	return account.Realm{
		Roles: []access.Role{access.Public, access.Liaison, access.Chancellery, access.Operator},
		Knows: "what the registers hold", Work: "the keeping of the server",
		Name:   "What the log of reads will say for good. No person's name.",
		Member: "The state for a chancellery, and the guarantor for a liaison officer, written as on record, such as Italy or United-States. For nobody else.",
		Check:  func(member string) error { return sourced.Name(member).Check() },
	}
}

// Whose is who an account is at this moment, as package account has it.
type Whose func(ctx context.Context, id, as string) (access.Viewer, error)

// Contributing adds to who an account is whether its state may read the register of the force, as the record has it at this moment.
func (d *Desk) Contributing(who Whose) Whose {
	return func(ctx context.Context, id, as string) (access.Viewer, error) {
		v, err := who(ctx, id, as)
		if err != nil || v.Role != access.Chancellery {
			return v, err
		}
		err = d.read(func(s *coalition.State) error {
			v.Contributes = s.Force().MayRead(sourced.Known(d.Clock()).For(sourced.Name(v.Member)))
			return nil
		})
		return v, err
	}
}

// Beside is what the accounts need of the realm's record, into which enter puts entries: all or none.
func (d *Desk) Beside(enter func(context.Context, []coalition.Entry) error) account.Record {
	return account.Record{
		Clock: func() when.Instant { return d.Clock() }, Zone: d.Zone,
		Heads: func() (heads []trail.Head, err error) {
			err = d.read(func(s *coalition.State) error {
				heads = slices.Clone(s.Reads().All())
				return nil
			})
			return heads, err
		},
		EnterHead: func(ctx context.Context, h trail.Head) error {
			return enter(ctx, []coalition.Entry{{Time: d.Clock(), Reads: &h}})
		},
	}
}
