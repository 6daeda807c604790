// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"slices"
	"strings"

	"truce/agreement"
)

// vague is a word that parties have filled with different meanings, and what a definition of it would have to
// answer.
type vague struct {
	forms []string
	asks  string
}

// vagueWords is the list of docs/spec/lint.md. It is short on purpose: a word is added when a real dispute
// turned on it, not because it sounds loose.
func vagueWords() []vague {
	return []vague{
		{[]string{"provocation", "provocations", "provoke", "provoked", "provocative"}, "which acts count, and may they be answered"},
		{[]string{"expanded attack", "expanded attacks", "large-scale attack", "large-scale attacks", "major attack"}, "from what size, and who says so"},
		{[]string{"heavy weapon", "heavy weapons", "heavy weaponry", "heavy armaments"}, "which classes, from which calibre"},
		{[]string{"around", "in the vicinity", "in the vicinity of", "close to", "in the immediate area"}, "how far"},
		{[]string{"persist", "persists", "persisting", "if it continues"}, "for how long, or how many times"},
		{[]string{"settlement area", "settlement areas", "built-up area", "built-up areas"}, "bounded by which line on which map"},
		{[]string{"as soon as possible", "promptly", "without delay", "in due course", "within a reasonable time"}, "by when"},
		{[]string{"if necessary", "where necessary", "if needed", "as appropriate", "where possible"}, "who decides that it is"},
		{[]string{"offensive action", "offensive actions", "offensive operation", "offensive operations"}, "which acts count"},
		{[]string{"hostile act", "hostile acts", "unfriendly act", "unfriendly acts"}, "which acts count"},
		{[]string{"military activity", "military activities", "military action", "military actions"}, "which acts count"},
		{[]string{"energy infrastructure", "energy facilities", "energy objects", "critical infrastructure", "civilian infrastructure"}, "which kinds of object"},
		{[]string{"proportionate", "adequate response", "appropriate measures", "necessary measures"}, "measured against what"},
		{[]string{"serious violation", "serious violations", "significant violation", "significant violations", "gross violation"}, "from what level"},
		{[]string{"mirror", "mirrors", "mirrored", "mirroring"}, "which acts of whom, and until when"},
	}
}

// use is where a vague word stands.
type use struct {
	article agreement.ArticleID
	form    string
}

func undefinedWords(t *text) []Complaint {
	var out []Complaint
	for _, v := range vagueWords() {
		if t.defines(v) {
			continue
		}
		uses := t.uses(v)
		if len(uses) == 0 {
			continue
		}
		articles := make([]agreement.ArticleID, 0, len(uses))
		for _, u := range uses {
			articles = append(articles, u.article)
		}
		articles = unique(articles)
		out = append(out, t.complain("undefined-word", uses[0].article, uses[0].form).says(
			"%q is used in %s %s and nowhere defined: %s?", uses[0].form, plural(len(articles), "article"), among(articles), v.asks))
	}
	return out
}

// defines tells whether a definition explains one of the forms, or a longer phrase that begins with one.
func (t *text) defines(v vague) bool {
	for key := range t.doc.Definitions {
		for _, form := range v.forms {
			if hasPhrase(strings.ToLower(key), form) {
				return true
			}
		}
	}
	return false
}

// uses lists where the word stands in articles and rungs, but for articles with a question about that very
// word: that is reported as differing readings, once.
func (t *text) uses(v vague) []use {
	asked := make(map[agreement.ArticleID]bool)
	for _, q := range t.doc.Questions {
		if findForm(v, q.Asks) != "" {
			asked[q.Article] = true
		}
	}
	var out []use
	add := func(article agreement.ArticleID, words string) {
		if form := findForm(v, words); form != "" && !asked[article] {
			out = append(out, use{article, form})
		}
	}
	for _, a := range t.doc.Articles {
		add(a.ID, a.Title+". "+a.Says)
	}
	for _, r := range t.doc.Ladder {
		add(r.Article, r.Owes)
	}
	slices.SortStableFunc(out, func(x, y use) int { return t.order[x.article] - t.order[y.article] })
	return out
}

// findForm returns the longest form of the word that stands in the text, or "".
func findForm(v vague, words string) string {
	low, best := strings.ToLower(words), ""
	for _, form := range v.forms {
		if len(form) > len(best) && hasPhrase(low, form) {
			best = form
		}
	}
	return best
}

// hasPhrase tells whether the phrase stands in the lower-case text as whole words.
func hasPhrase(low, phrase string) bool {
	for from := 0; ; {
		i := strings.Index(low[from:], phrase)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(phrase)
		if (i == 0 || !isLetter(low[i-1])) && (end == len(low) || !isLetter(low[end])) {
			return true
		}
		from = end
	}
}

// isLetter takes every byte of a multi-byte letter for one, which is right for the scripts that occur.
func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 0x80 || b >= '0' && b <= '9' }
