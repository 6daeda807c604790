// SPDX-License-Identifier: Apache-2.0

package incident

import "slices"

// maxTogether is the largest group of accounts that is clustered as one. A larger group is parted at stronger links.
const maxTogether = 400

// barStep is how much stronger the links must be at each further level that a group is parted at, and top the level at
// which no link is strong enough: there only what analysts joined holds together. The highest score is 2414.
const (
	barStep = 100
	top     = 19
)

// group is the nodes that are linked, one to the next, by evidence that is enough at its level, or by a decision. No
// incident reaches beyond a group of the first level: the mean score of two clusters is never above their best
// pair's. What a group larger than maxTogether holds is in groups of the next level as well.
type group struct {
	nodes []*node
}

func (g *group) isTooLarge(level int) bool { return len(g.nodes) > maxTogether && level < top }

// groupAt returns the node's group of a level, which is not above those that it has groups of. A node by itself has no
// group of the first level until somebody asks.
func (n *node) groupAt(level int) *group {
	if level == 0 && len(n.groups) == 0 {
		n.groups = []*group{{nodes: []*node{n}}}
	}
	return n.groups[level]
}

// part is the group in which the node is clustered: the first that is not too large.
func (n *node) part() *group { return n.groupAt(max(0, len(n.groups)-1)) }

// isByItself tells whether nothing holds the node together with another.
func (n *node) isByItself() bool {
	return len(n.groups) == 0 || len(n.groups) == 1 && len(n.groups[0].nodes) == 1
}

// strong visits the nodes that n is linked to by evidence that is enough at a level, or by a decision.
func (j *Joiner) strong(n *node, level int, visit func(*node)) {
	bar := int32(joinAt + level*barStep)
	for _, l := range n.links {
		if l.score >= bar {
			visit(j.node(l.to))
		}
	}
	for _, m := range n.joined() {
		visit(m)
	}
}

// admitNew puts a new node, which is in no group yet, into the groups that its links make, and adds those nodes to
// touched whose parts have others in them now.
func (j *Joiner) admitNew(touched []*node, n *node) []*node {
	j.strong(n, 0, func(other *node) {
		touched = append(touched, j.unite(n.groupAt(0), other.groupAt(0), 0)...)
	})
	return touched
}

// admit puts nodes that are in a group of every level before into the groups of a level that their links make, and
// where those become too large, into those of the next. It returns the nodes whose parts have others in them now,
// or are other parts: one of each part at least.
func (j *Joiner) admit(nodes []*node, level int) []*node {
	for _, n := range nodes {
		n.groups = append(n.groups, &group{nodes: []*node{n}})
	}
	touched := slices.Clone(nodes)
	for _, n := range nodes {
		j.strong(n, level, func(other *node) {
			if level == 0 || len(other.groups) > level {
				touched = append(touched, j.unite(n.groupAt(level), other.groupAt(level), level)...)
			}
		})
	}
	return touched
}

// unite makes one group of two of a level. What was in a group that fitted, and is in one that is too large now, comes
// to the next level.
func (j *Joiner) unite(a, b *group, level int) (touched []*node) {
	if a == b {
		return nil
	}
	if len(a.nodes) < len(b.nodes) {
		a, b = b, a
	}
	var pressed []*node
	if len(a.nodes)+len(b.nodes) > maxTogether && level < top {
		for _, g := range []*group{a, b} {
			if !g.isTooLarge(level) {
				pressed = append(pressed, g.nodes...)
			}
		}
	}
	a.nodes = append(a.nodes, b.nodes...)
	for _, m := range b.nodes {
		m.groups[level] = a
	}
	if len(pressed) > 0 {
		return j.admit(pressed, level+1)
	}
	return nil
}

// regroup makes the groups of the nodes of whole groups anew and returns nodes of every part that may be another.
func (j *Joiner) regroup(nodes []*node) []*node {
	for _, n := range nodes {
		n.groups = nil
	}
	return j.admit(nodes, 0)
}

// reach returns the nodes that steps lead to from the first, and the first, in order of recording.
func reach(from []*node, steps func(n *node, visit func(*node))) []*node {
	in := map[*node]bool{from[0]: true}
	for i := 0; i < len(from); i++ {
		steps(from[i], func(m *node) {
			if !in[m] {
				in[m] = true
				from = append(from, m)
			}
		})
	}
	slices.SortFunc(from, byFirst)
	return from
}
