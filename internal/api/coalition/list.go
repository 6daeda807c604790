// SPDX-License-Identifier: Apache-2.0

package coalition

import (
	"net/url"
	"slices"
	"strings"

	"truce/internal/api/page"
)

// exercise is the mark of a row of what is invented.
const exercise = "exercise"

// columns are those of names, each with its key in files: the name in lower case, or what stands behind a bar. A name that ends
// in "#" is of figures, and one without a name stands in files alone.
func columns(names ...string) []page.Column {
	out := make([]page.Column, len(names))
	for i, name := range names {
		name, key, keyed := strings.Cut(name, "|")
		c := page.Column{Name: strings.TrimSuffix(name, "#"), Number: strings.HasSuffix(name, "#"), Key: key, FileOnly: name == ""}
		if !keyed {
			c.Key = keyOf(c.Name)
		}
		out[i] = c
	}
	return out
}

// keyOf writes a name as the key of a column.
func keyOf(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune(" ,-.'", r) }), "_")
}

// add adds a row of as many texts as the list has columns, and returns it.
func add(l *page.List, invented bool, texts ...string) *page.Row {
	row := page.Row{Cells: make([]page.Cell, len(texts))}
	if invented {
		row.Mark = exercise
	}
	for i, text := range texts {
		row.Cells[i].Text = text
	}
	l.Rows = append(l.Rows, row)
	return &l.Rows[len(l.Rows)-1]
}

// told makes a page ready to be shown: columns in which nothing stands are left to the files, and the rows of what is invented are
// marked in words, on the page and in files, where a page holds both: what is of a real text must not carry the mark.
func told(p page.Page) page.Page {
	for _, b := range p.Blocks {
		if l, ok := b.(page.List); ok {
			l.LeaveOut()
		}
	}
	if p.Exercise {
		return p // the layout and the files mark the whole
	}
	some := false
	for i, b := range p.Blocks {
		l, ok := b.(page.List)
		if !ok || !invented(l) {
			continue
		}
		some = true
		l.Columns = append(l.Columns, page.Column{Key: exercise, Name: "Exercise"})
		for j := range l.Rows {
			text := ""
			if l.Rows[j].Mark == exercise {
				text = "EXERCISE"
			}
			l.Rows[j].Cells = append(l.Rows[j].Cells, page.Cell{Text: text})
		}
		p.Blocks[i] = l
	}
	if some {
		p.Blocks = append([]page.Block{page.Note{Kind: page.Warning, Text: "EXERCISE: the rows that are marked so are of invented texts, meetings or requirements. The others are not."}}, p.Blocks...)
	}
	return p
}

func invented(l page.List) bool {
	return slices.ContainsFunc(l.Rows, func(r page.Row) bool { return r.Mark == exercise })
}

// address joins parts of a path, each escaped.
func address(parts ...string) string {
	out := ""
	for _, part := range parts {
		out += "/" + url.PathEscape(part)
	}
	return out
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
