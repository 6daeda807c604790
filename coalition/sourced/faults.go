// SPDX-License-Identifier: Apache-2.0

package sourced

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"truce/when"
)

// The most bytes of a text, and the most items of a list.
const (
	maxName  = 64
	maxLine  = 400
	maxWords = 4000
	maxList  = 300
)

// MaxNumber is the largest quantity, count or number of an entry in a register.
const MaxNumber = 1_000_000_000

// Fault is what is wrong with one field of a record. Field is its name in JSON, which is its column in a table.
type Fault struct {
	Field string
	Err   error
}

// Error says the field and what is wrong with it.
func (f *Fault) Error() string { return f.Field + ": " + f.Err.Error() }

// Unwrap returns what is wrong.
func (f *Fault) Unwrap() error { return f.Err }

// Faults gathers what is wrong with a record. The zero Faults has none.
type Faults struct{ all []error }

// Add adds a fault of a field, or nothing where err is nil.
func (f *Faults) Add(field string, err error) {
	if err != nil {
		f.all = append(f.all, &Fault{field, err})
	}
}

// Err joins the faults, nil where there are none. Each is a *Fault.
func (f *Faults) Err() error { return errors.Join(f.all...) }

// Text adds a fault if a text is longer than most bytes, or holds what nobody could read.
func (f *Faults) Text(field, text string, most int) {
	f.Add(field, checkText(text, most))
}

// Need is Text for what may not be left out.
func (f *Faults) Need(field, text string, most int) {
	if strings.TrimSpace(text) == "" {
		f.Add(field, errors.New("is missing; say it, or say that it is unknown"))
		return
	}
	f.Text(field, text, most)
}

// Title adds a fault if a name for people is missing or too long.
func (f *Faults) Title(field, text string) { f.Need(field, text, maxLine) }

// Note adds a fault if words of a line are too long; they may be left out.
func (f *Faults) Note(field, text string) { f.Text(field, text, maxLine) }

// Words adds a fault if free words are too long; they may be left out.
func (f *Faults) Words(field, text string) { f.Text(field, text, maxWords) }

func checkText(text string, most int) error {
	switch {
	case len(text) > most:
		return fmt.Errorf("%d bytes; at most %d", len(text), most)
	case !utf8.ValidString(text):
		return errors.New("is not UTF-8; save the file as UTF-8")
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return errors.New("holds a control character; remove it")
	case most <= maxLine && strings.ContainsAny(text, "\n\t"):
		return errors.New("is of more than one line, or holds a tab; write it in one line")
	case strings.TrimSpace(text) != text:
		return errors.New("begins or ends with white space; remove it")
	}
	return nil
}

// Name adds a fault if a name is missing or not written as one.
func (f *Faults) Name(field string, n Name) {
	if n == "" {
		f.Add(field, errors.New("is missing; give the name that the register knows it by"))
		return
	}
	f.Maybe(field, n)
}

// Maybe is Name for a name that may be left out.
func (f *Faults) Maybe(field string, n Name) {
	if n != "" {
		f.Add(field, n.Check())
	}
}

// Names adds a fault for each name of a list that is not written as one, or stands twice.
func (f *Faults) Names(field string, list []Name) {
	if len(list) > maxList {
		f.Add(field, fmt.Errorf("%d names; at most %d", len(list), maxList))
		return
	}
	for i, n := range list {
		f.Add(field, n.Check())
		if slices.Contains(list[:i], n) {
			f.Add(field, fmt.Errorf("%s stands twice", n))
		}
	}
}

// Check returns an error if the name is not written as one.
func (n Name) Check() error {
	ok := n != "" && len(n) <= maxName && n[0] != '-' && n[0] != '.' && n[0] != '_'
	for i := 0; ok && i < len(n); i++ {
		c := n[i]
		ok = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_'
	}
	if !ok {
		return fmt.Errorf("%.70q is no name: use letters a to z, digits, and - . _ between them, at most %d", string(n), maxName)
	}
	return nil
}

// Word adds a fault if a word is not of a closed list.
func (f *Faults) Word(field, word string, list []string) {
	if slices.Contains(list, word) {
		return
	}
	if word == "" {
		f.Add(field, fmt.Errorf("is missing; use one of %s", strings.Join(list, ", ")))
		return
	}
	f.Add(field, fmt.Errorf("%.40q is none of %s", word, strings.Join(list, ", ")))
}

// Day adds a fault if a day is missing or does not exist.
func (f *Faults) Day(field string, d when.Date) {
	if d.IsZero() {
		f.Add(field, errors.New("is missing; write a day as 2026-01-06"))
		return
	}
	f.Add(field, d.Check())
}

// MaybeDay is Day for a day that may be left out.
func (f *Faults) MaybeDay(field string, d when.Date) {
	if !d.IsZero() {
		f.Day(field, d)
	}
}

// Within adds a fault if a number is below nought or above most.
func (f *Faults) Within(field string, n, most int64) {
	if n < 0 || n > most {
		f.Add(field, fmt.Errorf("%d is not between 0 and %d", n, most))
	}
}

// Words makes a closed list of strings of one of a type of its own.
func Words[T ~string](list []T) []string { return words(list) }

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// Pick adds a fault if a word is not of a closed list of its type.
func Pick[T ~string](f *Faults, field string, word T, list []T) {
	f.Word(field, string(word), words(list))
}

// One is a member of a union: its name in JSON, and whether it is set.
type One struct {
	Kind string
	Set  bool
}

// Union adds a fault unless exactly one member is set, and returns its name.
func (f *Faults) Union(members []One) string {
	var set []string
	for _, m := range members {
		if m.Set {
			set = append(set, m.Kind)
		}
	}
	switch len(set) {
	case 1:
		return set[0]
	case 0:
		f.Add("record", errors.New("nothing is set; a record is of one kind"))
	default:
		f.Add("record", fmt.Errorf("%s are set together; a record is of one kind", strings.Join(set, " and ")))
	}
	return ""
}
