// SPDX-License-Identifier: Apache-2.0

package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/act"
	"truce/agreement"
)

// step is one change of one clause: what differs, for one party and one act.
type step struct {
	kind           Kind
	party          agreement.PartyID
	sense          agreement.Sense
	act            act.Act
	of             string
	dim            int
	old, new       string
	oldArt, newArt agreement.ArticleID
	scope          scope // of the clause that both texts share, or of the only one
}

// compareClauses compares clause by clause and writes the differences for people, those of several acts and
// parties together.
func compareClauses(old, new []clause, n names) []Change {
	type place struct {
		party agreement.PartyID
		sense agreement.Sense
		act   act.Act
	}
	type pair struct{ old, new []clause }
	pairs := make(map[place]*pair)
	var order []place
	at := func(c clause) *pair {
		p := place{c.party, c.sense, c.act}
		if pairs[p] == nil {
			pairs[p] = &pair{}
			order = append(order, p)
		}
		return pairs[p]
	}
	for _, c := range old {
		p := at(c)
		p.old = append(p.old, c)
	}
	for _, c := range new {
		p := at(c)
		p.new = append(p.new, c)
	}
	senses := []agreement.Sense{agreement.Prohibits, agreement.Permits, agreement.Requires}
	leaves := act.Leaves()
	slices.SortStableFunc(order, func(a, b place) int {
		return cmp.Or(
			cmp.Compare(slices.Index(n.order, a.party), slices.Index(n.order, b.party)),
			cmp.Compare(slices.Index(senses, a.sense), slices.Index(senses, b.sense)),
			cmp.Compare(slices.Index(leaves, a.act), slices.Index(leaves, b.act)))
	})
	var steps []step
	for _, p := range order {
		old, new := pairs[p].old, pairs[p].new
		if !slices.ContainsFunc(slices.Concat(old, new), classless) {
			old, new = split(old), split(new)
		}
		steps = append(steps, match(merge(old), merge(new))...)
	}
	return write(steps, n)
}

// match pairs the clauses of one party, sense and act, the most alike first, and says what differs.
func match(old, new []clause) []step {
	var out []step
	oldLeft, newLeft := slices.Clone(old), slices.Clone(new)
	for {
		i, j, ok := nearest(oldLeft, newLeft)
		if !ok {
			break
		}
		out = append(out, differences(oldLeft[i], newLeft[j])...)
		oldLeft, newLeft = slices.Delete(oldLeft, i, i+1), slices.Delete(newLeft, j, j+1)
	}
	for _, c := range oldLeft {
		s := step{kind: Removed, party: c.party, sense: c.sense, act: c.act, of: c.of, dim: -1, oldArt: c.article, scope: c.scope}
		if len(new) > 0 {
			s.kind = Narrowed
		}
		out = append(out, s)
	}
	for _, c := range newLeft {
		s := step{kind: Added, party: c.party, sense: c.sense, act: c.act, of: c.of, dim: -1, newArt: c.article, scope: c.scope}
		if len(old) > 0 {
			s.kind = Widened
		}
		out = append(out, s)
	}
	return out
}

// nearest returns the pair of clauses of one weapon class that differ least. Among equals the choice is the same
// whichever text is the old one, so that comparing the other way round gives the mirror image.
func nearest(old, new []clause) (i, j int, ok bool) {
	type rank struct {
		distance  int
		low, high string
	}
	var best rank
	for x, a := range old {
		for y, b := range new {
			if a.of != b.of {
				continue
			}
			ka, kb := a.of+a.scope.key(), b.of+b.scope.key()
			r := rank{a.scope.distance(b.scope), min(ka, kb), max(ka, kb)}
			if !ok || cmp.Or(cmp.Compare(r.distance, best.distance), cmp.Compare(r.low, best.low), cmp.Compare(r.high, best.high)) < 0 {
				best, i, j, ok = r, x, y, true
			}
		}
	}
	return i, j, ok
}

// differences says in which dimensions two clauses differ.
func differences(old, new clause) []step {
	var out []step
	shared := old.scope
	for d := range shared {
		if old.scope[d].text != new.scope[d].text {
			shared[d] = value{}
		}
	}
	for d := range dimensions {
		a, b := old.scope[d], new.scope[d]
		if a.text == b.text {
			continue
		}
		out = append(out, step{
			kind: direction(d, a, b), party: old.party, sense: old.sense, act: old.act, of: old.of, dim: d,
			old: a.text, new: b.text, oldArt: old.article, newArt: new.article, scope: shared,
		})
	}
	return out
}

// line is one step for several acts, weapon classes and parties.
type line struct {
	step
	acts    []act.Act
	ofs     []string
	parties []agreement.PartyID
}

