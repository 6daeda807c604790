// SPDX-License-Identifier: Apache-2.0

package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"truce/report"
)

// maxColumns is the most columns that a header may have.
const maxColumns = 2000

// Column is a column that a door reads. Names are compared without regard to case, and to spaces, underscores and
// full stops around and between words.
type Column struct {
	Name string
	// Also are other names that files give it.
	Also []string
	// Asked says where the column is asked for, for the error that it is missing; empty where the format itself does.
	Asked string
	// Optional columns may be missing from the file; they then read as empty.
	Optional bool
}

// Sheet is a CSV format of which each row makes one report.
type Sheet struct {
	Format  string
	Columns []Column
	// Keep says that a row is the only original there is, so that the report holds its text.
	Keep bool
}

// Recognises tells whether the first line of a file is a header with all the columns that the sheet must have.
func (s Sheet) Recognises(head []byte) bool {
	t, err := openTable(bufio.NewReader(bytes.NewReader(bytes.TrimPrefix(head, byteOrderMark))), s.Columns)
	return err == nil && len(t.header) > 1
}

// Read reads the file of a batch: what a door's Read does where each row is a report. A row that read makes a report
// of is handed on, one for which it has an error is refused. It may look at nothing but the row.
func (s Sheet) Read(b *Batch, read func(Row) (report.Report, error)) (Tally, error) {
	return b.As(s.Format).End(s.rows(b, read))
}

func (s Sheet) rows(b *Batch, read func(Row) (report.Report, error)) error {
	t, err := NewTable(b, s.Columns)
	if err != nil {
		return err
	}
	for {
		row, err := t.Next()
		if err != nil {
			return err
		}
		if err := b.Row(); err != nil {
			return err
		}
		if row.fault != nil {
			b.Refuse(row.fault)
			continue
		}
		r, err := read(row)
		if err != nil {
			b.Refuse(err)
			continue
		}
		if s.Keep {
			r.Original.Text = string(bytes.TrimRight(row.Raw, "\r\n"))
		}
		if err := b.Report(r, row.Raw); err != nil {
			return err
		}
	}
}

// Table is a CSV file with a header, read row by row. The separator is the comma, semicolon or tab that the header
// has most of.
type Table struct {
	batch  *Batch
	csv    *csv.Reader
	header []string
	index  map[string]int // column name to field, -1 where the file has none
}

// NewTable reads the header of a batch's file and finds the columns in it, or says which is missing.
func NewTable(b *Batch, columns []Column) (*Table, error) {
	t, err := openTable(bufio.NewReader(b.In()), columns)
	if fault := b.In().Fault(); fault != nil && err != nil {
		err = fault
	}
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	t.batch = b
	_, err = b.In().Mark(t.csv.InputOffset())
	return t, err
}

func openTable(in *bufio.Reader, columns []Column) (*Table, error) {
	head, _ := in.Peek(in.Size())
	t := &Table{csv: csv.NewReader(in), index: make(map[string]int, len(columns))}
	t.csv.Comma = separator(head)
	t.csv.FieldsPerRecord = -1
	header, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty")
	}
	if err != nil {
		return nil, err
	}
	if len(header) > maxColumns {
		return nil, fmt.Errorf("%d columns; at most %d", len(header), maxColumns)
	}
	t.header = header
	return t, t.find(columns)
}

// separator returns what stands most often between the words of the header.
func separator(head []byte) rune {
	head, _, _ = bytes.Cut(head, []byte("\n"))
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(head, []byte(string(c))) > bytes.Count(head, []byte(string(best))) {
			best = c
		}
	}
	return best
}

func (t *Table) find(columns []Column) error {
	keys := make([]string, len(t.header))
	for i, h := range t.header {
		keys[i] = columnKey(h)
	}
	var missing []string
	for _, c := range columns {
		t.index[c.Name] = -1
		for _, name := range append([]string{c.Name}, c.Also...) {
			i := slices.Index(keys, columnKey(name))
			if i >= 0 && slices.Contains(keys[i+1:], keys[i]) {
				return fmt.Errorf("column %q stands twice", t.header[i])
			}
			if i >= 0 && t.index[c.Name] < 0 {
				t.index[c.Name] = i
			}
		}
		if t.index[c.Name] < 0 && !c.Optional {
			missing = append(missing, c.missing(t.header))
		}
	}
	if missing != nil {
		return fmt.Errorf("no column %s", strings.Join(missing, ", "))
	}
	return nil
}

// missing says that none of the names is the column.
func (c Column) missing(header []string) string {
	asked := ""
	if c.Asked != "" {
		asked = " (" + c.Asked + ")"
	}
	return fmt.Sprintf("%q%s%s", c.Name, asked, DidYouMean(c.Name, header))
}

func columnKey(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r == ' ' || r == '_' || r == '.' || r == '\u00a0' || r == '\t' || r == '\n'
	}), " ")
}

// Row is one row of a table. Its bytes are good until the next is read.
type Row struct {
	table  *Table
	fields []string
	fault  error
	// Raw is the row as it stands in the file.
	Raw []byte
}

// Get returns the field of a column without white space around it, empty where the file has no such column. The
// column is one that the table was opened with.
func (r Row) Get(column string) string {
	i, ok := r.table.index[column]
	if !ok {
		panic(fmt.Sprintf("intake: column %q is not one that the door declares", column))
	}
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(r.fields[i])
}

// Fault says why the row cannot be read by its columns, or nil.
func (r Row) Fault() error { return r.fault }

// Next returns the next row. Its error is io.EOF at the end, or why the file cannot be read on. Broken quoting ends
// the file: where one field runs into the next, nobody knows where the next row begins.
func (t *Table) Next() (Row, error) {
	fields, err := t.csv.Read()
	if err != nil {
		return Row{}, t.batch.Broken(err)
	}
	raw, err := t.batch.In().Mark(t.csv.InputOffset())
	if err != nil {
		return Row{}, t.batch.Broken(err)
	}
	row := Row{table: t, fields: fields, Raw: raw}
	if len(fields) != len(t.header) {
		row.fault = fmt.Errorf("%d fields where the header has %d columns", len(fields), len(t.header))
	}
	return row, nil
}
