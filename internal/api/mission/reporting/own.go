// SPDX-License-Identifier: Apache-2.0

package reporting

import (
	"slices"
	"strings"
	"sync"

	"truce/engine"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/observation"
	"truce/when"
)

// ownPath is the address of what names the viewer.
const ownPath = "/report/own"

// mostOwn is how many reports the page has at most, the newest.
const mostOwn = 100

// sent are the newest observations of each source of one record, by their places: all are looked through once, and then those that came
// since, as they only ever get more. The zero sent is ready.
type sent struct {
	mu    sync.Mutex // held for what follows
	of    *engine.State
	taken int
	by    map[string][]int
}

// newest returns the newest observations of some sources, the newest first. It is called while the state is read.
func (x *sent) newest(s *engine.State, sources []string) (out []*observation.Observation) {
	x.mu.Lock()
	defer x.mu.Unlock()
	all := s.Observations()
	if x.of != s || x.taken > len(all) {
		x.of, x.taken, x.by = s, 0, map[string][]int{}
	}
	for i := x.taken; i < len(all); i++ {
		of := append(x.by[all[i].Source], i)
		if len(of) == 2*mostOwn { // older ones are never shown
			of = of[:copy(of, of[mostOwn:])]
		}
		x.by[all[i].Source] = of
	}
	x.taken = len(all)
	var places []int
	for i, source := range sources {
		if !slices.Contains(sources[:i], source) {
			places = append(places, x.by[source]...)
		}
	}
	slices.Sort(places)
	for _, at := range slices.Backward(places[max(0, len(places)-mostOwn):]) {
		out = append(out, all[at])
	}
	return out
}

// names are those under which the record has what is the viewer's own: the one that they are bound to, and else their name on record and
// the function under which they report where they give no name. What somebody gives in an address is none.
func (v *form) names(a *api.Ask) []string {
	if own := v.bound(a); own != "" {
		return []string{own}
	}
	out := []string{strings.ReplaceAll(string(a.Viewer.Role), "-", " ")}
	if a.Viewer.Person != "" {
		out = append(out, a.Viewer.Person)
	}
	return out
}

// own shows who reports what they were asked to do and what they sent, and nothing else: no word of who else saw it or what came of it.
func (v *form) own(a *api.Ask) (page.Page, error) {
	_, exercise := v.desk.Site()
	names := v.names(a)
	out := page.Page{Title: "Your tasks and reports", Exercise: exercise, Lead: "What the record has under your name, " + strings.Join(names, " or ") + ". What the mission makes of it is not shown here."}
	tasks, sent := taskList(), sentList()
	zone := v.desk.Zone()
	err := v.desk.Read(func(s *engine.State) error {
		for _, t := range slices.Backward(s.Room().Tasks()) {
			if !slices.Contains(names, t.Source) {
				continue
			}
			due := ""
			if t.CheckIn != 0 {
				due = api.Clock(t.CheckIn, zone)
			}
			tasks.Rows = append(tasks.Rows, page.Row{ID: t.ID, Cells: []page.Cell{{Text: t.ID}, {Text: t.What}, {Text: desk.Where(t.Where)}, {Text: desk.Plain(string(t.State()))}, {Text: due}}})
		}
		for _, o := range v.sent.newest(s, names) {
			sent.Rows = append(sent.Rows, sentRow(o, zone))
		}
		return nil
	})
	out.Blocks = []page.Block{tasks, sent, page.Links{Links: []page.Link{{Text: "File a report", To: "/report"}}}}
	return out, err
}

func taskList() page.List {
	return page.List{
		ID: "tasks", Title: "Your tasks", Live: true, Empty: "No task is on record under your name.",
		Columns: []page.Column{{Key: "task", Name: "Task"}, {Key: "what", Name: "What"}, {Key: "where", Name: "Where"}, {Key: "step", Name: "How far"}, {Key: "check_in", Name: "To be heard of by"}},
	}
}

func sentList() page.List {
	return page.List{
		ID: "sent", Title: "What you sent", Live: true, Empty: "No report is on record under your name.", Lead: "The newest first, at most 100. A report that was wrong is not changed: send another that says so.",
		Columns: []page.Column{{Key: "received", Name: "Came in"}, {Key: "when", Name: "When it was"}, {Key: "where", Name: "Where"}, {Key: "act", Name: "What"}, {Key: "words", Name: "Your words"}, {Key: "report", Name: "Report"}},
	}
}

func sentRow(o *observation.Observation, zone when.Zone) page.Row {
	s := &o.Sighting
	return page.Row{ID: o.ID.String(), Cells: []page.Cell{
		{Text: api.Clock(o.Received, zone)}, {Text: desk.When(o.When(), zone)}, {Text: desk.Where(s.Where)}, {Text: desk.Or(desk.Plain(string(s.Act)), "not known")}, {Text: s.Words}, {Text: o.Report.Short()},
	}}
}

// ownRoute is the route of the page.
func (v *form) ownRoute() api.Route {
	return api.Route{Pattern: ownPath, Title: "one's own tasks and reports, and nothing of others", Needs: access.Reporting, Noted: true, Page: v.own}
}
