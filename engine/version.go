// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"fmt"

	"truce/when"
)

// VersionError says that a record was made by another version of the engine, or with other time zones. Its proofs can be
// checked; a truce of that version judges it and goes on with it.
type VersionError struct {
	// Version is the engine that the record needs.
	Version string
	// Database is the release of the time zones that it needs, empty where that is not known.
	Database string
}

// Needs says what the record needs, as in docs/spec/bundle.md.
func (e *VersionError) Needs() string {
	if e.Database == "" || e.Database == when.Database {
		return fmt.Sprintf("needs engine %.80s", e.Version)
	}
	return fmt.Sprintf("needs engine %.80s with time zones %.80s", e.Version, e.Database)
}

// Error says what the record needs and what to do.
func (e *VersionError) Error() string {
	return fmt.Sprintf("the record %s, this is %s with time zones %s: use a truce of that version to judge it and to go on with it", e.Needs(), Version, when.Database)
}
