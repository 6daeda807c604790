// SPDX-License-Identifier: Apache-2.0

// Package agreements turns the worked examples beside it into files that a binary carries with it. The texts
// are paraphrased and cited; README.md says what is approximate.
package agreements

import "embed"

// Files holds the documents and the geometry beside them.
//
//go:embed *.yaml *.geojson
var Files embed.FS
