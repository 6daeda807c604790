// SPDX-License-Identifier: Apache-2.0

package canon

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrNotCanonical says that bytes are JSON for the value but not its canonical form. The caller refuses them:
// two byte strings for one value would give it two digests.
var ErrNotCanonical = errors.New("not in canonical form")

// Decode reads canonical bytes into v and refuses everything else: unknown or repeated members, fractions,
// white space, members out of order, trailing bytes. The check is to encode v again and compare, so v points
// to a zero value.
func Decode(data []byte, v any) error {
	if readStrictly(data, v) {
		return nil
	}
	return decodeSlowly(data, v)
}

// decodeSlowly is Decode as it is defined.
func decodeSlowly(data []byte, v any) error {
	if err := DecodeLoose(data, v); err != nil {
		return err
	}
	again, err := Encode(v)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, data) {
		return fmt.Errorf("%w: byte %d differs", ErrNotCanonical, firstDifference(again, data))
	}
	return nil
}

// MaxContainers is how many objects and arrays DecodeAny reads in one text.
const MaxContainers = 1 << 21

// DecodeAny reads canonical bytes of whatever form, as Decode does into an any. It refuses more than MaxContainers objects and
// arrays: a stranger's text of empty ones takes many times its bytes, and each reader must draw the line at the same place.
func DecodeAny(data []byte) (v any, err error) {
	containers, inString := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case !inString && (c == '{' || c == '['):
			containers++
		}
	}
	if containers > MaxContainers {
		return nil, fmt.Errorf("%d objects and arrays: want at most %d", containers, MaxContainers)
	}
	err = Decode(data, &v)
	return v, err
}

// DecodeLoose reads JSON written by people and foreign programs into v: any white space and member order, but
// no unknown or repeated member, no name in other letters than the field's own, no text that is not Unicode, no
// nesting beyond MaxDepth and nothing after the value. A null leaves what it is read into as it is. Numbers in
// an any are json.Number.
func DecodeLoose(data []byte, v any) error {
	if err := checkText(data); err != nil {
		return err
	}
	if err := checkMembers(data, reflect.TypeOf(v)); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		if errors.Is(err, io.EOF) {
			return errors.New("no JSON value")
		}
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

// checkText refuses invalid UTF-8 and halves of surrogate pairs, for which encoding/json would put U+FFFD.
func checkText(data []byte) error {
	if !utf8.Valid(data) {
		return errors.New("not UTF-8")
	}
	for i := 0; i < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		r, ok := escaped(data[i:])
		switch {
		case !ok:
			i++ // an escape of one letter; a malformed one is left to the decoder
		case !utf16.IsSurrogate(r):
			i += 5
		default:
			low, _ := escaped(data[i+6:])
			if utf16.DecodeRune(r, low) == utf8.RuneError {
				return fmt.Errorf("byte %d: half of a surrogate pair", i)
			}
			i += 11
		}
	}
	return nil
}

// escaped returns the code unit of the \uXXXX that data begins with.
func escaped(data []byte) (rune, bool) {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(data[2:6]), 16, 16)
	return rune(n), err == nil
}

// level is an open object or array of the walk in checkMembers, and the Go type that it is read into; nil where
// that is any, or reads its own text.
type level struct {
	members map[string]bool // nil in an array
	into    reflect.Type
	value   reflect.Type // of the next value
	values  int          // read so far
	inValue bool         // the next token of an object is a value
}

