// SPDX-License-Identifier: Apache-2.0

// Package scenario turns a case file into a run of the engine on the case's own clock, and its expectations
// into passes and failures. The language is docs/spec/case-file.md; the project's corpus and its users' own
// cases run the same way.
package scenario

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
	steps []step
	files map[string][]byte
}

// step is one line of the script: a verb and its words, and for "at" lines the time before it.
type step struct {
	line  int
	at    string
	verb  string
	words []string
	// named are the key=value words, in order.
	named []pair
}

type pair struct{ key, value string }

// get returns the value of a named word, or the empty string.
func (s step) get(key string) string {
	for _, p := range s.named {
		if p.key == key {
			return p.value
		}
	}
	return ""
}

// Parse reads a case file: a txtar archive whose comment is the script. Its error names the line.
func Parse(name string, data []byte) (*Case, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, MaxFile)
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("%s: not UTF-8: save the file as UTF-8", name)
	}
	archive := txtar.Parse(data)
	c := &Case{Name: name, files: map[string][]byte{}}
	for _, f := range archive.Files {
		if c.files[f.Name] != nil {
			return nil, fmt.Errorf("%s: file %q appears twice", name, f.Name)
		}
		c.files[f.Name] = f.Data
	}
	for i, line := range bytes.Split(archive.Comment, []byte("\n")) {
		text := strings.TrimSpace(string(line))
		switch {
		case strings.HasPrefix(text, "#") && c.Title == "":
			c.Title = strings.TrimSpace(strings.TrimLeft(text, "#"))
		case text == "" || strings.HasPrefix(text, "#"):
		case strings.HasPrefix(text, "todo:"):
			c.steps = append(c.steps, step{line: i + 1, verb: "todo", words: []string{strings.TrimSpace(text[len("todo:"):])}})
		default:
			s, err := parseStep(text)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
			}
			s.line = i + 1
			c.steps = append(c.steps, s)
		}
	}
	if len(c.steps) == 0 {
		return nil, fmt.Errorf("%s: no script: write the lines before the first file", name)
	}
	return c, nil
}

// parseStep splits a line into its words. "at TIME ..." may stand before any verb.
func parseStep(text string) (step, error) {
	words, err := split(text)
	if err != nil {
		return step{}, err
	}
	var s step
	if words[0].text == "at" {
		if len(words) < 3 {
			return step{}, errors.New(`"at" needs a time and a verb`)
		}
		s.at = words[1].text
		words = words[2:]
	}
	s.verb = words[0].text
	for _, w := range words[1:] {
		if w.equals == 0 {
			s.words = append(s.words, w.text)
			continue
		}
		key := w.text[:w.equals]
		if slices.ContainsFunc(s.named, func(p pair) bool { return p.key == key }) {
			return step{}, fmt.Errorf("%s= stands twice", key)
		}
		s.named = append(s.named, pair{key, w.text[w.equals+1:]})
	}
	return s, s.check()
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
