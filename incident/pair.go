// SPDX-License-Identifier: Apache-2.0

package incident

import "truce/observation"

// Pair is what two accounts come to outside of any record: whether they would be held to be of one event, by the weights
// by which the joiner decides.
type Pair struct {
	// Score is in hundredths of a bit of evidence, and Reasons are its parts. Of a pair with a veto the score says nothing.
	Score   int64
	Reasons []Reason
	// Joins tells whether the two would be joined, Possible whether they would be noted as possibly the same. Neither holds
	// with a veto, and Possible holds where Joins does.
	Joins, Possible bool
	// Strong tells whether there is twice the evidence that a join needs.
	Strong bool
}

// Weigh scores what two accounts say, whoever gave them: their reports, roots and levels are not looked at. It is
// symmetric.
func Weigh(a, b *observation.Observation) Pair {
	x, y := prepare(a), prepare(b)
	t := tally{explains: true, table: &Shipped}
	t.weigh(&x, &y)
	if a.Exercise != b.Exercise {
		t.forbid("one is an exercise")
	}
	p := Pair{Score: t.score, Reasons: t.reasons}
	if !t.veto {
		p.Joins, p.Possible, p.Strong = t.score >= joinAt, t.score >= possibleAt, t.score >= 2*joinAt
	}
	return p
}
