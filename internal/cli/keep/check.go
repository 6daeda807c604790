// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"fmt"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
)

func newCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check JOURNAL",
		Short: "Read every entry of a journal back, and look for damage",
		Long: `Check reads every entry back from the file, computes its commitment, its leaf and the tree above it anew, and compares
them with what is stored and with the last checkpoints. It changes nothing, and others may go on with the journal. Publish reads
back what was not signed before and no more, so run this from time to time, over the copies too.

It judges the journal by itself. Whether it is the newest copy, only the cosigners can tell: see truce restore. It does not look at
JOURNAL.store, from which a server reads long lists: delete that while no server runs, and it is made anew.

Exit codes: 0 nothing is damaged, 1 something is, and the first place is named; 2 it could not be read to its end.`,
		Example: "  truce check mission.journal",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			size, err := recheck(cmd.Context(), journal.Mission, args[0])
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if say.WantsJSON(cmd) {
				return say.PrintJSON(cmd.OutOrStdout(), map[string]any{"checked": args[0], "entries": size})
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, read back, none damaged\n", args[0], entries(size))
			return nil
		}),
	}
}
