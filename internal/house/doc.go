// SPDX-License-Identifier: Apache-2.0

// Package house holds the tests of the tree itself: who may import whom, what the pure packages must not touch,
// how large things may grow, and whether the documents still say what the code does. It has no code of its own.
package house
