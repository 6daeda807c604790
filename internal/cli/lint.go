// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/agreement/diff"
	"truce/agreement/lint"
	"truce/agreements"
)

func newLint() *cobra.Command {
	return &cobra.Command{
		Use:   "lint AGREEMENT...",
		Short: "Find what a text leaves open, before it is signed",
		Long: `Lint reads one agreement, or several that stand together or against each other, and names what they leave
open: undefined words, clocks without a start, gaps and overlaps, bodies that one refusal stops, and more. An
agreement is a YAML file, or the name of a worked example such as minsk-package-2015.

Exit code 0: nothing found. 1: something found, or a file is refused.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			texts, err := compileAll(args, nil)
			if err != nil {
				return err
			}
			complaints := lint.Check(texts...)
			out := cmd.OutOrStdout()
			for _, c := range complaints {
				if wantsJSON(cmd) {
					if err := printJSON(out, c); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintf(out, "%s, article %s, %s: %s\n  why:  %s\n  mend: %s\n", c.Agreement, c.Article, c.Check, c.Says, c.Why, c.Mend)
			}
			if len(complaints) > 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), "%d complaints\n", len(complaints))
				return errQuiet
			}
			return nil
		},
	}
}

func newDiff() *cobra.Command {
	var rival bool
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what changed in effect between two versions, and for whom",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			texts, err := compileAll(args, nil)
			if err != nil {
				return err
			}
			changes := diff.Compare(texts[0], texts[1])
			if rival {
				changes = diff.Rival(texts[0], texts[1])
			}
			out := cmd.OutOrStdout()
			for _, c := range changes {
				if wantsJSON(cmd) {
					if err := printJSON(out, c); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintln(out, c.Says)
			}
			if len(changes) > 0 {
				return errQuiet
			}
			if !wantsJSON(cmd) {
				fmt.Fprintln(out, "no change in effect")
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&rival, "rival", false, "read the two as rival texts of one truce instead of two versions")
	return cmd
}

// maxAgreement is the largest agreement file, in bytes, that is read.
const maxAgreement = 4 << 20

// readAgreement reads a YAML file, or a worked example by its name.
func readAgreement(name string) (*agreement.Agreement, error) {
	data, err := readLimited(name, maxAgreement)
	if err == nil {
		return agreement.Parse(name, data, os.DirFS(filepath.Dir(name)))
	}
	example := name + ".yaml"
	if carried, inside := fs.ReadFile(agreements.Files, example); inside == nil {
		return agreement.Parse(example, carried, agreements.Files)
	}
	return nil, err
}

// compileAll reads and compiles agreements in the order given.
func compileAll(names []string, starts map[agreement.TimeID]string) ([]*agreement.Compiled, error) {
	var out []*agreement.Compiled
	for _, name := range names {
		a, err := readAgreement(name)
		if err != nil {
			return nil, err
		}
		c, err := agreement.Compile(a, starts)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, c)
	}
	return out, nil
}
