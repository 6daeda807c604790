// SPDX-License-Identifier: Apache-2.0

package incident

import "slices"

// cluster joins the nodes of a group by average link: the two clusters whose pairs have the highest mean score
// become one, as long as that mean reaches joinAt and no pair between them is forbidden. Clusters that tie for
// it are joined only where all of them can be joined with each other; else none is, and they stay apart. What
// analysts decided comes first. Nothing depends on the order or the names of the nodes.
func (j *Joiner) cluster(group []*node) [][]*node {
	if len(group) > maxTogether {
		return j.decidedOnly(group)
	}
	t := newTable(group)
	for i, a := range group {
		for _, b := range group[:i] {
			if same, decided := j.decided[pairOf(a, b)]; decided && !same {
				t.at(i, b.spot).forbidden = true
				t.at(b.spot, i).forbidden = true
			}
		}
	}
	for _, a := range group {
		for _, b := range a.joined {
			t.join(t.holder(a), t.holder(b))
		}
	}
	for t.joinBest() {
	}
	return t.result()
}

// decidedOnly joins what analysts have joined and nothing else.
func (j *Joiner) decidedOnly(group []*node) [][]*node {
	var clusters [][]*node
	done := make(map[*node]bool, len(group))
	for _, n := range group {
		if done[n] {
			continue
		}
		together := decidedWith(n)
		for _, m := range together {
			done[m] = true
		}
		clusters = append(clusters, together)
	}
	return clusters
}

// decidedWith returns the nodes that analysts have joined to n, directly or through others, and n.
func decidedWith(n *node) []*node {
	return reach([]*node{n}, func(n *node, visit func(*node)) {
		for _, m := range n.joined {
			visit(m)
		}
	})
}

// cell is what a pair of living clusters has between them: the sum of scores, whether a pair is forbidden, and
// whether the two tied with others so that nothing decides between them.
type cell struct {
	sum             int64
	forbidden, tied bool
}

// table holds a cell for each pair of living clusters.
type table struct {
	members [][]*node
	living  []int // indexes of clusters that are not joined into another
	cells   []cell
}

func newTable(group []*node) *table {
	t := &table{members: make([][]*node, len(group)), cells: make([]cell, len(group)*len(group))}
	for i := range t.cells {
		t.cells[i].forbidden = true // not linked: too little speaks for it
	}
	for i, n := range group {
		t.members[i], n.spot = []*node{n}, i
		t.living = append(t.living, i)
	}
	for i, n := range group {
		for _, l := range n.links {
			if k := l.to.spot; k < len(group) && group[k] == l.to {
				*t.at(i, k) = cell{sum: l.score.score}
			}
		}
	}
	return t
}

func (t *table) at(i, k int) *cell { return &t.cells[i*len(t.members)+k] }

// holder is the cluster that a node is in by now.
func (t *table) holder(n *node) int {
	return t.living[slices.IndexFunc(t.living, func(i int) bool { return slices.Contains(t.members[i], n) })]
}

func (t *table) size(i, k int) int64 { return int64(len(t.members[i])) * int64(len(t.members[k])) }

func (t *table) joinable(i, k int) bool {
	c := t.at(i, k)
	return !c.forbidden && !c.tied && c.sum >= joinAt*t.size(i, k)
}

// joinBest joins the best pairs, or marks them as tied; false when no pair is left.
func (t *table) joinBest() bool {
	best := t.best()
	for _, bunch := range bunches(best) {
		if t.allJoinable(bunch) {
			for _, other := range bunch[1:] {
				t.join(bunch[0], other)
			}
			continue
		}
		for _, pair := range best {
			if slices.Contains(bunch, pair[0]) {
				t.at(pair[0], pair[1]).tied, t.at(pair[1], pair[0]).tied = true, true
			}
		}
	}
	return len(best) > 0
}

// best returns the joinable pairs with the highest mean score, compared without division.
func (t *table) best() [][2]int {
	var best [][2]int
	sum, size := int64(0), int64(1)
	for n, i := range t.living {
		for _, k := range t.living[:n] {
			if !t.joinable(i, k) {
				continue
			}
			own, in := t.at(i, k).sum, t.size(i, k)
			switch left, right := own*size, sum*in; {
			case left > right:
				best, sum, size = append(best[:0], [2]int{i, k}), own, in
			case left == right:
				best = append(best, [2]int{i, k})
			}
		}
	}
	return best
}

// bunches groups the clusters that hang together through the pairs.
func bunches(pairs [][2]int) [][]int {
	var out [][]int
	for _, p := range pairs {
		bunch := []int{p[0], p[1]}
		out = slices.DeleteFunc(out, func(b []int) bool {
			if slices.Contains(b, p[0]) || slices.Contains(b, p[1]) {
				bunch = append(bunch, b...)
				return true
			}
			return false
		})
		slices.Sort(bunch)
		out = append(out, slices.Compact(bunch))
	}
	return out
}

func (t *table) allJoinable(bunch []int) bool {
	for i, a := range bunch {
		for _, b := range bunch[:i] {
			if !t.joinable(a, b) {
				return false
			}
		}
	}
	return true
}

// join moves the members of b into a.
func (t *table) join(a, b int) {
	if a == b {
		return
	}
	t.members[a] = append(t.members[a], t.members[b]...)
	t.members[b] = nil
	t.living = slices.DeleteFunc(t.living, func(i int) bool { return i == b })
	for _, k := range t.living {
		if k == a {
			continue
		}
		into, from := t.at(a, k), t.at(b, k)
		*into = cell{into.sum + from.sum, into.forbidden || from.forbidden, into.tied || from.tied}
		*t.at(k, a) = *into
	}
}

// result returns the clusters in order of recording.
func (t *table) result() [][]*node {
	var clusters [][]*node
	for _, i := range t.living {
		slices.SortFunc(t.members[i], byIndex)
		clusters = append(clusters, t.members[i])
	}
	slices.SortFunc(clusters, func(a, b []*node) int { return byIndex(a[0], b[0]) })
	return clusters
}
