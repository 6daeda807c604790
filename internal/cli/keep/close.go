// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/journal"
	"truce/journal/sqlite"
)

func newClose() *cobra.Command {
	return &cobra.Command{
		Use:   "close JOURNAL KEY",
		Short: "Close a log for its successor",
		Long: `Close enters that the log ends and which one goes on: KEY is the verifier key of the successor, as keys make prints it,
under a name of its own. Nothing is entered afterwards, and nothing undoes it. Then:

  1. publish the log once more: the closing must stand under a cosigned checkpoint;
  2. let the cosigners know the successor (cosign --log KEY --enrol), and name it in the policy;
  3. found it where the log ended: seal DIR NEW --origin NAME --follows CHECKPOINT, with the checkpoint that was published;
  4. publish it, and pack a bundle of both: verify --follows OLD NEW tells any reader whether the succession is in order.

What is to be entered into the log, such as submissions that devices hold, comes before. Closing it again for the same successor
changes nothing. A log whose key is lost is succeeded without a closing (docs/spec/journal.md).

Exit codes: 0 closed, or closed already for that successor; 1 refused, nothing entered; 2 could not tell: run it again.`,
		Example: "  truce close mission.journal $(cat next.pub)",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			k, err := journal.ParseVerifierKey(args[1])
			if err != nil {
				return fmt.Errorf("KEY: %w", err)
			}
			s, err := journal.SuccessorBy(k)
			if err != nil {
				return err
			}
			return closeLog(cmd, args[0], s)
		}),
	}
}

func closeLog(cmd *cobra.Command, path string, s journal.Successor) error {
	j, err := openJournal(cmd.Context(), path, sqlite.Open)
	if err != nil {
		return err
	}
	defer j.Close()
	placed, err := app.End(cmd.Context(), j, s, now())
	if err != nil {
		return err
	}
	if say.WantsJSON(cmd) {
		err = say.PrintJSON(cmd.OutOrStdout(), map[string]any{"closed": map[string]any{
			"origin": j.First().Origin, "seq": placed.Seq, "successor": s, "again": placed.Again,
		}})
		return errors.Join(err, j.Close())
	}
	word := "is closed"
	if placed.Again {
		word = "was closed before"
	}
	fmt.Fprintf(cmd.OutOrStdout(), "entry %d: the log %s %s, and %s goes on: publish it, then found that one with seal --follows\n", placed.Seq, j.First().Origin, word, s.Origin)
	return j.Close()
}
