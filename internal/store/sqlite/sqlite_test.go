// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"testing"

	"truce/internal/store/storetest"
)

func TestTheStoreConforms(t *testing.T) { storetest.Run(t) }
