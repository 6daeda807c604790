// SPDX-License-Identifier: Apache-2.0

package copies

import (
	"slices"

	"truce/likeness/words"
	"truce/observation"
	"truce/report"
)

// Independent is what some accounts of an event rest on.
type Independent struct {
	// Roots are the independent custodial roots, sorted, each by its first name.
	Roots []string
	// Names are all the names of each, in the order of Roots: more than one where it cannot be told which of them it is.
	Names [][]string
	// Means is how many different means of observation there are if each root counts with one of its own.
	Means int
}

// called is a root with the stems of its name.
type called struct {
	root  string
	stems words.Set
}

// citers works out which roots the texts cite: those on record whose name says it, and else the name as it stands.
func (c *Custody) citers() {
	var texts []*text
	for _, v := range c.variants {
		if len(v.text.cites) > 0 && !slices.Contains(texts, v.text) {
			texts = append(texts, v.text)
		}
	}
	if len(texts) == 0 {
		return
	}
	var onRecord []called
	seen := map[string]bool{}
	for _, m := range c.members {
		for _, r := range m.Roots {
			if !seen[r] {
				seen[r] = true
				onRecord = append(onRecord, called{r, words.Of(r, 0)})
			}
		}
	}
	slices.SortFunc(texts, func(a, b *text) int { return slices.Compare(namesOf(a), namesOf(b)) })
	var unknown []called
	for _, t := range texts {
		for i := range t.cites {
			cited := &t.cites[i]
			named := matching(onRecord, cited.stems)
			if len(named) == 0 {
				at := slices.IndexFunc(unknown, func(k called) bool { return slices.Equal(k.stems, cited.stems) })
				if at < 0 {
					at = len(unknown)
					unknown = append(unknown, called{cited.Root, cited.stems})
				}
				named = []string{unknown[at].root}
			}
			c.cited[t] = append(c.cited[t], named...)
		}
	}
}

func namesOf(t *text) []string {
	out := make([]string, len(t.cites))
	for i, cited := range t.cites {
		out[i] = cited.Root
	}
	return out
}

// matching returns the roots whose name says all that a cited one does, or the reverse.
func matching(list []called, stems words.Set) []string {
	var out []string
	for _, k := range list {
		if n := words.Common(k.stems, stems).All(); n > 0 && n == min(len(k.stems), len(stems)) {
			out = append(out, k.root)
		}
	}
	return out
}

// isOwn tells whether a passage names the account's own root.
func isOwn(cited *Citation, m *observation.Observation) bool {
	return slices.ContainsFunc(m.Roots, func(r string) bool { return len(matching([]called{{r, words.Of(r, 0)}}, cited.stems)) > 0 })
}

// claim is the roots that one account may rest on, of which it is one.
type claim struct {
	roots []string // sorted
	links int      // how many others it copies or cites, each with roots that are in none before
	cites bool     // that it cites another than itself
	sure  bool     // that each of them stands by itself
	on    int      // the member
}

// Independent returns what the accounts that keep picks rest on; nil picks all. The copies are those among all accounts.
//
// A coded event has a root for each source that its makers list. A plain report is one source, whatever roots it names, copies
// or cites: it adds nothing where one of them stands on its own in another account, and never makes two that do into one.
func (c *Custody) Independent(keep func(*observation.Observation) bool) Independent {
	if len(c.members) == 1 && c.cited == nil && (keep == nil || keep(c.members[0])) {
		return alone(c.members[0])
	}
	var claims []claim
	standing := map[string]bool{}
	for i, m := range c.members {
		if keep != nil && !keep(m) {
			continue
		}
		k := c.claim(i)
		claims = append(claims, k)
		for _, r := range k.roots {
			if k.sure {
				standing[r] = true
			}
		}
	}
	u := union{}
	var later []claim
	for _, k := range claims {
		switch {
		case k.sure || slices.ContainsFunc(k.roots, func(r string) bool { return standing[r] }):
		case k.links > 1:
			later = append(later, k)
		default:
			u.join(k.roots)
		}
	}
	later = slices.DeleteFunc(later, func(k claim) bool { return slices.ContainsFunc(k.roots, u.has) })
	for _, k := range later {
		u.join(k.roots)
	}
	out := u.groups()
	for r := range standing {
		out = append(out, []string{r})
	}
	slices.SortFunc(out, func(a, b []string) int { return slices.Compare(a, b) })
	in := Independent{Names: out, Roots: make([]string, len(out))}
	for i, names := range out {
		in.Roots[i] = names[0]
	}
	if len(claims) == 1 {
		if k := c.of[claims[0].on].cluster.head(); k.means != "" && !k.cloudy {
			in.Means = 1
		}
		return in
	}
	in.Means = c.meansOf(claims, in.Names, standing)
	return in
}

// alone is what a single account rests on that cites nobody.
func alone(m *observation.Observation) Independent {
	in := Independent{Roots: m.Roots, Names: [][]string{m.Roots}}
	if m.Level == report.Coded {
		in.Names = make([][]string, len(m.Roots))
		for i := range m.Roots {
			in.Names[i] = m.Roots[i : i+1 : i+1]
		}
	} else {
		in.Roots = m.Roots[:1:1]
	}
	if m.Sighting.Means != "" {
		in.Means = 1
	}
	return in
}

