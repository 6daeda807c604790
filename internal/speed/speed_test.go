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
			f, err := s.Measure(t.Context(), speed.Options{For: time.Nanosecond, Dir: t.TempDir(), Stream: 2000})
			if err != nil {
				t.Fatal(err)
			}
			if f.Reports < 1 || f.PerSecond <= 0 || f.Cores < 1 || f.Memory < 1<<20 || f.Stage != s.Name || f.P50 > f.P99 {
				t.Errorf("got %+v", f)
			}
		})
	}
}

func TestAStreamIsMeasuredAtItsMarks(t *testing.T) {
	all := speed.Stages()
	f, err := all[len(all)-1].Measure(t.Context(), speed.Options{Stream: 3000})
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Marks) != 4 || f.Marks[0].Reports != 300 || f.Marks[3].Reports != 3000 || f.Marks[3].Seconds <= f.Marks[0].Seconds || f.Exponent <= 0 {
		t.Errorf("got %+v", f)
	}
}

func TestAnInterruptLeavesTheMarksOfAStream(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	all := speed.Stages()
	f, err := all[len(all)-1].Measure(ctx, speed.Options{Stream: 3000, Progress: func(done int64) {
		if done > 300 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || len(f.Marks) != 1 {
		t.Errorf("got %+v, %v; want one mark and context.Canceled", f, err)
	}
}

func TestAStageIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := speed.Stages()[0].Measure(ctx, speed.Options{For: time.Hour, Dir: t.TempDir(), Progress: func(int64) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
