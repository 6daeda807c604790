// SPDX-License-Identifier: Apache-2.0

package canon

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

var (
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
	textAppender  = reflect.TypeFor[encoding.TextAppender]()
	number        = reflect.TypeFor[json.Number]()
)

// form is what Encode and Decode know of a type.
type form struct {
	text    bool // it writes itself as text
	appends bool // and can append it
	number  bool
	leads   bool // it is a pointer or an interface
	elem    later
	fields  []field
	err     error // why a struct has no form
	// all are the fields of a struct that count for whether it is zero: those that may have a name.
	all []field

	reads reads
}

// field is a field of a struct that has a json name.
type field struct {
	name                string
	key                 string // the name in quotes, and the colon
	index               []int
	omitEmpty, omitZero bool
	form                later
}

// of returns the field of a struct.
func (f *field) of(v reflect.Value) reflect.Value {
	if len(f.index) == 1 {
		return v.Field(f.index[0])
	}
	return v.FieldByIndex(f.index)
}

// later is the form of a type that may hold itself: it is made when it is first asked for.
type later struct{ get func() *form }

func laterOf(t reflect.Type) later { return later{sync.OnceValue(func() *form { return formOf(t) })} }

// formCache holds the form of each type; it changes speed, never output.
var formCache sync.Map

func formOf(t reflect.Type) *form {
	if cached, ok := formCache.Load(t); ok {
		return cached.(*form)
	}
	f := &form{
		text: t.Implements(textMarshaler), number: t == number, leads: t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface,
	}
	f.appends = f.text && reflect.PointerTo(t).Implements(textAppender)
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Pointer:
		f.elem = laterOf(t.Elem())
	case reflect.Struct:
		f.fields, f.err = fieldsOf(t)
		for i := range t.NumField() {
			sf := t.Field(i)
			if name, _, _ := strings.Cut(sf.Tag.Get("json"), ","); name != "-" {
				f.all = append(f.all, field{index: []int{i}, form: laterOf(sf.Type)})
			}
		}
	default:
	}
	f.reads = readsOf(t, f)
	formCache.Store(t, f)
	return f
}

// fieldsOf returns the fields of a struct that have bytes, in the order of their names.
func fieldsOf(t reflect.Type) ([]field, error) {
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
		f := field{name: name, index: []int{i}, form: laterOf(sf.Type)}
		key := encoder{}
		if err := key.str(name); err != nil {
			return nil, err
		}
		f.key = string(key.buf) + ":"
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
func (f *form) isZero(v reflect.Value) bool {
	switch {
	case f.text:
		return v.IsZero()
	case v.Kind() == reflect.Slice || v.Kind() == reflect.Map:
		return v.Len() == 0
	case v.Kind() == reflect.Array:
		of := f.elem.get()
		for i := range v.Len() {
			if !of.isZero(v.Index(i)) {
				return false
			}
		}
		return true
	case v.Kind() == reflect.Struct:
		for i := range f.all {
			if each := &f.all[i]; !each.form.get().isZero(each.of(v)) {
				return false
			}
		}
		return true
	default:
		return v.IsZero()
	}
}
