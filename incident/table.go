// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"container/heap"
	"slices"
)

// cell is what a pair of living clusters has between them: the sum of scores, whether a pair is forbidden, and
// whether the two tied with others so that nothing decides between them.
type cell struct {
	sum             int64
	forbidden, tied bool
}

// table joins numbered things by average link: it holds a cell for each pair of living clusters, and the joinable
// pairs in order of their mean score. A cluster bears the number of one of its members. For n things a run costs
// n x n cells and each pair that is ever joinable is queued once.
type table struct {
	members [][]int
	holder  []int // the cluster that each thing is in by now
	cells   []cell
	size    []int64 // 0 for a cluster that was joined into another
	joins   []int   // how often each cluster grew: a queued pair of before says nothing any more
	queue   queue
}

// newTable returns a table of n things of which no two are linked.
func newTable(n int) *table {
	t := &table{
		members: make([][]int, n), holder: make([]int, n), cells: make([]cell, n*n),
		size: make([]int64, n), joins: make([]int, n),
	}
	for i := range t.cells {
		t.cells[i].forbidden = true // not linked: too little speaks for it
	}
	for i := range n {
		t.members[i], t.holder[i], t.size[i] = []int{i}, i, 1
	}
	return t
}

// link gives the score of a pair.
func (t *table) link(i, k int, score int64) { t.put(i, k, cell{sum: score}) }

// part keeps a pair apart, whatever its score.
func (t *table) part(i, k int) { t.put(i, k, cell{forbidden: true}) }

func (t *table) put(i, k int, c cell) {
	*t.at(i, k) = c
	*t.at(k, i) = c
}

func (t *table) at(i, k int) *cell { return &t.cells[i*len(t.size)+k] }

func (t *table) pairs(i, k int) int64 { return t.size[i] * t.size[k] }

func (t *table) joinable(i, k int) bool {
	c := t.at(i, k)
	return !c.forbidden && !c.tied && c.sum >= joinAt*t.pairs(i, k)
}

// run joins what can be joined: the pairs of clusters with the highest mean score become one, as long as that mean
// reaches joinAt and no pair between them is forbidden. Clusters that tie for it are joined only where all of them
// can be joined with each other; else none is, and they stay apart. Nothing depends on the numbers of the things.
func (t *table) run() {
	for i := range t.size {
		for k := range i {
			if o, ok := t.offer(i, k); ok {
				t.queue = append(t.queue, o)
			}
		}
	}
	heap.Init(&t.queue)
	for best := t.best(); len(best) > 0; best = t.best() {
		var grown []int
		for _, b := range bunches(best) {
			if !t.allJoinable(b.clusters) {
				for _, p := range b.pairs {
					t.at(p[0], p[1]).tied, t.at(p[1], p[0]).tied = true, true
				}
				continue
			}
			for _, other := range b.clusters[1:] {
				t.join(b.clusters[0], other)
			}
			grown = append(grown, b.clusters[0])
		}
		t.offerAgain(grown)
	}
}

// offer is the offer of a pair of living clusters; ok is false where it cannot be joined.
func (t *table) offer(i, k int) (o offer, ok bool) {
	if t.size[i] == 0 || t.size[k] == 0 || !t.joinable(i, k) {
		return offer{}, false
	}
	return offer{i: i, k: k, sum: t.at(i, k).sum, pairs: t.pairs(i, k), joins: [2]int{t.joins[i], t.joins[k]}}, true
}

// offerAgain queues the pairs of the clusters that grew.
func (t *table) offerAgain(grown []int) {
	for n, i := range grown {
		for k := range t.size {
			if k == i || slices.Contains(grown[:n], k) {
				continue
			}
			if o, ok := t.offer(i, k); ok {
				heap.Push(&t.queue, o)
			}
		}
	}
}

// best takes the pairs with the highest mean score out of the queue.
func (t *table) best() [][2]int {
	var best [][2]int
	var top offer
	for len(t.queue) > 0 {
		o := t.queue[0]
		stands := t.size[o.i] > 0 && t.size[o.k] > 0 && o.joins == [2]int{t.joins[o.i], t.joins[o.k]}
		if stands && len(best) > 0 && o.compare(top) != 0 {
			break
		}
		heap.Pop(&t.queue)
		if stands {
			best, top = append(best, [2]int{o.i, o.k}), o
		}
	}
	return best
}

// offer is a queued pair of clusters with the sum of the scores between them and the number of pairs.
type offer struct {
	i, k       int
	sum, pairs int64
	joins      [2]int
}

// compare orders offers by their mean score, without division.
func (o offer) compare(p offer) int {
	switch left, right := o.sum*p.pairs, p.sum*o.pairs; {
	case left < right:
		return -1
	case left > right:
		return 1
	}
	return 0
}

// queue is a heap of offers, the highest mean first.
type queue []offer

// Len is the number of offers.
func (q queue) Len() int { return len(q) }

// Less puts the higher mean first.
func (q queue) Less(i, k int) bool { return q[i].compare(q[k]) > 0 }

// Swap exchanges two offers.
func (q queue) Swap(i, k int) { q[i], q[k] = q[k], q[i] }

// Push adds an offer at the end.
func (q *queue) Push(x any) { *q = append(*q, x.(offer)) }

// Pop drops the last offer. It returns nothing: the first was looked at before it came to be the last.
func (q *queue) Pop() any {
	*q = (*q)[:len(*q)-1]
	return nil
}

// bunch is clusters that hang together through pairs, and those pairs.
type bunch struct {
	clusters []int
	pairs    [][2]int
}

// bunches groups the pairs that hang together.
func bunches(pairs [][2]int) []bunch {
	above := map[int]int{}
	var head func(int) int
	head = func(i int) int {
		up, ok := above[i]
		if !ok || up == i {
			return i
		}
		above[i] = head(up)
		return above[i]
	}
	for _, p := range pairs {
		a, b := head(p[0]), head(p[1])
		above[max(a, b)] = min(a, b)
	}
	var out []bunch
	at := map[int]int{} // where the bunch of a head stands in out
	for _, p := range pairs {
		h := head(p[0])
		n, ok := at[h]
		if !ok {
			n = len(out)
			at[h] = n
			out = append(out, bunch{})
		}
		out[n].clusters = append(out[n].clusters, p[0], p[1])
		out[n].pairs = append(out[n].pairs, p)
	}
	for n := range out {
		slices.Sort(out[n].clusters)
		out[n].clusters = slices.Compact(out[n].clusters)
	}
	return out
}

func (t *table) allJoinable(clusters []int) bool {
	for i, a := range clusters {
		for _, b := range clusters[:i] {
			if !t.joinable(a, b) {
				return false
			}
		}
	}
	return true
}

// join moves the members of cluster b into a.
func (t *table) join(a, b int) {
	if a == b {
		return
	}
	for _, m := range t.members[b] {
		t.holder[m] = a
	}
	t.members[a] = append(t.members[a], t.members[b]...)
	t.members[b] = nil
	t.size[a] += t.size[b]
	t.size[b] = 0
	t.joins[a]++
	for k := range t.size {
		if k == a || t.size[k] == 0 {
			continue
		}
		into, from := t.at(a, k), t.at(b, k)
		*into = cell{into.sum + from.sum, into.forbidden || from.forbidden, into.tied || from.tied}
		*t.at(k, a) = *into
	}
}

// result returns the members of each cluster.
func (t *table) result() [][]int {
	var clusters [][]int
	for _, m := range t.members {
		if m != nil {
			slices.Sort(m)
			clusters = append(clusters, m)
		}
	}
	return clusters
}
