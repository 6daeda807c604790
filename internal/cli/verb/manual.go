// SPDX-License-Identifier: Apache-2.0

package verb

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"truce/internal/cli/say"
)

// NewManual is the verb that writes the manual of every verb.
func NewManual() *cobra.Command {
	var man bool
	cmd := &cobra.Command{
		Use:     "manual FOLDER",
		Short:   "Write the manual of every verb into a folder",
		Long:    "Manual writes a page for each verb, in Markdown or as man pages, from the texts that --help prints.",
		Example: "  truce manual manual\n  truce manual --man manual",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true
			for _, c := range root.Commands() {
				if c.Name() == "completion" || c.Name() == "help" { // texts of the library, not ours
					root.RemoveCommand(c)
				}
			}
			if man {
				return doc.GenManTree(root, &doc.GenManHeader{Title: "TRUCE", Section: "1", Source: "Truce"}, args[0])
			}
			return doc.GenMarkdownTree(root, args[0])
		},
	}
	cmd.Flags().BoolVar(&man, "man", false, "write man pages instead of Markdown")
	return cmd
}
