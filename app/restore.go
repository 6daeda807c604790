// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"truce/journal"
	"truce/journal/cosigner"
	"truce/journal/sqlite"
)

// The errors of a copy that may not take the place of a journal because too little is known. The caller could not tell.
var (
	// ErrTooFewAnswered says that a quorum could have cosigned a larger tree without any cosigner that answered.
	ErrTooFewAnswered = errors.New("a quorum could have cosigned a larger tree without any cosigner that answered")
	// ErrNobodyNeeded says that the quorum of the policy needs nobody, so nobody can say that a copy is the newest.
	ErrNobodyNeeded = errors.New("the quorum is none, so no cosigner's answer shows that nothing newer was published")
)

// Copy is what cosigners say of a copy of a journal.
type Copy struct {
	// Known are the leaves that each has, by its name in the policy, as far as it answered and is believed.
	Known map[string]int64
	// Silent are the others, in the order of the policy.
	Silent []string
}

// CheckCopy shows the last signed checkpoint of a copy to the cosigners, and returns nil if the copy may take the place of a
// lost journal: none that is not disbelieved has a larger tree (cosigner.ErrOlderThanCosigned) or another one
// (cosigner.ErrOtherTreeCosigned), whether the quorum needs it or not, and every way to meet the quorum needs one that
// answered (ErrTooFewAnswered, ErrNobodyNeeded). A copy without a signed checkpoint is ErrUnsigned. Nothing is signed.
func (s Signer) CheckCopy(ctx context.Context, j *sqlite.Journal) (Copy, error) {
	last, err := j.Head(ctx, journal.LastSigned)
	if err != nil {
		return Copy{}, err
	}
	if last.Size == 0 {
		return Copy{}, ErrUnsigned
	}
	checkpoint, err := journal.OpenCheckpoint(last.Note, s.Key.Verifier())
	if err != nil {
		return Copy{}, fmt.Errorf("the last signed checkpoint: %w", err)
	}
	got := s.ask(ctx, j, checkpoint, nil)
	c := Copy{Known: map[string]int64{}}
	for _, p := range s.Policy.Cosigners() {
		size, answered := got.Known[p.Name]
		if answered && !slices.Contains(s.Disbelieved, p.Name) {
			c.Known[p.Name] = size
		} else {
			c.Silent = append(c.Silent, p.Name)
		}
	}
	if err := errors.Join(s.objections(got, cosigner.Ahead), s.objections(got, cosigner.OtherTree)); err != nil {
		return c, err
	}
	nobody := func(string) bool { return false }
	if s.Policy.Met(nobody) {
		return c, ErrNobodyNeeded
	}
	if s.Policy.Met(func(name string) bool { return slices.Contains(c.Silent, name) }) {
		return c, fmt.Errorf("%w; no answer from %v", ErrTooFewAnswered, c.Silent)
	}
	return c, nil
}
