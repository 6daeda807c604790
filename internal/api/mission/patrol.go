// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"fmt"
	"strings"

	"truce/app"
	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/watch"
	"truce/when"
)

// patrols are the routes of patrol tasks. Where patrols are goes to nobody outside.
func (d *Desk) patrols() []api.Route {
	return []api.Route{
		{Pattern: "/patrols", Title: "patrol tasks and how far each is", Needs: access.Inside, Noted: true, Page: d.patrolsPage, Act: d.request},
		{Pattern: "/patrols/step", Title: "enters a step of a patrol task", Needs: access.Watching, Page: d.stepPage, Act: d.step},
	}
}

func (d *Desk) patrolsPage(a *api.Ask) (page.Page, error) {
	l := page.List{
		ID: "patrols", Title: "Tasks", Live: true, Inside: true, Empty: "No patrol was requested. Request one below.",
		Columns: []page.Column{
			{Key: "task", Name: "Task"},
			{Key: "what", Name: "What"},
			{Key: "where", Name: "Where"},
			{Key: "about", Name: "About"},
			{Key: "source", Name: "Reports as"},
			{Key: "step", Name: "How far"},
			{Key: "since", Name: "Since"},
			{Key: "check_in", Name: "To be heard of by"},
		},
	}
	may, zone := a.Viewer.May(access.Watching), d.Zone()
	err := d.read(func(s *engine.State) error {
		tasks := s.Room().Tasks()
		for i := len(tasks) - 1; i >= 0; i-- {
			l.Rows = append(l.Rows, patrolRow(tasks[i], a.Now, zone, may))
		}
		return nil
	})
	blocks := []page.Block{l}
	if may {
		blocks = append(blocks, requestForm(a))
	}
	return d.inside("Patrols", "What patrols are to do and how far they are, as they said when they checked in.", blocks...), err
}

func patrolRow(t *watch.Task, now when.Instant, zone when.Zone, may bool) page.Row {
	last, checkIn := t.Steps[len(t.Steps)-1], ""
	if t.CheckIn != 0 {
		checkIn = api.Clock(t.CheckIn, zone)
	}
	row := page.Row{ID: t.ID, Cells: []page.Cell{
		{Text: t.ID}, {Text: t.What}, {Text: desk.Where(t.Where)}, aboutCell(t.About), {Text: t.Source}, {Text: strings.ReplaceAll(string(t.State()), "-", " ")}, {Text: api.Clock(last.At, zone)}, {Text: checkIn},
	}}
	if t.CheckIn != 0 && t.CheckIn < now {
		row.Mark, row.Cells[7].Status = "late", "late"
	}
	if may && !t.Ended {
		row.Forms = []page.Form{goTo("/patrols/step", "task", t.ID, "Next step")}
	}
	return row
}

// aboutCell says what an item of the room is about, empty for nothing.
func aboutCell(of watch.Ref) page.Cell {
	if of.IsZero() {
		return page.Cell{}
	}
	return page.Cell{Text: of.String(), Link: refLink([]watch.Ref{of})}
}

// aboutWords say what a form is about that an address leads to with something named.
func aboutWords(a *api.Ask) string {
	of, err := refOf(a.Value("about", a.URL.Query().Get("about")))
	if err != nil || of.IsZero() {
		return ""
	}
	return "It is about " + of.String() + "."
}

func requestForm(a *api.Ask) page.Form {
	fields := []page.Field{
		{Name: "what", Label: "What it is to do", Value: a.Value("what", ""), Required: true, Error: a.Fault("what")},
		{Name: "source", Label: "Name under which it reports", Value: a.Value("source", ""), Required: true, Help: "Such as patrol-7."},
	}
	fields = append(fields, desk.SentGroundFields(a)...)
	return page.Form{ID: "request", Title: "Request a patrol", Lead: aboutWords(a), Action: "/patrols", Submit: "Request it", Fields: append(fields,
		page.Field{Name: "every", Label: "How often it checks in while it is out", Value: a.Value("every", "30 min"), Error: a.Fault("every")},
		page.Field{Name: "about", Kind: "hidden", Value: a.Value("about", a.URL.Query().Get("about"))})}
}

func (d *Desk) request(a *api.Ask) (api.Done, error) {
	if !a.Viewer.May(access.Watching) { // an analyst reads the page, and sends nobody out
		return api.Done{}, api.ErrNotFound
	}
	where, err := desk.SentGround(a)
	if err != nil {
		return api.Done{}, err
	}
	every, err := when.ParseDuration(a.Sent.Get("every"))
	if err != nil {
		return api.Done{}, api.Refuse("every", "%v", err)
	}
	order := watch.Order{Source: a.Sent.Get("source"), What: a.Sent.Get("what"), Where: where, Every: every}
	if about := a.Sent.Get("about"); about != "" {
		if order.About, err = refOf(about); err != nil {
			return api.Done{}, &api.Refused{Reason: err.Error()}
		}
	}
	id, err := d.numbered(a, watch.APatrol, func(id string) engine.Entry {
		return engine.Entry{Patrol: &watch.Patrol{ID: id, By: officer(a), Step: watch.Requested, Order: &order}}
	})
	return api.Done{To: "/patrols", Message: id + " is requested."}, err
}

func (d *Desk) stepPage(a *api.Ask) (page.Page, error) {
	return d.inside("A step of a patrol task", "Which step may follow which is decided by the record; one that may not is refused.", page.Form{
		ID: "step", Action: "/patrols/step", Submit: "Enter the step", Fields: []page.Field{
			{Name: "task", Label: "Task", Value: a.Value("task", a.URL.Query().Get("task")), Required: true},
			{Name: "step", Label: "Step", Kind: "choice", Value: a.Value("step", ""), Options: desk.Choices(watch.Cleared, watch.Notified, watch.Out, watch.CheckedIn, watch.AtSite, watch.Denied, watch.Delayed, watch.Aborted, watch.Returned)},
			{Name: "says", Label: "What is to be said", Kind: "area", Value: a.Value("says", ""), Help: "Why it was denied, delayed or given up; who cleared it."},
			{Name: "check_in", Label: "To be heard of by", Kind: "time", Value: a.Value("check_in", ""), Error: a.Fault("check_in"), Help: desk.OnClocks(d.Zone()) + " Left out for the interval of the task."},
		},
	}), nil
}

// step enters a step, and with one that ends a denial or a delay the gap in what was watched.
func (d *Desk) step(a *api.Ask) (api.Done, error) {
	next, err := moment(a, "check_in", d.Zone())
	if err != nil {
		return api.Done{}, err
	}
	p := watch.Patrol{ID: a.Sent.Get("task"), By: officer(a), Step: watch.Step(a.Sent.Get("step")), Says: a.Sent.Get("says"), CheckIn: next}
	said := fmt.Sprintf("%s: %s.", p.ID, p.Step)
	err = d.Room.Change(func(r *app.Record) error {
		now := max(d.Clock(), r.State().Now())
		list := []app.Incoming{{Entry: engine.Entry{Time: now, Patrol: &p}}}
		for _, g := range r.State().Room().After(&p, now) {
			list = append(list, app.Incoming{Entry: engine.Entry{Time: now, Gap: &g}})
			said += " A gap is entered: " + string(g.Reason) + "."
		}
		_, err := d.enter(a.Context(), r, list)
		return err
	})
	return api.Done{To: "/patrols", Message: said}, d.refusal(err)
}
