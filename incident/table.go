// SPDX-License-Identifier: Apache-2.0

package incident

import "slices"

// tie is what a cluster has with another: the sum of the scores of all pairs between them, and whether the two tied with
// others so that nothing decides between them. Where a pair is not linked, or was split, there is no tie: the two
// clusters are never joined by their scores.
type tie struct {
	to   int32
	tied bool
	sum  int64
}

// table joins numbered things by average link: it holds the ties of each living cluster, and the joinable pairs in order
// of their mean score. A cluster bears the number of one of its members. Each pair that is ever joinable is queued once, and
// what is joined has only the ties that both had: a run costs no more than the pairs that are linked, times a logarithm.
// A table is used again and again, so that its memory is.
type table struct {
	holder []int32 // the cluster that each thing is in by now
	next   []int32 // the next thing of the cluster, -1 after the last
	last   []int32 // of each living cluster
	ties   [][]tie // of each living cluster, by number
	room   []tie   // in which the ties stand
	size   []int64 // 0 for a cluster that was joined into another
	joins  []int32 // how often each cluster grew: a queued pair of before says nothing any more
	queue  queue
	pairs  [][2]int32 // that best found
	above  []int32    // what each cluster hangs together with
}

// clear makes it a table of n things of which no two are linked.
func (t *table) clear(n int) {
	t.holder, t.next, t.last, t.ties = t.holder[:0], t.next[:0], t.last[:0], t.ties[:0]
	t.size, t.joins, t.queue, t.room, t.above = t.size[:0], t.joins[:0], t.queue[:0], t.room[:0], t.above[:0]
	for i := range int32(n) {
		t.holder, t.next, t.last = append(t.holder, i), append(t.next, -1), append(t.last, i)
		t.ties, t.size, t.joins, t.above = append(t.ties, nil), append(t.size, 1), append(t.joins, 0), append(t.above, i)
	}
}

// link gives the score of a pair, once of each side of it. All links of the first come together.
func (t *table) link(i, k int, score int64) {
	t.room = append(t.room, tie{to: int32(k), sum: score})
	n := len(t.ties[i]) + 1
	t.ties[i] = t.room[len(t.room)-n : len(t.room) : len(t.room)]
}

// part keeps a pair apart, whatever its score.
func (t *table) part(i, k int) {
	t.drop(int32(i), int32(k))
	t.drop(int32(k), int32(i))
}

func (t *table) drop(i, k int32) {
	t.ties[i] = slices.DeleteFunc(t.ties[i], func(x tie) bool { return x.to == k })
}

// sort puts the ties in order; it comes after the links.
func (t *table) sort() {
	for _, list := range t.ties {
		slices.SortFunc(list, func(a, b tie) int { return int(a.to) - int(b.to) })
	}
}

// at returns the tie of two clusters, nil where there is none.
func (t *table) at(i, k int32) *tie {
	n, ok := slices.BinarySearchFunc(t.ties[i], k, func(x tie, k int32) int { return int(x.to) - int(k) })
	if !ok {
		return nil
	}
	return &t.ties[i][n]
}

func (t *table) joinable(i, k int32) bool {
	x := t.at(i, k)
	return x != nil && t.isEnough(i, x)
}

func (t *table) isEnough(i int32, x *tie) bool {
	return !x.tied && x.sum >= joinAt*t.size[i]*t.size[x.to]
}

// run joins what can be joined: the pairs of clusters with the highest mean score become one, as long as that mean
// reaches joinAt and no pair between them is forbidden. Clusters that tie for it are joined only where all of them
// can be joined with each other; else none is, and they stay apart. Nothing depends on the numbers of the things.
func (t *table) run() {
	for i := range t.ties {
		t.offer(int32(i), func(k int32) bool { return k < int32(i) })
	}
	for best := t.best(); len(best) > 0; best = t.best() {
		if len(best) == 1 {
			a, b := min(best[0][0], best[0][1]), max(best[0][0], best[0][1])
			t.join(a, b)
			t.offer(a, func(int32) bool { return true })
			continue
		}
		t.joinBest(best)
	}
}

