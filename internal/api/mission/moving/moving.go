// SPDX-License-Identifier: Apache-2.0

// Package moving moves a case on: it turns what the mission's watch has done of what is owed, what a member of a body wants decided
// and what a party seeks into acts on record. Before anything is written the page asks the procedure itself what it would refuse,
// and says so.
package moving

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"truce/agreement"
	"truce/agreement/people"
	"truce/engine"
	"truce/finding"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
	"truce/when"
)

// Routes are the pages of the topic.
func Routes(d *desk.Desk) []api.Route {
	p := &pages{d}
	return append(p.doors(), []api.Route{
		{Pattern: "/cases/{agreement}/{number}/move", Title: "moves a motion in a case: what may be moved, and the form", Needs: access.Judging, Page: p.movePage, Act: p.move},
		{Pattern: "/cases/{agreement}/{number}/recuse", Title: "takes a member of a body out of a case", Needs: access.Judging, Page: p.recusePage, Act: p.recuse},
		{Pattern: "/cases/{agreement}/{number}/admit", Title: "decides on the admission of a complaint, for the body that does", Needs: access.Judging, Page: p.admitPage, Act: p.admit},
		{Pattern: "/cases/{agreement}/{number}/proxy", Title: "lets another member vote for one's own, or takes that back", Needs: access.Judging, Page: p.proxyPage, Act: p.proxy},
	}...)
}

// pages are the pages of the topic.
type pages struct{ *desk.Desk }

// sitting is a case as somebody sees it who wants something done or decided in it, for as long as the state is read.
type sitting struct {
	register *response.Register
	c        *response.Case
	member   string
	at       when.Instant
	words    desk.Wording
}

// sit reads a case for a member of a body who asks. It does not exist where its address names none.
func (p *pages) sit(a *api.Ask, f func(*sitting) error) error {
	return p.sitAs(a, access.Judging, func(_ *engine.State, s *sitting) error { return f(s) })
}

// sitAs reads a case for whoever asks and may do something.
func (p *pages) sitAs(a *api.Ask, needs access.Compartment, f func(*engine.State, *sitting) error) error {
	if !a.Viewer.May(needs) {
		return api.ErrNotFound
	}
	return p.Read(func(s *engine.State) error {
		n, err := strconv.Atoi(a.PathValue("number"))
		r := s.Register(a.PathValue("agreement"))
		if err != nil || r == nil || r.Case(n) == nil {
			return api.ErrNotFound
		}
		return f(s, &sitting{register: r, c: r.Case(n), member: a.Viewer.Member, at: max(a.Now, s.Now()), words: desk.WordingOf(s)})
	})
}

func (s *sitting) text() *agreement.Agreement { return s.register.Text().Agreement() }

// address is that of the case, with what comes below it.
func (s *sitting) address(below string) string {
	return desk.CasePath(s.register.Ref(), s.c.Number) + below
}

// page begins a page on the case.
func (s *sitting) page(title string, lead string) page.Page {
	return page.Page{Title: fmt.Sprintf("%s in case %d", title, s.c.Number), Exercise: s.text().Exercise, Lead: lead}
}

// back leads to the case.
func (s *sitting) back() page.Links {
	return page.Links{Links: []page.Link{{Text: "Back to the case", To: s.address("")}}}
}

// bodies are those in which somebody sits, or that they are.
func (s *sitting) bodies() (out []*agreement.Body) {
	for i := range s.text().Bodies {
		b := &s.text().Bodies[i]
		if s.sits(b) {
			out = append(out, b)
		}
	}
	return out
}

func (s *sitting) sits(b *agreement.Body) bool {
	return s.member != "" && (people.Is(s.register.Text(), s.member, string(b.ID)) || slices.ContainsFunc(b.Members, func(m agreement.Member) bool { return m.ID == s.member }))
}

// body is the body of an ID in which somebody sits, or nil.
func (s *sitting) body(id string) *agreement.Body {
	for _, b := range s.bodies() {
		if string(b.ID) == id {
			return b
		}
	}
	return nil
}

// refuses asks the procedure whether it would take an act now, and returns why it would not: nil where it would. Nothing is changed.
func (s *sitting) refuses(act *response.Act) error {
	if _, err := s.register.Prepare(act, s.at); err != nil {
		return errors.New(s.words.Reason(err))
	}
	return nil
}

// outsider says that somebody sits in no body of the text.
func (s *sitting) outsider() page.Note {
	who := "Whoever speaks for no member"
	if s.member != "" {
		who = s.member
	}
	return page.Note{Kind: page.Warning, Text: who + " sits in no body of this agreement, so the procedure takes no motion, recusal or decision on admission from there."}
}

// turnedAway is the note of a form that the procedure takes in none of the names of whoever asks, and why.
func turnedAway(why error) page.Note {
	return page.Note{Kind: page.Warning, Text: "The procedure does not take this from you now: " + why.Error() + "."}
}

// about are the case's finding and the article that it is of, before what is decided of it.
func (s *sitting) about() []page.Block {
	f := s.c.Finding
	if f == nil {
		return []page.Block{page.Facts{Facts: []page.Fact{{Name: "On", Text: "a complaint without a finding", Link: s.address(""), Status: string(s.c.Status())}}}}
	}
	out := []page.Block{page.Facts{Facts: []page.Fact{
		{Name: "Finding", Text: desk.VerdictWords(&f.Released), Link: desk.FindingPath(&f.Released), Status: string(f.Released.Status)},
		{Name: "Article", Text: string(f.Released.Article), Link: "/agreement/" + url.PathEscape(s.register.Ref()) + "#" + string(f.Released.Article)},
	}}}
	for _, x := range s.text().Articles {
		if x.ID == f.Released.Article {
			out = append(out, page.Prose{Paragraphs: []string{x.Says}, Quoted: "Article " + string(x.ID) + ", " + x.Title + ". " + x.Cite})
		}
	}
	return out
}

// outcomes are what may be proposed as the outcome of the case.
func (s *sitting) outcomes() []finding.Verdict {
	if s.c.Finding == nil {
		return []finding.Verdict{finding.Violation, finding.NoViolation, finding.Undetermined}
	}
	return []finding.Verdict{finding.Violation, finding.NoViolation, finding.Exempt, finding.Undetermined}
}

// take enters an act of the procedure. Its reason stands beside the field that a word of it names.
func (p *pages) take(a *api.Ask, act response.Act, list []fault) error {
	err := p.Take(a.Context(), engine.Entry{Procedure: &engine.Procedure{Agreement: a.PathValue("agreement"), Act: act}})
	return placed(err, list)
}
