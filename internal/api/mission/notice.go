// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"slices"
	"strings"

	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/watch"
	"truce/when"
)

// notices are the routes of notices. A notice that is not past is for those who may know of it, and for nobody else.
func (d *Desk) notices() []api.Route {
	return []api.Route{
		{Pattern: "/notices", Title: "notices: repairs, corridors, evacuations and the assurances of the sides", Needs: access.Released, Noted: true, Page: d.noticesPage},
		{Pattern: "/notices/give", Title: "gives a notice", Needs: access.Watching, Page: d.givePage, Act: d.give},
		{Pattern: "/notices/act", Title: "enters what a side said to a notice, or what became of it", Needs: access.Watching, Page: d.noticeActPage, Act: d.noticeAct},
		{Pattern: "/notices/answer", Title: "gives or refuses the assurance of one's own side", Needs: access.Filing, Act: d.answerNotice},
	}
}

func (d *Desk) noticesPage(a *api.Ask) (page.Page, error) {
	_, exercise := d.Site()
	l := page.List{
		ID: "notices", Live: true,
		Empty: "There is no notice that you may know of. Until its time is past, a notice is for its sides and for those whom it names.",
		Columns: []page.Column{
			{Key: "notice", Name: "Notice"},
			{Key: "kind", Name: "Kind"},
			{Key: "what", Name: "What"},
			{Key: "where", Name: "Where"},
			{Key: "from", Name: "From"},
			{Key: "until", Name: "Until"},
			{Key: "assurances", Name: "Assurances"},
		},
	}
	err := d.read(func(s *engine.State) error {
		words := desk.WordingOf(s)
		for _, n := range s.Room().Notices() {
			if desk.MayKnow(a, n) {
				l.Rows = append(l.Rows, noticeRow(a, n, words))
			}
		}
		return nil
	})
	p := page.Page{Title: "Notices", Exercise: exercise, Lead: "What is announced so that nobody fires at it, and whose assurance it has.", Blocks: []page.Block{l}}
	if a.Viewer.May(access.Watching) {
		p.Blocks = append(p.Blocks, page.Links{Links: []page.Link{{Text: "Give a notice", To: "/notices/give"}}})
	}
	return p, err
}

func noticeRow(a *api.Ask, n *watch.NoticeItem, w desk.Wording) page.Row {
	var answers []string
	for _, x := range n.Answers {
		is := string(x.Is)
		if is == "" {
			is = "not asked"
		}
		answers = append(answers, w.Name(x.Side)+": "+is)
	}
	if n.Ended != "" {
		answers = append(answers, string(n.Ended))
	}
	row := page.Row{ID: n.ID, Cells: []page.Cell{
		{Text: n.ID},
		{Text: string(n.Kind)},
		{Text: n.What},
		{Text: n.Where.Name},
		{Text: api.Clock(n.Time.From, w.Zone)},
		{Text: api.Clock(n.Time.To, w.Zone)},
		{Text: strings.Join(answers, ", ")},
	}}
	switch {
	case desk.IsOver(a, n):
		row.Mark = "past"
	case len(n.Lacking()) > 0 && n.Time.From < a.Now:
		row.Mark, row.Cells[6].Status = "late", "late"
	}
	if row.Mark == "past" {
		return row
	}
	if a.Viewer.May(access.Watching) {
		row.Forms = []page.Form{goTo("/notices/act", "notice", n.ID, "Enter an answer")}
	}
	if desk.IsSide(a, n) {
		for _, act := range []watch.NoticeAct{watch.Assured, watch.Refused} {
			submit := "Give your assurance"
			if act == watch.Refused {
				submit = "Refuse it"
			}
			row.Forms = append(row.Forms, page.Form{Quiet: true, Action: "/notices/answer", Submit: submit, Fields: []page.Field{
				{Name: "notice", Kind: "hidden", Value: n.ID}, {Name: "act", Kind: "hidden", Value: string(act)},
			}})
		}
	}
	return row
}

func (d *Desk) givePage(a *api.Ask) (page.Page, error) {
	fields := []page.Field{
		{Name: "kind", Label: "What it is", Kind: "choice", Value: a.Value("kind", ""), Options: desk.Choices(watch.Repair, watch.Corridor, watch.Evacuation, watch.Exchange, watch.Demining, watch.Flight)},
		{Name: "what", Label: "What is announced", Value: a.Value("what", ""), Required: true},
	}
	fields = append(fields, desk.SentGroundFields(a)...)
	zone := d.Zone().Name()
	return d.inside("Give a notice", "So that nobody fires at it: where, when, whose assurance it needs, and who may know of it until it is past.", page.Form{
		ID: "give", Action: "/notices/give", Submit: "Give it", Fields: append(fields,
			page.Field{Name: "from", Label: "From", Kind: "time", Value: a.Value("from", ""), Required: true, Error: a.Fault("from"), Help: "On the agreement's clocks, " + zone + "."},
			page.Field{Name: "until", Label: "Until", Kind: "time", Value: a.Value("until", ""), Required: true, Error: a.Fault("until")},
			page.Field{Name: "sides", Label: "Whose assurance it needs", Value: a.Value("sides", ""), Error: a.Fault("sides"), Help: "Sides by their IDs, parted by commas: " + d.sideNames() + "."},
			page.Field{Name: "know", Label: "Who else may know", Value: a.Value("know", ""), Help: "By function, parted by commas."}),
	}), nil
}