// checkMembers walks the tokens once and refuses what encoding/json would let pass: repeated object members,
// deep nesting, a member whose name is a field's but for the case of its letters, and too many or too few
// elements for an array of fixed length. It looks at no more than that: text that is not JSON is left to the
// decoder, which refuses it.
func checkMembers(data []byte, into reflect.Type) error {
	var stack []level
	for i := 0; i < len(data); {
		c, token := data[i], tokenAt(data[i:])
		i += len(token)
		if strings.IndexByte(" \t\r\n,:", c) >= 0 {
			continue
		}
		if c == '}' || c == ']' {
			if len(stack) == 0 {
				return nil // not JSON
			}
			if err := stack[len(stack)-1].leave(); err != nil {
				return err
			}
			stack = stack[:len(stack)-1]
			continue
		}
		next := into
		if n := len(stack); n > 0 {
			top := &stack[n-1]
			if top.members != nil && !top.inValue {
				name, ok := nameOf(token)
				if !ok {
					return nil // not JSON
				}
				if err := top.enter(name); err != nil {
					return err
				}
				continue
			}
			top.inValue, next = false, top.value
			top.values++
		}
		if c != '{' && c != '[' {
			continue
		}
		if len(stack) == MaxDepth {
			return fmt.Errorf("nested deeper than %d", MaxDepth)
		}
		stack = append(stack, open(c, next))
	}
	return nil
}

// tokenAt returns the token that data begins with: a string, a number or a word whole, of anything else one byte.
// A string without an end goes on to that of data.
func tokenAt(data []byte) []byte {
	const structure = "{}[],: \t\r\n\""
	if data[0] != '"' {
		end := bytes.IndexAny(data, structure)
		if end < 0 {
			end = len(data)
		}
		return data[:max(1, end)]
	}
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '"':
			return data[:i+1]
		case '\\':
			i++ // what is escaped may be a quote
		}
	}
	return data
}

// nameOf returns the name that a string in JSON is.
func nameOf(token []byte) (string, bool) {
	if n := len(token); n > 1 && token[0] == '"' && token[n-1] == '"' && bytes.IndexByte(token, '\\') < 0 {
		return string(token[1 : n-1]), true
	}
	var name string
	err := json.Unmarshal(token, &name)
	return name, err == nil && token[0] == '"'
}

var (
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
)

func open(delim byte, into reflect.Type) level {
	for into != nil && into.Kind() == reflect.Pointer {
		into = into.Elem()
	}
	if into != nil {
		if p := reflect.PointerTo(into); p.Implements(textUnmarshaler) || p.Implements(jsonUnmarshaler) {
			into = nil
		}
	}
	l := level{into: into}
	if delim == '{' {
		l.members = map[string]bool{}
	}
	if into != nil && slices.Contains([]reflect.Kind{reflect.Slice, reflect.Array, reflect.Map}, into.Kind()) {
		l.value = into.Elem()
	}
	return l
}

// enter takes the name of a member and sets the type of its value.
func (l *level) enter(name string) error {
	if l.members[name] {
		return fmt.Errorf("member %.60q appears twice", name)
	}
	l.members[name], l.inValue = true, true
	if l.into == nil || l.into.Kind() != reflect.Struct {
		return nil
	}
	value, ok := membersOf(l.into)[name]
	if !ok {
		return fmt.Errorf("unknown member %.60q", name)
	}
	l.value = value
	return nil
}

// memberCache holds the members of each struct type; it changes speed, never output.
var memberCache sync.Map

// membersOf returns the names that encoding/json reads into a struct, with their types. Fields of an embedded
// struct without a name of its own count as fields of the outer one, as they do there.
func membersOf(t reflect.Type) map[string]reflect.Type {
	if cached, ok := memberCache.Load(t); ok {
		return cached.(map[string]reflect.Type)
	}
	members := map[string]reflect.Type{}
	for _, sf := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		switch {
		case name == "-" || !sf.IsExported() || sf.Anonymous && name == "":
		case name == "":
			members[sf.Name] = sf.Type
		default:
			members[name] = sf.Type
		}
	}
	memberCache.Store(t, members)
	return members
}

// leave checks a level that is complete.
func (l *level) leave() error {
	if l.members == nil && l.into != nil && l.into.Kind() == reflect.Array && l.values != l.into.Len() {
		return fmt.Errorf("%d elements, want %d", l.values, l.into.Len())
	}
	return nil
}

func firstDifference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}
