// SPDX-License-Identifier: Apache-2.0

// Package intaketest turns the promises that every door makes into checks that every door's tests run.
package intaketest

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"truce/canon"
	"truce/coverage"
	"truce/internal/intake"
	"truce/report"
	"truce/territory"
)

// Read is a door.
type Read func(ctx context.Context, r io.Reader, o intake.Options, sink intake.Sink) (intake.Tally, error)

// Result is all that a door handed on.
type Result struct {
	Reports []report.Report
	Layers  []territory.Layer
	Watches []coverage.Watch
	Gaps    []coverage.Gap
	Tally   intake.Tally
	Err     error
}

func (r *Result) sink() intake.Sink {
	return intake.Sink{
		Report: func(v report.Report) error { r.Reports = append(r.Reports, v); return nil },
		Layer:  func(v territory.Layer) error { r.Layers = append(r.Layers, v); return nil },
		Watch:  func(v coverage.Watch) error { r.Watches = append(r.Watches, v); return nil },
		Gap:    func(v coverage.Gap) error { r.Gaps = append(r.Gaps, v); return nil },
	}
}

// Text reads a file that is a text.
func Text(read Read, text string, o intake.Options) Result {
	return From(read, strings.NewReader(text), o)
}

// From reads a file.
func From(read Read, in io.Reader, o intake.Options) Result {
	var r Result
	r.Tally, r.Err = read(context.Background(), in, o, r.sink())
	return r
}

// One reads a file of one row and returns its report; another outcome fails the test.
func One(t *testing.T, read Read, text string, o intake.Options) report.Report {
	t.Helper()
	r := Text(read, text, o)
	if r.Err != nil || len(r.Reports) != 1 {
		t.Fatalf("got %d reports, tally %+v, error %v; want one report", len(r.Reports), r.Tally, r.Err)
	}
	return r.Reports[0]
}

// Said returns what a report says, without the tag that tells it from others that say the same.
func Said(r report.Report) report.Extract {
	r.Extract.Tag = canon.Digest{}
	return r.Extract
}

// Refused reads a file of one row that must be refused, and returns the reason.
func Refused(t *testing.T, read Read, text string, o intake.Options) string {
	t.Helper()
	r := Text(read, text, o)
	if r.Err != nil || r.Tally.Rows != 1 || r.Tally.Refused != 1 || r.Tally.Accepted != 0 || len(r.Reports) != 0 {
		t.Fatalf("got tally %+v, error %v; want one row, refused", r.Tally, r.Err)
	}
	return r.Tally.Reasons[0].Reason
}

// Good is a file of at least two rows that a door accepts whole, for Keeps to spoil.
type Good struct {
	// Before is what stands before the first row, Row a row with its end, After what stands after the last.
	Before, Row, Between, After string
	Options                     intake.Options
}

func (g Good) text(rows int) string {
	return g.Before + strings.Repeat(g.Row+g.Between, rows-1) + g.Row + g.After
}

// Keeps checks what every door promises of files that are good, broken, too long, in another encoding or not wanted
// any more.
func Keeps(t *testing.T, read Read, g Good) {
	t.Run("a good file is read whole, and the same in small pieces and with a byte order mark", func(t *testing.T) {
		want := Text(read, g.text(3), g.Options)
		if want.Err != nil || want.Tally.Rows != 3 || want.Tally.Accepted != 3 {
			t.Fatalf("got tally %+v, error %v; want three rows accepted", want.Tally, want.Err)
		}
		pieces := From(read, iotest.OneByteReader(strings.NewReader("\ufeff"+g.text(3))), g.Options)
		if diff := cmp.Diff(pieces, want); diff != "" {
			t.Errorf("in pieces (-got +want):\n%s", diff)
		}
	})
	t.Run("a row of two gigabytes ends the file with one error in bounded memory", func(t *testing.T) { tooLong(t, read, g) })
	t.Run("a byte of another encoding ends the file with its row, its value and the mend", func(t *testing.T) {
		r := Text(read, g.Before+g.Row+g.Between+spoil(g.Row)+g.After, g.Options)
		if r.Err == nil || r.Tally.Rows != 1 || !contains(r.Err, "row 2", "0x93", "CP1252") {
			t.Errorf("got tally %+v, error %v; want row 1 read and row 2 named", r.Tally, r.Err)
		}
	})
	t.Run("a file cut off in the middle is never an accident", func(t *testing.T) {
		text := g.text(2)
		for n := 0; n < len(text); n += 1 + len(text)/50 {
			r := Text(read, text[:n], g.Options)
			if r.Tally.Rows != r.Tally.Accepted+r.Tally.Refused {
				t.Fatalf("cut at %d: tally %+v does not add up", n, r.Tally)
			}
		}
	})
	t.Run("a cancelled context ends the reading", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		tally, err := read(ctx, strings.NewReader(g.text(3)), g.Options, (&Result{}).sink())
		if !errors.Is(err, context.Canceled) || tally.Rows != 0 {
			t.Errorf("got tally %+v, error %v; want no rows, cancelled", tally, err)
		}
	})
	t.Run("progress comes at most once a thousand rows, and at the end", func(t *testing.T) {
		var rows []int64
		sink := (&Result{}).sink()
		sink.Progress = func(n, _ int64) { rows = append(rows, n) }
		if _, err := read(context.Background(), strings.NewReader(g.text(1500)), g.Options, sink); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rows, []int64{1000, 1500}); diff != "" {
			t.Errorf("(-got +want):\n%s", diff)
		}
	})
}

