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

// before are the phrases that a name follows, in words that are folded to lower case. of is for those of which the name is the
// subject: a name that a verb of telling follows in "as the ministry reported".
var before = phrases(
	"according to", "with reference to", "citing", "quoting", "as reported by", "as told by", "source:",
	"за даними", "за інформацією", "за словами", "за повідомленням", "як повідомляє", "як повідомив", "як повідомила", "як повідомили", "як повідомляють",
	"як передає", "як пише", "повідомляє", "повідомляють", "з посиланням на", "посилаючись на", "джерело:",
	"по данным", "по информации", "по словам", "по сообщению", "как сообщает", "как сообщил", "как сообщила", "как сообщили", "как сообщают",
	"как передает", "как передаёт", "как пишет", "сообщает", "сообщают", "передает", "передаёт", "со ссылкой на", "ссылаясь на", "источник:",
)

// telling are the verbs that end a name after "as".
var telling = []string{"reported", "reports", "report", "said", "says", "told", "writes", "wrote", "announced", "claimed", "claims"}

// holders are words of which one stands in a name behind a dash at the end: "... - JFO HQ" names who says it, and
// "... - two killed" does not.
var holders = []string{
	"army", "military", "hq", "headquarters", "ministry", "police", "governor", "spokesman", "spokesperson", "spokeswoman", "militia", "ombudsman", "command",
	"osce", "un", "mayor", "staff", "media", "official", "officials", "agency", "sources",
	"штаб", "міноборони", "поліція", "оос", "ато", "обсє", "омбудсман", "омбудсмен", "сбу", "дснс", "генштаб", "ова", "мвс", "змі",
	"минобороны", "полиция", "обсе", "мвд", "армия", "мчс", "сми", "днр", "лнр", "нм",
}

func phrases(list ...string) [][]string {
	out := make([][]string, len(list))
	for i, text := range list {
		out[i] = strings.Fields(text)
	}
	slices.SortStableFunc(out, func(a, b []string) int { return len(b) - len(a) })
	return out
}

// token is one word of a text with the place where it stands.
type token struct {
	folded   string
	from, to int
	// stops says that a mark stands behind it that ends a name; dash that one of them is a dash.
	stops, dash bool
}

// tokens takes a text apart at what is no letter, digit, apostrophe or joined hyphen.
func tokens(text string) []token {
	var out []token
	start := -1
	end := func(to int) {
		if start >= 0 {
			out = append(out, token{folded: strings.ToLower(text[start:to]), from: start, to: to})
			start = -1
		}
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), strings.ContainsRune("'’ʼ", r):
			if start < 0 {
				start = i
			}
			continue
		case r == '-' && start >= 0:
			if next, _ := utf8.DecodeRuneInString(text[i+1:]); unicode.IsLetter(next) || unicode.IsDigit(next) {
				continue
			}
		}
		end(i)
		if n := len(out); n > 0 && !unicode.IsSpace(r) {
			if r == ':' {
				out[n-1].folded += ":"
			}
			out[n-1].stops = out[n-1].stops || !strings.ContainsRune("\"«“„&./", r)
			out[n-1].dash = out[n-1].dash || r == '-' || r == '–' || r == '—'
		}
	}
	end(len(text))
	return out
}

// Citations returns the passages of a text that name a source, in their order. It knows the phrases of news in Ukrainian,
// Russian and English and nothing of grammar: what it misses is no citation to it.
func Citations(text string) []Citation {
	list := tokens(text)
	var out []Citation
	for i := 0; i < len(list); i++ {
		if from, ok := follows(list, i); ok {
			if c, n := named(text, list, i, from, nil); n > 0 {
				out = append(out, c)
				i = from + n - 1
			}
			continue
		}
		if list[i].folded == "as" {
			if c, n := named(text, list, i, i+1, telling); n > 0 {
				out = append(out, c)
				i += n
			}
			continue
		}
		if list[i].dash && i+1 < len(list) && len(list)-i-1 <= maxName && holds(list[i+1:]) {
			if c, n := named(text, list, i+1, i+1, nil); n == len(list)-i-1 {
				return append(out, c)
			}
		}
	}
	return out
}

// follows tells whether a phrase that a name follows begins at a token, and where the name begins.
func follows(list []token, i int) (name int, ok bool) {
	for _, phrase := range before {
		if i+len(phrase) >= len(list) {
			continue
		}
		hit := true
		for k, word := range phrase {
			t := list[i+k]
			hit = hit && (t.folded == word || t.folded == word+":") && (!t.stops || k == len(phrase)-1 && strings.HasSuffix(t.folded, ":"))
		}
		if hit {
			return i + len(phrase), true
		}
	}
	return 0, false
}

// named reads a name from a token on: up to a mark that ends it, to a word that tells, or to the end. Where verbs are given,
// one of them must end it. It returns how many tokens it took.
func named(text string, list []token, begin, from int, verbs []string) (Citation, int) {
	to := from
	ended := false
	for to < len(list) && to-from < maxName && !ended {
		if slices.Contains(telling, list[to].folded) || slices.Contains(clauses, list[to].folded) {
			break
		}
		ended = list[to].stops
		to++
	}
	verb := to < len(list) && slices.Contains(telling, list[to].folded)
	if to == from || verbs != nil && (!verb || ended) {
		return Citation{}, 0
	}
	name := strings.TrimRight(text[list[from].from:list[to-1].to], ":")
	last := to - 1
	if verbs != nil {
		last = to
	}
	stems := words.Of(name, 0)
	stems = slices.DeleteFunc(stems, func(s words.Stem) bool { return s.Kind() == words.Number })
	root := observation.Root(name)
	if len(stems) == 0 || root == "" {
		return Citation{}, 0
	}
	return Citation{Root: root, Words: text[list[begin].from:list[last].to], At: list[begin].from, stems: stems}, to - from
}

// clauses are words that begin what is told, so that no name goes beyond them.
var clauses = []string{
	"that", "in", "on", "at", "who", "which", "killed", "has", "have", "had", "was", "were",
	"що", "у", "в", "на", "про", "внаслідок", "який", "яка", "что", "во", "о", "в", "который", "которая", "был", "была", "було",
}

// holds tells whether one of the words is of a holder of evidence, and none is a number.
func holds(list []token) bool {
	for _, t := range list {
		if r, _ := utf8.DecodeRuneInString(t.folded); unicode.IsDigit(r) {
			return false
		}
	}
	return slices.ContainsFunc(list, func(t token) bool { return slices.Contains(holders, strings.TrimSuffix(t.folded, ":")) })
}
