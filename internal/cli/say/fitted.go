// SPDX-License-Identifier: Apache-2.0

package say

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// between is how many spaces stand between two columns.
const between = 2

// Fitted writes rows of columns within the page: where they are wider than it, the widest columns are narrowed and what does not fit in
// them goes on below. Each line begins with the mark.
func Fitted(w io.Writer, mark string, rows [][]string) error {
	if len(rows) == 0 {
		return nil
	}
	cells := make([][]string, len(rows))
	for k, row := range rows {
		for _, cell := range row {
			cells[k] = append(cells[k], OneLine(cell))
		}
	}
	widths := fit(cells, PageWidth-utf8.RuneCountInString(mark)-between*(len(rows[0])-1))
	for _, row := range cells {
		if err := printFitted(w, mark, row, widths); err != nil {
			return err
		}
	}
	return nil
}

// fit gives every column its width, at most so much together as long as no column falls below six.
func fit(cells [][]string, room int) []int {
	widths, words := make([]int, len(cells[0])), make([]int, len(cells[0]))
	for _, row := range cells {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
			for _, word := range strings.Fields(cell) {
				words[i] = max(words[i], utf8.RuneCountInString(word))
			}
		}
	}
	sum := func() (n int) {
		for _, width := range widths {
			n += width
		}
		return n
	}
	for _, floor := range []int{24, 16, 12, 8, 6} { // words are broken last
		for sum() > room {
			widest := -1
			for i, width := range widths {
				if width > min(words[i], floor) && (widest < 0 || width > widths[widest]) {
					widest = i
				}
			}
			if widest < 0 {
				break
			}
			widths[widest]--
		}
	}
	return widths
}

func printFitted(w io.Writer, mark string, row []string, widths []int) error {
	wrapped, height := make([][]string, len(row)), 1
	for i, cell := range row {
		wrapped[i] = wrap(cell, widths[i])
		height = max(height, len(wrapped[i]))
	}
	for n := range height {
		line := mark
		for i, lines := range wrapped {
			part := ""
			if n < len(lines) {
				part = lines[n]
			}
			line += part + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(part)+between)
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " ")); err != nil {
			return err
		}
	}
	return nil
}

// wrap breaks a text into lines of at most so many characters, between words where it can.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines, line = append(lines, line), ""
		}
		for line == "" && utf8.RuneCountInString(word) > width {
			runes := []rune(word)
			lines, word = append(lines, string(runes[:width])), string(runes[width:])
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
