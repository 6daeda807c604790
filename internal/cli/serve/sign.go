// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/api/mission"
	"truce/internal/cli/keep"
	"truce/internal/cli/say"
	"truce/journal"
	"truce/journal/sqlite"
)

// signing is how a server signs the record that it serves; without a key it does not.
type signing struct {
	key, policy string
	every       time.Duration
}

// signEvery is how often a server signs unless it is told otherwise, and demoEvery how often a demonstration does.
const (
	signEvery = time.Minute
	demoEvery = 3 * time.Second
)

func (s *signing) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&s.key, "key", "", "file of the log's key: sign checkpoints while the server runs")
	f.StringVar(&s.policy, "policy", "", "policy with the cosigners, their addresses and the quorum")
	f.DurationVar(&s.every, "every", signEvery, "sign and ask the cosigners each time this has passed, at least 1s")
}

// check looks at the flags before anything is opened.
func (s signing) check(cmd *cobra.Command) error {
	switch {
	case (s.key == "") != (s.policy == ""):
		return say.Misused(cmd, "--key and --policy go together")
	case s.every < time.Second:
		return say.Misused(cmd, "--every %s: want at least 1s", s.every)
	}
	return nil
}

// job is the work of a server that signs, nil for one that does not.
func (s signing) job(d *mission.Desk, log *slog.Logger) (func(context.Context) error, error) {
	if s.key == "" {
		return nil, nil
	}
	signer, err := keep.ReadSigner(s.key, s.policy)
	if err != nil {
		return nil, err
	}
	j := journalOf(d)
	if name := signer.Key.Verifier().Name(); name != j.First().Origin {
		return nil, fmt.Errorf("--key %s: it is the key of the log %s, and the record is of %s", s.key, name, j.First().Origin)
	}
	d.Released().ProveBy(signer.Key)
	return func(ctx context.Context) error { return heartbeat(ctx, beat{j, signer, s.every, log}) }, nil
}

// journalOf is the journal of a desk. It answers and signs also while somebody enters something.
func journalOf(d *mission.Desk) (j *sqlite.Journal) {
	d.Room.Read(func(r *app.Record) error {
		j = r.Journal()
		return nil
	})
	return j
}

// beat is who signs what, and how often.
type beat struct {
	journal *sqlite.Journal
	signer  app.Signer
	every   time.Duration
	log     *slog.Logger
}

// heartbeat signs until the context is done. What does not go away by itself ends the signing and not the server: the room goes
// on working, and what outsiders see of the record stays as it was signed last.
func heartbeat(ctx context.Context, b beat) error {
	next := time.NewTicker(b.every)
	defer next.Stop()
	for {
		p, err := b.signer.Sign(ctx, b.journal)
		switch {
		case ctx.Err() != nil:
			return nil
		case keep.IsFinal(err):
			b.log.Error("no checkpoint is signed any more: look into it, and start again", "error", err)
			return nil
		case err != nil:
			b.log.Error("no checkpoint was signed; again soon", "error", err, "every", b.every)
		case !p.Acceptance.Quorum:
			b.log.Warn("a checkpoint is signed and not cosigned by the quorum", "size", p.Checkpoint.Size, "missing", len(p.Acceptance.Missing))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-next.C:
		}
	}
}

// demoSigner signs with a key drawn now, which nobody cosigns.
func demoSigner(origin string) (app.Signer, error) {
	key, err := journal.GenerateKey(rand.Reader, origin, journal.SignsNotes)
	if err != nil {
		return app.Signer{}, err
	}
	policy, err := journal.ParsePolicy(fmt.Appendf(nil, "log %s\nquorum none\n", key.Verifier()))
	return app.Signer{Key: key, Policy: policy}, err
}
