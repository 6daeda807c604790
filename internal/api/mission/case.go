// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/moving"
	"truce/internal/api/mission/papers"
	"truce/internal/api/page"
	"truce/internal/store"
	"truce/response"
	"truce/response/tally"
	"truce/when"
)

// cases are the routes of the procedure.
func (d *Desk) cases() []api.Route {
	return []api.Route{
		{Pattern: "/cases", Title: "cases of the procedure: what is owed, by whom, by when", Needs: access.Released, Page: d.casesPage},
		{Pattern: "/cases/{agreement}/{number}", Title: "one case: procedure, clocks, votes, remedies", Needs: access.Released, Noted: true, Page: d.casePage},
		{Pattern: "/complain", Title: "files a complaint of one's own", Needs: access.Filing, Page: d.complainPage, Act: d.complain},
		{Pattern: "/reply", Title: "files the reply of one's own side to a notice", Needs: access.Filing, Page: d.replyPage, Act: d.reply},
		{Pattern: "/opinion", Title: "files a position of one's own on a finding", Needs: access.Filing, Page: d.opinionPage, Act: d.opinion},
		{Pattern: "/motions/{agreement}/{number}", Title: "a motion before a body, its exact bytes and the votes", Needs: access.Released, Page: d.motionPage, Act: d.vote},
	}
}

func (d *Desk) casesPage(a *api.Ask) (page.Page, error) {
	all := a.URL.Query().Get("all") != ""
	l := page.List{
		ID: "cases", Live: true, Empty: "Nothing is owed in any case. A case opens with a finding that the ladder or the procedure answers, or with a complaint.",
		Columns: []page.Column{
			{Key: "case", Name: "Case"},
			{Key: "finding", Name: "Finding (status)"},
			{Key: "article_title", Name: "Article"},
			{Key: "opened", Name: "Opened"},
			{Key: "owed", Name: "Next owed"},
			{Key: "by", Name: "By"},
			{Key: "due", Name: "Due"},
			{Key: "late", Name: "Late by"},
			{Key: "article", FileOnly: true},
			{Key: "owed_key", FileOnly: true},
		},
	}
	after := a.URL.Query().Get("after")
	if after != "" {
		l.Empty = api.NothingFollows
	}
	_, exercise := d.Site()
	var tally []page.Count
	err := d.read(func(s *engine.State) error {
		words := desk.WordingOf(s)
		err := casesOn(s, all, after, func(r *response.Register, c *response.Case) bool {
			if len(l.Rows) == mostCases {
				last := l.Rows[mostCases-1].Cells[0].Link
				l.Next = page.With(a.URL.RequestURI(), "after", strings.TrimPrefix(last, "/cases/"))
				return false
			}
			l.Rows = append(l.Rows, caseRow(r, c, a.Now, words))
			return true
		})
		for _, r := range s.Registers() {
			tally = append(tally, tallyOf(r)...)
		}
		return err
	})
	p := page.Page{Title: "Cases", Exercise: exercise, Lead: "An assessment is no determination: the status stands beside every finding."}
	fault := desk.Fault(err)
	if fault == nil {
		p.Blocks = append(p.Blocks, l)
	}
	if len(tally) > 0 {
		p.Blocks = append(p.Blocks, page.Counts{Title: "Complaints", Counts: tally})
	}
	links := page.Links{}
	if !all {
		links.Links = append(links.Links, page.Link{Text: "Every case, closed ones too", To: "/cases?all=yes"})
	}
	if a.Viewer.May(access.Filing) && a.Viewer.Member != "" {
		links.Links = append(links.Links, page.Link{Text: "File a complaint", To: "/complain"})
	}
	p.Blocks = append(p.Blocks, links)
	if fault != nil {
		return a.Unread(p, fault)
	}
	return p, err
}

// mostCases is how many cases a page has.
const mostCases = 100

// casesOn visits the cases behind one that an address names, those of each text from the last opened on, until visit returns false.
// Those in which nothing is owed are left out unless all are asked for. Its error is store.ErrCursor where there is no such case.
func casesOn(s *engine.State, all bool, after string, visit func(*response.Register, *response.Case) bool) error {
	behind := found{}
	if after != "" {
		ref, number, _ := strings.Cut(after, "/")
		name, _ := url.PathUnescape(ref) // empty, which names no text, where it cannot be read
		var ok bool
		if behind, ok = caseOf(s, name, number); !ok {
			return store.ErrCursor
		}
	}
	started := after == ""
	for _, r := range s.Registers() {
		list := r.Cases()
		if !started {
			if r != behind.register {
				continue
			}
			started, list = true, list[:slices.Index(list, behind.c)]
		}
		for _, c := range slices.Backward(list) {
			if (all || slices.ContainsFunc(c.Obligations, (*response.Obligation).IsOpen)) && !visit(r, c) {
				return nil
			}
		}
	}
	return nil
}

