// SPDX-License-Identifier: Apache-2.0

// Package scenario turns a case file into a run of the engine on the case's own clock, and its expectations
// into passes and failures. The language is docs/spec/case-file.md; the project's corpus and its users' own
// cases run the same way.
package scenario

import (
	"errors"
	"fmt"

	"truce/canon"
	"truce/internal/casefile"
)

// ErrRealm says that a case is of another realm than the mission's. The caller runs it with a program that holds that realm.
var ErrRealm = errors.New("a case of another realm")

// MaxFile is the largest case file, in bytes.
const MaxFile = casefile.MaxFile

// Case is a case file, read but not yet run.
type Case struct {
	Name  string
	Title string
	// Seed, where it is not zero, is the secret of the record that the entries of a run will go into. Reports then have tags drawn
	// from it, as a journal takes none that is the digest of an original.
	Seed  canon.Salt
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

// Parse reads a case file: a txtar archive whose comment is the script. Its error names the line, or is ErrRealm.
func Parse(name string, data []byte) (*Case, error) {
	if realm := casefile.Realm(data); realm != casefile.Mission {
		return nil, fmt.Errorf("%s: %w: it is of the realm %.40q, and this is the %s's: run it with a truce that holds both realms", name, ErrRealm, realm, casefile.Mission)
	}
	read, err := casefile.Parse(name, data, func(s casefile.Step) error { return stepOf(s).check() })
	if err != nil {
		return nil, err
	}
	c := &Case{Name: read.Name, Title: read.Title, files: read.Files}
	for _, s := range read.Steps {
		c.steps = append(c.steps, stepOf(s))
	}
	return c, nil
}

func stepOf(s casefile.Step) step {
	out := step{line: s.Line, at: s.At, verb: s.Verb, words: s.Words}
	for _, p := range s.Named {
		out.named = append(out.named, pair{p.Key, p.Value})
	}
	return out
}
