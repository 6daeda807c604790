// SPDX-License-Identifier: Apache-2.0

package words

import (
	_ "embed"
	"strconv"
	"strings"
)

// lexicon is the file of words with one meaning in three languages.
//
//go:embed lexicon.txt
var lexicon string

// meaning is the stem of a word of the lexicon, or stop.
type meaning Stem

// stop is the meaning of a word that says nothing by itself.
const stop meaning = 0

// bareMark keeps words without their endings apart from words as they stand.
const bareMark = 0x5bd1e995

// table is a hash table from words to meanings, by open addressing.
type table struct {
	keys     []uint32 // 0 for none
	meanings []meaning
}

var terms = makeTerms(lexicon)

func (t *table) find(key uint32) (meaning, bool) {
	mask := uint32(len(t.keys) - 1)
	for i := key & mask; t.keys[i] != 0; i = (i + 1) & mask {
		if t.keys[i] == key {
			return t.meanings[i], true
		}
	}
	return 0, false
}

func (t *table) put(key uint32, m meaning) {
	mask := uint32(len(t.keys) - 1)
	i := key & mask
	for t.keys[i] != 0 && t.keys[i] != key {
		i = (i + 1) & mask
	}
	t.keys[i], t.meanings[i] = key, m
}

// makeTerms reads the lexicon: a line for each meaning, a colon, and its words. A word with = before it stands for
// itself alone, another for all words that are the same without their endings. A meaning that is a number is that
// number, and "stop" means nothing. Where two lines have one word, the first counts, as it stands before as it sounds.
func makeTerms(text string) *table {
	t := &table{keys: make([]uint32, 1<<14), meanings: make([]meaning, 1<<14)}
	for line := range strings.Lines(text) {
		name, list, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		m := meaning(stem(Concept, hash([]byte(name))))
		if n, err := strconv.ParseUint(name, 10, 28); err == nil {
			m = meaning(uint32(Number)<<kindShift | uint32(n))
		} else if name == "stop" {
			m = stop
		}
		for word := range strings.FieldsSeq(list) {
			exact := strings.HasPrefix(word, "=") || m == stop
			folded := fold(strings.TrimPrefix(word, "="))
			if _, found := t.find(hash(folded)); !found {
				t.put(hash(folded), m)
			}
			if key := hash(unended(folded)) ^ bareMark; !exact {
				if _, found := t.find(key); !found {
					t.put(key, m)
				}
			}
		}
	}
	return t
}

// fold returns the letters of one word, which is in lower case.
func fold(word string) []byte {
	var s spelled
	for i := 0; i < len(word); {
		switch c := word[i]; {
		case 'a' <= c && c <= 'z':
			s.add(c)
			i++
		case c < 0x80:
			i++
		default:
			size, _ := s.take(word[i:])
			i += size
		}
	}
	return s.word[:s.n:s.n]
}
