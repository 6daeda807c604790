// SPDX-License-Identifier: Apache-2.0

package copies

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"truce/likeness/words"
	"truce/observation"
)

// Citation is a passage in which a text names the source that it has its news from.
type Citation struct {
	// Root is the name that is cited, as observation.Root writes it.
	Root string `json:"root"`
	// Words are the passage, as it stands in the text from the byte At on.
	Words string `json:"words"`
	At    int    `json:"at"`

	stems words.Set
}

// maxName is how many words the name of a source may have.
const maxName = 6

// before are the phrases that a name follows, in lower case.
var before = phrases(
	"according to", "with reference to", "citing", "quoting", "as reported by", "as told by", "source:",
	"за даними", "за інформацією", "за словами", "за повідомленням", "як повідомляє", "як повідомив", "як повідомила", "як повідомили", "як повідомляють",
	"як передає", "як пише", "повідомляє", "повідомляють", "з посиланням на", "посилаючись на", "джерело:",
	"по данным", "по информации", "по словам", "по сообщению", "как сообщает", "как сообщил", "как сообщила", "как сообщили", "как сообщают",
	"как передает", "как передаёт", "как пишет", "сообщает", "сообщают", "передает", "передаёт", "со ссылкой на", "ссылаясь на", "источник:",
)

// telling are the verbs that end a name after "as": "as the ministry reported".
var telling = []string{"reported", "reports", "report", "said", "says", "told", "writes", "wrote", "announced", "claimed", "claims"}

// holders are words of which one stands in a name behind a dash at the end: "... - JFO HQ" names who says it, and
// "... - two killed" does not.
var holders = []string{
	"army", "military", "hq", "headquarters", "ministry", "police", "governor", "spokesman", "spokesperson", "spokeswoman", "militia", "ombudsman", "command",
	"osce", "un", "mayor", "staff", "media", "official", "officials", "agency", "sources",
	"штаб", "міноборони", "поліція", "оос", "ато", "обсє", "омбудсман", "омбудсмен", "сбу", "дснс", "генштаб", "ова", "мвс", "змі",
	"минобороны", "полиция", "обсе", "мвд", "армия", "мчс", "сми", "днр", "лнр", "нм",
}

// beginnings are the phrases by the first letter of their first word, the longest first.
var beginnings = makeBeginnings()

func phrases(list ...string) [][]string {
	out := make([][]string, len(list))
	for i, text := range list {
		out[i] = strings.Fields(text)
	}
	slices.SortStableFunc(out, func(a, b []string) int { return len(b) - len(a) })
	return out
}

func makeBeginnings() map[rune][][]string {
	out := map[rune][][]string{}
	for _, phrase := range before {
		first, _ := utf8.DecodeRuneInString(phrase[0])
		out[first] = append(out[first], phrase)
	}
	return out
}

// token is one word of a text with the place where it stands.
type token struct {
	from, to int
	// stops says that a mark stands behind it that ends a name, colon that it is a colon, dash that one of them is a dash.
	stops, colon, dash bool
}

// tokens takes a text apart at what is no letter, digit, apostrophe or joined hyphen.
func tokens(text string) []token {
	out := make([]token, 0, 24)
	start := -1
	end := func(to int) {
		if start >= 0 {
			out = append(out, token{from: start, to: to})
			start = -1
		}
	}
	for i, r := range text {
		switch {
		case isInWord(r):
			if start < 0 {
				start = i
			}
			continue
		case r == '-' && start >= 0:
			if next, _ := utf8.DecodeRuneInString(text[i+1:]); isInWord(next) {
				continue
			}
		}
		end(i)
		if n := len(out); n > 0 && r != ' ' {
			t := &out[n-1]
			t.colon = t.colon || r == ':' && t.to == i
			// A full stop behind a letter or two is of an abbreviation.
			short := r == '.' && utf8.RuneCountInString(text[t.from:t.to]) <= 2
			t.stops = t.stops || !short && !unicode.IsSpace(r) && !strings.ContainsRune("\"«“„&/", r)
			t.dash = t.dash || r == '-' || r == '–' || r == '—'
		}
	}
	end(len(text))
	return out
}

func isInWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '\''
	}
	return r >= 0x400 && r < 0x530 || r == '’' || r == 'ʼ' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// Citations returns the passages of a text that name a source, in their order. It knows the phrases of news in Ukrainian,
// Russian and English and nothing of grammar: what it misses is no citation to it.
func Citations(text string) []Citation {
	r := reading{text, tokens(text)}
	var out []Citation
	for i := 0; i < len(r.list); i++ {
		if from, ok := r.follows(i); ok {
			if to := r.name(from); to > from {
				out = r.cite(out, i, from, to)
				i = to - 1
			}
			continue
		}
		if r.is(i, "as") {
			if to := r.name(i + 1); to > i+1 && to < len(r.list) && !r.list[to-1].stops && r.isAny(to, telling) {
				out = r.cite(out, i, i+1, to)
				i = to
			}
			continue
		}
		if rest := len(r.list) - i - 1; r.list[i].dash && rest > 0 && rest <= maxName && r.holds(i+1) && r.name(i+1) == len(r.list) {
			return r.cite(out, i+1, i+1, len(r.list))
		}
	}
	return out
}

// reading is a text with its words.
type reading struct {
	text string
	list []token
}

func (r reading) word(i int) string { return r.text[r.list[i].from:r.list[i].to] }

func (r reading) is(i int, word string) bool { return strings.EqualFold(r.word(i), word) }

func (r reading) isAny(i int, list []string) bool {
	return slices.ContainsFunc(list, func(word string) bool { return r.is(i, word) })
}

// follows tells whether a phrase that a name follows begins at a token, and where the name begins.
func (r reading) follows(i int) (name int, ok bool) {
	first, _ := utf8.DecodeRuneInString(r.text[r.list[i].from:])
	for _, phrase := range beginnings[unicode.ToLower(first)] {
		n := len(phrase)
		if i+n >= len(r.list) {
			continue
		}
		hit := true
		for k, word := range phrase {
			word, colon := strings.CutSuffix(word, ":")
			t := r.list[i+k]
			hit = hit && r.is(i+k, word) && (colon && t.colon || !colon && !t.stops)
		}
		if hit {
			return i + n, true
		}
	}
	return 0, false
}

// name returns where the name ends that begins at a token: behind a mark that ends it, before a word that tells or begins
// what is told, or at the end of the text.
func (r reading) name(from int) (to int) {
	for to = from; to < len(r.list) && to-from < maxName; to++ {
		if r.isAny(to, telling) || r.isAny(to, clauses) {
			return to
		}
		if _, ok := r.follows(to); ok {
			return to
		}
		if r.list[to].stops {
			return to + 1
		}
	}
	return to
}

// cite adds the source that the tokens from and to hold, unless they say nothing but numbers and mere words. The passage
// begins at a token, and reaches to the verb that tells.
func (r reading) cite(out []Citation, begin, from, to int) []Citation {
	name := r.text[r.list[from].from:r.list[to-1].to]
	last := to - 1
	if to < len(r.list) && begin != from && r.isAny(to, telling) {
		last = to
	}
	stems := words.Of(name, 0)
	root := observation.Root(name)
	if len(stems.Numbers()) == len(stems) || root == "" {
		return out
	}
	at := r.list[begin].from
	return append(out, Citation{Root: root, Words: r.text[at:r.list[last].to], At: at, stems: stems})
}

// clauses are words that begin what is told, so that no name goes beyond them.
var clauses = []string{
	"that", "in", "on", "at", "who", "which", "killed", "has", "have", "had", "was", "were",
	"що", "у", "в", "на", "про", "внаслідок", "який", "яка", "что", "во", "о", "в", "который", "которая", "был", "была", "було",
}

// holds tells whether one of the words from a token on is of a holder of evidence, and none is a number.
func (r reading) holds(from int) bool {
	found := false
	for i := from; i < len(r.list); i++ {
		word := strings.TrimSuffix(strings.TrimSuffix(r.word(i), "'s"), "’s")
		if first, _ := utf8.DecodeRuneInString(word); unicode.IsDigit(first) {
			return false
		}
		found = found || slices.ContainsFunc(holders, func(holder string) bool { return strings.EqualFold(word, holder) })
	}
	return found
}
