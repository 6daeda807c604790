// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
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
	"github.com/santhosh-tekuri/jsonschema/v6"

	"truce/canon"
)

// maxDocument is the largest document, in bytes.
const maxDocument = 1 << 20

// Decode reads JSON. The document has no lines. An error is for bytes that are not one JSON value.
func Decode(data []byte) (*Document, error) {
	root, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return &Document{root: root}, nil
}

// Parse reads YAML, at most 1 MiB. Faults are noted in the document; ok is false where they leave nothing to go on
// with.
func Parse(data []byte) (d *Document, ok bool) {
	d = &Document{}
	if len(data) > maxDocument {
		d.Add("", fmt.Sprintf("the document has %d bytes, more than %d", len(data), maxDocument),
			"keep large geometry in a GeoJSON file beside it")
		return d, false
	}
	text := strings.TrimPrefix(string(data), "\uFEFF")
	if fault, bad := badText(text); bad {
		d.faults = append(d.faults, fault)
		return d, false
	}
	tokens := lexer.Tokenize(text)
	if fault, bad := badTokens(tokens); bad {
		d.faults = append(d.faults, fault)
		return d, false
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.faults = append(d.faults, unparsed(err))
		return d, false
	}
	d.lines = map[string]int{"": 1}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		d.Add("", fmt.Sprintf("the file holds %d YAML documents", documents(file)), "give exactly one")
		return d, false
	}
	b := builder{d}
	d.root = b.value(file.Docs[0].Body, "", 0)
	return d, true
}

// unparsed says where the parser stopped, and why.
func unparsed(err error) Fault {
	fault := Fault{Problem: "cannot be read as YAML", Mend: err.Error()}
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) {
		fault.Mend = syntax.Message
		if syntax.Token != nil {
			fault.Line = syntax.Token.Position.Line
		}
	}
	return fault
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
type builder struct{ *Document }

func (b *builder) value(n ast.Node, path string, depth int) any {
	if depth > canon.MaxDepth {
		b.Add(path, fmt.Sprintf("nested deeper than %d", canon.MaxDepth), "nest less deeply")
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
			at := Item(path, i)
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
		b.Add(path, "empty", "give a value or leave the key out")
	default:
		b.Add(path, "not a value that the format knows", "use mappings, lists, texts, numbers, true and false")
	}
	return nil
}

func (b *builder) mark(path string, n ast.Node) {
	if n == nil {
		return
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		b.lines[path] = t.Position.Line
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
			b.AddAll(path, fmt.Sprintf("key in line %d is not a plain text", t.Position.Line), "write \"key: value\"")
			continue
		}
		at := Child(path, key)
		if line, twice := first[key]; twice {
			b.lines[at] = t.Position.Line
			b.AddAll(at, fmt.Sprintf("key %q appears twice", key), fmt.Sprintf("keep this one or the one in line %d", line))
			b.lines[at] = line
			continue
		}
		first[key] = t.Position.Line
		b.lines[at] = t.Position.Line
		m[key] = b.value(each.Value, at, depth+1)
	}
	return m
}

func (b *builder) text(s, path string) string {
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }); i >= 0 {
		b.Add(path, fmt.Sprintf("control character U+%04X", []rune(s[i:])[0]), "remove the escape")
	} else if !utf8.ValidString(s) {
		b.Add(path, "not UTF-8", "remove the escape")
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
