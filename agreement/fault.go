// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/spelling"
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

// findings collects faults and knows where in the document each path stands.
type findings struct {
	file   string
	source *source // nil where the value did not come from a document
	faults Faults
	// spoilt are paths whose value was refused already; what is wrong there by consequence is not said again.
	spoilt map[string]bool
}

// add notes a fault at a path, unless one is noted there already.
func (f *findings) add(path, problem, mend string) {
	if f.spoilt[path] {
		return
	}
	f.addAll(path, problem, mend)
	f.spoil(path)
}

// maxFaults is how many faults one reading tells; beyond it nothing more is looked for with effort.
const maxFaults = 1000

func (f *findings) full() bool { return len(f.faults) >= maxFaults }

// addAll notes a fault at a path that may have others.
func (f *findings) addAll(path, problem, mend string) {
	if f.full() {
		return
	}
	each := Fault{File: f.file, Path: path, Problem: problem, Mend: mend}
	if f.source != nil {
		each.Line = f.source.line(path)
		each.Article = f.source.article(path)
	}
	f.faults = append(f.faults, each)
}

func (f *findings) spoil(path string) {
	if f.spoilt == nil {
		f.spoilt = map[string]bool{}
	}
	f.spoilt[path] = true
}

// err returns what was found, by line, or nil.
func (f *findings) err() error {
	if len(f.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(f.faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Problem, b.Problem))
	})
	if f.full() {
		f.faults = append(f.faults, Fault{File: f.file, Problem: fmt.Sprintf("%d faults and perhaps more", maxFaults), Mend: "mend these first"})
	}
	return f.faults
}

// suggest returns "did you mean ...?" with the nearest word of the list, else the whole list if it is short.
func suggest(word string, list []string) string {
	best, least, ties := "", min(len(word), 24)/2+1, 0
	for _, w := range list {
		switch d := spelling.Distance(word, w); {
		case d < least:
			best, least, ties = w, d, 0
		case d == least:
			ties++
		}
	}
	switch {
	case best != "" && (ties == 0 || len(list) > 12):
		return fmt.Sprintf("did you mean %q?", best)
	case len(list) == 0:
		return ""
	case len(list) <= 12:
		return "use " + enumerate(list)
	default:
		return "the list is in docs/spec/agreement.md"
	}
}

// enumerate writes "a, b or c".
func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// child returns the path of a member, item the path of an item.
func child(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
