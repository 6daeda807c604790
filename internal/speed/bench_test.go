// SPDX-License-Identifier: Apache-2.0

package speed_test

import (
	"flag"
	"testing"
	"time"

	"truce/internal/speed"
)

// stageFor is how long each stage of the benchmark runs.
var stageFor = flag.Duration("stage.for", 3*time.Second, "how long each stage runs")

// BenchmarkStage runs each stage for a while, so that it can be profiled:
//
//	go test ./internal/speed -run '^$' -bench Stage/judge -benchtime 1x -stage.for 10s -cpuprofile judge.prof
func BenchmarkStage(b *testing.B) {
	for _, s := range speed.Stages() {
		b.Run(s.Name, func(b *testing.B) {
			var f speed.Figure
			for b.Loop() {
				var err error
				if f, err = s.Measure(b.Context(), speed.Options{For: *stageFor, Dir: b.TempDir()}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(f.PerSecond, "reports/s")
		})
	}
}
