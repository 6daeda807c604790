// SPDX-License-Identifier: Apache-2.0

package kept_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"truce/app"
	"truce/engine"
	"truce/internal/store/kept"
	"truce/internal/workload"
)

// long makes a record of so many reports under the text of fifty terms, a hundred in an entry.
func long(b *testing.B, reports int) string {
	b.Helper()
	ctx := context.Background()
	path := filepath.Join(b.TempDir(), "journal")
	r, err := app.Found(ctx, path, app.Founder{Origin: "exercise.example/log", At: began})
	if err != nil {
		b.Fatal(err)
	}
	list := []app.Incoming{{Entry: engine.Entry{Time: began, Adoption: &engine.Adoption{Agreement: workload.Accord()}}}}
	stream := workload.NewStream(1, began, 1000)
	for n := 0; n < reports; n += 100 {
		list = append(list, app.Incoming{Entry: engine.Entry{Submission: &engine.Submission{Reports: stream.Next(100)}, Time: stream.Now()}})
	}
	if _, err := r.Enter(ctx, list); err != nil {
		b.Fatal(err)
	}
	if err := r.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// spent is the time that the process had of a processor.
func spent(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkOpen opens a record: without a store, with one that is to be made, and with one that is there. TRUCE_STORE_REPORTS says
// how many reports it has:
//
//	TRUCE_STORE_REPORTS=100000 go test -run '^$' -bench Open -benchtime 3x ./internal/store/kept
func BenchmarkOpen(b *testing.B) {
	reports := 2_000
	if text := os.Getenv("TRUCE_STORE_REPORTS"); text != "" {
		var err error
		if reports, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	ctx := context.Background()
	path := long(b, reports)
	opened := func(file string) error {
		if file == "" {
			r, err := app.Open(ctx, path, nil)
			if err != nil {
				return err
			}
			return r.Close()
		}
		r, err := kept.Open(ctx, kept.Files{Journal: path, Store: file}, nil)
		if err != nil {
			return err
		}
		return r.Close()
	}
	there := filepath.Join(b.TempDir(), "there")
	if err := opened(there); err != nil {
		b.Fatal(err)
	}
	for _, way := range []struct{ name, file string }{{"fold alone", ""}, {"store made", "new"}, {"store there", there}} {
		b.Run(way.name, func(b *testing.B) {
			cpu := spent(b)
			for b.Loop() {
				file := way.file
				if file == "new" {
					file = filepath.Join(b.TempDir(), "store")
					_ = os.Remove(file) // of the time before
				}
				if err := opened(file); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*reports)/(spent(b)-cpu).Seconds(), "reports/cpu-s")
		})
	}
	if info, err := os.Stat(there); err == nil {
		b.Logf("%d reports in %d kB", reports, info.Size()>>10)
	}
}
