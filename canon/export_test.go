// SPDX-License-Identifier: Apache-2.0

package canon

// The two ways to read, of which Decode takes the first where that is sure.
var (
	ReadStrictly = readStrictly
	DecodeSlowly = decodeSlowly
)
