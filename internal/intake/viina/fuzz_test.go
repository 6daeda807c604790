// SPDX-License-Identifier: Apache-2.0

package viina_test

import (
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/viina"
)

// go test -fuzz FuzzRead -fuzztime 30s ./internal/intake/viina
func FuzzRead(f *testing.F) {
	f.Add([]byte(header + row()))
	intaketest.Fuzz(f, viina.Read, intake.Options{})
}
