// SPDX-License-Identifier: Apache-2.0

// Package words turns a short text, such as a headline, in Ukrainian, Russian or English or in a mixture of them, into
// the set of its stems, so that what two texts say in common can be counted whatever language and spelling they use.
//
// The calls are Of (or Into, which allocates nothing) and Common:
//
//	a := words.Of("Обстріл Авдіївки: двоє загиблих", received)
//	b := words.Of("Two killed in shelling of Avdeyevka", received)
//	words.Common(a, b) // {Words: 1, Concepts: 2, Numbers: 1}
//
// A stem is the sound of a word without its ending, a concept of the field that the words of three languages share, or a
// number. Names meet by sound and not by a list: Київ, Киев, Kyiv and Kiev are one stem. Places that were renamed are one
// place from the day on which the act says so (aliases.txt). The method, its sources and its measured failures are in
// docs/METHOD.md. All is integers, and nothing depends on the machine.
package words

import (
	"slices"

	"truce/when"
)

// Version names the method, the lexicon and the list of places; whatever changes a stem changes it.
const Version = "truce/words/1"

// Stem is one comparable unit of a text: three bits of its kind above 29 bits of what it is. Stems of two kinds are never
// equal. Two different words are one stem by chance about once in 500 million pairs.
type Stem uint32

// Kind is what a stem stands for.
type Kind uint8

// The kinds. A Word is a word or a name by its sound; a Concept a term of the field, of whatever language; a Number a
// number, in digits or in words.
const (
	Word Kind = iota + 1
	Concept
	Number
)

const (
	kindShift = 29
	lowBits   = 1<<kindShift - 1
)

// Kind returns what the stem stands for.
func (s Stem) Kind() Kind { return Kind(s >> kindShift) }

// Value returns the number that a stem of kind Number stands for, where that is a whole number below 2^28.
func (s Stem) Value() (n uint32, ok bool) {
	low := uint32(s) & lowBits
	return low, s.Kind() == Number && low < wholeLimit
}

// Set is the stems of one text, sorted, each once. The nil set is that of a text that says nothing.
type Set []Stem

// MaxStems is the most stems that a set holds. A longer text is read up to there: it is no headline.
const MaxStems = 128

// Of returns the stems of a text. on is when the text was written or received, by which it is known what a place was
// called. Any bytes are a text: what is no letter and no digit parts words.
func Of(text string, on when.Instant) Set {
	var room [MaxStems]Stem
	set := Into(room[:0], text, on)
	if len(set) == 0 {
		return nil
	}
	return slices.Clone(set)
}

// Into is Of that writes the set over what into holds, for whoever keeps none of it. It allocates only where into has no
// room for MaxStems, and for texts outside of the Latin and Cyrillic letters.
func Into(into Set, text string, on when.Instant) Set {
	r := reader{set: into[:0], on: on}
	r.read(text)
	slices.Sort(r.set)
	return slices.Compact(r.set)
}

// InOrder returns every word of a text by its sound and every number, in their order and as often as they stand: what
// the text says in its own words, for telling copies. Nothing is left out or looked up. It ends after MaxStems.
func InOrder(text string) []Stem {
	r := reader{verbatim: true, set: make(Set, 0, len(text)/6+2)}
	r.read(text)
	return r.set
}

// Overlap is how many stems of each kind two sets have in common.
type Overlap struct {
	Words, Concepts, Numbers int
}

// All is how many stems there are of every kind.
func (o Overlap) All() int { return o.Words + o.Concepts + o.Numbers }

// Common counts what two sets have in common. It is symmetric.
func Common(a, b Set) Overlap {
	var o Overlap
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			switch a[0].Kind() {
			case Word:
				o.Words++
			case Concept:
				o.Concepts++
			case Number:
				o.Numbers++
			}
			a, b = a[1:], b[1:]
		}
	}
	return o
}

// Numbers returns the stems of a set that are numbers.
func (s Set) Numbers() Set {
	i, _ := slices.BinarySearch(s, Stem(uint32(Number)<<kindShift))
	return s[i:]
}

// stem makes a stem of a kind of the hash of what it is, whose highest bits are folded into the lowest.
func stem(kind Kind, hash uint32) Stem {
	return Stem(uint32(kind)<<kindShift | (hash^hash>>kindShift)&lowBits)
}

// hash is FNV-1a of 32 bits, with the finish of MurmurHash3, which spreads the last letters over all bits.
func hash(text []byte) uint32 {
	h := uint32(2166136261)
	for _, b := range text {
		h = (h ^ uint32(b)) * 16777619
	}
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}
