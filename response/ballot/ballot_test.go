// SPDX-License-Identifier: Apache-2.0

package ballot_test

import (
	"testing"

	"pgregory.net/rapid"

	"truce/agreement"
	"truce/response/ballot"
)

func body(decides string, quorum, signatures int, members ...string) *agreement.Body {
	b := &agreement.Body{ID: "council", Decides: decides, Quorum: quorum, Signatures: signatures}
	for _, m := range members {
		b.Members = append(b.Members, agreement.Member{ID: m, Party: "north"})
	}
	return b
}

func nobody(string) bool { return false }

func yes(member, by, holder string) *ballot.Ballot {
	return &ballot.Ballot{Member: member, By: by, Choice: ballot.Yes, Key: "key of " + holder, Holder: holder}
}

func TestAKeyCountsForOneMember(t *testing.T) {
	b := body("majority", 2, 3, "a", "b", "c")
	for name, each := range map[string]struct {
		votes []*ballot.Ballot
		want  int
	}{
		"each member with its own":                            {[]*ballot.Ballot{yes("a", "a", "a"), yes("b", "b", "b"), yes("c", "c", "c")}, 3},
		"the key of a party for each of its members":          {[]*ballot.Ballot{yes("a", "a", "north"), yes("b", "b", "north"), yes("c", "c", "north")}, 1},
		"the key of the party and that of one of its members": {[]*ballot.Ballot{yes("a", "a", "north"), yes("b", "b", "b")}, 2},
		"one member for two by proxy, with its own":           {[]*ballot.Ballot{yes("a", "a", "a"), yes("b", "a", "a")}, 1},
		"one member for two by proxy, with two keys":          {[]*ballot.Ballot{yes("a", "a", "a"), yes("b", "a", "north")}, 1},
		"who could use either leaves the other":               {[]*ballot.Ballot{yes("a", "a", "north"), yes("b", "a", "a"), yes("c", "c", "north")}, 2},
		"a vote that is not signed":                           {[]*ballot.Ballot{{Member: "a", By: "a", Choice: ballot.Yes}}, 0},
	} {
		n := ballot.CountOf(b, each.votes, nobody)
		if n.Signed != each.want {
			t.Errorf("%s: %d signatures, want %d", name, n.Signed, each.want)
		}
		result, because := ballot.Decide(ballot.Question{Body: b, Ballots: each.votes, Count: n, Closes: true})
		if (result == ballot.Adopted) != (each.want >= 3) {
			t.Errorf("%s: %s: %s", name, result, because)
		}
	}
}

// TestSignaturesAreThoseThatCanBePaired tries every way to leave signatures out until members and holders are each there once.
func TestSignaturesAreThoseThatCanBePaired(t *testing.T) {
	names := []string{"a", "b", "c", "d"}
	rapid.Check(t, func(t *rapid.T) {
		var votes []*ballot.Ballot
		for _, member := range names {
			if rapid.Bool().Draw(t, "votes") {
				votes = append(votes, yes(member, rapid.SampledFrom(names).Draw(t, "by"), rapid.SampledFrom(names).Draw(t, "holder")))
			}
		}
		want := 0
		for set := range 1 << len(votes) {
			by, holders, size := map[string]bool{}, map[string]bool{}, 0
			for i, v := range votes {
				if set>>i&1 == 1 {
					by[v.By], holders[v.Holder] = true, true
					size++
				}
			}
			if len(by) == size && len(holders) == size {
				want = max(want, size)
			}
		}
		if got := ballot.CountOf(body("majority", 1, 1, names...), votes, nobody).Signed; got != want {
			t.Fatalf("%d signatures, want %d", got, want)
		}
	})
}
