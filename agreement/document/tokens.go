// SPDX-License-Identifier: Apache-2.0

package document

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/token"

	"truce/canon"
)

// What the tokens of a document may be. It is checked before the parser, whose work grows with the square of the
// keys of one mapping and of many a syntax fault, and whose stack grows with the nesting.
const (
	maxColumn = 200 // of a key or dash outside brackets; two columns are at most one level of nesting
	maxKeys   = 1000
)

// badTokens refuses what the format does not use, what is no YAML, and what would cost the parser too much.
func badTokens(tokens token.Tokens) (Fault, bool) {
	c := tokenCheck{keys: map[int]int{}}
	for _, t := range tokens {
		if t.Type == token.CommentType {
			continue
		}
		if problem, mend := c.check(t); problem != "" {
			return Fault{Line: t.Position.Line, Problem: problem, Mend: mend}, true
		}
		c.last = t
	}
	if n := len(c.open); n > 0 {
		return Fault{Line: c.open[n-1].line, Problem: "a bracket that is never closed", Mend: "close it"}, true
	}
	return Fault{}, false
}

// tokenCheck is where a reading of tokens stands.
type tokenCheck struct {
	last  *token.Token
	open  []bracket
	keys  map[int]int // keys so far of the mapping that is open at a column
	colon int         // the line of the last colon outside brackets
}

// bracket is an open [ or {, and what it has seen since it opened or since the last comma.
type bracket struct {
	line              int
	mapping           bool
	key, colon, value bool
}

func (c *tokenCheck) check(t *token.Token) (problem, mend string) {
	switch t.Type {
	case token.AnchorType, token.AliasType, token.MergeKeyType:
		return "YAML anchors, aliases and merge keys are not allowed", "write the value out where it is used"
	case token.TagType, token.DirectiveType:
		return "YAML tags and directives are not allowed", fmt.Sprintf("remove %q", t.Value)
	case token.MappingKeyType:
		return "a key with a question mark is not allowed", "write \"key: value\""
	}
	if len(c.open) > 0 || t.Type == token.MappingStartType || t.Type == token.SequenceStartType {
		return c.inBrackets(t)
	}
	if c.last != nil && c.last.Position.Line == t.Position.Line {
		switch c.last.Type {
		case token.MappingEndType, token.SequenceEndType:
			return fmt.Sprintf("%q after a closed bracket", t.Value), "begin a new line"
		case token.SingleQuoteType, token.DoubleQuoteType:
			if t.Type != token.MappingValueType {
				return fmt.Sprintf("%q after a text in quotes", t.Value), "put the whole in quotes"
			}
		}
	}
	switch t.Type {
	case token.MappingEndType, token.SequenceEndType, token.CollectEntryType:
		return fmt.Sprintf("%q without its beginning", t.Value), "remove it or put the text in quotes"
	case token.SequenceEntryType, token.MappingValueType:
		return c.inBlock(t)
	}
	return "", ""
}

func (c *tokenCheck) inBlock(t *token.Token) (problem, mend string) {
	line, column := t.Position.Line, t.Position.Column
	entry := t.Type == token.SequenceEntryType
	switch {
	case entry && c.last != nil && c.last.Type == token.SequenceEntryType && c.last.Position.Column >= column:
		return "an empty item in the list before", "give a value or leave the dash out"
	case !entry && c.colon == line:
		return "a second colon", "put the text in quotes"
	case !entry && c.last != nil && c.last.Position.Line == line:
		column = c.last.Position.Column
	}
	if column > maxColumn {
		return fmt.Sprintf("indented beyond column %d", maxColumn), "nest less deeply"
	}
	for at := range c.keys {
		if at > column || entry && at == column {
			delete(c.keys, at)
		}
	}
	if entry {
		return "", ""
	}
	c.colon = line
	if c.keys[column]++; c.keys[column] > maxKeys {
		return fmt.Sprintf("more than %d keys in one mapping", maxKeys), "split it"
	}
	return "", ""
}

// inBrackets follows a list or mapping in brackets.
func (c *tokenCheck) inBrackets(t *token.Token) (problem, mend string) {
	var in *bracket
	if len(c.open) > 0 {
		in = &c.open[len(c.open)-1]
	}
	switch t.Type {
	case token.MappingEndType, token.SequenceEndType:
		if in.mapping != (t.Type == token.MappingEndType) {
			return fmt.Sprintf("%q closes another bracket", t.Value), "close them in the order in which they were opened"
		}
		if in.key && !in.value {
			return "a key without a value", "give one, such as \"{key: value}\""
		}
		c.open = c.open[:len(c.open)-1]
		return "", ""
	case token.CollectEntryType:
		if !in.value {
			return "nothing before the comma", "give a value or remove the comma"
		}
		*in = bracket{line: in.line, mapping: in.mapping}
		return "", ""
	case token.MappingValueType:
		if !in.key || in.colon {
			return "a colon that follows no key", "put the text in quotes"
		}
		in.colon = true
		return "", ""
	case token.SequenceEntryType, token.DocumentHeaderType, token.DocumentEndType, token.LiteralType, token.FoldedType:
		return fmt.Sprintf("%q inside brackets", t.Value), "close the bracket first"
	}
	return c.value(in, t)
}

// mayOpen tells whether a bracket may stand outside of others after the last token.
func (c *tokenCheck) mayOpen() bool {
	return c.last == nil || slices.Contains([]token.Type{token.MappingValueType, token.SequenceEntryType, token.DocumentHeaderType}, c.last.Type)
}

// value takes a text, number or opening bracket.
func (c *tokenCheck) value(in *bracket, t *token.Token) (problem, mend string) {
	opens := t.Type == token.MappingStartType || t.Type == token.SequenceStartType
	switch {
	case in == nil && !c.mayOpen():
		return "a bracket that follows no key and no dash", "put the text in quotes, or a key or dash before the bracket"
	case in == nil:
	case in.value || in.mapping && in.key && !in.colon:
		return "two values without a comma between", "put a comma, or the whole in quotes"
	case in.mapping && !in.key && opens:
		return "a bracket where a key belongs", "write \"{key: value}\""
	case in.mapping && !in.key:
		in.key = true
	default:
		in.value = true
	}
	if !opens {
		return "", ""
	}
	if len(c.open) >= canon.MaxDepth {
		return fmt.Sprintf("nested deeper than %d", canon.MaxDepth), "nest less deeply"
	}
	c.open = append(c.open, bracket{line: t.Position.Line, mapping: t.Type == token.MappingStartType})
	return "", ""
}
