// SPDX-License-Identifier: Apache-2.0

package papers

import (
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
	"truce/response/ballot"
)

// Recusals are the members who stepped back from what bodies decide on a case, or from a motion of a body where one is given: when, why,
// what became of their votes, and whether the body can still decide. They are for those who read how each member voted.
func Recusals(r *response.Register, w desk.Wording, number int, of *response.Motion) page.List {
	l := page.List{ID: "recusals", Title: "Who stepped back", Live: true, Empty: "No member stepped back.", Columns: []page.Column{
		{Key: "member", Name: "Member"}, {Key: "body", Name: "Body"}, {Key: "from", Name: "From"}, {Key: "since", Name: "Since"}, {Key: "why", Name: "Why"}, {Key: "votes", Name: "Votes"}, {Key: "quorum", Name: "What that does to the quorum"},
	}}
	for _, x := range r.Recusals() {
		if x.Act.Case != 0 && x.Act.Case != number || of != nil && of.Content.Body != x.Act.Body {
			continue
		}
		from := "this case alone"
		if x.Act.Case == 0 {
			from = "everything that comes before the body"
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
			{Text: x.Act.Member}, {Text: w.Name(string(x.Act.Body))}, {Text: from}, {Text: api.Clock(x.At, w.Zone)}, {Text: x.Act.Reason}, {Text: votesOf(r, &x, number)}, {Text: quorum(r, x.Act.Body, number)},
		}})
	}
	return l
}

// votesOf says what a recusal did to the votes of its member on the motions of the case.
func votesOf(r *response.Register, x *response.Filed[response.Recusal], number int) string {
	var out []string
	for _, m := range r.Motions() {
		if m.Content.Case != number || m.Content.Body != x.Act.Body {
			continue
		}
		voted := slices.ContainsFunc(m.Ballots, func(b *response.Ballot) bool { return b.Member == x.Act.Member && !b.Replaced })
		switch name := fmt.Sprintf("motion %d", m.Content.Number); {
		case m.State != response.Undecided && m.Closed < x.At:
			out = append(out, name+" had ended before and stays as it was")
		case voted:
			out = append(out, "its vote on "+name+" is void")
		default:
			out = append(out, "it does not vote on "+name)
		}
	}
	return desk.Or(strings.Join(out, "; "), "none: no motion is before the body")
}

// quorum says whether a body can still decide on a case without those who are recused from it.
func quorum(r *response.Register, id agreement.BodyID, number int) string {
	bodies := r.Text().Agreement().Bodies
	i := slices.IndexFunc(bodies, func(b agreement.Body) bool { return b.ID == id })
	if i < 0 {
		return ""
	}
	recused := func(who string) bool { return r.IsRecused(id, who, number) }
	n, b := ballot.CountOf(&bodies[i], nil, recused), &bodies[i]
	text := fmt.Sprintf("%d of %d may vote, and %d have to take part", n.Eligible, len(ballot.Voters(b)), n.Quorum)
	switch {
	case !ballot.Lacks(b, recused):
		return text
	case b.Fallback != "":
		return text + ": it cannot decide any more, and " + desk.WordingIn(r.Text().Agreement()).Name(b.Fallback) + " may"
	}
	return text + ": it cannot decide any more"
}
