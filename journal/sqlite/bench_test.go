// SPDX-License-Identifier: Apache-2.0

package sqlite_test

import (
	"database/sql"
	"encoding/binary"
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

// reportsEach is how many reports a submission of the benchmarks has.
const reportsEach = 256

// load makes submissions that differ: reports of three parts with so many bytes in each.
type load struct {
	next    atomic.Uint64
	content []byte
}

func newLoad(bytes int) *load { return &load{content: []byte(strings.Repeat("x", bytes))} }

func (l *load) submission() []journal.Draft {
	n := l.next.Add(1)
	d := journal.Draft{Kind: journal.Submission, Engine: "truce/engine/1", Time: 1000, Salted: true}
	d.Parts = make([]canon.Part, reportsEach*journal.PartsOfReport)
	for i := range d.Parts {
		d.Parts[i] = canon.Part{Label: d.Kind.Label(i), Content: l.content}
		binary.BigEndian.PutUint64(d.Parts[i].Salt[:], n)
		d.Parts[i].Salt[31] = byte(i)
	}
	return []journal.Draft{d}
}

// BenchmarkAppend enters submissions of 256 reports, each on disk before the next of the same caller. The metric is
// reports on disk in a second.
func BenchmarkAppend(b *testing.B) {
	for _, bytes := range []int{100, 300} {
		for _, callers := range []int{1, 16} {
			b.Run(fmt.Sprintf("3x%d bytes, %d callers", bytes, callers), func(b *testing.B) {
				j := created(b, filepath.Join(b.TempDir(), "journal.db"), journaltest.Founding())
				defer closeAfter(b, j)
				from := newLoad(bytes)
				together(b, callers, func() error {
					_, err := j.Append(b.Context(), from.submission())
					return err
				})
			})
		}
		b.Run(fmt.Sprintf("3x%d bytes, peer: plain rows, 1 caller", bytes), func(b *testing.B) { benchmarkRows(b, bytes) })
	}
}

// together calls do b.N times in all from some callers at once.
func together(b *testing.B, callers int, do func() error) {
	var left atomic.Int64
	left.Store(int64(b.N))
	var all sync.WaitGroup
	b.ResetTimer()
	for range callers {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if err := do(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N*reportsEach)/b.Elapsed().Seconds(), "reports/s")
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
	from := newLoad(bytes)
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
}

// BenchmarkLatency offers 200 submissions a second, whether or not those before are done, and reports how long they take
// until they are on disk.
func BenchmarkLatency(b *testing.B) {
	const every = time.Second / 200
	j := created(b, filepath.Join(b.TempDir(), "journal.db"), journaltest.Founding())
	defer closeAfter(b, j)
	from := newLoad(100)
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
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
}

// BenchmarkProve makes inclusion proofs from a tree of a million leaves, whose hashes are inserted without entries
// before the clock runs.
func BenchmarkProve(b *testing.B) {
	path := filepath.Join(b.TempDir(), "journal.db")
	closeAfter(b, created(b, path, journaltest.Founding()))
	const size = 1_000_000
	fillTree(b, path, size)
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
}

// fillTree inserts the hashes of leaves up to a size beside the first.
func fillTree(b *testing.B, path string, size int64) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	insert, err := tx.Prepare("INSERT OR IGNORE INTO hash (idx, hash) VALUES (?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	var hash tlog.Hash
	for i := range tlog.StoredHashCount(size) {
		binary.BigEndian.PutUint64(hash[:], uint64(i))
		if _, err := insert.Exec(i, hash[:]); err != nil {
			b.Fatal(err)
		}
	}
	if err := insert.Close(); err != nil {
		b.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}
