// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"slices"

	"truce/agreement"
	"truce/agreement/diff"
)

// rivalTexts compares each two texts that claim to be one truce and of which neither amends the other.
func rivalTexts(texts []*text) []Complaint {
	var out []Complaint
	for i, a := range texts {
		for _, b := range texts[i+1:] {
			if rivals(a, b) {
				out = append(out, rivalry(a, b)...)
			}
		}
	}
	return out
}

// rivals tells whether two texts stand side by side: at least one is a declaration or undertaking of one side, and
// neither amends the other. Two agreements without such a link are taken to add up.
func rivals(a, b *text) bool {
	own := func(t *text) bool { return t.doc.Kind == agreement.Declaration || t.doc.Kind == agreement.Parallel }
	return a.doc.ID != b.doc.ID && (own(a) || own(b)) &&
		!slices.Contains(a.doc.Amends, b.doc.ID) && !slices.Contains(b.doc.Amends, a.doc.ID)
}

// rivalry turns the differences of two rival texts into complaints, filed under the first.
func rivalry(a, b *text) []Complaint {
	subject := fmt.Sprintf("%s and %s", a.doc.ID, b.doc.ID)
	var out []Complaint
	for _, d := range diff.Rival(a.Compiled, b.Compiled) {
		switch d.Kind {
		case diff.Apart:
			out = append(out, a.complain("texts-apart", "", subject).says(
				"%s", d.Says))
		case diff.OnlyFirst, diff.OnlySecond:
			t, article := a, d.OldArticle
			if d.Kind == diff.OnlySecond {
				t, article = b, d.NewArticle
			}
			out = append(out, t.complain("texts-differ", article, subject).says(
				"%s", d.Says))
		}
	}
	if a.doc.Declarant != "" && b.doc.Declarant != "" && a.doc.Declarant != b.doc.Declarant {
		x, y := a.PartyName(a.doc.Declarant), b.PartyName(b.doc.Declarant)
		out = append(out, a.complain("no-mutual-undertaking", "", subject).says(
			"%s binds %s%s and %s binds %s%s; no text is agreed between %s and %s.", a.doc.ID, x, toward(a), b.doc.ID, y, toward(b), x, y))
	}
	return out
}

// toward says to whom a text is addressed.
func toward(t *text) string {
	if t.doc.Addressee == "" {
		return ""
	}
	return " towards " + t.doc.Addressee
}
