// SPDX-License-Identifier: Apache-2.0

package incidents

import (
	"fmt"
	"slices"
	"strings"

	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/internal/store"
	"truce/watch"
	"truce/when"
)

// patience is how long something may wait for a first look before it is late.
const patience = when.Hour

// word is somebody's word that an incident was looked at, and when.
type word struct {
	By string
	At when.Instant
}

// acknowledged is the last word on each incident, or on a finding of it.
func acknowledged(s *engine.State) map[canon.IncidentID]word {
	out := map[canon.IncidentID]word{}
	for _, k := range s.Room().Acks() {
		if !k.Of.Incident.IsZero() {
			out[k.Of.Incident] = word{k.By, k.At}
		}
	}
	return out
}

// waiting is an incident in the queue.
type waiting struct {
	inc   *incident.Incident
	state string // new, unreviewed, changed, late
	since when.Instant
	seen  word
	owed  string // what of its procedure ran out, in words
}

// asking is what of the queue is asked for.
type asking struct {
	only  string       // the state of its rows, empty for everything that waits
	since when.Instant // what came in since is new
	now   when.Instant
}

// asking reads what is asked for. Its error is an *api.Refused.
func (p *pages) asking(s *engine.State, a *api.Ask) (asking, error) {
	q := asking{only: a.URL.Query().Get("state"), since: s.Room().Since(), now: a.Now}
	if !slices.ContainsFunc(states(), func(o page.Option) bool { return o.Value == q.only }) {
		return q, api.Refuse("state", "%.40q is no state of the queue: choose one of the list", q.only)
	}
	from, err := desk.Span(a.URL.Query().Get("since"), "", p.Zone())
	if err != nil {
		return q, api.Refuse("since", "%v", err)
	}
	if from != (when.Interval{}) {
		q.since = from.From
	}
	return q, nil
}

// place says how an incident stands in the queue on which somebody's last word is seen, and whether it is asked for.
func (q asking) place(inc *incident.Incident, seen word) (w waiting, ok bool) {
	w = waiting{inc: inc, since: inc.Members[len(inc.Members)-1].Received, seen: seen}
	switch {
	case seen.By == "" && q.now-w.since > when.Instant(patience):
		w.state = "late"
	case seen.By == "" && w.since >= q.since:
		w.state = "new"
	case seen.By == "":
		w.state = "unreviewed"
	case w.since > seen.At:
		w.state = "changed"
	}
	switch q.only {
	case "":
		return w, w.state != ""
	case "taken":
		return w, seen.By != ""
	}
	return w, w.state == q.only
}

// triage returns the incidents that wait for somebody to look, newest first, at most a page of them, and how many there are in all.
// Repeats of one incident are one row.
func (p *pages) triage(s *engine.State, q asking) (rows []waiting, all int) {
	seen := acknowledged(s)
	for _, inc := range p.Newest(s) {
		w, ok := q.place(inc, seen[inc.ID])
		if !ok {
			continue
		}
		if all++; len(rows) < pageSize {
			rows = append(rows, w)
		}
	}
	return rows, all
}

// mostCounted is how many rows that nobody looked at are counted at most, so that the page of the watch is soon there.
const mostCounted = 1000

// Late counts the rows of the queue that nobody looked at within an hour, of the newest that wait; more says that there are further ones.
func Late(d *desk.Desk, a *api.Ask) (n int, more bool, err error) {
	q := asking{only: "late", now: a.Now}
	kept := d.Rows()
	if kept == nil {
		return n, false, d.Read(func(s *engine.State) error {
			seen := acknowledged(s)
			for _, inc := range d.Newest(s) {
				if _, late := q.place(inc, seen[inc.ID]); late {
					n++
				}
			}
			return nil
		})
	}
	got, err := kept.Named(a.Context(), store.IncidentFilter{Triage: store.Unreviewed, Limit: mostCounted})
	if err != nil {
		return 0, false, err
	}
	return n, got.Next != "", d.Read(func(s *engine.State) error {
		for _, row := range got.Rows {
			if inc := s.Incident(row.ID); inc != nil {
				if _, late := q.place(inc, word{row.Review.By, row.Review.At}); late {
					n++
				}
			}
		}
		return nil
	})
}

// overdue says what is owed in a case on an incident and late, in words.
func overdue(s *engine.State, inc *incident.Incident) string {
	var out []string
	for _, f := range desk.Findings(s, inc.ID) {
		r := s.Register(f.Released.Agreement)
		if r == nil {
			continue
		}
		c := r.CaseOf(inc.ID, f.Released.Term)
		if c == nil {
			continue
		}
		first, more := "", 0
		for _, o := range c.Obligations {
			switch {
			case o.RanOut == 0 || o.Done != 0:
			case first == "":
				first = desk.Step(o)
			default:
				more++
			}
		}
		if more > 0 {
			first = fmt.Sprintf("%s and %d more", first, more)
		}
		if first != "" {
			out = append(out, fmt.Sprintf("case %d: %s", c.Number, first))
		}
	}
	return strings.Join(out, "; ")
}

