// SPDX-License-Identifier: Apache-2.0

// Package unseen turns texts into whether they read as they are: it finds signs that nobody sees or that turn the order of the letters, and
// writes them out. The rule is docs/spec/doors.md.
package unseen

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Sign tells whether a sign has no place in a name: it breaks the line, turns the order of the letters, or shows nothing.
func Sign(c rune) bool {
	const blank = '\u2800' // of Braille: the one sign of its kind that shows nothing
	return unicode.IsControl(c) || unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) || c == unicode.ReplacementChar || c == blank
}

// joins tells whether an unseen sign belongs to how words are written: letters that join or do not, and pictures in colour.
func joins(c rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return c == nonJoiner || c == joiner || unicode.Is(unicode.Variation_Selector, c)
}

// InWords returns the first sign of a text that has no place in words of one line or more, false for none.
func InWords(text string) (rune, bool) {
	before := ' '
	for _, c := range text {
		switch {
		case joins(c):
			if isBare(before) || joins(before) && unicode.Is(unicode.Variation_Selector, c) {
				return c, true
			}
		case Sign(c) && !strings.ContainsRune("\r\n\t", c) && !unicode.Is(unicode.Prepended_Concatenation_Mark, c): // these are seen
			return c, true
		}
		before = c
	}
	return 0, false
}

// isBare tells whether nothing joins to a sign, or shows it otherwise: a joiner behind it, or a selector, hides there.
func isBare(c rune) bool {
	return unicode.IsSpace(c) || unicode.In(c, unicode.Latin, unicode.Cyrillic, unicode.Greek)
}

// Check returns an error that names the sign where a text has one that has no place in words.
func Check(text string) error {
	if c, found := InWords(text); found {
		return fmt.Errorf("the words hold a sign that nobody sees, %U: leave it out", c)
	}
	return nil
}

// CheckAll is Check of every text in a value of structs, lists and texts. Its error names where it stands, by the names that JSON has.
func CheckAll(value any) error { return checkAll(reflect.ValueOf(value)) }

func checkAll(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return checkAll(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !f.IsExported() || name == "-" {
				continue
			}
			if err := checkAll(v.Field(i)); err != nil && name != "" {
				return fmt.Errorf("%s: %w", name, err)
			} else if err != nil {
				return err
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return nil
		}
		for i := range v.Len() {
			if err := checkAll(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.String:
		return Check(v.String())
	}
	return nil
}

// turns tells whether a sign changes the order or the place in which others are read. Marks of direction, which scripts need, move nothing
// but themselves.
func turns(c rune) bool {
	switch {
	case c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069: // embeddings, overrides and isolates
		return true
	case c == 0x2028 || c == 0x2029 || c >= 0x206a && c <= 0x206f || c >= 0xfff9 && c <= 0xfffb || c >= 0xe0000 && c <= 0xe007f: // line ends, forms, notes and tags
		return true
	}
	return false
}

// Marked is a text with every sign that turns others written out, such as [U+202E]: what stands on record since before such signs were
// refused, or came from a source, reads in the order in which it stands.
func Marked(text string) string {
	if !strings.ContainsFunc(text, turns) {
		return text
	}
	var out strings.Builder
	for _, c := range text {
		if turns(c) {
			fmt.Fprintf(&out, "[%U]", c)
		} else {
			out.WriteRune(c)
		}
	}
	return out.String()
}

// Escaped is a JSON text with every sign that turns others as an escape: the same value, which reads in the order in which it stands.
func Escaped(text []byte) []byte {
	if !bytes.ContainsFunc(text, turns) {
		return text
	}
	var out []byte
	for _, c := range string(text) {
		switch {
		case turns(c) && c > 0xffff:
			high, low := utf16.EncodeRune(c)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		case turns(c):
			out = fmt.Appendf(out, `\u%04x`, c)
		default:
			out = utf8.AppendRune(out, c)
		}
	}
	return out
}
