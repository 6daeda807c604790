// SPDX-License-Identifier: Apache-2.0

package agreement

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"

	"truce/canon"
)

// maxDocument is the largest document, in bytes.
const maxDocument = 1 << 20

// source is a document as a JSON value, numbers kept as they were written, with the line of each path.
type source struct {
	root  any
	lines map[string]int
}

// line returns the line of a path, or of the nearest part above it.
func (s *source) line(path string) int {
	for {
		if n, ok := s.lines[path]; ok {
			return n
		}
		if path == "" {
			return 0
		}
		path = parent(path)
	}
}

func parent(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }

// article returns the article that the part at a path cites: its own ID in an article, else the member "article"
// of the nearest part that has one.
func (s *source) article(path string) ArticleID {
	var found ArticleID
	at := s.root
	for depth, rest := 0, path; ; depth++ {
		if m, ok := at.(map[string]any); ok {
			if id := textOf(m["article"]); id != "" {
				found = ArticleID(id)
			} else if depth == 2 && strings.HasPrefix(path, "articles[") {
				found = ArticleID(textOf(m["id"]))
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

// readSource reads YAML. Faults go to f; nil is returned where there is no document to go on with.
func readSource(data []byte, f *findings) *source {
	if len(data) > maxDocument {
		f.add("", fmt.Sprintf("the document has %d bytes, more than %d", len(data), maxDocument),
			"keep large geometry in a GeoJSON file beside it")
		return nil
	}
	text := strings.TrimPrefix(string(data), "\uFEFF")
	if fault, bad := badText(text); bad {
		fault.File = f.file
		f.faults = append(f.faults, fault)
		return nil
	}
	tokens := lexer.Tokenize(text)
	if fault, bad := badTokens(tokens); bad {
		fault.File = f.file
		f.faults = append(f.faults, fault)
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		fault := Fault{File: f.file, Problem: "cannot be read as YAML", Mend: err.Error()}
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) {
			fault.Mend = syntax.Message
			if syntax.Token != nil {
				fault.Line = syntax.Token.Position.Line
			}
		}
		f.faults = append(f.faults, fault)
		return nil
	}
	b := builder{s: &source{lines: map[string]int{"": 1}}, f: f}
	f.source = b.s
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		f.add("", fmt.Sprintf("the file holds %d YAML documents", documents(file)), "give exactly one")
		return nil
	}
	b.s.root = b.value(file.Docs[0].Body, "", 0)
	return b.s
}

func documents(file *ast.File) int {
	n := 0
	for _, d := range file.Docs {
		if d.Body != nil {
			n++
		}
	}
	return n
}

// badText refuses bytes that are not UTF-8 and control characters, which no text needs and terminals obey.
func badText(text string) (Fault, bool) {
	line, start := 1, 0
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			return Fault{
				Line:    line,
				Problem: fmt.Sprintf("byte 0x%02X at column %d is not UTF-8", text[i], utf8.RuneCountInString(text[start:i])+1),
				Mend:    "save the file as UTF-8 (it may be in Windows-1252 or another older encoding)",
			}, true
		case r == '\n':
			line, start = line+1, i+1
		case unicode.IsControl(r) && r != '\t' && r != '\r':
			return Fault{Line: line, Problem: fmt.Sprintf("control character U+%04X", r), Mend: "remove it"}, true
		}
	}
	return Fault{}, false
}

// builder turns the syntax tree into a JSON value.
type builder struct {
	s *source
	f *findings
}

func (b *builder) value(n ast.Node, path string, depth int) any {
	if depth > canon.MaxDepth {
		b.f.add(path, fmt.Sprintf("nested deeper than %d", canon.MaxDepth), "nest less deeply")
		return nil
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return b.mapping(n.Values, path, depth)
	case *ast.MappingValueNode:
		return b.mapping([]*ast.MappingValueNode{n}, path, depth)
	case *ast.SequenceNode:
		list := make([]any, len(n.Values))
		for i, each := range n.Values {
			at := item(path, i)
			b.mark(at, each)
			list[i] = b.value(each, at, depth+1)
		}
		return list
	case *ast.StringNode:
		return b.text(n.Value, path)
	case *ast.LiteralNode:
		return b.text(n.Value.Value, path)
	case *ast.BoolNode:
		return n.Value
	case *ast.IntegerNode, *ast.FloatNode:
		return numeral(n.GetToken().Value)
	case *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value
	case *ast.NullNode, nil:
		b.f.add(path, "empty", "give a value or leave the key out")
	default:
		b.f.add(path, "not a value that the format knows", "use mappings, lists, texts, numbers, true and false")
	}
	return nil
}

func (b *builder) mark(path string, n ast.Node) {
	if n == nil {
		return
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		b.s.lines[path] = t.Position.Line
	}
}

func (b *builder) mapping(values []*ast.MappingValueNode, path string, depth int) any {
	m := make(map[string]any, len(values))
	first := map[string]int{}
	for _, each := range values {
		t := each.Key.GetToken()
		key := t.Value
		switch k := each.Key.(type) {
		case *ast.StringNode:
			key = k.Value
		case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		default:
			b.f.addAll(path, fmt.Sprintf("key in line %d is not a plain text", t.Position.Line), "write \"key: value\"")
			continue
		}
		at := child(path, key)
		if line, twice := first[key]; twice {
			b.s.lines[at] = t.Position.Line
			b.f.addAll(at, fmt.Sprintf("key %q appears twice", key), fmt.Sprintf("keep this one or the one in line %d", line))
			b.s.lines[at] = line
			continue
		}
		first[key] = t.Position.Line
		b.s.lines[at] = t.Position.Line
		m[key] = b.value(each.Value, at, depth+1)
	}
	return m
}

func (b *builder) text(s, path string) string {
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }); i >= 0 {
		b.f.add(path, fmt.Sprintf("control character U+%04X", []rune(s[i:])[0]), "remove the escape")
	} else if !utf8.ValidString(s) {
		b.f.add(path, "not UTF-8", "remove the escape")
	}
	return s
}

// numeral keeps a number as it was written. What YAML calls a number and JSON does not, such as 0x1F or 1_000, is
// a text: the field it stands in then accepts or refuses it.
func numeral(text string) any {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, dotted := strings.Cut(digits, ".")
	plain := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	if !plain(whole) || dotted && !plain(fraction) || len(whole) > 1 && whole[0] == '0' {
		return text
	}
	return json.Number(text)
}
