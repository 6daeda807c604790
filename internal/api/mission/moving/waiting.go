// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"fmt"
	"slices"

	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
	"truce/response/ballot"
)

// mostWaiting is how many things that wait for somebody are named; the page of cases has all.
const mostWaiting = 20

// mostLooked is how many of the newest cases are looked at for a reply: no text gives so long for one that more would come meanwhile.
const mostLooked = 10_000

// Waiting is what waits for whoever asks: the motions on which their member may vote and has not, the replies that their side owes and the
// assurances that are sought of it.
func Waiting(s *engine.State, a *api.Ask) page.List {
	l := page.List{ID: "waiting", Title: "Waits for you", Live: true, Empty: "No motion waits for your vote, no reply of your side is awaited, and no assurance is sought of it.", Columns: []page.Column{
		{Key: "what", Name: "What"}, {Key: "finding", Name: "Finding (status)"}, {Key: "article", Name: "Article"}, {Key: "until", Name: "Until"},
	}}
	zone := desk.WordingOf(s).Zone
	for _, r := range s.Registers() {
		for _, m := range slices.Backward(r.Motions()) {
			if len(l.Rows) < mostWaiting && a.Viewer.May(access.Judging) && mayVote(r, m, a.Viewer.Member) {
				closes := "when all voted"
				if m.Content.Closes != 0 {
					closes = api.Clock(m.Content.Closes, zone)
				}
				l.Rows = append(l.Rows, waits(r, r.Case(m.Content.Case), [2]page.Cell{{Text: fmt.Sprintf("Vote on motion %d", m.Content.Number), Link: desk.MotionPath(r.Ref(), m.Content.Number)}, {Text: closes}}))
			}
		}
		cases := r.Cases()
		for _, c := range slices.Backward(cases[max(0, len(cases)-mostLooked):]) {
			if o := desk.Awaited(r, c, a.Viewer); o != nil && len(l.Rows) < mostWaiting {
				l.Rows = append(l.Rows, waits(r, c, [2]page.Cell{{Text: fmt.Sprintf("Reply in case %d", c.Number), Link: desk.CasePath(r.Ref(), c.Number)}, {Text: desk.Due(o, zone)}}))
			}
		}
	}
	for _, n := range slices.Backward(s.Room().Notices()) {
		if len(l.Rows) < mostWaiting && desk.MayKnow(a, n) && desk.IsSought(a, n) {
			l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
				{Text: "Give or refuse your assurance on " + n.ID, Link: "/notices#row-" + n.ID}, {Text: "none: a notice of " + desk.Plain(string(n.Kind))}, {}, {Text: api.Clock(n.Time.From, zone) + ", when it begins"},
			}})
		}
	}
	return l
}

// waits is a row of what is to be done and until when, with what the case is of.
func waits(r *response.Register, c *response.Case, ends [2]page.Cell) page.Row {
	row := page.Row{Cells: []page.Cell{ends[0], {Text: "no case"}, {}, ends[1]}}
	if c != nil {
		text, article, _ := desk.CaseWords(r, c)
		row.Cells[1], row.Cells[2] = page.Cell{Text: text, Status: string(c.Status())}, page.Cell{Text: desk.Article(r.Text().Agreement(), article)}
	}
	return row
}

// mayVote tells whether a motion takes a vote of a member who has not cast one.
func mayVote(r *response.Register, m *response.Motion, member string) bool {
	if m.State != response.Undecided || r.IsRecused(m.Content.Body, member, m.Content.Case) {
		return false
	}
	for _, b := range r.Text().Agreement().Bodies {
		if b.ID == m.Content.Body {
			return slices.Contains(ballot.Voters(&b), member) && !slices.ContainsFunc(m.Ballots, func(v *response.Ballot) bool { return v.Member == member && v.Void == "" })
		}
	}
	return false
}
