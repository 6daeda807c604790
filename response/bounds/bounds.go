// SPDX-License-Identifier: Apache-2.0

// Package bounds turns an act of people into an error where it carries more than an entry may. It knows of an act only that it is
// made of structs, lists and texts.
package bounds

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The most that an act may carry: bytes of a text and items of a list.
const (
	MaxText = 4000
	MaxList = 64
)

// Check refuses texts and lists that are too long, and texts of more than one line or with other control characters, wherever they stand
// in a value: what people read of an act could pass for something else.
func Check(value any) error { return check(reflect.ValueOf(value)) }

// check looks at one part of a value.
func check(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return check(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				if err := check(v.Field(i)); err != nil {
					return err
				}
			}
		}
	case reflect.Slice:
		if v.Len() > MaxList {
			return fmt.Errorf("a list of %d, more than %d", v.Len(), MaxList)
		}
		for i := range v.Len() {
			if err := check(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.String:
		if v.Len() > MaxText {
			return fmt.Errorf("a text of %d bytes, more than %d", v.Len(), MaxText)
		}
		if text := v.String(); !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			return errors.New("a text that is not one line of UTF-8 without control characters")
		}
	}
	return nil
}