// joinBest joins pairs of equal mean where nothing is to be decided between them.
func (t *table) joinBest(best [][2]int32) {
	var grown []int32
	for _, b := range t.bunches(best) {
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
	for n, i := range grown {
		t.offer(i, func(k int32) bool { return !slices.Contains(grown[:n], k) })
	}
}

// offer queues the pairs of a living cluster that can be joined, of those that are wanted.
func (t *table) offer(i int32, wanted func(k int32) bool) {
	for n := range t.ties[i] {
		x := &t.ties[i][n]
		if wanted(x.to) && t.isEnough(i, x) {
			t.queue.push(offer{
				i: i, k: x.to, sum: x.sum, pairs: t.size[i] * t.size[x.to], joins: [2]int32{t.joins[i], t.joins[x.to]},
			})
		}
	}
}

// best takes the pairs with the highest mean score out of the queue.
func (t *table) best() [][2]int32 {
	best := t.pairs[:0]
	var top offer
	for len(t.queue) > 0 {
		o := t.queue[0]
		stands := t.size[o.i] > 0 && t.size[o.k] > 0 && o.joins == [2]int32{t.joins[o.i], t.joins[o.k]}
		if stands && len(best) > 0 && o.compare(top) != 0 {
			break
		}
		t.queue.pop()
		if stands {
			best, top = append(best, [2]int32{o.i, o.k}), o
		}
	}
	t.pairs = best
	return best
}

// offer is a queued pair of clusters with the sum of the scores between them and the number of pairs.
type offer struct {
	i, k       int32
	sum, pairs int64
	joins      [2]int32
}

// compare orders offers by their mean score, without division.
func (o *offer) compare(p offer) int {
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

func (q *queue) push(o offer) {
	*q = append(*q, o)
	h := *q
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if h[i].compare(h[up]) <= 0 {
			return
		}
		h[i], h[up] = h[up], h[i]
		i = up
	}
}

// pop drops the first offer.
func (q *queue) pop() {
	h := *q
	last := len(h) - 1
	h[0] = h[last]
	h = h[:last]
	*q = h
	for i := 0; ; {
		next := 2*i + 1
		if next >= last {
			return
		}
		if next+1 < last && h[next+1].compare(h[next]) > 0 {
			next++
		}
		if h[next].compare(h[i]) <= 0 {
			return
		}
		h[i], h[next] = h[next], h[i]
		i = next
	}
}

// bunch is clusters that hang together through pairs, and those pairs.
type bunch struct {
	clusters []int32
	pairs    [][2]int32
}

// bunches groups the pairs that hang together, and brings them in that order.
func (t *table) bunches(pairs [][2]int32) []bunch {
	for _, p := range pairs {
		t.above[p[0]], t.above[p[1]] = p[0], p[1]
	}
	for _, p := range pairs {
		a, b := t.head(p[0]), t.head(p[1])
		t.above[max(a, b)] = min(a, b)
	}
	slices.SortFunc(pairs, func(p, q [2]int32) int { return int(t.head(p[0])) - int(t.head(q[0])) })
	var out []bunch
	room := make([]int32, 0, 2*len(pairs))
	for begin := 0; begin < len(pairs); {
		end, first := begin, len(room)
		for ; end < len(pairs) && t.head(pairs[end][0]) == t.head(pairs[begin][0]); end++ {
			room = append(room, pairs[end][0], pairs[end][1])
		}
		clusters := room[first:len(room):len(room)]
		slices.Sort(clusters)
		out = append(out, bunch{slices.Compact(clusters), pairs[begin:end]})
		begin = end
	}
	return out
}

// head is the least of the clusters that hang together with one.
func (t *table) head(i int32) int32 {
	for t.above[i] != i {
		t.above[i] = t.above[t.above[i]]
		i = t.above[i]
	}
	return i
}

func (t *table) allJoinable(clusters []int32) bool {
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
func (t *table) join(a, b int32) {
	if a == b {
		return
	}
	for m := b; m >= 0; m = t.next[m] {
		t.holder[m] = a
	}
	t.next[t.last[a]], t.last[a] = b, t.last[b]
	t.size[a] += t.size[b]
	t.size[b] = 0
	t.joins[a]++
	mine, yours := t.ties[a], t.ties[b]
	both := mine[:0] // it never overtakes what is read
	for i, k := 0, 0; i < len(mine) || k < len(yours); {
		switch {
		case k == len(yours) || i < len(mine) && mine[i].to < yours[k].to:
			if other := mine[i].to; other != b {
				t.drop(other, a)
			}
			i++
		case i == len(mine) || yours[k].to < mine[i].to:
			if other := yours[k].to; other != a {
				t.drop(other, b)
			}
			k++
		default:
			x := tie{mine[i].to, mine[i].tied || yours[k].tied, mine[i].sum + yours[k].sum}
			both = append(both, x)
			t.drop(x.to, b)
			*t.at(x.to, a) = tie{a, x.tied, x.sum}
			i, k = i+1, k+1
		}
	}
	t.ties[a], t.ties[b] = both, nil
}

// result visits the members of each cluster in order of their numbers. The list stands until the next.
func (t *table) result(visit func(members []int32)) {
	var members []int32
	for i := range t.size {
		if t.size[i] == 0 {
			continue
		}
		members = members[:0]
		for m := int32(i); m >= 0; m = t.next[m] {
			members = append(members, m)
		}
		slices.Sort(members)
		visit(members)
	}
}
