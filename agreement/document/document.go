// SPDX-License-Identifier: Apache-2.0

// Package document turns the bytes of an agreement, YAML or canonical JSON, into a JSON value that its schema
// accepts, with the line of every part and everything that is wrong with it. It knows the form of a document and
// nothing of what the text means.
package document

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong with a document.
type Fault struct {
	Line    int    // counted from 1; 0 where the value did not come from lines
	Article string // that the faulty part cites; empty where it cites none
	Path    string // such as "terms[0].acts[1]"; empty for the document as a whole
	Problem string
	Mend    string // what to do about it; may be empty
}

// Document is a JSON value, numbers kept as they were written, with the line of each path and the faults found so
// far. The zero Document has no value and no lines; faults noted in it have neither line nor article.
type Document struct {
	root   any
	lines  map[string]int
	faults []Fault
	// spoilt are paths whose value was refused already; what is wrong there by consequence is not said again.
	spoilt map[string]bool
}

// Add notes a fault at a path, unless one is noted there already.
func (d *Document) Add(path, problem, mend string) {
	if d.spoilt[path] {
		return
	}
	d.AddAll(path, problem, mend)
	d.spoil(path)
}

// maxFaults is how many faults one reading tells; beyond it nothing more is looked for with effort.
const maxFaults = 1000

// Full tells whether so many faults were noted, 1,000, that no more are taken.
func (d *Document) Full() bool { return len(d.faults) >= maxFaults }

// Count returns how many faults were noted so far.
func (d *Document) Count() int { return len(d.faults) }

// Spoilt tells whether a fault was noted at the path, so that what follows from it need not be told.
func (d *Document) Spoilt(path string) bool { return d.spoilt[path] }

// AddAll notes a fault at a path that may have others.
func (d *Document) AddAll(path, problem, mend string) {
	if !d.Full() {
		d.faults = append(d.faults, Fault{d.line(path), d.article(path), path, problem, mend})
	}
}

func (d *Document) spoil(path string) {
	if d.spoilt == nil {
		d.spoilt = map[string]bool{}
	}
	d.spoilt[path] = true
}

// Faults returns what was noted, by line, path and problem. If the document is full the last fault says so.
func (d *Document) Faults() []Fault {
	out := slices.Clone(d.faults)
	slices.SortStableFunc(out, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Problem, b.Problem))
	})
	if d.Full() {
		out = append(out, Fault{Problem: fmt.Sprintf("%d faults and perhaps more", maxFaults), Mend: "mend these first"})
	}
	return out
}

// Child returns the path of a member of the part at a path.
func Child(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// Item returns the path of an item, counted from 0, of the list at a path.
func Item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

func parent(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }

// line returns the line of a path, or of the nearest part above it.
func (d *Document) line(path string) int {
	for {
		if n, ok := d.lines[path]; ok {
			return n
		}
		if path == "" {
			return 0
		}
		path = parent(path)
	}
}

// article returns the article that the part at a path cites: its own ID in an article, else the member "article"
// of the nearest part that has one.
func (d *Document) article(path string) string {
	var found string
	at := d.root
	for depth, rest := 0, path; ; depth++ {
		if m, ok := at.(map[string]any); ok {
			if id := textOf(m["article"]); id != "" {
				found = id
			} else if depth == 2 && strings.HasPrefix(path, "articles[") {
				found = textOf(m["id"])
			}
		}
		if rest == "" {
			return found
		}
		at, rest = step(at, rest)
	}
}

// step goes down the first key or index of a path.
func step(at any, path string) (any, string) {
	if index, ok := strings.CutPrefix(path, "["); ok {
		digits, rest, _ := strings.Cut(index, "]")
		var i int
		if _, err := fmt.Sscanf(digits, "%d", &i); err != nil {
			return nil, ""
		}
		if list, ok := at.([]any); ok && i < len(list) {
			return list[i], strings.TrimPrefix(rest, ".")
		}
		return nil, ""
	}
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		end = len(path)
	}
	m, _ := at.(map[string]any)
	return m[path[:end]], strings.TrimPrefix(path[end:], ".")
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	}
	return ""
}
