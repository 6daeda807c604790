// SPDX-License-Identifier: Apache-2.0

// Package canon turns values into canonical bytes, digests and typed IDs. It imports nothing of Truce and
// is the only encoder of anything that is hashed or signed, and the only reader of the keys that signatures are checked by. The format is docs/spec/canonical-bytes.md:
// RFC 8785 JSON without fractions or exponents.
package canon

import (
	"bytes"
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
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
func Encode(v any) ([]byte, error) { return Append(make([]byte, 0, 256), v) }

// Append appends the canonical bytes of v to a slice, as Encode has them; nothing after an error.
func Append(to []byte, v any) ([]byte, error) {
	e := encoder{buf: to}
	rv := reflect.ValueOf(v)
	if rv.Kind() == reflect.Struct { // in a place of its own, where texts are written without a copy of each
		p := reflect.New(rv.Type()).Elem()
		p.Set(rv)
		rv = p
	}
	if err := e.value(rv, 0); err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return e.buf, nil
}

type encoder struct{ buf []byte }

func (e *encoder) value(v reflect.Value, depth int) error {
	v, err := target(v)
	if err != nil {
		return err
	}
	if !v.IsValid() {
		e.buf = append(e.buf, "null"...)
		return nil
	}
	return e.typed(v, formOf(v.Type()), depth)
}

// typed appends a value that is neither a pointer nor an interface and whose type has a form.
func (e *encoder) typed(v reflect.Value, f *form, depth int) error {
	if f.text {
		return e.text(v, f)
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
		if f.number {
			return e.number(v.String())
		}
		return e.str(v.String())
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Struct:
		return e.container(v, f, depth+1)
	default:
		return fmt.Errorf("a %s has no canonical form", v.Type())
	}
	return nil
}

// text appends what a type writes of itself.
func (e *encoder) text(v reflect.Value, f *form) error {
	if !f.appends || !v.CanAddr() {
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			return err
		}
		return e.str(string(text))
	}
	from := len(e.buf) + 1
	buf, err := v.Addr().Interface().(encoding.TextAppender).AppendText(append(e.buf, '"'))
	if err != nil {
		return err
	}
	for _, c := range buf[from:] {
		if c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			return e.str(string(buf[from:])) // over what was written
		}
	}
	e.buf = append(buf, '"')
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
func (e *encoder) container(v reflect.Value, f *form, depth int) error {
	switch {
	case depth > MaxDepth:
		return fmt.Errorf("nested deeper than %d", MaxDepth)
	case v.Kind() == reflect.Map:
		return e.object(v, depth)
	case v.Kind() == reflect.Struct:
		return e.structure(v, f, depth)
	default:
		return e.array(v, f, depth)
	}
}

func (e *encoder) array(v reflect.Value, f *form, depth int) error {
	of := f.elem.get()
	e.buf = append(e.buf, '[')
	for i := range v.Len() {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		if err := e.element(v.Index(i), of, depth); err != nil {
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

// element appends a value whose form is known, unless its type is a pointer or an interface.
func (e *encoder) element(v reflect.Value, f *form, depth int) error {
	if f.leads {
		return e.value(v, depth)
	}
	return e.typed(v, f, depth)
}

func (e *encoder) structure(v reflect.Value, f *form, depth int) error {
	if f.err != nil {
		return f.err
	}
	e.buf = append(e.buf, '{')
	first := true
	for i := range f.fields {
		each := &f.fields[i]
		fv, of := each.of(v), each.form.get()
		if each.omitEmpty && isEmpty(fv) || each.omitZero && of.isZero(fv) {
			continue
		}
		if !first {
			e.buf = append(e.buf, ',')
		}
		first = false
		e.buf = append(e.buf, each.key...)
		if err := e.element(fv, of, depth); err != nil {
			return fmt.Errorf("%s: %w", each.name, err)
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
	if isPlain(s) {
		e.buf = append(append(append(e.buf, '"'), s...), '"')
		return nil
	}
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

// isPlain tells whether a text is ASCII that needs no escape.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// CompareKeys orders object keys by their UTF-16 code units, as RFC 8785 section 3.2.3 asks.
func CompareKeys(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

// Equal tells whether two values have the same canonical bytes. A value without canonical bytes equals nothing.
func Equal(a, b any) bool {
	x, errA := Encode(a)
	y, errB := Encode(b)
	return errA == nil && errB == nil && bytes.Equal(x, y)
}
