// SPDX-License-Identifier: Apache-2.0

package verb

import (
	"fmt"

	"github.com/spf13/cobra"
	"truce/internal/cli/say"
)

// OrList checks arguments as say.AsUsed does; what is only to be listed takes none.
func OrList(cmd *cobra.Command, args []string) error {
	if !Listing(cmd) {
		return say.AsUsed(cmd, args)
	}
	if len(args) > 0 {
		return say.Misused(cmd, "--list takes no argument: %s", args[0])
	}
	return nil
}

// Listing tells whether a verb that has the flag --list was given it.
func Listing(cmd *cobra.Command) bool {
	on, err := cmd.Flags().GetBool("list")
	return err == nil && on
}

// ListCarried prints the names of what comes with Truce, each with its title.
func ListCarried(cmd *cobra.Command, names []string, titleOf func(name string) (string, error)) error {
	for _, name := range names {
		title, err := titleOf(name)
		if err != nil {
			return err
		}
		if say.WantsJSON(cmd) {
			if err := say.PrintJSON(cmd.OutOrStdout(), map[string]string{"name": name, "title": title}); err != nil {
				return err
			}
			continue
		}
		say.Paragraph(cmd.OutOrStdout(), 38, fmt.Sprintf("%-37s ", name), title)
	}
	return nil
}
