// SPDX-License-Identifier: Apache-2.0

package csvmap_test

import (
	"strings"
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/csvmap"
	"truce/internal/intake/intaketest"
)

// go test -fuzz FuzzRead -fuzztime 30s ./internal/intake/csvmap
func FuzzRead(f *testing.F) {
	f.Add([]byte(header + row()))
	intaketest.Fuzz(f, csvmap.Read, with())
}

// go test -fuzz FuzzMapping -fuzztime 30s ./internal/intake/csvmap
func FuzzMapping(f *testing.F) {
	f.Add([]byte(mapping))
	f.Add([]byte(strings.ReplaceAll(mapping, "column", "columns")))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := intaketest.Text(csvmap.Read, header+row(), intake.Options{Mapping: data})
		if r.Err == nil && r.Tally.Rows != 1 {
			t.Fatalf("got tally %+v without an error", r.Tally)
		}
	})
}
