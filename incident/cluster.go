// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"slices"

	"truce/canon"
)

// clustering is what a group of linked nodes comes to: the clusters, each and all in order of recording, and for
// each the others that may be the same event.
type clustering struct {
	clusters [][]*node
	possible [][]int
}

// cluster joins the nodes of a group by average link: the two clusters whose pairs have the highest mean score
// become one, as long as that mean reaches joinAt and no pair between them is forbidden. Clusters that tie for
// it are joined only where all of them can be joined with each other; else none is, and they are possible sames.
// Nothing depends on the order or the names of the nodes.
func cluster(group []*node, ties map[[2]canon.ObservationID]bool) clustering {
	t := newTable(group, ties)
	if len(group) <= maxTogether {
		for t.joinBest() {
		}
	}
	return t.result()
}

// table holds, for each pair of living clusters, the sum of scores and whether a pair is forbidden.
type table struct {
	members   [][]*node // empty once joined into another
	sum       [][]int64
	forbidden [][]bool
	tied      [][]bool // undecidable: may be the same, never joined
	linked    [][]bool // some pair may be the same
}

func newTable(group []*node, ties map[[2]canon.ObservationID]bool) *table {
	n := len(group)
	at := make(map[*node]int, n)
	t := &table{
		members: make([][]*node, n), sum: square[int64](n), forbidden: square[bool](n),
		tied: square[bool](n), linked: square[bool](n),
	}
	for i, each := range group {
		t.members[i] = []*node{each}
		at[each] = i
	}
	for i, a := range group {
		for k := range group {
			t.forbidden[i][k] = true // not linked: too little speaks for it
		}
		for _, l := range a.links {
			k := at[l.to]
			t.sum[i][k], t.forbidden[i][k], t.linked[i][k] = l.score.score, l.score.veto, true
		}
	}
	for i, a := range group {
		for k, b := range group[:i] {
			same, decided := ties[pairOf(a, b)]
			if decided && !same {
				t.forbidden[i][k], t.forbidden[k][i] = true, true
				t.linked[i][k], t.linked[k][i] = false, false
			}
		}
	}
	t.joinDecided(group, ties)
	return t
}

// joinDecided joins what analysts have joined, before any score is looked at.
func (t *table) joinDecided(group []*node, ties map[[2]canon.ObservationID]bool) {
	for i, a := range group {
		for _, b := range group[:i] {
			if ties[pairOf(a, b)] {
				x, y := t.clusterOf(a), t.clusterOf(b)
				if x != y {
					t.join(x, y)
				}
			}
		}
	}
}

func (t *table) clusterOf(n *node) int {
	return slices.IndexFunc(t.members, func(m []*node) bool { return slices.Contains(m, n) })
}

func square[T any](n int) [][]T {
	rows := make([][]T, n)
	for i := range rows {
		rows[i] = make([]T, n)
	}
	return rows
}

// higher compares the mean scores of two pairs of clusters without division.
func (t *table) higher(a, b, c, d int) int {
	left := t.sum[a][b] * int64(len(t.members[c])*len(t.members[d]))
	right := t.sum[c][d] * int64(len(t.members[a])*len(t.members[b]))
	switch {
	case left > right:
		return 1
	case left < right:
		return -1
	default:
		return 0
	}
}

func (t *table) joinable(i, k int) bool {
	return len(t.members[i]) > 0 && len(t.members[k]) > 0 && !t.forbidden[i][k] && !t.tied[i][k] &&
		t.sum[i][k] >= joinAt*int64(len(t.members[i])*len(t.members[k]))
}

// joinBest joins the best pairs, or marks them as tied; false when no pair is left.
func (t *table) joinBest() bool {
	var best [][2]int
	for i := range t.members {
		for k := range i {
			if !t.joinable(i, k) {
				continue
			}
			order := 1
			if len(best) > 0 {
				order = t.higher(i, k, best[0][0], best[0][1])
			}
			if order > 0 {
				best = best[:0]
			}
			if order >= 0 {
				best = append(best, [2]int{i, k})
			}
		}
	}
	for _, bunch := range bunches(best) {
		if t.allJoinable(bunch) {
			for _, other := range bunch[1:] {
				t.join(bunch[0], other)
			}
			continue
		}
		for _, pair := range best {
			if slices.Contains(bunch, pair[0]) {
				t.tied[pair[0]][pair[1]], t.tied[pair[1]][pair[0]] = true, true
			}
		}
	}
	return len(best) > 0
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
	t.members[a] = append(t.members[a], t.members[b]...)
	t.members[b] = nil
	for k := range t.members {
		if k == a || k == b {
			continue
		}
		t.sum[a][k] += t.sum[b][k]
		t.sum[k][a] = t.sum[a][k]
		for _, flags := range [][][]bool{t.forbidden, t.tied, t.linked} {
			flags[a][k] = flags[a][k] || flags[b][k]
			flags[k][a] = flags[a][k]
		}
	}
}

func (t *table) result() clustering {
	var c clustering
	at := map[int]int{}
	var order []int
	for i, m := range t.members {
		if len(m) > 0 {
			slices.SortFunc(m, byIndex)
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return byIndex(t.members[a][0], t.members[b][0]) })
	for n, i := range order {
		at[i] = n
		c.clusters = append(c.clusters, t.members[i])
	}
	c.possible = make([][]int, len(order))
	for n, i := range order {
		for m, k := range order {
			if i != k && t.linked[i][k] {
				c.possible[n] = append(c.possible[n], m)
			}
		}
	}
	return c
}
