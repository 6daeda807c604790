// SPDX-License-Identifier: Apache-2.0

// Package canon turns values into canonical bytes, digests and typed IDs. It imports nothing of Truce and
// is the only encoder of anything that is hashed or signed, and the only reader of the keys that signatures are checked by. The format is docs/spec/canonical-bytes.md:
// RFC 8785 JSON without fractions or exponents.
package canon

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxInt is the largest magnitude of an integer in canonical bytes: 2^53-1, which every JSON reader keeps.
const MaxInt = 1<<53 - 1

// MaxDepth is how many objects and arrays may stand one inside another, in both directions.
const MaxDepth = 64

// Encode returns the canonical bytes of v: objects from structs (by their json names) and from maps with
// string keys, arrays from slices and arrays, strings, integers (json.Number among them), booleans, and null
// from nil pointers and nil interfaces. A nil slice or map is an empty one, and zero where a field asks. A type
// that implements encoding.TextMarshaler is a string. Struct fields need a json name of their own or "-";
// "omitempty" and "omitzero" are the only options. Floats, channels, functions, invalid UTF-8, integers beyond
// MaxInt and nesting beyond MaxDepth are errors that name the place.
func Encode(v any) ([]byte, error) {
	e := encoder{}
	if err := e.value(reflect.ValueOf(v), 0); err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return e.buf, nil
}

type encoder struct{ buf []byte }

var (
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
	number        = reflect.TypeFor[json.Number]()
)

func (e *encoder) value(v reflect.Value, depth int) error {
	v, err := target(v)
	if err != nil {
		return err
	}
	if !v.IsValid() {
		e.buf = append(e.buf, "null"...)
		return nil
	}
	if v.Type().Implements(textMarshaler) {
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			return err
		}
		return e.str(string(text))
	}
	switch v.Kind() {
	case reflect.Bool:
		e.buf = strconv.AppendBool(e.buf, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return e.integer(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > MaxInt {
			return fmt.Errorf("integer %d beyond 2^53-1", v.Uint())
		}
		return e.integer(int64(v.Uint()))
	case reflect.String:
		if v.Type() == number {
			return e.number(v.String())
		}
		return e.str(v.String())
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Struct:
		return e.container(v, depth+1)
	default:
		return fmt.Errorf("a %s has no canonical form", v.Type())
	}
	return nil
}

// target follows pointers and interfaces to what they hold; the zero Value where one is nil. A pointer that
// leads back to itself is an error.
func target(v reflect.Value) (reflect.Value, error) {
	for range MaxDepth {
		if v.Kind() != reflect.Pointer && v.Kind() != reflect.Interface {
			return v, nil
		}
		v = v.Elem()
	}
	return v, fmt.Errorf("more than %d pointers in a row", MaxDepth)
}

func (e *encoder) integer(n int64) error {
	if n > MaxInt || n < -MaxInt {
		return fmt.Errorf("integer %d beyond 2^53-1", n)
	}
	e.buf = strconv.AppendInt(e.buf, n, 10)
	return nil
}

// number appends a number that a decoder kept as text, if it is an integer in its only canonical spelling.
func (e *encoder) number(text string) error {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != text {
		return fmt.Errorf("number %.40q has no canonical form: want an integer", text)
	}
	return e.integer(n)
}

// container appends an array or object that stands at a depth, counted from 1.
func (e *encoder) container(v reflect.Value, depth int) error {
	switch {
	case depth > MaxDepth:
		return fmt.Errorf("nested deeper than %d", MaxDepth)
	case v.Kind() == reflect.Map:
		return e.object(v, depth)
	case v.Kind() == reflect.Struct:
		return e.structure(v, depth)
	default:
		return e.array(v, depth)
	}
}

func (e *encoder) array(v reflect.Value, depth int) error {
	e.buf = append(e.buf, '[')
	for i := range v.Len() {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		if err := e.value(v.Index(i), depth); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
	}
	e.buf = append(e.buf, ']')
	return nil
}

func (e *encoder) object(v reflect.Value, depth int) error {
	if key := v.Type().Key(); key.Kind() != reflect.String || key.Implements(textMarshaler) {
		return fmt.Errorf("a %s has no canonical form: keys must be plain strings", v.Type())
	}
	keys := make([]string, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		keys = append(keys, it.Key().String())
	}
	slices.SortFunc(keys, CompareKeys)
	e.buf = append(e.buf, '{')
	for i, k := range keys {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		if err := e.member(k, v.MapIndex(reflect.ValueOf(k).Convert(v.Type().Key())), depth); err != nil {
			return err
		}
	}
	e.buf = append(e.buf, '}')
	return nil
}

func (e *encoder) structure(v reflect.Value, depth int) error {
	fields, err := fieldsOf(v.Type())
	if err != nil {
		return err
	}
	e.buf = append(e.buf, '{')
	first := true
	for _, f := range fields {
		fv := v.FieldByIndex(f.index)
		if f.omitEmpty && isEmpty(fv) || f.omitZero && isZero(fv) {
			continue
		}
		if !first {
			e.buf = append(e.buf, ',')
		}
		first = false
		if err := e.member(f.name, fv, depth); err != nil {
			return err
		}
	}
	e.buf = append(e.buf, '}')
	return nil
}

func (e *encoder) member(key string, v reflect.Value, depth int) error {
	if err := e.str(key); err != nil {
		return err
	}
	e.buf = append(e.buf, ':')
	if err := e.value(v, depth); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}

// str appends s with the escapes of RFC 8785 section 3.2.2.2.
func (e *encoder) str(s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("string %.40q is not UTF-8", s)
	}
	e.buf = append(e.buf, '"')
	plain := 0 // where the run begins that needs no escape
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		e.buf = append(e.buf, s[plain:i]...)
		plain = i + 1
		switch {
		case c == '"' || c == '\\':
			e.buf = append(e.buf, '\\', c)
		case strings.IndexByte("\b\t\n\f\r", c) >= 0:
			e.buf = append(e.buf, '\\', "btn?fr"[c-'\b'])
		default:
			e.buf = fmt.Appendf(e.buf, `\u%04x`, c)
		}
	}
	e.buf = append(append(e.buf, s[plain:]...), '"')
	return nil
}

