// SPDX-License-Identifier: Apache-2.0

package release

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// telling is what in a free text, as digitsOf gives it, gives a time or a place away: a clock, a date, decimals, digits beside
// digits, many in a row, and digits with a unit of time or length, a degree or a point of the compass. It knows English, Ukrainian and
// Russian words, and no number that is written out: two people read what is left.
var telling = regexp.MustCompile(`(?i)\d\s*[:.,/\x{b7}\x{66b}\x{66c}\x{60c}\x{2044}]\s*\d|\d\s+\d|\d{2}\s*-\s*\d{2}|\d-\d+-\d|\d-\pL|\d{4}-\d|\d{5}|\d\s*[\x{b0}'"\x{2032}\x{2033}\x{2019}\x{201d}]` +
	`|\d\s*(` + strings.Join([]string{
	`h|hrs?|hours?|a\.?m|p\.?m|min|mins|minutes?|sec|secs|seconds?|deg|degrees?|km|kms|kilomet(?:re|er)s?|m|met(?:re|er)s?|mi|miles?|yards?|feet|ft`,
	`[nsew]|[ns][ew]|north|south|east|west`,
	`год|годин\pL*|хв|хвилин\pL*|ч|час\pL*|мин|минут\pL*|м|км|метр\pL*|кілометр\pL*|километр\pL*|градус\pL*`,
	`(?:січ|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листопад|груд)\pL*`,
	`(?:янв|фев|март|апрел|мая|май|июн|июл|август|сентябр|октябр|ноябр|декабр)\pL*`,
	`пн|пд|сх|зх|с|ю|в|з|пн\.?\s*ш|сх\.?\s*д|с\.?\s*ш|в\.?\s*д`,
	`(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\pL*`,
}, "|") + `)(?:\PL|$)` +
	`|(?:^|\PL)(?:(?:at|about|around|circa|approximately|близько|приблизно|около|примерно|о|об)\s+(?:about\s+|around\s+)?\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\pL*\.?\s+\d|half past|quarter (?:past|to)|o'?clock|noon|midnight|midday)`)

// pointed is what gives a place away by capitals: a point of the compass before digits, and a square of the military grid.
var pointed = regexp.MustCompile(`(?:^|\PL)[NSEW]\s*\d|\d{1,2}\s*[C-X]\s*[A-Z]{2}`)

// discreet returns a free text that people wrote, or nothing where it gives a time or a place, or a name that only the mission
// knows; why then says which, for the mission.
func (m *maker) discreet(text string) (clean, why string) {
	if givesAway(text) {
		return "", "they give a time or a place"
	}
	if name := m.named(text); name != "" {
		return "", "they name " + name + ", which is on record as a name that only the mission knows"
	}
	return text, ""
}

func givesAway(text string) bool {
	plain := digitsOf(text)
	return telling.MatchString(plain) || pointed.MatchString(plain)
}

// digitsOf is a text as it reads, in the letters of compatibility (NFKC): without what nobody sees, and with 0 for any digit of any
// script.
func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Nd, r):
			return '0'
		case unseen(r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFKC.String(text))
}

// unseen are characters that change nothing of how a text reads.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) || unicode.IsControl(r) && !unicode.IsSpace(r)
}

// wordsOf is a text as its words in small letters, each between spaces.
func wordsOf(text string) string {
	fields := strings.FieldsFunc(strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, strings.ToLower(norm.NFKC.String(text))), func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) })
	return " " + strings.Join(fields, " ") + " "
}

// name notes names of the mission's own registers that no free text in the release may repeat.
func (m *maker) name(names ...string) { m.says(nil, names...) }

// says notes names that a report gives, with the custodial roots whose word it is: what a party alone calls a name is none, or one report
// of a party could strike any word out of what the mission says. Names of two letters or less would forbid half of all words.
func (m *maker) says(roots []string, names ...string) {
	for _, n := range names {
		if n = wordsOf(n); utf8.RuneCountInString(n) <= 4 {
			continue
		}
		if m.names[n] == nil {
			m.names[n] = map[string]bool{}
		}
		for _, root := range roots {
			m.names[n][root] = true
		}
		if roots == nil {
			m.names[n][""] = true
		}
	}
}

// named returns a name that only the mission knows and that stands in a text as whole words, the first of them in order; empty for none.
func (m *maker) named(text string) (found string) {
	text = wordsOf(text)
	for n, roots := range m.names {
		if name := strings.TrimSpace(n); strings.Contains(text, n) && (found == "" || name < found) && m.isSaid(roots) && !m.isOfText(n) {
			found = name
		}
	}
	return found
}

// isSaid tells whether anybody but a party gave a name.
func (m *maker) isSaid(roots map[string]bool) bool {
	for root := range roots {
		if _, party := m.partyOf(root); !party {
			return true
		}
	}
	return false
}

// isOfText tells whether the texts say a name themselves: that of a party or a body, which may be said though it is that of a source
// too, or mere words that an article writes small, such as "the", which name nothing.
func (m *maker) isOfText(name string) bool {
	small := true
	for _, word := range strings.Fields(name) {
		small = small && m.isSmall(word)
	}
	for _, d := range m.state.Dockets() {
		if _, ok := d.Text().Party(strings.TrimSpace(name)); ok {
			return true
		}
		for _, b := range d.Text().Agreement().Bodies {
			if wordsOf(string(b.ID)) == name || wordsOf(b.Name) == name {
				return true
			}
		}
	}
	return small
}

// isSmall tells whether some article says a word that begins with a small letter.
func (m *maker) isSmall(word string) bool {
	if m.small == nil {
		m.small = map[string]bool{}
		for _, d := range m.state.Dockets() {
			for _, a := range d.Text().Agreement().Articles {
				for _, w := range strings.FieldsFunc(norm.NFKC.String(a.Says), func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) }) {
					if first, _ := utf8.DecodeRuneInString(w); unicode.IsLower(first) {
						m.small[strings.ToLower(w)] = true
					}
				}
			}
		}
	}
	return m.small[word]
}
