// SPDX-License-Identifier: Apache-2.0

// Package verifier holds the page of the second verifier, which checks a bundle in a browser without this server.
package verifier

import _ "embed"

// Page is the page, whole: it loads nothing.
//
//go:embed index.html
var Page []byte
