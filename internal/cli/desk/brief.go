// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/coalition/brief"
	"truce/coalition/sourced"
	"truce/internal/cli/say"
)

func newBrief() *cobra.Command {
	var asOf, day, record string
	cmd := &cobra.Command{
		Use:   "brief STATE",
		Short: "Print one page for one state: bound to what, what is open, pledged, owed and to be read",
		Long: `Brief prints what a coalition's record says that concerns one state: the texts that count with where it stands on each
component, by whose word, and what is open in ratification; its pledges with their caveats and the decisions on which they
hang; the next meetings and what it owes; its cells of the texts that are being agreed, and its red lines; releases of a mission
beside its own undertakings and its own stated reading; and on which sources all of it rests. Where nothing is on record it says so,
which is not that there is nothing. The page is for that state: what is restricted to it stands on it.

The record is a file (--record), or a case that comes with Truce: --record paris-2026.

Exit codes: 0 done, 1 refused, 2 interrupted.`,
		Example: "  truce brief Netherlands --record paris-2026\n  truce brief France --record coalition.journal --as-of 2026-02-01 --json",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			if record == "" {
				return say.Misused(cmd, "missing: --record FILE")
			}
			state := sourced.Name(args[0])
			if err := state.Check(); err != nil {
				return fmt.Errorf("state: %w", err)
			}
			s, err := stateOf(cmd.Context(), record)
			if err != nil {
				return err
			}
			view, err := asking{asOf: asOf, day: day, reader: args[0]}.view(s.Now())
			if err != nil {
				return err
			}
			if !brief.IsNamed(s, state, view) {
				return fmt.Errorf("nobody on record as of then is named %s: %s", state, say.OrOneOf(args[0], sourced.Words(brief.Names(s, view))))
			}
			page := brief.Make(s, state, view)
			if say.WantsJSON(cmd) {
				return say.PrintJSON(cmd.OutOrStdout(), page)
			}
			printBrief(cmd.OutOrStdout(), page)
			return nil
		},
	}
	cmd.Flags().StringVar(&record, "record", "", "the file of the record, or a case that comes with Truce")
	cmd.Flags().StringVar(&asOf, "as-of", "", "what was on record then: 2026-01-06, to its end in UTC, or 2026-01-06T13:00:00Z")
	cmd.Flags().StringVar(&day, "day", "", "leave out what was said after this day: 2026-01-06")
	return cmd
}

// printBrief prints a page, its lines wrapped under their beginnings.
func printBrief(out io.Writer, page brief.Brief) {
	for line := range strings.Lines(page.Text()) {
		text := strings.TrimLeft(line, " ")
		indent := len(line) - len(text)
		say.Paragraph(out, indent+2, strings.Repeat(" ", indent), text)
	}
}
