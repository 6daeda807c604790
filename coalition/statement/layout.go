// SPDX-License-Identifier: Apache-2.0

package statement

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"truce/coalition/sourced"
)

// Layout is what the lines of a story say of the story: the lines above it and its first words. The zero Layout says nothing.
type Layout struct {
	// Slug is the short name under which an agency files it.
	Slug string `json:"slug,omitempty"`
	// Dateline is where, when and by whom it was filed, nil where the story does not begin with one.
	Dateline *Dateline `json:"dateline,omitempty"`
	// Claimed is how many words a line of its own says it has, 0 where none does, and Words how many it has without the lines
	// above it.
	Claimed int64 `json:"claimed,omitempty"`
	Words   int64 `json:"words,omitempty"`
}

// Dateline is how a story begins: "PARIS, Jan 6 (Agency) --". Day is as it stands there.
type Dateline struct {
	Place  string `json:"place"`
	Day    string `json:"day,omitempty"`
	Agency string `json:"agency,omitempty"`
}

func (l Layout) check(f *sourced.Faults) {
	f.Note("slug", l.Slug)
	f.Within("claimed", l.Claimed, MaxText)
	f.Within("words", l.Words, MaxText)
	if l.Dateline != nil {
		f.Title("dateline", l.Dateline.Place)
		f.Note("dateline", l.Dateline.Day)
		f.Note("dateline", l.Dateline.Agency)
	}
}

// CountDiffers tells whether a line of the text says another number of words than it has, by more than one in ten: a count of
// words is rounded.
func (l Layout) CountDiffers() bool {
	off := l.Claimed - l.Words
	return l.Claimed > 0 && l.Words > 0 && max(off, -off)*10 > l.Words
}

// A line above a story that says how many words it has: "W300", "300 words", "Word count: 300".
var countLine = regexp.MustCompile(`^(?i:w ?([0-9]{2,6})|\(?([0-9]{2,6}) words\)?|(?:words|word count|wc|count) ?: ?([0-9]{2,6}))$`)

// A slug is one word of several that are tied by - or /, or stands behind its name.
var slugLine = regexp.MustCompile(`^(?:(?i:slug) ?: ?(\S.{0,80})|([\p{L}0-9]+(?:[-/_]+[\p{L}0-9]+)+))$`)

// A byline or the date of a file, which are neither story nor headline.
var otherLine = regexp.MustCompile(`^(?i:by|par|von|автор:?) \S`)

// A dateline has a place in capitals, or an agency in brackets, and a dash behind it.
var dateline = regexp.MustCompile(`^(\p{Lu}[\p{L}.' -]{1,40}?)((?:, [\p{L}. ]{2,24})?)((?:,? (?:\p{L}{3,9}\.? [0-9]{1,2}(?:,? [0-9]{4})?|[0-9]{1,2}\.? \p{L}{3,10}(?: [0-9]{4})?))?)((?: \([\p{L}/ .-]{2,30}\))?) ?(?:--|—|–|-|\|) `)

// Read reads what the lines of a text say of it. The first line is the headline, unless it is a slug or a count; the lines behind it
// are as long as they are known; the story begins with the first that is not.
func Read(text string) Layout {
	var l Layout
	headline := true
	for rest := text; rest != ""; {
		line, after, _ := strings.Cut(rest, "\n")
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		switch n, ok := count(line); {
		case line == "" || otherLine.MatchString(line):
		case ok && l.Claimed == 0:
			l.Claimed = n
		case l.Slug == "" && slugLine.MatchString(line):
			m := slugLine.FindStringSubmatch(line)
			l.Slug = m[1] + m[2]
		case headline && after != "" && !dateline.MatchString(line):
			headline = false
		default:
			l.Dateline = readDateline(line)
			l.Words = words(rest)
			return l
		}
		rest = after
	}
	return l
}

// count reads a line that says how many words there are.
func count(line string) (int64, bool) {
	m := countLine.FindStringSubmatch(line)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1]+m[2]+m[3], 10, 64)
	return n, err == nil
}

func readDateline(line string) *Dateline {
	m := dateline.FindStringSubmatch(line)
	if m == nil {
		return nil
	}
	d := Dateline{
		Place: strings.TrimSpace(m[1] + m[2]), Day: strings.TrimLeft(m[3], ", "), Agency: strings.Trim(m[4], " ()"),
	}
	if d.Agency == "" && m[1] != strings.ToUpper(m[1]) {
		return nil // a sentence with a dash in it
	}
	return &d
}

// words counts what stands apart by white space and has a letter or a digit in it.
func words(text string) int64 {
	n := int64(0)
	for word := range strings.FieldsSeq(text) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}
