// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/agreement/diff"
	"truce/agreement/lint"
	"truce/agreements"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
)

func newLint() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lint AGREEMENT...",
		Short: "Find what a text leaves open, before it is signed",
		Long: `Lint reads one agreement, or several that stand together or against each other, and names what they leave
open: undefined words, clocks without a start, gaps and overlaps, bodies that one refusal stops, and more. An
agreement is a YAML file, or the name of a worked example such as minsk-package-2015; --list names them all.

Exit code 0: nothing found. 1: something found, or a file is refused.`,
		Example: "  truce lint --list\n  truce lint paris-exercise\n  truce lint draft.yaml rival.yaml --json",
		Args:    verb.OrList,
		RunE: func(cmd *cobra.Command, args []string) error {
			if verb.Listing(cmd) {
				return verb.ListCarried(cmd, carried(agreements.Files, ".yaml"), agreementTitle)
			}
			compiled, err := compileAll(args)
			if err != nil {
				return err
			}
			complaints := lint.Check(compiled...)
			exercise := map[agreement.ID]bool{}
			for _, c := range compiled {
				exercise[c.Agreement().ID] = c.Agreement().Exercise
			}
			for _, c := range complaints {
				if say.WantsJSON(cmd) {
					if err := say.PrintJSON(cmd.OutOrStdout(), c); err != nil {
						return err
					}
					continue
				}
				printComplaint(cmd.OutOrStdout(), c, exercise[c.Agreement])
			}
			if len(complaints) > 0 {
				fmt.Fprintln(cmd.ErrOrStderr(), say.Counted(int64(len(complaints)), "complaint"))
				return say.ErrQuiet
			}
			return nil
		},
	}
	cmd.Flags().Bool("list", false, "list the worked examples that come with Truce")
	return cmd
}

// agreementTitle is the title of a worked example.
func agreementTitle(name string) (string, error) {
	a, err := readAgreement(name)
	if err != nil {
		return "", err
	}
	return a.Title, nil
}

func printComplaint(w io.Writer, c lint.Complaint, exercise bool) {
	where := "the text as a whole"
	if c.Article != "" {
		where = "article " + string(c.Article)
	}
	say.Paragraph(w, 2, "", fmt.Sprintf("%s%s, %s, %s: %s", mark(exercise), c.Agreement, where, c.Check, c.Says))
	say.Paragraph(w, 8, "  why:  ", c.Why)
	say.Paragraph(w, 8, "  mend: ", c.Mend)
}

func newDiff() *cobra.Command {
	var rival bool
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what changed in effect between two versions, and for whom",
		Long: `Diff compares two agreements by what they do, not by their words: whose duties and rights change, where, when
and how. With --rival it compares two texts of one truce, neither of which is the older.

Exit code 0: no change in effect. 1: they differ, or a file is refused.`,
		Example: "  truce diff --rival energy-truce-2025-r energy-truce-2025-u",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			compiled, err := compileAll(args)
			if err != nil {
				return err
			}
			changes := diff.Compare(compiled[0], compiled[1])
			if rival {
				changes = diff.Rival(compiled[0], compiled[1])
			}
			exercise := compiled[0].Agreement().Exercise || compiled[1].Agreement().Exercise
			out := cmd.OutOrStdout()
			for _, c := range changes {
				if say.WantsJSON(cmd) {
					if err := say.PrintJSON(out, c); err != nil {
						return err
					}
					continue
				}
				say.Paragraph(out, 2, "", mark(exercise)+c.Says)
			}
			if len(changes) > 0 {
				return say.ErrQuiet
			}
			if !say.WantsJSON(cmd) {
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
	data, err := say.ReadLimited(name, maxAgreement)
	if err == nil {
		return agreement.Parse(name, data, os.DirFS(filepath.Dir(name)))
	}
	example := name + ".yaml"
	if carried, inside := fs.ReadFile(agreements.Files, example); inside == nil {
		return agreement.Parse(example, carried, agreements.Files)
	}
	if say.IsName(name, ".yaml") {
		return nil, fmt.Errorf("agreement %s: there is no such file, and no worked example of that name: %s", name, say.OrOneOf(name, carried(agreements.Files, ".yaml")))
	}
	return nil, fmt.Errorf("agreement %w", say.FileFault(name, err, ".yaml"))
}

// carried lists the files of one kind that come with Truce, without their ending.
func carried(files fs.FS, ending string) []string {
	names, err := fs.Glob(files, "*"+ending)
	if err != nil {
		return nil
	}
	for i := range names {
		names[i] = strings.TrimSuffix(names[i], ending)
	}
	slices.Sort(names)
	return names
}

// compileAll reads and compiles agreements in the order given.
func compileAll(names []string) ([]*agreement.Compiled, error) {
	var out []*agreement.Compiled
	for _, name := range names {
		c, err := compileOne(name)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// compileOne reads and compiles one agreement.
func compileOne(name string) (*agreement.Compiled, error) {
	a, err := readAgreement(name)
	if err != nil {
		return nil, err
	}
	c, err := agreement.Compile(a, nil)
	if err != nil {
		return nil, ofFile(name, a, err)
	}
	return c, nil
}

// ofFile puts the name of the file before an error that names the agreement only.
func ofFile(name string, a *agreement.Agreement, err error) error {
	if name == string(a.ID) {
		return err
	}
	return fmt.Errorf("%s: %w", name, err)
}
