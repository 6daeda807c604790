// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/canon"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/durable"
	"truce/journal"
	"truce/journal/cosigner"
	"truce/journal/sqlite"
	"truce/journal/tiles"
)

// publishing are the flags of publish.
type publishing struct {
	of              journal.Realm
	key, policy, to string
	every           time.Duration
	disbelieved     []string
}

// NewPublish is the verb that signs and publishes a journal of a realm.
func NewPublish(of journal.Realm) *cobra.Command {
	o := publishing{of: of}
	cmd := &cobra.Command{
		Use:   "publish JOURNAL --key FILE --policy FILE --to DIR",
		Short: "Sign the journal, gather cosignatures and publish its tiles",
		Long: `Publish reads back every entry that was not signed yet, signs the tree of all entries, asks each cosigner of the
policy for a cosignature, and writes the tiles and the checkpoint to a folder that any web server can serve. Nothing but
hashes is published.

Where the quorum of the policy is not met, what was published before stays as it is; the checkpoint is kept, and the next
run asks again. Who did not cosign is named, with the reason. If a cosigner answers that it has cosigned another tree of this log,
the log signed two, or the cosigner is wrong: nothing is published, and --every ends. Look into it first. --disbelieve NAME goes on in
spite of what that cosigner says: if it is right, it is you who made the second tree. With --every it goes on until it is interrupted and signs and
asks again each time, new entries or not: by that a reader sees until when the cosigners knew no other tree.

Exit codes: 0 published and the quorum met (of --every: ended by an interrupt); 1 refused: the journal is damaged or older
than what a cosigner has seen, a cosigner has another tree, the key is another log's, or the folder is of another tree; 2 the quorum is not met and
nothing new is published, or another program holds the journal or the folder.`,
		Example: `  truce publish mission.journal --key log.key --policy operator.policy --to public
  truce publish mission.journal --key log.key --policy operator.policy --to public --every 60s`,
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error { return o.run(cmd, args[0]) }),
	}
	f := cmd.Flags()
	f.StringVar(&o.key, "key", "", "file of the log's key")
	f.StringVar(&o.policy, "policy", "", "policy with the cosigners, their addresses and the quorum")
	f.StringVar(&o.to, "to", "", "folder that is published; made if it is not there")
	f.StringArrayVar(&o.disbelieved, "disbelieve", nil, disbelieveHelp)
	f.DurationVar(&o.every, "every", 0, "sign and publish again each time this has passed, at least 1s")
	return cmd
}

func (o publishing) run(cmd *cobra.Command, path string) error {
	switch {
	case o.key == "" || o.policy == "" || o.to == "":
		return say.Misused(cmd, "missing: --key, --policy or --to")
	case o.every != 0 && o.every < time.Second:
		return say.Misused(cmd, "--every %s: want at least 1s", o.every)
	}
	signer, err := ReadSigner(o.key, o.policy, o.disbelieved...)
	if err != nil {
		return err
	}
	disk, err := durable.Open(o.to)
	if err != nil {
		return err
	}
	defer disk.Close()
	folder := durable.NewFolder(disk)
	ctx := cmd.Context()
	for {
		err := o.once(cmd, path, signer, folder)
		if ctx.Err() != nil && o.every > 0 {
			return nil
		}
		if o.every == 0 || IsFinal(err) {
			return err
		}
		if err != nil && !errors.Is(err, say.ErrQuiet) {
			say.PrintError(cmd.ErrOrStderr(), fmt.Errorf("%w; again in %s", err, o.every))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(o.every):
		}
	}
}

// disbelieveHelp says what the operator takes upon himself.
const disbelieveHelp = "cosigner of the policy that you know to be wrong: that it has a larger or another tree stops nothing; repeat for several"

// ReadSigner reads the key of a log and the policy under which its operator publishes.
func ReadSigner(key, policy string, disbelieved ...string) (app.Signer, error) {
	k, err := readKey(key, journal.SignsNotes)
	if err != nil {
		return app.Signer{}, err
	}
	p, err := verb.ReadPolicy(policy)
	if err != nil {
		return app.Signer{}, err
	}
	for _, name := range disbelieved {
		if !slices.ContainsFunc(p.Cosigners(), func(c journal.Peer) bool { return c.Name == name }) {
			return app.Signer{}, fmt.Errorf("--disbelieve %.80q: %s names no such cosigner", name, policy)
		}
	}
	for _, l := range p.Logs() {
		if l.Key == k.Verifier() {
			return app.Signer{Key: k, Policy: *p, Disbelieved: disbelieved}, nil
		}
	}
	return app.Signer{}, fmt.Errorf("%s: no line such as log %s: the policy does not name the log of the key", policy, k.Verifier())
}

