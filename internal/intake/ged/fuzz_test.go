// SPDX-License-Identifier: Apache-2.0

package ged_test

import (
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/ged"
	"truce/internal/intake/intaketest"
)

// go test -fuzz FuzzRead -fuzztime 30s ./internal/intake/ged
func FuzzRead(f *testing.F) {
	f.Add([]byte(header + row()))
	f.Add([]byte(header + row("date_prec", "5", "low", "0")))
	f.Add([]byte(header + row("where_prec", "7") + "\"broken"))
	intaketest.Fuzz(f, ged.Read, intake.Options{})
}