func tallyOf(r *response.Register) []page.Count {
	t := tally.Of(r)
	if t.Lodged == 0 {
		return nil
	}
	return []page.Count{
		{Name: "Lodged", Number: strconv.Itoa(t.Lodged), Says: "complaints under " + r.Ref()},
		{Name: "Upheld", Number: strconv.Itoa(t.Upheld), Says: "in whole or in part"},
		{Name: "Not upheld", Number: strconv.Itoa(t.NotUpheld), Says: "a body found none"},
		{Name: "Divided", Number: strconv.Itoa(t.Divided), Says: "no determination"},
		{Name: "Rejected", Number: strconv.Itoa(t.Rejected), Says: "not admitted"},
		{Name: "Pending", Number: strconv.Itoa(t.Pending), Says: "not decided on admission yet"},
	}
}

func caseRow(r *response.Register, c *response.Case, now when.Instant, w desk.Wording) page.Row {
	text, article, _ := desk.CaseWords(r, c)
	row := page.Row{ID: strconv.Itoa(c.Number), Cells: []page.Cell{
		{Text: r.Ref() + " case " + strconv.Itoa(c.Number), Link: desk.CasePath(r.Ref(), c.Number)},
		{Text: text, Status: string(c.Status())},
		{Text: desk.Article(r.Text().Agreement(), article)},
		{Text: api.Clock(c.Opened, w.Zone)},
		{},
		{},
		{},
		{},
		{Text: string(article)},
		{},
	}}
	next := nextOwed(c)
	if next == nil {
		row.Cells[4].Text = "nothing"
		return row
	}
	row.Cells[4].Text, row.Cells[5].Text, row.Cells[6].Text = desk.Step(next), owedBy(next, w), desk.Due(next, w.Zone)
	row.Cells[9].Text = desk.StepKey(next)
	if late := next.Late(now); late > 0 {
		row.Mark, row.Cells[7] = "late", page.Cell{Text: desk.Lateness(late), Status: "late"}
	}
	return row
}

// nextOwed is what is open and due first; what has no time comes last.
func nextOwed(c *response.Case) *response.Obligation {
	var next *response.Obligation
	for _, o := range c.Obligations {
		if o.IsOpen() && (next == nil || o.Due != 0 && (next.Due == 0 || o.Due < next.Due)) {
			next = o
		}
	}
	return next
}

func owedBy(o *response.Obligation, w desk.Wording) string {
	by := cmp.Or(w.Name(o.By), "nobody owes it")
	if o.By == agreement.Respondent && o.Detail != nil && len(o.Detail.To) > 0 {
		by += ": " + w.Said(strings.Join(o.Detail.To, ", "))
	}
	if o.Detail != nil && o.Detail.Fallback != "" {
		by += ", now " + w.Name(o.Detail.Fallback)
	}
	return by
}

// found is a case with its register, for as long as the state is read.
type found struct {
	register *response.Register
	c        *response.Case
	words    desk.Wording
}

func caseOf(s *engine.State, ref, number string) (found, bool) {
	n, err := strconv.Atoi(number)
	r := s.Register(ref)
	if err != nil || r == nil || r.Case(n) == nil {
		return found{}, false
	}
	return found{r, r.Case(n), desk.WordingOf(s)}, true
}

func (d *Desk) casePage(a *api.Ask) (page.Page, error) {
	p := page.Page{}
	zone := d.Zone()
	err := d.read(func(s *engine.State) error {
		f, ok := caseOf(s, a.PathValue("agreement"), a.PathValue("number"))
		if !ok {
			return api.ErrNotFound
		}
		p = f.page(a, zone)
		return nil
	})
	return p, err
}

