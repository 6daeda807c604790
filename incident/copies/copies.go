// SPDX-License-Identifier: Apache-2.0

// Package copies turns the accounts of one event into their independent custodial roots: it finds which accounts are near
// copies of others or cite them, and counts what is left by itself, with its means. It imports nothing of incident. The method is
// in docs/spec/incident.md and docs/METHOD.md.
//
// Two promises bind it. A copy never adds a root or a means, however many there are and whichever came first. And nobody
// takes a root away from others by copying or citing them: who copies two sources does not make one of them.
package copies

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"truce/canon"
	"truce/observation"
	"truce/report"
	"truce/when"
)

// Copy says that an account is not by itself: it is a near copy of another one, or it cites a source.
type Copy struct {
	Copy canon.ObservationID `json:"copy"`
	// Of is the first account that it is a near copy of; zero where it cites.
	Of canon.ObservationID `json:"of,omitzero"`
	// Shared is how many runs of two words both have, of All that either has.
	Shared int `json:"shared,omitempty"`
	All    int `json:"all,omitempty"`
	// Cites is the passage that names the source; nil for a near copy.
	Cites *Citation `json:"cites,omitempty"`
}

// Says tells what shows the copy, for people.
func (c Copy) Says() string {
	if c.Cites != nil {
		return fmt.Sprintf("cites %s: %q", c.Cites.Root, c.Cites.Words)
	}
	return fmt.Sprintf("shares %d of %d runs of %d words, with no number, time or place of its own", c.Shared, c.All, runLength)
}

// Custody is the accounts of one event with what was found of their copies.
type Custody struct {
	members  []*observation.Observation
	variants []*variant
	of       []*variant            // of each member
	parents  map[string][]*cluster // whom a source or a root copied on this event
	cited    map[*text][]string    // the roots that a text cites
}

// variant is accounts of the same words and facts.
type variant struct {
	text    *text
	first   *observation.Observation // that was received first
	members []int
	near    *variant // an earlier one that it is near to, nil for none
	shared  int
	all     int
	cluster *cluster
}

// cluster is the variants that are near copies, one of the next.
type cluster struct {
	into   *cluster // that it became part of; nil for one that stands
	first  *observation.Observation
	text   *text // of the first
	means  report.Means
	cloudy bool // that those that came first differ in their means
	since  when.Instant
}

func (c *cluster) head() *cluster {
	for c.into != nil {
		c = c.into
	}
	return c
}

// earlier orders accounts by when they were received, and where that is one by what they say, so that nothing depends on the
// order of recording or on IDs.
func earlier(a, b *observation.Observation) int {
	return cmp.Or(cmp.Compare(a.Received, b.Received), slices.Compare(a.Roots, b.Roots), cmp.Compare(a.Source, b.Source),
		cmp.Compare(a.Sighting.Words, b.Sighting.Words))
}

// Of finds the copies among the accounts of one event. Its outcome does not depend on their order.
func Of(members []*observation.Observation) *Custody {
	c := &Custody{members: members, of: make([]*variant, len(members))}
	if len(members) == 1 {
		return c.alone()
	}
	c.parents, c.cited = map[string][]*cluster{}, map[*text][]string{}
	c.sort()
	var telling []*variant
	for _, v := range c.variants {
		v.cluster = &cluster{first: v.first, text: v.text}
		if v.first.Level == report.Plain && len(v.text.runs) > 0 {
			v.link(telling)
			telling = append(telling, v)
		}
	}
	c.means()
	c.copiers()
	c.citers()
	return c
}

// alone is the custody of a single account, as most events have: it copies nobody, and who it cites is not on record.
func (c *Custody) alone() *Custody {
	m := c.members[0]
	v := &variant{text: &text{}, first: m, members: []int{0}}
	if m.Level == report.Plain && m.Sighting.Words != "" {
		v.text.cites = Citations(m.Sighting.Words)
	}
	v.cluster = &cluster{first: m, text: v.text, means: m.Sighting.Means}
	c.variants, c.of[0] = []*variant{v}, v
	if len(v.text.cites) > 0 {
		c.cited = map[*text][]string{}
		c.citers()
	}
	return c
}