// claim works out what one account may rest on.
func (c *Custody) claim(i int) claim {
	m := c.members[i]
	if m.Level == report.Coded {
		return claim{roots: m.Roots, sure: true, on: i}
	}
	k := claim{roots: slices.Clone(m.Roots), on: i}
	asked := []string{observation.Root(m.Source)} // whose copying is this account's too
	cites := func(t *text) {
		for _, r := range c.cited[t] {
			k.link([]string{r})
		}
	}
	copies := func(of *cluster) {
		k.link(of.first.Roots)
		cites(of.text)
		if source := observation.Root(of.first.Source); !slices.Contains(asked, source) {
			asked = append(asked, source)
		}
	}
	if of := c.origin(i); of != nil {
		copies(of)
	}
	cites(c.of[i].text)
	k.cites = slices.ContainsFunc(c.cited[c.of[i].text], func(r string) bool { return !slices.Contains(m.Roots, r) })
	for at, roots := 0, 0; at < len(asked) || roots < len(k.roots); at++ {
		for ; roots < len(k.roots); roots++ {
			asked = append(asked, k.roots[roots])
		}
		for _, of := range c.parents[asked[at]] {
			copies(of)
		}
	}
	slices.Sort(k.roots)
	k.sure = len(k.roots) == 1
	return k
}

// link adds the roots of one that is copied or cited.
func (k *claim) link(roots []string) {
	n := len(k.roots)
	for _, r := range roots {
		if !slices.Contains(k.roots, r) {
			k.roots = append(k.roots, r)
		}
	}
	if len(k.roots) == n+len(roots) {
		k.links++
	}
}

// union joins names into groups.
type union map[string]string

func (u union) has(name string) bool { _, ok := u[name]; return ok }

func (u union) head(name string) string {
	for u[name] != name {
		u[name] = u[u[name]]
		name = u[name]
	}
	return name
}

func (u union) join(names []string) {
	for _, n := range names {
		if !u.has(n) {
			u[n] = n
		}
		a, b := u.head(names[0]), u.head(n)
		u[max(a, b)] = min(a, b)
	}
}

// groups returns the names of each group, sorted.
func (u union) groups() [][]string {
	names := make([]string, 0, len(u))
	for n := range u {
		names = append(names, n)
	}
	slices.Sort(names)
	at := map[string]int{}
	var out [][]string
	for _, n := range names {
		h := u.head(n)
		if _, ok := at[h]; !ok {
			at[h] = len(out)
			out = append(out, nil)
		}
		out[at[h]] = append(out[at[h]], n)
	}
	return out
}

// meansOf counts the means that different roots can stand for, each for one: volume of one root is not evidence. What was
// copied counts for the root of the first.
func (c *Custody) meansOf(claims []claim, groups [][]string, standing map[string]bool) int {
	group := map[string]int{}
	for i, names := range groups {
		for _, n := range names {
			group[n] = i
		}
	}
	by := map[report.Means][]int{} // the groups that have a means: more than there are means never matter
	var list []report.Means
	add := func(means report.Means, g int) {
		if len(by[means]) > maxMeans || slices.Contains(by[means], g) {
			return
		}
		if by[means] == nil {
			list = append(list, means)
		}
		by[means] = append(by[means], g)
	}
	kept := map[*observation.Observation]bool{}
	for _, k := range claims {
		kept[c.members[k.on]] = true
	}
	for _, k := range claims {
		cluster := c.of[k.on].cluster.head()
		if cluster.means == "" || cluster.cloudy {
			continue
		}
		if k.cites && slices.ContainsFunc(k.roots, func(r string) bool { return standing[r] }) {
			continue // it has what it says from there
		}
		var of []int
		from := c.members[k.on].Roots
		if o := c.origin(k.on); o != nil {
			if kept[o.first] || len(c.cited[o.text]) > 0 {
				continue // the first speaks for itself
			}
			from = o.first.Roots
		}
		for _, r := range from {
			if g, ok := group[r]; ok && !slices.Contains(of, g) {
				of = append(of, g)
			}
		}
		if len(of) == 1 || c.members[k.on].Level == report.Coded {
			for _, g := range of {
				add(cluster.means, g)
			}
		}
	}
	slices.Sort(list)
	taken := map[int]report.Means{}
	n := 0
	for _, means := range list {
		if augment(by, taken, means, map[int]bool{}) {
			n++
		}
	}
	return n
}

// maxMeans is how many means there are: a means that so many roots have is never short of one.
const maxMeans = 10

// augment finds a root for a means, moving others to roots of theirs that are free.
func augment(by map[report.Means][]int, taken map[int]report.Means, means report.Means, tried map[int]bool) bool {
	for _, g := range by[means] {
		if tried[g] {
			continue
		}
		tried[g] = true
		if other, ok := taken[g]; !ok || augment(by, taken, other, tried) {
			taken[g] = means
			return true
		}
	}
	return false
}
