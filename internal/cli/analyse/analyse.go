// SPDX-License-Identifier: Apache-2.0

// Package analyse turns the command lines of an analyst into questions to the engine and to the methods under it: how well
// reports are joined, how fast, who was watching, what would change a finding, and how two lists compare. It follows engine
// on the path. One file holds one verb.
package analyse

import "github.com/spf13/cobra"

// Verbs returns the verbs of this package.
func Verbs() []*cobra.Command {
	return []*cobra.Command{newQuiet(), newCoverage(), newWhatIf(), newReconcile(), newBench(), newEval(), newOrigin()}
}
