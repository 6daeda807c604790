// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"truce/engine"
	"truce/internal/publish/approval"
	"truce/internal/publish/release"
	"truce/journal"
	"truce/keyring"
)

// letGo lets a public release of the exercise go, so that a demonstration has something to show to the public: two invented people,
// with keys under the names given that are forgotten at once, sign what any two people would. Where the exercise is too young for
// one there is none, and where what is shown is all that may be there is no other.
func (d *demonstration) letGo(ctx context.Context, one, other string) error {
	rule := approval.Rule{AsOf: d.desk.Clock(), Exercise: true}
	draft, err := d.desk.Released().Draw(ctx, rule)
	if errors.Is(err, release.ErrNothing) || errors.Is(err, release.ErrNoRule) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("make the demonstration's public release: %w", err)
	}
	if shown, err := d.desk.Released().Current(ctx); err == nil && shown.Draft.Manifest == draft.Manifest {
		return nil
	}
	first, err := d.person(ctx, one)
	if err != nil {
		return err
	}
	second, err := d.person(ctx, other)
	if err != nil {
		return err
	}
	held := int64(len(draft.Held)) // nothing is shown all the same
	propose := &approval.Publication{By: first.Verifier().Name(), Propose: &approval.Proposal{Manifest: draft.Manifest, Rule: rule, Held: held}}
	approve := &approval.Publication{By: second.Verifier().Name(), Approve: &approval.Approval{Manifest: draft.Manifest}}
	note, err := journal.SignNote(propose.Text(), first)
	if err != nil {
		return err
	}
	propose.Propose.Note = string(note)
	if note, err = journal.SignNote(approve.Text(), second); err != nil {
		return err
	}
	approve.Approve.Note = string(note)
	for _, p := range []*approval.Publication{propose, approve} {
		switch _, err := d.desk.Enter(ctx, engine.Entry{Publication: p}); {
		case errors.Is(err, engine.ErrEntry): // a visitor proposed the very same meanwhile
			return nil
		case err != nil:
			return fmt.Errorf("let the demonstration's public release go: %w", err)
		}
	}
	return nil
}

// person puts a new key for releases on record.
func (d *demonstration) person(ctx context.Context, name string) (journal.SigningKey, error) {
	k, err := journal.GenerateKey(rand.Reader, name, journal.SignsNotes)
	if err == nil {
		_, err = d.desk.Enter(ctx, engine.Entry{Key: &keyring.Key{Name: name, Text: k.Verifier().String(), Act: keyring.Made, Holder: "mission", By: "demonstration", Use: keyring.ForRelease}})
	}
	return k, err
}
