// SPDX-License-Identifier: Apache-2.0

package say

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// PageWidth is how many columns text for people takes.
const PageWidth = 96

// Paragraph prints text wrapped to the page. Its first line begins with lead, the others under the end of indent
// columns.
func Paragraph(w io.Writer, indent int, lead, text string) {
	line, width := lead, utf8.RuneCountInString(lead)
	started := false
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		if started && width+1+n > PageWidth {
			fmt.Fprintln(w, line)
			line, width, started = strings.Repeat(" ", indent), indent, false
		}
		if started {
			line, width = line+" ", width+1
		}
		line, width, started = line+word, width+n, true
	}
	fmt.Fprintln(w, strings.TrimRight(line, " "))
}

// Page wraps a text to the page, less the columns taken. A paragraph that fits, or has a line that is set in, stays as it is.
func Page(text string, taken ...int) string {
	width := PageWidth
	for _, n := range taken {
		width -= n
	}
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		wide := false
		for line := range strings.Lines(p) {
			wide = wide || utf8.RuneCountInString(strings.TrimRight(line, "\n")) > width
		}
		if !wide || strings.HasPrefix(p, " ") || strings.Contains(p, "\n ") {
			continue
		}
		var lines []string
		line := ""
		for _, word := range strings.Fields(p) {
			if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
				lines, line = append(lines, line), ""
			}
			line = strings.TrimPrefix(line+" "+word, " ")
		}
		paragraphs[i] = strings.Join(append(lines, line), "\n")
	}
	return strings.Join(paragraphs, "\n\n")
}

// Counted is a number with its noun: "1 row", "2 rows".
func Counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "ch") {
		noun += "e"
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// OneLine is a text of a stranger as it stands within a line: its line feeds, tabs and runs of spaces are one space each,
// so that it can not pass for a line of ours, and what Plain would write otherwise is written so already.
func OneLine(text string) string {
	var out []byte
	for _, r := range strings.Join(strings.Fields(text), " ") {
		out = appendPlain(out, r)
	}
	return string(out)
}

// Aligned writes rows of columns that are as wide as their widest entry, each row after the mark and in one line.
func Aligned(w io.Writer, mark string, rows [][]string) error {
	if len(rows) == 0 {
		return nil
	}
	lines, widths := make([][]string, len(rows)), make([]int, len(rows[0]))
	for k, row := range rows {
		for i, cell := range row {
			cell = OneLine(cell)
			lines[k], widths[i] = append(lines[k], cell), max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range lines {
		line := mark
		for i, cell := range row {
			line += cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2)
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " ")); err != nil {
			return err
		}
	}
	return nil
}

// WantsJSON tells whether the caller asked for JSON.
func WantsJSON(cmd *cobra.Command) bool {
	on, err := cmd.Flags().GetBool("json")
	return err == nil && on
}

// PrintJSON prints a value as one line of JSON. It is for reading, never for signing.
func PrintJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// Row prints a name and what is said of it, in columns.
func Row(w io.Writer, name, format string, args ...any) {
	fmt.Fprintf(w, "%-12s%s\n", name, fmt.Sprintf(format, args...))
}

// AtSeconds is a time of a cosignature, which is in seconds since 1970.
func AtSeconds(seconds int64) string { return time.Unix(seconds, 0).UTC().Format(time.RFC3339) }

// AtMillis is a time in milliseconds since 1970.
func AtMillis(t int64) string {
	return time.UnixMilli(t).UTC().Format("2006-01-02T15:04:05.999Z07:00")
}
