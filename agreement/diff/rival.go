// SPDX-License-Identifier: Apache-2.0

package diff

import (
	"fmt"
	"slices"

	"truce/act"
	"truce/agreement"
	"truce/when"
)

// Rival returns how two texts of one truce differ, whoever they bind: what only one of them prohibits, permits or
// requires, when each begins and ends, and to whom each is addressed. Old and New in the changes are the first
// and the second text.
func Rival(first, second *agreement.Compiled) []Change {
	a, b := first.Agreement(), second.Agreement()
	var out []Change
	out = append(out, apart(first, second)...)
	if a.Addressee != b.Addressee && a.Addressee != "" && b.Addressee != "" {
		out = append(out, Change{
			Kind: Addressee, Old: a.Addressee, New: b.Addressee,
			Says: fmt.Sprintf("%s is addressed to %s, %s to %s.", a.ID, a.Addressee, b.ID, b.Addressee),
		})
	}
	out = append(out, only(OnlyFirst, a.ID, clausesOf(first), clausesOf(second))...)
	return append(out, only(OnlySecond, b.ID, clausesOf(second), clausesOf(first))...)
}

// apart compares when two texts begin and end.
func apart(first, second *agreement.Compiled) []Change {
	a, b := first.Agreement(), second.Agreement()
	var out []Change
	for _, bound := range []struct {
		verb string
		x, y agreement.TimePoint
		text func(*agreement.Compiled, agreement.TimePoint) string
	}{{"begins", a.Force.From, b.Force.From, beginText}, {"ends", a.Force.Until, b.Force.Until, endText}} {
		x, y := bound.text(first, bound.x), bound.text(second, bound.y)
		if x == y {
			continue
		}
		c := Change{Kind: Apart, Old: x, New: y}
		switch {
		case x == "":
			c.Says = fmt.Sprintf("%s %s %s, %s at no time given.", b.ID, bound.verb, bound.y, a.ID)
		case y == "":
			c.Says = fmt.Sprintf("%s %s %s, %s at no time given.", a.ID, bound.verb, bound.x, b.ID)
		default:
			c.Says = fmt.Sprintf("%s %s %s, %s %s", a.ID, bound.verb, bound.x, b.ID, bound.y)
			if gap, ok := between(first, second, bound.x, bound.y); ok {
				c.Says += fmt.Sprintf(": %s apart", gap)
			}
			c.Says += "."
		}
		out = append(out, c)
	}
	return out
}

func between(first, second *agreement.Compiled, x, y agreement.TimePoint) (when.Duration, bool) {
	i, known := resolve(first, x)
	j, both := resolve(second, y)
	gap := when.Duration(j.From - i.From)
	return max(gap, -gap), known && both
}

// only says what one text covers and the other does not, as acts against kinds of target.
func only(kind Kind, id agreement.ID, of, other []clause) []Change {
	type group struct {
		sense   agreement.Sense
		acts    []act.Act
		targets string
		article agreement.ArticleID
	}
	var groups []*group
	for _, sense := range []agreement.Sense{agreement.Prohibits, agreement.Permits, agreement.Requires} {
		for _, leaf := range act.Leaves() {
			mine, article, ok := reach(of, sense, leaf)
			theirs, _, both := reach(other, sense, leaf)
			if !ok {
				continue
			}
			text := targetWords(mine)
			if both {
				left := slices.DeleteFunc(slices.Clone(mine), func(t string) bool { return slices.Contains(theirs, t) })
				if len(theirs) == 0 || len(mine) > 0 && len(left) == 0 {
					continue
				}
				if text = targetWords(left); len(mine) == 0 {
					text = "anything but " + targetWords(theirs)
				}
			}
			i := slices.IndexFunc(groups, func(g *group) bool { return g.sense == sense && g.targets == text && g.article == article })
			if i < 0 {
				groups = append(groups, &group{sense: sense, targets: text, article: article})
				i = len(groups) - 1
			}
			groups[i].acts = append(groups[i].acts, leaf)
		}
	}
	out := make([]Change, len(groups))
	for i, g := range groups {
		what := ActWords(g.acts)
		if g.targets != "" {
			what += " against " + g.targets
		}
		out[i] = Change{Kind: kind, Says: fmt.Sprintf("Only %s %s %s (article %s).", id, g.sense, what, g.article)}
		if kind == OnlyFirst {
			out[i].OldArticle, out[i].Old = g.article, what
		} else {
			out[i].NewArticle, out[i].New = g.article, what
		}
	}
	return out
}

// reach returns against which targets a text covers an act, none meaning anything; ok is false where it does not.
func reach(list []clause, sense agreement.Sense, leaf act.Act) (against []string, article agreement.ArticleID, ok bool) {
	anything := false
	for _, c := range list {
		if c.sense != sense || c.act != leaf {
			continue
		}
		if !ok {
			article = c.article
		}
		ok = true
		if len(c.scope[targets].set) == 0 {
			anything = true
		}
		against = append(against, c.scope[targets].set...)
	}
	if anything {
		return nil, article, ok
	}
	slices.Sort(against)
	return slices.Compact(against), article, ok
}