// CompareKeys orders object keys by their UTF-16 code units, as RFC 8785 section 3.2.3 asks.
func CompareKeys(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

type field struct {
	name                string
	index               []int
	omitEmpty, omitZero bool
}

// fieldCache holds the sorted fields of each struct type; it changes speed, never output.
var fieldCache sync.Map

func fieldsOf(t reflect.Type) ([]field, error) {
	if cached, ok := fieldCache.Load(t); ok {
		return cached.([]field), nil
	}
	var fields []field
	for i := range t.NumField() {
		sf := t.Field(i)
		name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if name == "" && sf.Anonymous && sf.Type.Kind() == reflect.Struct {
			inner, err := fieldsOf(sf.Type)
			if err != nil {
				return nil, err
			}
			for _, f := range inner {
				f.index = append([]int{i}, f.index...)
				fields = append(fields, f)
			}
			continue
		}
		if name == "" || !sf.IsExported() {
			return nil, fmt.Errorf("field %s.%s: give it an exported name and a json name, or \"-\"", t, sf.Name)
		}
		f := field{name: name, index: []int{i}}
		switch options {
		case "":
		case "omitempty":
			f.omitEmpty = true
		case "omitzero":
			f.omitZero = true
		default:
			return nil, fmt.Errorf("field %s.%s: json option %q: use omitempty or omitzero", t, sf.Name, options)
		}
		fields = append(fields, f)
	}
	slices.SortFunc(fields, func(a, b field) int { return CompareKeys(a.name, b.name) })
	for i := range fields[min(1, len(fields)):] {
		if fields[i].name == fields[i+1].name {
			return nil, fmt.Errorf("type %s: two fields with the json name %q", t, fields[i].name)
		}
	}
	fieldCache.Store(t, fields)
	return fields, nil
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	default:
		return v.IsZero()
	}
}

// isZero tells whether v would read back as the zero value. An empty slice is zero, as it has the bytes of a
// nil one, and a field without a json name does not count, as it has no bytes.
func isZero(v reflect.Value) bool {
	switch {
	case v.Type().Implements(textMarshaler):
		return v.IsZero()
	case v.Kind() == reflect.Slice || v.Kind() == reflect.Map:
		return v.Len() == 0
	case v.Kind() == reflect.Array:
		for i := range v.Len() {
			if !isZero(v.Index(i)) {
				return false
			}
		}
		return true
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); name != "-" && !isZero(v.Field(i)) {
				return false
			}
		}
		return true
	default:
		return v.IsZero()
	}
}

// Equal tells whether two values have the same canonical bytes. A value without canonical bytes equals nothing.
func Equal(a, b any) bool {
	x, errA := Encode(a)
	y, errB := Encode(b)
	return errA == nil && errB == nil && bytes.Equal(x, y)
}
