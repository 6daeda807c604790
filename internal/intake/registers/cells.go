// SPDX-License-Identifier: Apache-2.0

package registers

import (
	"errors"
	"strings"

	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/when"
)

// setInterval reads a time as people write it, in UTC unless it names a zone.
func setInterval(p *when.Interval, text string) error {
	zone, err := when.LoadZone("UTC")
	if err != nil {
		return err
	}
	span, err := when.Parse(text, zone)
	if err != nil || span.Interval.IsUnknown() {
		return errors.New("is no time; write a day, 2026-01-06, a time, 2026-01-06T13:00:00Z, or two with / between them")
	}
	*p = span.Interval
	return nil
}

// setFlags reads flags between semicolons. A semicolon within a note is doubled.
func setFlags(p *[]statement.Flag, text string) error {
	for part := range strings.SplitSeq(strings.ReplaceAll(text, ";;", "\x00"), ";") {
		part = strings.TrimSpace(strings.ReplaceAll(part, "\x00", ";"))
		if part == "" {
			continue
		}
		flag, err := statement.ParseFlag(part)
		if err != nil {
			return err
		}
		*p = append(*p, flag)
	}
	return nil
}

// flagsText writes flags as setFlags reads them.
func flagsText(flags []statement.Flag) string {
	parts := make([]string, len(flags))
	for i, g := range flags {
		parts[i] = strings.ReplaceAll(g.String(), ";", ";;")
	}
	return strings.Join(parts, "; ")
}

// wordsColumn holds words of a text. They are looked up and not entered.
const wordsColumn = "words"

// located fills in what follows from the text of a source, which is nil where it is not at hand.
type located struct{ story []byte }

func (l located) complete(get func(string) string, r *statement.Record, f *sourced.Faults) {
	words := unguard(get(wordsColumn))
	x := r.Fact
	switch {
	case x == nil:
		if words != "" {
			f.Add(wordsColumn, errors.New("a source has no such field; leave it empty"))
		}
		if l.story != nil && r.Source.Digest.IsZero() {
			f.Add("digest", r.Source.Measure(l.story))
		}
	case words != "" && l.story == nil:
		f.Add(wordsColumn, errors.New("are looked up in the text; give its file with --story"))
	case words != "" && x.At != statement.Span{}:
		f.Add(wordsColumn, errors.New("stand beside a place; give one of the two"))
	case words != "":
		span, err := statement.Mark(l.story, words)
		x.At = span
		f.Add(wordsColumn, err)
	case get("at_offset") == "":
		f.Add("at_offset", errors.New("is missing; give the byte at which the words begin, 0 for the first"))
	case l.story != nil && x.At.Digest.IsZero():
		span, err := statement.At(l.story, x.At.Offset, x.At.Length)
		x.At = span
		f.Add("at", err)
	}
}