func (f found) page(a *api.Ask, zone when.Zone) page.Page {
	ref := f.register.Ref()
	text, article, link := desk.CaseWords(f.register, f.c)
	p := page.Page{
		Title: fmt.Sprintf("Case %d of %s", f.c.Number, ref), Exercise: f.register.Text().Agreement().Exercise,
		Lead: "What is owed, by whom and by when; what was done; and how late. Lateness is public to those who see the case.",
	}
	facts := page.Facts{Facts: []page.Fact{
		{Name: "Finding", Text: text, Link: link, Status: string(f.c.Status())},
		desk.ArticleFact(f.register, article),
		{Name: "Opened", Text: api.Clock(f.c.Opened, zone)},
	}}
	if f.c.Papers != nil && len(f.c.Papers.ExParte) > 0 {
		facts.Facts = append(facts.Facts, page.Fact{Name: "Ex parte", Text: "as to " + f.words.Said(strings.Join(f.c.Papers.ExParte, ", "))})
	}
	offers := moving.OffersIn(a, f.register, f.c, f.words)
	facts.Facts = slices.Concat(facts.Facts, f.papers().Appeals(a), f.papers().Notices(a))
	p.Blocks = append(p.Blocks, facts)
	if to, o := f.replyOf(a); to != "" {
		text := "Your reply is awaited. No time is set for it."
		if o.Due != 0 {
			text = "Your reply is awaited. It is due by " + desk.Due(o, zone) + "."
		}
		p.Blocks = append(p.Blocks, page.Note{Kind: page.Warning, Text: text, Link: page.Link{Text: "File your reply", To: to}})
	}
	p.Blocks = append(p.Blocks, f.obligations(a, zone, offers))
	p.Blocks = append(append(p.Blocks, f.decisions(a, zone)...), f.motions(zone))
	if list := papers.Recusals(f.register, f.words, f.c.Number, nil); len(list.Rows) > 0 && desk.Reasoned(a.Viewer, f.register.Text()) {
		p.Blocks = append(p.Blocks, list)
	}
	p.Blocks = append(p.Blocks, f.remedies(zone, offers))
	if list, shown := f.complaints(a, zone); shown {
		p.Blocks = append(p.Blocks, list)
	}
	if list := f.papers().Corrections(a); len(list.Rows) > 0 {
		p.Blocks = append(p.Blocks, list)
	}
	if papers.Works(a) {
		p.Blocks = append(p.Blocks, f.papers().Entered())
	}
	if list := append(f.acts(a), offers.Links()...); len(list) > 0 {
		p.Blocks = append(p.Blocks, page.Links{Title: "What you can do", Links: list})
	}
	return p
}

// papers are what was entered in the case.
func (f found) papers() papers.Case {
	return papers.Case{Register: f.register, Case: f.c, Words: f.words}
}

// acts are what whoever asks can do in the case.
func (f found) acts(a *api.Ask) (out []page.Link) {
	if a.Viewer.May(access.Judging) {
		to := desk.CasePath(f.register.Ref(), f.c.Number)
		out = append(out, page.Link{Text: "Move a motion", To: to + "/move"}, page.Link{Text: "Recuse yourself", To: to + "/recuse"})
		if slices.ContainsFunc(f.register.Complaints(), func(l *response.Lodged) bool { return l.Case == f.c.Number && l.Admission == nil }) {
			out = append(out, page.Link{Text: "Decide on admission", To: to + "/admit"})
		}
	}
	return out
}

