// SPDX-License-Identifier: Apache-2.0

// Package ballot turns the votes of a body into how they stand and what they come to: quorum, majority, consensus, veto, silence,
// and signatures. It knows no cases and no times but that a vote is over. The rules are docs/spec/procedure.md, "Votes".
package ballot

import (
	"slices"

	"truce/agreement"
	"truce/when"
)

// Result is what came of a motion.
type Result string

// The results. Divided is neither a majority for nor against; Unsigned a majority without the signatures that the text asks.
const (
	Undecided Result = "open"
	Adopted   Result = "adopted"
	Refused   Result = "refused"
	Divided   Result = "divided"
	Vetoed    Result = "vetoed"
	NoQuorum  Result = "no-quorum"
	Unsigned  Result = "unsigned"
)

// Choice is a vote.
type Choice string

// The choices.
const (
	Yes     Choice = "yes"
	No      Choice = "no"
	Abstain Choice = "abstain"
)

// Ballot is a vote on record.
type Ballot struct {
	At     when.Instant `json:"at"`
	Member string       `json:"member"`
	By     string       `json:"by"`
	Choice Choice       `json:"choice"`
	Says   string       `json:"says,omitempty"`
	Key    string       `json:"key,omitempty"`
	// Beside says that Says stands beside a signed vote and is not signed: the vote is of before words were in its bytes.
	Beside bool `json:"says_unsigned,omitempty"`
	// Holder answers for the key that signed: the member itself, or the party that it speaks for.
	Holder string `json:"holder,omitempty"`
	// Void says why the vote does not count, and Replaced that its member voted again.
	Void     string `json:"void,omitempty"`
	Replaced bool   `json:"replaced,omitempty"`
}

// Voters are who votes in a body: its members, or the body as a whole where the text lists none.
func Voters(b *agreement.Body) []string {
	if len(b.Members) == 0 {
		return []string{string(b.ID)}
	}
	var out []string
	for _, m := range b.Members {
		out = append(out, m.ID)
	}
	return out
}

// Count is how a vote stands.
type Count struct {
	Yes, No, Abstain int
	// Eligible are those who may vote and are not recused, Quorum how many of them have to take part.
	Eligible, Quorum int
	// Signed are the signatures in favour, each by another member and by keys of another holder; Needed is how many the text asks.
	Signed, Needed int
	// Vetoes are the members whose refusal stopped it.
	Vetoes []string
}

// Taking is how many took part.
func (c Count) Taking() int { return c.Yes + c.No + c.Abstain }

// CountOf counts the votes of a body that are not void, of those of its members who are not recused.
func CountOf(b *agreement.Body, list []*Ballot, recused func(string) bool) Count {
	out := Count{Quorum: b.Quorum, Needed: b.Signatures}
	var signed []*Ballot
	for _, who := range Voters(b) {
		if recused(who) {
			continue
		}
		out.Eligible++
		v := Valid(list, who)
		if v == nil {
			continue
		}
		switch v.Choice {
		case Yes:
			out.Yes++
			if v.Key != "" {
				signed = append(signed, v)
			}
		case No:
			out.No++
			if slices.ContainsFunc(b.Members, func(o agreement.Member) bool { return o.ID == who && o.Veto }) {
				out.Vetoes = append(out.Vetoes, who)
			}
		default:
			out.Abstain++
		}
	}
	out.Signed = signatures(signed)
	if out.Quorum == 0 {
		out.Quorum = out.Eligible
	}
	return out
}

// Lacks tells whether so many of a body are recused that it has no quorum, or nobody who decides alone.
func Lacks(b *agreement.Body, recused func(string) bool) bool {
	if b.Decides == "chair" || b.Decides == "sole" {
		return recused(Voice(b))
	}
	left := slices.DeleteFunc(Voters(b), recused)
	return len(left) == 0 || len(left) < b.Quorum
}

// Valid returns the vote of a member that counts, or nil.
func Valid(list []*Ballot, member string) *Ballot {
	for _, b := range slices.Backward(list) {
		if b.Member == member && b.Void == "" && !b.Replaced {
			return b
		}
	}
	return nil
}

// signatures is how many of signed votes can be told apart both by who voted and by who answers for the key: the keys of one
// holder never sign as two members, nor one member as two. Where somebody used keys of several, it is the most that can be paired.
func signatures(signed []*Ballot) (count int) {
	pairs, paired := map[string]string{}, map[string]bool{} // who signed, by whose keys
	for _, b := range signed {
		if !paired[b.By] && pair(b.By, signed, pairs, map[string]bool{}) {
			paired[b.By] = true
			count++
		}
	}
	return count
}

// pair finds a holder by whose keys somebody signed, and who can be left to it; tried are those that were asked already.
func pair(by string, signed []*Ballot, pairs map[string]string, tried map[string]bool) bool {
	for _, b := range signed {
		if b.By != by || tried[b.Holder] {
			continue
		}
		tried[b.Holder] = true
		if other, taken := pairs[b.Holder]; !taken || pair(other, signed, pairs, tried) {
			pairs[b.Holder] = by
			return true
		}
	}
	return false
}
