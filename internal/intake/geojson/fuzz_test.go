// SPDX-License-Identifier: Apache-2.0

package geojson_test

import (
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/geojson"
	"truce/internal/intake/intaketest"
)

// go test -fuzz FuzzRead -fuzztime 30s ./internal/intake/geojson
func FuzzRead(f *testing.F) {
	f.Add([]byte(header + row()))
	intaketest.Fuzz(f, geojson.Read, intake.Options{})
}
