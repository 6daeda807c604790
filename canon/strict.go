// SPDX-License-Identifier: Apache-2.0

package canon

import (
	"encoding"
	"encoding/hex"
	"reflect"
	"unicode/utf8"
)

// Strict reading takes canonical bytes apart in one pass, into the types that nearly everything is made of. Whatever it is
// not sure of it leaves to the slow way, which is the definition and says what is wrong: what it takes, the slow way takes
// too, and reads the same.

// reads says how strict reading reads a type.
type reads uint8

const (
	notStrictly reads = iota
	readBool
	readInt
	readUint
	readString
	readText
	readDigest // a text of hexadecimal digits
	readPointer
	readSlice
	readArray
	readStruct
)

var (
	digestType = reflect.TypeFor[Digest]()
	saltType   = reflect.TypeFor[Salt]()
)

func readsOf(t reflect.Type, f *form) reads {
	p := reflect.PointerTo(t)
	switch {
	case t == digestType || t == saltType:
		return readDigest
	case t.Kind() == reflect.Pointer && t.Elem().Kind() != reflect.Pointer:
		return readPointer // the form of what it points to says how that is read
	case f.number || p.Implements(jsonUnmarshaler):
		return notStrictly
	case f.text && p.Implements(textUnmarshaler):
		return readText
	case f.text || p.Implements(textUnmarshaler) || p.Implements(textMarshaler):
		return notStrictly
	}
	switch t.Kind() {
	case reflect.Bool:
		return readBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return readInt
	case reflect.Uint, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return readUint
	case reflect.String:
		return readString
	case reflect.Slice:
		return readSlice
	case reflect.Array:
		return readArray
	case reflect.Struct:
		if f.err == nil {
			return readStruct
		}
	default:
	}
	return notStrictly
}

// readStrictly reads data into v, which points to a zero value, and tells whether it did. If it did not, v points to a zero
// value again.
func readStrictly(data []byte, v any) bool {
	p := reflect.ValueOf(v)
	if p.Kind() != reflect.Pointer || p.IsNil() || !p.Elem().IsZero() {
		return false
	}
	s := strict{data: data}
	if s.value(p.Elem(), formOf(p.Type().Elem()), 0) && s.at == len(data) {
		return true
	}
	p.Elem().SetZero()
	return false
}

// strict reads canonical bytes. Its methods return false for whatever is not surely canonical.
type strict struct {
	data []byte
	at   int
}

