// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"

	"truce/canon"
)

// cutSent reads the canonical bytes of a Sent in one pass and returns the content of its parts where it stands in them, three
// for each report in the order of Parts. Each part is canonical for itself and stands where the only spelling of the whole has
// it, so that nothing need be written again to be compared. ok is false for whatever is not surely so; then s is of no use.
func cutSent(data []byte) (s Sent, contents [][]byte, ok bool) {
	c := cutter{rest: data}
	if !c.takes(`{"header":`) || canon.Decode(c.text(), &s.Header) != nil || !c.takes(`,"reports":[`) {
		return s, nil, false
	}
	for n := 0; ; n++ {
		if n > 0 && c.takes(`],"salts":[`) {
			break
		}
		if n > 0 && !c.takes(",") {
			return s, nil, false
		}
		var r Report
		extract, identity, original := c.member(`{"extract":`, &r.Extract), c.member(`,"identity":`, &r.Identity), c.member(`,"original":`, &r.Original)
		if !c.takes("}") || c.failed {
			return s, nil, false
		}
		s.Reports, contents = append(s.Reports, r), append(contents, identity, original, extract)
	}
	s.Salts = make([]canon.Salt, len(contents))
	for i := range s.Salts {
		if i > 0 && !c.takes(",") || canon.Decode(c.text(), &s.Salts[i]) != nil {
			return s, nil, false
		}
	}
	return s, contents, c.takes("]}") && len(c.rest) == 0
}

// cutter takes the bytes of a Sent apart.
type cutter struct {
	rest   []byte
	failed bool
}

func (c *cutter) takes(word string) bool {
	if len(c.rest) < len(word) || string(c.rest[:len(word)]) != word {
		return false
	}
	c.rest = c.rest[len(word):]
	return true
}

// text takes a string with its quotes; nil where there is none. It may be one that is not canonical.
func (c *cutter) text() []byte {
	if len(c.rest) == 0 || c.rest[0] != '"' {
		return nil
	}
	for i := 1; ; i++ {
		next := bytes.IndexAny(c.rest[i:], `"\`)
		if next < 0 {
			return nil
		}
		if i += next; c.rest[i] == '"' {
			text := c.rest[:i+1]
			c.rest = c.rest[i+1:]
			return text
		}
		i++ // what is escaped may be a quote
	}
}

// member takes a name and the object after it, and reads it.
func (c *cutter) member(name string, into any) []byte {
	if c.failed = c.failed || !c.takes(name) || len(c.rest) == 0 || c.rest[0] != '{'; c.failed {
		return nil
	}
	end := objectEnd(c.rest)
	if c.failed = end == 0 || canon.Decode(c.rest[:end], into) != nil; c.failed {
		return nil
	}
	content := c.rest[:end:end]
	c.rest = c.rest[end:]
	return content
}

// objectEnd returns where the object ends that data begins with, 0 where it does not.
func objectEnd(data []byte) int {
	depth, inText := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}
