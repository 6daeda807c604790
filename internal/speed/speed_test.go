// SPDX-License-Identifier: Apache-2.0

package speed_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"truce/internal/speed"
)

func TestEveryStageIsMeasured(t *testing.T) {
	for _, s := range speed.Stages() {
		t.Run(s.Name, func(t *testing.T) {
			f, err := s.Measure(t.Context(), speed.Options{For: time.Nanosecond, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			if f.Reports < 1 || f.PerSecond <= 0 || f.Cores < 1 || f.Memory < 1<<20 || f.Stage != s.Name || f.P50 > f.P99 {
				t.Errorf("got %+v", f)
			}
		})
	}
}

func TestAStageIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := speed.Stages()[0].Measure(ctx, speed.Options{For: time.Hour, Dir: t.TempDir(), Progress: func(int64) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
