// SPDX-License-Identifier: Apache-2.0

package words

import "bytes"

// unended returns a word without its ending. Only what follows from grammar is taken, as light stemmers do: the endings
// of cases, numbers and genders, and in Latin letters the plural and the two participles of English. Latin words lose their last vowels as Cyrillic ones do, so that a transcribed name still meets.
func unended(word []byte) []byte {
	if word[len(word)-1] >= cyrA {
		return unendedCyrillic(word)
	}
	return unendedLatin(word)
}

// least is how many letters a word keeps.
const least = 3

// oblique are the endings of cases in Ukrainian and Russian that are no mere vowels, the longest first.
var oblique = cyrillicEndings("ього", "ьому", "ого", "его", "ому", "ему", "ыми", "ими", "їми", "іми", "ами", "ями", "ою", "ею", "єю", "ах", "ях", "ам", "ям",
	"ом", "ем", "єм", "ым", "им", "ім", "їм", "ых", "их", "іх", "їх")

func cyrillicEndings(list ...string) [][]byte {
	out := make([][]byte, len(list))
	for i, text := range list {
		for _, r := range text {
			out[i] = append(out[i], cyr(r))
		}
	}
	return out
}

// ofCyrillic tells of each byte what it is.
var ofCyrillic = makeClasses()

const (
	isVowel = 1 << iota // or a letter that only softens, or й
	isSoft
)

func makeClasses() [256]uint8 {
	var table [256]uint8
	for _, r := range "аеиоуыэюяёєіїйѝѐ" {
		table[cyr(r)] = isVowel
	}
	table[cyr('ь')] = isVowel | isSoft
	for _, b := range []byte("aeiouyj") {
		table[b] = isVowel
	}
	return table
}

var (
	cyrK, cyrTs, cyrV, cyrN = cyr('к'), cyr('ц'), cyr('в'), cyr('н')
	softI, hardI            = cyr('і'), cyr('ы')
)

func unendedCyrillic(word []byte) []byte {
	n := len(word)
	// Авдіївка is in Авдіївці.
	if n > least+2 && (word[n-1] == softI || word[n-1] == hardI) && word[n-2] == cyrTs && (word[n-3] == cyrV || word[n-3] == cyrN) {
		word = word[:n-1]
		word[n-2] = cyrK
		return word
	}
	for _, ending := range oblique {
		if n-len(ending) >= least && bytes.HasSuffix(word, ending) {
			return word[:n-len(ending)]
		}
	}
	return withoutVowels(word)
}

// withoutVowels takes the vowels at the end, at most three, which hold an adjective's and a noun's ending.
func withoutVowels(word []byte) []byte {
	n := len(word)
	for n > len(word)-4 && n > least && ofCyrillic[word[n-1]]&isVowel != 0 {
		n--
	}
	return word[:n]
}

func unendedLatin(word []byte) []byte {
	n := len(word)
	has := func(ending string) bool { return n-len(ending) >= least && string(word[n-len(ending):n]) == ending }
	switch {
	case has("ies"):
		return word[:n-3]
	case has("sses"), has("shes"), has("ches"), has("xes"):
		return word[:n-2]
	case has("s") && !has("ss") && !has("us") && !has("is") && !has("ets") && !has("ts"):
		n--
		return withoutVowels(word[:n])
	case has("ts") && !has("ets"):
		return word[:n-1]
	case has("vtsi"), has("ntsi"), has("vtsy"), has("ntsy"):
		word[n-3] = 'k'
		return word[:n-2]
	case has("ing") && n-3 > least:
		return word[:n-3]
	case has("ed") && n-2 >= least:
		return word[:n-2]
	}
	for _, ending := range [...]string{"oho", "ogo", "aya", "aia", "oye", "oie"} {
		if has(ending) && n > 5 && word[n-4] == 'k' {
			return word[:n-3]
		}
	}
	return withoutVowels(word)
}
