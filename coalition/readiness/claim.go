// SPDX-License-Identifier: Apache-2.0

package readiness

import (
	"fmt"

	"truce/coalition/sourced"
)

// Beside is a claim beside one count.
type Beside struct {
	Count   Count   `json:"count"`
	Verdict Verdict `json:"verdict"`
	Reason  string  `json:"reason"`
}

// Ways returns the ways to count a text that a claim may mean: for each party alone, each pair and all together; with statuses
// that count from agreed alone to what is still in brackets; with whoever's word and each party's own. All are unweighted.
func Ways(t Text) []Way {
	var sets [][]sourced.Name
	for i, p := range t.Parties {
		sets = append(sets, []sourced.Name{p})
		for _, q := range t.Parties[i+1:] {
			sets = append(sets, []sourced.Name{p, q})
		}
	}
	if len(t.Parties) > 2 {
		sets = append(sets, t.Parties)
	}
	var out []Way
	for _, parties := range sets {
		for _, counts := range [][]Status{{Agreed}, {Agreed, AdReferendum}, {Agreed, AdReferendum, Bracketed}} {
			for _, self := range []bool{false, true} {
				out = append(out, Way{Parties: parties, Counts: counts, SelfOnly: self})
			}
		}
	}
	return out
}

// Compare sets a claim beside the count in every way of Ways. Its error says that the text is not on record.
func (g *Register) Compare(c Claim, v sourced.View) ([]Beside, error) {
	of := Version{c.Text, c.Version}
	text, ok := g.texts.Last(of, v)
	if !ok {
		return nil, fmt.Errorf("no text %s is on record as of then", of)
	}
	rows := map[bool][]Row{false: g.Grid(of, false, v), true: g.Grid(of, true, v)}
	var out []Beside
	for _, w := range Ways(text.Is) {
		out = append(out, c.Beside(w.count(rows[w.SelfOnly])))
	}
	return out, nil
}

// Beside sets the claim beside a count: consistent if every share that the count allows is within the claim, not if none is.
func (c Claim) Beside(n Count) Beside {
	least, most := c.Share-c.Within, c.Share+c.Within
	out := Beside{Count: n, Verdict: CannotTell}
	words := fmt.Sprintf("%d of %d are agreed, %d are not, %d are unknown", n.Yes, n.Of, n.No, n.Unknown)
	switch {
	case n.Of == 0:
		words = "no article is on record"
	case n.Most() < least || n.Least() > most:
		out.Verdict = NotConsistent
	case n.Least() >= least && n.Most() <= most:
		out.Verdict = Consistent
	}
	out.Reason = words
	return out
}
