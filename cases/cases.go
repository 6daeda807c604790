// SPDX-License-Identifier: Apache-2.0

// Package cases turns the case files beside it into files that a binary carries with it: the project's corpus,
// and the patterns from which users write their own.
package cases

import "embed"

// Files holds the case files.
//
//go:embed *.txtar
var Files embed.FS
