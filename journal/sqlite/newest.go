// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"errors"
	"fmt"

	"truce/canon"
	"truce/journal"
)

// ErrUnsigned says that a journal has no signed checkpoint. The caller publishes it first.
var ErrUnsigned = errors.New("the journal has no signed checkpoint")

// Newest is the checkpoint that a bundle stands under: the last that met the operator's quorum, or else the last that the log signed.
// Its note is compared with what is kept beside it, and journal.ErrDamaged if it is of another tree; whether its signatures hold is
// for whoever has the keys. Where there is none the error is ErrUnsigned.
func (j *Journal) Newest(ctx context.Context) (journal.Head, error) {
	for _, name := range []journal.HeadName{journal.LastCosigned, journal.LastSigned} {
		h, err := j.Head(ctx, name)
		if err != nil {
			return h, err
		}
		if h.Size == 0 {
			continue
		}
		c, err := journal.ParseSignedCheckpoint(h.Note)
		if err == nil && (c.Origin != j.First().Origin || c.Size != h.Size || canon.Digest(c.Root) != h.Root) {
			err = errors.New("its note is of another tree")
		}
		if err != nil {
			return h, fmt.Errorf("the %s checkpoint: %w: %w", name, journal.ErrDamaged, err)
		}
		return h, nil
	}
	return journal.Head{}, ErrUnsigned
}
