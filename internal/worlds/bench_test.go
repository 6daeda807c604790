// SPDX-License-Identifier: Apache-2.0

package worlds_test

import (
	"testing"

	"truce/internal/worlds"
	"truce/place/field"
)

// BenchmarkField makes fields of five observations each, of events all unlike: fields a second is its figure. Run it with
// go test ./internal/worlds -bench Field -run '^$'
func BenchmarkField(b *testing.B) {
	questions := worlds.Questions(200, 5, 1)
	for i := 0; b.Loop(); i++ {
		field.Make(questions[i%len(questions)])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "fields/s")
}
