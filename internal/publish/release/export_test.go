// SPDX-License-Identifier: Apache-2.0

package release

import "truce/place"

// CellOf is the cell of a region on the grid of a rule; ok is false where none is shown.
func CellOf(cell place.Length, r place.Region) (c Cell, ok bool) {
	c, _, ok = newGrid(cell).of(r)
	return c, ok
}

// GivesAway tells whether a free text gives a time or a place away.
func GivesAway(text string) bool { return givesAway(text) }
