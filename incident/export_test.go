// SPDX-License-Identifier: Apache-2.0

package incident

// Pairing is numbered things with the scores of the pairs that are linked, and what analysts decided.
type Pairing struct {
	Size          int
	Scores        map[[2]int]int64
	Split, Joined [][2]int
}

// Clusters joins the things as a part of a group is joined.
func Clusters(p Pairing) [][]int {
	t := newTable(p.Size)
	for pair, score := range p.Scores {
		t.link(pair[0], pair[1], score)
	}
	for _, s := range p.Split {
		t.part(s[0], s[1])
	}
	for _, s := range p.Joined {
		t.join(t.holder[s[0]], t.holder[s[1]])
	}
	t.run()
	return t.result()
}

// MaxTogether is the largest group that is clustered as one.
const MaxTogether = maxTogether
