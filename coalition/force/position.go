// SPDX-License-Identifier: Apache-2.0

package force

import "strings"

// position tells whether words hold coordinates: a degree sign, a number with three decimals or more, or a grid reference such
// as 37UDQ1234567890.
func position(words string) bool {
	if strings.ContainsAny(words, "°º′″") {
		return true
	}
	for _, word := range strings.FieldsFunc(words, func(r rune) bool { return strings.ContainsRune(" \t\n,;()/", r) }) {
		if decimals(word) || gridReference(word) {
			return true
		}
	}
	return false
}

func decimals(word string) bool {
	whole, rest, ok := strings.Cut(word, ".")
	whole = strings.TrimLeft(whole, "+-")
	return ok && len(whole) >= 1 && len(whole) <= 3 && digits(whole) == len(whole) && digits(rest) >= 3
}

// gridReference tells whether a word is a zone, three letters and at least four digits.
func gridReference(word string) bool {
	n := digits(word)
	if n < 1 || n > 2 {
		return false
	}
	rest := word[n:]
	letters := 0
	for letters < len(rest) && (rest[letters] >= 'A' && rest[letters] <= 'Z' || rest[letters] >= 'a' && rest[letters] <= 'z') {
		letters++
	}
	return letters == 3 && digits(rest[letters:]) >= 4
}

// digits counts the digits that a word begins with.
func digits(word string) int {
	n := 0
	for n < len(word) && word[n] >= '0' && word[n] <= '9' {
		n++
	}
	return n
}
