// SPDX-License-Identifier: Apache-2.0

// Package guide turns the guides beside it, one for each role, into files that a binary carries with it.
package guide

import "embed"

// Files holds the guides, and their pictures in the folder img.
//
//go:embed *.md img/*.png
var Files embed.FS
