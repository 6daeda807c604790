// SPDX-License-Identifier: Apache-2.0

package registers

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// Write writes records as a table that Read reads back as the same records. A record that does not pass its check is refused
// before anything is written.
func (s Sheet[R]) Write(w io.Writer, records []R) error {
	for i := range records {
		if err := s.check(&records[i]); err != nil {
			return fmt.Errorf("record %d: %w", i+1, err)
		}
	}
	out := csv.NewWriter(w)
	err := out.Write(s.columns)
	for i := range records {
		err = errors.Join(err, out.Write(s.fields(&records[i])))
	}
	out.Flush()
	return errors.Join(err, out.Error())
}

func (s Sheet[R]) fields(r *R) []string {
	row := map[string]string{}
	for _, f := range s.forms {
		member := reflect.ValueOf(r).Elem().Field(f.member)
		if member.IsNil() {
			continue
		}
		row[recordColumn] = f.kind
		for _, c := range f.columns {
			if v, ok := c.field(member, false); ok {
				row[c.name] = text(v)
				if c.nought && row[c.name] == "" {
					row[c.name] = "0"
				}
			}
		}
	}
	fields := make([]string, len(s.columns))
	for i, name := range s.columns {
		fields[i] = row[name]
	}
	return fields
}

// Template writes an empty table that explains itself: what each kind of row takes, what each column holds, examples, all behind
// "#", and the header. It can be filled in as it is.
func (s Sheet[R]) Template(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", s.Title)
	b.WriteString("# One row is one dated statement of somebody. Lines that begin with # are passed over. Nothing is deleted: enter what\n")
	b.WriteString("# was said next as a new row, and a correction with the number of the entry that it corrects.\n#\n")
	b.WriteString("# Kinds of row (column record) and the columns that each takes, besides the source:\n")
	for _, f := range s.forms {
		var names []string
		for _, c := range f.columns {
			if !c.said {
				names = append(names, c.name)
			}
		}
		fmt.Fprintf(&b, "#   %s: %s\n", f.kind, strings.Join(names, " "))
	}
	b.WriteString("#\n# Columns:\n")
	for _, c := range s.columns {
		fmt.Fprintf(&b, "#   %s: %s\n", c, s.help[c])
	}
	b.WriteString("#\n# Examples, invented:\n")
	var rows strings.Builder
	if err := s.Write(&rows, s.examples); err != nil {
		return err
	}
	header, examples, _ := strings.Cut(rows.String(), "\n")
	for line := range strings.Lines(examples) {
		b.WriteString("#   " + line)
	}
	b.WriteString(header + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}
