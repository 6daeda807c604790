// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"fmt"
	"strings"

	"truce/agreement/document"
)

// Fault is one thing that is wrong with a document.
type Fault struct {
	// File is the name the document was parsed under; empty for canonical bytes.
	File string `json:"file,omitempty"`
	// Line counts from 1; 0 where the value did not come from lines.
	Line int `json:"line,omitempty"`
	// Article is the article that the faulty part cites, if it stands in such a part.
	Article ArticleID `json:"article,omitempty"`
	// Path is where in the document, such as "terms[0].acts[1]"; empty for the document as a whole.
	Path string `json:"path,omitempty"`
	// Problem says what is wrong, and Mend what to do about it.
	Problem string `json:"problem"`
	Mend    string `json:"mend,omitempty"`
}

// Error writes the fault on one line: file, line, article, path, problem, mend, as far as they are known.
func (f Fault) Error() string {
	var b strings.Builder
	switch {
	case f.File != "" && f.Line > 0:
		fmt.Fprintf(&b, "%s:%d: ", f.File, f.Line)
	case f.File != "":
		b.WriteString(f.File + ": ")
	case f.Line > 0:
		fmt.Fprintf(&b, "line %d: ", f.Line)
	}
	if f.Article != "" {
		fmt.Fprintf(&b, "article %s: ", f.Article)
	}
	if f.Path != "" {
		b.WriteString(f.Path + ": ")
	}
	b.WriteString(f.Problem)
	if f.Mend != "" {
		b.WriteString(": " + f.Mend)
	}
	return b.String()
}

// Faults is everything found wrong with a document in one reading, by line. It is never an empty error.
type Faults []Fault

// Error writes one fault a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, each := range f {
		lines[i] = each.Error()
	}
	return strings.Join(lines, "\n")
}

// findings are the faults of one document, under the name that it was given.
type findings struct {
	file string
	*document.Document
}

// err returns what was found, by line, or nil.
func (f *findings) err() error {
	if f.Count() == 0 {
		return nil
	}
	var out Faults
	for _, each := range f.Faults() {
		out = append(out, Fault{f.file, each.Line, ArticleID(each.Article), each.Path, each.Problem, each.Mend})
	}
	return out
}

func child(path, key string) string { return document.Child(path, key) }

func item(path string, i int) string { return document.Item(path, i) }
