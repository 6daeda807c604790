// SPDX-License-Identifier: Apache-2.0

package ballot

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
)

// Question is a motion before a body as it stands.
type Question struct {
	Body    *agreement.Body
	Ballots []*Ballot
	Count   Count
	// Silence says that it is adopted if nobody objects.
	Silence bool
	// Closes says that it is to be decided now, Over that the time until which it lay open has passed.
	Closes, Over bool
}

// Decide decides a motion if it can be decided, and says why: when it closes, when everybody voted, or when nothing can change it.
func Decide(q Question) (Result, string) {
	b, n := q.Body, q.Count
	closes := q.Closes || n.Taking() == n.Eligible
	switch {
	case n.Eligible == 0:
		return NoQuorum, "everybody is recused (unsigned)"
	case len(n.Vetoes) > 0:
		return Vetoed, "refused by " + strings.Join(n.Vetoes, ", ") + ", whose refusal stops it"
	case q.Silence:
		return silently(q, closes)
	case b.Decides == "chair" || b.Decides == "sole":
		return alone(q, closes)
	case closes || certain(b, n):
		return byVotes(b, n)
	}
	return Undecided, ""
}

func silently(q Question, closes bool) (Result, string) {
	switch n := q.Count; {
	case n.No > 0:
		return Refused, "the silence was broken"
	case closes && n.Needed > 0:
		return Unsigned, "what is adopted by silence bears no signatures"
	case closes && q.Over:
		return Adopted, "nobody objected"
	}
	return Undecided, ""
}

// Voice is whose vote decides where one does: the chair, or the first of a body.
func Voice(b *agreement.Body) string {
	if i := slices.IndexFunc(b.Members, func(o agreement.Member) bool { return o.Chair }); i >= 0 {
		return b.Members[i].ID
	}
	return Voters(b)[0]
}

// alone decides where one voice does.
func alone(q Question, closes bool) (Result, string) {
	voice, n := Voice(q.Body), q.Count
	v := Valid(q.Ballots, voice)
	switch {
	case v != nil && v.Choice == Yes && n.Signed >= n.Needed:
		return Adopted, voice + " decides"
	case v != nil && v.Choice == No:
		return Refused, voice + " decides"
	case closes && v != nil && v.Choice == Yes:
		return Unsigned, fmt.Sprintf("%d of %d signatures", n.Signed, n.Needed)
	case closes:
		return NoQuorum, voice + " did not decide"
	}
	return Undecided, ""
}

// certain tells whether no further vote can keep a motion from being adopted.
func certain(b *agreement.Body, n Count) bool {
	veto := slices.ContainsFunc(b.Members, func(o agreement.Member) bool { return o.Veto })
	if veto || n.Taking() < n.Quorum || n.Signed < n.Needed {
		return false
	}
	return b.Decides == "majority" && 2*n.Yes > n.Eligible || b.Decides == "two-thirds" && 3*n.Yes >= 2*n.Eligible
}

func byVotes(b *agreement.Body, n Count) (Result, string) {
	carried := map[string]bool{
		"majority": 2*n.Yes > n.Taking(), "two-thirds": 3*n.Yes >= 2*n.Taking(), "consensus": n.No == 0 && n.Yes > 0,
	}[b.Decides]
	says := fmt.Sprintf("%d for, %d against, %d abstain, of %d", n.Yes, n.No, n.Abstain, n.Eligible)
	switch {
	case n.Taking() < n.Quorum:
		return NoQuorum, fmt.Sprintf("%d took part, the quorum is %d", n.Taking(), n.Quorum)
	case carried && n.Yes > 0 && n.Signed >= n.Needed:
		return Adopted, says
	case carried && n.Yes > 0:
		return Unsigned, fmt.Sprintf("%d of %d signatures", n.Signed, n.Needed)
	case 2*n.No > n.Taking() && b.Decides != "consensus":
		return Refused, says
	default:
		return Divided, says
	}
}
