// SPDX-License-Identifier: Apache-2.0

// Package cases turns the case files of the coalition's realm beside it into files that a binary carries with it. No program of the
// mission does.
package cases

import "embed"

// Files holds the case files.
//
//go:embed *.txtar
var Files embed.FS
