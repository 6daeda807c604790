// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/coalition"
	"truce/coalition/app"
	"truce/internal/cli/distrust"
	"truce/internal/cli/keep"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/journal/bundle"
	"truce/journal/sqlite"
	"truce/keyring"
)

// logVerbs are those by which others hold the keepers of a coalition's record to it. They are the verbs of a mission's record, over a
// journal of this realm: keys, publish, cosign, backup, restore, bundle and verify.
func logVerbs() []*cobra.Command {
	return []*cobra.Command{
		newKeys(), inRealm(keep.NewPublish(journal.Coalition)), inRealm(keep.NewCosign()), newBundle(), inRealm(distrust.NewVerify(app.VerifyBundle)),
		inRealm(keep.NewBackup(journal.Coalition)), inRealm(keep.NewRestore(journal.Coalition)),
	}
}

// inRealm lets a verb of both realms speak of a coalition's record.
func inRealm(cmd *cobra.Command) *cobra.Command {
	words := strings.NewReplacer(
		"truce seal --follows", "truce coalition begin --follows", "truce ", "truce coalition ", "mission.journal", "coalition.journal",
		"mission.example", "secretariat.example", "mission-2026", "coalition-2026", "--holder mission", "--holder secretariat", "phone-7b", "secretariat.example/2027", "phone-7", "secretariat.example/2026",
	)
	cmd.Long, cmd.Example = words.Replace(cmd.Long), words.Replace(cmd.Example)
	return cmd
}

func newKeys() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Make keys, and put on a coalition's record whose they are",
		Long: `Keys makes the keys of a coalition's log and of its cosigners, and puts on record who answers for them, when one took the
place of another, and which sign no more. No key is of both realms. Whom to trust is each reader's own policy.`,
		Example: `  truce coalition keys make secretariat.example/2026 --for log --out log.key > log.pub
  truce coalition keys enrol coalition.journal $(cat log.pub) --holder secretariat --by secretariat
  truce coalition keys list coalition.journal`,
	}
	e := keep.Entering{Uses: []keyring.Use{keyring.ForLog, keyring.ForCosigner}, Enter: enterKey}
	enrol, rotate, revoke := inRealm(e.Enrol()), inRealm(e.Rotate()), inRealm(e.Revoke())
	enrol.Long = `Enrol enters that a key was made and who answers for it: a state, a body or an office. KEY is a verifier key, as keys make
prints it. A name is enrolled once, ever.`
	rotate.Long = `Rotate enters a key that takes the place of another, which signs nothing from there on. Its holder stays: a key that goes to
somebody else is enrolled anew.`
	cmd.AddCommand(inRealm(keep.NewKeysMake()), enrol, rotate, revoke, newKeysList())
	return cmd
}

// enterKey puts one act on a key on the record of a coalition.
func enterKey(cmd *cobra.Command, path string, k keyring.Key) (seq int64, err error) {
	err = put(cmd.Context(), path, []coalition.Entry{{Time: now(), Key: &k}})
	if err != nil {
		return 0, fmt.Errorf("nothing was entered: %w", err)
	}
	s, err := stateOf(cmd.Context(), path)
	if err != nil {
		return 0, err
	}
	return s.Seq(), nil
}

func newKeysList() *cobra.Command {
	return &cobra.Command{
		Use:     "list RECORD",
		Short:   "List the keys on record",
		Long:    "List prints every key on record, who answers for it, and whether it counts.",
		Example: "  truce coalition keys list coalition.journal\n  truce coalition keys list coalition.journal --json",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			s, err := stateOf(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if !say.WantsJSON(cmd) {
				return keep.PrintKeys(cmd.OutOrStdout(), s.Keys())
			}
			for _, k := range s.Keys() {
				err = errors.Join(err, say.PrintJSON(cmd.OutOrStdout(), map[string]any{"enrolled": k}))
			}
			return err
		}),
	}
}

func newBundle() *cobra.Command {
	var audience, out, key string
	cmd := &cobra.Command{
		Use:   "bundle RECORD --for coalition|party|public --key FILE --out FILE",
		Short: "Pack one file with everything of a coalition's record that its reader may see",
		Long: `Bundle writes a file that its reader verifies alone, with nothing but a policy: all entries under the last checkpoint that
the quorum cosigned (or else the last one signed). A bundle for the coalition holds everything, the register of the force too: it is
for those who keep the record. One for a party, a state that contributes nothing, holds of the force and of each state's own readings
and acts the hashes alone; one for the public holds nothing but hashes and keys. docs/spec/bundle.md has the table. The file is there
whole or not at all, and never takes the place of another. What was handed on cannot be called back.

Exit codes: 0 done, 1 refused, 2 interrupted, or nothing is signed yet.`,
		Example: "  truce coalition bundle coalition.journal --for party --key log.key --out 2026-03.bundle",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if out == "" || audience == "" {
				return say.Misused(cmd, "missing: --for AUDIENCE or --out FILE")
			}
			k, err := keep.VouchingKey(key)
			if err != nil {
				return err
			}
			o := keep.Packing{
				Of: journal.Coalition, Path: args[0], Out: out, Audience: bundle.Audience(audience), Vouched: !k.Verifier().IsZero(),
			}
			return o.Run(cmd, func(ctx context.Context, j *sqlite.Journal, w io.Writer, told keep.Told) error {
				return app.Pack(ctx, j, w, app.Packing{Audience: o.Audience, Key: k, Progress: told.Progress})
			})
		}),
	}
	cmd.Flags().StringVar(&audience, "for", "", "whom it is for: coalition, party or public")
	cmd.Flags().StringVar(&key, "key", "", "file of the log's key, by which it vouches that the record has no finding")
	cmd.Flags().StringVar(&out, "out", "", "file to write; it must not be there")
	return cmd
}
