// SPDX-License-Identifier: Apache-2.0

package analyse

import "github.com/spf13/cobra"

func newEval() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Measure the methods of Truce on real data",
		Long:  "Eval measures the methods of Truce on data sets that others made. It changes nothing and keeps nothing; docs/METHOD.md says what the figures mean.",
	}
	cmd.AddCommand(newEvalSirens(), newEvalFirms())
	return cmd
}