// spoil puts a quotation mark of Windows-1252 after the first letter of the row.
func spoil(row string) string {
	i := strings.IndexFunc(row, func(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' })
	return row[:i+1] + "\x93" + row[i+1:]
}

func contains(err error, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			return false
		}
	}
	return true
}

// tooLong reads two rows and a third that does not end.
func tooLong(t *testing.T, read Read, g Good) {
	i := strings.IndexFunc(g.Row, func(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' })
	end := &endless{left: 2 << 30}
	in := io.MultiReader(strings.NewReader(g.Before+g.Row+g.Between+g.Row+g.Between+g.Row[:i]), end)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := From(read, in, g.Options)
	runtime.ReadMemStats(&after)
	if r.Err == nil || r.Tally.Rows != 2 || r.Tally.Accepted != 2 || !contains(r.Err, "row 3", "4194304 bytes") {
		t.Errorf("got tally %+v, error %v; want two rows and an error that names row 3 and the limit", r.Tally, r.Err)
	}
	if taken := 2<<30 - end.left; taken > 2*intake.MaxLine {
		t.Errorf("read %d bytes of a row limited to %d", taken, intake.MaxLine)
	}
	// A buffer that doubles allocates twice its size in all, and there may be three of them.
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 20*intake.MaxLine {
		t.Errorf("allocated %d bytes for a row limited to %d", grown, intake.MaxLine)
	}
}

// endless is a letter over and over.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	for i := range p[:n] {
		p[i] = 'a'
	}
	e.left -= n
	return int(n), nil
}

// Data opens a file of the shared data sets, or skips the test where they are not at hand.
func Data(t *testing.T, name string) io.Reader {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.Open(filepath.Join(dir, "..", "shared", "data", filepath.FromSlash(name)))
	if err != nil {
		t.Skipf("the shared data set %s is not at hand", name)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// AllRows reads a file of the shared data sets and checks that each row is accepted or refused, none lost, and that
// every hundredth report has an identity.
func AllRows(t *testing.T, read Read, name string, rows int64) Result {
	t.Helper()
	r := From(read, Data(t, name), intake.Options{File: filepath.Base(name)})
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	if r.Tally.Rows != rows || r.Tally.Accepted+r.Tally.Refused != rows {
		t.Errorf("got %d rows, %d accepted, %d refused; want %d rows, each accepted or refused",
			r.Tally.Rows, r.Tally.Accepted, r.Tally.Refused, rows)
	}
	for i := 0; i < len(r.Reports); i += 100 {
		if _, err := r.Reports[i].Extract.Digest(); err != nil {
			t.Fatalf("row %d: %v", r.Reports[i].Identity.Row, err)
		}
	}
	return r
}

// Fuzz checks that no bytes make a door panic, lose a row, hand on something that is not valid, or hand on different
// things when it reads them again.
func Fuzz(f *testing.F, read Read, o intake.Options) {
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Text(read, string(data), o)
		if r.Tally.Rows != r.Tally.Accepted+r.Tally.Refused && r.Err == nil {
			t.Fatalf("tally %+v does not add up", r.Tally)
		}
		for _, each := range r.Reports {
			if err := each.Check(); err != nil {
				t.Fatalf("row %d was handed on: %v", each.Identity.Row, err)
			}
			if _, err := each.Extract.Digest(); err != nil {
				t.Fatalf("row %d has no identity: %v", each.Identity.Row, err)
			}
		}
		again := From(read, iotest.HalfReader(strings.NewReader(string(data))), o)
		again.Err, r.Err = nil, nil
		if diff := cmp.Diff(again, r); diff != "" {
			t.Fatalf("read again (-got +want):\n%s", diff)
		}
	})
}
