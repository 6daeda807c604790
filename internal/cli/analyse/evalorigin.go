// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"strings"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/worlds"
)

func newEvalOrigin() *cobra.Command {
	var n int
	var seed uint64
	var kind string
	var kinds []string
	for _, k := range worlds.Kinds() {
		kinds = append(kinds, string(k))
	}
	cmd := &cobra.Command{
		Use:   "origin",
		Short: "Measure how often the regions of origin fields hold the truth",
		Long: `Origin invents events whose origin is known, with two to six observers who err as the tables of the method say, and
counts how often the regions of 50, 90 and 95 percent hold the true origin, how often the observers agree at all, and
how often the side that is named as holder of the ground is the wrong one. The same is counted where they err otherwise
than the tables say: with heavy tails, with one wrong bearing in ten on top, with errors that they share, with means that are
not the declared ones, with copies that nobody knows to be copies, with weapons that fire farther than is known.

One line of JSON is printed for each kind: shares in parts per million, areas in hectares. The same seed gives the same
worlds.`,
		Example: "  truce eval origin\n  truce eval origin --kind correlated --worlds 20000 --seed 7",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if n < 1 {
				return say.Misused(cmd, "--worlds %d: give 1 or more", n)
			}
			if kind != "" {
				kinds = []string{kind}
			}
			for _, k := range kinds {
				if err := cmd.Context().Err(); err != nil {
					return err
				}
				r, err := worlds.Run(worlds.Kind(k), n, seed)
				if err != nil {
					return err
				}
				if err := say.PrintJSON(cmd.OutOrStdout(), r); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().IntVar(&n, "worlds", 2000, "how many worlds of each kind")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "what the worlds are made of")
	cmd.Flags().StringVar(&kind, "kind", "", "only this kind: "+strings.Join(kinds, ", "))
	return cmd
}
