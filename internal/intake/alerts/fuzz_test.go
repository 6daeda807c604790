// SPDX-License-Identifier: Apache-2.0

package alerts_test

import (
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/alerts"
	"truce/internal/intake/intaketest"
)

// go test -fuzz FuzzRead -fuzztime 30s ./internal/intake/alerts
func FuzzRead(f *testing.F) {
	f.Add([]byte(header + row()))
	intaketest.Fuzz(f, alerts.Read, intake.Options{})
}
