// SPDX-License-Identifier: Apache-2.0

// Package words turns the closed words, numbers, dates and sentences of a daily report into those of a language: English,
// Ukrainian, French and Russian, one table each. A test asks that no table lacks a word that another has.
package words

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/when"
)

// Language is one language with its table.
type Language struct {
	// Tag is the language in BCP 47, Name what it calls itself.
	Tag, Name string
	// Texts are sentences and headings by key, with {places} to fill in.
	Texts map[string]string
	// Counted are texts that depend on a number, by key and then by the category of CLDR: one, few, many, other.
	Counted map[string]map[string]string
	// Closed are the words of closed lists, by list and word, such as "act mortar-fire".
	Closed map[string]string
	// Months are the names of months as dates have them.
	Months []string
	// Winds are the sixteen winds from which something comes, clockwise from the north.
	Winds []string
	// Group stands between each three digits of a number.
	Group string
	// form writes a date, and category is the plural category of a whole number.
	form     func(day int, month string, year int) string
	category func(n int64) string
}

// Tags returns the tags of all languages, English first.
func Tags() []string { return []string{"en", "uk", "fr", "ru"} }

// In returns a language by its tag; ok is false for one that there is no table for.
func In(tag string) (l *Language, ok bool) {
	switch tag {
	case "en":
		return english(), true
	case "uk":
		return ukrainian(), true
	case "fr":
		return french(), true
	case "ru":
		return russian(), true
	}
	return nil, false
}

// Fill returns a text with its places filled in, given as names and values in turn. A key without a text is a fault of ours.
func (l *Language) Fill(key string, values ...string) string {
	text, ok := l.Texts[key]
	if !ok {
		panic("words: no text " + key + " in " + l.Tag)
	}
	return fill(text, values)
}

func fill(text string, values []string) string {
	for i := 0; i+1 < len(values); i += 2 {
		values[i] = "{" + values[i] + "}"
	}
	return strings.NewReplacer(values...).Replace(text)
}

// Count returns a text that depends on a number, whose place is {n}.
func (l *Language) Count(key string, n int64, values ...string) string {
	return l.Bounded(key, n, n, values...)
}

// Bounded is Count of a number with bounds; the form is that of the upper one, as CLDR has it of ranges in these languages.
func (l *Language) Bounded(key string, least, most int64, values ...string) string {
	forms, ok := l.Counted[key]
	if !ok {
		panic("words: no counted text " + key + " in " + l.Tag)
	}
	text, ok := forms[l.Category(most)]
	if !ok {
		text = forms["other"]
	}
	return fill(text, append([]string{"n", l.Range(least, most)}, values...))
}

// Category is the plural category of a whole number: "one", "few", "many" or "other".
func (l *Language) Category(n int64) string { return l.category(n) }

// Word returns a word of a closed list. One that the table lacks is returned as it is: a word of a source, never of ours.
func (l *Language) Word(list, word string) string {
	if text, ok := l.Closed[list+" "+word]; ok {
		return text
	}
	return word
}

// Has tells whether the table has a word of a closed list.
func (l *Language) Has(list, word string) bool { return l.Closed[list+" "+word] != "" }

// Number writes a whole number with its digits in groups.
func (l *Language) Number(n int64) string {
	text := strconv.FormatInt(n, 10)
	if n < 0 || len(text) < 4 {
		return text
	}
	var out []string
	for len(text) > 3 {
		out = append(out, text[len(text)-3:])
		text = text[:len(text)-3]
	}
	out = append(out, text)
	slices.Reverse(out)
	return strings.Join(out, l.Group)
}

// Range writes one number, or both bounds.
func (l *Language) Range(least, most int64) string {
	if least == most {
		return l.Number(least)
	}
	return l.Number(least) + "\u2013" + l.Number(most)
}

// Date writes a date in words.
func (l *Language) Date(d when.Date) string {
	if d.IsZero() {
		return ""
	}
	return l.form(d.Day, l.Months[d.Month-1], d.Year)
}

// Moment writes the minute of an instant in a zone.
func (l *Language) Moment(t when.Instant, zone when.Zone) string {
	return l.Fill("moment", "clock", clock(t, zone), "date", l.Date(zone.DateOf(t)))
}

// Short writes the minute of an instant in a zone with its date in digits, for tables.
func (l *Language) Short(t when.Instant, zone when.Zone) string {
	d := zone.DateOf(t)
	return fmt.Sprintf("%02d.%02d\u00a0%s", d.Day, d.Month, clock(t, zone))
}

// Span writes an interval in a zone for tables: one minute, or both ends. An interval that is not known is the empty text.
func (l *Language) Span(i when.Interval, zone when.Zone) string {
	if i.IsUnknown() {
		return ""
	}
	from, to := l.Short(i.From, zone), l.Short(i.To, zone)
	switch {
	case from == to:
		return from
	case zone.DateOf(i.From) == zone.DateOf(i.To):
		return from + "\u2013" + clock(i.To, zone)
	}
	return from + " \u2013 " + to
}

func clock(t when.Instant, zone when.Zone) string {
	c := zone.ClockOf(t)
	return fmt.Sprintf("%02d:%02d", c.Hour, c.Minute)
}

// Offset writes how far the clocks of a zone are from UTC at an instant, such as "UTC+02:00".
func Offset(t when.Instant, zone when.Zone) string {
	utc, err := when.LoadZone("UTC")
	if err != nil {
		return "UTC"
	}
	here, there := zone.ClockOf(t), utc.ClockOf(t)
	minutes := (here.Hour-there.Hour)*60 + here.Minute - there.Minute + utc.DateOf(t).DaysUntil(zone.DateOf(t))*24*60
	sign := "+"
	if minutes < 0 {
		sign, minutes = "\u2212", -minutes
	}
	return fmt.Sprintf("UTC%s%02d:%02d", sign, minutes/60, minutes%60)
}

// slavic is the plural category of a whole number in Russian and Ukrainian.
func slavic(n int64) string {
	ten, hundred := n%10, n%100
	switch {
	case ten == 1 && hundred != 11:
		return "one"
	case ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14):
		return "few"
	}
	return "many"
}
