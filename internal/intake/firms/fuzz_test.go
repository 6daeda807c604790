// SPDX-License-Identifier: Apache-2.0

package firms_test

import (
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/firms"
	"truce/internal/intake/intaketest"
)

// go test -fuzz FuzzRead -fuzztime 30s ./internal/intake/firms
func FuzzRead(f *testing.F) {
	f.Add([]byte(header + row()))
	intaketest.Fuzz(f, firms.Read, intake.Options{})
}
