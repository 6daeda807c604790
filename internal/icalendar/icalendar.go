// SPDX-License-Identifier: Apache-2.0

// Package icalendar writes the content lines of an iCalendar object: folded, escaped and ended as RFC 5545 sections 3.1 and
// 3.3.11 say. Which components it has is its users' matter.
package icalendar

import (
	"strings"
	"unicode/utf8"

	"truce/spelling/unseen"
	"truce/when"
)

// MaxOctets is the longest line, without its end: RFC 5545 section 3.1.
const MaxOctets = 75

// Lines gathers content lines. The zero Lines has none.
type Lines struct{ strings.Builder }

// Text writes a property whose value is a text, escaped; nothing where it is empty.
func (l *Lines) Text(name, value string) {
	if value != "" {
		l.Line(name, strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\r\n", "\\n", "\n", "\\n", "\r", "\\n", "\t", " ").Replace(unseen.Marked(value)))
	}
}

// Line writes one content line, folded before its 76th octet and never within a character.
func (l *Lines) Line(name, value string) {
	rest, room := name+":"+value, MaxOctets
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		l.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], MaxOctets-1
	}
	l.WriteString(rest + "\r\n")
}

// Stamp is a time to the second, in UTC.
func Stamp(t when.Instant) string {
	return strings.NewReplacer("-", "", ":", "").Replace(t.Second())
}

// Day is a calendar day.
func Day(d when.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
