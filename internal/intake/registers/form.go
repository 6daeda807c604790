// SPDX-License-Identifier: Apache-2.0

package registers

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"truce/coalition/sourced"
	"truce/when"
)

// form is one kind of record: a member of the union and its fields.
type form struct {
	kind    string
	member  int // its place in the union
	columns []column
}

// column is one field of a form. Its path leads to it from the member.
type column struct {
	name string
	path []int
	said bool
}

// saidColumns are the columns of a source by the names of its fields, which are too short to stand in a header.
func saidColumns() map[string]string {
	return map[string]string{"by": "said_by", "on": "said_on", "in": "said_in", "grade": "grade", "corrects": "corrects", "void": "void"}
}

// columnOf is the column of a field of which a check speaks.
func columnOf(field string) string {
	if name, ok := saidColumns()[field]; ok {
		return name
	}
	return field
}

// formsOf lists the kinds of a union of pointers to flat structs, each with a source.
func formsOf[R any]() []form {
	var out []form
	union := reflect.TypeFor[R]()
	for i := range union.NumField() {
		f := form{kind: jsonName(union.Field(i)), member: i}
		member := union.Field(i).Type.Elem()
		for j := range member.NumField() {
			field := member.Field(j)
			if field.Type != reflect.TypeFor[sourced.Said]() {
				f.columns = append(f.columns, column{name: jsonName(field), path: []int{j}})
				continue
			}
			for k := range field.Type.NumField() {
				name := saidColumns()[jsonName(field.Type.Field(k))]
				f.columns = append(f.columns, column{name: name, path: []int{j, k}, said: true})
			}
		}
		out = append(out, f)
	}
	return out
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// record makes a row into a record and checks it. Every fault is a *sourced.Fault.
func (s Sheet[R]) record(names, fields []string) (R, error) {
	var out R
	var f sourced.Faults
	get := func(name string) string {
		if i := slices.Index(names, name); i >= 0 {
			return strings.TrimSpace(fields[i])
		}
		return ""
	}
	kind := strings.ToLower(get(recordColumn))
	i := slices.IndexFunc(s.forms, func(f form) bool { return f.kind == kind })
	if i < 0 {
		kinds := make([]string, len(s.forms))
		for i, f := range s.forms {
			kinds[i] = f.kind
		}
		f.Word(recordColumn, kind, kinds)
		return out, f.Err()
	}
	form := s.forms[i]
	member := reflect.New(reflect.TypeFor[R]().Field(form.member).Type.Elem())
	for _, c := range form.columns {
		if text := get(c.name); text != "" {
			f.Add(c.name, set(member.Elem().FieldByIndex(c.path), text))
		}
	}
	for _, name := range names {
		other := name != recordColumn && !slices.ContainsFunc(form.columns, func(c column) bool { return c.name == name })
		if other && get(name) != "" {
			f.Add(name, fmt.Errorf("a %s has no such field; leave it empty", kind))
		}
	}
	if err := f.Err(); err != nil {
		return out, err
	}
	reflect.ValueOf(&out).Elem().Field(form.member).Set(member)
	return out, s.check(&out)
}

// set writes a text into a field of a record. What the words mean is for the record's own check.
func set(v reflect.Value, text string) error {
	switch p := v.Addr().Interface().(type) {
	case *when.Date:
		d, err := when.ParseDate(text)
		if err != nil {
			return errors.New("is no day; write it as 2026-01-06")
		}
		*p = d
		return nil
	case *when.Instant:
		t, err := when.ParseInstant(text)
		if err != nil || t == 0 {
			return errors.New("is no time; write it as 2026-01-06T13:00:00Z")
		}
		*p = t
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(unguard(text))
	case reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return errors.New("is no whole number; write digits only, and leave it empty where it is not known")
		}
		v.SetInt(n)
	case reflect.Bool:
		switch strings.ToLower(text) {
		case "yes", "true", "1":
			v.SetBool(true)
		case "no", "false", "0":
		default:
			return errors.New("is neither yes nor no")
		}
	case reflect.Slice:
		for part := range strings.SplitSeq(text, ";") {
			if part = strings.TrimSpace(part); part != "" {
				item := reflect.New(v.Type().Elem()).Elem()
				item.SetString(part)
				v.Set(reflect.Append(v, item))
			}
		}
	default:
		panic("registers: a field of a kind that no table holds: " + v.Kind().String())
	}
	return nil
}

// text writes a field as set reads it, empty where it is not given.
func text(v reflect.Value) string {
	switch p := v.Interface().(type) {
	case when.Date:
		if p.IsZero() {
			return ""
		}
		return p.String()
	case when.Instant:
		if p == 0 {
			return ""
		}
		return p.String()
	}
	switch v.Kind() {
	case reflect.Int64:
		if v.Int() == 0 {
			return ""
		}
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Bool:
		if v.Bool() {
			return "yes"
		}
		return ""
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, v.Index(i).String())
		}
		return strings.Join(parts, "; ")
	}
	return guard(v.String())
}

// formulas are what a cell begins with that a spreadsheet would reckon, and the mark that keeps it from doing so.
const formulas = "=+-@'"

// guard keeps a spreadsheet from taking somebody's words for a formula.
func guard(text string) string {
	if text != "" && strings.ContainsRune(formulas, rune(text[0])) {
		return "'" + text
	}
	return text
}

// unguard takes the mark away.
func unguard(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.ContainsRune(formulas, rune(text[1])) {
		return text[1:]
	}
	return text
}
