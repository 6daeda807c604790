// SPDX-License-Identifier: Apache-2.0

// Package casefile turns the bytes of a case file into lines of a script and the files behind them. It knows no verb: the mission's
// cases and the coalition's have one form and a language each (docs/spec/case-file.md).
package casefile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/txtar"
)

// MaxFile is the largest case file, in bytes.
const MaxFile = 16 << 20

// Case is a case file, read but not yet run.
type Case struct {
	Name  string
	Title string
	Steps []Step
	Files map[string][]byte
}

// Step is one line of the script: a verb and its words, and for "at" lines the time before it.
type Step struct {
	Line  int
	At    string
	Verb  string
	Words []string
	// Named are the key=value words, in order.
	Named []Pair
}

// Pair is a named word.
type Pair struct{ Key, Value string }

// Get returns the value of a named word, or the empty string.
func (s Step) Get(key string) string {
	for _, p := range s.Named {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}

// Parse reads a case file: a txtar archive whose comment is the script. check tells of each line whether it is in the language. The
// error names the line.
func Parse(name string, data []byte, check func(Step) error) (*Case, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, MaxFile)
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("%s: not UTF-8: save the file as UTF-8", name)
	}
	archive := txtar.Parse(data)
	c := &Case{Name: name, Files: map[string][]byte{}}
	for _, f := range archive.Files {
		if c.Files[f.Name] != nil {
			return nil, fmt.Errorf("%s: file %q appears twice", name, f.Name)
		}
		c.Files[f.Name] = f.Data
	}
	for i, line := range bytes.Split(archive.Comment, []byte("\n")) {
		text := strings.TrimSpace(string(line))
		switch {
		case strings.HasPrefix(text, "#") && c.Title == "":
			c.Title = strings.TrimSpace(strings.TrimLeft(text, "#"))
		case text == "" || strings.HasPrefix(text, "#"):
		case strings.HasPrefix(text, "todo:"):
			c.Steps = append(c.Steps, Step{Line: i + 1, Verb: "todo", Words: []string{strings.TrimSpace(text[len("todo:"):])}})
		default:
			s, err := parseStep(text)
			if err == nil {
				err = check(s)
			}
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
			}
			s.Line = i + 1
			c.Steps = append(c.Steps, s)
		}
	}
	if len(c.Steps) == 0 {
		return nil, fmt.Errorf("%s: no script: write the lines before the first file", name)
	}
	return c, nil
}

// parseStep splits a line into its words. "at TIME ..." may stand before any verb.
func parseStep(text string) (Step, error) {
	words, err := split(text)
	if err != nil {
		return Step{}, err
	}
	var s Step
	if words[0].text == "at" {
		if len(words) < 3 {
			return Step{}, errors.New(`"at" needs a time and a verb`)
		}
		s.At = words[1].text
		words = words[2:]
	}
	s.Verb = words[0].text
	for _, w := range words[1:] {
		if w.equals == 0 {
			s.Words = append(s.Words, w.text)
			continue
		}
		key := w.text[:w.equals]
		if slices.ContainsFunc(s.Named, func(p Pair) bool { return p.Key == key }) {
			return Step{}, fmt.Errorf("%s= stands twice", key)
		}
		s.Named = append(s.Named, Pair{key, w.text[w.equals+1:]})
	}
	return s, nil
}

// word is a word of a line; equals is where an unquoted "=" stood in it, 0 if none did.
type word struct {
	text   string
	equals int
}

// split cuts a line at spaces; double quotes keep spaces together and may stand inside a word.
func split(text string) ([]word, error) {
	var words []word
	var b strings.Builder
	equals, quoted, open := 0, false, false
	for _, r := range text + " " {
		switch {
		case r == '"':
			quoted, open = !quoted, true
		case quoted:
			b.WriteRune(r)
		case r == ' ' || r == '\t':
			if open {
				words = append(words, word{b.String(), equals})
			}
			b.Reset()
			equals, open = 0, false
		default:
			if r == '=' && equals == 0 {
				equals = b.Len()
			}
			b.WriteRune(r)
			open = true
		}
	}
	if quoted {
		return nil, errors.New(`a quotation mark is not closed`)
	}
	if len(words) == 0 {
		return nil, errors.New("an empty line of quotation marks")
	}
	return words, nil
}

// Mission is the realm of a case that names none.
const Mission = "mission"

// Realm returns whose case a file is: the word behind realm in the first line of its script, or Mission where that line begins with
// another word.
func Realm(data []byte) string {
	for line := range bytes.Lines(data) {
		text := strings.TrimSpace(string(line))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if words := strings.Fields(text); words[0] == "realm" && len(words) > 1 {
			return words[1]
		}
		break
	}
	return Mission
}
