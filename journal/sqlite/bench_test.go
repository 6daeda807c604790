// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"truce/canon"
	"truce/journal"
	"truce/journal/journaltest"
	"truce/journal/sqlite"
)

// reportsEach is how many reports a submission of the benchmarks has, where they do not say otherwise.
const reportsEach = 256

// load makes submissions that differ: so many reports of three parts with so many bytes in each.
type load struct {
	next    atomic.Uint64
	reports int
	content []byte
}

func newLoad(reports, bytes int) *load {
	return &load{reports: reports, content: []byte(strings.Repeat("x", bytes))}
}

func (l *load) submission() []journal.Draft {
	n := l.next.Add(1)
	d := journal.Draft{Kind: journal.Submission, Engine: "truce/engine/1", Time: 1000, Salted: true}
	d.Parts = make([]canon.Part, l.reports*journal.PartsOfReport)
	for i := range d.Parts {
		d.Parts[i] = canon.Part{Label: d.Kind.Label(i), Content: l.content}
		binary.BigEndian.PutUint64(d.Parts[i].Salt[:], n)
		binary.BigEndian.PutUint16(d.Parts[i].Salt[30:], uint16(i))
	}
	return []journal.Draft{d}
}

// BenchmarkAppend enters submissions as one entry each, on disk before the next of the same caller. The metrics are reports
// and leaves on disk in a second, and how long a submission takes.
func BenchmarkAppend(b *testing.B) {
	for _, bytes := range []int{100, 300} {
		for _, callers := range []int{1, 16} {
			b.Run(fmt.Sprintf("3x%d bytes, %d callers", bytes, callers), func(b *testing.B) { benchmarkAppend(b, callers, newLoad(reportsEach, bytes)) })
		}
		b.Run(fmt.Sprintf("3x%d bytes, peer: plain rows, 1 caller", bytes), func(b *testing.B) { benchmarkRows(b, bytes) })
	}
	for _, callers := range []int{16, 256} {
		b.Run(fmt.Sprintf("1 report of 3x300 bytes, %d callers", callers), func(b *testing.B) { benchmarkAppend(b, callers, newLoad(1, 300)) })
	}
}

func benchmarkAppend(b *testing.B, callers int, from *load) {
	j := created(b, filepath.Join(b.TempDir(), "journal.db"), journaltest.Founding())
	defer closeAfter(b, j)
	together(b, callers, func() error {
		_, err := j.Append(b.Context(), from.submission())
		return err
	})
	b.ReportMetric(float64(b.N*from.reports)/b.Elapsed().Seconds(), "reports/s")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "leaves/s")
}

// together calls do b.N times in all from some callers at once.
func together(b *testing.B, callers int, do func() error) {
	took := make([]time.Duration, b.N)
	var next atomic.Int64
	var all sync.WaitGroup
	b.ResetTimer()
	for range callers {
		all.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				began := b.Elapsed()
				if err := do(); err != nil {
					b.Error(err)
					return
				}
				took[n-1] = b.Elapsed() - began
			}
		})
	}
	all.Wait()
	b.StopTimer()
	reportTimes(b, took)
}

// reportTimes reports how long half of the calls took at the most, and 99 of 100.
func reportTimes(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// benchmarkRows is the peer: the same reports as plain rows of SQLite, one row a report and no hash at all, with the
// same settings that decide how safe they are, one transaction a submission.
func benchmarkRows(b *testing.B, bytes int) {
	db, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "rows.db")+"?_journal_mode=WAL&_synchronous=FULL&_pragma=secure_delete(ON)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE report (id INTEGER PRIMARY KEY, identity BLOB, original BLOB, extract BLOB) STRICT"); err != nil {
		b.Fatal(err)
	}
	insert, err := db.Prepare("INSERT INTO report (identity, original, extract) VALUES (?, ?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	defer insert.Close()
	from := newLoad(reportsEach, bytes)
	together(b, 1, func() error {
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		s := tx.Stmt(insert)
		for three := range slices.Chunk(from.submission()[0].Parts, journal.PartsOfReport) {
			if _, err := s.Exec(three[0].Content, three[1].Content, three[2].Content); err != nil {
				return err
			}
		}
		return tx.Commit()
	})
	b.ReportMetric(float64(b.N*reportsEach)/b.Elapsed().Seconds(), "reports/s")
}

// BenchmarkLatency offers 200 submissions a second, whether or not those before are done, and reports how long they take
// until they are on disk.
func BenchmarkLatency(b *testing.B) {
	const every = time.Second / 200
	j := created(b, filepath.Join(b.TempDir(), "journal.db"), journaltest.Founding())
	defer closeAfter(b, j)
	from := newLoad(reportsEach, 100)
	took := make([]time.Duration, b.N)
	var all sync.WaitGroup
	tick := time.NewTicker(every)
	defer tick.Stop()
	b.ResetTimer()
	for i := range b.N {
		due := <-tick.C
		all.Go(func() {
			if _, err := j.Append(b.Context(), from.submission()); err != nil {
				b.Error(err)
			}
			took[i] = time.Since(due)
		})
	}
	all.Wait()
	b.StopTimer()
	reportTimes(b, took)
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
}

// BenchmarkProve makes inclusion proofs from trees whose hashes are inserted without entries before the clock runs. With
// -short the larger tree is left out.
func BenchmarkProve(b *testing.B) {
	for _, size := range []int64{1_000_000, 10_000_000} {
		b.Run(fmt.Sprintf("%d leaves", size), func(b *testing.B) {
			if testing.Short() && size > 1_000_000 {
				b.Skip("the tree takes a minute or more to fill")
			}
			benchmarkProve(b, size)
		})
	}
}

func benchmarkProve(b *testing.B, size int64) {
	path := filepath.Join(b.TempDir(), "journal.db")
	closeAfter(b, created(b, path, journaltest.Founding()))
	began := b.Elapsed()
	fillTree(b, path, size)
	filled := b.Elapsed() - began
	j, err := sqlite.OpenReadOnly(b.Context(), path, journal.Mission)
	if err != nil {
		b.Fatal(err)
	}
	defer closeAfter(b, j)
	hashes := tlog.HashReaderFunc(j.ReadHashes)
	n := int64(1)
	for b.Loop() {
		n = n * 48271 % (size - 1)
		if _, err := tlog.ProveRecord(size, n, hashes); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(filled.Seconds(), "s-to-fill")
}

// fillTree inserts hashes of a tree of so many leaves beside those of the first, without waiting for the disk.
func fillTree(b *testing.B, path string, size int64) {
	db, err := sql.Open("sqlite", path+"?_pragma=synchronous(OFF)&_pragma=journal_mode(OFF)&_pragma=locking_mode(EXCLUSIVE)&_pragma=cache_size(-65536)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	// The rows follow from their number, so that no value has to be bound.
	insert, err := tx.Prepare(`WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)
		INSERT OR IGNORE INTO hash (idx, hash) SELECT i, unhex(printf('%064x', i)) FROM n`)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := insert.Exec(0, tlog.StoredHashCount(size)); err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(insert.Close(), tx.Commit()); err != nil {
		b.Fatal(err)
	}
}
