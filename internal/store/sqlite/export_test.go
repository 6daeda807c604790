// SPDX-License-Identifier: Apache-2.0

package sqlite

// SetBounds makes lists short enough for a test to look through them: from how many rows on a condition is not rare, and how
// many rows are looked through for a page.
func SetBounds(s *Store, rare, bound int) { s.bounding = bounding{rare: rare, bound: bound} }
