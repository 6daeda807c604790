// SPDX-License-Identifier: Apache-2.0

// Package registers turns tables that people keep into records of the coalition's registers, and records into such tables. A row is
// one dated statement, and a table is read whole or not at all. A door it is not: what it reads is no report.
package registers

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"truce/coalition/force"
	"truce/coalition/meeting"
	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/coalition/undertaking"
	"truce/spelling"
	"truce/when"
)

// The most bytes, rows and named faults of a table.
const (
	MaxBytes  = 32 << 20
	MaxRows   = 100_000
	maxFaults = 50
)

// recordColumn is the column that says of which kind a row is.
const recordColumn = "record"

// Sheet is the table of one register, whose records are R.
type Sheet[R any] struct {
	// Title says in plain words what is in the table.
	Title string

	check    func(*R) error
	forms    []form
	columns  []string
	help     map[string]string
	examples []R

	// extra are columns that no record holds, and complete fills in what follows from them before the record is checked.
	extra    []string
	complete func(get func(column string) string, r *R, f *sourced.Faults)
}

func newSheet[R any](title string, check func(*R) error, help map[string]string, examples []R) Sheet[R] {
	s := Sheet[R]{Title: title, check: check, help: help, examples: examples, forms: formsOf[R]()}
	s.columns = []string{recordColumn}
	var said []string
	for _, f := range s.forms {
		for _, c := range f.columns {
			switch {
			case c.said && !slices.Contains(said, c.name):
				said = append(said, c.name)
			case !c.said && !slices.Contains(s.columns, c.name):
				s.columns = append(s.columns, c.name)
			}
		}
	}
	s.columns = append(s.columns, said...)
	return s
}

// Undertakings is the table of the register of undertakings.
func Undertakings() Sheet[undertaking.Record] {
	return newSheet("undertakings: who has undertaken what, how strongly, on what condition", (*undertaking.Record).Check, undertakingHelp(), undertakingExamples())
}

// Force is the table of the register of the force.
func Force() Sheet[force.Record] {
	return newSheet("force: requirement lines, pledges and decisions", (*force.Record).Check, forceHelp(), forceExamples())
}

// Meetings is the table of the register of meetings.
func Meetings() Sheet[meeting.Record] {
	return newSheet("meetings: who takes part, what each side says, what was decided", (*meeting.Record).Check, meetingHelp(), meetingExamples())
}

// Readiness is the table of the register of readiness.
func Readiness() Sheet[readiness.Record] {
	return newSheet("readiness: where each party stands on each article", (*readiness.Record).Check, readinessHelp(), readinessExamples())
}

// Statements is the table of the register of statements. What follows from the text of a source stands in the table.
func Statements() Sheet[statement.Record] { return StatementsOf(nil) }

// StatementsOf is Statements with the text of a source at hand: its measures, and the place of a fact of which the table
// has the words, or offset and length, are taken from it.
func StatementsOf(story []byte) Sheet[statement.Record] {
	s := newSheet("statements: who said what, in which source, and how it was attributed", (*statement.Record).Check, statementHelp(), statementExamples())
	s.extra = []string{wordsColumn}
	s.columns = append(s.columns, s.extra...)
	s.complete = located{story}.complete
	return s
}

// Columns returns the names of the columns in their order, for a header.
func (s Sheet[R]) Columns() []string { return slices.Clone(s.columns) }

// Help returns what a column holds, empty where the table has no such column.
func (s Sheet[R]) Help(column string) string { return s.help[column] }

// Row is a record and the line of the file on which it begins.
type Row[R any] struct {
	Line   int
	Record R
}

// Read reads a table whole: every record, or an error that names up to 50 faults, each on a line of its own with the line of the
// file, the column and what to do. The separator is the comma, semicolon or tab that the header has most of; lines that
// begin with "#" are passed over; columns may be left out and stand in any order.
func (s Sheet[R]) Read(r io.Reader) ([]R, error) {
	rows, err := s.ReadRows(r)
	if err != nil {
		return nil, err
	}
	out := make([]R, len(rows))
	for i, row := range rows {
		out[i] = row.Record
	}
	return out, nil
}

// ReadRows is Read with the line of every record.
func (s Sheet[R]) ReadRows(r io.Reader) ([]Row[R], error) {
	data, err := plainText(r)
	if err != nil {
		return nil, err
	}
	in := csv.NewReader(bytes.NewReader(data))
	in.Comment, in.Comma, in.FieldsPerRecord = '#', separator(data), -1
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the table is empty; its first line is a header, as in the template")
	}
	if err != nil {
		return nil, err
	}
	names, err := s.header(header)
	if err != nil {
		line, _ := in.FieldPos(0)
		return nil, fmt.Errorf("line %d: %w", line, err)
	}
	return s.rows(in, names)
}

