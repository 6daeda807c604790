// SPDX-License-Identifier: Apache-2.0

package diff

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
)

// facet is one fact of a text outside its terms: the quorum of a body, the time of a step.
type facet struct {
	// key is equal in both texts for the same matter; under, if given, is the key of the whole that this is a
	// part of: where the whole comes or goes, its parts are not told one by one.
	key, under string
	kind       Kind
	party      agreement.PartyID
	article    agreement.ArticleID
	subject    string
	value      string
	// amount is the value as a number of the unit, where the difference is worth telling; zero for none.
	amount int64
	unit   string
	// head marks a whole, whose value does not change but is there or not.
	head bool
}

// facets collects the facets of one text.
type facets struct {
	list []facet
	c    *agreement.Compiled
	doc  *agreement.Agreement
}

// part is a whole that facets are added under.
type part struct {
	f       *facets
	key     string
	kind    Kind
	party   agreement.PartyID
	article agreement.ArticleID
	subject string
}

// whole adds something that is there or not, and returns it for its parts.
func (f *facets) whole(p part) part {
	p.f = f
	f.list = append(f.list, facet{key: p.key, kind: p.kind, party: p.party, article: p.article, subject: p.subject, value: "given", head: true})
	return p
}

// has adds a fact about the whole; an empty value is a fact not given.
func (p part) has(name, value string) {
	if value != "" {
		p.f.list = append(p.f.list, facet{
			key: p.key + "/" + name, under: p.key, kind: p.kind, party: p.party, article: p.article,
			subject: name + " of " + p.subject, value: value,
		})
	}
}

// holds adds a member of a set that belongs to the whole.
func (p part) holds(name, member string) {
	p.f.list = append(p.f.list, facet{
		key: p.key + "/" + name + "/" + member, under: p.key, kind: p.kind, party: p.party, article: p.article,
		subject: fmt.Sprintf("%s %s of %s", name, member, p.subject), value: "given", head: true,
	})
}

// facetsOf lists the facets of a text in the order of the document.
func facetsOf(c *agreement.Compiled) []facet {
	f := &facets{c: c, doc: c.Agreement()}
	f.force()
	f.parties()
	f.times()
	f.quiet()
	f.questions()
	f.definitions()
	f.places()
	f.evidence()
	f.bodies()
	f.procedure()
	f.ladder()
	f.gates()
	f.publication()
	return f.list
}

// compareFacets says what differs, in the order of the old text and then what only the new one has.
func compareFacets(old, new []facet) []Change {
	newAt, oldAt := index(new), index(old)
	var out []Change
	for _, a := range old {
		j, ok := newAt[a.key]
		if _, stays := newAt[a.under]; !ok && (a.under == "" || stays) {
			out = append(out, change(a, a.value, ""))
		} else if ok && a.value != new[j].value {
			b := new[j]
			c := change(b, a.value, b.value)
			c.OldArticle = a.article
			if a.amount > 0 && b.amount > 0 {
				c.Says = fmt.Sprintf("%s (%+d %s).", strings.TrimSuffix(c.Says, "."), b.amount-a.amount, b.unit)
			}
			out = append(out, c)
		}
	}
	for _, b := range new {
		_, ok := oldAt[b.key]
		if _, stood := oldAt[b.under]; !ok && (b.under == "" || stood) {
			out = append(out, change(b, "", b.value))
		}
	}
	kinds := []Kind{Force, Parties, Clock, Reading, Geometry, Evidence, Bodies, Procedure, Ladder, Publication}
	slices.SortStableFunc(out, func(a, b Change) int { return slices.Index(kinds, a.Kind) - slices.Index(kinds, b.Kind) })
	return out
}

func index(list []facet) map[string]int {
	out := make(map[string]int, len(list))
	for i, f := range list {
		out[f.key] = i
	}
	return out
}

func change(f facet, old, new string) Change {
	c := Change{Kind: f.kind, OldArticle: f.article, NewArticle: f.article, Old: old, New: new}
	if f.party != "" {
		c.For = []agreement.PartyID{f.party}
	}
	subject := upper(f.subject)
	switch {
	case old == "":
		c.OldArticle = ""
		c.Says = fmt.Sprintf("%s is new: %s.", subject, new)
		if f.head {
			c.Says = subject + " is new."
		}
	case new == "":
		c.NewArticle = ""
		c.Says = fmt.Sprintf("%s is no longer given; it was %s.", subject, old)
		if f.head {
			c.Says = subject + " is no longer there."
		}
	default:
		c.Says = fmt.Sprintf("%s was %s and is now %s.", subject, old, new)
	}
	return c
}

// number writes a count, nothing for none.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// said writes a text without line breaks in quotes, nothing for none.
func said(words string) string {
	if words == "" {
		return ""
	}
	return fmt.Sprintf("%q", strings.Join(strings.Fields(words), " "))
}
