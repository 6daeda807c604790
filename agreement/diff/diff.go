// SPDX-License-Identifier: Apache-2.0

// Package diff turns two compiled agreements into the list of what differs between them in effect, and for
// whom. Words and names that decide nothing are not compared: renaming articles and terms changes nothing. Names by which
// reports mean a party or a place, and words on which a ruling or an answer of people rests, do decide.
package diff

import (
	"cmp"
	"slices"

	"truce/agreement"
)

// Kind says in which respect two agreements differ.
type Kind string

// The kinds of change. Widened and narrowed speak of the reach of a duty or a permission, whoever gains by it.
const (
	Added       Kind = "added"
	Removed     Kind = "removed"
	Widened     Kind = "widened"
	Narrowed    Kind = "narrowed"
	Altered     Kind = "altered" // neither wider nor narrower, such as another zone
	Moved       Kind = "moved-in-time"
	Severity    Kind = "severity"
	Exemption   Kind = "exemption"
	Reading     Kind = "reading"
	Force       Kind = "force"
	Parties     Kind = "parties"
	Clock       Kind = "clock"
	Geometry    Kind = "geometry"
	Bodies      Kind = "bodies"
	Procedure   Kind = "procedure"
	Ladder      Kind = "ladder"
	Evidence    Kind = "evidence"
	Publication Kind = "publication"
	OnlyFirst   Kind = "only-in-first"
	OnlySecond  Kind = "only-in-second"
	Apart       Kind = "apart" // two texts begin or end at different times
	Addressee   Kind = "addressee"
)

// Change is one difference in effect.
type Change struct {
	Kind Kind `json:"kind"`
	// For lists the parties whose duties or rights change; empty means everybody under the text.
	For []agreement.PartyID `json:"for,omitempty"`
	// OldArticle and NewArticle are where the matter stands in each text; empty where it stands in neither
	// article or not at all.
	OldArticle agreement.ArticleID `json:"old_article,omitempty"`
	NewArticle agreement.ArticleID `json:"new_article,omitempty"`
	// Says is the change in one sentence.
	Says string `json:"says"`
	// Old and New are what each text provides, in words; empty where it provides nothing.
	Old string `json:"old,omitempty"`
	New string `json:"new,omitempty"`
}

// Compare returns what changes in effect from old to new, in a fixed order: duties and permissions first, in the
// order of the parties, then the rest of the text. Two texts of equal effect give nothing.
func Compare(old, new *agreement.Compiled) []Change {
	out := compareClauses(clausesOf(old), clausesOf(new), partyNames(old, new))
	return append(out, compareFacets(facetsOf(old), facetsOf(new))...)
}

// TextOnly returns the articles, by the ID that both texts give them, whose words differ. Compare says which of
// them also differ in effect.
func TextOnly(old, new *agreement.Compiled) []agreement.ArticleID {
	var out []agreement.ArticleID
	for _, a := range old.Agreement().Articles {
		i := slices.IndexFunc(new.Agreement().Articles, func(b agreement.Article) bool { return a.ID == b.ID })
		if i < 0 {
			continue
		}
		if b := new.Agreement().Articles[i]; a.Title != b.Title || a.Says != b.Says {
			out = append(out, a.ID)
		}
	}
	return out
}

// names are the parties of both texts in order, with what to call them.
type names struct {
	order []agreement.PartyID
	name  map[agreement.PartyID]string
}

func partyNames(texts ...*agreement.Compiled) names {
	n := names{name: make(map[agreement.PartyID]string)}
	for _, t := range texts {
		for _, p := range t.Agreement().Parties {
			if _, ok := n.name[p.ID]; !ok {
				n.order = append(n.order, p.ID)
				n.name[p.ID] = cmp.Or(p.Name, string(p.ID))
			}
		}
	}
	return n
}

// call names a set of parties, given in order; all of several parties are "every party".
func (n names) call(list []agreement.PartyID) string {
	if len(list) == len(n.order) && len(list) > 1 {
		return "every party"
	}
	words := make([]string, len(list))
	for i, p := range list {
		words[i] = n.name[p]
	}
	return among(words)
}