// IsFinal tells whether an error does not go away by itself: a heartbeat ends with it.
func IsFinal(err error) bool {
	for _, final := range []error{
		cosigner.ErrOlderThanCosigned, cosigner.ErrOtherTreeCosigned, journal.ErrDamaged, journal.ErrNoEntry, journal.ErrHead, journal.ErrNotSigned, tiles.ErrOtherTree,
		durable.ErrDiffers, durable.ErrUnknown, sqlite.ErrForeign, sqlite.ErrRealm, errOtherKey,
	} {
		if errors.Is(err, final) {
			return true
		}
	}
	return false
}

// errOtherKey says that a key is not that of the journal.
var errOtherKey = errors.New("the key is that of another log")

// openAsLog opens a journal of a realm to sign it with a key.
func openAsLog(cmd *cobra.Command, of journal.Realm, path string, k journal.SigningKey) (*sqlite.Journal, error) {
	j, err := openOf(cmd.Context(), of, path, sqlite.Open)
	if err != nil {
		return nil, err
	}
	if name := k.Verifier().Name(); name != j.First().Origin {
		return nil, errors.Join(fmt.Errorf("journal %s of the log %s: %w, %s", path, j.First().Origin, errOtherKey, name), j.Close())
	}
	return j, nil
}

// once opens the journal anew each time: between two beats another program may enter something.
func (o publishing) once(cmd *cobra.Command, path string, signer app.Signer, folder *durable.Folder) (err error) {
	ctx := cmd.Context()
	j, err := openAsLog(cmd, o.of, path, signer.Key)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	p, err := signer.Sign(ctx, j)
	if err != nil {
		return olderWords(err)
	}
	if p.Acceptance.Accepted {
		if err := app.PublishTiles(ctx, j, folder, p.Checkpoint); err != nil {
			return err
		}
	}
	if err := printPublished(cmd, p); err != nil {
		return err
	}
	if !p.Acceptance.Accepted {
		return say.CouldNotTell()
	}
	return nil
}

// olderWords says of a log that is older than what was cosigned what its operator does.
func olderWords(err error) error {
	if errors.Is(err, cosigner.ErrOtherTreeCosigned) {
		return fmt.Errorf("%w\nnothing is published: the log signed two trees, as when an old copy went on, or the cosigner is wrong. Its answer is its word"+
			" alone; the evidence that it kept is not.\nAsk whoever runs it for that. If you are sure that it is wrong: --disbelieve NAME", err)
	}
	if !errors.Is(err, cosigner.ErrOlderThanCosigned) {
		return err
	}
	return fmt.Errorf("%w\nnothing is signed: this journal is not the newest copy, or the cosigner is wrong; its size is its word alone and not signed."+
		"\nFind the newer copy. If you are sure that a cosigner is wrong: --disbelieve NAME. If there is none, the log is succeeded (docs/spec/journal.md): truce seal --follows", err)
}

func printPublished(cmd *cobra.Command, p app.Published) error {
	missing := absences(p.Acceptance, p.Missing)
	w := cmd.OutOrStdout()
	if say.WantsJSON(cmd) {
		type signed struct {
			Name  string `json:"name"`
			First int64  `json:"first"`
			Last  int64  `json:"last"`
		}
		by := []signed{}
		for _, c := range p.Acceptance.Cosigned {
			by = append(by, signed{c.Name, c.First, c.Last})
		}
		return say.PrintJSON(w, map[string]any{"published": map[string]any{
			"origin": p.Checkpoint.Origin, "size": p.Checkpoint.Size, "root": canon.Digest(p.Checkpoint.Root), "quorum": p.Acceptance.Quorum,
			"written": p.Acceptance.Accepted, "cosigned": by, "missing": missing,
		}})
	}
	say.Row(w, "size", "%d", p.Checkpoint.Size)
	say.Row(w, "root", "%s", canon.Digest(p.Checkpoint.Root))
	for _, c := range p.Acceptance.Cosigned {
		say.Row(w, "cosigned", "%s, %s", c.Name, say.AtSeconds(c.Last))
	}
	for _, m := range missing {
		say.Row(w, "missing", "%s: %s", m.Name, m.Why)
	}
	if p.Acceptance.Accepted {
		say.Row(w, "published", "yes: the quorum is met")
	} else {
		say.Row(w, "published", "no: the quorum is not met, and what was published before stays")
	}
	return nil
}