func (f found) obligations(a *api.Ask, zone when.Zone, offers moving.Offers) page.List {
	l := page.List{ID: "owed", Title: "Procedure and clocks", Live: true, Empty: "Nothing is owed in this case.", Columns: []page.Column{
		{Key: "step", Name: "Step"},
		{Key: "article", Name: "Article"},
		{Key: "by", Name: "By"},
		{Key: "state", Name: "State"},
		{Key: "start", Name: "Clock began"},
		{Key: "due", Name: "Due"},
		{Key: "done", Name: "Done"},
		{Key: "late", Name: "Late by"},
		{Key: "key", FileOnly: true},
	}}
	for _, o := range f.c.Obligations {
		row := page.Row{Cells: []page.Cell{
			{Text: desk.Step(o)},
			{Text: string(o.Article)},
			{Text: owedBy(o, f.words)},
			{Text: f.papers().StateWords(a, o), Status: string(o.State)},
			{Text: clockOr(o.Start, zone, "not begun")},
			{Text: desk.Due(o, zone)},
			{Text: f.papers().DoneWords(o)},
			{},
			{Text: desk.StepKey(o)},
		}, Forms: offers.Of(o)}
		if late := o.Late(a.Now); late > 0 {
			row.Mark, row.Cells[7] = "late", page.Cell{Text: desk.Lateness(late), Status: "late"}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func clockOr(t when.Instant, zone when.Zone, none string) string {
	if t == 0 {
		return none
	}
	return api.Clock(t, zone)
}

func (f found) motions(zone when.Zone) page.List {
	l := page.List{ID: "motions", Title: "Motions and votes", Live: true, Empty: "No motion is before a body in this case.", Columns: []page.Column{
		{Key: "motion", Name: "Motion"},
		{Key: "body", Name: "Body"},
		{Key: "moved_by", Name: "Moved by"},
		{Key: "moved", Name: "Moved"},
		{Key: "closes", Name: "Closes"},
		{Key: "votes", Name: "Votes"},
		{Key: "result", Name: "Result"},
	}}
	for _, m := range f.register.Motions() {
		if m.Content.Case != f.c.Number {
			continue
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
			{Text: strconv.Itoa(m.Content.Number), Link: desk.MotionPath(f.register.Ref(), m.Content.Number)},
			{Text: f.words.Name(string(m.Content.Body))},
			{Text: m.Content.By + movedBriefly(m)},
			{Text: api.Clock(m.Content.Moved, zone)},
			{Text: clockOr(m.Content.Closes, zone, "when all voted")},
			{Text: votesOf(f.register, m)},
			{Text: resultOf(m), Status: string(m.State)},
		}})
	}
	return l
}

// resultOf is what became of a motion, and why.
func resultOf(m *response.Motion) string {
	text := strings.ReplaceAll(string(m.State), "-", " ")
	if m.Because != "" {
		text += ": " + m.Because
	}
	return text
}

func votesOf(r *response.Register, m *response.Motion) string {
	n := r.Count(m)
	text := fmt.Sprintf("%d for, %d against, %d abstaining; %d of %d took part, the quorum is %d", n.Yes, n.No, n.Abstain, n.Taking(), n.Eligible, n.Quorum)
	if n.Needed > 0 {
		text += fmt.Sprintf("; %d of %d signatures", n.Signed, n.Needed)
	}
	return text
}

func (f found) remedies(zone when.Zone, offers moving.Offers) page.List {
	l := page.List{ID: "remedies", Title: "Remedies", Empty: "No remedy was requested, recommended or ordered.", Columns: []page.Column{
		{Key: "remedy", Name: "Remedy"},
		{Key: "force", Name: "Force"},
		{Key: "respondent", Name: "Of whom"},
		{Key: "says", Name: "What"},
		{Key: "until", Name: "Until"},
		{Key: "verifiable", Name: "Can be verified"},
		{Key: "state", Name: "What is known of it"},
	}}
	for _, r := range f.register.Remedies() {
		if r.Case != f.c.Number {
			continue
		}
		verifiable := "not as it stands"
		if r.Verifiable {
			verifiable = "yes"
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
			{Text: strconv.Itoa(r.Number)},
			{Text: r.Order.Force},
			{Text: f.words.Name(r.Order.Respondent)},
			{Text: r.Order.Says},
			{Text: clockOr(r.Order.Until, zone, "no time set")},
			{Text: verifiable},
			{Text: f.papers().SeenWords(r)},
		}, Forms: offers.OfRemedy(r)})
	}
	return l
}

// complaints are those of the case: the words for who filed it, for the bodies and the mission; the rest learn that there is one.
func (f found) complaints(a *api.Ask, zone when.Zone) (page.List, bool) {
	l := page.List{ID: "complaints", Title: "Complaints", Empty: "No complaint is in this case.", Columns: []page.Column{
		{Key: "complaint", Name: "Complaint"},
		{Key: "lodged", Name: "Lodged"},
		{Key: "complainant", Name: "Complainant"},
		{Key: "respondent", Name: "Respondent"},
		{Key: "article", Name: "Article"},
		{Key: "admission", Name: "Admission"},
		{Key: "says", Name: "What it says"},
		{Key: "seeks", Name: "Remedy sought"},
	}}
	for _, c := range f.register.Complaints() {
		if c.Case != f.c.Number {
			continue
		}
		admission, says, seeks := "not decided yet", "for its complainant and the bodies", ""
		if c.Admission != nil {
			admission = c.Admission.Act.Outcome
			if desk.Reasoned(a.Viewer, f.register.Text()) {
				admission = strings.TrimSpace(admission + " " + c.Admission.Act.Reason)
			}
		}
		if papers.Works(a) || a.Viewer.Member != "" && a.Viewer.Member == c.Complaint.Complainant {
			says, seeks = c.Complaint.Says, c.Complaint.Seeks
		}
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{
			{Text: strconv.Itoa(c.Number)},
			{Text: api.Clock(c.At, zone)},
			{Text: f.words.Name(c.Complaint.Complainant)},
			{Text: f.words.Name(c.Complaint.Respondent)},
			{Text: string(c.Complaint.Article)},
			{Text: admission},
			{Text: says},
			{Text: seeks},
		}})
	}
	return l, len(l.Rows) > 0
}

// replyOf is where a party replies and what is owed of it, empty where no reply of its own is open.
func (f found) replyOf(a *api.Ask) (to string, owed *response.Obligation) {
	if owed = desk.Awaited(f.register, f.c, a.Viewer); owed == nil {
		return "", nil
	}
	return fmt.Sprintf("/reply?agreement=%s&case=%d", url.QueryEscape(f.register.Ref()), f.c.Number), owed
}