// sort makes the variants, in the order of their first accounts.
func (c *Custody) sort() {
	type key struct {
		words string
		when  when.Interval
		count report.Count
		roots string // of a text that is not telling
	}
	texts := map[string]*text{}
	found := map[key][]*variant{}
	for i, m := range c.members {
		t := texts[m.Sighting.Words]
		if t == nil {
			t = newText(m.Sighting.Words)
			texts[m.Sighting.Words] = t
		}
		k := key{words: m.Sighting.Words, when: m.When(), count: m.Sighting.Count}
		if len(t.runs) == 0 {
			k.roots = strings.Join(m.Roots, "\n") + "\n" + string(m.Sighting.Means)
		}
		at := slices.IndexFunc(found[k], func(v *variant) bool { return v.takes(m) })
		if at < 0 {
			at = len(found[k])
			v := &variant{text: t, first: m}
			found[k] = append(found[k], v)
			c.variants = append(c.variants, v)
		}
		v := found[k][at]
		v.members = append(v.members, i)
		c.of[i] = v
		if earlier(m, v.first) < 0 {
			v.first = m
		}
	}
	slices.SortStableFunc(c.variants, func(a, b *variant) int { return earlier(a.first, b.first) })
}

// takes tells whether an account of the same words, time and count is of the variant.
func (v *variant) takes(m *observation.Observation) bool {
	f := v.first
	if f.Level != m.Level || m.Level != report.Plain && f.ID != m.ID {
		return false
	}
	return slices.Equal(f.Sighting.Casualties, m.Sighting.Casualties) && reflect.DeepEqual(f.Sighting.Where, m.Sighting.Where)
}

// link looks for the earlier variants that one is a near copy of.
func (v *variant) link(before []*variant) {
	for _, b := range before {
		if b.cluster.head() == v.cluster.head() {
			continue
		}
		shared, all, ok := near(v.text, b.text)
		if !ok || ownFact(v.first, b.first) {
			continue
		}
		if v.near == nil {
			v.near, v.shared, v.all = b, shared, all
		}
		x, y := v.cluster.head(), b.cluster.head()
		if earlier(x.first, y.first) < 0 {
			x, y = y, x
		}
		x.into = y
	}
}

// means gives each cluster one means: what the root of the first gave first. There is none where that differs at one time,
// and where it was told or is a paper while a copy says that it was seen: the copy may have been the first then.
func (c *Custody) means() {
	var copied []int
	for i, m := range c.members {
		k, means := c.of[i].cluster.head(), m.Sighting.Means
		switch {
		case means == "":
		case c.origin(i) != nil:
			copied = append(copied, i)
		case k.means == "" || m.Received < k.since:
			k.means, k.since, k.cloudy = means, m.Received, false
		case m.Received == k.since && means != k.means:
			k.cloudy = true
		}
	}
	for _, i := range copied {
		if k := c.of[i].cluster.head(); secondHand(k.means) && !secondHand(c.members[i].Sighting.Means) {
			k.cloudy = true
		}
	}
}

func secondHand(m report.Means) bool { return m == report.Told || m == report.Document }

// copiers notes who is not by himself: a source or a root of which one text is another's copy is not independent of that
// one on this event, in no account of it. A report that names several roots says for none of them that it copied.
func (c *Custody) copiers() {
	note := func(copier string, of *cluster) {
		if list := c.parents[copier]; !slices.Contains(list, of) {
			c.parents[copier] = append(list, of)
		}
	}
	for i, m := range c.members {
		if of := c.origin(i); of != nil && m.Level == report.Plain {
			note(observation.Root(m.Source), of)
			if len(m.Roots) == 1 {
				note(m.Roots[0], of)
			}
		}
	}
	for _, list := range c.parents {
		slices.SortFunc(list, func(a, b *cluster) int { return earlier(a.first, b.first) })
	}
}

// origin is the cluster whose first account a member is a copy of; nil where it is of the same root.
func (c *Custody) origin(i int) *cluster {
	of := c.of[i].cluster.head()
	if slices.ContainsFunc(c.members[i].Roots, func(r string) bool { return slices.Contains(of.first.Roots, r) }) {
		return nil
	}
	return of
}

// Copies lists what was found, in order of the members: of each near copy the first of those it is near to, and the
// sources that texts cite. Copies under the root of the first are not listed: they are one account anyway.
func (c *Custody) Copies() []Copy {
	var out []Copy
	for i, m := range c.members {
		v := c.of[i]
		switch {
		case m.Level != report.Plain:
			continue
		case v.first != m && !slices.Equal(v.first.Roots, m.Roots):
			out = append(out, Copy{Copy: m.ID, Of: v.first.ID, Shared: len(v.text.runs), All: len(v.text.runs)})
		case v.near != nil && !slices.Equal(v.near.first.Roots, m.Roots):
			out = append(out, Copy{Copy: m.ID, Of: v.near.first.ID, Shared: v.shared, All: v.all})
		}
		for k := range v.text.cites {
			if cited := &v.text.cites[k]; !isOwn(cited, m) {
				out = append(out, Copy{Copy: m.ID, Cites: cited})
			}
		}
	}
	return out
}
