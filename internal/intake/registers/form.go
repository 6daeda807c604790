// SPDX-License-Identifier: Apache-2.0

package registers

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"truce/canon"
	"truce/coalition/sourced"
	"truce/coalition/statement"
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
	// nought is a place in a text, which is given even at 0.
	nought bool
}

// saidColumns are the columns of a source by the names of its fields, which are too short to stand in a header.
func saidColumns() map[string]string {
	return map[string]string{"by": "said_by", "on": "said_on", "in": "said_in", "grade": "grade", "corrects": "corrects", "void": "void"}
}

// columnOf is the column of a field of which a check speaks: its own, or the first of those that are parts of it.
func (s Sheet[R]) columnOf(field string) string {
	if name := saidColumns()[field]; slices.Contains(s.columns, name) {
		return name
	}
	if slices.Contains(s.columns, field) {
		return field
	}
	for _, name := range s.columns {
		if strings.Contains("_"+name+"_", "_"+field+"_") {
			return name
		}
	}
	return field
}

// formsOf lists the kinds of a union of pointers to structs.
func formsOf[R any]() []form {
	var out []form
	union := reflect.TypeFor[R]()
	for i := range union.NumField() {
		out = append(out, form{kind: jsonName(union.Field(i)), member: i, columns: columnsOf(union.Field(i).Type.Elem(), column{})})
	}
	return out
}

// columnsOf lists the fields of a struct and those of the structs in it, which stand behind the name of what they are in. The
// fields of a source have names of their own.
func columnsOf(in reflect.Type, of column) []column {
	var out []column
	for i := range in.NumField() {
		field := in.Field(i)
		c := column{name: of.name + jsonName(field), path: append(slices.Clone(of.path), i), said: of.said, nought: in == reflect.TypeFor[statement.Span]()}
		if c.said {
			c.name = saidColumns()[c.name]
		}
		inner := field.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case inner == reflect.TypeFor[sourced.Said]():
			out = append(out, columnsOf(inner, column{path: c.path, said: true})...)
		case inner.Kind() == reflect.Struct && !oneCell(inner):
			out = append(out, columnsOf(inner, column{name: c.name + "_", path: c.path})...)
		default:
			out = append(out, c)
		}
	}
	return out
}

// oneCell tells whether a struct stands in one cell.
func oneCell(t reflect.Type) bool {
	return slices.Contains([]reflect.Type{reflect.TypeFor[when.Date](), reflect.TypeFor[when.Interval](), reflect.TypeFor[statement.Figure]()}, t)
}

// field returns a field of a member; one within a struct that is not given is made, or else not there.
func (c column) field(member reflect.Value, made bool) (v reflect.Value, ok bool) {
	v = member
	for _, i := range c.path {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() && !made {
				return v, false
			}
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v, true
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
			v, _ := c.field(member, true)
			f.Add(c.name, set(v, text))
		}
	}
	for _, name := range names {
		other := name != recordColumn && !slices.Contains(s.extra, name) && !slices.ContainsFunc(form.columns, func(c column) bool { return c.name == name })
		if other && get(name) != "" {
			f.Add(name, fmt.Errorf("a %s has no such field; leave it empty", kind))
		}
	}
	reflect.ValueOf(&out).Elem().Field(form.member).Set(member)
	if s.complete != nil {
		s.complete(get, &out, &f)
	}
	if err := f.Err(); err != nil {
		return out, err
	}
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
	case *when.Interval:
		return setInterval(p, text)
	case *canon.Digest:
		if p.UnmarshalText([]byte(text)) != nil {
			return errors.New("is no digest; write the 64 digits that sha256sum prints")
		}
		return nil
	case **statement.Figure:
		figure, err := statement.ParseFigure(text)
		*p = &figure
		return err
	case *[]statement.Flag:
		return setFlags(p, text)
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
				item.SetString(unguard(part))
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
	case when.Interval:
		if p.IsUnknown() {
			return ""
		}
		return p.String()
	case canon.Digest:
		if p.IsZero() {
			return ""
		}
		return p.String()
	case *statement.Figure:
		if p == nil {
			return ""
		}
		return p.String()
	case []statement.Flag:
		return flagsText(p)
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
			parts = append(parts, guard(v.Index(i).String()))
		}
		return strings.Join(parts, "; ")
	}
	return guard(v.String())
}

// formulas are what a cell begins with that a spreadsheet would reckon, in letters of full width too, and the mark that keeps it from
// doing so.
const formulas = "=+-@＝＋－＠'"

// guard keeps a spreadsheet from taking somebody's words for a formula.
func guard(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); text != "" && strings.ContainsRune(formulas, first) {
		return "'" + text
	}
	return text
}

// unguard takes the mark away.
func unguard(text string) string {
	rest, marked := strings.CutPrefix(text, "'")
	if first, _ := utf8.DecodeRuneInString(rest); marked && rest != "" && strings.ContainsRune(formulas, first) {
		return rest
	}
	return text
}
