// SPDX-License-Identifier: Apache-2.0

package force

import (
	"regexp"
	"strings"
	"unicode"

	"truce/likeness"
)

// The shapes of coordinates, in words that were written plainly first: one case, ASCII digits, a point for a decimal comma.
var (
	// degrees is one number with three decimals or more, or with two beside a letter of a hemisphere.
	degrees = regexp.MustCompile(`(^|[^\d.])[nsew]?[+-]?\d{1,3}\.(\d{3,}|\d{2,}\s?[nsew])([^\d.a-z]|[nsew]\b|$)`)
	// pair is two numbers of two decimals or more beside each other.
	pair = regexp.MustCompile(`(^|[^\d.])[+-]?\d{1,3}\.\d{2,}[\s;,/]+[+-]?\d{1,3}\.\d{2,}([^\d.]|$)`)
	// minutes is degrees and minutes, with seconds or without, and a letter of a hemisphere.
	minutes = regexp.MustCompile(`(^|[^\d.])\d{1,3}[\s-]\d{1,2}('|[\s-]\d{1,2}(\.\d+)?)?"?\s?[nsew]\b|\d{1,2}\s?'\s?\d{1,2}\s?"|\bdeg(rees?)?\b[^a-z]*\d+\s?('|min)`)
	// grid is a grid reference of MGRS, in one word or in several.
	grid = regexp.MustCompile(`\b\d{1,2}[c-hj-np-x]\s?[a-hj-np-z]{2}\s?(\d{4}(\d{2}){0,3}|(\d{2}\s\d{2}|\d{3}\s\d{3}|\d{4}\s\d{4}|\d{5}\s\d{5}))\b`)
	// metres is two numbers of a projected grid.
	metres = regexp.MustCompile(`\b\d{6}[\s;,/]+\d{7}\b`)
	// code is an open location code.
	code = regexp.MustCompile(`\b[2-9cfghjmpqrvwx]{4,8}\+[2-9cfghjmpqrvwx]{2,3}\b`)
	// comma is a decimal comma: of four decimals or more, or of three in two numbers beside each other. One of three alone parts thousands.
	comma  = regexp.MustCompile(`\b(\d{1,3}),(\d{4,})\b`)
	commas = regexp.MustCompile(`\b(\d{1,3}),(\d{3})(\s+|\s*[;/]\s*)([+-]?\d{1,3}),(\d{3})\b`)
)

// position tells whether words hold coordinates: a degree sign, degrees with decimals, minutes or a hemisphere, a grid reference such
// as 37UDQ1234567890, metres of a grid, or an open location code, in whatever digits.
func position(words string) bool {
	if strings.ContainsAny(words, "°º˚′″") {
		return true
	}
	text := likeness.Fold(strings.Map(westernDigit, words))
	text = commas.ReplaceAllString(comma.ReplaceAllString(text, "$1.$2"), "$1.$2$3$4.$5")
	for _, shape := range []*regexp.Regexp{degrees, pair, minutes, grid, metres} {
		if shape.MatchString(text) {
			return true
		}
	}
	return strings.ContainsFunc(code.FindString(text), unicode.IsLetter)
}

// westernDigit writes the digit of any script as 0 to 9, and a middle dot or an Arabic decimal mark as a point.
func westernDigit(r rune) rune {
	switch {
	case r == '·' || r == '٫':
		return '.'
	case r == '’' || r == '`':
		return '\''
	case r == '“' || r == '”':
		return '"'
	case r <= unicode.MaxASCII || !unicode.IsDigit(r):
		return r
	}
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10 // digits stand in tens without a gap
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	return r
}
