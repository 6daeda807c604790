// SPDX-License-Identifier: Apache-2.0

package ndjson_test

import (
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/ndjson"
)

// go test -fuzz FuzzRead -fuzztime 30s ./internal/intake/ndjson
func FuzzRead(f *testing.F) {
	f.Add([]byte(header + row()))
	intaketest.Fuzz(f, ndjson.Read, intake.Options{})
}
