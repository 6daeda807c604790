// SPDX-License-Identifier: Apache-2.0

package registers_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/internal/intake/registers"
)

// go test ./internal/intake/registers -run '^$' -fuzz FuzzUndertakings -fuzztime 1m -fuzzminimizetime 20x
func FuzzUndertakings(f *testing.F) {
	seeds(f, registers.Undertakings())
	f.Fuzz(func(t *testing.T, data []byte) { again(t, registers.Undertakings(), data) })
}

// go test ./internal/intake/registers -run '^$' -fuzz FuzzForce -fuzztime 1m -fuzzminimizetime 20x
func FuzzForce(f *testing.F) {
	seeds(f, registers.Force())
	f.Fuzz(func(t *testing.T, data []byte) { again(t, registers.Force(), data) })
}

// go test ./internal/intake/registers -run '^$' -fuzz FuzzMeetings -fuzztime 1m -fuzzminimizetime 20x
func FuzzMeetings(f *testing.F) {
	seeds(f, registers.Meetings())
	f.Fuzz(func(t *testing.T, data []byte) { again(t, registers.Meetings(), data) })
}

// go test ./internal/intake/registers -run '^$' -fuzz FuzzReadiness -fuzztime 1m -fuzzminimizetime 20x
func FuzzReadiness(f *testing.F) {
	seeds(f, registers.Readiness())
	f.Fuzz(func(t *testing.T, data []byte) { again(t, registers.Readiness(), data) })
}

// go test ./internal/intake/registers -run '^$' -fuzz FuzzStatements -fuzztime 1m -fuzzminimizetime 20x
func FuzzStatements(f *testing.F) {
	seeds(f, registers.Statements())
	f.Add([]byte(facts + "fact,a,s,0,5,,,,claim,indirect,on-record,A,,,2026-03-04,the text,,n,about 3 x,one-sided: a;; b; resolved: c,,desk\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		again(t, registers.Statements(), data)
		read, err := registers.StatementsOf([]byte(story)).Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := registers.Statements().Write(&b, read); err != nil {
			t.Fatal(err)
		}
		again(t, registers.Statements(), b.Bytes())
	})
}

// seeds gives the examples of the template as they stand in a table, in two separators, and some that are broken.
func seeds[R any](f *testing.F, s registers.Sheet[R]) {
	var b bytes.Buffer
	if err := s.Template(&b); err != nil {
		f.Fatal(err)
	}
	_, examples, _ := bytes.Cut(b.Bytes(), []byte("# Examples, invented:\n"))
	i := bytes.LastIndex(examples, []byte("\nrecord,"))
	table := append(bytes.Clone(examples[i+1:]), bytes.ReplaceAll(examples[:i+1], []byte("#   "), nil)...)
	f.Add(table)
	f.Add(bytes.ReplaceAll(table, []byte(","), []byte("\t")))
	f.Add(append([]byte("\ufeff"), bytes.ReplaceAll(table, []byte("\n"), []byte("\r\n"))...))
	f.Add(table[:len(table)/2])
	f.Add([]byte("record\n\"\n"))
}

// again: what can be read is written as a table that reads as the same.
func again[R any](t *testing.T, s registers.Sheet[R], data []byte) {
	first, err := s.Read(bytes.NewReader(data))
	if err != nil {
		if first != nil {
			t.Fatal("records beside an error: half of a table was read")
		}
		return
	}
	var b bytes.Buffer
	if err := s.Write(&b, first); err != nil {
		t.Fatalf("what was read is not written: %v", err)
	}
	second, err := s.Read(&b)
	if err != nil {
		t.Fatalf("what was written is not read: %v", err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Fatal(diff)
	}
}
