// SPDX-License-Identifier: Apache-2.0

// Package publishing turns the command lines by which something leaves the room, or by which it is seen who looked at what in it,
// into acts on the record, folders and answers. One file holds one verb.
package publishing

import "github.com/spf13/cobra"

// Verbs returns the verbs of publishing.
func Verbs() []*cobra.Command { return []*cobra.Command{newRelease(), newReport(), newReads()} }
