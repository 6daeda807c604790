// SPDX-License-Identifier: Apache-2.0

// Package likeness turns names into a form in which two spellings that look alike are one name. It imports nothing of ours.
package likeness

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold writes a name in one way, so that two spellings that look alike are not two names: in normal form (NFKC), folded
// in case, with single spaces and plain dashes and without what shows nothing. In a name that has Latin letters,
// Cyrillic and Greek ones that look like Latin ones are these. A name written wholly in another script, or with digits
// for letters, stays as it is. What is folded stays so when it is folded again.
func Fold(name string) string {
	if !isASCII(name) {
		// Small and capital letters look like different ones, and folding makes letters: both forms are looked at.
		name = inLatin(norm.NFKC.String(strings.Map(plain, norm.NFKC.String(name))))
		name = inLatin(norm.NFKC.String(cases.Fold().String(name)))
	}
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// inLatin turns what looks like Latin letters into these, in a text that has some.
func inLatin(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) {
		return text
	}
	return norm.NFKC.String(lookalikes().Replace(text))
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

// plain folds dashes and spaces and drops what shows nothing.
func plain(r rune) rune {
	switch {
	case unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
		return -1
	case unicode.In(r, unicode.Dash, unicode.Pd):
		return '-'
	case unicode.IsSpace(r) || unicode.Is(unicode.Z, r):
		return ' '
	}
	return r
}

// lookalikes turns the letters of Cyrillic and Greek that look like Latin ones in a common typeface into these. Letters
// whose capital alone looks so are turned in both cases, so that case does not count.
func lookalikes() *strings.Replacer {
	return strings.NewReplacer(
		// Cyrillic
		"а", "a", "А", "A", "в", "b", "В", "B", "е", "e", "Е", "E", "ѕ", "s", "Ѕ", "S", "і", "i", "І", "I", "ј", "j", "Ј", "J",
		"к", "k", "К", "K", "м", "m", "М", "M", "н", "h", "Н", "H", "о", "o", "О", "O", "р", "p", "Р", "P", "с", "c", "С", "C",
		"т", "t", "Т", "T", "у", "y", "У", "Y", "х", "x", "Х", "X", "ѵ", "v", "Ѵ", "V", "ԁ", "d", "Ԁ", "D", "ԛ", "q", "Ԛ", "Q",
		"ԝ", "w", "Ԝ", "W", "һ", "h", "Һ", "H", "ӏ", "l", "Ӏ", "L", "ё", "ë", "Ё", "Ë", "ї", "ï", "Ї", "Ï",
		// Greek; of nu and upsilon the capital looks like another letter than the small one
		"α", "a", "Α", "A", "β", "b", "Β", "B", "ε", "e", "Ε", "E", "ζ", "z", "Ζ", "Z", "η", "h", "Η", "H", "ι", "i", "Ι", "I",
		"κ", "k", "Κ", "K", "μ", "m", "Μ", "M", "ν", "v", "Ν", "N", "ο", "o", "Ο", "O", "ρ", "p", "Ρ", "P", "τ", "t", "Τ", "T",
		"υ", "u", "Υ", "Y", "χ", "x", "Χ", "X", "ό", "ó", "Ό", "Ó", "ά", "á", "Ά", "Á", "ϲ", "c", "Ϲ", "C", "ϳ", "j",
	)
}
