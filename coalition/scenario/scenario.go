// SPDX-License-Identifier: Apache-2.0

// Package scenario turns a case file of the coalition's realm into a run of its fold on the case's own clock, and its expectations
// into passes and failures. The form of the file is that of the mission's cases, and the language is docs/spec/coalition.md's.
package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"truce/canon"
	"truce/coalition"
	"truce/coalition/sourced"
	"truce/internal/casefile"
	"truce/spelling"
	"truce/when"
)

// Result is what a run of a case came to.
type Result struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Passed   int      `json:"passed"`
	Failures []string `json:"failures,omitempty"`
	// Todo are expectations that the project does not meet yet, as the case states them.
	Todo []string `json:"todo,omitempty"`
	// Digest is over every entry that the run made.
	Digest canon.Digest `json:"digest"`
}

// Run is one run of a case.
type Run struct {
	files   map[string][]byte
	state   *coalition.State
	zone    when.Zone
	now     when.Instant
	result  Result
	entries []coalition.Entry
	watch   func(coalition.Entry, []coalition.Effect)
}

// Parse reads a case file. Its error names the line.
func Parse(name string, data []byte) (*casefile.Case, error) {
	c, err := casefile.Parse(name, data, check)
	if err == nil && casefile.Realm(data) != coalition.Realm {
		err = fmt.Errorf("%s: it is of the realm %.40q, and this plays those of the %s: begin it with realm %s", name, casefile.Realm(data), coalition.Realm, coalition.Realm)
	}
	return c, err
}

// Play runs a case. watch, if not nil, is told of every entry. The error is of a script that cannot run; failed expectations are in
// the result.
func Play(c *casefile.Case, watch func(coalition.Entry, []coalition.Effect)) (*Run, error) {
	r := &Run{files: c.Files, state: coalition.NewState(), watch: watch, result: Result{Name: c.Name, Title: c.Title}}
	for _, s := range c.Steps {
		if err := r.step(s); err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", c.Name, s.Line, s.Verb, err)
		}
	}
	if r.result.Passed+len(r.result.Failures)+len(r.result.Todo) == 0 {
		return nil, fmt.Errorf("%s: nothing is wanted: a case without a want line shows nothing", c.Name)
	}
	digest, err := canon.Sum("truce/coalition-run/1", r.entries)
	r.result.Digest = digest
	return r, err
}

// Result returns what the run came to.
func (r *Run) Result() Result { return r.result }

// State returns the fold's state at the end of the run.
func (r *Run) State() *coalition.State { return r.state }

func (r *Run) step(s casefile.Step) error {
	if s.At != "" {
		span, err := when.Parse(s.At, r.zone)
		if err != nil {
			return err
		}
		if span.Interval.From < r.now {
			return fmt.Errorf("time %s is before %s: a case runs forward", span.Interval.From, r.now)
		}
		r.now = span.Interval.From
	}
	return verbs()[s.Verb].run(r, s)
}

// enter gives an entry to the fold at the time of the line, after the genesis.
func (r *Run) enter(e coalition.Entry) error {
	if r.state.Seq() == 0 {
		if err := r.take(coalition.NewGenesis(r.now)); err != nil {
			return err
		}
	}
	e.Seq, e.Time = r.state.Seq()+1, r.now
	return r.take(e)
}

func (r *Run) take(e coalition.Entry) error {
	effects, err := r.state.Step(e)
	if err != nil {
		return err
	}
	r.entries = append(r.entries, e)
	if r.watch != nil {
		r.watch(e, effects)
	}
	return nil
}

// verb is one word of the language: what it does, and the named words that it takes.
type verb struct {
	run  func(*Run, casefile.Step) error
	keys []string
}

func verbs() map[string]verb {
	return map[string]verb{
		"realm":   {run: func(*Run, casefile.Step) error { return nil }},
		"zone":    {run: (*Run).setZone},
		"import":  {run: (*Run).importTable},
		"enter":   {run: (*Run).enterLines},
		"release": {run: (*Run).release, keys: []string{"origin", "by", "supersedes"}},
		"refuse":  {run: (*Run).refuse, keys: []string{"error", "origin", "by", "supersedes"}},
		"want":    {run: (*Run).want},
		"todo":    {run: func(r *Run, s casefile.Step) error { r.result.Todo = append(r.result.Todo, s.Words[0]); return nil }},
	}
}

