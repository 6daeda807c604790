// SPDX-License-Identifier: Apache-2.0

package agreement

import "truce/place"

// Bounds returns the bounds of all places that the agreement draws; ok is false where it draws none. Places that it only
// names may lie beyond.
func (c *Compiled) Bounds() (low, high place.Point, ok bool) { return c.ground.Bounds() }
