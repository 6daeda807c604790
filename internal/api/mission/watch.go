// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/engine/flash"
	"truce/engine/lookout"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/logbook"
	"truce/internal/api/mission/moving"
	"truce/internal/api/page"
	"truce/watch"
	"truce/when"
)

// watching are the routes of the watch.
func (d *Desk) watching() []api.Route {
	return []api.Route{
		{Pattern: "/watch", Title: "the watch: who is on, what is late, open, new and dark", Needs: access.Mission, Noted: true, Page: d.watchPage},
		{Pattern: "/watch/duty", Title: "comes on duty or goes off", Needs: access.Watching, Act: d.onDuty},
		{Pattern: "/watch/seen", Title: "acknowledges what is new", Needs: access.Watching, Act: d.seen},
		{Pattern: "/watch/call", Title: "enters a call to a liaison officer", Needs: access.Watching, Page: d.callPage, Act: d.call},
		{Pattern: "/watch/close", Title: "closes a call", Needs: access.Watching, Page: d.closePage, Act: d.closeCall},
		{Pattern: "/watch/assurance", Title: "enters an assurance that somebody gave", Needs: access.Watching, Page: d.assurancePage, Act: d.assurance},
		{Pattern: "/watch/flash", Title: "sends a flash report in five lines", Needs: access.Watching, Noted: true, Page: d.flashPage, Act: d.flash},
		d.handovers().Route(),
	}
}

// officer is the name under which a viewer stands in the operations room.
func officer(a *api.Ask) string { return a.Viewer.Person }

// look is what the room shows to an officer now.
func (d *Desk) look(a *api.Ask) (s lookout.Screen, on bool, err error) {
	err = d.read(func(state *engine.State) error {
		s = lookout.Look(state, a.Now)
		return nil
	})
	for _, o := range s.On {
		on = on || o.Name == officer(a)
	}
	return s, on, err
}

// watchPage is what an officer sees at three in the morning: first what is late.
func (d *Desk) watchPage(a *api.Ask) (page.Page, error) {
	s, on, err := d.look(a)
	if err != nil {
		return page.Page{}, err
	}
	_, exercise := d.Site()
	p := page.Page{Title: "Watch", Exercise: exercise, Lead: onDutyWords(s, d.Zone())}
	if s.Mode.State != watch.Normal && s.Mode.State != "" {
		p.Blocks = append(p.Blocks, page.Note{Kind: page.Warning, Text: fmt.Sprintf("The mission is %s since %s: %s", s.Mode.State, api.Clock(s.Mode.At, d.Zone()), s.Mode.Reason)})
	}
	may := a.Viewer.May(access.Watching)
	if may {
		p.Blocks = append(p.Blocks, d.handovers().Begun(a)...)
	}
	elsewhere, err := d.elsewhere(a)
	if err != nil {
		return page.Page{}, err
	}
	p.Blocks = append(p.Blocks, d.openList("late", "Late", s.Late, may), elsewhere, d.openList("open", "Open", s.Open, may), d.owedList(a), d.newList(s.New, may), dark(s, d.wording()))
	if may {
		p.Blocks = append(p.Blocks, dutyForm(on), page.Links{Title: "Enter something", Links: []page.Link{
			{Text: "A call", To: "/watch/call"},
			{Text: "An assurance", To: "/watch/assurance"},
			{Text: "A flash report", To: "/watch/flash"},
			{Text: "A report of the field", To: "/report"},
			{Text: "A patrol task", To: "/patrols"},
			{Text: "A notice", To: "/notices"},
			{Text: "Hand the watch over", To: "/watch/handover"},
		}})
	}
	p.Blocks = append(p.Blocks, page.Links{Title: "Read again", Links: []page.Link{
		{Text: "Flash reports that were sent", To: logbook.Path + "#flashes"}, {Text: "Handovers and their words", To: logbook.Path + "#handovers"},
	}})
	return p, nil
}

