// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"slices"
	"strconv"

	"truce/finding"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
)

// Offers are what whoever asks for the page of a case can do in it as it stands: what the procedure takes from them now, and no more.
type Offers struct {
	behind []open // the doors that are open to them
	judges bool
}

// open is a door that is open to somebody, with what it offers.
type open struct {
	*acting
	owed   []*response.Obligation
	halts  []halt
	admits bool
}

// OffersIn looks at a case for whoever asks. It holds for as long as the state is read.
func OffersIn(a *api.Ask, r *response.Register, c *response.Case, w desk.Wording) Offers {
	o := Offers{judges: a.Viewer.May(access.Judging)}
	s := &sitting{register: r, c: c, member: a.Viewer.Member, at: max(a.Now, r.Now()), words: w}
	for _, needs := range []access.Compartment{access.Watching, access.Filing} {
		if a.Viewer.May(needs) {
			behind := &acting{sitting: s, door: door{needs: needs}}
			halts, _ := behind.halts()
			o.behind = append(o.behind, open{behind, behind.mine(), halts, behind.admits()})
		}
	}
	return o
}

// goTo is a button that leads to a form with one field filled in.
func goTo(action, name, value, submit string) page.Form {
	return page.Form{Quiet: true, Filter: true, Action: action, Submit: submit, Fields: []page.Field{{Name: name, Kind: "hidden", Value: value}}}
}

// Of are the buttons of something that is owed.
func (o Offers) Of(owed *response.Obligation) (out []page.Form) {
	for _, s := range o.behind {
		if slices.Contains(s.owed, owed) {
			out = append(out, s.button(owed))
		}
		if s.admits && owed.Kind == response.StepObligation && owed.Name == "admission" && owed.IsOpen() {
			out = append(out, page.Form{Quiet: true, Filter: true, Action: s.form("admit"), Submit: "Enter what was adopted"})
		}
		for _, h := range s.halts {
			if h.o == owed {
				out = append(out, goTo(s.form("pause"), "of", h.key(), map[bool]string{true: "Let it go on", false: "Stop the clock"}[h.resume]))
			}
		}
	}
	return out
}

// button leads to the form of something that is owed.
func (s *acting) button(o *response.Obligation) page.Form {
	if s.formOf(o) == s.form("verify") {
		return page.Form{Quiet: true, Filter: true, Action: s.form("verify"), Submit: "Enter a visit"}
	}
	return goTo(s.form("step"), "of", key(o), "Enter it as done")
}

// OfRemedy are the buttons of a remedy.
func (o Offers) OfRemedy(r *response.Remedy) (out []page.Form) {
	for _, s := range o.behind {
		if _, why := s.follower(r); why == nil && s.needs == access.Watching {
			out = append(out, goTo(s.form("follow-up"), "remedy", strconv.Itoa(r.Number), "Enter what was seen"))
		}
	}
	return out
}

// Links lead to what is done in the case and stands in none of its rows.
func (o Offers) Links() (out []page.Link) {
	for _, s := range o.behind {
		if len(s.conditions()) > 0 {
			out = append(out, page.Link{Text: "Answer on an exemption", To: s.form("answer")})
		}
		if s.needs != access.Watching {
			if _, why := s.appellant(); why == nil {
				out = append(out, page.Link{Text: "Appeal", To: s.form("appeal")})
			}
			continue
		}
		if s.admits {
			out = append(out, page.Link{Text: "Enter a decision on admission that was adopted", To: s.form("admit")})
		}
		if s.mayVerify() == nil && s.c.Status() != finding.Withdrawn {
			out = append(out, page.Link{Text: "Enter what was seen at a site", To: s.form("verify")})
		}
		if _, why := s.corrector(); why == nil {
			out = append(out, page.Link{Text: "Put right what was published", To: s.form("correct")})
		}
	}
	if o.judges && len(o.behind) > 0 && len(o.behind[0].proxies()) > 0 {
		out = append(out, page.Link{Text: "Let another member vote for you", To: o.behind[0].address("/proxy")})
	}
	return out
}