// queue is the page of triage.
func (p *pages) queue(a *api.Ask) (page.Page, error) {
	z := p.Zone()
	_, exercise := p.Site()
	only := a.URL.Query().Get("state")
	list := page.List{
		ID: "queue", Title: "Waits for somebody", Live: true, Inside: true,
		Columns: []page.Column{
			{Key: "state", Name: "State"},
			{Key: "what", Name: "What"},
			{Key: "incident", Name: "Incident"},
			{Key: "when", Name: "When"},
			{Key: "where", Name: "Where"},
			{Key: "reports", Name: "Reports", Number: true},
			{Key: "came_in", Name: "Last came in"},
			{Key: "findings", Name: "Findings"},
			{Key: "overdue", Name: "Overdue in the procedure"},
			{Key: "possible_sames", Name: "May be the same as", Number: true},
			{Key: "on_it", Name: "Who is on it"},
			{Key: "id", FileOnly: true},
		},
		Empty: "Nothing waits. What comes in stands here at once, marked unreviewed.",
	}
	out := page.Page{Title: "Queue", Exercise: exercise, Lead: "What nobody has looked at yet, each event once, however many reports came of it. Taking a row tells the others that you are on it: it is an entry of the watch, and stays one. What was taken stands under its own choice below, where another takes it over."}
	after := a.URL.Query().Get("after")
	if after != "" {
		list.Empty = api.NothingFollows
	}
	kept := p.Rows()
	var q asking
	var patrols page.List
	err := p.Read(func(s *engine.State) (err error) {
		patrols = tasks(s, z)
		if q, err = p.asking(s, a); err != nil || kept != nil {
			return err
		}
		if after != "" {
			return store.ErrCursor
		}
		rows, all := p.triage(s, q)
		for _, w := range rows {
			list.Rows = append(list.Rows, queued(s, w, z, desk.By(a)))
		}
		list.Lead = waitWords(int64(all), len(rows))
		return nil
	})
	if err == nil && kept != nil {
		err = p.line(a, &list, lining{kept, q, z})
	}
	out.Blocks = []page.Block{stateForm(a, only)}
	if only != "taken" {
		out.Blocks = append(out.Blocks, page.Links{Links: []page.Link{{Text: "What is taken, and by whom", To: page.With("/queue", "state", "taken")}}})
	}
	if fault := desk.Fault(err); fault != nil {
		return a.Unread(out, fault)
	}
	out.Blocks = append(out.Blocks, list)
	if a.Viewer.May(access.Inside) {
		out.Blocks = append(out.Blocks, patrols)
	}
	return out, err
}

// waitWords says that more wait than are shown; all is at least how many, since the projections count those alone that nobody looked at.
func waitWords(all int64, shown int) string {
	if all <= int64(shown) {
		return ""
	}
	return fmt.Sprintf("At least %d wait; the newest %d are shown. Take some, or choose a state.", all, shown)
}

// states are what of the queue can be asked for.
func states() []page.Option {
	return []page.Option{
		{Text: "everything that waits"},
		{Value: "new", Text: "new since the watch began, or since the time below"},
		{Value: "unreviewed", Text: "unreviewed and older"},
		{Value: "late", Text: "late: nobody looked within an hour"},
		{Value: "changed", Text: "changed since somebody looked"},
		{Value: "taken", Text: "taken by somebody"},
	}
}

func stateForm(a *api.Ask, only string) page.Form {
	return page.Form{ID: "filter", Title: "Which of them", Action: "/queue", Filter: true, Submit: "Show", Fields: []page.Field{
		{Name: "state", Label: "State", Kind: "choice", Value: only, Options: states()},
		{Name: "since", Label: "New since", Kind: "time", Value: a.URL.Query().Get("since"), Help: "Empty for when the present watch came on."},
		{Name: "as", Label: "You, by function or call sign", Kind: "text", Value: desk.By(a), Max: desk.MaxName, Error: a.Fault("as"), Help: "In this name you take rows. No name of a person is needed."},
	}}
}

// stateWords says of a row that nobody has looked at that it is unreviewed.
func stateWords(state string) string {
	if state == "new" {
		return "new, unreviewed"
	}
	return desk.Or(state, "seen")
}

// outcomes says each outcome once, with the terms that came to it; of many alike it names three and counts the rest.
func outcomes(list []*finding.Finding) string {
	var order []string
	terms := map[string][]string{}
	for _, f := range list {
		outcome := desk.VerdictWords(&f.Released)
		if terms[outcome] == nil {
			order = append(order, outcome)
		}
		terms[outcome] = append(terms[outcome], string(f.Released.Term))
	}
	for i, outcome := range order {
		named := terms[outcome]
		more := ""
		if len(named) > 3 {
			more = fmt.Sprintf(" and %d more", len(named)-3)
		}
		order[i] = outcome + ": " + strings.Join(named[:min(len(named), 3)], ", ") + more
	}
	return strings.Join(order, "; ")
}

