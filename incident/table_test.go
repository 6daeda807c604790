// SPDX-License-Identifier: Apache-2.0

package incident_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"truce/incident"
)

// plainly joins things by average link as the page of the specification says it, with a search over all pairs for
// each join: slow, and plain enough to be read against the page.
func plainly(p incident.Pairing) [][]int {
	type pair = [2]int
	order := func(i, k int) pair { return pair{max(i, k), min(i, k)} }
	var clusters [][]int
	for i := range p.Size {
		clusters = append(clusters, []int{i})
	}
	apart, tied := map[pair]bool{}, map[pair]bool{}
	for _, s := range p.Split {
		apart[order(s[0], s[1])] = true
	}
	// between returns the sum of the scores of all pairs between two clusters and whether they may become one.
	between := func(a, b []int) (sum, size int64, ok bool) {
		ok = true
		for _, i := range a {
			for _, k := range b {
				score, linked := p.Scores[order(i, k)]
				sum += score
				ok = ok && linked && !apart[order(i, k)] && !tied[order(i, k)]
			}
		}
		size = int64(len(a) * len(b))
		return sum, size, ok && sum >= incident.JoinAt*size
	}
	merge := func(a, b int) {
		if a != b {
			clusters[a], clusters[b] = append(clusters[a], clusters[b]...), nil
		}
	}
	holder := func(thing int) int {
		return slices.IndexFunc(clusters, func(c []int) bool { return slices.Contains(c, thing) })
	}
	for _, j := range p.Joined {
		merge(holder(j[0]), holder(j[1]))
	}
	for {
		var best []pair
		sum, size := int64(0), int64(1)
		for i := range clusters {
			for k := range i {
				own, in, ok := between(clusters[i], clusters[k])
				if len(clusters[i]) == 0 || len(clusters[k]) == 0 || !ok {
					continue
				}
				switch {
				case own*size > sum*in:
					best, sum, size = []pair{{i, k}}, own, in
				case own*size == sum*in:
					best = append(best, pair{i, k})
				}
			}
		}
		if len(best) == 0 {
			break
		}
		for len(best) > 0 {
			bunch, rest := []int{best[0][0], best[0][1]}, best
			for grew := true; grew; {
				grew = false
				for _, b := range rest {
					for n := range b {
						if slices.Contains(bunch, b[n]) && !slices.Contains(bunch, b[1-n]) {
							bunch, grew = append(bunch, b[1-n]), true
						}
					}
				}
			}
			all := true
			for n, i := range bunch {
				for _, k := range bunch[:n] {
					_, _, ok := between(clusters[i], clusters[k])
					all = all && ok
				}
			}
			for _, b := range best {
				if slices.Contains(bunch, b[0]) && !all {
					tied[order(clusters[b[0]][0], clusters[b[1]][0])] = true
				}
			}
			best = slices.DeleteFunc(slices.Clone(best), func(b pair) bool { return slices.Contains(bunch, b[0]) })
			for _, other := range bunch[1:] {
				if all {
					merge(bunch[0], other)
				}
			}
		}
	}
	var out [][]int
	for _, c := range clusters {
		if len(c) > 0 {
			slices.Sort(c)
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b []int) int { return a[0] - b[0] })
	return out
}

// TestTheTableJoinsAsThePlainSearchDoes draws tables in which many pairs tie.
func TestTheTableJoinsAsThePlainSearchDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := incident.Pairing{Size: rapid.IntRange(1, 12).Draw(rt, "size"), Scores: map[[2]int]int64{}}
		scores := rapid.SampledFrom([][]int64{
			{0, 600}, {0, 500, 600, 700}, {400, 599, 600, 601, 650, 700, 800}, {600, 700, 800, 900}, {350, 1200},
		}).Draw(rt, "scores")
		some := func(name string, outOf int) bool { return rapid.IntRange(0, outOf).Draw(rt, name) == 0 }
		for i := range p.Size {
			for k := range i {
				if score := rapid.SampledFrom(scores).Draw(rt, "score"); score > 0 {
					p.Scores[[2]int{i, k}] = score
				}
				switch {
				case some("split", 30):
					p.Split = append(p.Split, [2]int{i, k})
				case some("joined", 30):
					p.Joined = append(p.Joined, [2]int{i, k})
				}
			}
		}
		var got [][]int
		for _, cluster := range incident.Clusters(p) {
			var list []int
			for _, thing := range cluster {
				list = append(list, int(thing))
			}
			got = append(got, list)
		}
		slices.SortFunc(got, func(a, b []int) int { return a[0] - b[0] })
		if diff := cmp.Diff(plainly(p), got); diff != "" {
			rt.Errorf("clusters (-plain +table):\n%s", diff)
		}
	})
}