func (s *strict) takes(c byte) bool {
	if s.at < len(s.data) && s.data[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *strict) word(w string) bool {
	if len(s.data)-s.at >= len(w) && string(s.data[s.at:s.at+len(w)]) == w {
		s.at += len(w)
		return true
	}
	return false
}

func (s *strict) value(v reflect.Value, f *form, depth int) bool {
	switch f.reads {
	case readBool:
		v.SetBool(s.at < len(s.data) && s.data[s.at] == 't')
		return s.word("true") || s.word("false")
	case readInt:
		n, ok := s.integer()
		if !ok || v.OverflowInt(n) {
			return false
		}
		v.SetInt(n)
	case readUint:
		n, ok := s.integer()
		if !ok || n < 0 || v.OverflowUint(uint64(n)) {
			return false
		}
		v.SetUint(uint64(n))
	case readString:
		text, ok := s.text()
		if !ok {
			return false
		}
		v.SetString(string(text))
	case readText:
		return s.marshalled(v)
	case readDigest:
		return s.digest(v)
	case readPointer:
		if s.word("null") {
			return true
		}
		v.Set(reflect.New(v.Type().Elem()))
		return s.value(v.Elem(), f.elem.get(), depth)
	case readSlice, readArray, readStruct:
		return depth < MaxDepth && s.container(v, f, depth+1)
	case notStrictly:
		return false
	}
	return true
}

func (s *strict) container(v reflect.Value, f *form, depth int) bool {
	switch f.reads {
	case readStruct:
		return s.structure(v, f, depth)
	case readArray:
		return s.array(v, f, depth)
	default:
		return s.slice(v, f, depth)
	}
}

// integer reads a whole number in its one spelling.
func (s *strict) integer() (int64, bool) {
	negative := s.takes('-')
	from, n := s.at, int64(0)
	for s.at < len(s.data) && s.data[s.at] >= '0' && s.data[s.at] <= '9' {
		n = n*10 + int64(s.data[s.at]-'0')
		if s.at++; n > MaxInt {
			return 0, false
		}
	}
	digits := s.at - from
	if digits == 0 || s.data[from] == '0' && (digits > 1 || negative) {
		return 0, false
	}
	if negative {
		n = -n
	}
	return n, true
}

// text reads a string. What is returned may be a part of the data.
func (s *strict) text() ([]byte, bool) {
	if !s.takes('"') {
		return nil, false
	}
	from, ascii := s.at, true
	for ; s.at < len(s.data); s.at++ {
		switch c := s.data[s.at]; {
		case c == '"':
			text := s.data[from:s.at]
			s.at++
			return text, ascii || utf8.Valid(text)
		case c == '\\':
			return s.escaped(from)
		case c < 0x20:
			return nil, false
		case c >= 0x80:
			ascii = false
		}
	}
	return nil, false
}

// escaped reads on in a string in which something is escaped, in the one spelling that Encode gives it.
func (s *strict) escaped(from int) ([]byte, bool) {
	out := append([]byte(nil), s.data[from:s.at]...)
	for s.at < len(s.data) {
		c := s.data[s.at]
		s.at++
		switch {
		case c == '"':
			return out, utf8.Valid(out)
		case c < 0x20:
			return nil, false
		case c != '\\':
			out = append(out, c)
			continue
		}
		raw, ok := s.escape()
		if !ok {
			return nil, false
		}
		out = append(out, raw)
	}
	return nil, false
}

// escape reads what stands after a backslash.
func (s *strict) escape() (byte, bool) {
	if s.at == len(s.data) {
		return 0, false
	}
	c := s.data[s.at]
	s.at++
	switch c {
	case '"', '\\':
		return c, true
	case 'b':
		return '\b', true
	case 't':
		return '\t', true
	case 'n':
		return '\n', true
	case 'f':
		return '\f', true
	case 'r':
		return '\r', true
	case 'u':
	default:
		return 0, false
	}
	if !s.word("00") || len(s.data)-s.at < 2 {
		return 0, false
	}
	high, low := s.data[s.at], s.data[s.at+1]
	s.at += 2
	if high != '0' && high != '1' {
		return 0, false
	}
	raw := (high - '0') << 4
	switch {
	case low >= '0' && low <= '9':
		raw |= low - '0'
	case low >= 'a' && low <= 'f':
		raw |= low - 'a' + 10
	default:
		return 0, false
	}
	return raw, raw != '\b' && raw != '\t' && raw != '\n' && raw != '\f' && raw != '\r'
}

// marshalled reads a text into a type that reads it, and asks the type to write it again.
func (s *strict) marshalled(v reflect.Value) bool {
	text, ok := s.text()
	if !ok || v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText(text) != nil {
		return false
	}
	again, err := v.Interface().(encoding.TextMarshaler).MarshalText()
	return err == nil && string(again) == string(text)
}

func (s *strict) digest(v reflect.Value) bool {
	text, ok := s.text()
	if !ok || len(text) != hex.EncodedLen(v.Len()) {
		return false
	}
	for _, c := range text {
		if c >= 'A' && c <= 'F' {
			return false
		}
	}
	_, err := hex.Decode(v.Slice(0, v.Len()).Bytes(), text)
	return err == nil
}

func (s *strict) structure(v reflect.Value, f *form, depth int) bool {
	if !s.takes('{') {
		return false
	}
	first := true
	for i := range f.fields {
		each := &f.fields[i]
		mark := s.at
		if !first && !s.takes(',') || !s.word(each.key) {
			s.at = mark
			fv := each.of(v) // as yet zero: is it left out?
			if each.omitEmpty && isEmpty(fv) || each.omitZero {
				continue
			}
			return false
		}
		first = false
		fv, of := each.of(v), each.form.get()
		if !s.value(fv, of, depth) || each.omitEmpty && isEmpty(fv) || each.omitZero && of.isZero(fv) {
			return false
		}
	}
	return s.takes('}')
}

func (s *strict) array(v reflect.Value, f *form, depth int) bool {
	if !s.takes('[') {
		return false
	}
	of := f.elem.get()
	for i := range v.Len() {
		if i > 0 && !s.takes(',') || !s.value(v.Index(i), of, depth) {
			return false
		}
	}
	return s.takes(']')
}

func (s *strict) slice(v reflect.Value, f *form, depth int) bool {
	if !s.takes('[') {
		return false
	}
	if s.takes(']') {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		return true
	}
	of := f.elem.get()
	for n := 0; ; n++ {
		if n == v.Cap() {
			v.Grow(max(1, n))
		}
		v.SetLen(n + 1)
		if !s.value(v.Index(n), of, depth) {
			return false
		}
		if s.takes(']') {
			return true
		}
		if !s.takes(',') {
			return false
		}
	}
}
