// SPDX-License-Identifier: Apache-2.0

package incident

import "slices"

// cluster joins the nodes of a part by average link, what analysts decided first. Where every pair is linked by
// enough for a join, no mean can fall short of it: all of them are one, and nothing need be searched.
func (j *Joiner) cluster(part []*node, level int) [][]*node {
	if level == top {
		return [][]*node{part} // no link is that strong: analysts joined them
	}
	for i, n := range part {
		n.spot = int32(i)
	}
	if j.allStrong(part) {
		return [][]*node{part}
	}
	t := &j.table
	t.clear(len(part))
	for i, n := range part {
		for _, l := range n.links {
			if k, ok := j.node(l.to).among(part); ok {
				t.link(i, k, j.scoreOf(n, l))
			}
		}
	}
	t.sort()
	for i, n := range part {
		for _, m := range n.split() {
			if k, ok := m.among(part); ok {
				t.part(i, k)
			}
		}
	}
	for i, n := range part {
		for _, m := range n.joined() {
			if k, ok := m.among(part); ok {
				t.join(t.holder[i], t.holder[k])
			}
		}
	}
	t.run()
	var clusters [][]*node
	all := make([]*node, 0, len(part))
	t.result(func(members []int32) {
		begin := len(all)
		for _, m := range members {
			all = append(all, part[m])
		}
		clusters = append(clusters, all[begin:len(all):len(all)])
	})
	return clusters
}

// among returns the place of the node in a list that has just numbered its own.
func (n *node) among(list []*node) (spot int, ok bool) {
	return int(n.spot), int(n.spot) < len(list) && list[n.spot] == n
}

// allStrong tells whether every two nodes are linked by enough for a join and none were split.
func (j *Joiner) allStrong(part []*node) bool {
	for _, n := range part {
		strong := 0
		for _, l := range n.links {
			if _, in := j.node(l.to).among(part); in && j.scoreOf(n, l) >= joinAt {
				strong++
			}
		}
		split := slices.ContainsFunc(n.split(), func(m *node) bool { _, in := m.among(part); return in })
		if split || strong < len(part)-1 {
			return false
		}
	}
	return true
}

// decidedWith returns the nodes that analysts have joined to n, directly or through others, and n.
func decidedWith(n *node) []*node {
	return reach([]*node{n}, func(n *node, visit func(*node)) {
		for _, m := range n.joined() {
			visit(m)
		}
	})
}
