// SPDX-License-Identifier: Apache-2.0

package publishing

import (
	"fmt"

	"github.com/spf13/cobra"

	"truce/canon"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/publish/approval"
	"truce/journal"
)

func newSign() *cobra.Command {
	var key string
	cmd := &cobra.Command{
		Use:   "sign propose|approve DIGEST --key FILE",
		Short: "Sign your act on a release whose pages you read in the browser",
		Long: `Sign prints the signed note of your act on a public release, for the form of the page that showed it to you. It needs no record: what you
sign is the act, your name and the digest of the manifest, and so of every file. Nothing is entered until you send the note.`,
		Example: "  truce release sign approve 3f8e... --key ben.key",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			if key == "" {
				return say.Misused(cmd, "missing: --key FILE, your key for releases")
			}
			var manifest canon.Digest
			if err := manifest.UnmarshalText([]byte(args[1])); err != nil {
				return fmt.Errorf("digest %.80q: the manifest as the page shows it: %w", args[1], err)
			}
			k, err := verb.ReadKey(key, journal.SignsNotes)
			if err != nil {
				return err
			}
			act := &approval.Publication{By: k.Verifier().Name()}
			switch args[0] {
			case "propose":
				act.Propose = &approval.Proposal{Manifest: manifest}
			case "approve":
				act.Approve = &approval.Approval{Manifest: manifest}
			default:
				return fmt.Errorf("act %.20q: write propose or approve", args[0])
			}
			text, err := sign(act, k)
			if err != nil {
				return err
			}
			if say.WantsJSON(cmd) {
				return say.PrintJSON(cmd.OutOrStdout(), map[string]string{"by": act.By, "manifest": manifest.String(), "note": text})
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), text)
			return err
		}),
	}
	cmd.Flags().StringVar(&key, "key", "", "file of your key, which is on record for releases")
	return cmd
}
