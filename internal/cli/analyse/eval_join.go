// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/evaluate/join"
)

// maxTruthFile is the largest file of labelled reports, in bytes, that is read.
const maxTruthFile = 256 << 20

func newEvalJoin() *cobra.Command {
	var truth, protocol string
	var fit bool
	cmd := &cobra.Command{
		Use:   "join --truth FILE",
		Short: "Measure how well reports are put together, on reports whose event is known",
		Long: `Join reads reports that carry the event they belong to, has the joiner put them together without looking at it, and
prints how well that went as JSON: the precision, recall and F1 of B-cubed, the same of pairs, why what was joined was
joined, what leaving every report alone comes to, and F1 again with coordinates rounded to half a degree, because coordinates
are coded for each event and are kinder than a report's own. The order of rows leaves no trace.

The file is CSV with the columns event_id, event_year, source_office, source_date, headline, latitude, longitude, where_prec.

The protocol says where the weights come from: shipped, those of this program; cv, those fitted without the events that share
a fold with either report, of five; forward, those fitted to events up to 2016, joining later ones; backward, the reverse.
In cv, what was decided of other events of the same place and weeks corrects the weights of a pair (local practice): no other
protocol has that, nor has a new year or country, so F1 without it stands beside.
What a join needs is fixed. With --fit the weights that the whole file speaks for are printed and nothing is joined.

Exit codes: 0 done, 1 the file is refused.`,
		Example: "  truce eval join --truth reports_with_event_labels.csv --protocol cv",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if truth == "" {
				return errors.New("no file: give one with --truth")
			}
			data, err := say.ReadLimited(truth, maxTruthFile)
			if err != nil {
				return fmt.Errorf("labelled reports %w", say.FileFault(truth, err, ".csv"))
			}
			rows, err := join.Read(bytes.NewReader(data))
			if err != nil {
				return fmt.Errorf("labelled reports %s: %w", truth, err)
			}
			if fit {
				table := join.Fit(rows)
				weights := make([]join.Weight, len(table))
				for n, w := range table {
					weights[n] = join.Weight{Name: table.Name(n), Weight: w}
				}
				return say.PrintJSON(cmd.OutOrStdout(), weights)
			}
			result, err := join.Evaluate(rows, protocol)
			if err != nil {
				return err
			}
			return say.PrintJSON(cmd.OutOrStdout(), result)
		},
	}
	cmd.Flags().StringVar(&truth, "truth", "", "the file of labelled reports")
	cmd.Flags().StringVar(&protocol, "protocol", "shipped", "where the weights come from: shipped, cv, forward, backward")
	cmd.Flags().BoolVar(&fit, "fit", false, "print the weights that the file speaks for")
	return cmd
}
