// SPDX-License-Identifier: Apache-2.0

package alarm

import (
	"strings"
	"unicode"
)

// Romanised writes Ukrainian letters in Latin ones by the national system of 2010 (resolution 55 of the Cabinet of Ministers
// of Ukraine). Other characters stay.
func Romanised(text string) string {
	var out strings.Builder
	letters := []rune(text)
	for i, r := range letters {
		begins := i == 0 || !unicode.IsLetter(letters[i-1]) && letters[i-1] != '\'' && letters[i-1] != '’'
		latin, ok := latinOf(unicode.ToLower(r), begins)
		if ok && unicode.ToLower(r) == 'г' && i > 0 && unicode.ToLower(letters[i-1]) == 'з' {
			latin = "gh" // zgh, lest it be read as zh
		}
		switch {
		case !ok:
			out.WriteRune(r)
		case unicode.IsUpper(r) && latin != "":
			out.WriteString(strings.ToUpper(latin[:1]) + latin[1:])
		default:
			out.WriteString(latin)
		}
	}
	return out.String()
}

// latinOf returns the letters for one; some are written otherwise where a word begins.
func latinOf(r rune, begins bool) (string, bool) {
	if begins {
		switch r {
		case 'є':
			return "ye", true
		case 'ї':
			return "yi", true
		case 'й':
			return "y", true
		case 'ю':
			return "yu", true
		case 'я':
			return "ya", true
		}
	}
	const from = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'’"
	to := [...]string{
		"a", "b", "v", "h", "g", "d", "e", "ie", "zh", "z", "y", "i", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
		"f", "kh", "ts", "ch", "sh", "shch", "", "iu", "ia", "", "",
	}
	n := 0
	for _, each := range from {
		if each == r {
			return to[n], true
		}
		n++
	}
	return "", false
}