// check tells, before anything runs, whether a step is in the language.
func check(s casefile.Step) error {
	v, ok := verbs()[s.Verb]
	switch {
	case !ok:
		return unknown("verb", s.Verb, slices.Sorted(maps.Keys(verbs())))
	case s.Verb == "todo":
		return errors.New("a todo stands alone on its line and is not timed: todo: WORDS")
	case s.Verb == "refuse" && (len(s.Words) < 2 || s.Get("error") == "" || !slices.Contains([]string{"import", "enter", "release"}, s.Words[0])):
		return errors.New("write: refuse VERB ... error=WORDS, with import, enter or release")
	case s.Verb == "want":
		if len(s.Words) == 0 {
			return fmt.Errorf("say what is wanted: %s", strings.Join(slices.Sorted(maps.Keys(wants())), ", "))
		}
		w, ok := wants()[s.Words[0]]
		if !ok {
			return unknown("want", s.Words[0], slices.Sorted(maps.Keys(wants())))
		}
		if n := len(s.Words) - 1; n != w.words {
			return fmt.Errorf("want %s takes %d words before its named ones, got %d", s.Words[0], w.words, n)
		}
		v.keys = append(slices.Concat(w.asks, w.tells), "as-of", "reader")
	}
	for _, p := range s.Named {
		if !slices.Contains(v.keys, p.Key) {
			return unknown("named word", p.Key, v.keys)
		}
	}
	return nil
}

func unknown(what, word string, list []string) error {
	best, least := "", min(len(word), spelling.Longest)/2+1
	for _, w := range list {
		if d := spelling.Distance(word, w); d < least {
			best, least = w, d
		}
	}
	if best != "" {
		return fmt.Errorf("unknown %s %.*q: did you mean %q?", what, spelling.Longest, word, best)
	}
	return fmt.Errorf("unknown %s %.*q: use %s", what, spelling.Longest, word, strings.Join(list, ", "))
}

func (r *Run) setZone(s casefile.Step) error {
	if len(s.Words) != 1 {
		return errors.New("write: zone NAME")
	}
	zone, err := when.LoadZone(s.Words[0])
	r.zone = zone
	return err
}

// refuse runs a line that must be refused, with words of the error.
func (r *Run) refuse(s casefile.Step) error {
	inner := casefile.Step{Line: s.Line, Verb: s.Words[0], Words: s.Words[1:], Named: slices.DeleteFunc(slices.Clone(s.Named), func(p casefile.Pair) bool { return p.Key == "error" })}
	before := len(r.entries)
	err := verbs()[inner.Verb].run(r, inner)
	switch {
	case err == nil:
		r.fail(s, "it was taken, want an error with %q", s.Get("error"))
	case !strings.Contains(err.Error(), s.Get("error")):
		r.fail(s, "refused with %v, want %q in it", err, s.Get("error"))
	case len(r.entries) != before:
		r.fail(s, "%d entries were taken before it was refused, want none", len(r.entries)-before)
	default:
		r.result.Passed++
	}
	return nil
}

func (r *Run) fail(s casefile.Step, format string, args ...any) {
	line := s.Verb
	if len(s.Words) > 0 {
		line += " " + strings.Join(s.Words, " ")
	}
	r.result.Failures = append(r.result.Failures, fmt.Sprintf("line %d: %s: ", s.Line, line)+fmt.Sprintf(format, args...))
}

// file returns a file of the case.
func (r *Run) file(name string) ([]byte, error) {
	data, ok := r.files[name]
	if !ok {
		return nil, fmt.Errorf("the case has no file %q", name)
	}
	return data, nil
}

// enterLines enters a file of entries, one JSON object a line with the one member of its kind. Lines that are empty or begin with #
// are passed over.
func (r *Run) enterLines(s casefile.Step) error {
	if len(s.Words) != 1 {
		return errors.New("write: enter FILE")
	}
	data, err := r.file(s.Words[0])
	if err != nil {
		return err
	}
	n := 0
	for line := range bytes.Lines(data) {
		n++
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		var e coalition.Entry
		if err := canon.DecodeLoose(line, &e); err != nil {
			return fmt.Errorf("%s:%d: %w", s.Words[0], n, err)
		}
		if err := r.enter(e); err != nil {
			return fmt.Errorf("%s:%d: %w", s.Words[0], n, err)
		}
	}
	return nil
}

// view is who asks, and as of when: the reader= and as-of= of a line, else nobody and now.
func (r *Run) view(s casefile.Step) (sourced.View, error) {
	v := sourced.Known(r.now).For(sourced.Name(s.Get("reader")))
	if text := s.Get("as-of"); text != "" {
		span, err := when.Parse(text, r.zone)
		if err != nil {
			return v, fmt.Errorf("as-of=: %w", err)
		}
		v.AsOf = span.Interval.To
	}
	return v, nil
}
