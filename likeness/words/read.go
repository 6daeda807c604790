// SPDX-License-Identifier: Apache-2.0

package words

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"truce/when"
)

// maxLetters is how much of one word is read. The longest names of places have fewer letters.
const maxLetters = 48

// wholeLimit is the number from which on a number is a hash of its digits.
const wholeLimit = 1 << 28

// reader takes a text apart into words and numbers.
type reader struct {
	set Set
	on  when.Instant

	spelled      // the word so far, or the digits of the number
	digits  bool // that a number is being read
	dated   bool // that the numbers around a point are those of a date

	verbatim   bool // that nothing is left out or looked up
	odd        bool // that a letter is not in the tables
	decomposed bool

	before uint32 // the sound of the word before, for names of two words; 0 for none
}

// read takes in a text. One with letters that the tables do not have is read again in decomposed form (NFKD).
func (r *reader) read(text string) {
	if r.take(text); r.odd && !r.decomposed {
		*r = reader{set: r.set[:0], on: r.on, verbatim: r.verbatim, decomposed: true}
		r.take(norm.NFKD.String(text))
	}
}

// take takes in a text up to its end, to the first letter that is odd, or until there is no room.
func (r *reader) take(text string) {
	for i := 0; i < len(text) && len(r.set) < MaxStems; {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z':
			r.letter(c)
		case 'A' <= c && c <= 'Z':
			r.letter(c | 0x20)
		case '0' <= c && c <= '9':
			r.digit(c)
		case c == '\'' || c == '`':
			r.quote()
		case (c == ',' || c == '.') && r.digits && i+1 < len(text) && '0' <= text[i+1] && text[i+1] <= '9':
			r.separator(text[i:])
		case c < utf8.RuneSelf:
			r.end()
			r.dated = false
		default:
			i += r.rune(text[i:])
			if r.odd = r.foreign; r.odd && !r.decomposed {
				return
			}
			continue
		}
		i++
	}
	if len(r.set) < MaxStems {
		r.end()
	}
}

// letter adds one letter.
func (r *reader) letter(b byte) {
	r.dated = false
	if r.digits {
		r.end()
	}
	r.add(b)
}

// rune takes in the first character of a text that begins outside of ASCII and returns its length.
func (r *reader) rune(text string) int {
	if r.digits {
		r.end()
	}
	r.dated = false
	size, parts := r.spelled.take(text)
	if parts {
		r.end()
	}
	return size
}

// quote takes in an apostrophe, which stands in a name or before the s of English.
func (r *reader) quote() {
	if r.digits {
		r.end()
		return
	}
	r.apostrophe = r.n
}

// digit adds one digit of a number.
func (r *reader) digit(c byte) {
	if r.n > 0 && !r.digits {
		r.end()
	}
	r.digits = true
	r.add(c)
}

// separator takes in a comma or a point between two digits: of thousands, of decimals, or of the parts of a date.
func (r *reader) separator(rest string) {
	run := 1
	for run < len(rest) && '0' <= rest[run] && rest[run] <= '9' {
		run++
	}
	again := run+1 < len(rest) && (rest[run] == '.' || rest[run] == ',') && '0' <= rest[run+1] && rest[run+1] <= '9'
	switch {
	case run == 4 && rest[0] == ',' && r.n <= 3 && !again && !r.dated: // thousands
	case again || r.dated || rest[0] == ',' && r.n > 3:
		r.end()
		r.dated = true
	default:
		r.digit('.')
	}
}

// end ends the word or the number.
func (r *reader) end() {
	switch {
	case r.n == 0:
	case r.digits:
		r.before = 0
		r.put(numberOf(r.word[:r.n]))
	default:
		r.endWord()
	}
	r.n, r.digits, r.apostrophe, r.foreign = 0, false, 0, false
}

func (r *reader) put(s Stem) {
	if len(r.set) < MaxStems {
		r.set = append(r.set, s)
	}
}

// numberOf returns the stem of a number in digits.
func numberOf(digits []byte) Stem {
	for len(digits) > 1 && digits[0] == '0' && digits[1] != '.' {
		digits = digits[1:]
	}
	value := uint64(0)
	for _, d := range digits {
		if d == '.' || value >= wholeLimit {
			return stem(Number, hash(digits)|wholeLimit)
		}
		value = value*10 + uint64(d-'0')
	}
	if value >= wholeLimit {
		return stem(Number, hash(digits)|wholeLimit)
	}
	return Stem(uint32(Number)<<kindShift | uint32(value))
}

// endWord adds what a word stands for.
func (r *reader) endWord() {
	word := r.word[:r.n]
	if r.apostrophe > 0 && r.apostrophe == r.n-1 && word[r.n-1] == 's' {
		word = word[:r.n-1]
	}
	if r.foreign {
		r.before = 0
		r.put(stem(Word, hash(word)))
		return
	}
	if r.verbatim {
		var room [maxSounds]byte
		r.put(stem(Word, hash(soundsOf(room[:0], unended(word)))))
		return
	}
	if m, ok := terms.find(hash(word)); ok {
		r.term(m)
		return
	}
	exact := hash(word) ^ exactMark
	bare := unended(word)
	if m, ok := terms.find(hash(bare) ^ bareMark); ok {
		r.term(m)
		return
	}
	var room [maxSounds]byte
	sounds := soundsOf(room[:0], bare)
	if len(sounds) < 2 {
		r.before = 0
		return
	}
	h := hash(sounds)
	if place, ok := places.find(pairOf(r.before, h), r.on); ok && r.before != 0 {
		r.set[len(r.set)-1] = place // instead of the word before
		r.before = 0
		return
	}
	r.before = h
	for _, key := range [...]uint32{exact, h} {
		if place, ok := places.find(key, r.on); ok {
			r.put(place)
			return
		}
	}
	r.put(stem(Word, h))
}

// term adds what the lexicon says of a word.
func (r *reader) term(m meaning) {
	if m != stop {
		r.put(Stem(m))
	}
	r.before = 0
}

// pairOf is the key of a name of two words.
func pairOf(first, second uint32) uint32 { return first*0x9e3779b1 ^ second }
