// SPDX-License-Identifier: Apache-2.0

package osce_test

import (
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/osce"
)

// go test -fuzz FuzzRead -fuzztime 30s ./internal/intake/osce
func FuzzRead(f *testing.F) {
	f.Add([]byte(header + row()))
	intaketest.Fuzz(f, osce.Read, intake.Options{})
}
