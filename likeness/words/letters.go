// SPDX-License-Identifier: Apache-2.0

package words

import (
	"unicode"
	"unicode/utf8"
)

// Letters are written in one byte each while a word is read: the Latin ones as they are, in lower case, and the Cyrillic
// ones of the list below from cyrA on. Latin letters with marks become the letters of English that stand for them, as ISO
// 9 uses them (ž zh, č ch, š sh, ŝ shch, û yu, â ya, ê ye), or the bare letter.

const cyrA = 0x80

// cyrillic is the letters in the order of their bytes. Those after я are Ukrainian, older or of other languages.
const cyrillic = "абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґўјљњћђџѕѐѝ"

// letter is what one character becomes: up to four bytes of letters.
type letter struct {
	n       uint8
	letters [4]byte
}

// firstFolded and lastFolded bound the characters that have a letter in folded.
const (
	firstFolded = 0xc0
	lastFolded  = 0x4ff
)

// folded has the letters of the characters from firstFolded to lastFolded, capital and small.
var folded = makeFolded()

func makeFolded() [lastFolded - firstFolded + 1]letter {
	var table [lastFolded - firstFolded + 1]letter
	set := func(r rune, letters string) {
		l := letter{n: uint8(len(letters))}
		copy(l.letters[:], letters)
		table[r-firstFolded] = l
	}
	code := byte(cyrA)
	for _, r := range cyrillic {
		upper := r - 0x20
		switch {
		case r >= 0x450 && r <= 0x45f:
			upper = r - 0x50
		case r > 0x45f:
			upper = r - 1
		}
		set(r, string([]byte{code}))
		set(upper, string([]byte{code}))
		code++
	}
	for _, r := range "ёЁ" { // which many write as е
		table[r-firstFolded] = table['е'-firstFolded]
	}
	for _, each := range latin {
		for _, r := range each.marked {
			set(r, each.letters)
		}
	}
	return table
}

// latin is the Latin letters with marks, and the letters that stand for them.
var latin = []struct{ marked, letters string }{
	{"ÀÁÃÄÅàáãäåĀāĂăĄą", "a"},
	{"Ââ", "ya"},
	{"Ææ", "ae"},
	{"ÇçĆćĈĉĊċ", "c"},
	{"Čč", "ch"},
	{"ÐðĎďĐđ", "d"},
	{"ÈÉèéĒēĔĕĖėĘęĚě", "e"},
	{"Êê", "ye"},
	{"Ëë", "yo"},
	{"ĜĝĞğĠġĢģ", "g"},
	{"ĤĥĦħ", "h"},
	{"ÌÍÎìíîĨĩĪīĬĭĮįİı", "i"},
	{"Ïï", "yi"},
	{"Ĵĵ", "j"},
	{"Ķķĸ", "k"},
	{"ĹĺĻļĽľĿŀŁł", "l"},
	{"ÑñŃńŅņŇňŉŊŋ", "n"},
	{"ÒÓÔÕÖØòóôõöøŌōŎŏŐőŒœ", "o"},
	{"ŔŕŖŗŘř", "r"},
	{"ŚśŞşſ", "s"},
	{"ß", "ss"},
	{"Ŝŝ", "shch"},
	{"Šš", "sh"},
	{"ŢţŤťŦŧÞþ", "t"},
	{"ÙÚÜùúüŨũŪūŬŭŮůŰűŲų", "u"},
	{"Ûû", "yu"},
	{"Ŵŵ", "w"},
	{"ÝýÿŶŷŸ", "y"},
	{"ŹźŻż", "z"},
	{"Žž", "zh"},
}

// marked is what a letter and the combining mark that follows it become, where that is not the bare letter, so that a text
// in decomposed form reads as one in composed form.
func marked(base byte, mark rune) (letter, bool) {
	for _, each := range [...]struct {
		base byte
		mark rune
		to   rune
	}{
		{cyr('и'), 0x306, 'й'},
		{cyr('у'), 0x306, 'ў'},
		{cyr('і'), 0x308, 'ї'},
		{cyr('е'), 0x308, 'ё'},
		{cyr('е'), 0x300, 'ѐ'},
		{cyr('и'), 0x300, 'ѝ'},
		{'a', 0x302, 'â'},
		{'c', 0x30c, 'č'},
		{'e', 0x302, 'ê'},
		{'e', 0x308, 'ë'},
		{'i', 0x308, 'ï'},
		{'s', 0x302, 'ŝ'},
		{'s', 0x30c, 'š'},
		{'u', 0x302, 'û'},
		{'z', 0x30c, 'ž'},
	} {
		if each.base == base && each.mark == mark {
			return folded[each.to-firstFolded], true
		}
	}
	return letter{}, false
}

// cyr returns the byte of a Cyrillic letter in lower case.
func cyr(r rune) byte { return folded[r-firstFolded].letters[0] }

// spelled is a word as its letters are read.
type spelled struct {
	word       [maxLetters]byte
	n          int
	apostrophe int  // where the last apostrophe stood, 0 for none
	foreign    bool // that it has letters of another script
}

func (s *spelled) add(b byte) {
	if s.n < maxLetters {
		s.word[s.n] = b
		s.n++
	}
}

// take reads the first character of a text, which is not of ASCII. It returns its length, and whether it parts words.
func (s *spelled) take(text string) (size int, parts bool) {
	c, size := utf8.DecodeRuneInString(text)
	switch {
	case c >= firstFolded && c <= lastFolded && folded[c-firstFolded].n > 0:
		s.addAll(&folded[c-firstFolded])
	case c >= 0x300 && c <= 0x36f:
		if s.n == 0 {
			break
		}
		if l, ok := marked(s.word[s.n-1], c); ok {
			s.n--
			s.addAll(&l)
		}
	case isApostrophe(c):
		s.apostrophe = s.n
	case c == 0xad || c >= 0x200b && c <= 0x200f || c == 0x2060 || c == 0xfeff: // shows nothing
	case unicode.IsLetter(c), unicode.IsDigit(c), unicode.IsMark(c):
		// By its bytes, each in two, so that none looks like a letter of ours.
		s.foreign = true
		for i := range size {
			s.add(0xe0 | text[i]>>4)
			s.add(0xf0 | text[i]&15)
		}
	default:
		return size, true
	}
	return size, false
}

func (s *spelled) addAll(l *letter) {
	for _, b := range l.letters[:l.n] {
		s.add(b)
	}
}

// isApostrophe tells of the marks that are written for one, or for a soft sign.
func isApostrophe(c rune) bool {
	switch c {
	case 0x2b9, 0x2ba, 0x2bb, 0x2bc, 0x2018, 0x2019, 0x201b, 0x2032, 0x2033:
		return true
	}
	return false
}
