// SPDX-License-Identifier: Apache-2.0

package csvmap

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// fault is a mistake of a mapping and where it stands: the keys that lead to it.
type fault struct {
	at  []string
	err error
}

// faults collects the mistakes of a mapping.
type faults []fault

func (f *faults) add(err error, at ...string) {
	if err != nil {
		*f = append(*f, fault{at, err})
	}
}

// maxFaults is how many mistakes are named.
const maxFaults = 20

// source is the text of a mapping, in which places are looked up.
type source struct {
	name string
	root ast.Node // nil where the text is no YAML
}

func newSource(name string, data []byte) source {
	if name == "" {
		name = "mapping"
	}
	s := source{name: name}
	if file, err := parser.ParseBytes(data, 0); err == nil && len(file.Docs) > 0 {
		s.root = file.Docs[0].Body
	}
	return s
}

// place is the file and line of what the keys lead to, or as near to it as the text goes.
func (s source) place(at ...string) string { return fmt.Sprintf("%s:%d", s.name, s.line(at)) }

func (s source) line(at []string) int {
	line, node := 1, s.root
	for _, key := range at {
		next, found := child(node, key)
		if next == nil {
			break
		}
		node, line = next, found
	}
	return line
}

// child is the value of a key of a mapping, or of a position in a list, and the line that it begins on.
func child(node ast.Node, key string) (value ast.Node, line int) {
	switch n := node.(type) {
	case *ast.MappingNode:
		for _, pair := range n.Values {
			if value, line := child(pair, key); value != nil {
				return value, line
			}
		}
	case *ast.MappingValueNode:
		if t := n.Key.GetToken(); t != nil && t.Value == key {
			return n.Value, t.Position.Line
		}
	case *ast.SequenceNode:
		if i, err := strconv.Atoi(key); err == nil && i < len(n.Values) {
			return n.Values[i], n.Values[i].GetToken().Position.Line
		}
	}
	return nil, 0
}

// refuse makes one error of the mistakes, one a line, in the order of the text, nil where there is none.
func (s source) refuse(all faults) error {
	slices.SortFunc(all, func(a, b fault) int {
		return cmp.Or(cmp.Compare(s.line(a.at), s.line(b.at)), slices.Compare(a.at, b.at))
	})
	var lines []error
	for i, f := range all {
		if i == maxFaults {
			lines = append(lines, fmt.Errorf("and %d more", len(all)-i))
			break
		}
		lines = append(lines, fmt.Errorf("%s: %s%w", s.place(f.at...), keys(f.at), f.err))
	}
	return errors.Join(lines...)
}

// keys writes where a fault stands, "fields: act: ".
func keys(at []string) string {
	if len(at) == 0 {
		return ""
	}
	var words []string
	for _, key := range at {
		if len(key) > 64 || strings.ContainsFunc(key, unicode.IsControl) {
			key = fmt.Sprintf("%.64q", key)
		}
		words = append(words, key)
	}
	return strings.Join(words, ": ") + ": "
}

// unread says in a line where a text is no mapping, and why.
func (s source) unread(err error) error {
	var of yaml.Error
	if errors.As(err, &of) && of.GetToken() != nil {
		return fmt.Errorf("%s:%d: %s", s.name, of.GetToken().Position.Line, of.GetMessage())
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return fmt.Errorf("%s: %s", s.name, first)
}