func (s Sheet[R]) rows(in *csv.Reader, names []string) ([]Row[R], error) {
	var out []Row[R]
	all := faults{column: s.columnOf}
	seen := map[string]int{} // rows by what stands in them
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil { // where quoting is broken nobody knows where the next row begins
			all.add(fmt.Errorf("%w; see that every quote that opens also closes", err))
			break
		}
		line, _ := in.FieldPos(0)
		if len(out) == MaxRows {
			all.add(fmt.Errorf("line %d: more than %d rows; split the table", line, MaxRows))
			break
		}
		if blank(fields) {
			continue
		}
		if len(fields) != len(names) {
			all.add(fmt.Errorf("line %d: %d fields where the header has %d columns; look for a missing or unquoted separator", line, len(fields), len(names)))
			continue
		}
		if first, twice := seen[strings.Join(fields, "\x00")]; twice {
			all.add(fmt.Errorf("line %d: the same row as line %d; leave one of them out", line, first))
			continue
		}
		seen[strings.Join(fields, "\x00")] = line
		record, err := s.record(names, fields)
		all.of(line, err)
		out = append(out, Row[R]{line, record})
	}
	if err := all.err(); err != nil {
		return nil, err
	}
	return out, nil
}

func blank(fields []string) bool {
	return !slices.ContainsFunc(fields, func(f string) bool { return strings.TrimSpace(f) != "" })
}

// header finds the columns, each at most once and each one that the table has.
func (s Sheet[R]) header(fields []string) ([]string, error) {
	var out []string
	for _, f := range fields {
		name := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(f)), " ", "_")
		switch {
		case !slices.Contains(s.columns, name):
			return nil, fmt.Errorf("the table has no column %.40q%s", f, meant(name, s.columns))
		case slices.Contains(out, name):
			return nil, fmt.Errorf("column %s stands twice", name)
		}
		out = append(out, name)
	}
	if !slices.Contains(out, recordColumn) {
		return nil, fmt.Errorf("no column %q, which says of which kind a row is", recordColumn)
	}
	return out, nil
}

// meant names the words of a list that a slip of the pen may have come from, all equally near, or lists them.
func meant(word string, list []string) string {
	var near []string
	least := 2
	for _, l := range list {
		d := spelling.Distance(word, l)
		if d < least {
			near, least = nil, d
		}
		if d == least {
			near = append(near, l)
		}
	}
	if near != nil {
		return fmt.Sprintf("; did you mean %s?", strings.Join(near, " or "))
	}
	return "; its columns are " + strings.Join(list, ", ")
}

// Try lets prepare look at every row in turn, each as an entry of its own from the first on, and returns all faults with their
// lines. prepare is that of a clone of the register, which is thrown away: the register itself has not changed, whatever the
// outcome.
func (s Sheet[R]) Try(rows []Row[R], first sourced.Stamp, prepare func(when.Instant, int64, *R) (func(), error)) error {
	all := faults{column: s.columnOf}
	for i := range rows {
		apply, err := prepare(first.At, first.Seq+int64(i), &rows[i].Record)
		if err != nil {
			all.of(rows[i].Line, err)
			continue
		}
		apply()
	}
	return all.err()
}

// plainText reads a table as UTF-8 with line feeds, without a byte order mark.
func plainText(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("more than %d bytes; split the table", MaxBytes)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, errors.New("not a text in UTF-8; save the table as \"CSV UTF-8\"")
	}
	for line, rest := 1, data; len(rest) > 0; line++ {
		one, after, _ := bytes.Cut(rest, []byte("\n"))
		if !utf8.Valid(one) {
			return nil, fmt.Errorf("line %d is not UTF-8; save the table as \"CSV UTF-8\"", line)
		}
		rest = after
	}
	if bytes.IndexByte(data, '\n') < 0 {
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return data, nil
}

// separator returns what stands most often in the first line that is no comment.
func separator(data []byte) rune {
	head := data
	for bytes.HasPrefix(head, []byte("#")) || bytes.HasPrefix(head, []byte("\n")) || bytes.HasPrefix(head, []byte("\r\n")) {
		_, head, _ = bytes.Cut(head, []byte("\n"))
	}
	head, _, _ = bytes.Cut(head, []byte("\n"))
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(head, []byte(string(c))) > bytes.Count(head, []byte(string(best))) {
			best = c
		}
	}
	return best
}

// faults gathers what is wrong with a table. column names the column of a field.
type faults struct {
	column func(field string) string

	all  []error
	more int
}

func (f *faults) add(err error) {
	if len(f.all) == maxFaults {
		f.more++
		return
	}
	f.all = append(f.all, err)
}

// of adds each fault of a row with its line and its column.
func (f *faults) of(line int, err error) {
	if err == nil {
		return
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // the join itself is taken apart
		for _, each := range joined.Unwrap() {
			f.of(line, each)
		}
		return
	}
	var fault *sourced.Fault
	if errors.As(err, &fault) {
		err = fmt.Errorf("column %s: %w", f.column(fault.Field), fault.Err)
	}
	f.add(fmt.Errorf("line %d: %w", line, err))
}

func (f *faults) err() error {
	if f.more > 0 {
		return errors.Join(append(f.all, fmt.Errorf("and %d more", f.more))...)
	}
	return errors.Join(f.all...)
}