// write turns the steps into changes: equal steps of several acts become one, then those of several weapon classes,
// then those of several parties.
func write(steps []step, n names) []Change {
	lines := make([]*line, len(steps))
	for i, s := range steps {
		lines[i] = &line{s, []act.Act{s.act}, []string{s.of}, []agreement.PartyID{s.party}}
	}
	lines = gather(lines, func(a, b *line) bool { return a.of == b.of && a.party == b.party },
		func(into, l *line) { into.acts = append(into.acts, l.acts...) })
	lines = gather(lines, func(a, b *line) bool { return slices.Equal(a.acts, b.acts) && a.party == b.party },
		func(into, l *line) { into.ofs = append(into.ofs, l.ofs...) })
	lines = gather(lines, func(a, b *line) bool { return slices.Equal(a.acts, b.acts) && slices.Equal(a.ofs, b.ofs) },
		func(into, l *line) { into.parties = append(into.parties, l.parties...) })
	out := make([]Change, len(lines))
	for i, l := range lines {
		slices.SortFunc(l.parties, func(a, b agreement.PartyID) int { return slices.Index(n.order, a) - slices.Index(n.order, b) })
		what := ActWords(l.acts)
		several := strings.Contains(what, " and ")
		if l.ofs[0] != "" {
			what += " with " + among(l.ofs)
		}
		out[i] = Change{
			Kind: l.kind, For: l.parties, OldArticle: l.oldArt, NewArticle: l.newArt, Old: l.old, New: l.new,
			Says: upper(n.call(l.parties)) + ": " + l.says(what, several),
		}
		if l.dim < 0 {
			out[i].Old, out[i].New = whole(l.step, l.oldArt, what), whole(l.step, l.newArt, what)
		}
	}
	return out
}

// gather joins each line into the first that says the same and is alike.
func gather(lines []*line, alike func(a, b *line) bool, join func(into, l *line)) []*line {
	var out []*line
	for _, l := range lines {
		i := slices.IndexFunc(out, func(m *line) bool { return sameStep(m.step, l.step) && alike(m, l) })
		if i < 0 {
			out = append(out, l)
			continue
		}
		join(out[i], l)
	}
	return out
}

// sameStep tells whether two steps say the same of two acts or two parties.
func sameStep(a, b step) bool {
	return a.kind == b.kind && a.sense == b.sense && a.dim == b.dim && a.old == b.old && a.new == b.new &&
		a.oldArt == b.oldArt && a.newArt == b.newArt && a.scope.equal(b.scope)
}

// whole writes a duty that stands in one text only; nothing for the text that lacks it.
func whole(s step, article agreement.ArticleID, acts string) string {
	if article == "" {
		return ""
	}
	return acts + s.scope.words() + " " + participle(s.sense)
}

// says writes the step for people, without the parties.
func (s step) says(acts string, several bool) string {
	if s.dim < 0 {
		verb := "is"
		if several {
			verb = "are"
		}
		if s.newArt != "" {
			return fmt.Sprintf("%s%s %s now %s (article %s).", acts, s.scope.words(), verb, participle(s.sense), s.newArt)
		}
		return fmt.Sprintf("%s%s %s no longer %s (was article %s).", acts, s.scope.words(), verb, participle(s.sense), s.oldArt)
	}
	name := [dimensions]string{
		"target", "weapon", "place", "excluded place", "distance", "distance off the line", "daily window", "period", "default severity",
		"exemption", "further condition", "reading",
	}[s.dim]
	none := [dimensions]string{
		"anything", "any weapon", "everywhere in the area", "none", "none", "none", "at any hour", "as long as the instrument",
		"none", "none", "none", "the plain text",
	}[s.dim]
	if s.dim == weapons && s.of != "" {
		name, none = "calibre", "any"
		s.old, s.new = strings.TrimPrefix(s.old, "of "), strings.TrimPrefix(s.new, "of ")
	}
	art := "article " + string(s.newArt)
	if s.oldArt != s.newArt {
		art += ", was " + string(s.oldArt)
	}
	verb := map[Kind]string{Widened: "wider: ", Narrowed: "narrower: "}[s.kind]
	return fmt.Sprintf("the %s of %s%s (%s) is %s%s was %s, is now %s.", noun(s.sense), acts, s.scope.words(), art,
		cmp.Or(verb, "changed: "), name, cmp.Or(s.old, none), cmp.Or(s.new, none))
}

func participle(s agreement.Sense) string {
	return map[agreement.Sense]string{
		agreement.Prohibits: "prohibited", agreement.Permits: "permitted", agreement.Requires: "required",
	}[s]
}

func noun(s agreement.Sense) string {
	return map[agreement.Sense]string{
		agreement.Prohibits: "prohibition", agreement.Permits: "permission", agreement.Requires: "requirement",
	}[s]
}

// ActWords names a set of leaves by the largest groups of the list that lie in it, and then the rest: "direct-fire
// and mortar-fire".
func ActWords(leaves []act.Act) string {
	return among(grouped(leaves, act.Acts(), func(a act.Act) []act.Act { return a.Leaves() }))
}

// targetWords names a set of target leaves as ActWords does acts.
func targetWords(leaves []string) string {
	list := make([]act.Target, len(leaves))
	for i, l := range leaves {
		list[i] = act.Target(l)
	}
	return among(grouped(list, act.Targets(), func(t act.Target) []act.Target { return t.Leaves() }))
}

// grouped covers the leaves by words of the list, the word for the most leaves first.
func grouped[T ~string](leaves, words []T, of func(T) []T) []T {
	left := slices.Clone(leaves)
	var out []T
	for len(left) > 0 {
		var best []T
		word := left[0]
		for _, w := range words {
			members := of(w)
			if len(members) > len(best) && !slices.ContainsFunc(members, func(m T) bool { return !slices.Contains(left, m) }) {
				best, word = members, w
			}
		}
		out = append(out, word)
		left = slices.DeleteFunc(left, func(l T) bool { return l == word || slices.Contains(best, l) })
	}
	return out
}

// among joins words as a sentence does: "a, b and c".
func among[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// upper begins a sentence.
func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