func queued(s *engine.State, w waiting, z when.Zone, by string) page.Row {
	w.owed = overdue(s, w.inc)
	verdicts := outcomes(desk.Findings(s, w.inc.ID))
	on, sames := "nobody", len(s.PossibleSames(w.inc.ID))
	if w.seen.By != "" {
		on = w.seen.By + ", " + api.Clock(w.seen.At, z)
	}
	same := page.Cell{Text: number(sames)}
	if sames > 0 {
		same.Link = desk.IncidentPath(w.inc.ID) + "#possible-sames"
	}
	r := page.Row{ID: w.inc.ID.String(), Where: desk.Shape(w.inc.Where), Cells: []page.Cell{
		{Text: stateWords(w.state), Status: desk.Or(w.state, "seen")},
		{Text: what(w.inc), Link: desk.IncidentPath(w.inc.ID)},
		{Text: w.inc.ID.Short()},
		{Text: desk.When(w.inc.When, z)},
		{Text: desk.Where(w.inc.Where)},
		{Text: number(reports(w.inc))},
		{Text: api.Clock(w.since, z)},
		{Text: desk.Or(verdicts, "outside every text (recorded)")},
		{Text: w.owed},
		same,
		{Text: on},
		{Text: w.inc.ID.String()},
	}}
	submit := "I take it"
	if w.seen.By != "" {
		submit = "I take it over"
	}
	r.Forms = []page.Form{{Quiet: true, Action: "/queue", Submit: submit, Fields: []page.Field{{Name: "incident", Kind: "hidden", Value: w.inc.ID.String()}, {Name: "as", Kind: "hidden", Value: by}, {Name: "from", Kind: "hidden", Value: w.seen.By}}}}
	return r
}

// tasks are the patrol tasks that are not over.
func tasks(s *engine.State, z when.Zone) page.List {
	list := page.List{
		ID: "patrols", Title: "Patrol tasks", Inside: true, Live: true, Empty: "No patrol task is open. One is asked for on the page Watch.",
		Columns: []page.Column{{Key: "task", Name: "Task"}, {Key: "what", Name: "What"}, {Key: "about", Name: "About"}, {Key: "step", Name: "How far"}, {Key: "check_in", Name: "Check-in due"}},
	}
	for _, t := range s.Room().Tasks() {
		if t.Ended {
			continue
		}
		about := page.Cell{Text: t.About.String()}
		if !t.About.Incident.IsZero() {
			about.Link = desk.IncidentPath(t.About.Incident)
		}
		due := ""
		if t.CheckIn != 0 {
			due = api.Clock(t.CheckIn, z)
		}
		list.Rows = append(list.Rows, page.Row{ID: t.ID, Cells: []page.Cell{{Text: t.ID, Link: "/patrols#row-" + t.ID}, {Text: t.What}, about, {Text: desk.Plain(string(t.State())), Status: string(t.State())}, {Text: due}}})
	}
	return list
}

// take enters that somebody looked at an incident and is on it: at it, and at every finding on it that stands.
func (p *pages) take(a *api.Ask) (api.Done, error) {
	id, err := desk.IncidentID(a.Sent.Get("incident"))
	if err != nil {
		return api.Done{}, api.Refuse("incident", "no incident is named: take it from the list")
	}
	by := desk.By(a)
	if err := p.Own(a, "as", by); err != nil {
		return api.Done{}, err
	}
	z := p.Zone()
	_, err = p.EnterMade(a.Context(), func(s *engine.State) (engine.Entry, error) {
		if is := acknowledged(s)[id]; a.Sent.Has("from") && is.By != "" && is.By != a.Sent.Get("from") && is.By != by {
			return engine.Entry{}, &api.Refused{Reason: fmt.Sprintf("Nothing was entered: %s took it meanwhile, %s. It stands under what is taken; take it over there if they cannot go on with it.", is.By, api.Clock(is.At, z))}
		}
		k := &watch.Ack{Of: []watch.Ref{{Incident: id}}}
		for _, f := range desk.Findings(s, id) {
			k.Of = append(k.Of, ref(id, f))
		}
		return engine.Entry{Duty: &watch.Duty{By: by, Ack: k}}, nil
	})
	if err := p.Wording().Refusal(err); err != nil {
		return api.Done{}, err
	}
	return api.Done{To: "/queue", Message: "On record: " + by + " looks after " + id.Short() + ". It stands under what is taken; who cannot go on with it has another take it over there."}, nil
}

func ref(id canon.IncidentID, f *finding.Finding) watch.Ref {
	return watch.Ref{Incident: id, Agreement: f.Released.Agreement, Term: string(f.Released.Term)}
}