func (d *Desk) sideNames() string {
	var out []string
	for _, o := range d.sides()[1:] {
		out = append(out, o.Value)
	}
	return strings.Join(out, ", ")
}

// list is what a field lists between commas.
func list(text string) []string {
	var out []string
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

func (d *Desk) give(a *api.Ask) (api.Done, error) {
	where, err := desk.SentGround(a)
	if err != nil {
		return api.Done{}, err
	}
	from, err := moment(a, "from", d.Zone())
	if err != nil {
		return api.Done{}, err
	}
	until, err := moment(a, "until", d.Zone())
	if err != nil {
		return api.Done{}, err
	}
	for _, side := range list(a.Sent.Get("sides")) {
		if !slices.ContainsFunc(d.sides()[1:], func(o page.Option) bool { return o.Value == side }) {
			return api.Done{}, api.Refuse("sides", "%.60q is no side of the agreement: want some of %s", side, d.sideNames())
		}
	}
	p := watch.Plan{
		Kind: watch.NoticeKind(a.Sent.Get("kind")), What: a.Sent.Get("what"), Where: where, Time: when.Interval{From: from, To: until},
		Sides: list(a.Sent.Get("sides")), Know: list(a.Sent.Get("know")),
	}
	id, err := d.numbered(a, watch.ANotice, func(id string) engine.Entry {
		return engine.Entry{Notice: &watch.Notice{ID: id, By: officer(a), Act: watch.Given, Plan: &p}}
	})
	return api.Done{To: "/notices", Message: id + " is given. Enter under it when an assurance of its sides is sought, so that it waits for them."}, err
}

func (d *Desk) noticeActPage(a *api.Ask) (page.Page, error) {
	return d.inside("What became of a notice", "The last word of a side counts.", page.Form{ID: "act", Action: "/notices/act", Submit: "Enter it", Fields: []page.Field{
		{Name: "notice", Label: "Notice", Value: a.Value("notice", a.URL.Query().Get("notice")), Required: true},
		{Name: "act", Label: "What was done", Kind: "choice", Value: a.Value("act", ""), Options: desk.Choices(watch.Sought, watch.Assured, watch.Refused, watch.Taken, watch.Performed)},
		{Name: "side", Label: "Side", Kind: "choice", Value: a.Value("side", ""), Options: d.sides(), Help: "Whose assurance was sought, given or refused."},
		{Name: "says", Label: "In what words, or why", Kind: "area", Value: a.Value("says", "")},
	}}), nil
}

func (d *Desk) noticeAct(a *api.Ask) (api.Done, error) {
	n := watch.Notice{ID: a.Sent.Get("notice"), By: officer(a), Act: watch.NoticeAct(a.Sent.Get("act")), Side: a.Sent.Get("side"), Says: a.Sent.Get("says")}
	_, err := d.Enter(a.Context(), engine.Entry{Notice: &n})
	return api.Done{To: "/notices", Message: n.ID + ": " + string(n.Act) + "."}, d.refusal(err)
}

// answerNotice is the word of a side by its own liaison, for no other side and on no notice that it may not know of.
func (d *Desk) answerNotice(a *api.Ask) (api.Done, error) {
	n := watch.Notice{ID: a.Sent.Get("notice"), By: a.Viewer.Member, Act: watch.NoticeAct(a.Sent.Get("act")), Side: a.Viewer.Member}
	if n.Act != watch.Assured && n.Act != watch.Refused {
		return api.Done{}, &api.Refused{Reason: "A side gives its assurance or refuses it."}
	}
	known := false
	d.read(func(s *engine.State) error {
		for _, item := range s.Room().Notices() {
			known = known || item.ID == n.ID && desk.MayKnow(a, item) && desk.IsSide(a, item)
		}
		return nil
	})
	if !known {
		return api.Done{}, api.ErrNotFound
	}
	_, err := d.Enter(a.Context(), engine.Entry{Notice: &n})
	return api.Done{To: "/notices", Message: "Your answer to " + n.ID + " is on record."}, d.refusal(err)
}