// owedList is what the cases owe of the mission and its cell.
func (d *Desk) owedList(a *api.Ask) (l page.List) {
	d.read(func(s *engine.State) error {
		l = moving.Owed(a, s)
		return nil
	})
	return l
}

func onDutyWords(s lookout.Screen, zone when.Zone) string {
	if len(s.On) == 0 {
		return "Nobody is on duty."
	}
	var on []string
	for _, o := range s.On {
		on = append(on, o.Name+" since "+api.Clock(o.Since, zone))
	}
	return "On duty: " + strings.Join(on, ", ") + "."
}

func dutyForm(on bool) page.Form {
	if on {
		return page.Form{ID: "duty", Title: "Go off duty", Lead: "Whoever leaves the room empty says why. To hand over what is open, use the handover.", Action: "/watch/duty", Submit: "Go off duty", Fields: []page.Field{
			{Name: "off", Kind: "hidden", Value: "yes"}, {Name: "reason", Label: "Why nobody stays on"},
		}}
	}
	return page.Form{ID: "duty", Title: "Come on duty", Lead: "Others who are on stay on.", Action: "/watch/duty", Submit: "Come on duty"}
}

func (d *Desk) openList(id, title string, list []watch.Open, may bool) page.List {
	l := page.List{ID: id, Title: title, Live: true, Inside: true, Columns: []page.Column{
		{Key: "item", Name: "Item"}, {Key: "what", Name: "What"}, {Key: "due", Name: "Due"}, {Key: "waits", Name: "Waits for"},
	}, Empty: map[string]string{
		"late": "Nothing of the room is late: no call, patrol, assurance or notice. What is late in the queue and in cases is a list of its own.", "open": "Nothing is open. Calls, patrols and notices that are not done stand here.",
	}[id]}
	words, grounds := d.wording(), d.grounds()
	for _, o := range list {
		due := "no clock"
		if o.Due != 0 {
			due = api.Clock(o.Due, d.Zone())
		}
		row := page.Row{ID: o.ID, Cells: []page.Cell{{Text: o.ID, Link: itemLink(o)}, {Text: words.Said(o.Says) + grounds[o.ID]}, {Text: due}, {Text: words.Said(o.Waits)}}}
		if id == "late" {
			row.Mark = "late"
			row.Cells[2].Status = "late"
		}
		if may && o.Kind == watch.ACall {
			row.Forms = []page.Form{goTo("/watch/call", "follows", o.ID, "Call again"), goTo("/watch/close", "item", o.ID, "Close")}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// grounds are where the patrol tasks that are not over lead, in words behind what they are to do. What is handed over does not say it.
func (d *Desk) grounds() map[string]string {
	out := map[string]string{}
	d.read(func(s *engine.State) error {
		for _, t := range s.Room().Tasks() {
			if !t.Ended && !t.Where.IsUnknown() {
				out[t.ID] = "; where: " + desk.Where(t.Where)
			}
		}
		return nil
	})
	return out
}

// goTo is a button that leads to a form with one field filled in.
func goTo(action, name, value, submit string) page.Form {
	return page.Form{Quiet: true, Filter: true, Action: action, Submit: submit, Fields: []page.Field{{Name: name, Kind: "hidden", Value: value}}}
}

func itemLink(o watch.Open) string {
	switch o.Kind {
	case watch.APatrol:
		return "/patrols#row-" + o.ID
	case watch.ANotice:
		return "/notices#row-" + o.ID
	default:
		return ""
	}
}

func (d *Desk) newList(groups []lookout.Group, may bool) page.List {
	l := page.List{
		ID: "new", Title: "New since you came on", Live: true, Inside: true,
		Lead:  "Repeats of one term with one verdict and status are one line.",
		Empty: "Nothing came in that nobody has seen since the watch is kept. What waits from before stands in the queue.",
		Columns: []page.Column{
			{Key: "term", Name: "Term"},
			{Key: "verdict", Name: "Verdict (status)"},
			{Key: "findings", Name: "Findings", Number: true},
			{Key: "gravest", Name: "Gravest"},
			{Key: "from", Name: "First heard"},
			{Key: "to", Name: "Last heard"},
		},
	}
	for i, g := range groups {
		mark := "new"
		if g.Before {
			mark = "before"
		}
		row := page.Row{ID: fmt.Sprint("new-", i+1), Mark: mark, Cells: []page.Cell{
			{Text: strings.TrimSpace(exerciseMark(g.Exercise) + " " + g.Term + ", " + g.Agreement)},
			{Text: verdictWords(g.Verdict, g.Status), Status: g.Verdict},
			{Text: fmt.Sprint(g.Findings)},
			{Text: g.Worst + " " + g.Gravest, Link: refLink(g.Refs)},
			{Text: api.Clock(g.First, d.Zone())},
			{Text: api.Clock(g.Last, d.Zone())},
		}}
		if may {
			f := page.Form{Quiet: true, Action: "/watch/seen", Submit: "Seen"}
			for _, ref := range g.Refs[:min(len(g.Refs), watch.MaxList)] {
				f.Fields = append(f.Fields, page.Field{Name: "of", Kind: "hidden", Value: refText(ref)})
			}
			row.Forms = []page.Form{f, goTo("/watch/flash", "about", refText(g.Refs[0]), "Flash report")}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func verdictWords(v, status string) string {
	if v == "" {
		return status
	}
	return strings.ReplaceAll(v, "-", " ") + " (" + strings.ReplaceAll(status, "-", " ") + ")"
}

func dark(s lookout.Screen, w desk.Wording) page.List {
	l := page.List{
		ID: "dark", Title: "Dark", Lead: "Who does not watch, and which gaps nobody has entered yet.", Live: true, Inside: true,
		Columns: []page.Column{{Key: "what", Name: "What"}, {Key: "kind", Name: "Kind"}}, Empty: "Every source that watched lately still does.",
	}
	for _, t := range s.Dark {
		l.Rows = append(l.Rows, page.Row{Mark: "dark", Cells: []page.Cell{{Text: w.Said(t)}, {Text: "dark", Status: "dark"}}})
	}
	for _, t := range s.Owed {
		l.Rows = append(l.Rows, page.Row{Cells: []page.Cell{{Text: w.Said(t)}, {Text: "gap to be entered"}}})
	}
	return l
}

// refText is a reference as a form carries it, and refOf reads it back.
func refText(r watch.Ref) string {
	if r.Item != "" {
		return r.Item
	}
	text := r.Incident.String()
	if r.IsFinding() {
		text += " " + r.Agreement + " " + r.Term
	}
	return text
}

func refOf(text string) (watch.Ref, error) {
	words := strings.Fields(text)
	if len(words) == 1 && strings.Contains(words[0], "-") {
		return watch.Ref{Item: words[0]}, nil
	}
	var r watch.Ref
	if len(words) != 1 && len(words) != 3 {
		return r, fmt.Errorf("%.80q names nothing on record", text)
	}
	var id canon.IncidentID
	if err := id.UnmarshalText([]byte(words[0])); err != nil {
		return r, fmt.Errorf("%.80q names nothing on record: %w", text, err)
	}
	r.Incident = id
	if len(words) == 3 {
		r.Agreement, r.Term = words[1], words[2]
	}
	return r, nil
}

// refLink leads to what the first of some references is of.
func refLink(refs []watch.Ref) string {
	if len(refs) == 0 || refs[0].Item != "" {
		return ""
	}
	r := refs[0]
	if !r.IsFinding() {
		return desk.IncidentPath(r.Incident)
	}
	return strings.Replace(desk.IncidentPath(r.Incident), "/incidents/", "/findings/", 1) + "/" + r.Term
}

// does enters one act of the watch by the officer who asks.
func (d *Desk) does(a *api.Ask, act watch.Duty) error {
	act.By = officer(a)
	_, err := d.Enter(a.Context(), engine.Entry{Duty: &act})
	return d.refusal(err)
}

func (d *Desk) onDuty(a *api.Ask) (api.Done, error) {
	if a.Sent.Get("off") != "" {
		return api.Done{To: "/watch", Message: "You are off duty."}, d.does(a, watch.Duty{Off: &watch.Off{Reason: a.Sent.Get("reason")}})
	}
	return api.Done{To: "/watch", Message: "You are on duty."}, d.does(a, watch.Duty{On: &watch.On{}})
}

func (d *Desk) seen(a *api.Ask) (api.Done, error) {
	act := watch.Ack{}
	for _, text := range a.Sent["of"] {
		ref, err := refOf(text)
		if err != nil {
			return api.Done{}, &api.Refused{Reason: err.Error()}
		}
		act.Of = append(act.Of, ref)
	}
	return api.Done{To: "/watch", Message: "Seen: " + desk.Counted(len(act.Of), "thing") + "."}, d.does(a, watch.Duty{Ack: &act})
}

func (d *Desk) callPage(a *api.Ask) (page.Page, error) {
	follows := a.Value("follows", a.URL.Query().Get("follows"))
	f := page.Form{ID: "call", Lead: aboutWords(a), Action: "/watch/call", Submit: "Enter the call", Fields: []page.Field{
		{Name: "to", Label: "Who was called", Value: a.Value("to", ""), Required: true, Help: "By function: liaison officer north, hotline."},
		{Name: "side", Label: "Whose officer", Kind: "choice", Value: a.Value("side", ""), Error: a.Fault("side"), Options: d.sides()},
		{Name: "asked", Label: "What was asked", Kind: "area", Value: a.Value("asked", ""), Required: true, Error: a.Fault("asked")},
		{Name: "reached", Label: "How it ended", Kind: "choice", Value: a.Value("reached", "answered"), Options: desk.Choices(watch.Answered, watch.NoAnswer, watch.Declined, watch.LineDead)},
		{Name: "said", Label: "What was said", Kind: "area", Value: a.Value("said", "")},
		{Name: "promised", Label: "What was promised", Value: a.Value("promised", "")},
		{Name: "back", Label: "Call back by", Kind: "time", Value: a.Value("back", ""), Error: a.Fault("back"), Help: desk.OnClocks(d.Zone()) + " Left out where nobody calls back; 15 minutes from now where nobody was reached."},
		{Name: "theirs", Label: "It is for them to call back", Kind: "tick", Value: a.Value("theirs", "")},
		{Name: "about", Kind: "hidden", Value: a.Value("about", a.URL.Query().Get("about"))},
		{Name: "follows", Kind: "hidden", Value: follows},
	}}
	if follows != "" {
		f.Lead += " It goes on from " + follows + ", whose clock it stops."
	}
	return d.inside("A call", "Whom, when, what was asked, answered and promised, and by when somebody calls again.", f), nil
}

// inside is a page of the operations room with a form.
func (d *Desk) inside(title, lead string, blocks ...page.Block) page.Page {
	_, exercise := d.Site()
	return page.Page{Title: title, Lead: lead, Exercise: exercise, Blocks: append([]page.Block{page.Note{Kind: page.Inside, Text: "For the operations room alone."}}, blocks...)}
}

// ofASide refuses a side that no agreement has.
func (d *Desk) ofASide(a *api.Ask) error {
	if !slices.ContainsFunc(d.sides(), func(o page.Option) bool { return o.Value == a.Sent.Get("side") }) {
		return api.Refuse("side", "choose one of the sides of the agreements, or nobody's")
	}
	return nil
}

// sides are the parties of the agreements, and nobody.
func (d *Desk) sides() []page.Option {
	list := []page.Option{{Value: "", Text: "nobody's"}}
	d.read(func(s *engine.State) error {
		seen := map[agreement.PartyID]bool{}
		for _, k := range s.Dockets() {
			for _, p := range k.Text().Agreement().Parties {
				if !seen[p.ID] {
					seen[p.ID] = true
					list = append(list, page.Option{Value: string(p.ID), Text: p.Name})
				}
			}
		}
		return nil
	})
	return list
}

// numbered enters an item of a kind under the next ID that is free, which nobody else gets at the same moment.
func (d *Desk) numbered(a *api.Ask, kind watch.Kind, entry func(id string) engine.Entry) (id string, err error) {
	_, err = d.EnterMade(a.Context(), func(s *engine.State) (engine.Entry, error) {
		id = s.Room().Free(kind)
		return entry(id), nil
	})
	return id, d.refusal(err)
}

func (d *Desk) call(a *api.Ask) (api.Done, error) {
	back, err := moment(a, "back", d.Zone())
	if err = cmp.Or(err, d.ofASide(a)); err != nil {
		return api.Done{}, err
	}
	c := watch.Call{
		To: a.Sent.Get("to"), Side: a.Sent.Get("side"), Asked: a.Sent.Get("asked"), Reached: watch.Reached(a.Sent.Get("reached")),
		Said: a.Sent.Get("said"), Promised: a.Sent.Get("promised"), Back: back, Theirs: a.Sent.Get("theirs") != "", Follows: a.Sent.Get("follows"),
	}
	if c.Reached != watch.Answered && c.Back == 0 && !c.Theirs {
		c.Back = a.Now + when.Instant(watch.CallAgain)
	}
	if about := a.Sent.Get("about"); about != "" {
		if c.About, err = refOf(about); err != nil {
			return api.Done{}, api.Refuse("about", "%v", err)
		}
	}
	id, err := d.numbered(a, watch.ACall, func(id string) engine.Entry {
		c.ID = id
		return engine.Entry{Duty: &watch.Duty{By: officer(a), Call: &c}}
	})
	c.ID = id
	return d.called(a, &c), err
}

// called says what comes of a call: where somebody answered and a case owes the call, its step is entered next.
func (d *Desk) called(a *api.Ask, c *watch.Call) api.Done {
	done := api.Done{To: "/watch", Message: c.ID + " is entered."}
	d.read(func(s *engine.State) error {
		if to := moving.CallOwed(a, s, c.About); to != "" && c.Reached == watch.Answered {
			done.To, done.Message = to, c.ID+" is entered. The case owes this call too: say whom it reached."
		}
		return nil
	})
	return done
}

func (d *Desk) closePage(a *api.Ask) (page.Page, error) {
	item := a.Value("item", a.URL.Query().Get("item"))
	return d.inside("Close "+item, "Nothing more is done about it, and why.", page.Form{ID: "close", Action: "/watch/close", Submit: "Close it", Fields: []page.Field{
		{Name: "item", Label: "Item", Value: item, Required: true}, {Name: "reason", Label: "Why", Kind: "area", Value: a.Value("reason", ""), Required: true},
	}}), nil
}

func (d *Desk) closeCall(a *api.Ask) (api.Done, error) {
	c := watch.Close{Item: a.Sent.Get("item"), Reason: a.Sent.Get("reason")}
	return api.Done{To: "/watch", Message: c.Item + " is closed."}, d.does(a, watch.Duty{Close: &c})
}

func (d *Desk) assurancePage(a *api.Ask) (page.Page, error) {
	return d.inside("An assurance", "What somebody promised: who, what, and until when.", page.Form{ID: "assurance", Action: "/watch/assurance", Submit: "Enter the assurance", Fields: []page.Field{
		{Name: "from", Label: "Who gave it", Value: a.Value("from", ""), Required: true, Help: "By function."},
		{Name: "side", Label: "Whose officer", Kind: "choice", Value: a.Value("side", ""), Error: a.Fault("side"), Options: d.sides()},
		{Name: "what", Label: "What was assured", Kind: "area", Value: a.Value("what", ""), Required: true},
		{Name: "until", Label: "Until", Kind: "time", Value: a.Value("until", ""), Error: a.Fault("until"), Help: desk.OnClocks(d.Zone()) + " Left out where no end was said."},
		{Name: "call", Label: "In which call", Value: a.Value("call", ""), Help: "Such as call-3; left out where it was in none."},
	}}), nil
}

func (d *Desk) assurance(a *api.Ask) (api.Done, error) {
	until, err := moment(a, "until", d.Zone())
	if err = cmp.Or(err, d.ofASide(a)); err != nil {
		return api.Done{}, err
	}
	x := watch.Assurance{From: a.Sent.Get("from"), Side: a.Sent.Get("side"), What: a.Sent.Get("what"), Until: until, Call: a.Sent.Get("call")}
	id, err := d.numbered(a, watch.AnAssurance, func(id string) engine.Entry {
		x.ID = id
		return engine.Entry{Duty: &watch.Duty{By: officer(a), Assurance: &x}}
	})
	return api.Done{To: "/watch", Message: id + " is entered."}, err
}

// flashPage asks what the report is of, and then shows a draft of its five lines.
func (d *Desk) flashPage(a *api.Ask) (page.Page, error) {
	about := a.Value("about", a.URL.Query().Get("about"))
	lead := "Five lines on one thing, as it is known now. An officer may change the lines, never the status."
	if about == "" {
		return d.inside("A flash report", lead, page.Note{Kind: page.Help, Text: "Choose what it is of on", Link: page.Link{Text: "the watch", To: "/watch#new"}}), nil
	}
	var draft watch.Flash
	ref, err := refOf(about)
	if err == nil {
		err = d.read(func(s *engine.State) (err error) {
			draft, err = flash.Draft(s, ref, d.zoneOf(s))
			return err
		})
	}
	if err != nil {
		return d.inside("A flash report", lead, page.Note{Kind: page.Warning, Text: err.Error()}), nil
	}
	line := func(name, label, text string) page.Field {
		return page.Field{Name: name, Label: label, Kind: "area", Value: a.Value(name, text), Required: true, Error: a.Fault(name), Max: watch.MaxText}
	}
	return d.inside("A flash report", lead, page.Facts{Facts: []page.Fact{{Name: "Status", Text: strings.TrimSpace(exerciseMark(draft.Exercise) + " " + draft.Status)}, {Name: "Of", Text: about, Link: refLink([]watch.Ref{ref})}}},
		page.Form{ID: "flash", Action: "/watch/flash", Submit: "Send it", Fields: []page.Field{
			{Name: "about", Kind: "hidden", Value: about},
			line("what", "What", draft.What), line("where", "Where", draft.Where), line("when", "When", draft.When),
			line("how_known", "How known", draft.HowKnown), line("not_known", "Not known", draft.NotKnown),
		}}), nil
}

func (d *Desk) flash(a *api.Ask) (api.Done, error) {
	ref, err := refOf(a.Sent.Get("about"))
	if err != nil {
		return api.Done{}, &api.Refused{Reason: err.Error()}
	}
	var f watch.Flash
	err = d.read(func(s *engine.State) (err error) {
		f, err = flash.Draft(s, ref, d.zoneOf(s))
		return err
	})
	if err != nil {
		return api.Done{}, &api.Refused{Reason: err.Error()}
	}
	f.What, f.Where, f.When, f.HowKnown, f.NotKnown = a.Sent.Get("what"), a.Sent.Get("where"), a.Sent.Get("when"), a.Sent.Get("how_known"), a.Sent.Get("not_known")
	return api.Done{To: "/watch", Message: "The flash report is sent and on record. The log of the watch has its words."}, d.does(a, watch.Duty{Flash: &f})
}

// zoneOf is the zone of the last agreement of a state that is being read.
func (d *Desk) zoneOf(s *engine.State) when.Zone {
	if list := s.Dockets(); len(list) > 0 {
		return list[len(list)-1].Zone()
	}
	return when.Zone{}
}
