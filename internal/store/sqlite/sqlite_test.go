// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"testing"

	"truce/internal/store/sqlite"
	"truce/internal/store/storetest"
)

func TestTheStoreConforms(t *testing.T) { storetest.Run(t) }

// TestListsThatAreLookedThroughConform makes nothing rare, and ends each search after a few rows.
func TestListsThatAreLookedThroughConform(t *testing.T) {
	storetest.Queries(t, func(s *sqlite.Store) { sqlite.SetBounds(s, 0, 3) })
}

// TestListsByTheRarestConditionConform makes everything rare.
func TestListsByTheRarestConditionConform(t *testing.T) {
	storetest.Queries(t, func(s *sqlite.Store) { sqlite.SetBounds(s, 1_000, 3) })
}
