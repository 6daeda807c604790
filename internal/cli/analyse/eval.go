// SPDX-License-Identifier: Apache-2.0

package analyse

import "github.com/spf13/cobra"

func newEval() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Measure the methods of Truce against what is known to be true",
		Long: `Eval runs a method of Truce on data whose truth is known, real or made up, and prints how often it was right. It
changes nothing and keeps nothing. The figures in docs/METHOD.md are made by it, and anybody can make them again.`,
		Example: `  truce eval origin --worlds 200
  truce eval join --truth labelled.csv --protocol cv`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(newEvalJoin(), newEvalSirens(), newEvalFirms(), newEvalOrigin())
	return cmd
}
