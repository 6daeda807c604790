// SPDX-License-Identifier: Apache-2.0

package interop_test

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
	"k8s.io/klog/v2"

	"truce/canon"
	"truce/journal"
	"truce/journal/sqlite"
)

// What one call enters: submissions of 256 reports of three contents of 300 bytes, as one entry; one such report; or 1 KB.
// The peer takes an entry of at most 65,535 bytes (its bundles give a length in 16 bits), so a submission is cut into as few
// entries as that allows, all given at once and all awaited.
type shape struct {
	name    string
	reports int
	bytes   int // of all its contents
}

var shapes = []shape{
	{"256 reports of 3x300 bytes", 256, 256 * 3 * 300},
	{"1 report of 3x300 bytes", 1, 3 * 300},
	{"1 KB", 1, 1024},
}

// largest is the longest entry that the peer takes.
const largest = 1<<16 - 1

// entering enters what the n-th call brings, and returns once it is on disk, with the number of leaves that it got.
type entering func(n uint64) (leaves int, err error)

// BenchmarkAppend times our store and Tessera's POSIX driver over the same load: each call returns once what it brought is on
// disk. Tessera writes a batch once it is full or old: here at its own 256 entries, and at 1 ms or at its own 250 ms. Its futures
// resolve once a batch is in the tree, with every file of it synced. It signs a checkpoint each second beside; no call waits for one.
//
//	go test -C tools/interop -run '^$' -bench Append -benchtime 5s .
func BenchmarkAppend(b *testing.B) {
	klog.LogToStderr(false) // its lines stand between those of the results otherwise
	klog.SetOutput(io.Discard)
	for _, s := range shapes {
		for _, callers := range []int{1, 16, 2048} {
			name := fmt.Sprintf("%s, %d callers", s.name, callers)
			b.Run("truce, "+name, func(b *testing.B) { measure(b, s, callers, ours(b, s)) })
			for _, age := range []time.Duration{time.Millisecond, tessera.DefaultBatchMaxAge} {
				b.Run(fmt.Sprintf("tessera, batches of %v, %s", age, name), func(b *testing.B) { measure(b, s, callers, theirs(b, s, age)) })
			}
		}
	}
}

// measure calls b.N times in all from some callers at once.
func measure(b *testing.B, s shape, callers int, enter entering) {
	took := make([]time.Duration, b.N)
	var next, leaves atomic.Int64
	var all sync.WaitGroup
	b.ResetTimer()
	for range min(callers, b.N) {
		all.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				began := time.Now()
				got, err := enter(uint64(n))
				if err != nil {
					b.Error(err)
					return
				}
				took[n-1] = time.Since(began)
				leaves.Add(int64(got))
			}
		})
	}
	all.Wait()
	b.StopTimer()
	slices.Sort(took)
	seconds := b.Elapsed().Seconds()
	b.ReportMetric(float64(b.N*s.reports)/seconds, "reports/s")
	b.ReportMetric(float64(leaves.Load())/seconds, "leaves/s")
	b.ReportMetric(float64(took[b.N/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[b.N*99/100].Microseconds())/1000, "p99-ms")
}

// ours is a journal in a new file.
func ours(b *testing.B, s shape) entering {
	b.Helper()
	f := journal.Founding{Origin: origin, Realm: journal.Mission, Draft: journal.Draft{
		Kind: journal.Genesis, Engine: "benchmark", Time: 1000, Parts: []canon.Part{{Label: "genesis", Content: []byte(`{}`)}},
	}}
	j, err := sqlite.Create(b.Context(), filepath.Join(b.TempDir(), "journal.db"), f)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := j.Close(); err != nil {
			b.Error(err)
		}
	})
	content := []byte(strings.Repeat("x", s.bytes/(s.reports*journal.PartsOfReport)))
	return func(n uint64) (int, error) {
		d := journal.Draft{Kind: journal.Submission, Engine: "benchmark", Time: 1000, Salted: true}
		d.Parts = make([]canon.Part, s.reports*journal.PartsOfReport)
		for i := range d.Parts {
			d.Parts[i] = canon.Part{Label: d.Kind.Label(i), Content: content}
			binary.BigEndian.PutUint64(d.Parts[i].Salt[:], n)
			binary.BigEndian.PutUint32(d.Parts[i].Salt[28:], uint32(i))
		}
		_, err := j.Append(b.Context(), []journal.Draft{d})
		return 1, err
	}
}

// theirs is a log of Tessera in a new folder.
func theirs(b *testing.B, s shape, age time.Duration) entering {
	b.Helper()
	secret, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		b.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background()) // it lasts until the log is shut down, as that of b does not
	driver, err := posix.New(ctx, posix.Config{Path: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	o := tessera.NewAppendOptions().WithCheckpointSigner(signer).WithBatching(tessera.DefaultBatchMaxSize, age).WithCheckpointInterval(time.Second)
	appender, shutdown, _, err := tessera.NewAppender(ctx, driver, o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		defer cancel()
		if err := shutdown(ctx); err != nil {
			b.Error(err)
		}
	})
	cuts := (s.bytes + largest - 1) / largest
	return func(n uint64) (int, error) {
		futures := make([]tessera.IndexFuture, cuts)
		for i := range futures {
			entry := make([]byte, (s.bytes+cuts-1)/cuts)
			binary.BigEndian.PutUint64(entry, n)
			entry[8] = byte(i)
			futures[i] = appender.Add(ctx, tessera.NewEntry(entry))
		}
		var errs []error
		for _, f := range futures {
			_, err := f()
			errs = append(errs, err)
		}
		return cuts, errors.Join(errs...)
	}
}
