// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Schema is a compiled JSON Schema (draft 2020-12). It may be used by several readers at once.
type Schema struct {
	compiled *jsonschema.Schema
	parsed   any
}

// NewSchema compiles a schema, which names itself in $id.
func NewSchema(text []byte) (*Schema, error) {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	top, _ := parsed.(map[string]any)
	id, _ := top["$id"].(string)
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(id, parsed); err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	compiled, err := compiler.Compile(id)
	if err != nil {
		return nil, fmt.Errorf("compile the schema: %w", err)
	}
	return &Schema{compiled, parsed}, nil
}

// Check holds the document against a schema and notes what it refuses. It returns the value without that, so that the
// rest can be decoded and checked in the same reading: a member is taken out, an item becomes null.
func (d *Document) Check(schema *Schema) any {
	invalid, _ := schema.compiled.Validate(d.root).(*jsonschema.ValidationError)
	if invalid == nil {
		return d.root
	}
	s := screen{d, d.root, schema.parsed}
	s.walk(invalid)
	return s.value
}

// screen turns what the validator found into faults.
type screen struct {
	*Document
	value  any // what is left of the document's
	schema any
}

func (s *screen) walk(e *jsonschema.ValidationError) {
	if k, ok := e.ErrorKind.(*kind.PropertyNames); ok {
		location := append(slices.Clone(e.InstanceLocation), k.Property)
		s.Add(s.path(location), fmt.Sprintf("key %q is not an ID", k.Property), idMend)
		s.remove(location)
		return
	}
	for _, cause := range e.Causes {
		s.walk(cause)
	}
	if len(e.Causes) > 0 {
		return
	}
	if s.Full() {
		s.remove(e.InstanceLocation)
		return
	}
	path := s.path(e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		keys := slices.Sorted(maps.Keys(s.properties(e.SchemaURL)))
		for _, key := range slices.Sorted(slices.Values(k.Properties)) {
			at := Child(path, key)
			s.Add(at, fmt.Sprintf("unknown key %q", key), Suggest(key, keys))
			s.remove(append(slices.Clone(e.InstanceLocation), key))
		}
	case *kind.Required:
		for _, key := range k.Missing {
			if !s.spoilt[path] && !s.spoilt[Child(path, key)] {
				s.AddAll(path, fmt.Sprintf("%q is missing", key), "add it")
				s.spoil(Child(path, key))
			}
		}
	default:
		s.Add(path, s.problem(e, k), s.mend(e))
		s.remove(e.InstanceLocation)
	}
}

const idMend = "use lower-case letters, digits and hyphens, at most 64"

// problem says what is wrong with a single value.
func (s *screen) problem(e *jsonschema.ValidationError, k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.Enum:
		return fmt.Sprintf("unknown %s %q", s.noun(e), fmt.Sprint(k.Got))
	case *kind.Const:
		return fmt.Sprintf("format %v is not the one that this version reads", k.Got)
	case *kind.Pattern:
		return fmt.Sprintf("%q is not a well-formed %s", k.Got, s.noun(e))
	case *kind.Type:
		return fmt.Sprintf("want %s, got %s", enumerate(words(k.Want)), words([]string{k.Got})[0])
	case *kind.MinLength:
		return "empty"
	default:
		return k.LocalizedString(message.NewPrinter(language.English))
	}
}

func (s *screen) mend(e *jsonschema.ValidationError) string {
	switch k := e.ErrorKind.(type) {
	case *kind.Enum:
		list := make([]string, len(k.Want))
		for i, w := range k.Want {
			list[i] = fmt.Sprint(w)
		}
		return Suggest(fmt.Sprint(k.Got), list)
	case *kind.Const:
		return fmt.Sprintf("write \"truce: %v\"", k.Want)
	case *kind.Pattern:
		at, _ := s.at(e.SchemaURL).(map[string]any)
		if text, ok := at["$comment"].(string); ok {
			return text
		}
		return idMend
	case *kind.Type:
		if k.Got == "number" && slices.Contains(k.Want, "string") {
			return "put it in quotes"
		}
	case *kind.MinLength:
		return "give a value or leave the key out"
	}
	return ""
}

// words says JSON's types as people do.
func words(types []string) []string {
	out := make([]string, len(types))
	for i, t := range types {
		switch t {
		case "string":
			out[i] = "a text"
		case "array":
			out[i] = "a list"
		case "object":
			out[i] = "keys and values"
		case "null":
			out[i] = "nothing"
		case "boolean":
			out[i] = "true or false"
		case "integer":
			out[i] = "a whole number"
		default:
			out[i] = "a " + t
		}
	}
	return out
}

// noun names what a value should have been: the definition that refused it, or else the key it stands under.
func (s *screen) noun(e *jsonschema.ValidationError) string {
	if _, name, ok := strings.Cut(e.SchemaURL, "#/$defs/"); ok && !strings.Contains(name, "/") {
		return strings.ReplaceAll(name, "-", " ")
	}
	for _, key := range slices.Backward(e.InstanceLocation) {
		if strings.Trim(key, "0123456789") != "" {
			return strings.ReplaceAll(key, "_", " ")
		}
	}
	return "value"
}

// at returns the part of the schema that a URL of the validator points to.
func (s *screen) at(url string) any {
	_, pointer, _ := strings.Cut(url, "#")
	at := s.schema
	for _, key := range strings.Split(pointer, "/")[1:] {
		m, _ := at.(map[string]any)
		at = m[strings.NewReplacer("~1", "/", "~0", "~").Replace(key)]
	}
	return at
}

func (s *screen) properties(url string) map[string]any {
	at, _ := s.at(url).(map[string]any)
	properties, _ := at["properties"].(map[string]any)
	return properties
}

// path writes a location as Fault.Path does.
func (s *screen) path(location []string) string {
	path, at := "", s.value
	for _, key := range location {
		if list, ok := at.([]any); ok {
			i := indexOf(key, len(list))
			path, at = Item(path, i), list[i]
			continue
		}
		m, _ := at.(map[string]any)
		path, at = Child(path, key), m[key]
	}
	return path
}

// indexOf reads an index that the validator took from the value itself.
func indexOf(key string, length int) int {
	var i int
	if _, err := fmt.Sscanf(key, "%d", &i); err != nil || i < 0 || i >= length {
		return 0
	}
	return i
}

// remove takes a value out: a member is dropped, an item becomes null, so that the others keep their places.
func (s *screen) remove(location []string) {
	if len(location) == 0 {
		s.value = map[string]any{}
		return
	}
	at := s.value
	for _, key := range location[:len(location)-1] {
		switch v := at.(type) {
		case []any:
			if len(v) == 0 {
				return
			}
			at = v[indexOf(key, len(v))]
		case map[string]any:
			at = v[key]
		}
	}
	last := location[len(location)-1]
	switch v := at.(type) {
	case []any:
		if len(v) > 0 {
			v[indexOf(last, len(v))] = nil
		}
	case map[string]any:
		delete(v, last)
	}
}
