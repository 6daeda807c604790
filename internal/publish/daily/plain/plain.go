// SPDX-License-Identifier: Apache-2.0

// Package plain turns a report into text for a terminal and into CSV for a table program.
package plain

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"truce/internal/publish/daily/sheet"
)

// width is how wide the lines of a text are.
const width = 100

// Text writes a sheet as lines of text.
func Text(w io.Writer, s *sheet.Sheet) error {
	var b strings.Builder
	b.WriteString(s.Title + "\n")
	for _, mark := range s.Marks {
		wrap(&b, "! ", mark)
	}
	for _, line := range s.Lead {
		wrap(&b, "", line)
	}
	for _, section := range s.Sections {
		b.WriteString("\n" + mark(s) + strings.ToUpper(section.Heading) + "\n")
		for _, note := range section.Notes {
			wrap(&b, "  ", note)
		}
		for _, t := range section.Tables {
			if t.Caption != "" {
				wrap(&b, "  ", t.Caption)
			}
			table(&b, s, t)
		}
		for _, note := range section.After {
			wrap(&b, "  ", note)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// mark stands before every row of an exercise.
func mark(s *sheet.Sheet) string {
	if s.Mark == "" {
		return ""
	}
	return s.Mark + " "
}

// wrap writes a paragraph behind a lead.
func wrap(b *strings.Builder, lead, text string) {
	line := lead
	for _, word := range words(text) {
		if line != lead && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			b.WriteString(line + "\n")
			line = strings.Repeat(" ", utf8.RuneCountInString(lead))
		} else if line != lead {
			line += " "
		}
		line += word
	}
	b.WriteString(line + "\n")
}

// table writes rows whose texts are wrapped in their columns; one with too many columns for a line has a paragraph for each row.
func table(b *strings.Builder, s *sheet.Sheet, t sheet.Table) {
	lead := utf8.RuneCountInString(mark(s)) + 4
	widths, ok := columns(t, width+10-lead)
	if !ok {
		records(b, s, t)
		return
	}
	heading := make([]sheet.Cell, len(t.Columns))
	for i, c := range t.Columns {
		heading[i].Text = c.Heading
	}
	for _, row := range append([]sheet.Row{{Cells: heading}}, t.Rows...) {
		cells, most := make([][]string, len(row.Cells)), 1
		for i, c := range row.Cells {
			cells[i] = lines(c.Text, widths[i])
			most = max(most, len(cells[i]))
		}
		for n := range most {
			line := strings.Repeat(" ", lead)
			if n == 0 {
				line = "    " + mark(s)
			}
			for i, each := range cells {
				text := ""
				if n < len(each) {
					text = each[n]
				}
				space := strings.Repeat(" ", max(widths[i]-utf8.RuneCountInString(text), 0))
				if t.Columns[i].Number {
					line += space + text + "  "
				} else {
					line += text + space + "  "
				}
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
}

// columns finds widths with which a table fits into a line: columns of text give way down to their longest word. ok is false
// where they do not.
func columns(t sheet.Table, wide int) (widths []int, ok bool) {
	least, total, spare := make([]int, len(t.Columns)), 0, 0
	widths = make([]int, len(t.Columns))
	for i, c := range t.Columns {
		for _, text := range append([]string{c.Heading}, column(t, i)...) {
			widths[i] = max(widths[i], utf8.RuneCountInString(text))
			for _, word := range words(text) {
				least[i] = max(least[i], utf8.RuneCountInString(word))
			}
		}
		total, spare = total+widths[i]+2, spare+widths[i]-least[i]
	}
	over := total - wide
	if over > spare {
		return nil, false
	}
	for over > 0 {
		widest := 0
		for i := range widths {
			if widths[i]-least[i] > 0 && (widths[widest] == least[widest] || widths[i] > widths[widest]) {
				widest = i
			}
		}
		widths[widest]--
		over--
	}
	return widths, true
}

func column(t sheet.Table, i int) []string {
	var out []string
	for _, row := range t.Rows {
		if i < len(row.Cells) {
			out = append(out, row.Cells[i].Text)
		}
	}
	return out
}

// lines cuts a text into lines of a width at its spaces.
func lines(text string, wide int) []string {
	var out []string
	line := ""
	for _, word := range words(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > wide:
			out = append(out, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}

func records(b *strings.Builder, s *sheet.Sheet, t sheet.Table) {
	for _, row := range t.Rows {
		var parts []string
		for i, c := range row.Cells {
			if c.Text != "" {
				parts = append(parts, fmt.Sprintf("%s: %s", t.Columns[i].Heading, c.Text))
			}
		}
		wrap(b, "    "+mark(s)+"- ", strings.Join(parts, "; "))
	}
}

// words cuts a text at its spaces, and not at those that hold together.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' })
}
